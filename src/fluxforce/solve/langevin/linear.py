"""What an integrator makes of a linear system, exactly: the covariance that its steps settle to, error included."""

from dataclasses import dataclass

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import scipy.linalg

from fluxforce._types import Array
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.diffusion import LangevinSystem, Underdamped
from fluxforce.networks.drives import ColouredForce
from fluxforce.solve.langevin.state import AbstractIntegrator, State


@dataclass(frozen=True)
class StepMap:
    """One step of a linear system, z -> matrix z + noise n with standard normal n, from the integrator itself.

    z holds positions, momenta, drive and what the integrator remembers; ``seen`` of them are no memory. ``constant``
    is what a step adds.
    """

    matrix: np.ndarray
    noise: np.ndarray
    constant: np.ndarray
    seen: int

    def covariance(self) -> np.ndarray:
        """Stationary covariance of positions, momenta and drive, from S = M S M^T + G G^T.

        Raises BadInput where the steps settle nowhere.
        """
        radius = float(np.max(np.abs(np.linalg.eigvals(self.matrix)))) if self.matrix.size else 0.0
        if not radius < 1.0:
            hint = "take a smaller step, or bind what drifts away"
            raise BadInput([Problem(f"the steps settle nowhere: one factor is {radius:.6g}", hint=hint)])
        found = scipy.linalg.solve_discrete_lyapunov(self.matrix, self.noise @ self.noise.T)
        return found[: self.seen, : self.seen]


def step_map(
    system: LangevinSystem,
    integrator: AbstractIntegrator,
    step: float,
    parameter: float | np.ndarray | Array = 0.0,
) -> StepMap:
    """The map of one step, by differentiating the integrator at one point and checking it at another.

    Raises BadInput for systems that are not linear, or whose drive is not.
    """
    if system.drive is not None and not isinstance(system.drive, ColouredForce):
        raise BadInput([Problem(f"the drive {type(system.drive).__name__} is not linear")])
    rows, kept = integrator.rows(system)
    axes = 0 if system.drive is None else len(system.drive.names)
    momenta = system.dims if isinstance(system, Underdamped) else 0
    sizes = np.cumsum([system.dims, momenta, axes])
    total, given = int(sizes[-1]) + kept, jnp.asarray(parameter, dtype=float)

    @eqx.filter_jit
    def both(z: Array, n: Array) -> tuple[Array, tuple[Array, Array]]:
        def once(z: Array, n: Array) -> Array:
            state = State(*jnp.split(z, sizes))
            after, _ = integrator.advance(system, state, given, jnp.asarray(step), n)
            return jnp.concatenate([after.x, after.p, after.y, after.memory])

        return once(z, n), jax.jacfwd(once, argnums=(0, 1))(z, n)

    zero = jnp.zeros(total), jnp.zeros(rows + axes)
    there = jnp.linspace(0.3, 1.7, total), jnp.linspace(-1.1, 0.9, rows + axes)
    constant, (matrix, noise) = both(*zero)
    _, other = both(*there)
    for here, away in zip((matrix, noise), other, strict=True):
        if not np.allclose(here, away, rtol=1e-9, atol=1e-9):
            raise BadInput([Problem("the system is not linear", hint="sample it instead")])
    return StepMap(np.asarray(matrix), np.asarray(noise), np.asarray(constant), int(sizes[-1]))
