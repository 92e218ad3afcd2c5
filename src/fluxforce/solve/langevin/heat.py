"""Energies of one step: Stratonovich products that add up to the change of the potential exactly."""

import equinox as eqx
import jax
import jax.numpy as jnp

from fluxforce._types import Array, Scalar
from fluxforce.networks.diffusion import Convention, LangevinSystem, Overdamped, driven_force
from fluxforce.solve.langevin.state import Books, State, nothing


def overdamped_books(
    system: Overdamped, before: State, after: State, parameter: Array, step: Scalar | None = None
) -> Books:
    """Driven work f o dx and the heat -F o dx taken from every bath, in a ``step`` [s] (needed with a drive).

    With one bath the heat is the change of U less the driven work. With several it is shared as ``by_coordinate`` says.
    """
    books = nothing(system)
    if len(system.baths) == 1:
        driven = jnp.sum(driven_work(system, before, after, parameter, step))
        change = system.energy(after.x, parameter) - system.energy(before.x, parameter)
        heat = (change - driven)[None]
    else:
        each, driven = by_coordinate(system, before, after, parameter, step)
        heat = by_bath(each, system.bath, len(system.baths))
    books = eqx.tree_at(lambda b: (b.driven, b.heat), books, (driven, heat))
    if system.uniform or system.convention is Convention.ISOTHERMAL:
        return books
    return eqx.tree_at(lambda b: b.convention, books, _beside_heat(system, before.x, after.x))


def booked_between(system: LangevinSystem, before: State, after: State, parameter: Array) -> Books:
    """What is booked between two states that any integrator has found, momenta included.

    Heat into a coordinate is -F o dx, and the change of p^2/2m where there are momenta; what coordinates without a bath
    seem to take up is the integrator's error, the shadow work.
    """
    if isinstance(system, Overdamped):
        return overdamped_books(system, before, after, parameter)
    each, driven = by_coordinate(system, before, after, parameter)
    each = each + (after.p**2 - before.p**2) / (2.0 * system.mass)
    owner = tuple(touched[0] if touched else -1 for touched in system.touched)
    heat = by_bath(each, owner, len(system.baths))
    free = by_bath(each, tuple(-1 if bath >= 0 else 0 for bath in owner), 1)[0]
    return eqx.tree_at(lambda b: (b.driven, b.heat, b.shadow), nothing(system), (driven, heat, free))


def driven_work(
    system: LangevinSystem, before: State, after: State, parameter: Array, step: Scalar | None = None
) -> Array:
    """f o dx of every coordinate with the mean of both ends.

    A drive is as rough as the noise, and an overdamped particle follows it at once: the mean of force times velocity is
    not the product of the means. What is missing, step/4 (change of the push) (change of mu F), is added.
    """
    early = driven_force(system, before.x, parameter, before.y)
    late = driven_force(system, after.x, parameter, after.y)
    work = 0.5 * (early + late) * (after.x - before.x)
    if system.drive is None or step is None or not isinstance(system, Overdamped):
        return work
    push = system.drive.push(after.y, after.x) - system.drive.push(before.y, before.x)
    ends = [(before.x, before.y), (after.x, after.y)]
    slow, fast = (system.along(x, system.total_force(x, parameter, y)) for x, y in ends)
    return work + 0.25 * step * push * (fast - slow)


def by_coordinate(
    system: LangevinSystem, before: State, after: State, parameter: Array, step: Scalar | None = None
) -> tuple[Array, Array]:
    """-F o dx of every coordinate, and the driven work; their sum is the change of U exactly.

    The change of U is shared by a discrete gradient [gonzalez1996]: the mean g of the gradients at both ends, and what
    is missing, dU - g . dx (of third order in dx), in proportion to dx_i^2.
    """
    dx = after.x - before.x
    change = system.energy(after.x, parameter) - system.energy(before.x, parameter)
    slope, driven = jax.grad(system.potential), driven_work(system, before, after, parameter, step)
    gradient = 0.5 * (slope(before.x, parameter) + slope(after.x, parameter))
    share = dx**2 / jnp.maximum(jnp.sum(dx**2), 1e-300)
    return gradient * dx - driven + (change - jnp.sum(gradient * dx)) * share, jnp.sum(driven)


def _beside_heat(system: Overdamped, before: Array, after: Array) -> Array:
    """-(1 - value) D^-1 div D o dx: the current of the density is (mu F - (1 - value) div D) p - D grad p, and the
    medium takes up D^-1 times that velocity o dx, of which mu F/D is the heat. [lau2007b]
    """

    def per_length(x: Array) -> Array:
        diffusion = system.diffusion_at(x)
        along = system.divergence(x)
        return jnp.linalg.solve(diffusion, along) if diffusion.ndim == 2 else along / diffusion

    mean = 0.5 * (per_length(before) + per_length(after))
    return -(1.0 - system.convention.value) * jnp.sum(mean * (after - before))


def by_bath(each: Array, owner: tuple[int, ...], baths: int) -> Array:
    """What every bath takes part in, summed over its coordinates; owner -1 belongs to none."""
    if owner == tuple(range(baths)):
        return each
    if baths == 1 and set(owner) == {0}:
        return jnp.sum(each, keepdims=True)
    sums = [jnp.zeros(())] * baths
    for k, bath in enumerate(owner):
        if bath >= 0:
            sums[bath] = sums[bath] + each[k]
    return jnp.stack(sums)
