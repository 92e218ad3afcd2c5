"""Slowest modes against closed forms and dense eigenvalues."""

import numpy as np
import pytest

from fluxforce.errors import BadInput
from fluxforce.networks.network import Channel, from_arrays, network
from fluxforce.solve.markov.generator import generator
from fluxforce.solve.markov.method import Method
from fluxforce.solve.markov.slowest import relaxation_time, slow_modes, slowest_mode, slowest_rate
from tests.solve.markov.samples import random_network


def test_uniform_ring():
    """Steps at 3 and 1: -(p + m)(1 - cos) + i (p - m) sin of 2 pi/6."""
    here = np.arange(6)
    ring = from_arrays(states=6, tail=here, head=(here + 1) % 6, forward=np.full(6, 3.0), backward=np.ones(6))
    mode = slowest_mode(ring)
    assert mode.real == pytest.approx(-2.0)
    assert abs(mode.imag) == pytest.approx(np.sqrt(3.0))


def test_a_rate_far_below_all_others():
    """Two fast pairs with one bridge at 1e-18: the slow rate keeps all its digits, 1e-18 (1/2 + 1/2)."""
    made = network(
        {
            "left": Channel("a", "b", 1.0, 1.0),
            "bridge": Channel("b", "c", 1e-18, 1e-18),
            "right": Channel("c", "d", 1.0, 1.0),
        }
    )
    assert slowest_rate(made) == pytest.approx(1e-18, rel=1e-12)
    assert relaxation_time(made) == pytest.approx(1e18, rel=1e-12)


@pytest.mark.parametrize("method", list(Method))
def test_methods_against_dense_eigenvalues(method: Method):
    made = random_network(70, 2)
    values = np.linalg.eigvals(generator(made).toarray())
    expected = np.sort(values.real)[-2]
    assert slowest_rate(made, method) == pytest.approx(-expected, rel=1e-8)


@pytest.mark.parametrize("method", list(Method))
def test_several_modes_next_to_zero(method: Method):
    made = random_network(70, 3)
    values = np.linalg.eigvals(generator(made).toarray())
    nearest = np.sort(np.abs(values))[1:9]
    found = np.sort(np.abs(slow_modes(made, method, most=8)))[:8]
    np.testing.assert_allclose(found, nearest, rtol=1e-8)


def test_one_state_never_decays():
    with pytest.raises(BadInput, match="no mode"):
        slowest_mode(network({"end": Channel("a", "b", 1.0)}))
