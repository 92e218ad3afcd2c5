"""Tridiagonal systems along a chain of places: one scalar operator, or blocks."""

import jax
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.numerics.small import gauss_jordan


def scalar_tridiagonal(
    lower: Float[Array, " places"],
    diagonal: Float[Array, " places"],
    upper: Float[Array, " places"],
    right: Float[Array, "columns places"],
) -> Float[Array, "columns places"]:
    """Solve lower_i x_{i-1} + diagonal_i x_i + upper_i x_{i+1} = right_i for every row of ``right``."""
    count = right.shape[0]
    below, middle, above = (band[None] for band in (lower, diagonal, upper))
    solution = jax.lax.linalg.tridiagonal_solve(below, middle, above, right.T[None])
    return solution[0].T[:count]


def block_tridiagonal(
    lower: Float[Array, "rows rows places"],
    diagonal: Float[Array, "rows rows places"],
    upper: Float[Array, "rows rows places"],
    right: Float[Array, "rows places"],
) -> Float[Array, "rows places"]:
    """Solve with blocks by block elimination from the first place to the last and back (Thomas)."""
    rows = right.shape[0]
    along = [jnp.moveaxis(block, -1, 0) for block in (lower, diagonal, upper)]

    def forward(carry, blocks):
        before_upper, before_right = carry
        low, middle, up, own = blocks
        pivot = middle - low @ before_upper
        wanted = jnp.concatenate([up, (own - low @ before_right)[:, None]], axis=1)
        solved = gauss_jordan(pivot[:, :, None], wanted[:, :, None])[:, :, 0]
        carry = (solved[:, :rows], solved[:, rows])
        return carry, carry

    start = (jnp.zeros((rows, rows)), jnp.zeros(rows))
    _, (uppers, rights) = jax.lax.scan(forward, start, (*along, right.T))

    def backward(after, blocks):
        up, own = blocks
        value = own - up @ after
        return value, value

    _, solution = jax.lax.scan(backward, jnp.zeros(rows), (uppers, rights), reverse=True)
    return solution.T
