"""Newton's method for one implicit stage, scaling whole steps."""

import equinox as eqx
import jax
import jax.numpy as jnp

from fluxforce._types import Array, Bool, Float, Int
from fluxforce.balance import System
from fluxforce.solve.linear import AbstractCorrection
from fluxforce.solve.residual import Stage


class NewtonOptions(eqx.Module):
    """When to stop: the last correction, relative to ``scale``, fell below ``tolerance``.

    Convergence is quadratic, so what is left after a correction of 1e-6 is of the order of 1e-12. ``reach`` is
    the longest correction, relative to scale, that is taken whole: longer ones are scaled down as a whole, since
    clipping single unknowns breaks the linear relations between them.
    """

    tolerance: float = 1e-6
    reach: float = 2.0
    most: int = 12


class NewtonResult(eqx.Module):
    coordinates: Float[Array, "coordinates places"]
    iterations: Int[Array, ""]
    converged: Bool[Array, ""]


def newton(
    solver: AbstractCorrection,
    system: System,
    stage: Stage,
    start: Float[Array, "coordinates places"],
    scale: Float[Array, " coordinates"],
    options: NewtonOptions,
) -> NewtonResult:
    """Solve a stage from ``start``; ``scale`` is 1 for logarithmic coordinates, a typical amount otherwise."""

    def unfinished(state):
        _, count, size = state
        return (count < options.most) & (size > options.tolerance) & jnp.isfinite(size)

    def improve(state):
        z, count, _ = state
        step = solver.correction(system, stage, z)
        size = jnp.max(jnp.abs(step) / scale[:, None])
        factor = jnp.minimum(1.0, options.reach / jax.lax.stop_gradient(size))
        return z + factor * step, count + 1, jax.lax.stop_gradient(size)

    z, count, size = jax.lax.while_loop(unfinished, improve, (start, jnp.array(0), jnp.array(1e300)))
    return NewtonResult(z, count, size <= options.tolerance)
