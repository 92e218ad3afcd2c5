"""Generators and their tilts against their definition, channel by channel."""

import numpy as np
import pytest

from fluxforce.errors import BadInput
from fluxforce.networks.network import from_arrays
from fluxforce.solve.markov.generator import escape_rates, generator, tilted
from tests.solve.markov.samples import by_loop, random_network


@pytest.mark.parametrize("seed", range(3))
def test_generator_and_tilt_are_their_definition(seed: int):
    network = random_network(9, seed)
    rng = np.random.default_rng(seed)
    there, back = rng.normal(size=network.channels), rng.normal(size=network.channels)
    plain = generator(network).toarray()
    assert plain == pytest.approx(by_loop(network, 0.0, there, back), rel=1e-13, abs=1e-13)
    assert np.abs(plain.sum(axis=0)).max() < 1e-13
    assert escape_rates(network) == pytest.approx(-np.diagonal(plain))
    assert tilted(network, there, 0.7).toarray() == pytest.approx(by_loop(network, 0.7, there, -there))
    assert tilted(network, there, -0.4, back).toarray() == pytest.approx(by_loop(network, -0.4, there, back))


def test_a_channel_to_itself_is_tilted():
    """One state that steps at rates 2 and 1: lambda(s) = 2 (e^s - 1) + (e^-s - 1)."""
    walk = from_arrays(
        states=1, tail=np.array([0]), head=np.array([0]), forward=np.array([2.0]), backward=np.array([1.0])
    )
    assert generator(walk).toarray()[0, 0] == 0.0
    expected = 2.0 * np.expm1(0.3) + np.expm1(-0.3)
    assert tilted(walk, np.ones(1), 0.3).toarray()[0, 0] == pytest.approx(expected, rel=1e-15)


def test_counts_that_cannot_be():
    network = random_network(4, 0)
    with pytest.raises(BadInput, match="one number for each of the 8 channels"):
        tilted(network, np.ones(3), 1.0)
    with pytest.raises(BadInput, match="overflows at s = 800"):
        tilted(network, np.ones(8), 800.0)
