"""State sequences and chains of exactly known entropy production: values, error bars, and what is said of doubts."""

import numpy as np
import pytest

from fluxforce.budget.inference.base import AbstractEstimator, Kind
from fluxforce.budget.inference.data import Chain, StateSequence
from fluxforce.budget.inference.k_step import KStep
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
    ring_rates,
    stationary,
)

EXACT: list[AbstractEstimator] = [PlugIn(), KStep(longest=3), WaitingTimes(bins=4)]


def name(method: AbstractEstimator) -> str:
    return type(method).__name__


@pytest.mark.parametrize("method", EXACT, ids=name)
def test_driven_ring(method: AbstractEstimator):
    """P2 of the reference table, all states seen."""
    found = method.estimate(long_run(RING, 60_000, key=1))
    assert abs(found.value - RING_PRODUCTION) < 4 * found.error
    assert found.error < 0.03 * RING_PRODUCTION
    assert found.unit == "k_B/s"


@pytest.mark.parametrize(("height", "expected"), [(1.0, 0.06236424824455785), (2.0, 0.2130692076992287)])
@pytest.mark.parametrize("method", [PlugIn(), KStep(longest=4)], ids=name)
def test_flashing_ratchet_of_six_states(method: AbstractEstimator, height: float, expected: float):
    """P60 of the reference table, per step of the chain of jumps."""
    found = method.estimate(ratchet_chain(height, 200_000, key=3))
    assert abs(found.value - expected) < 4 * found.error
    assert found.error < 0.05 * expected
    assert found.unit == "k_B/step"
    assert found.count == 200_000


@pytest.mark.parametrize("method", EXACT, ids=name)
@pytest.mark.parametrize("rates", [RING, ring_rates(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 2.9]))])
def test_error_bars_cover(method: AbstractEstimator, rates: np.ndarray):
    """50 repeats of 3000 jumps, far from and next to equilibrium. A share of 0.95 has a standard error of 0.03."""
    exact = production(rates)
    found = [method.estimate(long_run(rates, 3000, key)) for key in range(100, 150)]
    hits = np.mean([one.interval[0] <= exact <= one.interval[1] for one in found])
    assert hits >= 0.95 - 4 * 0.03
    spread, told = np.std([one.value for one in found]), np.mean([one.error for one in found])
    assert 0.7 < told / spread < 2.0  # the spread of 50 values is known to a tenth


def test_nothing_is_found_in_equilibrium():
    """The mean over repeats is zero within 4 standard errors: the bias of finite counts is taken out."""
    rates = ring_rates(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 3.0]))
    for method in (*EXACT, UncertaintyRelation()):
        values = np.array([method.estimate(long_run(rates, 2000, key)).value for key in range(40)])
        assert abs(values.mean()) < 4 * values.std() / np.sqrt(values.size)


def test_bias_is_smaller_than_that_of_bare_counting():
    """sum n ln(n/n') of short data lies above the truth near equilibrium; the corrected mean does not."""
    rates = ring_rates(np.array([1.0, 2.0, 3.0]), np.array([0.9, 1.8, 2.8]))
    runs = [long_run(rates, 250, key) for key in range(200, 300)]
    bare = []
    for run in runs:
        n = np.zeros((3, 3))
        np.add.at(n, (run.states[:-1], run.states[1:]), 1.0)
        off = ~np.eye(3, dtype=bool)
        bare.append((n[off] * np.log(n[off] / n.T[off])).sum() / run.dwell.sum())
    values = np.array([PlugIn().estimate(run).value for run in runs])
    error = values.std() / np.sqrt(values.size)
    assert abs(values.mean() - production(rates)) < 4 * error
    assert np.mean(bare) - production(rates) > 4 * error


def test_uncertainty_relations_stay_below_and_have_their_own_exact_values():
    """Jump by jump 2 j^2/a summed over pairs, and 2 J^2/(t Var J) over long windows with J and C2 of P2."""
    data = long_run(RING, 100_000, key=4)
    p = stationary(RING - np.diag(RING.sum(axis=1)))
    flow = p[:, None] * RING
    expected = 0.5 * (2.0 * (flow - flow.T) ** 2 / (flow + flow.T + np.eye(3))).sum()
    short = UncertaintyRelation().estimate(data)
    assert abs(short.value - expected) < 4 * short.error
    assert short.kind is Kind.LOWER_BOUND
    weights = np.zeros((3, 3))
    weights[0, 1], weights[1, 0] = 1.0, -1.0
    long = CurrentBound(weights, window=10.0).estimate(data)
    limit = 2.0 * 0.4450651769087523**2 / 0.2436980363064593
    # a finite window misses the limit by a part of order (relaxation time)/window
    assert abs(long.value - limit) < 4 * long.error + 0.05 * limit
    for found in (short, long):
        assert found.value - 4 * found.error < RING_PRODUCTION


