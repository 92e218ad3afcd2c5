"""Chains of beads and of masses between heat baths."""

import numpy as np

from fluxforce.budget.diffusion.gaussian import Gaussian
from fluxforce.budget.diffusion.linear import LinearLangevin, Numbers, overdamped, underdamped


def chain_stiffness(count: int, spring: float = 1.0) -> np.ndarray:
    """Second differences: neighbours and both walls are joined by equal springs."""
    return spring * (2.0 * np.eye(count) - np.eye(count, k=1) - np.eye(count, k=-1))


def bead_chain(temperatures: Numbers, *, spring: float = 1.0, mobility: float = 1.0) -> LinearLangevin:
    """Overdamped beads between walls, each in a bath of its own temperature. Source: [battle2016]."""
    count = len(temperatures)
    names = [f"x{k}" for k in range(count)]
    return overdamped(
        names, chain_stiffness(count, spring), mobility=[mobility] * count, temperature=list(temperatures)
    )


def mass_chain(
    count: int, *, hot: float, cold: float, spring: float = 1.0, friction: float = 1.0, mass: float = 1.0
) -> LinearLangevin:
    """Masses joined to fixed walls and each other; baths 'left' (hot) and 'right' (cold) touch the ends only.

    Source: [rieder1967].
    """
    ends = np.eye(count) * friction
    baths = {"left": (ends[0], hot), "right": (ends[-1], cold)}
    return underdamped(chain_stiffness(count, spring), [mass] * count, baths)


def kinetic_temperatures(process: LinearLangevin, state: Gaussian, masses: Numbers) -> np.ndarray:
    """m <v^2> of every mass."""
    count = len(masses)
    return np.asarray(masses) * np.diagonal(state.second_moment)[count:]
