"""Derivatives of a reading by the coordinates, at every place at once."""

import equinox as eqx
import jax
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.numerics.small import gauss_jordan
from fluxforce.thermo.base import AbstractPotential, AbstractSloped, Reading, Slopes


def slopes(potential: AbstractPotential, coordinates: Float[Array, "coordinates places"]) -> Slopes:
    """The slopes of any potential: its own closed form, or automatic differentiation."""
    if isinstance(potential, AbstractSloped):
        return potential.slopes(coordinates)
    return differentiated(potential, coordinates)


def differentiated(potential: AbstractPotential, coordinates: Float[Array, "coordinates places"]) -> Slopes:
    """Slopes by automatic differentiation: one tangent per coordinate serves all places at once."""
    reading, push = jax.linearize(potential.read, coordinates)
    count = coordinates.shape[0]
    seeds = jnp.broadcast_to(jnp.eye(count)[:, :, None], (count, *coordinates.shape))
    pushed = jax.vmap(push)(seeds)
    equations = jnp.concatenate([pushed.content, pushed.constraints], axis=1)
    return Slopes(reading, jnp.swapaxes(equations, 0, 1), jnp.swapaxes(pushed.slaved, 0, 1), pushed.entropy)


class Books(eqx.Module):
    """Conjugates for the books, all over the balanced quantities.

    - ``conjugates`` y_s = ds/dq through the fast equilibria, derived from the one scalar;
    - ``own`` the model's y as it acts when slaved quantities follow: y_j + sum_w y_w dq_w/dq_j;
    - ``follow`` dq_w/dq_j, what of every slaved quantity follows;
    - ``dual`` psi = y_s . q - s over the quantities that are not linear.

    For a model that is thermodynamics, ``conjugates`` equals ``own`` to round-off (docs/theory.md, Activity models).
    """

    reading: Reading
    conjugates: Float[Array, "balanced places"]
    own: Float[Array, "balanced places"]
    follow: Float[Array, "slaved balanced places"]
    dual: Float[Array, " places"]


def books(potential: AbstractPotential, coordinates: Float[Array, "coordinates places"]) -> Books:
    """y_s solves (d equations/dz)^T (y_s, multipliers) = ds/dz at every place."""
    slope = slopes(potential, coordinates)
    balanced = len(potential.linear)
    columns = jnp.concatenate([slope.entropy[:, None], jnp.swapaxes(slope.slaved, 0, 1)], axis=1)
    solved = gauss_jordan(jnp.swapaxes(slope.equations, 0, 1), columns)[:balanced]
    linear = jnp.array(potential.linear)[:, None]
    reading = slope.reading
    conjugates = jnp.where(linear, reading.conjugates[:balanced], solved[:, 0])
    follow = jnp.swapaxes(solved[:, 1:], 0, 1)
    own = reading.conjugates[:balanced] + jnp.sum(follow * reading.conjugates[balanced:, None], axis=0)
    dual = jnp.sum(jnp.where(linear, 0.0, conjugates * reading.content), axis=0) - reading.entropy
    return Books(reading, conjugates, own, follow, dual)
