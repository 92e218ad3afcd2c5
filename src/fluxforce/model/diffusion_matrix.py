"""What a measured matrix of diffusion says about an ideal mixture: the part of it that obeys Onsager's relations."""

import numpy as np

from fluxforce.constants import GAS_CONSTANT


def bend(fractions: np.ndarray, molar: np.ndarray) -> np.ndarray:
    """H = d((mu_k - mu_n)/T)/dw_j [J/K/kg] of an ideal mixture at mass fractions of all components, molar in kg/mol."""
    step = 1.0 / molar[:-1] - 1.0 / molar[-1]
    inverse = 1.0 / (molar * fractions)
    shared = inverse[-1] - np.outer(step, step) / np.sum(fractions / molar)
    return GAS_CONSTANT * (np.diag(inverse[:-1]) + shared)


def spread_of(matrix: np.ndarray, fractions: np.ndarray, molar: np.ndarray) -> tuple[np.ndarray, float]:
    """D~ = C^T D C^-T, made symmetric, of a diffusion matrix D, and what had to be taken out of it, relative.

    H = C C^T at this composition. D H^-1 is symmetric by Onsager's relations; a measured matrix is so within its
    errors and those of ideal mixing, and only its symmetric part can be used.
    """
    factor = np.linalg.cholesky(bend(fractions, molar))
    turned = factor.T @ matrix @ np.linalg.inv(factor).T
    even, odd = 0.5 * (turned + turned.T), 0.5 * (turned - turned.T)
    return even, float(np.linalg.norm(odd) / np.linalg.norm(even))


def matrix_of(spread: np.ndarray, fractions: np.ndarray, molar: np.ndarray) -> np.ndarray:
    """The diffusion matrix D = C^-T D~ C^T at a composition [m2/s]."""
    factor = np.linalg.cholesky(bend(fractions, molar))
    return np.linalg.inv(factor).T @ spread @ factor.T


def dufour_of(
    spread: np.ndarray, soret: np.ndarray, fractions: np.ndarray, molar: np.ndarray, density: float
) -> float:
    """Conductivity at zero gradient less that at zero flux, over the temperature squared [W/m/K^3]: rho S' . H D S'."""
    own = np.linalg.cholesky(bend(fractions, molar)).T @ soret
    return float(density * own @ spread @ own)
