"""Streams of 64-bit random numbers, one per lane, that a vector unit makes four at a time without a multiplication.

xoshiro256++ of [blackman2021]: period 2^256 - 1, published results in BigCrush and PractRand. Every stream starts from
its own four words of SplitMix64, so two of a million streams of 2^40 numbers meet with a probability below 2^-170.
"""

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import UInt64

from fluxforce._types import Array

GOLDEN = 0x9E3779B97F4A7C15  # 2^64 over the golden ratio: the step of SplitMix64
ROWS = (
    1 << 20
)  # streams of one lane are this far apart, so a lane's numbers do not depend on how many rows it has


class Streams(eqx.Module):
    """Four words of every stream, [rows, lanes] or any other shape."""

    words: tuple[Array, ...]


def streams(seed: int, rows: int, lanes: int, first: int = 0) -> Streams:
    """``rows`` streams for each of the lanes ``first``, ``first`` + 1, ...; the same lane has the same streams in
    every ensemble of the same seed.
    """
    lane = np.arange(first, first + lanes, dtype=np.uint64)[None, :]
    number = (lane * np.uint64(ROWS) + np.arange(rows, dtype=np.uint64)[:, None]) * np.uint64(4)
    start = mixed(np.full(1, (seed + GOLDEN) % (1 << 64), dtype=np.uint64))
    words = [jnp.asarray(mixed(start + (number + np.uint64(k + 1)) * np.uint64(GOLDEN))) for k in range(4)]
    return Streams(tuple(words))


def advance(stream: Streams) -> tuple[UInt64[Array, "..."], Streams]:
    """The next 64 bits of every stream."""
    s0, s1, s2, s3 = stream.words
    result = _turned(s0 + s3, 23) + s0
    shifted = s1 << _word(17)
    s2, s3 = s2 ^ s0, s3 ^ s1
    return result, Streams((s0 ^ s3, s1 ^ s2, s2 ^ shifted, _turned(s3, 45)))


def mixed(word: np.ndarray) -> np.ndarray:
    """The output function of SplitMix64: every bit of the word moves half of the bits of the result."""
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))


def _turned(word: Array, by: int) -> Array:
    return (word << _word(by)) | (word >> _word(64 - by))


def _word(value: int) -> np.uint64:
    return np.uint64(value)
