"""Free energy differences from work in one direction, by the exponential average."""

import numpy as np
from scipy.special import logsumexp

from fluxforce.budget.work.estimate import (
    Estimate,
    bootstrapped,
    check_temperature,
    checked_samples,
    effective_samples,
    jackknifed,
    rare_paths,
)
from fluxforce.errors import BadInput, Problem


def jarzynski(work: np.ndarray, temperature: float, *, blocks: int = 50) -> Estimate:
    """Delta F = -T ln <exp(-W/T)> with its bias, of order 1/N, and its error by the jackknife over blocks.

    Samples that are correlated in time keep their correlations inside the blocks. The error bar is honest only
    where many samples carry the average: ``said`` tells where few do, and the estimate is then too high. Source:
    [jarzynski1997]. Raises BadInput for samples that are not finite and a temperature that is not above zero.
    """
    check_temperature(temperature)
    flat = checked_samples(work, "work")
    if blocks < 2:
        raise BadInput([Problem(f"{blocks} blocks were asked for; the jackknife needs two or more")])
    value, error, bias = jackknifed(flat, lambda one: exponential_average(one, temperature), blocks)
    exponents = -flat / temperature
    return Estimate(value, error, flat.size, effective_samples(exponents), bias, rare_paths(exponents))


def exponential_average(work: np.ndarray, temperature: float) -> float:
    """-T ln of the mean of exp(-W/T), as it is, without any correction."""
    return -temperature * float(logsumexp(-np.asarray(work) / temperature) - np.log(np.size(work)))


def jarzynski_interval(
    work: np.ndarray, temperature: float, *, level: float = 0.95, repeats: int = 400, seed: int = 0
) -> tuple[float, float]:
    """Bootstrap interval of Delta F, which may be as skew as the estimator is."""
    check_temperature(temperature)
    flat = checked_samples(work, "work")
    drawn = bootstrapped(flat, lambda one: exponential_average(one, temperature), repeats, seed)
    low, high = np.quantile(drawn, [(1.0 - level) / 2.0, (1.0 + level) / 2.0])
    return float(low), float(high)


def second_cumulant(work: np.ndarray, temperature: float, *, blocks: int = 50) -> Estimate:
    """Delta F = <W> - Var W/(2 T): exact where the work is Gaussian, near equilibrium otherwise. Source:
    [jarzynski1997].
    """
    check_temperature(temperature)
    flat = checked_samples(work, "work", least=3)

    def statistic(one: np.ndarray) -> float:
        return float(one.mean() - one.var(ddof=1) / (2.0 * temperature))

    value, error, bias = jackknifed(flat, statistic, blocks)
    return Estimate(value, error, flat.size, float(flat.size), bias)
