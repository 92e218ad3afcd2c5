"""The linear response of laws whose slope and 10 % range are known exactly."""

import numpy as np
import pytest

from fluxforce.report.response import response

R = 8.31446261815324


def test_a_linear_law_is_linear_everywhere():
    force = np.linspace(-3.0, 3.0, 200)
    found = response(force, 2.5 * force)
    assert found is not None
    assert found.slope == pytest.approx(2.5)
    assert found.limit == np.inf


def test_detailed_balance_leaves_its_line_at_ten_per_cent():
    """J = k (1 - exp(-X/R)): L = k/R, and (1 - exp(-x))/x = 0.9 at x = X/R = 0.21456."""
    reach = 0.21456 * R
    force = np.geomspace(1e-3, 30.0, 4000)
    found = response(force, 3e-8 * (1 - np.exp(-force / R)))
    assert found is not None
    assert found.slope == pytest.approx(3e-8 / R, rel=0.02)
    assert found.limit is not None
    assert (
        reach <= found.limit <= 2.5 * reach
    )  # the range ends at the edge of a bin, bins are a factor of two wide


def test_conductances_that_differ_from_place_to_place_have_no_single_range():
    force = np.geomspace(1e-3, 30.0, 400)
    found = response(force, force * np.where(np.arange(400) % 2, 1.0, 5.0))
    assert found is not None
    assert found.limit is None
    assert (found.low, found.high) == pytest.approx((1.0, 5.0))


def test_too_few_points_say_nothing():
    assert response(np.array([1.0, 2.0]), np.array([1.0, 2.0])) is None
    assert response(np.zeros(50), np.zeros(50)) is None
