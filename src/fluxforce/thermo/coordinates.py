"""From contents to coordinates, and back onto the manifold of the constraints."""

import jax
import jax.numpy as jnp

from fluxforce._types import Array, Bool, Float
from fluxforce.numerics.small import gauss_jordan
from fluxforce.thermo.base import AbstractPotential
from fluxforce.thermo.slopes import slopes

MOST_ITERATIONS = 60
REACH = 3.0


def coordinates_of(
    potential: AbstractPotential,
    content: Float[Array, "balanced places"],
    guess: Float[Array, "coordinates places"],
    tolerance: float = 1e-9,
) -> tuple[Float[Array, "coordinates places"], Bool[Array, " places"]]:
    """Coordinates of a content by Newton's method, and whether each place converged.

    Each place scales its own correction as a whole. Convergence is quadratic: what is left after the last
    correction of relative size ``tolerance`` is round-off.
    """
    # a linear coordinate is its own content: found in one step, and no reason to shorten it
    counts = jnp.where(jnp.array(potential.linear), 0.0, 1.0)
    counts = jnp.concatenate([counts, jnp.ones(guess.shape[0] - content.shape[0])])[:, None]

    def unfinished(state):
        _, size, count = state
        return (count < MOST_ITERATIONS) & jnp.any(size > tolerance)

    def improve(state):
        z, _, count = state
        slope = slopes(potential, z)
        residual = jnp.concatenate([slope.reading.content - content, slope.reading.constraints])
        step = -gauss_jordan(slope.equations, residual[:, None])[:, 0]
        size = jnp.max(jnp.abs(step) * counts, axis=0)
        factor = jnp.where(counts > 0.0, jnp.minimum(1.0, REACH / (size + 1e-300)), 1.0)
        return z + step * factor, size, count + 1

    start = (guess, jnp.full(content.shape[1], jnp.inf), jnp.array(0))
    z, size, _ = jax.lax.while_loop(unfinished, improve, start)
    return z, size <= tolerance


def implicit_coordinates(
    potential: AbstractPotential,
    content: Float[Array, "balanced places"],
    guess: Float[Array, "coordinates places"],
) -> Float[Array, "coordinates places"]:
    """``coordinates_of`` with the derivatives of the solution, dz/dq, instead of those of its iterations."""
    z, _ = coordinates_of(potential, jax.lax.stop_gradient(content), jax.lax.stop_gradient(guess))
    z = jax.lax.stop_gradient(z)
    equations = jax.lax.stop_gradient(slopes(potential, z).equations)
    reading = potential.read(z)
    off = jnp.concatenate([reading.content - content, reading.constraints])
    return z - gauss_jordan(equations, off[:, None])[:, 0]


def onto_manifold(
    potential: AbstractPotential, coordinates: Float[Array, "coordinates places"], sweeps: int | Array = 4
) -> Float[Array, "coordinates places"]:
    """Correct the constrained coordinates until the constraints vanish, the balanced ones held."""
    balanced = len(potential.linear)
    count = coordinates.shape[0] - balanced
    if count == 0:
        return coordinates

    def sweep(_, z):
        slope = slopes(potential, z)
        step = -gauss_jordan(slope.equations[balanced:, balanced:], slope.reading.constraints[:, None])[:, 0]
        size = jnp.max(jnp.abs(step), axis=0)
        return z.at[balanced:].add(step * jnp.minimum(1.0, REACH / (size + 1e-300))[None])

    return jax.lax.fori_loop(0, sweeps, sweep, coordinates)
