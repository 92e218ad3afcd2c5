"""Large deviations of heat and entropy of linear Langevin processes, from a Riccati equation."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.linalg import schur

from fluxforce.budget.diffusion.gaussian import stationary
from fluxforce.budget.diffusion.linear import LinearLangevin
from fluxforce.budget.diffusion.production import mean_forces, unreached
from fluxforce.errors import BadInput, Problem

EDGE = 1e-9  # an exponent closer to the imaginary axis than this, relative to the largest, does not decay


@dataclass(frozen=True)
class Cumulants:
    """A scaled cumulant generating function at one s.

    ``value`` [1/s] is lim ln <exp(-s Q(t))>/t with its boundary terms finite, plus infinity where no such limit
    exists. ``reached`` says whether a start in the steady state and a free end keep the average finite: if not, the
    boundary terms (unbounded stored energy) dominate and the average of the exponential diverges at finite times.
    """

    value: float
    reached: bool
    exponents: np.ndarray


def entropy_scgf(process: LinearLangevin, s: float) -> Cumulants:
    """Of the entropy given to all baths, ln <exp(-s Sigma)>/t; symmetric under s -> 1 - s (Gallavotti and Cohen)."""
    return scgf(process, dict.fromkeys(process.baths, s))


def heat_scgf(process: LinearLangevin, bath: str, s: float) -> Cumulants:
    """Of the heat Q absorbed FROM one bath, ln <exp(-s Q)>/t: weight s T on minus the entropy given to it."""
    known = process.baths.get(bath)
    if known is None or known.temperature is None:
        heat = [name for name, one in process.baths.items() if one.temperature is not None]
        raise BadInput([Problem(f"'{bath}' is no heat bath", hint=f"heat baths: {', '.join(heat)}")])
    return scgf(process, {bath: -s * known.temperature})


def scgf(process: LinearLangevin, weights: Mapping[str, float]) -> Cumulants:
    """ln <exp(-sum_b s_b Sigma_b)>/t, Sigma_b the entropy given to bath b [k_B].

    The tilted generator has the eigenfunction exp(x X x/2), with C_b = s_b D_b^+ damping_b and
    X D X + X M + M^T X + Q = 0, M = sum_b D_b C_b - A/2, Q = sum_b [C_b^T D_b C_b - sym(damping_b^T C_b)];
    the solution that makes M + D X decay gives the value tr A/2 - sum of the Re h > 0, h the eigenvalues of the
    Hamiltonian matrix [[M, D], [-Q, -M^T]]. None exists where some h is imaginary: then the value is infinite.
    Sources: [turitsyn2007], [visco2006], [kundu2011].

    Raises BadInput for a process without steady state, with constant forces (which are not covered), and for a bath
    whose entropy is unbounded.
    """
    steady = stationary(process)
    if np.any(process.constant != 0.0):
        raise BadInput(
            [Problem("constant forces are not covered by the generating function of a linear process")]
        )
    tilted, source = -process.drift / 2.0, np.zeros_like(process.drift)
    for name, one in process.baths.items():
        if weights.get(name, 0.0) != 0.0 and unreached(one) > 0.0:
            said = f"bath '{name}' damps what its noise does not reach: the entropy given to it is unbounded"
            raise BadInput([Problem(said)])
        covector = weights.get(name, 0.0) * mean_forces(one)
        tilted = tilted + one.diffusion @ covector
        product = one.damping.T @ covector
        source = source + covector.T @ one.diffusion @ covector - (product + product.T) / 2.0
    hamiltonian = np.block([[tilted, process.diffusion], [-source, -tilted.T]])
    exponents = np.linalg.eigvals(hamiltonian)
    if np.min(np.abs(exponents.real)) <= EDGE * np.max(np.abs(exponents)):
        return Cumulants(float("inf"), False, exponents)
    value = float(np.trace(process.drift) / 2.0 - exponents.real[exponents.real > 0.0].sum())
    return Cumulants(value, _reached(hamiltonian, steady.covariance), exponents)


def _reached(hamiltonian: np.ndarray, covariance: np.ndarray) -> bool:
    """Whether both the start (S^-1 - X) and the free end (X - X of the reversed stable space) are normalisable."""
    count = covariance.shape[0]
    solutions = []
    for side in ("lhp", "rhp"):
        _, vectors, *_ = schur(hamiltonian, sort=side)
        upper, lower = vectors[:count, :count], vectors[count:, :count]
        if np.linalg.cond(upper) > 1e14:
            return False
        solutions.append(lower @ np.linalg.inv(upper))
    right, left = solutions
    start = np.linalg.inv(covariance) - right
    return bool(_positive(start) and _positive(left))


def _positive(matrix: np.ndarray) -> bool:
    return float(np.min(np.linalg.eigvalsh((matrix + matrix.T) / 2.0))) > 0.0
