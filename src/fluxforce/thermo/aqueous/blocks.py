"""Many cells at once: few sizes, blocks that stay in the cache of one core, and what came out of them."""

import math
from collections.abc import Callable

import equinox as eqx
import jax
import jax.numpy as jnp

from fluxforce._types import Array, Bool, Float, Int, PyTree

BLOCK = 128  # cells solved together: their arrays stay in the cache of one core


class Speciation(eqx.Module):
    """What came out of a speciation, cell by cell; `converged` is a value, to be looked at by the caller."""

    z: Float[Array, "coordinates places"]  # ln a of the components, ln I, ln a_w
    converged: Bool[Array, " places"]
    last_step: Float[Array, " places"]  # largest change of a coordinate in the last Newton step
    iterations: Int[Array, " places"]
    ln_molality: Float[Array, "species places"] | None = None  # where coefficients depend on more than I


def bucket(cells: int) -> int:
    """Number of cells to compute for, so that few programs serve all sizes and at most a quarter is
    wasted."""
    if cells <= 4:
        return max(cells, 1)
    unit = 2 ** max(math.ceil(math.log2(cells)) - 3, 0)
    return unit * -(-cells // unit)


def room(size: int, least: int) -> int:
    """Number of components or species to compute for: at most a quarter is wasted above `least`."""
    if size <= least:
        return least
    unit = max(2 ** (math.floor(math.log2(size - 1)) - 2), least // 4)
    return unit * -(-size // unit)


def pad(array: Array, cells: int) -> Array:
    """Repeat the last cell up to a number of cells."""
    return jnp.pad(array, ((0, 0), (0, cells - array.shape[1])), mode="edge")


def block_by_block(solve: Callable[[PyTree], PyTree], inputs: PyTree, cells: int) -> PyTree:
    """Map a function of blocks over the cells, the last axis of every array of `inputs` and of what comes out."""
    if cells <= BLOCK:
        return solve(inputs)
    whole = bucket(-(-cells // BLOCK)) * BLOCK
    split = jax.tree.map(lambda a: pad(a, whole).reshape(a.shape[0], -1, BLOCK).swapaxes(0, 1), inputs)
    found = jax.lax.map(solve, split)

    def joined(a: Array) -> Array:
        if a.ndim == 2:
            return a.reshape(-1)[:cells]
        return a.swapaxes(0, 1).reshape(a.shape[1], -1)[:, :cells]

    return jax.tree.map(joined, found)
