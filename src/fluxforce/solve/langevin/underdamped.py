"""Integrators of the underdamped equation: splittings into motion, force and baths, such as BAOAB."""

from enum import Enum

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Scalar
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.diffusion import LangevinSystem, Underdamped
from fluxforce.solve.langevin.heat import by_bath, driven_work
from fluxforce.solve.langevin.state import AbstractIntegrator, Books, State, next_drive, nothing


class Part(Enum):
    """One part of the equation, each solved exactly: x moves (A), the force acts (B), the baths act (O)."""

    MOVE = "A"
    FORCE = "B"
    BATH = "O"


class Splitting(AbstractIntegrator):
    """The parts in the given order, each with an equal share of the step. [leimkuhler2015]

    Heat of a bath is the change of the kinetic energy while it acts. A coordinate in several baths is given to them
    one after the other, forth and back in half steps, so that every bath has its own heat. What motion and force make
    beside the work of forces that are no gradient is the shadow work of the scheme [sivak2013].
    """

    order: tuple[Part, ...] = eqx.field(static=True)

    def rows(self, system: LangevinSystem) -> tuple[int, int]:
        system = underdamped_only(system)
        return self.order.count(Part.BATH) * len(_layers(system)) * system.dims, 0

    def advance(
        self, system: LangevinSystem, state: State, parameter: Array, step: Scalar, normals: Array
    ) -> tuple[State, Books]:
        system = underdamped_only(system)
        shares = {part: step / max(self.order.count(part), 1) for part in Part}
        later = next_drive(system, state.y, step, normals)
        x, p, used, moved = state.x, state.p, 0, False
        heat, forced = jnp.zeros(len(system.baths)), jnp.zeros(())
        for part in self.order:
            kinetic = system.kinetic(p)
            if part is Part.MOVE:
                x, moved = x + shares[part] * (p / system.mass), True
            elif part is Part.FORCE:
                # the drive is at its end once the particle has moved
                p = p + shares[part] * system.total_force(x, parameter, later if moved else state.y)
                forced = forced + (system.kinetic(p) - kinetic)
            else:
                for bath, fraction in _layers(system):
                    fresh = normals[used : used + system.dims]
                    p, given = _thermostat(system, p, bath, fraction * shares[part], fresh)
                    heat, used = heat + given, used + system.dims
        change = system.energy(x, parameter) - system.energy(state.x, parameter)
        after = State(x, p, later, state.memory)
        driven = jnp.sum(driven_work(system, state, after, parameter))
        books = eqx.tree_at(
            lambda b: (b.driven, b.heat, b.shadow), nothing(system), (driven, heat, forced + change - driven)
        )
        return after, books


def splitting(letters: str) -> Splitting:
    """A Splitting from the letters A (motion), B (force) and O (baths), as the literature names them."""
    known = {part.value for part in Part}
    if not letters or set(letters) - known:
        raise BadInput([Problem(f"'{letters}' is no splitting", hint="letters A, B and O, such as BAOAB")])
    return Splitting(tuple(Part(letter) for letter in letters))


def _layers(system: Underdamped) -> list[tuple[int | None, float]]:
    """Which baths act in turn and for which share of the time; None: all at once, no coordinate has two of them."""
    if all(len(touched) < 2 for touched in system.touched):
        return [(None, 1.0)]
    first = [(bath, 0.5) for bath in range(len(system.baths) - 1)]
    return [*first, (len(system.baths) - 1, 1.0), *reversed(first)]


def _thermostat(
    system: Underdamped, p: Array, bath: int | None, time: Scalar, normals: Array
) -> tuple[Array, Array]:
    """The momenta after friction and noise of one bath (or of all), exactly, and the heat [baths] taken from them."""
    if bath is None:
        owner = tuple(touched[0] if touched else -1 for touched in system.touched)
        temperature = system.temperature[jnp.asarray([max(b, 0) for b in owner])]
        friction = jnp.sum(system.friction, axis=0)
    else:
        owner = (bath,) * system.dims
        temperature, friction = system.temperature[bath], system.friction[bath]
    kept = jnp.exp(-friction * time / system.mass)
    spread = jnp.sqrt(-system.mass * temperature * jnp.expm1(-2.0 * friction * time / system.mass))
    after = kept * p + spread * normals
    gained = (after**2 - p**2) / (2.0 * system.mass)
    return after, by_bath(gained, owner, len(system.baths))


BAOAB = splitting("BAOAB")  # positions of a harmonic oscillator have the exact variance at every stable step
OBABO = splitting("OBABO")


def underdamped_only(system: LangevinSystem) -> Underdamped:
    """The system itself. Raises BadInput where it has no momenta."""
    if isinstance(system, Underdamped):
        return system
    hint = "take EulerMaruyama, Heun or LeimkuhlerMatthews, or make the system with `underdamped`"
    raise BadInput([Problem("an integrator with momenta for an overdamped system", hint=hint)])
