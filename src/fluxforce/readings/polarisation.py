"""Polarisation of an electrode: currents against potentials that are held, Tafel slopes and resistance."""

from dataclasses import dataclass, replace

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import System, evaluate
from fluxforce.errors import BadInput
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.electrode import METAL
from fluxforce.solve.active import DenseActive, dense_active
from fluxforce.solve.steady import steady


@dataclass(frozen=True)
class Polarisation:
    """Potentials [V], net current density and that of every couple [A/m2, positive where oxidised].

    ``slopes`` dE/d log10|i| [V per decade] of the net current, from its exact derivative; ``coordinates`` of every
    state.
    """

    potential: np.ndarray
    current: np.ndarray
    single: dict[str, np.ndarray]
    slopes: np.ndarray
    coordinates: np.ndarray


def polarisation(made: Assembled, potentials: Float[np.ndarray, " points"]) -> Polarisation:
    """Steady currents of an electrode at every potential in turn, each state beginning where the last one ended.

    Whatever the mode of ``made``, its metal is held. Raises BadInput where no steady state is found.
    """
    held, solver = _held(made)
    row, area = _charge(made), float(made.notes["area"])
    names, z = list(made.notes["couples"]), held.start
    single, states, slopes = [], [], []
    for potential in potentials:
        z = z.at[row, METAL].set(float(potential))
        if solver.unknown:
            found = steady(solver, held.system, z, scale=held.scale)
            if not found.converged:
                raise BadInput(f"no steady state was found at a potential of {float(potential):.4g} V")
            z = found.coordinates
        currents, slope = _response(solver, held.system, z, row, len(names))
        single.append(-np.asarray(currents) / area)
        slopes.append(-float(slope) / area)
        states.append(np.asarray(z))
    each = np.stack(single, axis=1)
    net = each.sum(axis=0)
    per_decade = np.log(10.0) * net / np.asarray(slopes)
    return Polarisation(
        np.asarray(potentials, dtype=float),
        net,
        dict(zip(names, each, strict=True)),
        per_decade,
        np.stack(states),
    )


def polarisation_resistance(made: Assembled, coordinates: Float[Array, "coordinates places"]) -> float:
    """dE/di [Ohm m2] in a steady state, the solution at the surface following the potential."""
    held, solver = _held(made)
    row = _charge(made)
    _, slope = _response(solver, held.system, jnp.asarray(coordinates), row, len(made.notes["couples"]))
    return -float(made.notes["area"]) / float(slope)


def _charge(made: Assembled) -> int:
    return made.system.potential.quantities.index("charge")


def _held(made: Assembled) -> tuple[Assembled, DenseActive]:
    """The same electrode with its metal held at a potential and no source."""
    active = made.system.active.at[_charge(made), METAL].set(0.0)
    exchanges = tuple(e for e in made.system.exchanges if e.name != "current source")
    system = System(made.system.potential, exchanges, (), made.system.size, active)
    solver = dense_active(np.asarray(active))
    return replace(made, system=system, solver=solver), solver


@eqx.filter_jit
def _response(
    solver: DenseActive, system: System, coordinates: Array, row: int, couples: int
) -> tuple[Float[Array, " couples"], Float[Array, ""]]:
    """Charge that every couple brings to the metal [A], and d(sum)/d(potential) with all balances kept.

    dI/dE = I_E - I_z f_z^-1 f_E over the free coordinates z and their balances f.
    """
    count = coordinates.shape[1]
    at, free = row * count + METAL, jnp.array(solver.unknown, dtype=int)

    def both(flat: Array) -> tuple[Array, Array]:
        rates = evaluate(system, flat.reshape(coordinates.shape))
        single = jnp.stack([supply[row, METAL] for supply in rates.exchanged[:couples]])
        return single, rates.supply.reshape(-1)[free]

    flat = coordinates.reshape(-1)
    single, _ = both(flat)
    current, balance = jax.jacfwd(both)(flat)
    total = jnp.sum(current, axis=0)
    follow = jnp.linalg.solve(balance[:, free], balance[:, at]) if solver.unknown else jnp.zeros(0)
    return single, total[at] - total[free] @ follow
