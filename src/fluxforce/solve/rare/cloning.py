"""Scaled cumulant generating functions by a population of clones."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.counts import Count
from fluxforce.networks.network import Network
from fluxforce.solve.rare.guided import Guided, guided
from fluxforce.solve.rare.walkers import advance, resampled

FEW = 0.2  # share of ancestors below which a population is said to be too small for the tilt


@dataclass(frozen=True)
class Clones:
    """How a population is run: ``populations`` clones each, ``runs`` independent runs of every size.

    ``time`` [s] is averaged over, after ``settling`` [s] left out of the average; ``window`` [s] passes between two
    resamplings; left out it is one mean dwell time of the tilted network, or less where weights grow faster than
    that. ``seed`` fixes all random numbers.
    """

    populations: tuple[int, ...] = (100, 200, 400)
    runs: int = 10
    time: float = 100.0
    settling: float = 10.0
    window: float | None = None
    seed: int = 0


@dataclass(frozen=True)
class Scaled:
    """Estimate of lim ln<e^{sJ}>/t [1/s] from clones.

    ``value`` and ``error`` (one standard error): extrapolated to infinitely many clones, where ``extrapolated`` says
    so. ``populations``, ``values``, ``errors``: what each size of population gave, ``bias`` [1/s] the part of the
    largest population's value that the extrapolation removed. ``bounds``: exact bounds from the guide's growth.
    ``ancestors``: share of the clones that still have offspring after one mean dwell time of the untilted network, 1
    where weights were equal; when few clones are the ancestors of all, the population is too small for the tilt.
    """

    s: float
    value: float
    error: float
    interval: tuple[float, float]
    populations: tuple[int, ...]
    values: np.ndarray
    errors: np.ndarray
    bias: float
    bounds: tuple[float, float]
    ancestors: float
    warnings: tuple[str, ...]


def cloning(
    network: Network,
    count: Count,
    s: float,
    settings: Clones | None = None,
    *,
    guide: np.ndarray | None = None,
) -> Scaled:
    """Population dynamics in continuous time: clones jump at k e^{s d} and multiply at the growth of their state.

    theta(s) = (1/t) sum over windows of ln(mean weight), where J = sum over jumps of ``count``. The mean of e^{t
    theta} is exact for any number of clones; its logarithm has a bias of order 1/clones, which is fitted from
    several sizes and taken out. ``guide`` [states]: as near as may be to the logarithm of the dominant left vector,
    which makes weights equal. Without one, a current counted on few channels is harder than the same current spread
    over all: both have one theta, but not one growth. Raises BadInput as ``guided`` does and for settings
    without an error bar. Source: [giardina2006], [lecomte2007], [nemoto2017].
    """
    chosen = settings or Clones()
    _check(chosen)
    rates = guided(network, count, s, guide)
    # longer than this, a walker that happens to stay where weights grow outweighs all others
    reach = rates.bounds[1] - rates.bounds[0]
    window = chosen.window or 1.0 / max(float(rates.leaving.mean()), reach)
    random = np.random.Generator(np.random.Philox(chosen.seed))
    found, kept = [], []
    for clones in chosen.populations:
        value, share = _population(rates, clones, window, chosen, random)
        found.append(value)
        kept.append(share)
    values = np.array([one.mean() for one in found])
    errors = np.array([one.std(ddof=1) for one in found]) / np.sqrt(chosen.runs)
    value, error = _infinite(np.array(chosen.populations), values, errors)
    width = float(student.ppf(0.975, chosen.runs - 1)) * error
    share = float(np.mean(kept))
    said = _warnings(rates.bounds, value, error, values, errors, share)
    if window * reach > 4.0:
        said += (f"weights may change by a factor of e^{window * reach:.0f} in a window: take a shorter one",)
    return Scaled(
        s, value, error, (value - width, value + width), chosen.populations, values, errors,
        float(values[-1] - value), rates.bounds, share, said,
    )  # fmt: skip


def _population(
    rates: Guided, clones: int, window: float, chosen: Clones, random: np.random.Generator
) -> tuple[np.ndarray, float]:
    """theta of every run, and the mean share of clones that have offspring one mean dwell time later."""
    shape = (chosen.runs, clones)
    state = random.integers(rates.jumps.states, size=chosen.runs * clones)
    windows, idle = max(1, round(chosen.time / window)), round(chosen.settling / window)
    period = max(1, round(1.0 / (window * float((rates.leaving - rates.growth).mean()))))
    total, shares = np.zeros(chosen.runs), []
    line = founders = np.tile(np.arange(clones), (chosen.runs, 1))
    for k in range(idle + windows):
        state, grown, _ = advance(rates, state, window, random)
        log = grown.reshape(shape)
        top = log.max(axis=1, keepdims=True)
        weight = np.exp(log - top)
        if k >= idle:
            total += np.log(weight.mean(axis=1)) + top[:, 0]
        parent = resampled(weight, random)
        state = np.take_along_axis(state.reshape(shape), parent, axis=1).ravel()
        line = np.take_along_axis(line, parent, axis=1)
        if (k + 1) % period == 0:
            shares.append((1.0 + (np.diff(np.sort(line, axis=1), axis=1) > 0).sum(axis=1)).mean() / clones)
            line = founders
    return total / (windows * window), float(np.mean(shares)) if shares else 1.0


def _infinite(clones: np.ndarray, values: np.ndarray, errors: np.ndarray) -> tuple[float, float]:
    """Weighted straight line in 1/clones, at zero; a single size is taken as it is."""
    if clones.size == 1:
        return float(values[0]), float(errors[0])
    weight = 1.0 / np.maximum(errors, 1e-12 * np.abs(values) + 1e-300)
    design = np.stack([np.ones(clones.size), 1.0 / clones], axis=1) * weight[:, None]
    covariance = np.linalg.inv(design.T @ design)
    return float((covariance @ design.T @ (weight * values))[0]), float(np.sqrt(covariance[0, 0]))


def _warnings(bounds, value, error, values, errors, share) -> tuple[str, ...]:
    said = []
    if len(values) == 1:
        said.append("one size of population: its bias of order 1/clones is not known")
    elif abs(values[-1] - values[0]) > 4.0 * float(np.hypot(errors[-1], errors[0])):
        said.append(
            "the value moves with the size of the population more than a law in 1/clones is sure to mend: use a guide"
        )
    if share < FEW:
        said.append(
            f"all clones descend from {share:.1%} of those a dwell time before: the value cannot be trusted"
        )
    if value < bounds[0] - 4.0 * error or value > bounds[1] + 4.0 * error:
        said.append("the value lies outside its exact bounds: time or population is too small")
    return tuple(said)


def _check(chosen: Clones) -> None:
    if chosen.runs < 2 or min(chosen.populations, default=0) < 2:
        hint = "at least 2 runs of at least 2 clones"
        raise BadInput([Problem("the population leaves no error bar", hint=hint)])
    if len(set(chosen.populations)) != len(chosen.populations):
        raise BadInput([Problem("a size of population stands twice", hint="sizes differ, to extrapolate")])
    if chosen.time <= 0.0 or chosen.settling < 0.0 or (chosen.window is not None and chosen.window <= 0.0):
        raise BadInput([Problem("time and window are above zero, settling at least zero")])
