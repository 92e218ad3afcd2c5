"""Steady states of the master equation: closed forms, product forms, the cut, and the limit of large volumes."""

import numpy as np
import pytest
from scipy.special import iv
from scipy.stats import binom, poisson

from fluxforce.budget.reactions.copy_numbers import stationary_copy_numbers
from fluxforce.budget.reactions.fixed_points import fixed_points
from fluxforce.budget.reactions.linear_noise import linear_noise
from fluxforce.errors import BadInput, SolverGaveUp
from fluxforce.networks import kinetics
from fluxforce.networks.reactions import reaction_network


def test_deficiency_zero_is_a_product_of_poissons():
    """Anderson, Craciun and Kurtz: means 5/2 and 0.3 * 2.5^2/0.7; no production, it is in equilibrium too."""
    found = stationary_copy_numbers(kinetics.open_dimer(), {})
    a, b = found.master.counts.T
    expected = poisson.pmf(a, 2.5) * poisson.pmf(b, 0.3 * 2.5**2 / 0.7)
    np.testing.assert_allclose(found.probability, expected, rtol=1e-9, atol=1e-16)
    assert found.rates().total_production < 1e-20
    assert found.lost <= 1e-13


def test_pairs_that_annihilate():
    """Mazo: mean and p(0) from Bessel functions of 2 sqrt(a/b) and 2 sqrt(2 a/b)."""
    found = stationary_copy_numbers(kinetics.pair_annihilation(7.0, 0.2), {})
    c = 2.0 * np.sqrt(7.0 / 0.2)
    two = c * np.sqrt(2.0)
    mean = 0.25 * two * iv(0, two) / iv(1, two)
    np.testing.assert_allclose(found.at({}), iv(1, c) / (np.sqrt(2.0) * iv(1, two)), rtol=1e-12)
    np.testing.assert_allclose(found.mean(), [mean], rtol=1e-12)


def test_moments_and_marginals():
    """A <=> B at (3, 2) with ten copies: binomial with 0.4 for A."""
    found = stationary_copy_numbers(reaction_network({"flip": ("A <=> B", 3.0, 2.0)}), {"A": 10})
    np.testing.assert_allclose(found.marginal("A"), binom.pmf(np.arange(11), 10, 0.4), rtol=1e-12)
    np.testing.assert_allclose(found.mean(), [4.0, 6.0], rtol=1e-13)
    np.testing.assert_allclose(found.covariance(), 2.4 * np.array([[1.0, -1.0], [-1.0, 1.0]]), rtol=1e-12)
    np.testing.assert_allclose(found.deviation(), np.sqrt([2.4, 2.4]), rtol=1e-12)
    with pytest.raises(BadInput, match="unknown species 'C'"):
        found.marginal("C")


def driven(volume: float):
    """One species, autocatalytic and driven, with one steady state and no closed form for its production."""
    return reaction_network(
        {"doubling": ("A + X <=> 2 X", 1.0, 0.5), "exchange": ("B <=> X", 0.5, 1.5)},
        chemostats={"A": 2.0, "B": 1.0},
        volume=volume,
    )


def test_production_tends_to_the_macroscopic_one_as_one_over_volume():
    """Production of the master equation per volume less that of the rate equation halves with twice the volume."""
    (state,) = fixed_points(driven(1.0))
    volumes = np.array([100.0, 200.0, 400.0])
    off = [
        stationary_copy_numbers(driven(v), {}).rates().total_production / v - state.production_density
        for v in volumes
    ]
    orders = np.log2(np.array(off[:-1]) / np.array(off[1:]))
    assert np.all(np.abs(orders - 1.0) < 0.05), orders
    assert abs(orders[1] - 1.0) < abs(orders[0] - 1.0)


def test_fluctuations_tend_to_the_linear_noise_as_one_over_volume():
    (state,) = fixed_points(driven(1.0))
    limit = linear_noise(state).covariance[0, 0]
    off = [
        stationary_copy_numbers(driven(v), {}).covariance()[0, 0] / v - limit for v in (400.0, 800.0, 1600.0)
    ]
    orders = np.log2(np.array(off[:-1]) / np.array(off[1:]))
    assert np.all(np.abs(orders - 1.0) < 0.05), orders


def test_production_is_current_times_affinity():
    """Schloegl: one cycle, so production = J ln(k1 a k4/(k2 k3 b)) whatever the volume."""
    for volume in (4.0, 31.0):
        rates = stationary_copy_numbers(kinetics.schloegl(volume, a=1.4), {}).rates()
        current = rates.flux[rates.network.process == 0].sum()
        np.testing.assert_allclose(
            rates.total_production, current * np.log(3.0 * 1.4 * 2.95 / 0.15), rtol=1e-9
        )


def test_extinction_is_where_all_ends_up():
    found = stationary_copy_numbers(kinetics.birth_death(), {"X": 20})
    assert found.at({}) == 1.0
    assert found.rates().total_production == 0.0
    # the chance to reach N before extinction is (r^20 - 1)/(r^N - 1) with r = 0.11/0.1 (gambler's ruin)
    high = int(found.master.box.high[0])
    np.testing.assert_allclose(found.lost, (1.1**20 - 1.0) / (1.1 ** (high + 1) - 1.0), rtol=1e-8)


def test_explosion_names_the_reaction():
    network = reaction_network({"birth": ("X -> 2 X", 2.0), "death": ("X -> 0", 1.0), "in": ("0 -> X", 1.0)})
    with pytest.raises(SolverGaveUp, match=r"population of 'X' explodes.*reaction 'birth' carries it"):
        stationary_copy_numbers(network, {}, most_states=3000)


def test_several_ends_are_said():
    """X goes to A or to B, for ever: two recurrent classes."""
    network = reaction_network({"left": ("X -> A", 1.0), "right": ("X -> B", 1.0)})
    with pytest.raises(BadInput, match="recurrent classes"):
        stationary_copy_numbers(network, {"X": 1})


def test_the_box_grows_only_where_it_must():
    found = stationary_copy_numbers(kinetics.gene_expression(), {}, bounds={"M": 4, "P": 4})
    assert found.master.box.high[0] < 40 < 400 < found.master.box.high[1]
    np.testing.assert_allclose(found.mean(), [2.0, 200.0], rtol=1e-10)


def test_a_likely_region_beyond_an_unlikely_one_is_not_missed():
    """Schloegl in V = 600 from no X at all: next to nothing between the modes, and the upper one holds it all.

    ln p(upper)/p(0) from the sum of ln ratios of rates.
    """
    found = stationary_copy_numbers(kinetics.schloegl(600.0, k3=0.55), {})
    n = np.arange(found.master.network.states - 1.0)
    up = 3.0 * n * (n - 1) / 600.0 + 0.55 * 600.0
    down = 0.6 * (n + 1) * n * (n - 1) / 600.0**2 + 2.95 * (n + 1)
    height = np.concatenate([[0.0], np.cumsum(np.log(up) - np.log(down))])
    assert height[200:700].min() < height[:200].max() - 20.0
    p = np.exp(height - height.max())
    np.testing.assert_allclose(found.mean()[0], p @ np.arange(p.size) / p.sum(), rtol=1e-9)
    assert found.mean()[0] > 1500.0
