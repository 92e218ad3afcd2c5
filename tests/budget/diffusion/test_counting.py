"""Generating functions of heat and entropy: closed forms, symmetry, and averages at finite times."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from fluxforce.budget.diffusion.counting import entropy_scgf, heat_scgf, scgf
from fluxforce.budget.diffusion.gaussian import stationary
from fluxforce.budget.diffusion.linear import Coupling, LinearLangevin, linear_langevin
from fluxforce.budget.diffusion.of_langevin import linear_of
from fluxforce.budget.diffusion.production import heat_flows
from fluxforce.errors import BadInput
from fluxforce.networks.diffusion_models import harmonic_chain


def rotation(k: float, w: float) -> LinearLangevin:
    bath = Coupling(np.array([[k, -w], [w, k]]), 0.5 * np.eye(2), 0.5)
    return linear_langevin(["x", "y"], {"bath": bath})


def two_baths() -> LinearLangevin:
    baths = {
        "one": Coupling(np.array([[1.0]]), np.array([[2.0]]), 2.0),
        "two": Coupling(np.array([[2.0]]), np.array([[2.0]]), 1.0),
    }
    return linear_langevin(["v"], baths, parity=[-1.0])


@pytest.mark.parametrize("s", [-0.05, 0.0, 0.3, 0.5, 0.99])
def test_rotation_in_a_trap(s):
    """[turitsyn2007]: k - (k^2 + 4 w^2 s (1 - s))^1/2."""
    expected = 1.0 - np.sqrt(1.0 + 16.0 * s * (1.0 - s))
    assert entropy_scgf(rotation(1.0, 2.0), s).value == pytest.approx(expected, abs=1e-13)


@pytest.mark.parametrize("s", [-0.4, 0.2, 0.9])
def test_heat_between_two_baths(s):
    """[visco2006]: (g - (g^2 + 4 g1 g2 T1 T2 s (1/T2 - 1/T1 - s))^1/2)/2, g = g1 + g2."""
    expected = (3.0 - np.sqrt(9.0 + 4.0 * 2.0 * 2.0 * s * (0.5 - s))) / 2.0
    assert heat_scgf(two_baths(), "one", s).value == pytest.approx(expected, rel=1e-12)


def test_outside_its_range_the_function_is_infinite():
    # 9 + 16 s (1/2 - s) < 0 for s above 1.04 and below -0.54
    assert heat_scgf(two_baths(), "one", 1.1).value == np.inf
    assert heat_scgf(two_baths(), "one", -0.6).value == np.inf
    # w^2 s (1 - s) < -k^2/4 means that no trap is left
    assert entropy_scgf(rotation(1.0, 2.0), 1.2).value == np.inf


@pytest.mark.parametrize("s", [0.1, 0.4])
def test_heat_in_a_chain_is_symmetric_and_has_the_right_slope(s):
    """Gallavotti and Cohen: the same at s and at 1/T_cold - 1/T_hot - s, wherever the heat is counted."""
    chain = linear_of(harmonic_chain(sites=3, left=2.0, right=1.0))
    value = heat_scgf(chain, "left", s).value
    assert heat_scgf(chain, "left", 0.5 - s).value == pytest.approx(value, rel=1e-9, abs=1e-12)
    assert heat_scgf(chain, "right", -s).value == pytest.approx(value, rel=1e-9, abs=1e-12)
    assert entropy_scgf(chain, s / 0.5).value == pytest.approx(value, rel=1e-9, abs=1e-12)
    small = 1e-4
    slope = (heat_scgf(chain, "left", small).value - heat_scgf(chain, "left", -small).value) / (2.0 * small)
    assert -slope == pytest.approx(-heat_flows(chain, stationary(chain))["left"], rel=1e-6)


def hot_and_strong() -> LinearLangevin:
    baths = {
        "one": Coupling(np.array([[9.0]]), np.array([[90.0]]), 10.0),
        "two": Coupling(np.array([[1.0]]), np.array([[1.0]]), 1.0),
    }
    return linear_langevin(["v"], baths, parity=[-1.0])


def average(process: LinearLangevin, s: float, duration: float) -> tuple[float, float]:
    """<exp(-s Q1)> given v(0) = v is exp(X v^2/2 + c), X and c integrated from 0 by equations written out here.

    X' = 2 (D X^2 - (2 s d1 + g) X + s^2 d1 + s g1), c' = D X - s d1, d1 = g1 T1; infinite X where it runs away.
    """
    drag, noise = process.drift[0, 0], process.diffusion[0, 0]
    first, rub = process.baths["one"].diffusion[0, 0], process.baths["one"].damping[0, 0]

    def slope(_: float, y: np.ndarray) -> np.ndarray:
        x = y[0]
        grows = noise * x**2 - (2.0 * s * first + drag) * x + s**2 * first + s * rub
        return np.array([2.0 * grows, noise * x - s * first])

    def runs_away(_: float, y: np.ndarray) -> float:
        return 1e3 - abs(y[0])

    runs_away.terminal = True  # type: ignore[attr-defined]
    found = solve_ivp(slope, (0.0, duration), np.zeros(2), rtol=1e-10, atol=1e-12, events=runs_away)
    return (float(found.y[0, -1]), float(found.y[1, -1])) if found.status == 0 else (np.inf, np.inf)


CASES = [(two_baths, -0.3), (two_baths, 0.2), (two_baths, 0.6), (hot_and_strong, 0.1), (hot_and_strong, 0.5)]


@pytest.mark.parametrize(("made", "s"), CASES)
def test_value_and_reach_against_averages_at_finite_times(made, s):
    process = made()
    (early_x, early_c), (late_x, late_c) = average(process, s, 10.0), average(process, s, 20.0)
    found = heat_scgf(process, "one", s)
    assert early_x == pytest.approx(late_x, rel=1e-6)
    assert (late_c - early_c) / 10.0 == pytest.approx(found.value, rel=1e-7)
    # the average over a steady v(0) is finite where X stays below the inverse of its variance
    assert found.reached == (late_x * stationary(process).covariance[0, 0] < 1.0)


def test_boundary_terms_that_diverge_are_said():
    """Here the exponent is finite and yet <exp(-s Q)> is not, at any time: the store of energy takes over."""
    assert not heat_scgf(hot_and_strong(), "one", 0.5).reached
    assert np.isfinite(heat_scgf(hot_and_strong(), "one", 0.5).value)


def test_bad_requests_are_named():
    with pytest.raises(BadInput, match="'three' is no heat bath"):
        heat_scgf(two_baths(), "three", 0.1)
    pulled = linear_langevin(["x"], {"bath": Coupling(np.eye(1), np.eye(1), 1.0, np.ones(1))})
    with pytest.raises(BadInput, match="constant forces"):
        scgf(pulled, {"bath": 0.1})
    still = linear_langevin(
        ["x"], {"cold": Coupling(np.eye(1), np.zeros((1, 1))), "warm": Coupling(np.eye(1), np.eye(1))}
    )
    with pytest.raises(BadInput, match="'cold' damps what its noise does not reach"):
        scgf(still, {"cold": 0.1})
