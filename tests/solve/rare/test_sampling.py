"""Clones and importance sampling within their error bars of the exact scaled cumulant generating function."""

import numpy as np
import pytest

from fluxforce.errors import BadInput
from fluxforce.networks.network import Network
from fluxforce.solve.markov.dominant import dominant
from fluxforce.solve.markov.generator import tilted
from fluxforce.solve.rare.cloning import Clones, cloning
from fluxforce.solve.rare.feedback import Feedback, learned_guide
from fluxforce.solve.rare.importance import importance
from fluxforce.solve.rare.walkers import resampled
from tests.solve.rare.exclusion import dense_generating, exclusion, ring3

ASEP = (4, 1.0, 0.8, 0.3, 0.2, 1.0, 0.4)
EXACT = 0.1397858304747777  # P31, counting entrances at s = 0.6
RING = 0.2544528531128807  # P2, counting the first edge at s = 0.5
FIRST = np.array([1.0, 0.0, 0.0])


def largest(net: Network, counted: np.ndarray, s: float) -> float:
    return float(np.linalg.eigvals(dense_generating(net, counted, s)).real.max())


def test_clones_find_the_generating_function_of_a_ring():
    found = cloning(ring3(), FIRST, 0.5, Clones(populations=(50, 100, 200), time=100.0))
    assert abs(found.value - RING) < 4 * found.error
    assert found.error < 0.01 * RING
    assert found.bounds[0] <= RING <= found.bounds[1]


def test_clones_find_the_generating_function_of_an_exclusion_process():
    net, entrance, _ = exclusion(*ASEP)
    found = cloning(net, entrance, 0.6, Clones(populations=(50, 100, 200), time=100.0, seed=1))
    assert abs(found.value - EXACT) < 4 * found.error
    assert found.error < 0.03 * EXACT


def test_negative_tilts_obey_the_fluctuation_symmetry():
    """theta(-A - s) = theta(s), with the affinity A of the ring counted in thirds on every edge."""
    affinity = float(np.log(6.0 / 0.025))
    found = cloning(ring3(), np.ones(3) / 3, -affinity - 0.5, Clones(time=60.0, seed=2))
    assert abs(found.value - RING) < 4 * found.error
    assert found.error < 0.01 * RING


def test_a_tilt_too_strong_for_the_clones_is_said_and_a_guide_cures_it():
    """The same tilt on one edge: weights grow at up to 197 per second in one state."""
    s = -float(np.log(6.0 / 0.025)) - 0.5
    plain = cloning(ring3(), FIRST, s, Clones(populations=(20, 40), time=5.0, window=0.2))
    assert any("shorter" in said for said in plain.warnings)
    net, entrance, _ = exclusion(*ASEP)
    strong = cloning(net, entrance, 3.0, Clones(populations=(50, 100, 200), time=50.0))
    assert any("guide" in said for said in strong.warnings)
    guide = learned_guide(ring3(), FIRST, s, settings=Feedback(rounds=6, clones=1000)).values
    found = cloning(ring3(), FIRST, s, Clones(populations=(50, 100), time=20.0), guide=guide)
    assert abs(found.value - RING) < 4 * found.error
    assert found.error < 0.01 * RING


def test_error_bars_of_clones_cover():
    """30 repeats: the share of 95 % intervals that hold the exact value has a standard error of 0.04."""
    hits = 0
    for seed in range(30):
        low, high = cloning(
            ring3(), FIRST, 0.5, Clones((30, 60), time=20.0, settling=5.0, seed=seed)
        ).interval
        hits += low <= RING <= high
    assert hits / 30 >= 0.95 - 4 * 0.04


def test_bias_of_a_small_population_is_seen_and_removed():
    """Five clones under a strong tilt underestimate; the line in 1/clones brings the value back."""
    net, entrance, _ = exclusion(*ASEP)
    exact = largest(net, entrance, 1.5)
    settings = Clones(populations=(10, 20, 40, 80), runs=20, time=100.0, window=0.3, seed=5)
    found = cloning(net, entrance, 1.5, settings)
    assert found.values[0] < exact - 4 * found.errors[0]
    assert abs(found.value - exact) < abs(found.values[0] - exact) / 4


def test_learned_guide_narrows_the_bounds_and_the_error():
    net, entrance, _ = exclusion(*ASEP)
    guide = learned_guide(net, entrance, 0.6, settings=Feedback(rounds=4, clones=1000))
    first, last = guide.bounds[0], guide.bounds[-1]
    assert last[0] <= EXACT <= last[1]
    assert last[1] - last[0] < 0.1 * (first[1] - first[0])
    assert guide.spread[-1] < 0.05 * guide.spread[0]
    settings = Clones(populations=(50, 100), time=50.0, seed=1)
    plain = cloning(net, entrance, 0.6, settings)
    guided = cloning(net, entrance, 0.6, settings, guide=guide.values)
    assert guided.error < 0.1 * plain.error
    assert abs(guided.value - EXACT) < 4 * guided.error


def test_a_few_features_already_help():
    """Occupations alone: the logarithm of the guide is a sum over sites."""
    net, entrance, occupied = exclusion(*ASEP)
    guide = learned_guide(net, entrance, 0.6, occupied, Feedback(rounds=4, clones=1000))
    assert guide.spread[-1] < 0.35 * guide.spread[0]
    assert guide.bounds[-1][0] <= EXACT <= guide.bounds[-1][1]


def test_importance_sampling_with_learned_and_exact_guides():
    net, entrance, _ = exclusion(*ASEP)
    exact = dominant(tilted(net, entrance, 0.6)).log_left
    slope = (largest(net, entrance, 0.6 + 1e-4) - largest(net, entrance, 0.6 - 1e-4)) / 2e-4
    learned = learned_guide(net, entrance, 0.6, settings=Feedback(rounds=4, clones=1000)).values
    for guide in (exact, learned):
        found = importance(net, entrance, 0.6, guide, time=40.0)
        assert abs(found.value - EXACT) < 4 * found.error
        assert abs(found.current - slope) < 4 * found.current_error
        assert found.effective > 0.7
    plain = importance(net, entrance, 0.6, np.zeros(net.states), time=200.0)
    assert plain.warnings


def test_systematic_resampling_keeps_expected_offspring():
    random = np.random.default_rng(0)
    weight = random.exponential(size=(3, 40))
    share = 40 * weight / weight.sum(axis=1, keepdims=True)
    for _ in range(20):
        parent = resampled(weight, random)
        born = np.stack([np.bincount(row, minlength=40) for row in parent])
        assert np.all(born >= np.floor(share - 1e-9))
        assert np.all(born <= np.floor(share + 1e-9) + 1)


def test_settings_without_an_error_bar_are_refused():
    with pytest.raises(BadInput, match="error bar"):
        cloning(ring3(), FIRST, 0.5, Clones(runs=1))
    with pytest.raises(BadInput, match="stands twice"):
        cloning(ring3(), FIRST, 0.5, Clones(populations=(10, 10)))
