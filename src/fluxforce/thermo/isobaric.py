"""An ideal gas mixture at given temperature and pressure, whose species move past one combination that stays."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import GAS_CONSTANT
from fluxforce.thermo.base import AbstractPotential, Reading


class IsobaricGas(AbstractPotential):
    """Amounts n_k of all species but the last, per unit of A = sum_k a_k n_k, which no place gains or loses.

    A condition sum_k a_k N_k = 0 on the fluxes closes the equations of diffusion: a = (0, .., 0, 1) for a last species
    that stagnates, a = 1 for equal and opposite fluxes, the roots of the molar masses for Graham's law, or the
    stoichiometry of a surface on which species turn into each other [taylor1993]. Then A is kept everywhere and
    the content q_k = n_k/A. Temperature and pressure are those of the surroundings; what depends on them alone is left
    out of s = -R sum_k (n_k/A) ln x_k, x_k the mole fractions. Of it y_k = ds/dq_k = -R (ln x_k - (a_k/a_n) ln x_n).

    Coordinates are ln(x_k/x_n). ``weights`` a_k >= 0, the last one above zero.
    """

    weights: Float[Array, " species"]
    quantities: tuple[str, ...] = eqx.field(static=True)
    linear: tuple[bool, ...] = eqx.field(static=True)

    def __init__(self, names: tuple[str, ...], weights: Float[Array, " species"]):
        """``names`` of all species; the last one is no quantity of its own."""
        self.weights = jnp.asarray(weights, float)
        self.quantities = names[:-1]
        self.linear = (False,) * (len(names) - 1)

    def read(self, coordinates: Float[Array, "coordinates places"]) -> Reading:
        places = coordinates.shape[1]
        ratio = jnp.concatenate([coordinates, jnp.zeros((1, places))])
        shift = jnp.max(ratio, axis=0)
        amount = jnp.exp(ratio - shift[None])
        total = jnp.sum(amount, axis=0)
        logarithm = ratio - (shift + jnp.log(total))[None]
        content = amount / (self.weights @ amount)[None]
        relative = self.weights[:-1, None] / self.weights[-1]
        conjugates = -GAS_CONSTANT * (logarithm[:-1] - relative * logarithm[-1:])
        nothing = jnp.zeros((0, places))
        entropy = -GAS_CONSTANT * jnp.sum(content * logarithm, axis=0)
        fraction = {"mole fraction": amount / total[None]}
        return Reading(content[:-1], conjugates, nothing, nothing, entropy, fraction)

    def guess(self, content: Float[Array, "balanced places"]) -> Float[Array, "coordinates places"]:
        last = (1.0 - self.weights[:-1] @ content) / self.weights[-1]
        return jnp.log(content / last[None])
