"""Cells on the last axis: nothing is lost by blocks, and the derivative of a root is that of its equation."""

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.numerics.cells import block_by_block, bucket, change_of_roots


@pytest.mark.parametrize("cells", [1, 7, 8, 9, 100])
def test_blocks_change_nothing(cells):
    """Arrays of one, two and three axes, without rows too, and what is not there, come back cell by cell."""
    flat = jnp.arange(float(cells))
    empty = jnp.zeros((0, cells))
    inputs = (flat, jnp.stack([flat, 2 * flat]), None, jnp.broadcast_to(flat, (2, 3, cells)), empty)

    def solve(some):
        one, two, nothing, three, _ = some
        assert nothing is None
        return one + 1, two * two, three[0] + one[None]

    one, two, three = block_by_block(solve, inputs, cells, 8)
    np.testing.assert_array_equal(one, flat + 1)
    np.testing.assert_array_equal(two, inputs[1] ** 2)
    np.testing.assert_array_equal(three, jnp.broadcast_to(2 * flat, (3, cells)))


def test_buckets_waste_at_most_a_quarter():
    for cells in range(1, 3000):
        assert cells <= bucket(cells) <= 1.25 * cells


def test_roots_change_as_their_equation_says():
    """x^2 = a and x y = 1: dx = da/(2 x), dy = -da/(2 x^3)."""
    a = jnp.array([1.0, 4.0, 9.0])
    x = jnp.stack([jnp.sqrt(a), 1 / jnp.sqrt(a)])

    def residual(x):
        return jnp.stack([x[0] ** 2 - a, x[0] * x[1] - 1])

    da = jnp.array([1.0, -2.0, 0.5])
    moved = change_of_roots(residual, x, jnp.stack([-da, jnp.zeros(3)]))
    np.testing.assert_allclose(moved, [da / (2 * x[0]), -da / (2 * x[0] ** 3)], rtol=1e-14)
