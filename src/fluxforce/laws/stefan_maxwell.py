"""Diffusion in gases: the equations of Stefan and Maxwell, inverted on every face."""

import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.base import AbstractLaw
from fluxforce.laws.transport import logarithmic_mean
from fluxforce.numerics.small import gauss_jordan
from fluxforce.thermo.base import Reading


class StefanMaxwell(AbstractLaw):
    """-c grad x_k = sum_j (x_j N_k - x_k N_j)/D_kj, closed by sum_k a_k N_k = 0 [taylor1993].

    The rows are the fluxes N_k of all species but the last, seen from the walls, with the forces
    X'_k = X_k - (a_k/a_n) X_n, X_k = -R (ln x_head - ln x_tail): what the bulk of the gas convects with them is in
    N_k, and sum_k N_k X'_k is all the entropy produced. Friction between two species is the
    symmetric form sum over pairs of m_k m_j (N_k/m_k - N_j/m_j)^2/D_kj, so its inverse under the condition is
    symmetric and positive definite for any means m > 0. Logarithmic means make c m_k X_k/R exactly
    the difference of c x_k. All friction is scaled by the logarithmic mean of a . x over a . m (1 to second order):
    two gases then follow Stefan's logarithm (one stagnant) and Fick's law (opposite fluxes) exactly, on any grid.

    ``coefficient`` D_kj [m2/s], symmetric, diagonal unused; ``weights`` a_k; ``concentration`` c = p/RT [mol/m3].
    Per unit of area over distance.
    """

    coefficient: Float[Array, "species species"]
    weights: Float[Array, " species"]
    concentration: Float[Array, ""]

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        ends = (tail.detail["mole fraction"], head.detail["mole fraction"])
        mean = logarithmic_mean(*ends)
        own, last = mean[:-1], mean[-1]
        relative = (self.weights[:-1] / self.weights[-1])[:, None]
        # X_k = X'_k + r_k X_n, with X_n from Gibbs and Duhem's sum_k m_k X_k = 0
        missing = jnp.sum(own * force, axis=0) / (last + jnp.sum(own * relative, axis=0))
        driven = force - relative * missing[None]
        scale = (self.weights @ mean) / logarithmic_mean(self.weights @ ends[0], self.weights @ ends[1])
        right = self.concentration / GAS_CONSTANT * own * driven * scale[None]
        return gauss_jordan(self._resistance(mean, relative), right[:, None])[:, 0]

    def all_fluxes(self, flux: Float[Array, "rows sites"]) -> Float[Array, "species sites"]:
        """The fluxes of all species from those of the rows."""
        return jnp.concatenate([flux, 0.0 - (self.weights[:-1] / self.weights[-1] @ flux)[None]])

    def _resistance(self, mean: Float[Array, "species sites"], relative: Array) -> Array:
        """B of B N = -c grad x, the last flux eliminated, [row, column, site]."""
        rows = mean.shape[0] - 1
        apart = 1.0 - jnp.eye(rows + 1)
        friction = apart / jnp.where(apart > 0.0, self.coefficient, 1.0)
        diagonal = jnp.einsum("kj,js->ks", friction, mean)[:-1]
        cross = friction[:-1, :-1, None] * mean[:-1, None]
        through = (friction[:-1, -1:] * mean[:-1])[:, None] * relative[None]
        return jnp.eye(rows)[:, :, None] * diagonal[:, None] - cross + through
