"""Information flow of bipartite networks, and what a measurement is worth."""

import numpy as np
import pytest

from fluxforce.budget.markov.entropy import entropy_rates
from fluxforce.budget.markov.information import (
    best_settings,
    bipartite,
    feedback_bound,
    feedback_work,
    measured,
    mutual_information,
)
from fluxforce.errors import BadInput
from fluxforce.networks.network import Channel, Network, from_arrays, network
from tests.budget.markov.samples import random_probability

X, Y = np.repeat(np.arange(3), 2), np.tile(np.arange(2), 3)


def two_parts(key: int) -> Network:
    """X has three states in a ring and Y two; all rates are drawn."""
    draw = np.random.default_rng(key)
    pairs = [(2 * x + y, 2 * ((x + 1) % 3) + y) for x in range(3) for y in range(2)]
    pairs += [(2 * x, 2 * x + 1) for x in range(3)]
    tail, head = np.array(pairs).T
    rates = np.exp(draw.normal(size=(2, 9)))
    return from_arrays(states=6, tail=tail, head=head, forward=rates[0], backward=rates[1])


@pytest.mark.parametrize("key", range(4))
def test_second_law_of_both_parts(key: int):
    net, p = two_parts(key), random_probability(key, 6)
    found = bipartite(net, X, Y, p)
    for part in found.parts.values():
        assert part.production >= 0.0
        assert abs(part.closure) < 1e-13
    total = entropy_rates(net, p)
    np.testing.assert_allclose(sum(part.production for part in found.parts.values()), total.total, rtol=1e-13)
    np.testing.assert_allclose(found.mutual_information, mutual_information(p.reshape(3, 2)), rtol=1e-12)
    # flows add up to dI/dt, here from the definition of I
    supply = total.rates.supply.reshape(3, 2)
    joint = p.reshape(3, 2)
    apart = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
    change = float(np.sum(supply * np.log(joint / apart)))
    flows = sum(part.information_flow for part in found.parts.values())
    np.testing.assert_allclose(flows, change, atol=1e-13)


def test_no_information_flows_in_the_steady_state_of_parts_that_ignore_each_other():
    draw = np.random.default_rng(5)
    of_x, of_y = np.exp(draw.normal(size=(2, 3))), np.exp(draw.normal(size=2))
    pairs = [(2 * x + y, 2 * ((x + 1) % 3) + y) for x in range(3) for y in range(2)]
    pairs += [(2 * x, 2 * x + 1) for x in range(3)]
    tail, head = np.array(pairs).T
    forward = np.concatenate([np.repeat(of_x[0], 2), np.full(3, of_y[0])])
    backward = np.concatenate([np.repeat(of_x[1], 2), np.full(3, of_y[1])])
    net = from_arrays(states=6, tail=tail, head=head, forward=forward, backward=backward)
    found = bipartite(net, X, Y)
    np.testing.assert_allclose(found.mutual_information, 0.0, atol=1e-15)
    np.testing.assert_allclose([one.information_flow for one in found.parts.values()], 0.0, atol=1e-15)


def test_what_is_not_bipartite_is_refused():
    both = {"both": Channel("00", "11", 1.0, 1.0), "one": Channel("00", "10", 1.0, 1.0)}
    with pytest.raises(BadInput, match=r"both \(00 -> 11\) changes both parts"):
        bipartite(network(both), [0, 1, 1], [0, 1, 0])
    with pytest.raises(BadInput, match="two states are the same"):
        bipartite(two_parts(0), X, np.zeros(6, dtype=int))
    with pytest.raises(BadInput, match="given for all 6 states"):
        bipartite(two_parts(0), X[:3], Y)


@pytest.mark.parametrize("error", [0.0, 0.1, 0.37])
def test_an_engine_never_delivers_more_than_it_knows(error: float):
    """The best wall reaches I; any other stays below by the divergence of what it supposes."""
    joint = measured([0.3, 0.7], error)
    bound = feedback_bound(joint)
    np.testing.assert_allclose(feedback_work(joint, best_settings(joint)), bound, atol=1e-15)
    for share in (0.55, 0.8, 0.99):
        assert feedback_work(joint, np.array([[share, 1 - share], [1 - share, share]])) <= bound


def test_work_and_information_of_a_sure_measurement_is_the_entropy_of_the_state():
    assert feedback_bound(measured([0.5, 0.5], 0.0)) == pytest.approx(np.log(2.0), rel=1e-15)
    assert feedback_bound(measured([0.5, 0.5], 0.5)) == pytest.approx(0.0, abs=1e-15)
    with pytest.raises(BadInput, match="between 0 and 1"):
        measured([0.5, 0.5], 1.5)
    with pytest.raises(BadInput, match="sums to one"):
        mutual_information(np.ones((2, 2)))
    with pytest.raises(BadInput, match="sum to one for every outcome"):
        feedback_work(measured([0.5, 0.5], 0.1), np.ones((2, 2)))
