"""The streams of the Langevin ensembles: the published recurrence, independence of portions, and the battery."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.numerics.xoshiro import Streams, advance, streams
from tests.numerics import battery

WORD = 2**64 - 1


def turned(word: int, by: int) -> int:
    return ((word << by) | (word >> (64 - by))) & WORD


def recurrence(state: list[int], draws: int) -> list[int]:
    """xoshiro256++ 1.0 in whole numbers, as [blackman2021] defines it."""
    found = []
    for _ in range(draws):
        found.append((turned((state[0] + state[3]) & WORD, 23) + state[0]) & WORD)
        shifted = (state[1] << 17) & WORD
        state[2] ^= state[0]
        state[3] ^= state[1]
        state[1] ^= state[2]
        state[0] ^= state[3]
        state[2] ^= shifted
        state[3] = turned(state[3], 45)
    return found


def drawn(seed: int, rows: int, lanes: int, draws: int, first: int = 0) -> np.ndarray:
    """64-bit words [draws, rows, lanes]."""

    def one(stream: Streams, _: None) -> tuple[Streams, jax.Array]:
        word, after = advance(stream)
        return after, word

    return np.asarray(jax.lax.scan(one, streams(seed, rows, lanes, first), None, length=draws)[1])


def test_words_follow_the_published_recurrence():
    begin = [1, 2, 3, 4]
    stream = Streams(tuple(jnp.full((1, 1), np.uint64(w)) for w in begin))  # type: ignore[arg-type]
    found = []
    for _ in range(8):
        word, stream = advance(stream)
        found.append(int(word[0, 0]))
    # the first answers from the state (1, 2, 3, 4): 2^23 (1 + 4) + 1 and what follows
    assert found[0] == 5 * 2**23 + 1
    assert found == recurrence(begin, 8)


def test_a_lane_has_the_same_numbers_in_every_ensemble():
    whole = drawn(7, 2, 6, 5)
    np.testing.assert_array_equal(drawn(7, 1, 2, 5, first=3), whole[:, :1, 3:5])
    assert (
        np.unique(drawn(8, 2, 6, 5)).size == np.unique(np.append(whole, drawn(8, 2, 6, 5))).size - whole.size
    )


def battered(seed: int, draws: int, lanes: int) -> dict[str, float]:
    raw = drawn(seed, 1, lanes, draws)[:, 0]
    found = battery.everything((raw >> np.uint64(11)) * 2.0**-53, (raw >> np.uint64(32)).T.ravel())
    # the lower half of the words gives angles: its bits are looked at too
    low = battery.bit_balance((raw & np.uint64(0xFFFFFFFF)).ravel())
    return found | {f"low bit {bit}": float(one) for bit, one in enumerate(low)}


def extremes(found: dict[str, float]) -> dict[str, float]:
    """Deviates beyond 4.5: one such among eighty of a good generator comes once in two thousand runs."""
    return {name: value for name, value in found.items() if not abs(value) < 4.5}


def test_battery():
    assert extremes(battered(20261, 1024, 512)) == {}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_long_battery(seed: int):
    assert extremes(battered(seed, 8192, 2048)) == {}
