"""Uncertainty relations, speed limits and coherence: bounds that hold, and the cases that reach them."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from fluxforce.budget.markov.coherence import coherence, coherence_bound
from fluxforce.budget.markov.counting import counted_jumps
from fluxforce.budget.markov.speed import speed_limit
from fluxforce.budget.markov.uncertainty import efficiency_bound, uncertainty
from fluxforce.errors import BadInput
from fluxforce.networks.motors import KINESIN_STEPS, kinesin
from fluxforce.networks.network import Channel, network
from fluxforce.networks.rings import ring
from tests.budget.markov.samples import dense, random_equilibrium, random_network, random_probability

COUNT = np.array([1.0, 0, 0, 0, 0, 0, 0, 0, 0])


def test_both_uncertainty_relations_hold_for_random_networks():
    """Thirty networks; the products reach down towards their bounds of 2 and 1 and never below."""
    products = [uncertainty(random_network(key), COUNT) for key in range(30)]
    assert min(one.thermodynamic for one in products) >= 2.0
    assert min(one.kinetic for one in products) >= 1.0
    assert all(one.least_production <= one.production for one in products)


def test_a_ring_near_equilibrium_reaches_the_thermodynamic_bound():
    """Uniform ring: production C/J^2 = A/N coth(A/(2 N)) -> 2 (1 + A^2/(12 N^2)). [barato2015]."""
    found = uncertainty(ring([1.02] * 3, [1.0] * 3), np.array([1.0, 0.0, 0.0]))
    x = np.log(1.02)
    np.testing.assert_allclose(found.thermodynamic, x / np.tanh(x / 2.0), rtol=1e-10)


def test_one_way_rings_reach_the_kinetic_bound():
    """n equal one-way steps: the count of one of them has Fano factor 1/n and activity n J."""
    found = uncertainty(ring([2.0] * 4, [0.0] * 4), np.array([1.0, 0.0, 0.0, 0.0]))
    np.testing.assert_allclose([found.fano, found.kinetic], [0.25, 1.0], rtol=1e-12)
    assert found.thermodynamic == np.inf


def test_a_motor_obeys_the_bound_on_its_efficiency():
    load, drive = 10.0, 25.0
    found = uncertainty(kinesin(load, drive), KINESIN_STEPS)
    power = load * found.current
    efficiency = power / (found.production + power)
    assert efficiency <= efficiency_bound(found.current, found.variance / 2.0, load)


def test_the_number_of_jumps_obeys_the_kinetic_relation_only():
    found = uncertainty(random_network(3), counted_jumps(random_network(3)))
    np.testing.assert_allclose(found.current, found.activity, rtol=1e-12)
    assert found.kinetic >= 1.0
    with pytest.raises(BadInput, match="about currents"):
        _ = found.thermodynamic


def test_speed_limit_of_a_large_ring():
    """A circulant: the mean of p over the time from its eigenvalues, by the discrete Fourier transform."""
    size, duration = 300, 5.0
    net = ring([3.0] * size, [1.0] * size)
    start = np.zeros(size)
    start[:10] = 0.1
    q = 2.0 * np.pi * np.fft.fftfreq(size)
    values = 3.0 * np.exp(-1j * q) + np.exp(1j * q) - 4.0
    values[0] = 1.0  # its factor is that of no decay
    factor = np.expm1(values * duration) / (values * duration)
    factor[0] = 1.0
    mean = np.fft.ifft(np.fft.fft(start) * factor).real
    found = speed_limit(net, start, duration)
    np.testing.assert_allclose(found.activity, 4.0, rtol=1e-10)
    decay = np.exp(values * duration)
    decay[0] = 1.0
    end = np.fft.ifft(np.fft.fft(start) * decay).real
    entropy = -np.sum(end[end > 1e-12] * np.log(end[end > 1e-12])) + np.sum(start[:10] * np.log(0.1))
    current = np.sum(3.0 * mean - np.roll(mean, -1))
    np.testing.assert_allclose(found.production, entropy + duration * current * np.log(3.0), rtol=1e-7)


def test_a_current_that_vanishes_has_no_relative_uncertainty():
    with pytest.raises(BadInput, match="the current vanishes"):
        uncertainty(random_equilibrium(0)[0], COUNT)


@pytest.mark.parametrize("key", range(3))
def test_speed_limit_against_a_fine_integration(key: int):
    net, p = random_network(key), random_probability(key + 9)
    rates, apart = dense(net), net.tail != net.head

    def grow(_: float, y: np.ndarray) -> np.ndarray:
        ahead, back = net.forward * y[net.tail], net.backward * y[net.head]
        produced = np.sum((ahead - back) * np.log(ahead / back))
        return np.array([*(rates @ y[:5]), produced, np.sum((ahead + back)[apart])])

    end = solve_ivp(grow, (0.0, 0.7), [*p, 0.0, 0.0], rtol=1e-11, atol=1e-13, method="DOP853").y[:, -1]
    found = speed_limit(net, p, 0.7)
    np.testing.assert_allclose(found.production, end[5], rtol=1e-9)
    np.testing.assert_allclose(found.activity * 0.7, end[6], rtol=1e-9)
    np.testing.assert_allclose(found.distance, np.abs(end[:5] - p).sum(), rtol=1e-9)
    assert found.least_time <= 0.7
    assert found.least_production <= found.production


def test_speed_limit_from_an_empty_state_and_without_a_way_back():
    """Decay a -> b from certainty in a: distance 2 (1 - e^-t), production unbounded, so no limit remains."""
    found = speed_limit(network({"decay": Channel("a", "b", 1.0)}), np.array([1.0, 0.0]), 2.0)
    np.testing.assert_allclose(found.distance, 2.0 * (1.0 - np.exp(-2.0)), rtol=1e-12)
    assert found.production == np.inf
    assert found.least_time == 0.0
    with pytest.raises(BadInput, match="must be above zero"):
        speed_limit(network({"decay": Channel("a", "b", 1.0)}), np.array([1.0, 0.0]), 0.0)
    with pytest.raises(BadInput, match="probabilities sum to 2"):
        speed_limit(network({"decay": Channel("a", "b", 1.0)}), np.array([1.0, 1.0]), 1.0)


def test_a_uniform_ring_reaches_the_bound_on_coherence():
    """Eigenvalues of a circulant: p e^(-i q) + m e^(i q) - p - m at q = 2 pi/N."""
    made = ring([3.0] * 7, [1.0] * 7)
    found, q = coherence(made), 2.0 * np.pi / 7.0
    np.testing.assert_allclose(found.decay, 4.0 * (1.0 - np.cos(q)), rtol=1e-12)
    np.testing.assert_allclose(found.frequency, 2.0 * np.sin(q), rtol=1e-12)
    np.testing.assert_allclose(found.ratio, coherence_bound(made), rtol=1e-12)


def test_coherence_of_other_networks_stays_below_the_bound():
    for key in range(10):
        net = random_network(key, spread=2.0)
        assert coherence(net).ratio <= coherence_bound(net)
    assert coherence(random_equilibrium(1)[0]).frequency == 0.0


def test_coherence_of_a_large_ring_from_a_sparse_problem():
    size = 1200
    found, q = coherence(ring([3.0] * size, [1.0] * size)), 2.0 * np.pi / size
    np.testing.assert_allclose(found.decay, 4.0 * (1.0 - np.cos(q)), rtol=1e-6)
    np.testing.assert_allclose(found.frequency, 2.0 * np.sin(q), rtol=1e-6)
