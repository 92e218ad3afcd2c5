"""Functions of one point carried out number by number give what jax.vmap gives."""

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.numerics.lanes import gathered, over_lanes, spread

MATRIX = jnp.asarray(np.random.default_rng(1).normal(size=(3, 3)))


def sliced(x):
    return jnp.concatenate([x[1:] - x[:-1], x[::-1]])


def stacked(x):
    return jnp.stack([x[0] * x[1], jnp.exp(x[2]), 2.0 * x[0]])


def product(x):
    return MATRIX @ x + jnp.sum(x**2) * x


def chosen(x):
    return jnp.where(x > 0.0, jnp.sin(x), jnp.maximum(x, -0.5)) / (1.0 + jnp.abs(x))


def sorted_then_scanned(x):
    return jax.lax.cumsum(jnp.sort(x))


def solved(x):
    return jnp.linalg.solve(jnp.eye(3) * 3.0 + jnp.outer(x, x), x)


def energy(x):
    return 0.5 * jnp.sum((x[1:] - x[:-1]) ** 2) + x[0] ** 4 + jnp.cos(x[1]) * x[2]


@pytest.mark.parametrize(
    "function",
    [
        sliced,
        stacked,
        product,
        chosen,
        sorted_then_scanned,
        solved,
        energy,
        jax.grad(energy),
        jax.hessian(energy),
    ],
)
def test_same_as_vmap(function: Callable):
    x = jnp.asarray(np.random.default_rng(2).normal(size=(3, 5)))
    found = gathered(over_lanes(function, spread(x)), 5)
    np.testing.assert_allclose(found, jax.vmap(function, in_axes=-1, out_axes=-1)(x), rtol=1e-12)


def test_shared_arguments_and_trees():
    x = jnp.arange(6.0).reshape(2, 3)

    def function(point: dict, shared):
        return {"a": point["x"] * shared, "b": shared + 0.0 * point["x"][0]}

    found = over_lanes(function, {"x": spread(x)}, jnp.asarray(2.0))
    np.testing.assert_allclose(gathered(found["a"], 3), 2.0 * x)
    np.testing.assert_allclose(gathered(found["b"], 3), jnp.full(3, 2.0))


def test_points_of_many_numbers_go_through_vmap():
    x = jnp.arange(400.0).reshape(100, 4)
    np.testing.assert_allclose(gathered(over_lanes(lambda p: p[::-1] ** 2, spread(x)), 4), x[::-1] ** 2)
