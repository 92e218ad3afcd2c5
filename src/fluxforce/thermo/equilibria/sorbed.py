"""Activity coefficients of species on exchange sites and surfaces."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float, PyTree
from fluxforce.constants import LN10
from fluxforce.thermo.equilibria.activity.base import ionic_strength
from fluxforce.thermo.equilibria.activity.water import debye_hueckel


class Sorbed(eqx.Module):
    """log10 gamma_k = -A e_k^2 sqrt(I) / (1 + B a_k sqrt(I)) + (b_k + d_k A e_k^2) I, e_k the sites that k takes.

    This is how PHREEQC corrects exchange species (Parkhurst and Appelo, 2013): with the size and slope of their ion
    (-gamma), or by Davies (a in units of 1/B, d = 0.3). Species on surfaces have none of it: reach 0.
    """

    charge: Float[Array, " dissolved"]
    reach: Float[Array, " sorbed"]  # e_k^2, or 0
    size: Float[Array, " sorbed"]  # [angstrom] a_k
    slope: Float[Array, " sorbed"]  # [kg/mol] b_k
    davies: Float[Array, " sorbed"]  # 1 where Davies' equation holds

    def at(self, temperature: Float[Array, " cells"], pressure: Float[Array, " cells"]) -> PyTree:
        """A and B of the Debye-Hueckel equation."""
        return debye_hueckel(temperature, pressure)

    def ln_gamma(self, at: PyTree, molality: Float[Array, "dissolved cells"]) -> Float[Array, "sorbed cells"]:
        """ln gamma of the sorbed species in a water of these molalities."""
        a, b = at
        strength = ionic_strength(self.charge, molality)[None]
        root = jnp.sqrt(strength)
        reach = a[None] * self.reach[:, None]
        beta = jnp.where(self.davies[:, None] > 0, 1.0, b[None] * self.size[:, None])
        slope = self.slope[:, None] + 0.3 * reach * self.davies[:, None]
        return LN10 * (slope * strength - reach * root / (1 + beta * root))
