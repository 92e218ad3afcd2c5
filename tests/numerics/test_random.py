"""The counter-based generator: published answers, independence of the way it is called, and a battery of tests."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.stats import kstest

from fluxforce.numerics.circle import circle
from fluxforce.numerics.logarithm import minus_log
from fluxforce.numerics.random import (
    exponential_and_uniform,
    normals,
    philox,
    seeded,
    uniform,
    uniforms,
    words,
)
from tests.numerics import battery

ALL = 0xFFFFFFFF
PI = (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344)  # digits of pi
# Known answers published with the generator [salmon2011]: rounds, counter, key, result.
KNOWN = [
    (7, (0, 0, 0, 0), (0, 0), (0x5F6FB709, 0x0D893F64, 0x4F121F81, 0x4F730A48)),
    (7, (ALL,) * 4, (ALL,) * 2, (0x5207DDC2, 0x45165E59, 0x4D8EE751, 0x8C52F662)),
    (7, PI, (0xA4093822, 0x299F31D0), (0x4DFCCABA, 0x190A87F0, 0xC47362BA, 0xB6B5242A)),
    (10, (0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    (10, (ALL,) * 4, (ALL,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (10, PI, (0xA4093822, 0x299F31D0), (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)),
]


def grid(draws: int, streams: int) -> tuple[jax.Array, jax.Array]:
    shape = (draws, streams)
    draw = jnp.broadcast_to(jnp.arange(draws, dtype=jnp.uint64)[:, None], shape)
    return jnp.broadcast_to(jnp.arange(streams, dtype=jnp.uint64)[None], shape), draw


@pytest.mark.parametrize(("rounds", "counter", "key", "answer"), KNOWN)
def test_published_answers(rounds, counter, key, answer):
    a, b, c, d, k, q = (jnp.full(1, np.uint64(one)) for one in (*counter, *key))
    assert tuple(int(one[0]) for one in philox((a, b, c, d), (k, q), rounds)) == answer


def test_a_draw_depends_on_its_three_numbers_alone():
    """Seeds, streams and draws beyond 32 bits are told apart; a seed is taken modulo 2^64."""
    whole = np.asarray(uniforms(seeded(11), *grid(5, 7))[0])
    far = [
        float(uniforms(seeded(seed), jnp.full(1, np.uint64(s)), jnp.full(1, np.uint64(d)))[0][0])
        for seed, s, d in ((11, 6, 3), (11 + 2**32, 6, 3), (11, 6 + 2**32, 3), (11, 6, 3 + 2**32))
    ]
    assert whole[3, 6] == far[0]
    assert len(set(far)) == 4
    assert int(seeded(-1)) == 2**64 - 1


def test_uniform_numbers_never_touch_zero_or_one():
    ends = jnp.asarray([np.uint64(0), np.uint64(ALL)])
    assert np.asarray(uniform(ends, ends)).tolist() == [2.0**-53, 1.0 - 2.0**-53]


def test_logarithm_is_right_to_a_few_units_of_round_off():
    u = np.concatenate(
        [
            np.random.default_rng(1).random(200_000),
            1.0 - np.random.default_rng(2).random(50_000) * 1e-6,
            2.0 ** -np.arange(1.0, 54.0),
            [1.0 - 2.0**-53, np.sqrt(0.5), np.nextafter(np.sqrt(0.5), 0.0)],
        ]
    )
    found = np.asarray(jax.jit(minus_log)(jnp.asarray(u)))
    assert np.max(np.abs(found + np.log(u)) / -np.log(u)) < 1e-15


def test_circle_is_right_to_round_off():
    turn = np.append(np.random.default_rng(3).random(100_000), [2.0**-53, 0.25, 0.75, 1.0 - 2.0**-53])
    cosine, sine = circle(jnp.asarray(turn))
    assert np.max(np.abs(np.asarray(cosine) - np.cos(2.0 * np.pi * turn))) < 2e-15
    assert np.max(np.abs(np.asarray(sine) - np.sin(2.0 * np.pi * turn))) < 2e-15


def test_distributions():
    """Kolmogorov-Smirnov against the closed forms; 2^17 numbers, each fails with a chance of 1e-4."""
    stream, draw = grid(1 << 7, 1 << 10)
    waiting, choice = exponential_and_uniform(seeded(5), stream, draw)
    first, second = normals(seeded(6), stream, draw)
    for values, law in ((waiting, "expon"), (choice, "uniform"), (first, "norm"), (second, "norm")):
        assert kstest(np.asarray(values).ravel(), law).pvalue > 1e-4
    product = np.asarray(first * second).ravel()
    assert abs(product.mean()) < 4.0 / np.sqrt(product.size)


def battery_of(draws: int, streams: int, seed: int) -> dict[str, float]:
    stream, draw = grid(draws, streams)
    u, v = uniforms(seeded(seed), stream, draw)
    found = battery.everything(np.asarray(u), np.asarray(words(seeded(seed), stream, draw)[0]).ravel())
    found["the two of one draw"] = battery.correlation(np.asarray(u).ravel(), np.asarray(v).ravel())
    found["pairs of one draw"] = battery.pairs(np.asarray(u).ravel(), np.asarray(v).ravel())
    other, _ = uniforms(seeded(seed + 1), stream, draw)
    found["neighbouring seeds"] = battery.pairs(np.asarray(u).ravel(), np.asarray(other).ravel())
    return found


def test_short_battery():
    """2^18 numbers; the worst of some 55 deviates exceeds 4.5 with a chance of 4e-4."""
    found = battery_of(512, 512, 2024)
    assert {name: z for name, z in found.items() if abs(z) > 4.5} == {}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2**40, 2**63 + 5])
def test_long_battery(seed):
    """2^21 numbers each of three seeds; the chance that any deviate exceeds 5 is 1e-4."""
    found = battery_of(2048, 1024, seed)
    assert {name: z for name, z in found.items() if abs(z) > 5.0} == {}


def test_the_battery_finds_bad_generators():
    """The generator RANDU (65539 k modulo 2^31), and neighbours that lean on each other."""
    state = np.empty(1 << 18, dtype=np.int64)
    now = 1
    for k in range(state.size):
        now = (now * 65539) % 2**31
        state[k] = now
    u = (state / 2**31).reshape(512, 512)
    assert max(abs(z) for z in battery.everything(u, state.astype(np.uint64)).values()) > 20.0
    good = np.random.default_rng(4).random((512, 512))
    leaning = good.copy()
    leaning[:, 1:] = 0.95 * good[:, 1:] + 0.05 * good[:, :-1]
    assert abs(battery.correlation(leaning[:, :-1].ravel(), leaning[:, 1:].ravel())) > 8.0
