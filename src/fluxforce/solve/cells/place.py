"""What every place obeys: extents that follow their laws, and activities that follow from contents.

With the extents xi of all processes per unit size of the place as unknowns, contents are q = q0 + S xi exactly, so
nothing is lost whatever the steps are. Coordinates w that are not contents themselves satisfy g(w, xi) = 0: their
contents are those, and the constraints vanish.
"""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import System
from fluxforce.numerics.small import gauss_jordan
from fluxforce.process import Exchange
from fluxforce.thermo.base import AbstractPotential, Reading
from fluxforce.thermo.slopes import slopes


class State(eqx.Module):
    """Where the places are: extents since ``base`` was the content, and the coordinates that follow."""

    extents: Float[Array, "rows places"]
    follow: Float[Array, "follow places"]
    base: Float[Array, "balanced places"]


class Linearised(eqx.Module):
    """A state's rates and all derivatives that a step needs.

    ``inverse`` of dg/dw; ``moved`` dw/dxi at g = 0; ``by_follow`` dr/dw; ``total`` dr/dxi along g = 0.
    """

    inverse: Float[Array, "follow follow places"]
    moved: Float[Array, "follow rows places"]
    by_follow: Float[Array, "rows follow places"]
    total: Float[Array, "rows rows places"]


def follows(potential: AbstractPotential, coordinates: int) -> np.ndarray:
    """Which coordinates are not contents themselves."""
    return np.array([not flag for flag in potential.linear] + [True] * (coordinates - len(potential.linear)))


def supplies(system: System) -> Float[Array, "balanced rows places"]:
    """S: what one unit of extent adds to every content, nothing where it is held."""
    balanced = system.active.shape[0]
    per_row = jnp.concatenate([(e.products - e.reactants)[:, :balanced] for e in system.exchanges])
    return per_row.T[:, :, None] * system.active[:, None, :]


def contents(system: System, state: State) -> Float[Array, "balanced places"]:
    return state.base + jnp.sum(supplies(system) * state.extents[None], axis=1)


def coordinates(system: System, state: State) -> Float[Array, "coordinates places"]:
    """All coordinates in the order of the potential."""
    content = contents(system, state)
    balanced = content.shape[0]
    keep = follows(system.potential, balanced + state.follow.shape[0] - int(_own(system).sum()))
    rows, place = [], 0
    for k, kept in enumerate(keep):
        rows.append(state.follow[place] if kept else content[k])
        place += int(kept)
    return jnp.stack(rows)


def _own(system: System) -> np.ndarray:
    return np.array([not flag for flag in system.potential.linear])


def rates(
    system: System, z: Float[Array, "coordinates places"]
) -> tuple[Float[Array, "rows places"], Reading]:
    """Extents per second and unit size of every row of every exchange."""
    reading = system.potential.read(z)
    found = [_flux(exchange, reading) / system.size[None] for exchange in system.exchanges]
    return jnp.concatenate(found), reading


def _flux(exchange: Exchange, reading: Reading) -> Array:
    force = (exchange.products - exchange.reactants) @ reading.conjugates
    if exchange.given is not None:
        force = force + exchange.given
    return exchange.law.flux(force, reading, reading) * exchange.measure[None]


def evaluated(
    system: System, state: State
) -> tuple[Float[Array, "rows places"], Float[Array, "follow places"]]:
    """The rates r and the residual g of a state."""
    found, reading = rates(system, coordinates(system, state))
    own = _own(system)
    off = (reading.content - contents(system, state))[own]
    return found, jnp.concatenate([off, reading.constraints])


def linearised(system: System, state: State) -> Linearised:
    """All derivatives at a state: the potential's slopes in closed form, those of the laws by one sweep backwards."""
    z = coordinates(system, state)
    keep = follows(system.potential, z.shape[0])
    slope = slopes(system.potential, z).equations[keep][:, keep]
    count, places = slope.shape[0], z.shape[1]
    identity = jnp.broadcast_to(jnp.eye(count)[:, :, None], (count, count, places))
    inverse = gauss_jordan(slope, identity)
    supply = supplies(system)
    number = supply.shape[1]
    own = supply[_own(system)]
    moved = jnp.stack(
        [jnp.sum(inverse[:, : own.shape[0]] * own[None, :, r], axis=1) for r in range(number)], axis=1
    )
    _, pull = jax.vjp(lambda at: rates(system, at)[0], z)
    seeds = jnp.broadcast_to(jnp.eye(number)[:, :, None], (number, number, places))
    by_z = jax.vmap(lambda seed: pull(seed)[0])(seeds)
    by_follow = by_z[:, keep]
    total = jnp.sum(by_follow[:, :, None] * moved[None], axis=1)
    if not keep.all():
        amounts = supply[~_own(system)]
        total = total + jnp.sum(by_z[:, ~keep][:, :, None] * amounts[None], axis=1)
    return Linearised(inverse, moved, by_follow, total)


def settled(system: System, state: State) -> State:
    """The coordinates that follow, brought to the extents: what a step leaves of g is of the order of its error."""
    for _ in range(2):
        _, off = evaluated(system, state)
        inverse = linearised(system, state).inverse
        follow = state.follow - jnp.sum(inverse * off[None], axis=1)
        state = State(state.extents, follow, state.base)
    return state
