"""Fluctuation theorems from samples: Gaussian entropy production with variance twice its mean obeys both."""

import numpy as np
import pytest

from fluxforce.budget.work.fluctuation import detailed_theorem, integral_theorem
from fluxforce.errors import BadInput

REPEATS = 200


def entropies(seed: int, mean: float = 0.5, count: int = 500) -> np.ndarray:
    return np.random.default_rng(seed).normal(mean, np.sqrt(2.0 * mean), count)


@pytest.mark.parametrize("theorem", [integral_theorem, detailed_theorem])
def test_theorems_hold_with_honest_errors(theorem):
    """Over 200 repeats the normalised errors have mean 0 +- 4/200^1/2 and spread 1 +- 4/400^1/2."""
    found = [theorem(entropies(seed)) for seed in range(REPEATS)]
    z = np.array([(one.value - 1.0) / one.error for one in found])
    assert abs(z.mean()) < 4.0 / np.sqrt(REPEATS)
    assert abs(z.std() - 1.0) < 4.0 / np.sqrt(2.0 * REPEATS)


def test_a_wrong_temperature_shows():
    """Entropy counted with 0.8 of its weight: slope 1/0.8."""
    found = detailed_theorem(0.8 * entropies(0, count=40_000))
    assert found.within(1.25)
    assert not found.within(1.0)
    assert not integral_theorem(0.8 * entropies(0, count=40_000)).within(1.0)


def test_long_times_are_said_to_be_hopeless():
    found = integral_theorem(entropies(1, mean=50.0))
    assert found.value < 0.5
    assert any("rare paths dominate" in one for one in found.said)
    assert any("no sample has a negative" in one for one in found.said)
    with pytest.raises(BadInput, match="one sign"):
        detailed_theorem(entropies(1, mean=50.0))


def test_short_times_are_fine():
    assert integral_theorem(entropies(2)).said == ()
    assert detailed_theorem(entropies(2)).said == ()


def test_an_unbounded_entropy_is_refused():
    with pytest.raises(BadInput, match="no exponential average"):
        integral_theorem(np.array([0.1, np.inf, 0.3]))


def test_a_sample_of_size_zero_has_no_sign_to_tell():
    """Without a negative sample of finite size no slope follows, and nothing is divided by zero."""
    with pytest.raises(BadInput, match="rarer sign"):
        detailed_theorem(np.append(np.full(100, 5.0), 0.0))
