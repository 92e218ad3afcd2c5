"""How fast every process is in a state: relaxation times from derivatives, numbers of Damkoehler and Peclet.

A reaction alone relaxes with the rate K = -(dJ/dq) nu/size, the eigenvalues of which belong to its rows; transport over
a face with (dJ/dq) 1/size, from which the slowest mode between two ends of n cells is n^2/(pi^2 K). Together they relax
with the eigenvalues of d(dq/dt)/dq.
"""

from dataclasses import dataclass

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import System, rates_at
from fluxforce.laws.base import AbstractSource
from fluxforce.places import Everywhere
from fluxforce.process import Exchange
from fluxforce.thermo.base import AbstractPotential
from fluxforce.thermo.slopes import slopes

LARGEST = 300  # contents that change, up to which collective times are computed


@dataclass(frozen=True)
class Pace:
    """One process: ``time`` [s] in which it settles alone, the median over its sites, and the shortest of them.

    ``local``: a reaction inside places; transport has the time of its slowest mode between both ends.
    """

    name: str
    time: float
    fastest: float
    local: bool


@dataclass(frozen=True)
class Paces:
    """All processes, the time that flows take through the system (None without), and collective times [s].

    ``collective`` are (slowest, fastest) of modes that decay, None where there are too many contents; ``growing`` says
    whether one grows; ``peclet`` is advection over spreading of a cell and of all cells, None where there is no both.
    """

    processes: tuple[Pace, ...]
    residence: float | None
    peclet: tuple[float, float] | None
    collective: tuple[float, float] | None
    growing: bool
    period: float | None

    @property
    def transport(self) -> float | None:
        """What reactions are measured against: the residence time, else the shortest time of transport."""
        if self.residence is not None:
            return self.residence
        times = [one.time for one in self.processes if not one.local and np.isfinite(one.time)]
        return min(times, default=None)

    def damkoehler(self, name: str) -> float | None:
        """Time of transport over that of a reaction; None where one of them is not there."""
        found = [one for one in self.processes if one.name == name and one.local]
        if not found or self.transport is None or not np.isfinite(found[0].time):
            return None
        return self.transport / found[0].time


def paces(system: System, coordinates: Float[Array, "coordinates places"]) -> Paces:
    """Time scales in one state."""
    active = np.asarray(system.active)
    moving = np.any(active > 0.0, axis=0)
    processes, spreading = [], []
    for exchange in system.exchanges:
        if isinstance(exchange.law, AbstractSource) or not np.any(np.asarray(exchange.measure) != 0.0):
            continue
        rates = _relaxation(exchange, system, coordinates)
        if rates.size == 0:
            continue
        local = isinstance(exchange.sites, Everywhere)
        known = rates[np.isfinite(rates) & (rates > 0.0)]
        if not known.size:
            processes.append(Pace(exchange.name, np.inf, np.inf, local))
            continue
        # transport: faces in a row of cells, the time of the mode with one half wave between both ends
        cells = 1.0 if local else max(int(moving.sum()), 1)
        factor = 1.0 if local or cells == 1.0 else cells**2 / np.pi**2
        middle = float(np.median(known))
        if not local:
            spreading.append(middle)
        processes.append(Pace(exchange.name, factor / middle, 1.0 / float(known.max()), local))
    residence, speed = _flow(system, moving)
    peclet = None
    if speed is not None and spreading:
        cell = speed / sum(spreading)
        peclet = (cell, cell * int(moving.sum()))
    collective, growing, period = _collective(system, coordinates)
    return Paces(tuple(processes), residence, peclet, collective, growing, period)


def _relaxation(exchange: Exchange, system: System, z: Array) -> np.ndarray:
    """Rates [1/s] of the rows of a process at every site at which contents can follow."""
    by_tail, by_head = (np.asarray(part) for part in _responses(exchange, system.potential, z))
    active, size = np.asarray(system.active), np.asarray(system.size)
    balanced, places = active.shape
    curved = ~np.array(system.potential.linear)
    tail, head = (np.asarray(end).astype(int) for end in exchange.sites.ends(jnp.arange(places, dtype=float)))
    taken, given = (np.asarray(side)[:, :balanced] for side in (exchange.reactants, exchange.products))
    measure = np.asarray(exchange.measure)
    found = []
    for site in np.flatnonzero(measure != 0.0):
        p, q = int(tail[site]), int(head[site])
        change_tail = -(taken * active[:, p] * curved).T / size[p]
        change_head = (given * active[:, q] * curved).T / size[q]
        if p == q:
            matrix = -measure[site] * by_tail[:, :, site] @ (change_tail + change_head)
        else:
            # one end at a time: what a cell loses to a neighbour that does not change
            sides = [
                -measure[site] * by_tail[:, :, site] @ change_tail,
                -measure[site] * by_head[:, :, site] @ change_head,
            ]
            matrix = max(sides, key=lambda m: float(np.abs(m).max(initial=0.0)))
        if not np.all(np.isfinite(matrix)):
            continue
        values = np.linalg.eigvals(matrix).real
        top = float(values.max(initial=0.0))
        if top > 0.0:
            found.append(top)
    return np.array(found)


