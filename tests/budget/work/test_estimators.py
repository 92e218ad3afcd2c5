"""Estimators of free energy from samples of Gaussian work, for which everything is known."""

import numpy as np
import pytest

from fluxforce.budget.work.bennett import bennett
from fluxforce.budget.work.crooks import crooks, crossing
from fluxforce.budget.work.densities import (
    bennett_variance,
    exponential_work,
    gaussian_work,
    jarzynski_variance,
    mean_work,
    overlap_integral,
    probability_below,
    reverse_work,
)
from fluxforce.budget.work.estimate import effective_samples, jackknifed
from fluxforce.budget.work.jarzynski import (
    exponential_average,
    jarzynski,
    jarzynski_interval,
    second_cumulant,
)
from fluxforce.errors import BadInput

# W forward ~ N(dF + s^2/(2 T), s^2), W reverse ~ N(-dF + s^2/(2 T), s^2) obey Crooks' relation
FREE, SPREAD = 1.5, 1.2
REPEATS, EACH = 200, 400


def samples(seed: int, forward: int = EACH, reverse: int = EACH) -> tuple[np.ndarray, np.ndarray]:
    draw, lost = np.random.default_rng(seed), SPREAD**2 / 2.0
    return draw.normal(FREE + lost, SPREAD, forward), draw.normal(-FREE + lost, SPREAD, reverse)


def normalised(values: np.ndarray, errors: np.ndarray, expected: float) -> tuple[float, float]:
    """Mean and spread of (value - expected)/error over the repeats; 0 and 1 for an honest error bar."""
    z = (values - expected) / errors
    return float(z.mean()), float(z.std())


