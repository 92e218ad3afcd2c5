"""Activity coefficients of dissolved species and the activity of water: what every model answers."""

import abc

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float, PyTree

# Square roots of the ionic strength have no derivative at zero: below this [mol/kg] it counts as this.
LEAST_STRENGTH = 1e-20
WATER_PER_KILOGRAM = 55.50837  # [mol/kg] in PHREEQC's osmotic coefficients
WATER_MASS = 0.018016  # [kg/mol] molar mass of water as PHREEQC rounds it elsewhere


class AbstractActivity(eqx.Module):
    """Activity coefficients on the molal scale, gamma_k -> 1 at infinite dilution, and ln a_w.

    Arrays have cells on their last axis. What depends on temperature and pressure alone is computed once by `at`
    and handed to the other methods, which a Newton method calls again and again; they may be differentiated, at
    zero molality as well. A species without charge and parameters, at zero molality, changes nothing, so a
    list of species may be filled up with such.
    """

    charge: eqx.AbstractVar[Float[Array, " all"]]  # of the species asked for, and of others behind them
    dissolved: eqx.AbstractVar[
        Float[Array, " all"]
    ]  # 1 for what counts in sum m; 0 for electron, water, padding

    @abc.abstractmethod
    def at(self, temperature: Float[Array, "#cells"], pressure: Float[Array, "#cells"]) -> PyTree:
        """Parameters at T [K] and p [atm]; every array ends with the cells, or with one for all."""

    @abc.abstractmethod
    def ln_gamma(self, at: PyTree, molality: Float[Array, "species cells"]) -> Float[Array, "species cells"]:
        """ln gamma_k at molalities [mol/kg water]."""

    @abc.abstractmethod
    def ln_water(self, at: PyTree, molality: Float[Array, "species cells"]) -> Float[Array, " cells"]:
        """ln a_w, as PHREEQC computes it for this model."""

    @abc.abstractmethod
    def excess(self, at: PyTree, molality: Float[Array, "species cells"]) -> Float[Array, " cells"]:
        """Excess Gibbs energy g = G^ex/(R T) per kilogram of water: sum_k m_k times the mean of ln gamma_k.

        The mean is taken along the path on which all molalities grow together from nothing to m. Where the
        model is derived from a scalar, this is it, ln gamma_k = dg/dm_k, and by Gibbs and Duhem
        ln a_w = -(sum_k m_k + sum_k m_k ln gamma_k - g) / 55.50837 mol/kg. `asymmetry` says how far from it
        a model is.
        """


def ionic_strength(
    charge: Float[Array, " species"], molality: Float[Array, "species cells"]
) -> Float[Array, " cells"]:
    """I = 1/2 sum_k z_k^2 m_k, mol/kg, and at least `LEAST_STRENGTH`."""
    return jnp.maximum(0.5 * (charge**2 @ molality), LEAST_STRENGTH)