@eqx.filter_jit
def _responses(exchange: Exchange, potential: AbstractPotential, z: Array) -> tuple[Array, Array]:
    """dJ/dq of the tail and of the head [rows, balanced, sites] per unit measure; that of a reaction in the first."""
    balanced = len(potential.linear)
    inverse = jnp.linalg.inv(jnp.moveaxis(slopes(potential, z).equations, 2, 0))[:, :, :balanced]
    steps = jnp.transpose(inverse, (2, 1, 0))  # [content, coordinate, place]

    def flux(one: Array, other: Array) -> Array:
        left = jax.tree.map(lambda v: exchange.sites.ends(v)[0], potential.read(one))
        right = jax.tree.map(lambda v: exchange.sites.ends(v)[1], potential.read(other))
        force = exchange.products @ right.conjugates - exchange.reactants @ left.conjugates
        if exchange.given is not None:
            force = force + exchange.given
        return exchange.law.flux(force, left, right)

    def moved(step: Array) -> tuple[Array, Array]:
        still = jnp.zeros_like(z)
        if isinstance(exchange.sites, Everywhere):
            both = jax.jvp(flux, (z, z), (step, step))[1]
            return both, jnp.zeros_like(both)
        return jax.jvp(flux, (z, z), (step, still))[1], jax.jvp(flux, (z, z), (still, step))[1]

    tail, head = jax.vmap(moved)(steps)
    return jnp.swapaxes(tail, 0, 1), jnp.swapaxes(head, 0, 1)


def _flow(system: System, moving: np.ndarray) -> tuple[float | None, float | None]:
    """Residence time of all that moves, and the rate at which a cell is swept [1/s]."""
    size = np.asarray(system.size)[moving]
    entering = 0.0
    for flow in system.flows:
        rate = np.asarray(flow.rate)
        tail, head = (np.asarray(end) > 0.5 for end in flow.sites.ends(jnp.asarray(moving, dtype=float)))
        comes = np.where(rate >= 0.0, ~tail & head, tail & ~head)
        entering += float(np.abs(rate)[comes].sum())
    if entering == 0.0:
        return None, None
    return float(size.sum()) / entering, entering / float(np.median(size))


def _collective(system: System, coordinates: Array) -> tuple[tuple[float, float] | None, bool, float | None]:
    """Slowest and fastest time of modes that decay, whether one grows, and the period of the slowest that swings."""
    moving = np.flatnonzero(np.asarray(system.active).reshape(-1) > 0.0)
    if moving.size == 0 or moving.size > LARGEST:
        return None, False, None
    matrix = np.asarray(_matrix(system, coordinates))
    if not np.all(np.isfinite(matrix)):
        return None, False, None
    size = np.maximum(np.abs(np.asarray(system.potential.read(coordinates).content)).reshape(-1), 1e-300)
    kept = matrix[np.ix_(moving, moving)] * size[moving][None] / size[moving][:, None]
    values = np.linalg.eigvals(kept)
    top = float(np.abs(values).max(initial=0.0))
    if top == 0.0:
        return None, False, None
    real = values.real[np.abs(values) > 1e-10 * top]  # what is conserved does not relax
    decaying = -real[real < 0.0]
    swinging = values[(np.abs(values.imag) > 1e-6 * np.abs(values)) & (np.abs(values) > 1e-10 * top)]
    period = float(2.0 * np.pi / np.abs(swinging.imag).min()) if swinging.size else None
    growing = bool(np.any(real > 1e-9 * top))
    if not decaying.size:
        return None, growing, period
    return (1.0 / float(decaying.min()), 1.0 / float(decaying.max())), growing, period


@eqx.filter_jit
def _matrix(system: System, z: Array) -> Array:
    """d(dq/dt)/dq, flat over contents and places."""
    balanced, places = system.active.shape
    inverse = jnp.linalg.inv(jnp.moveaxis(slopes(system.potential, z).equations, 2, 0))[:, :, :balanced]

    def speed(z: Array) -> Array:
        rates = rates_at(system, z)
        return rates.supply / system.size[None]

    by_state = jax.jacfwd(speed)(z)  # [content, place, coordinate, place]
    return jnp.einsum("qpcr,rcd->qpdr", by_state, inverse).reshape(balanced * places, balanced * places)
