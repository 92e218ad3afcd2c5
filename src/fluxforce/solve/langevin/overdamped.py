"""Integrators of the overdamped equation: Euler-Maruyama, Heun, and Leimkuhler and Matthews' two-noise scheme."""

import equinox as eqx
import jax
import jax.numpy as jnp

from fluxforce._types import Array, Scalar
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.diffusion import Convention, LangevinSystem, Overdamped
from fluxforce.solve.langevin.heat import overdamped_books
from fluxforce.solve.langevin.state import AbstractIntegrator, Books, State, next_drive


class EulerMaruyama(AbstractIntegrator):
    """x + h (mu F + value div D) + sqrt(2 D h) N at the beginning of the step: weak order 1. [kloeden1992]"""

    def rows(self, system: LangevinSystem) -> tuple[int, int]:
        return overdamped_only(system).dims, 0

    def advance(
        self, system: LangevinSystem, state: State, parameter: Array, step: Scalar, normals: Array
    ) -> tuple[State, Books]:
        system = overdamped_only(system)
        noise = kick(system, state.x, jnp.sqrt(step) * normals[: system.dims])
        x = state.x + step * system.ito_drift(state.x, parameter, state.y) + noise
        return _arrive(system, state, x, state.memory, parameter, step, normals)


class Heun(AbstractIntegrator):
    """Mean of drift and noise at the beginning and at a predicted end, in the sense of Stratonovich.

    Weak order 2 where the noise is the same everywhere, else 1 (and strong order 1 in one dimension). [kloeden1992]
    """

    def rows(self, system: LangevinSystem) -> tuple[int, int]:
        return overdamped_only(system).dims, 0

    def advance(
        self, system: LangevinSystem, state: State, parameter: Array, step: Scalar, normals: Array
    ) -> tuple[State, Books]:
        system = overdamped_only(system)
        later = next_drive(system, state.y, step, normals)
        rough = jnp.sqrt(step) * normals[: system.dims]
        drift, noise = stratonovich_drift(system, state.x, parameter, state.y), kick(system, state.x, rough)
        guess = state.x + step * drift + noise
        drift = 0.5 * (drift + stratonovich_drift(system, guess, parameter, later))
        if not system.uniform:
            noise = 0.5 * (noise + kick(system, guess, rough))
        return _arrive(system, state, state.x + step * drift + noise, state.memory, parameter, step, normals)


class LeimkuhlerMatthews(AbstractIntegrator):
    """x + h mu F + sqrt(2 D h) (N + N_before)/2, for noise that is the same everywhere: weak order 1 in general, but
    averages in equilibrium are right to order 2, and of harmonic systems exact, with one force per step.
    [leimkuhler2013]
    """

    def rows(self, system: LangevinSystem) -> tuple[int, int]:
        if not overdamped_only(system).uniform:
            hint = "take Heun, which reads a mobility that depends on the position"
            raise BadInput([Problem("LeimkuhlerMatthews needs the same mobility everywhere", hint=hint)])
        return system.dims, system.dims

    def advance(
        self, system: LangevinSystem, state: State, parameter: Array, step: Scalar, normals: Array
    ) -> tuple[State, Books]:
        system = overdamped_only(system)
        fresh = normals[: system.dims]
        noise = kick(system, state.x, 0.5 * jnp.sqrt(step) * (fresh + state.memory))
        x = state.x + step * system.ito_drift(state.x, parameter, state.y) + noise
        return _arrive(system, state, x, fresh, parameter, step, normals)


def overdamped_only(system: LangevinSystem) -> Overdamped:
    """The system itself. Raises BadInput where it has momenta."""
    if isinstance(system, Overdamped):
        return system
    hint = "take BAOAB or another Splitting, or make the system with `overdamped`"
    raise BadInput([Problem("an integrator of the overdamped equation for a system with momenta", hint=hint)])


def kick(system: Overdamped, x: Array, rough: Array) -> Array:
    """B(x) times ``rough``, B B^T = 2 D: square roots of a diagonal D, its lower Cholesky factor if it is full."""
    diffusion = system.diffusion_at(x)
    if diffusion.ndim < 2:
        return jnp.sqrt(2.0 * diffusion) * rough
    return _root(diffusion) @ rough


def noise_matrix(system: Overdamped, x: Array) -> Array:
    """B(x) as a matrix, B B^T = 2 D."""
    diffusion = system.diffusion_at(x)
    return jnp.diag(jnp.sqrt(2.0 * diffusion)) if diffusion.ndim < 2 else _root(diffusion)


def stratonovich_drift(system: Overdamped, x: Array, parameter: Array, y: Array) -> Array:
    """Ito drift less half of sum_k (B_k . grad) B_k: the drift that belongs to the mean of both ends.

    For a diagonal D that is mu F + (value - 1/2) div D.
    """
    drift = system.ito_drift(x, parameter, y)
    if system.uniform:
        return drift
    if system.diffusion_at(x).ndim < 2:
        return drift - 0.5 * system.divergence(x)
    if system.convention is Convention.STRATONOVICH:
        hint = "say ITO or ISOTHERMAL, which do not depend on the choice of the root"
        raise BadInput(
            [Problem("Stratonovich with a full mobility matrix that varies has no one meaning", hint=hint)]
        )
    root = _root(system.diffusion_at(x))
    turned = [
        jax.jvp(lambda z: _root(system.diffusion_at(z)), (x,), (root[:, k],))[1][:, k] for k in range(x.size)
    ]
    return drift - 0.5 * jnp.sum(jnp.stack(turned), axis=0)


def _root(diffusion: Array) -> Array:
    return jnp.linalg.cholesky(2.0 * diffusion)


def _arrive(
    system: Overdamped, before: State, x: Array, memory: Array, parameter: Array, step: Scalar, normals: Array
) -> tuple[State, Books]:
    after = eqx.tree_at(
        lambda s: (s.x, s.y, s.memory), before, (x, next_drive(system, before.y, step, normals), memory)
    )
    return after, overdamped_books(system, before, after, parameter, step)
