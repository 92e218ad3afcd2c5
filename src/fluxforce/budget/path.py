"""The integral of y_s . dq between two states, by quadrature along a path on the manifold of equilibria."""

import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.numerics.small import gauss_jordan
from fluxforce.thermo.base import AbstractPotential
from fluxforce.thermo.coordinates import onto_manifold

# (largest change of a coordinate, Gauss-Legendre nodes that integrate exp of it to round-off)
TIERS = ((0.01, 2), (0.3, 4), (2.0, 8), (8.0, 16), (np.inf, 40))


def path_integral(
    potential: AbstractPotential,
    start: Float[Array, "coordinates places"],
    end: Float[Array, "coordinates places"],
    nodes: int,
) -> Float[Array, " places"]:
    """Integral of y_s . dq, linear phases left out, per unit size of every place [J/K].

    The balanced coordinates run straight from start to end, the constrained ones follow them. Every integrand is
    then a sum of exponentials of the path parameter, which Gauss-Legendre quadrature integrates to round-off
    with few nodes; along a straight path in content the logarithm of a vanishing amount would need hundreds.
    """
    balanced = len(potential.linear)
    points, weights = np.polynomial.legendre.leggauss(nodes)
    points, weights = 0.5 * (points + 1.0), 0.5 * weights
    tangent = (end - start).at[balanced:].set(0.0)

    def integrand(point: Array) -> Float[Array, " places"]:
        z = onto_manifold(potential, start + point * (end - start))
        # slope of the constrained coordinates along the path: constraints stay zero
        _, push = jax.linearize(potential.read, z)
        along = push(tangent)
        count = z.shape[0] - balanced
        if count == 0:
            return along.entropy
        seeds = jnp.broadcast_to(jnp.eye(z.shape[0])[balanced:, :, None], (count, *z.shape))
        pushed = jax.vmap(push)(seeds)
        matrix = jnp.swapaxes(pushed.constraints, 0, 1)
        follow = -gauss_jordan(matrix, along.constraints[:, None])[:, 0]
        return along.entropy + jnp.sum(pushed.entropy * follow, axis=0)

    values = jax.lax.map(integrand, jnp.asarray(points))
    return jnp.sum(jnp.asarray(weights)[:, None] * values, axis=0)
