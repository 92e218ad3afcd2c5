"""Books of many states at once, in batches of a few fixed shapes, so that little is compiled."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import System, prepared_at
from fluxforce.budget.advection import Inlets, inlet_mixing, inlets
from fluxforce.budget.instant import Instant, instant_from
from fluxforce.budget.path import TIERS, gauss, path_integral
from fluxforce.process import Flow
from fluxforce.thermo.base import AbstractPotential, Reading
from fluxforce.thermo.coordinates import coordinates_of
from fluxforce.thermo.slopes import Books, books

BLOCK = 512  # places treated at once: small enough to stay in cache
POINTS = 32  # states treated at once


def instants(system: System, points: np.ndarray, seen_from: np.ndarray) -> Instant:
    """Books of every state of ``points`` [points, coordinates, places], as host arrays.

    ``seen_from`` are the states at the beginning of their steps, from which the weights of the flows follow.
    """
    book = _split(_in_blocks(_books, system.potential, _joined(points)), points.shape)
    mixing = np.stack(
        [_mixing(system, k, points, book) for k in range(len(system.flows))] or [np.zeros(len(points))]
    )
    return _by_points(
        lambda z, start, own, mixed: _instants(system, z, start, own, mixed),
        len(points), points, seen_from, book, np.moveaxis(mixing, 0, 1),
    )  # fmt: skip


def path_integrals(system: System, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Integral of y_s . dq of every step, summed over places with their sizes [J/K].

    Places that change much get many quadrature nodes, the many quiet ones few.
    """
    steps, _, places = starts.shape
    balanced = len(system.potential.linear)
    logarithmic = ~np.array(system.potential.linear)
    moved = np.abs(ends - starts)[:, :balanced][:, logarithmic]
    reach = np.max(moved, axis=1, initial=0.0).reshape(-1)
    first, last = _joined(starts), _joined(ends)
    result = np.zeros(steps * places)
    below = -1.0
    for limit, nodes, sweeps in TIERS:
        chosen = np.flatnonzero((reach > below) & (reach <= limit))
        below = limit
        points, weights = gauss(nodes)
        for part in np.array_split(chosen, -(-chosen.size // BLOCK)) if chosen.size else []:
            index = np.concatenate([part, np.full(BLOCK - part.size, part[0])])
            pair = (jnp.asarray(first[:, index]), jnp.asarray(last[:, index]))
            numbers = (jnp.asarray(points), jnp.asarray(weights), jnp.asarray(nodes), jnp.asarray(sweeps))
            values = _path(system.potential, *pair, *numbers)
            result[part] = np.asarray(values)[: part.size]
    return (result.reshape(steps, places) * np.asarray(system.size)).sum(axis=1)


def _mixing(system: System, k: int, points: np.ndarray, book: Books) -> np.ndarray:
    """Mixing at the inlets of one flow in every state."""
    flow = system.flows[k]
    if not flow.inlets:
        return np.zeros(len(points))
    at = _by_points(lambda z, reading: _inlets(flow, reading, z), len(points), points, book.reading)
    shape = at.start.shape
    inside, start = _joined(np.asarray(at.inside)), _joined(np.asarray(at.start))
    z, found = _in_blocks(_coordinates, system.potential, inside, start)
    if not found.all():
        raise ArithmeticError(
            f"no equilibrium was found for the content just inside the inlet of flow '{flow.name}' in "
            f"{int((~found).sum())} of {found.size} states; the row 'mixing at inlet' cannot be computed"
        )
    own = _split(_in_blocks(_books, system.potential, z), shape)
    return _by_points(_mixed, len(points), at, own)


def _by_points(function, count: int, *trees):
    """Apply a function of states, first axis, to POINTS of them at a time; the last batch repeats its last."""
    parts = []
    for begin in range(0, count, POINTS):
        index = np.minimum(np.arange(begin, begin + POINTS), count - 1)
        part = function(*jax.tree.map(lambda leaf, i=index: jnp.asarray(leaf[i]), trees))
        kept = min(POINTS, count - begin)
        parts.append(jax.tree.map(lambda leaf, n=kept: np.asarray(leaf)[:n], part))
    return jax.tree.map(lambda *leaves: np.concatenate(leaves), *parts)


def _joined(values: np.ndarray) -> np.ndarray:
    """[points, rows, places] to [rows, points * places]."""
    return np.moveaxis(values, 1, 0).reshape(values.shape[1], -1)


def _split(tree, shape: tuple[int, ...]):
    """Every leaf [..., points * places] back to [points, ..., places]."""
    count, _, places = shape
    return jax.tree.map(lambda v: np.moveaxis(v.reshape(*v.shape[:-1], count, places), -2, 0), tree)


def _in_blocks(function, potential: AbstractPotential, *columns: np.ndarray):
    """Apply a function of places block by block; the last block is padded with copies of its first place."""
    total = columns[0].shape[-1]
    parts = []
    for begin in range(0, total, BLOCK):
        index = np.arange(begin, begin + BLOCK)
        index = np.where(index < total, index, begin)
        part = function(potential, *(jnp.asarray(c[:, index]) for c in columns))
        parts.append(jax.tree.map(lambda leaf, n=total - begin: np.asarray(leaf)[..., :n], part))
    return jax.tree.map(lambda *leaves: np.concatenate(leaves, axis=-1), *parts)


_path = eqx.filter_jit(path_integral)
_coordinates = eqx.filter_jit(coordinates_of)


@eqx.filter_jit
def _books(potential: AbstractPotential, z: Float[Array, "coordinates places"]) -> Books:
    book = books(potential, z)
    return eqx.tree_at(lambda b: b.reading.detail, book, {})


@eqx.filter_jit
def _instants(system: System, points: Array, seen_from: Array, book: Books, mixing: Array) -> Instant:
    def one(z: Array, start: Array, own: Books, mixed: Array) -> Instant:
        ready = prepared_at(system, start)
        return instant_from(ready, z, own, [mixed[k] for k in range(len(system.flows))])

    return jax.vmap(one)(points, seen_from, book, mixing)


@eqx.filter_jit
def _inlets(flow: Flow, reading: Reading, points: Array) -> Inlets:
    return jax.vmap(lambda own, z: inlets(flow, own, z))(reading, points)


@eqx.filter_jit
def _mixed(at: Inlets, book: Books) -> Array:
    return jax.vmap(lambda one, own: jnp.sum(inlet_mixing(one, own)))(at, book)
