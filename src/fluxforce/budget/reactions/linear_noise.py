"""Small fluctuations about a macroscopic fixed point: covariance and spectra of the linear noise approximation."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_continuous_lyapunov

from fluxforce.budget.reactions.fixed_points import MacroscopicState, moving_basis
from fluxforce.errors import BadInput, Problem
from fluxforce.numerics.summary import AbstractSummarised, Summary, numbers


@dataclass(frozen=True, repr=False)
class LinearNoise(AbstractSummarised):
    """n = V c + V^(1/2) x with dx = A x dt + noise of diffusion B, about a stable fixed point c.

    ``drift`` A [species, species] is the Jacobian, ``diffusion`` B = sum_r D_r D_r^T (J+_r + J-_r) with fluxes per
    volume, ``covariance`` C solves A C + C A^T + B = 0, all without V: Cov(n) = V C to leading order. Conserved
    totals do not fluctuate. Source: [vankampen2007] chapter X.
    """

    state: MacroscopicState
    drift: np.ndarray
    diffusion: np.ndarray
    covariance: np.ndarray

    def spectrum(self, frequency: np.ndarray) -> np.ndarray:
        """S(w) = (A + i w)^-1 B (A^T - i w)^-1 [frequencies, species, species] at angular frequencies w [1/s].

        S(w) = integral of <x(t) x(0)^T> exp(-i w t) over all t, so the integral of S dw/(2 pi) is C.
        """
        basis = moving_basis(self.state.network)
        drift, diffusion = basis.T @ self.drift @ basis, basis.T @ self.diffusion @ basis
        w = np.asarray(frequency, dtype=float)[:, None, None]
        inverse = np.linalg.inv(drift[None] + 1j * w * np.eye(drift.shape[0])[None])
        inner = inverse @ diffusion[None] @ inverse.conj().transpose(0, 2, 1)
        return basis[None] @ inner @ basis.T[None]

    def summary(self) -> Summary:
        """Mean and standard deviation of copy numbers to leading order, V c and the root of V C."""
        network = self.state.network
        mean, variance = network.volume * self.state.concentration, network.volume * np.diag(self.covariance)
        deviation = np.sqrt(np.maximum(variance, 0.0))
        rows = tuple((name, *numbers(mean[k], deviation[k])) for k, name in enumerate(network.species))
        title = f"Linear noise about a fixed point, volume {network.volume:g}"
        return Summary(title, (), ("species", "mean number", "standard deviation"), rows)


def linear_noise(state: MacroscopicState) -> LinearNoise:
    """The linear noise about a fixed point. Raises BadInput where the point does not stand still or is not stable."""
    names = state.network.species
    traffic = state.one_way + state.returning
    moved = np.abs(state.network.change()).T @ traffic
    if np.any(np.abs(state.change) > 1e-8 * moved):
        worst = names[int(np.argmax(np.abs(state.change) / np.maximum(moved, 1e-300)))]
        raise BadInput(
            [Problem(f"'{worst}' changes at these concentrations: no fixed point", hint="use fixed_points")]
        )
    if not state.stable:
        growing = float(np.real(state.eigenvalues).max())
        raise BadInput([Problem(
            f"the fixed point is not stable (a disturbance grows at {growing:.3g} per second); "
            "fluctuations about it are not small",
            hint="use the master equation or trajectories",
        )])  # fmt: skip
    change = state.network.change().astype(float)
    diffusion = (change * traffic[:, None]).T @ change
    basis = moving_basis(state.network)
    inner = solve_continuous_lyapunov(basis.T @ state.jacobian @ basis, -basis.T @ diffusion @ basis)
    return LinearNoise(state, state.jacobian, diffusion, basis @ inner @ basis.T)
