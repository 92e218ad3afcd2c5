"""Linear response against differences of solved networks, covariances against tilted generators, Onsager's matrix."""

import dataclasses

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce._types import Array
from fluxforce.budget.markov.counting import counted_jumps, covariance
from fluxforce.budget.markov.response import (
    affinity_response,
    fluctuation_dissipation,
    onsager,
    parameter_response,
    response,
    sensitivity,
)
from fluxforce.errors import BadInput
from fluxforce.networks.network import Channel, Network, network
from fluxforce.networks.rings import ring
from tests.budget.markov.samples import dense, null_vector, random_equilibrium, random_network, scgf

COUNTS = np.array([[1.0, 0, 0, 0, 0, 0, 0, 0, 0], [0, 2.0, 0, -1.0, 0, 0, 0.5, 1.0, 3.0]])


def currents(net: Network) -> np.ndarray:
    """Counted currents of the stationary state found by least squares."""
    p = null_vector(dense(net))
    return COUNTS @ (net.forward * p[net.tail] - net.backward * p[net.head])


def changed(net: Network, ahead: np.ndarray, back: np.ndarray) -> Network:
    return dataclasses.replace(net, forward=net.forward * np.exp(ahead), backward=net.backward * np.exp(back))


@pytest.mark.parametrize("key", range(3))
def test_response_is_the_slope_of_solved_networks(key: int):
    net = random_network(key)
    ahead, back = np.random.default_rng(key + 50).normal(size=(2, 9))
    found = response(net, ahead, back)
    h = 1e-3
    up, down = changed(net, h * ahead, h * back), changed(net, -h * ahead, -h * back)
    slope = (currents(up) - currents(down)) / (2.0 * h)
    np.testing.assert_allclose(found.currents(COUNTS)[:, 0], slope, rtol=2e-5, atol=2e-6)
    moved = (null_vector(dense(up)) - null_vector(dense(down))) / (2.0 * h)
    np.testing.assert_allclose(found.probability[0], moved, atol=2e-6)
    np.testing.assert_allclose(found.probability.sum(), 0.0, atol=1e-14)


@pytest.mark.parametrize("key", range(3))
def test_sensitivity_to_every_rate_is_what_the_response_to_each_gives(key: int):
    net, every, none = random_network(key), np.eye(9), np.zeros((9, 9))
    ahead, back = sensitivity(net, COUNTS[1])
    np.testing.assert_allclose(ahead, response(net, every, none).currents(COUNTS[1])[0], atol=1e-12)
    np.testing.assert_allclose(back, response(net, none, every).currents(COUNTS[1])[0], atol=1e-12)
    np.testing.assert_allclose(ahead.sum() + back.sum(), currents(net)[1], atol=1e-12)


@pytest.mark.parametrize("key", range(3))
def test_covariance_is_the_curvature_of_the_generating_function(key: int):
    net = random_network(key, spread=0.5)
    found = covariance(net, COUNTS)
    h = 1e-2
    for weights in ([1.0, 0.0], [0.0, 1.0], [1.0, 1.0]):
        count = np.asarray(weights) @ COUNTS
        # fourth order in h
        at = [scgf(net, count, k * h) for k in (-2, -1, 0, 1, 2)]
        curvature = (-at[0] + 16 * at[1] - 30 * at[2] + 16 * at[3] - at[4]) / (12 * h**2)
        np.testing.assert_allclose(np.asarray(weights) @ found @ np.asarray(weights), curvature, rtol=1e-5)


@pytest.mark.parametrize("key", range(3))
def test_fluctuation_and_dissipation_agree_in_equilibrium_only(key: int):
    balanced = fluctuation_dissipation(random_equilibrium(key)[0], COUNTS)
    assert balanced.asymmetry < 1e-12
    assert balanced.violation < 1e-12
    assert np.all(np.linalg.eigvalsh(balanced.half_covariance) > 0.0)
    assert fluctuation_dissipation(random_network(key), COUNTS).violation > 1e-2


def test_onsager_coefficient_of_a_ring_is_a_series_of_conductances():
    """Traffic g_k of the channels in equilibrium are conductances in series: L = 1/sum(1/g_k)."""
    p, traffic = np.array([0.5, 0.3, 0.2]), np.array([1.0, 2.0, 5.0])
    net = ring(list(traffic / p), list(traffic / np.roll(p, -1)))
    expected = 1.0 / np.sum(1.0 / traffic)
    np.testing.assert_allclose(onsager(net, np.array([1.0, 0.0, 0.0])), [[expected]], rtol=1e-14)


def test_the_split_of_a_force_matters_only_out_of_equilibrium():
    net, _ = random_equilibrium(4)
    halves = affinity_response(net, COUNTS)
    ahead = response(net, COUNTS, 0.0 * COUNTS).currents(COUNTS)
    np.testing.assert_allclose(ahead, halves, rtol=1e-11, atol=1e-13)


def exponents(drive: Array) -> tuple[Array, Array]:
    """Two channels a -> b, the second driven."""
    return jnp.stack([1.0 + 0.0 * drive[0], jnp.exp(drive[0])]), jnp.ones(2)


def test_parameters_are_differentiated_by_jax():
    """Two states, rates a -> b 1 + e^m and back 2: p_b = (1 + e^m)/(3 + e^m), dp_b/dm by hand."""
    m = 0.7
    net = network({"idle": Channel("a", "b", 1.0, 1.0), "driven": Channel("a", "b", np.exp(m), 1.0)})
    found = parameter_response(net, exponents, np.array([m]))
    np.testing.assert_allclose(found.probability[0, 1], 2.0 * np.exp(m) / (3.0 + np.exp(m)) ** 2, rtol=1e-14)
    with pytest.raises(BadInput, match="forward rates at these parameters are not those"):
        parameter_response(net, exponents, np.array([0.0]))


def test_what_cannot_be_answered_is_refused():
    with pytest.raises(BadInput, match="belongs to an equilibrium: no detailed balance"):
        onsager(random_network(0), COUNTS)
    with pytest.raises(BadInput, match="changes of rates have the shapes"):
        response(random_network(0), np.zeros(3), np.zeros(3))
    with pytest.raises(BadInput, match="counts of 3 channels"):
        covariance(random_network(0), np.zeros(3))


def test_names_and_counters_are_currents_too():
    net, _ = random_equilibrium(2)
    rows = np.eye(net.channels)[:2]
    names = list(net.processes[:2])
    np.testing.assert_array_equal(onsager(net, names), onsager(net, rows))
    np.testing.assert_array_equal(covariance(net, names), covariance(net, rows))
    np.testing.assert_array_equal(covariance(net, names[0]), covariance(net, rows[0]))
    np.testing.assert_array_equal(sensitivity(net, names[1]), sensitivity(net, rows[1]))
    with pytest.raises(BadInput, match="'jumps' counts jumps back and forth alike"):
        onsager(net, counted_jumps(net))
