"""Largest eigenvalues against dense eigenvalues, closed forms and exact symmetries."""

import numpy as np
import pytest

from fluxforce.errors import BadInput
from fluxforce.networks.exclusion import tasep
from fluxforce.networks.network import Channel, from_arrays, network
from fluxforce.solve.markov.dominant import dominant
from fluxforce.solve.markov.generator import generator, tilted
from fluxforce.solve.markov.method import Method
from tests.solve.markov.samples import random_network


@pytest.mark.parametrize("method", list(Method))
@pytest.mark.parametrize("s", [-2.0, -0.1, 0.4, 3.0])
def test_value_and_vectors(method: Method, s: float):
    made = random_network(40, 5)
    matrix = tilted(made, np.random.default_rng(1).normal(size=made.channels), s)
    found = dominant(matrix, method)
    assert found.value == pytest.approx(np.linalg.eigvals(matrix.toarray()).real.max(), rel=1e-10)
    size = float(np.abs(matrix.toarray()).max())
    assert np.abs(matrix @ found.right - found.value * found.right).max() < 1e-6 * size
    assert np.abs(matrix.T @ found.left - found.value * found.left).max() < 1e-8 * size * found.left.max()
    assert found.left @ found.right == pytest.approx(1.0)


def test_tilts_that_turn_the_process_round():
    """A line of 6 sites at s from -8 to 20: the eigenvalue of smallest and largest currents, by dense eigenvalues."""
    made = tasep(6)
    entering = (made.process == 0).astype(float)
    for s in (-8.0, 8.0, 20.0):
        matrix = tilted(made, entering, s)
        expected = np.linalg.eigvals(matrix.toarray()).real.max()
        assert dominant(matrix).value == pytest.approx(expected, rel=1e-8)


def test_rates_over_thirty_powers_of_ten():
    """A unicycle whose fast state is passed in no time: lambda as if the other two states were all there are.

    States 0 and 1 exchange directly at 2 and 1; another way leads from 0 over a state of lifetime 1e-20 to 1.
    """
    made = network(
        {
            "direct": Channel("0", "1", 2.0, 1.0),
            "up": Channel("0", "fast", 3.0, 1e20),
            "down": Channel("fast", "1", 1e20, 5.0),
        }
    )
    s = 0.3
    found = dominant(tilted(made, np.array([1.0, 0.0, 0.0]), s)).value
    # half of those who go up go on: 1.5 from 0 to 1 and 2.5 back, not counted
    two = np.array([[-3.5, np.exp(-s) + 2.5], [2.0 * np.exp(s) + 1.5, -3.5]])
    assert found == pytest.approx(np.linalg.eigvals(two).real.max(), rel=1e-13)


def test_zero_is_the_eigenvalue_without_a_tilt():
    found = dominant(generator(random_network(12, 2)))
    assert abs(found.value) < 1e-14
    assert np.ptp(found.log_left) < 1e-10


def test_a_matrix_that_falls_apart_is_refused():
    apart = from_arrays(
        states=2, tail=np.array([0]), head=np.array([1]), forward=np.array([1.0]), backward=np.array([0.0])
    )
    with pytest.raises(BadInput, match="2 classes"):
        dominant(generator(apart))
