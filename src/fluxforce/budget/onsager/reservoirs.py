"""The Onsager matrix of a whole model as its reservoirs see it: flows through the border by their differences."""

from collections.abc import Sequence
from dataclasses import dataclass

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import System, evaluate, prepared_at, rates_at
from fluxforce.budget.onsager.matrix import OnsagerMatrix
from fluxforce.budget.onsager.rows import HeatFlux, Region, Row
from fluxforce.errors import BadInput, Problem


@dataclass(frozen=True)
class Terminal:
    """A quantity that is held at a place, counted against the same quantity at another one.

    Force: y(place) - y(against) [J/K per unit]; flux: what the place receives per second. ``row`` gives both their
    name and units.
    """

    row: Row
    quantity: str
    place: int
    against: int = 0


def read_terminals(
    system: System, coordinates: Float[Array, "coordinates places"], terminals: Sequence[Terminal]
) -> tuple[np.ndarray, np.ndarray]:
    """Forces and fluxes of terminals in one state; their products add up to the production of a steady state."""
    rows, places, against = _positions(system, terminals)
    forces, fluxes = _read(system, coordinates, rows, places, against)
    return np.asarray(forces), np.asarray(fluxes)


def opened(system: System, terminals: Sequence[Terminal]) -> System:
    """The same system with these terminals insulated: an open circuit, a closed wall. What was held there floats."""
    rows, places, _ = _positions(system, terminals)
    return eqx.tree_at(lambda s: s.active, system, system.active.at[rows, places].set(1.0))


def between_reservoirs(
    system: System,
    coordinates: Float[Array, "coordinates places"],
    terminals: Sequence[Terminal],
    *,
    heat: HeatFlux = HeatFlux.NONE,
) -> OnsagerMatrix:
    """dJ/dX between the reservoirs of a model at a steady state, found by `steady` before.

    The contents held at each terminal are moved in turn, the steady state follows (its equations are differentiated,
    one linear problem for all), and with it flows and forces: L = (dJ/dq)(dX/dq)^-1. At equilibrium that is Onsager's
    matrix of the whole; away from it the tangent. Raises BadInput where a terminal is not held, or where the terminals
    are not independent of each other.
    """
    rows, places, against = _positions(system, terminals)
    held = np.asarray(system.active)[rows, places] == 0.0
    if not held.all():
        free = [t.row.name for t, h in zip(terminals, held, strict=True) if not h]
        raise BadInput(f"{', '.join(free)}: a terminal is a quantity that is held at its place")
    matrix, by_state = _slopes(system, coordinates, rows, places, against)
    count = coordinates.size
    right = np.zeros((count, len(terminals)))
    for k, (row, place) in enumerate(zip(rows, places, strict=True)):
        right[row * coordinates.shape[1] + place, k] = 1.0
    moved = _solved(np.asarray(matrix), right)
    forces, fluxes = (np.asarray(part).reshape(len(terminals), count) @ moved for part in by_state)
    if np.linalg.matrix_rank(forces / (np.abs(forces).max(axis=1, keepdims=True) + 1e-300)) < len(terminals):
        raise BadInput("the forces of these terminals are not independent of each other")
    return OnsagerMatrix(
        np.linalg.solve(forces.T, fluxes.T).T, tuple(t.row for t in terminals), region=Region.SURFACE, heat=heat,
        source="flows between reservoirs by their conjugates",
    )  # fmt: skip


def _positions(system: System, terminals: Sequence[Terminal]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    names = system.potential.quantities[: system.active.shape[0]]
    for one in terminals:
        if one.quantity not in names:
            raise BadInput(
                [Problem(f"there is no quantity '{one.quantity}'", hint=f"quantities: {', '.join(names)}")]
            )
    rows = np.array([names.index(one.quantity) for one in terminals])
    return rows, np.array([t.place for t in terminals]), np.array([t.against for t in terminals])


@eqx.filter_jit
def _read(system: System, z: Array, rows, places, against) -> tuple[Array, Array]:
    """y(place) - y(against), and what the place receives, whether or not it may change by it."""
    ready = prepared_at(system, z)
    rates = evaluate(ready, z)
    y = rates.reading.conjugates
    balanced = system.active.shape[0]
    supply = sum([s[:balanced] for s in rates.exchanged], start=jnp.zeros(system.active.shape))
    for flow, carried in zip(system.flows, rates.carried, strict=True):
        supply = supply + flow.sites.collect(carried, carried, supply.shape[1])
    return y[rows, places] - y[rows, against], supply[rows, places]


@eqx.filter_jit
def _slopes(system: System, z: Array, rows, places, against) -> tuple[Array, tuple[Array, Array]]:
    """Derivatives of the equations of a steady state, and of forces and fluxes, by all coordinates."""

    def equations(z: Array) -> Array:
        rates = rates_at(system, z)
        own = jnp.where(system.active > 0.0, rates.supply, rates.reading.content)
        return jnp.concatenate([own, rates.reading.constraints])

    matrix = jax.jacfwd(equations)(z).reshape(z.size, z.size)
    return matrix, jax.jacfwd(lambda z: _read(system, z, rows, places, against))(z)


def _solved(matrix: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The solution after scaling of rows and columns; least squares where a total is conserved inside."""
    row = np.abs(matrix).max(axis=1)
    row = np.where(row > 0.0, row, 1.0)
    column = np.abs(matrix / row[:, None]).max(axis=0)
    column = np.where(column > 0.0, column, 1.0)
    scaled = matrix / row[:, None] / column[None, :]
    if np.linalg.cond(scaled, 1) < 1e14:
        found = np.linalg.solve(scaled, right / row[:, None])
    else:
        found = np.linalg.lstsq(scaled, right / row[:, None], rcond=1e-13)[0]
    return found / column[:, None]
