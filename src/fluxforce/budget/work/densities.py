"""What estimators of free energy differences do on average, from densities of work instead of samples."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from scipy.integrate import quad

from fluxforce.errors import BadInput, Problem

Density = Callable[[float], float]
ACCURATE = 1e-12  # asked of every quadrature, relative


def mean_work(log_density: Density, low: float, high: float) -> float:
    """<W> over ``low`` to ``high``, which must hold all of the density given by its logarithm."""
    return _integral(lambda w: w * np.exp(log_density(w)), low, high) / _normal(log_density, low, high)


def exponential_work(log_density: Density, low: float, high: float, temperature: float) -> float:
    """<exp(-W/T)>, the integrand's exponent taken together."""
    return _integral(lambda w: float(np.exp(log_density(w) - w / temperature)), low, high)


def overlap_integral(log_forward: Density, log_reverse: Density, low: float, high: float) -> float:
    """O = integral of pF(W) pR(-W)/(pF(W) + pR(-W)); 1/2 where both are the same. Source: [bennett1976]."""

    def both(work: float) -> float:
        return float(np.exp(-np.logaddexp(-log_forward(work), -log_reverse(-work))))

    return _integral(both, low, high)


def bennett_variance(log_forward: Density, log_reverse: Density, low: float, high: float) -> float:
    """N Var(Delta F)/T^2 of Bennett's ratio with N samples of each kind, 1/O - 2. Source: [shirts2003]."""
    return 1.0 / overlap_integral(log_forward, log_reverse, low, high) - 2.0


def jarzynski_variance(log_density: Density, low: float, high: float, temperature: float) -> float:
    """N Var(Delta F)/T^2 of the exponential average with many samples, <exp(-2 W/T)>/<exp(-W/T)>^2 - 1."""
    square = exponential_work(log_density, low, high, temperature / 2.0)
    return square / exponential_work(log_density, low, high, temperature) ** 2 - 1.0


def probability_below(log_density: Density, limit: float, low: float, high: float) -> float:
    """P(W < limit)."""
    return _integral(lambda w: float(np.exp(log_density(w))), low, limit) / _normal(log_density, low, high)


def gaussian_work(mean: float, variance: float) -> Density:
    """Logarithm of the Gaussian density of work."""
    if not variance > 0.0:
        raise BadInput([Problem(f"the variance of the work is {variance:g}; it must be above zero")])
    return lambda work: -((work - mean) ** 2) / (2.0 * variance) - float(np.log(2.0 * np.pi * variance)) / 2.0


def reverse_work(log_forward: Density, free_energy: float, temperature: float) -> Density:
    """Logarithm of pR(W) = pF(-W) exp((W + Delta F)/T), which Crooks' relation demands. Source: [crooks1999]."""
    return lambda work: log_forward(-work) + (work + free_energy) / temperature


def _normal(log_density: Density, low: float, high: float) -> float:
    return _integral(lambda w: float(np.exp(log_density(w))), low, high)


def _integral(function: Callable[[float], float], low: float, high: float) -> float:
    if not (np.isfinite(low) and np.isfinite(high) and high > low):
        raise BadInput([Problem(f"cannot integrate from {low:g} to {high:g}")])
    # equal panels, so that a narrow peak between two far ends is not passed over
    ends = np.linspace(low, high, 33)
    return float(sum(quad(function, a, b, epsabs=0.0, epsrel=ACCURATE)[0] for a, b in pairwise(ends)))
