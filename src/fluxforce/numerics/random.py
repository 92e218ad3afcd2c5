"""Random numbers by counting: every draw is a function of (seed, stream, number of the draw), and of nothing else.

Philox4x32-10 [salmon2011] turns a counter of 128 bits and a key of 64 bits into 128 random bits. The counter is
(draw, stream), the key the seed: a trajectory that owns a stream meets the same numbers whatever it is computed
together with, in whatever portions, and on whatever device. 2^64 draws of 128 bits in each of 2^64 streams.

Words of 32 bits live in uint64, because a product of two of them is wanted whole.
"""

from collections.abc import Callable
from functools import partial

import jax.numpy as jnp
import numpy as np
from jax import lax

from fluxforce._types import Array, Float
from fluxforce.numerics.circle import circle
from fluxforce.numerics.logarithm import minus_log

ROUNDS = 10  # as recommended; 7 already pass every known test [salmon2011]
MULTIPLIERS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
WEYL = (np.uint64(0x9E3779B9), np.uint64(0xBB67AE85))
LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)
ONE_BITS = np.uint64(0x3FF0000000000000)  # the float64 1.0: sign, exponent and an empty mantissa

Words = tuple[Array, Array, Array, Array]
Apart = Callable[[Callable[..., Array]], Callable[..., Array]]


def same(function: Callable[..., Array]) -> Callable[..., Array]:
    """The function as it is: leaves it to the compiler what is computed together."""
    return function


def philox(counter: Words, key: tuple[Array, Array], rounds: int = ROUNDS, apart: Apart = same) -> Words:
    """Philox4x32: four words below 2^32 from four words of counter and two of key, elementwise.

    Every round multiplies two of the words and mixes the halves of the products with each other and with the key.
    ``apart`` (``numerics.one_kernel``) has every product computed once and kept; it changes no bit.
    Source: [salmon2011], section 4.3, with its multipliers and Weyl constants.
    """
    c0, c1, c2, c3 = counter
    k0, k1 = key
    first, second = (apart(partial(_mixed, factor)) for factor in MULTIPLIERS)
    p0, p1 = (
        apart(partial(_multiplied, factor))(word) for factor, word in zip(MULTIPLIERS, (c0, c2), strict=True)
    )
    for _ in range(rounds - 1):
        c1, c3, p0, p1 = p1, p0, first(p1, c1, k0), second(p0, c3, k1)
        k0, k1 = (k0 + WEYL[0]) & LOW, (k1 + WEYL[1]) & LOW
    return (p1 >> HALF) ^ (c1 & LOW) ^ k0, p1 & LOW, (p0 >> HALF) ^ (c3 & LOW) ^ k1, p0 & LOW


def _multiplied(factor: np.uint64, word: Array) -> Array:
    # The masks change nothing; they tell the compiler that one narrow multiplication is enough.
    return (word & LOW) * factor


def _mixed(factor: np.uint64, product: Array, word: Array, key: Array) -> Array:
    return (((product >> HALF) ^ word ^ key) & LOW) * factor


def words(seed: Array, stream: Array, draw: Array, rounds: int = ROUNDS, apart: Apart = same) -> Words:
    """128 random bits as four words below 2^32 [shape of ``stream`` and ``draw``, which must be the same].

    ``seed`` (uint64, scalar), ``stream`` and ``draw`` (uint64). Different triples give independent bits.
    """
    key = (jnp.full_like(draw, seed & LOW), jnp.full_like(draw, seed >> HALF))
    return philox((draw & LOW, draw >> HALF, stream & LOW, stream >> HALF), key, rounds, apart)


def uniform(high: Array, low: Array) -> Float[Array, "..."]:
    """Two words as a number (k + 1/2)/2^52 in (0, 1): never 0, never 1, symmetric about 1/2, all equally likely."""
    bits = (high << np.uint64(20)) | (low >> np.uint64(12))
    # With the bits as mantissa the number lies in [1, 2); taking 1 - 2^-53 away is exact.
    return lax.bitcast_convert_type(bits | ONE_BITS, jnp.float64) - (1.0 - 2.0**-53)


def uniforms(seed: Array, stream: Array, draw: Array) -> tuple[Float[Array, "..."], Float[Array, "..."]]:
    """Two independent uniform numbers in (0, 1) of 52 bits each, per draw."""
    a, b, c, d = words(seed, stream, draw)
    return uniform(a, b), uniform(c, d)


def exponential_and_uniform(
    seed: Array, stream: Array, draw: Array, apart: Apart = same
) -> tuple[Float[Array, "..."], Float[Array, "..."]]:
    """An exponential number of mean one and an independent uniform number in (0, 1), per draw."""
    a, b, c, d = words(seed, stream, draw, apart=apart)
    return apart(_exponential)(a, b), apart(uniform)(c, d)


def _exponential(high: Array, low: Array) -> Array:
    return minus_log(uniform(high, low))


def normals(
    seed: Array, stream: Array, draw: Array, apart: Apart = same
) -> tuple[Float[Array, "..."], Float[Array, "..."]]:
    """Two independent standard normal numbers per draw. Source: [box1958]."""
    waiting, turn = exponential_and_uniform(seed, stream, draw, apart)
    radius = jnp.sqrt(2.0 * waiting)
    cosine, sine = circle(turn)
    return radius * cosine, radius * sine


def seeded(seed: int) -> Array:
    """A seed of 64 bits as the array that the functions above want; any Python integer, modulo 2^64."""
    return jnp.asarray(np.uint64(seed % 2**64))
