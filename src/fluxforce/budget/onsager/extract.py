"""Onsager matrices out of any model: derivatives of flux by force at a state, one for every site of a process."""

from dataclasses import dataclass

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import System, evaluated
from fluxforce.budget.onsager.matrix import OnsagerMatrix
from fluxforce.budget.onsager.rows import Rank, Region, Row
from fluxforce.places import Everywhere
from fluxforce.process import Exchange
from fluxforce.thermo.base import AbstractPotential, Reading


@dataclass(frozen=True)
class Conductance:
    """dJ/dX of one exchange, [sites, rows, rows] per unit measure times the measure, beside its forces [rows, sites].

    At equilibrium it is Onsager's matrix of the site. Elsewhere it is the tangent: how the flux changes when the force
    does, the mean of both ends held; it need not be symmetric there.
    """

    name: str
    rows: tuple[str, ...]
    values: np.ndarray
    forces: np.ndarray
    reaction: bool

    def at(self, site: int = 0) -> OnsagerMatrix:
        """The matrix of one site. A reaction has scalar forces, transport between places acts across a surface."""
        rank = Rank.SCALAR if self.reaction else Rank.VECTOR
        rows = tuple(Row(name, rank=rank) for name in self.rows)
        return OnsagerMatrix(
            self.values[site], rows, region=Region.BULK if self.reaction else Region.SURFACE,
            source=f"derivative of flux by force, '{self.name}' at site {site}",
        )  # fmt: skip


def conductances(
    system: System, coordinates: Float[Array, "coordinates places"], *, settled: bool = False
) -> tuple[Conductance, ...]:
    """dJ/dX of every exchange at every site.

    A reaction has one place: the force is moved by its reservoirs, the reading held. Between two places the
    conjugates of the tail fall and those of the head rise by half a step each, so that laws written in contents (Fick)
    are seen as well as those in forces. ``settled`` takes every site at its own equilibrium: both ends in the mean of
    their coordinates, the force zero; this is the matrix of linear response there.
    """
    rates = evaluated(system, coordinates)
    found = []
    for exchange, force in zip(system.exchanges, rates.forces, strict=True):
        inside = isinstance(exchange.sites, Everywhere)
        values = (
            _at_force(exchange, rates.reading, jnp.zeros_like(force) if settled else force)
            if inside
            else _between(exchange, system.potential, coordinates, settled)
        )
        names = exchange.rows or (exchange.name,)
        scaled = np.asarray(values) * np.asarray(exchange.measure)[:, None, None]
        found.append(Conductance(exchange.name, names, scaled, np.asarray(force), inside))
    return tuple(found)


@eqx.filter_jit
def _at_force(exchange: Exchange, reading: Reading, force: Array) -> Array:
    """dJ/dX [sites, rows, rows] at held readings: every row of forces is moved at all sites at once."""

    def flux(rows: Array) -> Array:
        return exchange.law.flux(rows, reading, reading)

    seeds = jnp.broadcast_to(jnp.eye(force.shape[0])[:, :, None], (force.shape[0], *force.shape))
    pushed = jax.vmap(lambda seed: jax.jvp(flux, (force,), (seed,))[1])(seeds)  # [by, row, site]
    return jnp.transpose(pushed, (2, 1, 0))


def _between(
    exchange: Exchange, potential: AbstractPotential, coordinates: Array, settled: bool
) -> np.ndarray:
    """dJ/dX [sites, rows, rows], conjugates of tail and head moved apart."""
    by_tail, by_head, below, above = (
        np.asarray(part) for part in _slopes(exchange, potential, coordinates, settled)
    )
    steps = _steps(np.asarray(exchange.reactants), below), _steps(np.asarray(exchange.products), above)
    # J moves by what its force asks of either end, half a step at each
    moved = np.einsum("crs,sci->sri", by_head, steps[1]) - np.einsum("crs,sci->sri", by_tail, steps[0])
    return 0.5 * moved


@eqx.filter_jit
def _slopes(
    exchange: Exchange, potential: AbstractPotential, coordinates: Array, settled: bool
) -> tuple[Array, ...]:
    """dJ/dz of both ends [coordinate, row, site], and dy/dz of both [site, quantity, coordinate]."""
    tail, head = exchange.sites.ends(coordinates)
    middle = 0.5 * (tail + head)
    before, after = (middle, middle) if settled else (tail, head)

    def flux(one: Array, other: Array) -> Array:
        left, right = potential.read(one), potential.read(other)
        force = exchange.products @ right.conjugates - exchange.reactants @ left.conjugates
        if exchange.given is not None and not settled:
            force = force + exchange.given
        return exchange.law.flux(force, left, right)

    count = coordinates.shape[0]
    seeds = jnp.broadcast_to(jnp.eye(count)[:, :, None], (count, *tail.shape))
    still = jnp.zeros_like(tail)
    by_tail = jax.vmap(lambda s: jax.jvp(flux, (before, after), (s, still))[1])(seeds)
    by_head = jax.vmap(lambda s: jax.jvp(flux, (before, after), (still, s))[1])(seeds)
    return by_tail, by_head, _conjugate_slopes(potential, before), _conjugate_slopes(potential, after)


@eqx.filter_jit
def _conjugate_slopes(potential: AbstractPotential, coordinates: Array) -> Array:
    """dy/dz [site, quantity, coordinate]."""

    def conjugates(z: Array) -> Array:
        return potential.read(z[:, None]).conjugates[:, 0]

    return jax.vmap(jax.jacfwd(conjugates), in_axes=1)(coordinates)


def _steps(chosen: np.ndarray, slope: np.ndarray) -> np.ndarray:
    """Change of the coordinates of one end [site, coordinate, row] that moves each force of the process by one."""
    size = np.abs(slope).max(axis=2, keepdims=True)
    size = np.where(size > 0.0, size, 1.0)
    # the conjugates that a force is made of, each in its own unit; what no row knows stays
    return np.linalg.pinv(slope / size) @ (np.linalg.pinv(chosen)[None] / size)


def coordinate_steps(exchange: Exchange, potential: AbstractPotential, middle: Array) -> np.ndarray:
    """Changes of the coordinates [site, coordinate, row] that move each force by one where both ends are alike."""
    slope = np.asarray(_conjugate_slopes(potential, middle))
    return 0.5 * (
        _steps(np.asarray(exchange.reactants), slope) + _steps(np.asarray(exchange.products), slope)
    )


def place_steps(potential: AbstractPotential, coordinates: Array, quantity: str, place: int) -> np.ndarray:
    """Change of the coordinates of one place that moves the conjugate of one quantity there by one, and no other."""
    slope = np.asarray(_conjugate_slopes(potential, coordinates[:, place : place + 1]))
    wanted = np.array([[1.0 if name == quantity else 0.0] for name in potential.quantities])
    return _steps(wanted.T, slope)[0, :, 0]
