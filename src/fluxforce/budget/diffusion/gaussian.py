"""Exact mean, covariance, correlations and spectra of linear Langevin processes."""

import numpy as np
from scipy.linalg import solve_continuous_lyapunov

from fluxforce.budget.diffusion.linear import LinearLangevin
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.gaussian import Gaussian

TERMS = 20  # 1/20! is below round-off
MARGIN = 1e-12  # an eigenvalue this close to zero, relative to the largest, decays too slowly to settle


def stationary(process: LinearLangevin) -> Gaussian:
    """The steady state: A m = c and A S + S A^T = 2 D.

    Raises BadInput with the eigenvalue and the variables of its mode where A does not make everything decay.
    """
    drift = process.drift
    eigenvalues, modes = np.linalg.eig(drift)
    slowest = int(np.argmin(np.real(eigenvalues)))
    if eigenvalues[slowest].real <= MARGIN * float(np.max(np.abs(eigenvalues), initial=0.0)):
        value = complex(eigenvalues[slowest])
        shares = np.abs(modes[:, slowest])
        who = [name for name, share in zip(process.names, shares, strict=True) if share > 0.1 * shares.max()]
        shown = f"{value.real:.6g}" if value.imag == 0.0 else f"{value.real:.6g} {value.imag:+.6g}i"
        said = f"there is no steady state: the drift matrix A has the eigenvalue {shown} in {', '.join(who)}"
        raise BadInput(
            [Problem(said, hint="in dx = (c - A x) dt every eigenvalue of A needs a positive real part")]
        )
    covariance = solve_continuous_lyapunov(drift, 2.0 * process.diffusion)
    return Gaussian(np.linalg.solve(drift, process.constant), (covariance + covariance.T) / 2.0)


def evolve(process: LinearLangevin, start: Gaussian, duration: float) -> Gaussian:
    """The state after a time: m' = c - A m, S' = -A S - S A^T + 2 D, exactly; A may be singular or stiff.

    Propagator P = exp(-A t), shift and gathered noise of a short time come from their series; those of the whole time
    follow by doubling, N(2t) = N(t) + P(t) N(t) P(t)^T, a sum of positive terms. Raises BadInput for a negative time,
    a state of another size, and one that grows beyond all numbers.
    """
    variables = process.drift.shape[0]
    if start.mean.size != variables:
        said = f"a state of {start.mean.size} variables for a process of {variables}"
        raise BadInput([Problem(said, hint=f"variables: {', '.join(process.names)}")])
    propagator, shift, noise = _gathered(process, duration)
    with np.errstate(over="ignore", invalid="ignore"):
        mean = propagator @ start.mean + shift
        covariance = propagator @ start.covariance @ propagator.T + noise
    if not (np.all(np.isfinite(mean)) and np.all(np.isfinite(covariance))):
        raise BadInput(
            [Problem(f"the state grows beyond all numbers within {duration:g}", hint="a shorter time")]
        )
    return Gaussian(mean, (covariance + covariance.T) / 2.0)


def _gathered(process: LinearLangevin, duration: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """P = exp(-A t), the mean that started from zero, and the noise gathered since."""
    if not (np.isfinite(duration) and duration >= 0.0):
        raise BadInput([Problem(f"the duration is {duration:g}; it must be zero or above")])
    size = 2.0 * duration * float(np.linalg.norm(process.drift))
    doublings = max(0, int(np.ceil(np.log2(size)))) if size > 0.0 else 0
    propagator, shift, noise = _short(process, duration / 2.0**doublings)
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(doublings):
            noise = noise + propagator @ noise @ propagator.T
            shift = shift + propagator @ shift
            propagator = propagator @ propagator
    return propagator, shift, noise


def _short(process: LinearLangevin, time: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """P, the mean from zero, and the noise after a time in which 2 |A| t is at most one, by Taylor's series."""
    drift = process.drift
    term, propagator = np.eye(drift.shape[0]), np.eye(drift.shape[0])
    gathered, noise = 2.0 * time * process.diffusion, 2.0 * time * process.diffusion
    moved, shift = time * process.constant, time * process.constant
    for k in range(1, TERMS):
        term = -(time / k) * (drift @ term)
        propagator = propagator + term
        moved = -(time / (k + 1.0)) * (drift @ moved)
        shift = shift + moved
        turned = drift @ gathered
        gathered = -(time / (k + 1.0)) * (turned + turned.T)
        noise = noise + gathered
    return propagator, shift, noise


def correlation(process: LinearLangevin, lag: float) -> np.ndarray:
    """C(t) = <x(t) x(0)^T> - <x><x>^T = exp(-A t) S in the steady state, t >= 0."""
    return _gathered(process, lag)[0] @ stationary(process).covariance


def spectrum(process: LinearLangevin, frequency: float) -> np.ndarray:
    """S(w) = integral of exp(-i w t) C(t) over all t = (A + i w)^-1 2 D (A - i w)^-T, w in radians per time.

    Valid variable by variable wherever C decays; half of S(0) of a velocity is the diffusion coefficient that it
    causes (Green and Kubo). Raises BadInput without a steady state.
    """
    stationary(process)
    shifted = np.linalg.inv(process.drift + 1j * frequency * np.eye(len(process.names)))
    return shifted @ (2.0 * process.diffusion) @ shifted.conj().T


def velocity_moments(process: LinearLangevin, state: Gaussian) -> np.ndarray:
    """M[i, j] = <x_i o dx_j/dt>, the product read as Stratonovich: x (c - A x)^T + D.

    In the steady state M is antisymmetric and M[i, j] is the rate at which area is encircled in the plane i, j;
    <f o dx/dt> of a force f among the variables is the power that it delivers.
    """
    drift = np.outer(state.mean, process.constant) - state.second_moment @ process.drift.T
    return drift + process.diffusion


def torque(stiffness: np.ndarray, state: Gaussian, plane: tuple[int, int] = (0, 1)) -> float:
    """<x_i F_j - x_j F_i> of the force F = -stiffness x in the plane of two variables."""
    moment = -state.second_moment @ np.asarray(stiffness).T
    i, j = plane
    return float(moment[i, j] - moment[j, i])
