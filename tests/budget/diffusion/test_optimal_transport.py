"""Distance of Gaussians and the least production: special cases, and that nothing undercuts it."""

import numpy as np
import pytest

from fluxforce.budget.diffusion.linear import overdamped
from fluxforce.budget.diffusion.optimal_transport import (
    geodesic,
    least_production,
    production_along,
    transport_map,
    wasserstein,
)
from fluxforce.budget.diffusion.production import entropy_balance
from fluxforce.errors import BadInput
from fluxforce.networks.gaussian import Gaussian


def random_state(seed: int) -> Gaussian:
    draw = np.random.default_rng(seed)
    root = draw.normal(size=(3, 3))
    return Gaussian(draw.normal(size=3), root @ root.T + 0.1 * np.eye(3))


def test_distance_on_a_line_is_that_of_quantiles():
    """x = m + s z is the monotone map: W2^2 = (m - n)^2 + (s - r)^2."""
    a, b = Gaussian(np.zeros(1), np.eye(1)), Gaussian(np.array([2.0]), 0.25 * np.eye(1))
    assert wasserstein(a, b) ** 2 == pytest.approx(4.25, rel=1e-13)
    assert least_production(a, b, duration=2.0, temperature=0.5, mobility=4.0) == pytest.approx(4.25 / 4.0)


@pytest.mark.parametrize("seed", range(3))
def test_map_and_distance_belong_together(seed):
    a, b = random_state(seed), random_state(seed + 10)
    mapped = transport_map(a, b)
    assert mapped @ a.covariance @ mapped == pytest.approx(b.covariance, rel=1e-9)
    moved = np.eye(3) - mapped
    square = np.sum((a.mean - b.mean) ** 2) + np.trace(moved @ a.covariance @ moved.T)
    assert wasserstein(a, b) ** 2 == pytest.approx(square, rel=1e-9)
    assert wasserstein(a, a) == pytest.approx(0.0, abs=1e-6)
    half = geodesic(a, b, 0.5)
    assert wasserstein(a, half) == pytest.approx(wasserstein(a, b) / 2.0, rel=1e-7)


@pytest.mark.parametrize("seed", range(2))
def test_production_along_the_geodesic_attains_the_bound(seed):
    a, b = random_state(seed), random_state(seed + 10)
    least = least_production(a, b, duration=2.0, temperature=0.7, mobility=1.5)
    assert production_along(a, b, duration=2.0, temperature=0.7, mobility=1.5) == pytest.approx(
        least, rel=1e-9
    )


@pytest.mark.parametrize("seed", range(2))
def test_relaxation_never_undercuts_the_bound(seed):
    draw = np.random.default_rng(seed)
    process = overdamped(
        ["x", "y", "z"], draw.normal(size=(3, 3)) + 2.0 * np.eye(3), mobility=[1.0] * 3, temperature=[0.6] * 3
    )
    start = random_state(seed)
    balance = entropy_balance(process, start, 0.5)
    assert balance.production > least_production(start, balance.end, duration=0.5, temperature=0.6)


def test_no_time_at_all_is_refused():
    with pytest.raises(BadInput, match="duration is 0"):
        least_production(random_state(0), random_state(1), duration=0.0, temperature=1.0)


def test_lists_are_states_and_sizes_must_agree():
    """Standard deviations 1 -> 1/2 and means 0 -> 2: W2^2 = 4 + 1/4."""
    assert wasserstein(Gaussian([0], [[1]]), Gaussian([2], [[0.25]])) ** 2 == pytest.approx(4.25, rel=1e-12)
    with pytest.raises(BadInput, match="1 variables, the other 2"):
        wasserstein(Gaussian(0, 1), Gaussian([0, 0], np.eye(2)))
