"""Specific ion interaction theory (SIT), as in PHREEQC and in the books of the NEA."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import LN10
from fluxforce.thermo.equilibria.activity.base import (
    WATER_PER_KILOGRAM,
    AbstractActivity,
    ionic_strength,
)
from fluxforce.thermo.equilibria.activity.interactions import Groups, temperature_terms
from fluxforce.thermo.equilibria.activity.screening import mean_screened
from fluxforce.thermo.equilibria.activity.water import debye_hueckel

B = 1.5  # [(kg/mol)^1/2] of every electrolyte


class AtTemperature(eqx.Module):
    """SIT parameters at T and p."""

    slope: Float[Array, "#cells"]  # A [(kg/mol)^1/2] for log10 gamma
    epsilon: Float[Array, "pairs #cells"]  # [kg/mol] for log10 gamma
    with_strength: Float[Array, "pairs #cells"]  # [(kg/mol)^2] the same, times I


class Sit(AbstractActivity):
    """log10 gamma_k = -A z_k^2 sqrt(I)/(1 + 1.5 sqrt(I)) + sum_j (epsilon_kj + epsilon'_kj I) m_j.

    Grenthe and others (1997), Modelling in aquatic chemistry, chapter IX; Ciavatta (1980). With epsilon alone the
    model is derived from one scalar; epsilon' lacks the reciprocal term of the ionic strength, and PHREEQC's
    osmotic coefficient halves the terms of two neutral species and counts epsilon' twice.
    """

    charge: Float[Array, " species"]
    dissolved: Float[Array, " species"]
    pairs: Groups
    epsilon: Float[Array, "pairs 6"]
    with_strength: Float[Array, "pairs 6"]
    osmotic: Float[Array, " pairs"]  # 1, or 1/2 where both species are neutral

    def at(self, temperature: Float[Array, "#cells"], pressure: Float[Array, "#cells"]) -> AtTemperature:
        a, _ = debye_hueckel(temperature, pressure)
        terms = temperature_terms(temperature)
        return AtTemperature(
            slope=a,
            epsilon=self.epsilon @ terms,
            with_strength=self.with_strength @ terms,
        )

    def ln_gamma(
        self, at: AtTemperature, molality: Float[Array, "species cells"]
    ) -> Float[Array, "species cells"]:
        strength = ionic_strength(self.charge, molality)
        root = jnp.sqrt(strength)
        _, others = self.pairs.factors(molality)
        long_range = -at.slope * root / (1 + B * root)
        weight = at.epsilon + at.with_strength * strength[None, :]
        return LN10 * ((self.charge**2)[:, None] * long_range[None, :] + self.pairs.gather(weight, others))

    def ln_water(self, at: AtTemperature, molality: Float[Array, "species cells"]) -> Float[Array, " cells"]:
        """From the osmotic coefficient phi: ln a_w = -phi sum_k m_k / 55.50837."""
        strength = ionic_strength(self.charge, molality)
        product, _ = self.pairs.factors(molality)
        t = 1 + B * jnp.sqrt(strength)
        long_range = -2 * at.slope / B**3 * (t - 2 * jnp.log(t) - 1 / t)
        weight = (
            self.osmotic[:, None] * (at.epsilon + at.with_strength * strength[None, :]) + at.with_strength
        )
        excess = LN10 * (long_range + jnp.sum(product * weight, axis=0))
        return -(self.dissolved @ molality + excess) / WATER_PER_KILOGRAM

    def excess(self, at: AtTemperature, molality: Float[Array, "species cells"]) -> Float[Array, " cells"]:
        strength = ionic_strength(self.charge, molality)[None, :]
        root = jnp.sqrt(strength)
        product, _ = self.pairs.factors(molality)
        long_range = -2 * at.slope[None, :] * strength * root * mean_screened(B * root)
        weight = at.epsilon + 2 / 3 * at.with_strength * strength
        return LN10 * (long_range[0] + jnp.sum(product * weight, axis=0))
