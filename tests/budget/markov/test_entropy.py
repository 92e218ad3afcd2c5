"""Entropy production, its two parts, and the reservoirs' books."""

import numpy as np
import pytest
from scipy.linalg import expm

from fluxforce.budget.markov.entropy import entropy_rates
from fluxforce.errors import BadInput
from fluxforce.networks.network import Channel, network
from tests.budget.markov.samples import (
    dense,
    null_vector,
    random_equilibrium,
    random_network,
    random_probability,
)


@pytest.mark.parametrize("key", range(4))
def test_books_close_and_both_parts_are_not_negative(key: int):
    net = random_network(key)
    found = entropy_rates(net, random_probability(key + 100))
    assert found.closure < 1e-14
    assert np.all(found.production >= 0.0)
    assert found.total_housekeeping >= 0.0
    assert found.total_excess >= 0.0
    np.testing.assert_allclose(found.housekeeping + found.excess, found.production, atol=1e-13)


@pytest.mark.parametrize("key", range(3))
def test_excess_is_the_rate_at_which_the_distance_to_the_steady_state_shrinks(key: int):
    """-d/dt sum p ln(p/p_st), by central differences along the exact evolution."""
    net, p = random_network(key), random_probability(key + 100)
    rates = dense(net)
    steady = null_vector(rates)

    def distance(time: float) -> float:
        now = expm(rates * time) @ p
        return float(np.sum(now * np.log(now / steady)))

    slope = (8.0 * (distance(2e-4) - distance(-2e-4)) - (distance(4e-4) - distance(-4e-4))) / 24e-4
    np.testing.assert_allclose(entropy_rates(net, p).total_excess, -slope, rtol=1e-7)


def test_nothing_is_kept_up_in_equilibrium():
    net, p = random_equilibrium(3)
    away = entropy_rates(net, random_probability(7))
    np.testing.assert_allclose(away.housekeeping, 0.0, atol=1e-12)
    np.testing.assert_allclose(entropy_rates(net, p).production, 0.0, atol=1e-14)


def test_steady_state_gives_all_it_produces_to_its_reservoirs():
    net = random_network(11)
    found = entropy_rates(net)
    given = found.by_reservoir()
    assert set(given) == {"bath 0", "bath 1"}
    np.testing.assert_allclose(sum(given.values()), found.total, rtol=1e-12)
    np.testing.assert_allclose(sum(found.by_process().values()), found.total, rtol=1e-14)
    np.testing.assert_allclose([found.system, found.total_excess], 0.0, atol=1e-13)


def test_a_one_way_channel_is_unbounded_but_relaxing_costs_a_number():
    """a -> b at 1, b -> a at 1 and back at 1: p_st = (1/2, 1/2) is wrong, W by hand is [[-2, 1], [2, -1]]."""
    net = network({"there": Channel("a", "b", 1.0), "round": Channel("a", "b", 1.0, 1.0)})
    p = np.array([0.5, 0.5])
    found = entropy_rates(net, p)
    assert found.total == np.inf
    assert found.total_housekeeping == np.inf
    assert found.total_discharged == np.inf
    # dp/dt = (-1/2, 1/2), p_st = (1/3, 2/3)
    np.testing.assert_allclose(found.total_excess, 0.5 * np.log(2.0), rtol=1e-13)
    assert found.closure == np.inf


def test_transient_states_with_probability_are_refused():
    net = network({"away": Channel("start", "a", 1.0), "round": Channel("a", "b", 1.0, 1.0)})
    with pytest.raises(BadInput, match="'start' is transient"):
        entropy_rates(net, np.array([0.2, 0.4, 0.4]))


def test_an_absorbing_state_that_holds_everything_produces_nothing():
    """A one-way channel is unbounded where it carries something; from an empty state it carries nothing."""
    net = network({"away": Channel("start", "a", 1.0), "round": Channel("a", "b", 2.0, 1.0)})
    found = entropy_rates(net)
    np.testing.assert_allclose(found.stationary, [0.0, 1.0 / 3.0, 2.0 / 3.0], rtol=1e-14)
    np.testing.assert_allclose(
        [found.total, found.total_housekeeping, found.total_discharged], 0.0, atol=1e-15
    )
    assert found.closure == 0.0


@pytest.mark.parametrize(
    ("p", "said"),
    [
        ([0.5, 0.5, 0.5, 0.5, 0.5], "probabilities sum to 2.5"),
        ([0.5, 0.7, -0.2, 0.0, 0.0], "of state '2' is -0.2"),
        ([0.5, np.nan, 0.5, 0.0, 0.0], "of state '1' is nan"),
        ([0.5, 0.5], "2 probabilities for 5 states"),
    ],
)
def test_what_is_no_probability_is_refused(p: list[float], said: str):
    with pytest.raises(BadInput, match=said):
        entropy_rates(random_network(0), np.array(p))
