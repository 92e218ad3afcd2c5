"""The master equation of one species, written out densely: what sampled distributions are compared with."""

import numpy as np
from scipy.linalg import expm

from fluxforce.networks.reactions import ReactionNetwork


def one_species(network: ReactionNetwork, most: int) -> np.ndarray:
    """W[m, n], rate n -> m [1/s], of 0 to ``most`` individuals; what leads beyond is left out."""
    before, after = (side[:, 0] for side in network.stoichiometry())
    forward, backward = network.constants()
    w = np.zeros((most + 1, most + 1))
    for k in range(before.size):
        for constant, takes, gives in ((forward[k], before[k], after[k]), (backward[k], after[k], before[k])):
            for n in range(most + 1):
                rate = constant * network.volume ** (1.0 - takes) * np.prod(n - np.arange(takes))
                m = n + gives - takes
                if rate > 0.0 and 0 <= m <= most:
                    w[m, n] += rate
                    w[n, n] -= rate
    return w


def after(network: ReactionNetwork, start: np.ndarray, time: float) -> np.ndarray:
    """Probabilities at ``time`` [s] from those at the start."""
    return expm(one_species(network, start.size - 1) * time) @ start


def deviate(states: np.ndarray, probability: np.ndarray) -> float:
    """Chi-square of counted states against probabilities as a normal deviate; rare states are pooled."""
    mean = probability * states.size
    seen = np.bincount(states.astype(np.int64), minlength=mean.size)
    often = mean > 10.0
    pooled = np.append(seen[often], seen[~often].sum()), np.append(mean[often], max(mean[~often].sum(), 1e-9))
    chi2 = float(((pooled[0] - pooled[1]) ** 2 / pooled[1]).sum())
    return (chi2 - often.sum()) / np.sqrt(2.0 * often.sum())


def apart(sample: np.ndarray, mean: float) -> float:
    """Distance of a sample's mean from what it should be, in standard errors."""
    return abs(float(sample.mean()) - mean) / (float(sample.std()) / np.sqrt(sample.size))


def variance_apart(sample: np.ndarray, variance: float) -> float:
    """Distance of a sample's variance from what it should be, in standard errors."""
    return apart((sample - sample.mean()) ** 2, variance)
