"""Crooks' relation of forward and reverse work: where the distributions cross, and whether their ratio is right."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import root_scalar
from scipy.special import expit

from fluxforce.budget.work.estimate import FEW, Estimate, check_temperature, checked_samples
from fluxforce.errors import BadInput, Problem, SolverGaveUp


@dataclass(frozen=True)
class CrooksTest:
    """``slope`` of ln pF(W)/pR(-W) times T, which must be one, and ``crossing``, the W where it is zero: Delta F."""

    slope: Estimate
    crossing: Estimate

    def holds(self, errors: float = 4.0) -> bool:
        """Whether the slope is one within so many standard errors."""
        return self.slope.within(1.0, errors)


def crooks(forward: np.ndarray, reverse: np.ndarray, temperature: float) -> CrooksTest:
    """Slope and crossing of ln pF(W)/pR(-W) = (W - Delta F)/T, without any bins: a line is fitted to which process
    each sample came from, given its work.

    Likelihood of a sample of work W to be a forward one: 1/(1 + exp(-M - (a + b W))), M = ln N_F/N_R; with b = 1/T
    held this is Bennett's ratio. Errors by the Fisher information with the class sizes fixed. Sources: [crooks1999],
    [shirts2003]. Raises BadInput where the samples of both processes do not overlap at all.
    """
    check_temperature(temperature)
    ahead = checked_samples(forward, "forward work") / temperature
    back = -checked_samples(reverse, "reverse work") / temperature
    if ahead.min() > back.max() or ahead.max() < back.min():
        said = "forward and reverse work do not overlap: no crossing can be found"
        raise BadInput([Problem(said, hint="slower protocols or more samples")])
    excess = float(np.log(ahead.size / back.size))
    middle = float(np.concatenate([ahead, back]).mean())
    x = np.concatenate([ahead, back]) - middle
    y = np.concatenate([np.ones(ahead.size), np.zeros(back.size)])
    (offset, slope), covariance = _fitted(x, y, excess)
    # with the numbers of both kinds fixed the offset is known better than the information says
    covariance[0, 0] = max(covariance[0, 0] - 1.0 / ahead.size - 1.0 / back.size, 0.0)
    where = -offset / slope
    gradient = np.array([-1.0 / slope, offset / slope**2])
    error = float(np.sqrt(max(gradient @ covariance @ gradient, 0.0)))
    count = x.size
    chances = expit(excess + offset + slope * x)
    effective = float(np.sum(chances * (1.0 - chances))) * 4.0
    few = f"only {effective:.3g} samples lie where the distributions overlap: the errors are too small"
    said = () if effective >= FEW else (few,)
    return CrooksTest(
        Estimate(float(slope), float(np.sqrt(covariance[1, 1])), count, effective, 0.0, said),
        Estimate(temperature * float(where + middle), temperature * error, count, effective, 0.0, said),
    )


def crossing(
    log_forward: Callable[[float], float], log_reverse: Callable[[float], float], low: float, high: float
) -> float:
    """The work W between ``low`` and ``high`` where pF(W) = pR(-W), from the logarithms of both densities."""

    def apart(work: float) -> float:
        return log_forward(work) - log_reverse(-work)

    if apart(low) * apart(high) > 0.0:
        raise BadInput(
            [Problem(f"the densities do not cross between {low:g} and {high:g}", hint="widen the range")]
        )
    return float(root_scalar(apart, bracket=(low, high), xtol=1e-14).root)


def _fitted(x: np.ndarray, y: np.ndarray, excess: float) -> tuple[np.ndarray, np.ndarray]:
    """Offset and slope of the logistic line and their covariance, by Newton's method on a concave likelihood."""
    design, at = np.stack([np.ones_like(x), x], axis=1), np.array([0.0, 1.0])
    likelihood = -np.inf
    for _ in range(100):
        chances = expit(excess + design @ at)
        information = design.T @ ((chances * (1.0 - chances))[:, None] * design)
        step = np.linalg.solve(information, design.T @ (y - chances))
        length = 1.0
        while True:
            z = excess + design @ (at + length * step)
            tried = float(np.sum(y * z - np.logaddexp(0.0, z)))
            if tried >= likelihood - 1e-12 * abs(likelihood) or length < 1e-6 or not np.isfinite(likelihood):
                break
            length /= 2.0
        at, likelihood = at + length * step, tried
        if float(np.max(np.abs(step))) < 1e-12 * (1.0 + float(np.max(np.abs(at)))):
            return at, np.linalg.inv(information)
    raise SolverGaveUp("the line through ln pF(W)/pR(-W) did not settle: the samples hardly overlap")
