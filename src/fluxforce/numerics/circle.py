"""Cosine and sine of a fraction of a turn in straight-line arithmetic, for random directions."""

from math import factorial

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float

# Taylor coefficients in y^2; up to a quarter turn the first one left out is below 1e-17.
SINE = tuple((-1.0) ** k * (2.0 * np.pi) ** (2 * k + 1) / factorial(2 * k + 1) for k in range(12))
COSINE = tuple((-1.0) ** k * (2.0 * np.pi) ** (2 * k) / factorial(2 * k) for k in range(12))


def _series(z: Array, coefficients: tuple[float, ...]) -> Array:
    value = jnp.full_like(z, coefficients[-1])
    for one in coefficients[-2::-1]:
        value = value * z + one
    return value


def circle(turn: Float[Array, "..."]) -> tuple[Float[Array, "..."], Float[Array, "..."]]:
    """cos(2 pi turn) and sin(2 pi turn) for ``turn`` in (0, 1), to 1e-15 absolute.

    With x = turn - 1/2 and y = |x| - 1/4, cos(2 pi turn) = sin(2 pi y) and sin(2 pi turn) = -sign(x) cos(2 pi y).
    """
    x = turn - 0.5
    y = jnp.abs(x) - 0.25
    z = y * y
    return y * _series(z, SINE), -jnp.sign(x) * _series(z, COSINE)
