"""Free energy differences from work in both directions: Bennett's acceptance ratio."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import root_scalar
from scipy.special import expit

from fluxforce.budget.work.estimate import Estimate, check_temperature, checked_samples

LITTLE = 0.03  # overlap below which the variance formula is no longer to be trusted


@dataclass(frozen=True)
class Acceptance:
    """Delta F of Bennett's ratio with its asymptotic error, and the ``overlap`` of both distributions.

    ``overlap`` is 2 O in 0..1 for equal numbers, O the integral of pF pR/(pF + pR): one where both are the same.
    """

    estimate: Estimate
    overlap: float


def bennett(forward: np.ndarray, reverse: np.ndarray, temperature: float) -> Acceptance:
    """The Delta F that makes the work of both directions most likely, with numbers of samples as they are.

    sum_F f(M + (W - Delta F)/T) = sum_R f(-M + (W + Delta F)/T), f(x) = 1/(1 + e^x), M = ln N_F/N_R; the work of the
    reverse process is the one measured in it. Its variance is T^2 [1/(N <f (1 - f)>) - 1/N_F - 1/N_R], the average
    over all N samples. Sources: [bennett1976], [shirts2003].
    """
    check_temperature(temperature)
    ahead = checked_samples(forward, "forward work", 1) / temperature
    back = checked_samples(reverse, "reverse work", 1) / temperature
    excess = float(np.log(ahead.size / back.size))

    def unbalance(difference: float) -> float:
        left = expit(-(excess + ahead - difference)).sum()
        return float(left - expit(-(-excess + back + difference)).sum())

    # where all samples agree on a side the sums differ in sign: the left grows with the difference
    low, high = min(ahead.min(), (-back).min()), max(ahead.max(), (-back).max())
    width = 1.0 + abs(excess)
    while unbalance(low) > 0.0 or unbalance(high) < 0.0:
        low, high, width = low - width, high + width, 2.0 * width
    found = float(root_scalar(unbalance, bracket=(low, high), xtol=1e-13).root)
    # probability of each sample to have come from the forward process, given its work
    chances = expit(np.concatenate([excess + ahead - found, excess - back - found]))
    information = float(np.sum(chances * (1.0 - chances)))
    inverse = 1.0 / ahead.size + 1.0 / back.size
    variance = 1.0 / information - inverse if information > 0.0 else float("inf")
    overlap = information * inverse
    said = (
        () if overlap > LITTLE else (f"the distributions overlap by {overlap:.2g}: the error is too small",)
    )
    count = ahead.size + back.size
    error = temperature * float(np.sqrt(max(variance, 0.0)))
    return Acceptance(Estimate(temperature * found, error, count, overlap * count, 0.0, said), overlap)
