"""Driven networks: eigenvalues against a dense eigenvalue routine, currents against its derivative."""

import numpy as np
import pytest
import scipy.linalg

from fluxforce.errors import BadInput
from fluxforce.networks.counts import Counted, counted
from fluxforce.networks.network import Channel, network
from fluxforce.networks.system import network_rates
from fluxforce.solve.markov.dominant import dominant
from fluxforce.solve.markov.generator import tilted
from fluxforce.solve.rare.driven import doob, driven
from fluxforce.solve.rare.guided import guided
from tests.solve.rare.exclusion import dense_generating, exclusion, ring3

ASEP = (4, 1.0, 0.8, 0.3, 0.2, 1.0, 0.4)


def largest(matrix: np.ndarray) -> float:
    return float(np.linalg.eigvals(matrix).real.max())


def stationary(matrix: np.ndarray) -> np.ndarray:
    p = scipy.linalg.null_space(matrix)[:, 0]
    return p / p.sum()


def test_driven_network_carries_the_rare_current():
    """Mean current of the transform = d theta / d s, here by a central difference of dense eigenvalues."""
    net, entrance, _ = exclusion(*ASEP)
    changed = doob(net, entrance, 0.6)
    p = stationary(dense_generating(changed, entrance, 0.0))
    h = 1e-4
    slope = (
        largest(dense_generating(net, entrance, 0.6 + h)) - largest(dense_generating(net, entrance, 0.6 - h))
    ) / (2 * h)
    assert (network_rates(changed, p).flux * entrance).sum() == pytest.approx(slope, rel=1e-7)


def test_driven_network_at_zero_tilt_is_the_network():
    net, entrance, _ = exclusion(*ASEP)
    changed = doob(net, entrance, 0.0)
    np.testing.assert_allclose(changed.forward, net.forward, rtol=1e-10)
    np.testing.assert_allclose(changed.entropy, net.entropy, atol=1e-9)


def test_growth_bounds_hold_the_eigenvalue_for_any_guide():
    net, entrance, _ = exclusion(*ASEP)
    random = np.random.default_rng(3)
    for s in (-1.0, 0.3, 0.6):
        exact = largest(dense_generating(net, entrance, s))
        low, high = guided(net, entrance, s, random.normal(size=net.states)).bounds
        assert low <= exact <= high
        low, high = guided(net, entrance, s, dominant(tilted(net, entrance, s)).log_left).bounds
        assert high - low < 1e-9
        assert low - 1e-9 <= exact <= high + 1e-9


def test_bad_input_is_named():
    with pytest.raises(BadInput, match="counts of 2 channels"):
        guided(ring3(), np.ones(2), 0.5)
    with pytest.raises(BadInput, match="guide is not finite"):
        driven(ring3(), np.ones(3), 0.5, np.array([1.0, -np.inf, 1.0]))
    with pytest.raises(BadInput, match="overflow"):
        guided(ring3(), np.ones(3), 1e4)
    apart = network({"one": Channel("a", "b", 1.0, 1.0), "two": Channel("c", "d", 3.0, 1.0)})
    with pytest.raises(BadInput, match="classes"):
        doob(apart, np.array([1.0, 0.0]), 0.5)


def test_counters_names_and_numbers_drive_alike():
    net = network({"go": Channel("0", "1", 1.0, 0.5), "back": Channel("1", "0", 2.0, 0.25)})
    expected = doob(net, np.array([1.0, 0.0]), 0.5)
    for count in ("go", {"go": 1.0}, counted(net, "go"), [1.0, 0.0]):
        np.testing.assert_array_equal(doob(net, count, 0.5).forward, expected.forward)
    with pytest.raises(BadInput, match="no process 'away'"):
        doob(net, "away", 0.5)


def test_activity_speeds_both_directions_up():
    """Two states, rate 1 both ways: counting every jump has lambda(s) = e^s - 1 and driven rates e^s."""
    net = network({"hop": Channel("0", "1", 1.0, 1.0)})
    jumps = Counted("jumps", np.ones(1), np.ones(1))
    fast = doob(net, jumps, 0.7)
    np.testing.assert_allclose([*fast.forward, *fast.backward], np.exp(0.7), rtol=1e-12)
    assert guided(net, jumps, 0.7).bounds == pytest.approx((np.expm1(0.7),) * 2, rel=1e-12)
