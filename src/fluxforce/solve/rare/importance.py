"""Importance sampling: trajectories of the driven network, each with the weight that undoes the driving."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.counts import Count
from fluxforce.networks.network import Network
from fluxforce.solve.rare.guided import guided
from fluxforce.solve.rare.walkers import advance

GROUPS = 20  # groups of trajectories, for the error bar


@dataclass(frozen=True)
class Sampled:
    """Estimate of lim ln<e^{sJ}>/t [1/s], and of the current that goes with it.

    ``current`` [1/s] is the mean of J/t under the weights, d theta/ds. ``effective``: share of the trajectories that
    carry the weight; near 1 the guide is exact, near 0 the error bar cannot be trusted.
    """

    s: float
    value: float
    error: float
    interval: tuple[float, float]
    current: float
    current_error: float
    effective: float
    warnings: tuple[str, ...]


def importance(
    network: Network,
    count: Count,
    s: float,
    guide: np.ndarray,
    *,
    time: float,
    trajectories: int = 2000,
    seed: int = 0,
) -> Sampled:
    """<e^{sJ}> over the second half of ``time`` [s] from trajectories of the network driven by ``guide`` [states].

    The guide u is a logarithm, and the weight of a trajectory e^{integral of growth + u(first) - u(last)};
    theta = 2 (ln Z(time) - ln Z(time/2))/time. Nothing is resampled, so there is no bias of population, and the
    weights tell how good the guide is. Errors from groups of trajectories, by jackknife. Raises BadInput as
    ``guided`` does.
    Source: [chetrite2013], [ray2018].
    """
    if time <= 0.0 or trajectories < 2 * GROUPS:
        hint = f"at least {2 * GROUPS} trajectories"
        raise BadInput([Problem("importance sampling needs a time above zero and trajectories", hint=hint)])
    rates = guided(network, count, s, guide)
    random = np.random.Generator(np.random.Philox(seed))
    start = random.integers(network.states, size=trajectories)
    log = rates.guide
    middle, early, _ = advance(rates, start, 0.5 * time, random)
    end, late, second = advance(rates, middle, 0.5 * time, random)
    at_half = early + log[start] - log[middle]
    at_end = early + late + log[start] - log[end]
    group = np.arange(trajectories) % GROUPS
    # without the guide at the end: the mean current far from the end, which is what belongs to theta's slope
    mean, spread = _jackknifed(at_half, at_end, early + late, second, group, time)
    top = np.exp(at_end - at_end.max())
    effective = float(top.sum() ** 2 / (top**2).sum() / trajectories)
    width = float(student.ppf(0.975, GROUPS - 1))
    said = ()
    if effective < 0.05:
        said = (
            f"{effective:.1%} of the trajectories carry the weight: learn a better guide or shorten the time",
        )
    interval = (mean[0] - width * spread[0], mean[0] + width * spread[0])
    return Sampled(s, mean[0], spread[0], interval, mean[1], spread[1], effective, said)


def _jackknifed(
    at_half: np.ndarray,
    at_end: np.ndarray,
    inside: np.ndarray,
    current: np.ndarray,
    group: np.ndarray,
    time: float,
) -> tuple[list[float], list[float]]:
    """Value and standard error of theta and of the current, each group of trajectories left out in turn."""

    def sums(log: np.ndarray, factor: np.ndarray | float = 1.0) -> np.ndarray:
        return np.bincount(group, np.exp(log - log.max()) * factor, minlength=GROUPS)

    half, whole = sums(at_half), sums(at_end)
    weight, moved = sums(inside), sums(inside, 2.0 * current / time)
    shift = at_end.max() - at_half.max()
    every = 2.0 * (shift + np.log(whole.sum()) - np.log(half.sum())) / time
    without = 2.0 * (shift + np.log(whole.sum() - whole) - np.log(half.sum() - half)) / time
    drift, drifts = moved.sum() / weight.sum(), (moved.sum() - moved) / (weight.sum() - weight)
    factor = (GROUPS - 1) / GROUPS
    errors = [float(np.sqrt(factor * ((one - one.mean()) ** 2).sum())) for one in (without, drifts)]
    return [float(every), float(drift)], errors
