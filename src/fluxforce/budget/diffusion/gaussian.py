"""Exact mean, covariance, correlations and spectra of linear Langevin processes."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import expm, solve_continuous_lyapunov

from fluxforce.budget.diffusion.linear import LinearLangevin
from fluxforce.errors import BadInput, Problem

MARGIN = 1e-12  # an eigenvalue this close to zero, relative to the largest, decays too slowly to settle


@dataclass(frozen=True)
class Gaussian:
    """Mean [variables] and covariance [variables, variables] of a state."""

    mean: np.ndarray
    covariance: np.ndarray

    @property
    def second_moment(self) -> np.ndarray:
        """<x x^T>."""
        return self.covariance + np.outer(self.mean, self.mean)


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
    """The state after a time: m' = c - A m, S' = -A S - S A^T + 2 D, by one matrix exponential each.

    The integral of the noise is that of [vanloan1978]; A may be singular.
    """
    count = len(process.names)
    nothing = np.zeros((count, count))
    block = np.block([[process.drift, 2.0 * process.diffusion], [nothing, -process.drift.T]])
    both = expm(_scaled(block, duration, process))
    propagator = both[count:, count:].T
    carried = np.zeros((count + 1, count + 1))
    carried[:count, :count], carried[:count, count] = -process.drift, process.constant
    mean = (expm(duration * carried) @ np.append(start.mean, 1.0))[:count]
    noise = propagator @ both[:count, count:]
    covariance = propagator @ start.covariance @ propagator.T + noise
    return Gaussian(mean, (covariance + covariance.T) / 2.0)


def _scaled(block: np.ndarray, duration: float, process: LinearLangevin) -> np.ndarray:
    # growing exponentials of A t are multiplied by decaying ones: beyond 300 the product has no digits left
    longest = duration * float(np.max(np.abs(np.linalg.eigvals(process.drift)), initial=0.0))
    if longest > 300.0 or duration < 0.0:
        said = f"a duration of {duration:g} is {longest:.3g} times the fastest relaxation time"
        raise BadInput([Problem(said, hint="between 0 and 300: use stationary(), or several steps")])
    return duration * block


def correlation(process: LinearLangevin, lag: float) -> np.ndarray:
    """C(t) = <x(t) x(0)^T> - <x><x>^T = exp(-A t) S in the steady state, t >= 0."""
    return expm(-lag * process.drift) @ stationary(process).covariance


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
