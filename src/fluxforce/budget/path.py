"""The integral of y_s . dq between two states, by quadrature along a path on the manifold of equilibria."""

import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float, Int
from fluxforce.numerics.small import gauss_jordan
from fluxforce.thermo.base import AbstractPotential
from fluxforce.thermo.coordinates import onto_manifold
from fluxforce.thermo.slopes import slopes

# largest change of a coordinate, Gauss-Legendre nodes that integrate exp of it to round-off, and Newton sweeps
# that bring a point of the straight path onto the manifold
TIERS = ((1e-6, 1, 1), (0.01, 2, 2), (0.4, 4, 4), (2.0, 8, 5), (8.0, 16, 6), (np.inf, 40, 8))
MOST_NODES = 40


def gauss(nodes: int) -> tuple[np.ndarray, np.ndarray]:
    """Points and weights on 0..1, padded with zero weights so that one compiled program serves all tiers."""
    points, weights = np.polynomial.legendre.leggauss(nodes)
    padding = np.zeros(MOST_NODES - nodes)
    return np.concatenate([0.5 * (points + 1.0), padding]), np.concatenate([0.5 * weights, padding])


def path_integral(
    potential: AbstractPotential,
    start: Float[Array, "coordinates places"],
    end: Float[Array, "coordinates places"],
    points: Float[Array, " nodes"],
    weights: Float[Array, " nodes"],
    nodes: Int[Array, ""],
    sweeps: Int[Array, ""],
) -> Float[Array, " places"]:
    """Integral of y_s . dq, linear phases left out, per unit size of every place [J/K].

    The balanced coordinates run straight from start to end, the constrained ones follow them. Every integrand is
    then a sum of exponentials of the path parameter, which Gauss-Legendre quadrature integrates to round-off
    with few nodes; along a straight path in content the logarithm of a vanishing amount would need hundreds.
    """
    balanced = len(potential.linear)
    tangent = (end - start)[:balanced]

    def add(node: Array, total: Array) -> Float[Array, " places"]:
        z = onto_manifold(potential, start + points[node] * (end - start), sweeps)
        slope = slopes(potential, z)
        along = jnp.einsum("bp,bp->p", slope.entropy[:balanced], tangent)
        if z.shape[0] > balanced:
            # the constrained coordinates move so that the constraints stay zero
            pushed = jnp.einsum("cbp,bp->cp", slope.equations[balanced:, :balanced], tangent)
            follow = -gauss_jordan(slope.equations[balanced:, balanced:], pushed[:, None])[:, 0]
            along = along + jnp.sum(slope.entropy[balanced:] * follow, axis=0)
        return total + weights[node] * along

    return jax.lax.fori_loop(0, nodes, add, jnp.zeros(start.shape[1]))
