"""The learned estimator on data of known entropy production; every random number has a fixed key."""

import numpy as np
import pytest

from fluxforce.budget.inference.base import Kind
from fluxforce.budget.inference.data import Chain
from fluxforce.budget.inference.learned import Learned
from fluxforce.errors import BadInput
from tests.budget.inference.sampled import (
    BEADS,
    RING,
    RING_PRODUCTION,
    gaussian,
    long_run,
    ratchet_chain,
    sampled_production,
)


@pytest.mark.slow
@pytest.mark.parametrize(("height", "expected"), [(1.0, 0.06236424824455785), (2.0, 0.2130692076992287)])
def test_flashing_ratchet(height: float, expected: float):
    """P60 by the method it was published with [kim2020]; the half held back has 100 000 steps."""
    found = Learned(updates=600, batch=4096).estimate(ratchet_chain(height, 200_000, key=3))
    assert abs(found.value - expected) < 4 * found.error
    assert found.error < 0.05 * expected
    assert found.kind is Kind.LOWER_BOUND
    mean, error = found.detail["mean dS"]
    assert abs(mean - expected) < 4 * error
    assert found.count == 100_000


@pytest.mark.slow
def test_error_bars_of_the_learned_bound_cover():
    """30 repeats of the ratchet; a share of 0.95 has a standard error of 0.04. Few words leave nothing unlearned."""
    exact = 0.2130692076992287
    found = [Learned(updates=400, batch=4096).estimate(ratchet_chain(2.0, 40_000, key)) for key in range(30)]
    hits = np.mean([one.interval[0] <= exact <= one.interval[1] for one in found])
    assert hits >= 0.95 - 4 * 0.04
    values = np.array([one.value for one in found])
    assert values.mean() < exact + 4 * values.std() / np.sqrt(values.size)


def test_ring_in_time():
    found = Learned(updates=600, batch=4096).estimate(long_run(RING, 60_000, key=1))
    assert abs(found.value - RING_PRODUCTION) < 4 * found.error
    assert found.unit == "k_B/s"


def test_two_beads():
    """P24: the bound lies below what samples 0.05 s apart can tell, and reaches nine tenths of it."""
    exact = sampled_production(*BEADS, 0.05)
    found = Learned(updates=600, batch=256).estimate(gaussian(*BEADS, 0.05, 100_000, key=5, walkers=50))
    assert 0.9 * exact - 4 * found.error < found.value < exact + 4 * found.error
    assert found.error < 0.15 * exact


def test_nothing_is_learned_from_reversible_data():
    """Fair steps on a ring: the value on the half held back is not above zero by more than noise."""
    states = np.cumsum(np.random.default_rng(2).choice([1, 2], size=20_000)) % 3
    found = Learned(updates=300, batch=4096).estimate(Chain(states))
    assert found.value < 4 * found.error
    assert abs(found.value) < 0.01


def test_the_seed_fixes_the_result_and_a_bad_network_only_lowers_it():
    data = ratchet_chain(2.0, 20_000, key=4)
    first, second = (Learned(updates=100, batch=4096, seed=1).estimate(data) for _ in range(2))
    assert first.value == second.value
    poor = Learned(updates=100, batch=4096, rate=1e-5).estimate(data)
    assert poor.value < first.value + 4 * first.error


def test_settings_are_checked():
    with pytest.raises(BadInput, match="length"):
        Learned(length=1).estimate(Chain(np.arange(1000) % 3))
    with pytest.raises(BadInput, match="too few to learn"):
        Learned().estimate(Chain(np.arange(50) % 3))
