"""-ln u for u in (0, 1) in straight-line arithmetic, several times faster than the compiler's own logarithm."""

import jax.numpy as jnp
import numpy as np
from jax import lax

from fluxforce._types import Array, Float

ROOT_HALF = np.uint64(0x3FE6A09E667F3BCD)  # bits of sqrt(1/2), where the mantissa is folded
MANTISSA = np.uint64(52)
# Adding an integer to the bits of 1.5 x 2^52 and taking the number away again converts it to floating point.
SHIFT_BITS, SHIFT = np.uint64(0x4338000000000000), 6755399441055744.0
LN2 = 0.6931471805599453


def minus_log(u: Float[Array, "..."]) -> Float[Array, "..."]:
    """-ln u, to 4e-16 of the result or better 3e-16 absolute for u near one; u must be positive and normal.

    u = 2^e m with sqrt(1/2) <= m < sqrt(2); ln m = 2 artanh s with s = (m - 1)/(m + 1), |s| < 0.172, by its series
    in s^2 up to s^19, whose remainder is below 3e-17 of ln m.
    """
    bits = lax.bitcast_convert_type(u, jnp.uint64)
    power = lax.bitcast_convert_type(bits - ROOT_HALF, jnp.int64) >> np.int64(52)
    raised = lax.bitcast_convert_type(power, jnp.uint64)
    m = lax.bitcast_convert_type(bits - (raised << MANTISSA), jnp.float64)
    e = lax.bitcast_convert_type(raised + SHIFT_BITS, jnp.float64) - SHIFT
    s = (m - 1.0) / (m + 1.0)
    z = s * s
    series = jnp.full_like(z, 2.0 / 19.0)
    for k in (17, 15, 13, 11, 9, 7, 5, 3):
        series = series * z + 2.0 / k
    return -(e * LN2 + (s * z * series + 2.0 * s))
