"""Standard normal numbers in double precision from 64 random bits, two at a time and without a branch.

Box and Muller's transform [box1958]: r = sqrt(-2 ln u), then (r cos a, r sin a), with u from 40 of the bits and the
angle from the other 24. Half the bits, and so half the generator's work, of two uniform numbers of 52 bits.

Accuracy: u takes 2^40 equally likely values in (0, 1), so the distribution of one number is within 2^-40 of the normal
one (Kolmogorov) and the largest is 7.5; the angle takes 2^24 values, and the average of a smooth periodic function
over so many is exact to round-off. Logarithm, sine and cosine are right to 1e-15.
"""

import jax.numpy as jnp
import numpy as np
from jax import lax
from jaxtyping import UInt64

from fluxforce._types import Array, Float
from fluxforce.numerics.circle import circle
from fluxforce.numerics.logarithm import minus_log

ONE = 0x3FF0000000000000  # bits of 1.0; with other bits as mantissa the number lies in [1, 2)


def normal_pair(bits: UInt64[Array, "..."]) -> tuple[Float[Array, "..."], Float[Array, "..."]]:
    """Two independent standard normal numbers from every 64 bits."""
    upper = (bits >> np.uint64(12)) & np.uint64(0x000FFFFFFFFFF000)
    lower = (bits & np.uint64(0xFFFFFF)) << np.uint64(28)
    # the middle of each of 2^40 and 2^24 intervals, so that neither 0 nor 1 is met
    return box_muller(_fraction(upper, ONE + 0x800), _fraction(lower, ONE + (1 << 27)))


def box_muller(uniform: Float[Array, "..."], turn: Float[Array, "..."]) -> tuple[Array, Array]:
    """sqrt(-2 ln u) times cosine and sine of 2 pi turn, both arguments in (0, 1)."""
    radius = jnp.sqrt(2.0 * minus_log(uniform))
    cosine, sine = circle(turn)
    return radius * cosine, radius * sine


def _fraction(mantissa: Array, others: int) -> Array:
    return lax.bitcast_convert_type(mantissa | np.uint64(others), jnp.float64) - 1.0
