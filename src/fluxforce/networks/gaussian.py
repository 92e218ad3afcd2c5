"""Normal distributions of positions: where trajectories start, and what linear diffusions are in."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from fluxforce.errors import BadInput, Problem

SYMMETRIC = 1e-9  # of the largest entry: what round-off of products of matrices may leave


@dataclass(frozen=True)
class Gaussian:
    """Mean [variables] and covariance [variables, variables] of a state.

    Lists are taken, and a number for one variable. Raises BadInput for other shapes, numbers that are not finite,
    and a covariance that is not symmetric.
    """

    mean: np.ndarray
    covariance: np.ndarray

    def __init__(self, mean: ArrayLike, covariance: ArrayLike):
        try:
            m, s = (
                np.atleast_1d(np.array(mean, dtype=float)),
                np.atleast_2d(np.array(covariance, dtype=float)),
            )
        except (TypeError, ValueError):
            said = "mean and covariance of a Gaussian are not numbers"
            raise BadInput([Problem(said, hint="Gaussian([0.0, 1.0], [[1.0, 0.2], [0.2, 1.0]])")]) from None
        if m.ndim != 1 or s.shape != (m.size, m.size):
            said = f"a mean of the shape {m.shape} has no covariance of the shape {s.shape}"
            raise BadInput([Problem(said, hint="mean [variables], covariance [variables, variables]")])
        if not (np.all(np.isfinite(m)) and np.all(np.isfinite(s))):
            raise BadInput([Problem("mean or covariance of a Gaussian has a number that is not finite")])
        if np.abs(s - s.T).max(initial=0.0) > SYMMETRIC * np.abs(s).max(initial=0.0):
            raise BadInput([Problem("the covariance of a Gaussian is not symmetric")])
        object.__setattr__(self, "mean", m)
        object.__setattr__(self, "covariance", s)

    @property
    def second_moment(self) -> np.ndarray:
        """<x x^T>."""
        return self.covariance + np.outer(self.mean, self.mean)