@pytest.mark.parametrize("kind", ["jarzynski", "bennett", "crossing", "slope", "cumulant"])
def test_errors_are_honest(kind):
    """Over 200 repeats the normalised errors have mean 0 +- 4/200^1/2 and spread 1 +- 4/400^1/2."""
    found = []
    for seed in range(REPEATS):
        ahead, back = samples(seed, reverse=EACH // 2)
        if kind == "jarzynski":
            one = jarzynski(ahead, 1.0)
        elif kind == "cumulant":
            one = second_cumulant(ahead, 1.0)
        elif kind == "bennett":
            one = bennett(ahead, back, 1.0).estimate
        else:
            both = crooks(ahead, back, 1.0)
            one = both.crossing if kind == "crossing" else both.slope
        found.append((one.value, one.error))
    values, errors = np.array(found).T
    mean, spread = normalised(values, errors, 1.0 if kind == "slope" else FREE)
    assert abs(mean) < 4.0 / np.sqrt(REPEATS)
    assert abs(spread - 1.0) < 4.0 / np.sqrt(2.0 * REPEATS)


def test_errors_agree_with_the_asymptotic_variances():
    """N Var = e^(s^2/T^2) - 1 for Jarzynski's average, 1/O - 2 for Bennett's ratio, sampled variances within 4 s.e."""
    density = gaussian_work(FREE + SPREAD**2 / 2.0, SPREAD**2)
    mirrored = reverse_work(density, FREE, 1.0)
    each = bennett_variance(density, mirrored, -30.0, 30.0)
    found = [bennett(*samples(seed), 1.0).estimate.value for seed in range(REPEATS)]
    assert EACH * np.var(found, ddof=1) == pytest.approx(each, rel=4.0 * np.sqrt(2.0 / REPEATS))
    reported = bennett(*samples(0, 50_000, 50_000), 1.0).estimate.error ** 2 * 50_000
    assert reported == pytest.approx(each, rel=0.02)
    average = jarzynski_variance(density, -30.0, 30.0, 1.0)
    assert average == pytest.approx(np.expm1(SPREAD**2), rel=1e-11)


def test_densities_by_quadrature():
    """P70 of stochastic.json ([shirts2003]) and the relations that Crooks' ratio implies."""
    density = gaussian_work(3.5, 4.0)
    mirrored = reverse_work(density, 1.5, 1.0)
    assert mean_work(mirrored, -60.0, 60.0) == pytest.approx(0.5, rel=1e-12)
    assert crossing(density, mirrored, -10.0, 10.0) == pytest.approx(1.5, rel=1e-12)
    assert bennett_variance(density, mirrored, -60.0, 60.0) == pytest.approx(2.448403432488259, rel=1e-12)
    assert exponential_work(density, -60.0, 60.0, 1.0) == pytest.approx(np.exp(-1.5), rel=1e-11)
    assert overlap_integral(density, lambda w: density(-w), -60.0, 60.0) == pytest.approx(0.5, rel=1e-12)
    assert probability_below(density, 3.5, -60.0, 60.0) == pytest.approx(0.5, rel=1e-12)


def test_units_scale_out():
    ahead, back = samples(1)
    for scale in (0.1, 25.0):
        one, other = bennett(ahead, back, 1.0), bennett(scale * ahead, scale * back, scale)
        assert other.estimate.value == pytest.approx(scale * one.estimate.value, rel=1e-9)
        assert other.overlap == pytest.approx(one.overlap, rel=1e-9)
        assert jarzynski(scale * ahead, scale).error == pytest.approx(
            scale * jarzynski(ahead, 1.0).error, rel=1e-9
        )
        assert crooks(scale * ahead, scale * back, scale).slope.value == pytest.approx(
            crooks(ahead, back, 1.0).slope.value, rel=1e-9
        )


def test_swapping_the_directions_changes_the_sign():
    ahead, back = samples(2, reverse=150)
    found, swapped = bennett(ahead, back, 1.0), bennett(back, ahead, 1.0)
    assert swapped.estimate.value == pytest.approx(-found.estimate.value, rel=1e-9)
    assert swapped.estimate.error == pytest.approx(found.estimate.error, rel=1e-9)


def test_jackknife_of_a_mean_is_the_standard_error():
    values = np.random.default_rng(0).normal(size=40)
    value, error, bias = jackknifed(values, lambda one: float(one.mean()), 40)
    assert (value, bias) == (pytest.approx(values.mean()), pytest.approx(0.0, abs=1e-13))
    assert error == pytest.approx(values.std(ddof=1) / np.sqrt(40.0), rel=1e-12)


def test_blocks_see_correlations():
    """Samples that all come 20 times: blocks of neighbours give the error of the distinct ones."""
    distinct = np.random.default_rng(1).normal(1.0, 1.0, 200)
    repeated = np.repeat(distinct, 20)
    honest = jarzynski(distinct, 1.0, blocks=50).error
    assert jarzynski(repeated, 1.0, blocks=50).error == pytest.approx(honest, rel=1e-9)
    assert jarzynski(repeated, 1.0, blocks=4000).error < 0.4 * honest


def test_rare_paths_are_said():
    work = np.random.default_rng(3).normal(30.0, 7.0, 200)
    found = jarzynski(work, 1.0)
    assert found.effective < 10.0
    assert any("rare paths dominate" in one for one in found.said)
    assert jarzynski(samples(4, 5000)[0], 1.0).said == ()
    assert effective_samples(np.zeros(7)) == pytest.approx(7.0)


def test_little_overlap_is_said_and_none_refused():
    ahead, back = np.random.default_rng(5).normal(12.0, 4.0, (2, 300))
    found = bennett(ahead, back, 1.0)
    assert found.overlap < 0.03
    assert "overlap" in found.estimate.said[0]
    ahead, back = np.random.default_rng(7).normal(2.0, 2.0, (2, 30))
    assert "overlap" in crooks(ahead, back, 1.0).slope.said[0]
    assert crooks(*samples(8), 1.0).slope.said == ()
    with pytest.raises(BadInput, match="do not overlap"):
        crooks(np.linspace(10.0, 11.0, 20), np.linspace(10.0, 11.0, 20), 1.0)


def test_extreme_works_do_not_overflow():
    work = np.array([2000.0, 2001.0, 2002.0])
    assert exponential_average(work, 1.0) == pytest.approx(
        2000.0 + np.log(3.0 / (1.0 + np.exp(-1.0) + np.exp(-2.0)))
    )
    assert bennett(work, -work, 1.0).estimate.value == pytest.approx(2001.0, abs=1.0)


def test_bootstrap_interval_holds_the_estimate():
    ahead, _ = samples(6)
    low, high = jarzynski_interval(ahead, 1.0)
    assert low < exponential_average(ahead, 1.0) < high
    assert high - low == pytest.approx(4.0 * jarzynski(ahead, 1.0).error, rel=0.3)


def test_bad_samples_are_named():
    with pytest.raises(BadInput, match="temperature is -1"):
        jarzynski(np.ones(5), -1.0)
    with pytest.raises(BadInput, match="sample 1 of the work is nan"):
        jarzynski(np.array([1.0, np.nan, 2.0]), 1.0)
    with pytest.raises(BadInput, match="1 samples of the work"):
        jarzynski(np.ones(1), 1.0)
    with pytest.raises(BadInput, match="two or more"):
        jarzynski(np.ones(5), 1.0, blocks=1)
    with pytest.raises(BadInput, match="variance of the work is 0"):
        gaussian_work(1.0, 0.0)
    with pytest.raises(BadInput, match="do not cross"):
        crossing(gaussian_work(1.0, 1.0), gaussian_work(-2.0, 1.0), 3.0, 4.0)
