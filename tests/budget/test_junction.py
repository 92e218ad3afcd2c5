"""Junction potentials against closed forms, Planck's equation and published programs."""

import numpy as np
import pytest
from scipy.optimize import brentq

from fluxforce.budget.junction import henderson, nernst_planck
from fluxforce.constants import FARADAY, GAS_CONSTANT

TEMPERATURE = 298.15
THERMAL = GAS_CONSTANT * TEMPERATURE / FARADAY
CHARGE = np.array([1.0, 1.0, -1.0])


def planck(u: list[float], left: list[float], right: list[float]) -> float:
    """Planck's equation for univalent ions, two cations and one anion, found by bracketing [V].

    (xi U2 - U1)/(V2 - xi V1) = (ln(c2/c1) - ln xi)/(ln(c2/c1) + ln xi) (xi c2 - c1)/(c2 - xi c1), xi = e^(F phi/RT),
    U and V the sums u c over cations and anions, phi that of the first solution against the second.
    """
    one, two = ((u[0] * c[0] + u[1] * c[1], u[2] * c[2], c[2]) for c in (left, right))
    ratio = np.log(two[2] / one[2])

    def off(x: float) -> float:
        xi = np.exp(x)
        first = (xi * two[0] - one[0]) * (ratio + x) * (two[2] - xi * one[2])
        return first - (ratio - x) * (xi * two[2] - one[2]) * (two[1] - xi * one[1])

    return float(brentq(off, 0.3, 0.5, xtol=1e-15, rtol=np.float64(1e-15))) * THERMAL  # type: ignore[arg-type]


def test_planck_s_equation_for_hydrochloric_acid_against_potassium_chloride():
    u, left, right = [349.65, 73.48, 76.31], [10.0, 0.0, 10.0], [0.0, 100.0, 100.0]
    found = nernst_planck(CHARGE, np.array(u), np.array(left), np.array(right), TEMPERATURE).potential
    assert found == pytest.approx(planck(u, left, right), rel=1e-11)
    # not what Henderson's straight line gives
    simple = henderson(CHARGE, np.array(u), np.array(left), np.array(right), TEMPERATURE)
    assert simple == pytest.approx(9.0912826e-3, rel=1e-7)


def test_two_salts_of_one_concentration_are_those_of_lewis_and_sargent():
    """phi = -(RT/F) ln((u_Na + u_Cl)/(u_K + u_Cl)) right against left; both functions are exact there."""
    u = np.array([50.08, 73.48, 76.31])
    ends = np.array([100.0, 0.0, 100.0]), np.array([0.0, 100.0, 100.0])
    expected = THERMAL * np.log((50.08 + 76.31) / (73.48 + 76.31))
    assert henderson(CHARGE, u, *ends, TEMPERATURE) == pytest.approx(expected, rel=1e-13)
    assert nernst_planck(CHARGE, u, *ends, TEMPERATURE).potential == pytest.approx(expected, rel=1e-12)


def test_polyvalent_ions():
    """The set of Marino, Misuri and Brogioli's program JLJP, which prints -20.79558643 mV."""
    charge, u = np.array([2.0, 1.0, -1.0]), np.array([26.4, 73.5, 76.31])
    ends = np.array([9.0, 0.0, 18.0]), np.array([0.0284, 3.0, 3.0568])
    assert 1e3 * nernst_planck(charge, u, *ends, TEMPERATURE).potential == pytest.approx(
        -20.79558643, rel=1e-3
    )


def test_no_difference_no_potential():
    same = np.array([3.0, 4.0, 7.0])
    assert henderson(CHARGE, np.ones(3), same, same, TEMPERATURE) == 0.0
    assert nernst_planck(CHARGE, np.array([1.0, 2.0, 3.0]), same, same, TEMPERATURE).potential == 0.0


def test_a_current_of_one_ion_through_a_film():
    """The anion at rest: i = 2 F D (c1 - c2)/L and phi = (RT/F) ln(c2/c1)."""
    charge, diffusion = np.array([1.0, -1.0]), np.array([1.33e-9, 2.03e-9])
    current = FARADAY * 2.0 * 1.33e-9 * 10.0
    found = nernst_planck(
        charge, diffusion, np.full(2, 15.0), np.full(2, 5.0), TEMPERATURE, conducted=current
    )  # fmt: skip
    assert found.potential == pytest.approx(-THERMAL * np.log(3.0), rel=1e-10)
    assert found.flux[0] == pytest.approx(current / FARADAY, rel=1e-10)
    assert abs(found.flux[1]) < 1e-10 * found.flux[0]
