"""What every estimator from samples of work returns, and how its samples are looked at first."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fluxforce.errors import BadInput, Problem
from fluxforce.numerics.summary import AbstractSummarised, Summary, number

FEW = 50.0  # with fewer effective samples an exponential average is carried by rare paths
DOMINANT = 0.1  # share of one sample in an exponential average above which the average hangs on it


@dataclass(frozen=True, repr=False)
class Estimate(AbstractSummarised):
    """A number from samples: ``value`` and its standard ``error``, both without known ``bias`` where that is taken off.

    ``effective`` is the number of samples that carry the average, (sum w)^2/sum w^2 of its weights, and ``said``
    holds in words what makes the error bar doubtful; empty where nothing does.
    """

    value: float
    error: float
    samples: int
    effective: float
    bias: float = 0.0
    said: tuple[str, ...] = ()

    def within(self, value: float, errors: float = 4.0) -> bool:
        """Whether a number lies within so many standard errors."""
        return bool(abs(self.value - value) <= errors * self.error)

    def summary(self) -> Summary:
        """Value, standard error, and how many samples carry it."""
        title = f"{number(self.value)} +- {number(self.error)}"
        count = f"{self.samples} samples, which count as {number(self.effective)}"
        return Summary(title, (("from", count), ("bias taken off", number(self.bias))), said=self.said)


def checked_samples(samples: np.ndarray, what: str, least: int = 2) -> np.ndarray:
    """Samples as a flat array. Raises BadInput for too few and for those that are not finite."""
    flat = np.asarray(samples, dtype=float).ravel()
    if flat.size < least:
        raise BadInput(
            [Problem(f"{flat.size} samples of the {what} were given; at least {least} are needed")]
        )
    wrong = ~np.isfinite(flat)
    if np.any(wrong):
        said = f"sample {int(np.argmax(wrong))} of the {what} is {flat[wrong][0]:g}"
        raise BadInput([Problem(said, hint="an infinite entropy production has no exponential average")])
    return flat


def check_temperature(temperature: float) -> None:
    """Raises BadInput for a temperature that is not above zero."""
    if not (np.isfinite(temperature) and temperature > 0.0):
        said = f"the temperature is {temperature:g}; it must be above zero"
        raise BadInput([Problem(said, hint="k_B = 1: temperatures are in units of energy")])


def exponential_weights(exponents: np.ndarray) -> np.ndarray:
    """exp(exponents) over their sum; the largest exponent is taken out first."""
    raw = np.exp(exponents - exponents.max())
    return raw / raw.sum()


def effective_samples(exponents: np.ndarray) -> float:
    """(sum w)^2/sum w^2 of w = exp(exponents). Source: [kish1965]."""
    return float(1.0 / np.sum(exponential_weights(exponents) ** 2))


def rare_paths(exponents: np.ndarray) -> tuple[str, ...]:
    """In words, whether few samples carry an exponential average: then its error bar is too small."""
    effective, share = effective_samples(exponents), float(exponential_weights(exponents).max())
    said = []
    if effective < FEW:
        said.append(
            f"rare paths dominate: {exponents.size} samples count as {effective:.3g}; the error is too small"
        )
    if share > DOMINANT and exponents.size > 1.0 / DOMINANT:
        said.append(f"one sample carries {share:.0%} of the exponential average")
    return tuple(said)


def jackknifed(
    values: np.ndarray, statistic: Callable[[np.ndarray], float], blocks: int
) -> tuple[float, float, float]:
    """Value with its bias taken off, standard error and bias, leaving out one of ``blocks`` blocks at a time.

    Blocks of neighbouring samples keep correlations inside. Source: [efron1982].
    """
    count = min(blocks, values.size)
    edges = np.linspace(0, values.size, count + 1).astype(int)
    whole = statistic(values)
    left = np.array(
        [statistic(np.delete(values, slice(edges[k], edges[k + 1]))) for k in range(count)], dtype=float
    )
    bias = (count - 1.0) * (float(left.mean()) - whole)
    error = float(np.sqrt((count - 1.0) / count * np.sum((left - left.mean()) ** 2)))
    return whole - bias, error, bias


def bootstrapped(
    values: np.ndarray, statistic: Callable[[np.ndarray], float], repeats: int, seed: int
) -> np.ndarray:
    """The statistic of ``repeats`` samples drawn with replacement. Source: [efron1982]."""
    draw = np.random.default_rng(seed)
    return np.array([statistic(values[draw.integers(0, values.size, values.size)]) for _ in range(repeats)])
