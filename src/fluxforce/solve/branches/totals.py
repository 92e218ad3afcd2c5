"""What no process of a system changes: sums of contents that a steady state takes from its start."""

import equinox as eqx
import jax.numpy as jnp
import numpy as np
import scipy.linalg

from fluxforce._types import Array
from fluxforce.balance import System, rates_at
from fluxforce.places import AbstractSites

SAMPLES, NEARBY, ROUND_OFF = 4, 0.05, 1e-9


@eqx.filter_jit
def _fluxes(system: System, coordinates: Array):
    rates = rates_at(system, coordinates)
    return rates.fluxes, rates.carried


def conserved_totals(
    system: System, start: np.ndarray, scale: np.ndarray, held: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Weights [totals, balanced, places] of conserved sums of contents, and the contents that nothing touches.

    They are the left null space of stoichiometry times fluxes. Fluxes that depend on each other in every state (ions
    without a current) are known by samples around the start, so that the net charge of a place counts as conserved
    where its ions move together. Rates play no part, so slow processes are told from none.
    """
    moving = np.flatnonzero(~held.reshape(-1))
    columns = _extents(system, start, scale, held.shape)[moving]
    touched = np.abs(columns).max(axis=1, initial=0.0) > 0.0
    untouched = np.zeros(held.size, bool)
    untouched[moving[~touched]] = True
    moving, columns = moving[touched], columns[touched]
    basis = _null(columns)
    weights = np.zeros((basis.shape[1], held.size))
    weights[:, moving] = basis.T
    return weights.reshape(-1, *held.shape), untouched.reshape(held.shape)


def _null(columns: np.ndarray) -> np.ndarray:
    """Left null space, each vector with a 1 where all others have a 0: local sums stay local."""
    if not columns.size:
        return np.zeros((columns.shape[0], 0))
    rows = np.abs(columns).max(axis=1, keepdims=True)
    q, r, _ = map(np.asarray, scipy.linalg.qr(columns / rows, pivoting=True))
    diagonal = np.abs(np.diag(r))
    rank = int(np.sum(diagonal > ROUND_OFF * diagonal[0])) if diagonal.size else 0
    null = q[:, rank:] / rows
    if not null.shape[1]:
        return null
    _, _, order = map(np.asarray, scipy.linalg.qr(null.T, pivoting=True, mode="economic"))
    pivots = order[: null.shape[1]]
    local = null @ np.linalg.inv(null[pivots])
    return np.where(np.abs(local) < ROUND_OFF, 0.0, local)


def _extents(system: System, start: np.ndarray, scale: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Supplies of every content [flat contents, extents] by every independent extent that ever takes place."""
    balanced, places = shape
    random = np.random.default_rng(0)
    sampled = []
    for _ in range(SAMPLES):
        z = start + NEARBY * np.asarray(scale)[:, None] * random.standard_normal(start.shape)
        sampled.append(_fluxes(system, jnp.asarray(z)))
    found = [np.zeros((balanced * places, 0))]
    for k, exchange in enumerate(system.exchanges):
        fluxes = np.stack([np.asarray(one[0][k]) for one in sampled])  # [sample, row, site]
        tail, head = ends_of(exchange.sites, places)
        taken, given = (np.asarray(side)[:, :balanced] for side in (exchange.reactants, exchange.products))
        ways = _ways(fluxes)
        acting = np.flatnonzero(np.any(np.nan_to_num(fluxes) != 0.0, axis=(0, 1)))
        block = np.zeros((balanced, places, ways.shape[1], acting.size))
        for position, site in enumerate(acting):
            block[:, tail[site], :, position] -= taken.T @ ways
            block[:, head[site], :, position] += given.T @ ways
        found.append(block.reshape(balanced * places, -1))
    for k, flow in enumerate(system.flows):
        carried = np.stack([np.asarray(one[1][k]) for one in sampled])
        tail, head = ends_of(flow.sites, places)
        rows, sites = np.nonzero(np.any(np.nan_to_num(carried) != 0.0, axis=0))
        block = np.zeros((balanced, places, rows.size))
        block[rows, tail[sites], np.arange(rows.size)] -= 1.0
        block[rows, head[sites], np.arange(rows.size)] += 1.0
        found.append(block.reshape(balanced * places, -1))
    return np.concatenate(found, axis=1)


def ends_of(sites: AbstractSites, places: int) -> tuple[np.ndarray, np.ndarray]:
    """The places at the tail and at the head of every site."""
    tail, head = sites.ends(jnp.arange(places, dtype=float))
    return np.asarray(tail).astype(int), np.asarray(head).astype(int)


def _ways(fluxes: np.ndarray) -> np.ndarray:
    """Directions in which the fluxes of coupled rows ever point [row, way]."""
    vectors = np.nan_to_num(fluxes).transpose(1, 0, 2).reshape(fluxes.shape[1], -1)
    rows = np.abs(vectors).max(axis=1, initial=0.0)
    if fluxes.shape[1] == 1 or np.any(rows == 0.0):
        return np.eye(fluxes.shape[1])
    vectors = vectors / rows[:, None]
    lengths = np.linalg.norm(vectors, axis=0)
    left, sizes, _ = np.linalg.svd(vectors[:, lengths > 0.0] / lengths[lengths > 0.0], full_matrices=False)
    rank = int(np.sum(sizes > ROUND_OFF * sizes[0]))
    return np.eye(fluxes.shape[1]) if rank == fluxes.shape[1] else (rows[:, None] * left)[:, :rank]
