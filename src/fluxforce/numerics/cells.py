"""Many cells that do not see each other, on the last axis: few sizes, blocks that stay in a cache, roots."""

import math
from collections.abc import Callable

import jax
import jax.numpy as jnp

from fluxforce._types import Array, Float, PyTree


def bucket(cells: int) -> int:
    """Number of cells to compute for, so that few programs serve all sizes and at most a quarter is
    wasted."""
    if cells <= 4:
        return max(cells, 1)
    unit = 2 ** max(math.ceil(math.log2(cells)) - 3, 0)
    return unit * -(-cells // unit)


def pad(array: Array, cells: int) -> Array:
    """Repeat the last cell up to a number of cells."""
    widths = [(0, 0)] * (array.ndim - 1) + [(0, cells - array.shape[-1])]
    return jnp.pad(array, widths, mode="edge")


def block_by_block(solve: Callable[[PyTree], PyTree], inputs: PyTree, cells: int, block: int) -> PyTree:
    """Map a function of blocks of cells over all of them, the last axis of every array that goes in and comes out."""
    if cells <= block:
        return solve(inputs)
    blocks = bucket(-(-cells // block))
    whole = blocks * block
    split = jax.tree.map(
        lambda a: jnp.moveaxis(pad(a, whole).reshape(*a.shape[:-1], blocks, block), -2, 0), inputs
    )
    found = jax.lax.map(solve, split)
    return jax.tree.map(lambda a: jnp.moveaxis(a, 0, -2).reshape(*a.shape[1:-1], whole)[..., :cells], found)


def change_of_roots(
    residual: Callable[[Array], Array],
    x: Float[Array, "unknowns cells"],
    change: Float[Array, "unknowns cells"],
) -> Float[Array, "unknowns cells"]:
    """dx = -(dF/dx)^-1 dF of the roots F(x) = 0 of every cell, where F itself changes by dF.

    Cells do not see each other, so one tangent for all of them gives a column of every Jacobian.
    """
    columns = jax.vmap(lambda e: jax.jvp(residual, (x,), (jnp.broadcast_to(e[:, None], x.shape),))[1])(
        jnp.eye(x.shape[0])
    )
    return -jnp.linalg.solve(columns.transpose(2, 1, 0), change.T[..., None])[..., 0].T
