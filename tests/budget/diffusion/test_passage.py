"""Passage times, escape and relaxation in landscapes: closed forms and plain quadrature."""

import numpy as np
import pytest
from scipy.integrate import dblquad
from scipy.special import gamma

from fluxforce.budget.diffusion.landscape import Landscape, free_energy
from fluxforce.budget.diffusion.passage import kramers_time, mean_passage_time
from fluxforce.budget.diffusion.relaxation import relaxation_rates
from fluxforce.errors import BadInput


def double_well(x: np.ndarray) -> np.ndarray:
    return x**4 / 4.0 - x**2 / 2.0


def bowl(x: np.ndarray) -> np.ndarray:
    return x**2 / 2.0


def flat(x: np.ndarray) -> np.ndarray:
    return 0.0 * x


def test_published_double_well():
    """[risken1989], P41 of stochastic.json."""
    well = Landscape(double_well, 0.1)
    assert mean_passage_time(well, -1.0, 1.0) == pytest.approx(66.26862636491788, rel=1e-12)
    assert mean_passage_time(well, 1.0, -1.0) == pytest.approx(66.26862636491788, rel=1e-12)
    assert relaxation_rates(well, 2)[1] == pytest.approx(0.03354528730815174, rel=1e-10)


def test_passage_between_walls():
    """Free diffusion reflected at 0: (b^2 - a^2)/(2 mu T); with a force towards the goal, the textbook formula."""
    box = Landscape(flat, 0.5, 2.0, 0.0, 3.0)
    assert mean_passage_time(box, 1.0, 3.0) == pytest.approx((9.0 - 1.0) / 2.0, rel=1e-13)
    assert mean_passage_time(box, 3.0, 1.0) == pytest.approx(4.0 / 2.0, rel=1e-13)
    slide = Landscape(lambda x: -2.0 * x, 1.0, 1.0, 0.0, 1.0)
    # T = b/(mu F) - (T/F)^2/T mu (1 - exp(-F b/T)), from the wall to b
    expected = 1.0 / 2.0 - (1.0 - np.exp(-2.0)) / 4.0
    assert mean_passage_time(slide, 0.0, 1.0) == pytest.approx(expected, rel=1e-13)
    assert mean_passage_time(slide, 0.5, 0.5) == 0.0


def test_passage_with_a_mobility_against_plain_quadrature():
    def mobility(x):
        return 1.0 + 0.5 * np.cos(x)

    found = mean_passage_time(Landscape(bowl, 0.7, mobility), -0.5, 1.2)
    expected = dblquad(
        lambda z, y: np.exp((y**2 - z**2) / 1.4) / (0.7 * mobility(y)),
        -0.5,
        1.2,
        -10.0,
        lambda y: y,
        epsrel=1e-10,
    )[0]
    assert found == pytest.approx(expected, rel=1e-8)


def test_kramers_time_is_approached_linearly_in_temperature():
    """The escape time over the top is half the passage between minima; corrections are of order T/barrier."""
    off = []
    for temperature in (0.02, 0.01):
        well = Landscape(double_well, temperature)
        off.append(mean_passage_time(well, -1.0, 1.0) / kramers_time(well, -0.9, 0.1) - 1.0)
    assert off[0] / off[1] == pytest.approx(2.0, rel=0.1)
    expected = 2.0 * np.pi / np.sqrt(2.0) * np.exp(0.25 / 0.1)
    assert kramers_time(Landscape(double_well, 0.1), -1.0, 0.0) == pytest.approx(expected, rel=1e-12)


def test_relaxation_of_a_bowl_and_of_a_box():
    """mu k n for a harmonic bowl, mu T (pi n/L)^2 between walls."""
    assert relaxation_rates(Landscape(bowl, 0.3, 2.0), 5) == pytest.approx(2.0 * np.arange(5.0), abs=1e-10)
    box = Landscape(flat, 0.5, 1.0, 0.0, 2.0)
    assert relaxation_rates(box, 4, inside=1.0) == pytest.approx(
        0.5 * (np.pi * np.arange(4.0) / 2.0) ** 2, abs=1e-11
    )


def test_relaxation_with_a_mobility():
    """mu = 1 - x^2 + e on -1..1 without potential: Legendre's operator, mu T n (n + 1), as e vanishes linearly."""
    found = []
    for small in (2e-4, 1e-4):
        box = Landscape(flat, 1.0, lambda x, e=small: 1.0 - x**2 + e, -1.0, 1.0)
        found.append(relaxation_rates(box, 4))
    # the correction is e <(P_n')^2>, exact to first order
    assert 2.0 * found[1] - found[0] == pytest.approx([0.0, 2.0, 6.0, 12.0], abs=3e-5)


def test_slow_relaxation_keeps_its_digits():
    """Exponentially slow: twice the rate of escape to one side, here at a barrier of 25 T."""
    well = Landscape(double_well, 0.01)
    slow = float(relaxation_rates(well, 2)[1])
    top = mean_passage_time(well, -1.0, 0.0)
    assert slow == pytest.approx(1.0 / top, rel=1e-9)


def test_free_energies():
    """Half of T ln(k2/k1) between harmonic bowls; the quartic bowl has Gamma(1/4)."""
    soft, stiff = Landscape(bowl, 0.4), Landscape(lambda x: 3.0 * bowl(x), 0.4)
    assert free_energy(stiff) - free_energy(soft) == pytest.approx(0.2 * np.log(3.0), rel=1e-12)
    quartic = Landscape(lambda x: x**4, 2.0)
    assert free_energy(quartic) == pytest.approx(-2.0 * np.log(2.0**0.25 * gamma(0.25) / 2.0), rel=1e-12)


def test_bad_landscapes_are_named():
    with pytest.raises(BadInput, match="temperature is -1"):
        mean_passage_time(Landscape(bowl, -1.0), 0.0, 1.0)
    with pytest.raises(BadInput, match="nothing keeps the particle there"):
        mean_passage_time(Landscape(flat, 1.0), 0.0, 1.0)
    with pytest.raises(BadInput, match="goal at 5 lies outside"):
        mean_passage_time(Landscape(flat, 1.0, 1.0, 0.0, 3.0), 0.0, 5.0)
    with pytest.raises(BadInput, match="no maximum"):
        kramers_time(Landscape(bowl, 1.0), 0.0, 1.0)
    with pytest.raises(BadInput, match="must be above zero"):
        mean_passage_time(Landscape(bowl, 1.0, -1.0), 0.0, 1.0)
    with pytest.raises(BadInput, match="must be continuous"):
        mean_passage_time(Landscape(lambda x: bowl(x) + 9.0 * (x > 0.5), 1.0), 0.0, 1.0)
    with pytest.raises(BadInput, match="rates were asked"):
        relaxation_rates(Landscape(bowl, 1.0), 0)
