"""Normal numbers: the transform against the library's functions, moments, tails and distances; streams that differ."""

import jax
import jax.numpy as jnp
import numpy as np
from scipy import special, stats

from fluxforce.numerics.angle import cosine_and_sine
from fluxforce.numerics.normal import box_muller, normal_pair
from fluxforce.numerics.xoshiro import Streams, advance, streams


def drawn(seed: int, turns: int, lanes: int) -> np.ndarray:
    """2 * turns * lanes numbers."""
    stream, found = streams(seed, 1, lanes), []
    for _ in range(turns):
        pair, stream = drawing(stream)
        found += [np.asarray(one).ravel() for one in pair]
    return np.concatenate(found)


@jax.jit
def drawing(stream: Streams) -> tuple:
    bits, stream = advance(stream)
    return normal_pair(bits), stream


def test_transform_against_numpy():
    rng = np.random.default_rng(3)
    u, turn = rng.uniform(1e-12, 1.0, 50_000), rng.uniform(0.0, 1.0, 50_000)
    first, second = box_muller(jnp.asarray(u), jnp.asarray(turn))
    radius = np.sqrt(-2.0 * np.log(u))
    np.testing.assert_allclose(first, radius * np.cos(2.0 * np.pi * turn), atol=2e-14)
    np.testing.assert_allclose(second, radius * np.sin(2.0 * np.pi * turn), atol=2e-14)


def test_lattice_of_the_transform_is_normal_to_its_spacing():
    """All of 2^10 radii and 2^10 angles: within half a spacing of u of the normal law, as the angle's mean is exact."""
    middle = (np.arange(1024) + 0.5) / 1024.0
    u, turn = (jnp.asarray(one.ravel()) for one in np.meshgrid(middle, middle))
    values = np.sort(np.asarray(box_muller(u, turn)[0]))
    steps = np.arange(1, values.size + 1) / values.size
    distance = np.max(np.abs(special.ndtr(values) - steps))
    assert distance < 0.51 / 1024.0 + 1.0 / 1024.0


def test_extremes_of_the_bits_are_finite():
    ends = jnp.asarray(np.array([0, 2**64 - 1, 2**24 - 1, 2**64 - 2**24], dtype=np.uint64))
    both = np.concatenate([np.asarray(one) for one in normal_pair(ends)])
    assert np.all(np.isfinite(both))
    assert np.max(np.abs(both)) > 7.4  # sqrt(2 ln 2^41) = 7.54


def test_moments_to_the_eighth():
    """Two million numbers; four standard errors of each moment, whose variance is m_2k - m_k^2."""
    z = drawn(11, 8, 125_000)
    exact = {2 * k: float(special.factorial2(2 * k - 1)) for k in range(1, 9)} | {0: 1.0}
    for power in range(1, 9):
        mean = exact.get(power, 0.0)
        error = np.sqrt((exact[2 * power] - mean**2) / z.size)
        assert abs(np.mean(z**power) - mean) < 4.0 * error


def test_kolmogorov_distance_and_tails():
    """Fixed streams: the distance stays below its 99.99 % quantile, tails beyond 3 and 4 within four errors."""
    z = drawn(5, 8, 125_000)
    distance = stats.kstest(z, "norm").statistic
    assert distance * np.sqrt(z.size) < 2.23
    for cut in (3.0, 4.0):
        expected = 2.0 * special.ndtr(-cut) * z.size
        assert abs(np.sum(np.abs(z) > cut) - expected) < 4.0 * np.sqrt(expected)


def test_both_numbers_of_a_pair_and_neighbours_are_uncorrelated():
    first, later = drawing(streams(7, 1, 400_000))
    a, b = (np.asarray(one)[0] for one in first)
    c = np.asarray(drawing(later)[0][0])[0]
    other = np.asarray(drawing(streams(8, 1, 400_000))[0][0])[0]
    for one, two in ((a, b), (a, c), (b, c), (a[:-1], a[1:]), (a, other), (a**2, b**2), (a**2, c**2)):
        correlation = np.corrcoef(one, two)[0, 1]
        assert abs(correlation) < 4.0 / np.sqrt(one.size)


def test_generator_against_integers():
    """xoshiro256++ written with Python's integers from its published definition."""
    mask = 2**64 - 1

    def turned(word: int, by: int) -> int:
        return ((word << by) | (word >> (64 - by))) & mask

    words = [1, 2, 3, 4]
    stream = Streams(tuple(jnp.full(1, one, dtype=jnp.uint64) for one in words))
    for _ in range(20):
        bits, stream = advance(stream)
        expected = (turned((words[0] + words[3]) & mask, 23) + words[0]) & mask
        shifted = (words[1] << 17) & mask
        words[2] ^= words[0]
        words[3] ^= words[1]
        words[1] ^= words[2]
        words[0] ^= words[3]
        words[2] ^= shifted
        words[3] = turned(words[3], 45)
        assert int(bits[0]) == expected


def test_first_output_of_the_published_generator():
    """State 1, 2, 3, 4: the first output is 41943041 = rotl(1 + 4, 23) + 1."""
    bits, _ = advance(Streams(tuple(jnp.full(1, one, dtype=jnp.uint64) for one in (1, 2, 3, 4))))
    assert int(bits[0]) == 41943041


def test_a_lane_keeps_its_streams_in_every_ensemble():
    many, few = streams(3, 2, 8), streams(3, 3, 4, first=4)
    for a, b in zip(many.words, few.words, strict=True):
        np.testing.assert_array_equal(np.asarray(a)[:, 4:], np.asarray(b)[:2])


def test_angles_and_their_slopes():
    angle = jnp.linspace(-40.0, 40.0, 4001)
    cosine, sine = cosine_and_sine(angle)
    np.testing.assert_allclose(cosine, np.cos(np.asarray(angle)), atol=2e-14)
    np.testing.assert_allclose(sine, np.sin(np.asarray(angle)), atol=2e-14)
    slope = jax.grad(lambda a: cosine_and_sine(a)[0] + 2.0 * cosine_and_sine(a)[1])(jnp.asarray(0.7))
    np.testing.assert_allclose(slope, -np.sin(0.7) + 2.0 * np.cos(0.7), rtol=1e-14)
