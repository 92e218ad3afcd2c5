"""Hidden states: what is seen bounds the production from below, and more of it is found by looking longer."""

import numpy as np
import pytest

from fluxforce.budget.inference.base import AbstractEstimator, Kind
from fluxforce.budget.inference.data import lumped, visible
from fluxforce.budget.inference.k_step import KStep
from fluxforce.budget.inference.learned import Learned
from fluxforce.budget.inference.plug_in import PlugIn
from fluxforce.budget.inference.uncertainty import CurrentBound, UncertaintyRelation
from fluxforce.budget.inference.waiting import WaitingTimes
from fluxforce.errors import BadInput
from tests.budget.inference.sampled import (
    RING,
    RING_PRODUCTION,
    long_run,
    production,
    ratchet_chain,
    ratchet_rates,
    ring_rates,
)

PLACES = np.array([0, 1, 2, 0, 1, 2])  # of the ratchet: whether its potential is on cannot be seen
METHODS: list[AbstractEstimator] = [PlugIn(), KStep(longest=4), UncertaintyRelation(), WaitingTimes()]


@pytest.mark.parametrize(
    "groups", [PLACES, np.array([0, 0, 1, 2, 2, 3]), np.array([0, 1, 1, 0, 2, 3])], ids=str
)
@pytest.mark.parametrize("method", METHODS, ids=lambda method: type(method).__name__)
def test_lumps_give_lower_bounds(method: AbstractEstimator, groups: np.ndarray):
    """Six-state ratchet of P60 as a process in time, three ways of not seeing all of it."""
    rates = ratchet_rates(2.0)
    found = method.estimate(lumped(long_run(rates, 100_000, key=7), groups))
    assert found.value < production(rates) + 4 * found.error
    assert found.value > -4 * found.error


def test_bounds_hold_for_random_networks():
    """20 random networks of five states in three lumps: no bound exceeds the production by 4 standard errors."""
    random = np.random.default_rng(11)
    for key in range(20):
        rates = random.exponential(size=(5, 5)) ** 2
        np.fill_diagonal(rates, 0.0)
        seen = lumped(long_run(rates, 5000, key), np.array([0, 0, 1, 1, 2]))
        for method in (PlugIn(), UncertaintyRelation(), KStep(longest=3)):
            found = method.estimate(seen)
            assert found.value < production(rates) + 4 * found.error


def test_longer_words_see_what_pairs_do_not():
    """Places of the ratchet alone: pairs see next to nothing, words of four states a part, none the whole."""
    exact = 0.2130692076992287
    seen = [lumped(one, PLACES) for one in ratchet_chain(2.0, 200_000, key=3)]
    found = KStep(longest=6).estimate(seen)
    d, error = found.detail["d"], found.detail["error"]
    assert np.all(np.diff(d) > 4 * error[1:])
    assert d[0] < 0.01 * exact
    assert 0.1 * exact < found.value < exact
    assert np.all(found.detail["D/(k - 1)"] <= d + 1e-12)
    far = KStep(longest=7, extrapolate=True).estimate(seen)
    assert far.kind is Kind.ESTIMATE
    assert found.value < far.value < exact


def test_words_of_three_see_all_of_a_ring_in_pairs():
    """Six equal edges, states lumped in pairs: the order of three lumps tells the direction of every passage."""
    rates = ring_rates(np.full(6, 3.0), np.full(6, 1.0))
    seen = lumped(long_run(rates, 100_000, key=8), np.array([0, 0, 1, 1, 2, 2]))
    exact = 2.0 * np.log(3.0)  # (p - m) ln(p/m), P1
    for method in (KStep(longest=4), WaitingTimes(bins=4)):
        found = method.estimate(seen)
        assert abs(found.value - exact) < 4 * found.error
    pairs = PlugIn().estimate(seen)
    assert pairs.value < 0.6 * exact


@pytest.mark.parametrize("edge", [(0, 1), (1, 2), (2, 0)])
def test_one_visible_edge_gives_the_whole_production_of_a_single_cycle(edge: tuple[int, int]):
    """Known to be exact for one cycle; P2."""
    seen = visible(long_run(RING, 150_000, key=12), [edge])
    found = WaitingTimes(bins=3).estimate(seen)
    assert abs(found.value - RING_PRODUCTION) < 4 * found.error
    assert found.kind is Kind.LOWER_BOUND


def test_one_visible_edge_bounds_a_network_of_many_cycles():
    rates = ratchet_rates(2.0)
    data = long_run(rates, 150_000, key=13)
    found = WaitingTimes().estimate(visible(data, [(0, 1), (3, 4)]))
    assert 4 * found.error < found.value < production(rates) + 4 * found.error
    weights = np.zeros((6, 6))
    weights[0, 1] = weights[3, 4] = 1.0
    current = CurrentBound(weights - weights.T, window=5.0).estimate(data)
    assert current.value < production(rates) + 4 * current.error


@pytest.mark.slow
def test_a_learned_bound_holds_for_lumps_and_grows_with_the_word():
    exact = 0.2130692076992287
    seen = [lumped(one, PLACES) for one in ratchet_chain(2.0, 200_000, key=3)]
    short, long = (Learned(length=k, updates=200, batch=4096).estimate(seen) for k in (2, 4))
    assert short.value < long.value < exact
    assert long.value > 4 * long.error


def test_groups_and_edges_are_checked():
    data = long_run(RING, 100, key=0)
    with pytest.raises(BadInput, match="groups has 2 entries for 3 states"):
        lumped(data, np.array([0, 1]))
    with pytest.raises(BadInput, match="outside"):
        visible(data, [(0, 7)])