def test_error_bars_of_bounds_cover_the_bound():
    """40 repeats; a share of 0.95 has a standard error of 0.034. For windows the mean over repeats is the bound."""
    p = stationary(RING - np.diag(RING.sum(axis=1)))
    flow = p[:, None] * RING
    expected = ((flow - flow.T) ** 2 / (flow + flow.T + np.eye(3))).sum()
    weights = np.zeros((3, 3))
    weights[0, 1], weights[1, 0] = 1.0, -1.0
    runs = [long_run(RING, 4000, key) for key in range(300, 340)]
    for method in (UncertaintyRelation(), CurrentBound(weights, window=5.0)):
        found = [method.estimate(run) for run in runs]
        exact = expected if isinstance(method, UncertaintyRelation) else np.mean([one.value for one in found])
        hits = np.mean([one.interval[0] <= exact <= one.interval[1] for one in found])
        assert hits >= 0.95 - 4 * 0.034


def test_uncertainty_relation_of_a_chain_is_that_of_its_step():
    """2 artanh(r), r = sum over pairs of (w - w')^2/(w + w'), w = p P of the six-state ratchet."""
    rates = ring_rates(np.full(3, 3.0), np.full(3, 1.0))
    steps = rates / 4.0  # 3/4 forward, 1/4 backward from every state: r = 1/2 squared
    random = np.random.default_rng(0)
    moves = np.where(random.random(60_000) < steps[0, 1], 1, 2)
    found = UncertaintyRelation().estimate(Chain(np.concatenate([[0], np.cumsum(moves)]) % 3))
    assert abs(found.value - 2.0 * np.arctanh(0.25)) < 4 * found.error
    assert found.value < 0.5 * np.log(3.0)


def test_jumps_without_a_way_back_are_named_and_leave_no_upper_limit():
    """A ring that only goes forward: production is unbounded, the number is a lower bound that grows with the data."""
    rates = ring_rates(np.array([1.0, 2.0, 3.0]), np.zeros(3))
    found = PlugIn().estimate(long_run(rates, 3000, key=5))
    assert found.kind is Kind.LOWER_BOUND
    assert found.interval[1] == np.inf
    assert "0 -> 1 (1000 times)" in found.warnings[0]
    assert "unbounded" in found.warnings[0]
    longer = PlugIn().estimate(long_run(rates, 30_000, key=5))
    assert longer.value > found.value > 0.0


def test_channels_are_kept_apart_where_they_are_known():
    """A dot between two leads, in balance if its channels are merged: ln 2 per second is hidden then."""
    random = np.random.default_rng(6)
    channels = []
    for inside in np.arange(20_000) % 2:
        # in: channel 0 at rate 1, channel 1 at rate 2; out: channel 0 at rate 2, channel 1 at rate 1
        channels.append(int(random.random() < (1 / 3 if inside else 2 / 3)))
    states = np.arange(20_001) % 2
    dwell = random.exponential(size=states.size) / 3.0
    known = PlugIn().estimate(StateSequence(states, dwell, 2, np.array(channels)))
    assert abs(known.value - np.log(2.0)) < 4 * known.error
    merged = PlugIn().estimate(StateSequence(states, dwell, 2))
    assert abs(merged.value) < 1e-3
    assert "no cycle" in merged.warnings[0]


def test_several_pieces_are_one_data_set():
    runs = [long_run(RING, 10_000, key) for key in range(4)]
    found = PlugIn().estimate(runs)
    assert found.count == 40_000
    assert abs(found.value - RING_PRODUCTION) < 4 * found.error


def test_errors_fall_with_the_root_of_the_data():
    errors = [PlugIn().estimate(long_run(RING, n, key=9)).error for n in (5000, 80_000)]
    assert errors[0] / errors[1] == pytest.approx(4.0, rel=0.35)  # an error bar of 40 blocks is known to 11 %


def test_too_few_data_and_wrong_types_are_refused():
    with pytest.raises(BadInput, match="too few"):
        PlugIn().estimate(long_run(RING, 12, key=0))
    with pytest.raises(BadInput, match="does not read a Chain"):
        WaitingTimes().estimate(Chain(np.arange(100) % 3))
    with pytest.raises(BadInput, match="antisymmetric"):
        CurrentBound(np.ones((3, 3)), 1.0).estimate(long_run(RING, 100, key=0))


def test_many_short_pieces_share_blocks():
    """1000 independent pieces of 60 jumps: the value and an error bar like that of one long piece."""
    pieces = ratchet_chain(2.0, 60_000, key=14, walkers=1000)
    many = PlugIn().estimate(pieces)
    few = PlugIn().estimate(ratchet_chain(2.0, 60_000, key=15, walkers=2))
    assert abs(many.value - 0.2130692076992287) < 4 * many.error
    assert many.error == pytest.approx(few.error, rel=0.4)
