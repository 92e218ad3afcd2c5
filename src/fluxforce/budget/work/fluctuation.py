"""Integral and detailed fluctuation theorems from samples of entropy production."""

import numpy as np
from scipy.optimize import root_scalar
from scipy.special import expit, logsumexp

from fluxforce.budget.work.estimate import (
    DOMINANT,
    Estimate,
    checked_samples,
    effective_samples,
    rare_paths,
)
from fluxforce.errors import BadInput, Problem


def integral_theorem(production: np.ndarray) -> Estimate:
    """<exp(-Sigma)> with its standard error, which must be one; Sigma in k_B, total or housekeeping.

    Over long times rare paths with negative Sigma carry the average, no sample holds them, and the estimate falls
    far below one with a small error bar: ``said`` tells. Source: [seifert2012], section 4.
    """
    flat = checked_samples(production, "entropy production")
    value = float(np.exp(logsumexp(-flat) - np.log(flat.size)))
    weights = np.exp(-flat)
    error = float(weights.std(ddof=1) / np.sqrt(flat.size))
    said = list(rare_paths(-flat))
    if np.all(flat > 0.0):
        said.append("no sample has a negative entropy production: the theorem cannot be tested with them")
    return Estimate(value, error, flat.size, effective_samples(-flat), 0.0, tuple(said))


def detailed_theorem(production: np.ndarray) -> Estimate:
    """Slope of ln p(Sigma)/p(-Sigma) against Sigma, which must be one, without any bins.

    Given |Sigma| the sign is positive with probability 1/(1 + exp(-b |Sigma|)); b is the most likely slope and its
    error comes from the information of the signs. For totals in a steady state or under a protocol that is its own
    reverse. Source: [seifert2012], section 4. Raises BadInput where all signs
    are the same, or so nearly that no slope follows.
    """
    flat = checked_samples(production, "entropy production")
    size, sign = np.abs(flat), (flat > 0.0).astype(float)
    if not 0.0 < sign.sum() < flat.size:
        said = "all samples of the entropy production have one sign: no ratio can be formed"
        raise BadInput([Problem(said, hint="shorter trajectories or more of them")])

    def unbalance(slope: float) -> float:
        return float(np.sum(size * (sign - expit(slope * size))))

    high = 1.0
    while unbalance(high) > 0.0:
        high *= 2.0
    low = -1.0
    while unbalance(low) < 0.0:
        low *= 2.0
    slope = float(root_scalar(unbalance, bracket=(low, high), xtol=1e-13).root)
    chances = expit(slope * size)
    terms = size**2 * chances * (1.0 - chances)
    information = float(terms.sum())
    if not information > 0.0 or not float(np.sum(terms**2)) > 0.0:
        said = f"hardly any of {flat.size} samples has the rarer sign: they do not determine a slope"
        raise BadInput([Problem(said, hint="shorter trajectories or more of them")])
    carrying = information**2 / float(np.sum(terms**2))
    share = float(terms.max()) / information
    said = (f"one sample carries {share:.0%} of what is known about the slope",) if share > DOMINANT else ()
    return Estimate(slope, 1.0 / float(np.sqrt(information)), flat.size, carrying, 0.0, said)
