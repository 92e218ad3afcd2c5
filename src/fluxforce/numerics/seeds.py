"""Points spread evenly over a box of logarithms, the same every time: where searches begin."""

import numpy as np


def log_uniform(points: int, axes: int, low: float, high: float) -> np.ndarray:
    """Points [points, axes] between low and high, evenly in the logarithm: the additive recurrence k a mod 1.

    a_j = phi^-(j+1) with phi^(axes+1) = phi + 1, the generalised golden ratio; no randomness, no key.
    """
    phi = 2.0
    for _ in range(40):
        phi = (1.0 + phi) ** (1.0 / (axes + 1))
    steps = phi ** -np.arange(1.0, axes + 1.0)
    inside = (0.5 + np.arange(points)[:, None] * steps[None]) % 1.0
    return low * (high / low) ** inside
