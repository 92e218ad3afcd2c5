"""Distance of Gaussian states and the least entropy production of moving from one to another."""

import numpy as np
from scipy.linalg import sqrtm

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.gaussian import Gaussian
from fluxforce.numerics.quadrature import gauss


def wasserstein(start: Gaussian, end: Gaussian) -> float:
    """Distance W2 with W2^2 = |m - n|^2 + tr(S + R - 2 (S^1/2 R S^1/2)^1/2). Source: [dowson1982].

    Raises BadInput for states of unequal size.
    """
    if start.mean.size != end.mean.size:
        said = f"one state has {start.mean.size} variables, the other {end.mean.size}"
        raise BadInput([Problem(said, hint="both are states of the same coordinates")])
    root = np.real(sqrtm(start.covariance))
    cross = np.real(sqrtm(root @ end.covariance @ root))
    spread = float(np.trace(start.covariance + end.covariance - 2.0 * cross))
    away = start.mean - end.mean
    # round-off of equal states can leave a square of -1e-17
    return float(np.sqrt(max(float(away @ away) + spread, 0.0)))


def least_production(
    start: Gaussian, end: Gaussian, *, duration: float, temperature: float, mobility: float = 1.0
) -> float:
    """Entropy [k_B] that no overdamped motion between the states can undercut, W2^2/(mobility T duration).

    Attained by moving every quantile at constant speed along a straight line; every process with this mobility and
    temperature that connects the states in this time produces at least as much. Source: [aurell2012].
    """
    for what, value in (("duration", duration), ("temperature", temperature), ("mobility", mobility)):
        if not (np.isfinite(value) and value > 0.0):
            raise BadInput([Problem(f"the {what} is {value:g}; it must be above zero")])
    return wasserstein(start, end) ** 2 / (mobility * temperature * duration)


def geodesic(start: Gaussian, end: Gaussian, fraction: float) -> Gaussian:
    """The state at a fraction 0..1 of the way, x -> (1 - f) x + f t(x) with the optimal map t."""
    mapped = (1.0 - fraction) * np.eye(start.mean.size) + fraction * transport_map(start, end)
    mean = (1.0 - fraction) * start.mean + fraction * end.mean
    return Gaussian(mean, mapped @ start.covariance @ mapped.T)


def transport_map(start: Gaussian, end: Gaussian) -> np.ndarray:
    """The symmetric matrix M of t(x) = n + M (x - m), which carries the covariance S to R: M S M = R."""
    root = np.real(sqrtm(start.covariance))
    back = np.linalg.inv(root)
    return back @ np.real(sqrtm(root @ end.covariance @ root)) @ back


def production_along(
    start: Gaussian, end: Gaussian, *, duration: float, temperature: float, mobility: float = 1.0
) -> float:
    """Entropy production [k_B] of the geodesic, integrated over time: <|velocity|^2>/(mobility T).

    The velocity field of the states on the way is m' + G (x - m), with G S + S G^T = S' and G symmetric. It is
    computed from the path alone, and equals ``least_production``.
    """
    nodes, weights = gauss(16)
    slope = transport_map(start, end) - np.eye(start.mean.size)
    total = 0.0
    for fraction, weight in zip(nodes, weights, strict=True):
        here = geodesic(start, end, float(fraction))
        mapped = np.eye(start.mean.size) + fraction * slope
        gradient = slope @ np.linalg.inv(mapped) / duration
        drift = (end.mean - start.mean) / duration
        speed = float(drift @ drift + np.trace(gradient.T @ gradient @ here.covariance))
        total += weight * duration * speed / (mobility * temperature)
    return float(total)
