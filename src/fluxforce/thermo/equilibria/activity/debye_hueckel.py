"""Debye-Hueckel and its relatives in one formula: Davies, extended (WATEQ), LLNL's B-dot and its CO2, neutral rules.

    ln gamma_k = -reach_k sqrt(I)/(1 + beta_k sqrt(I)) + slope_k I - bend_k I/(1 + I)

    Davies              reach = ln10 A z^2, beta = 1, slope = 0.3 ln10 A z^2
    extended (WATEQ)    reach = ln10 A z^2, beta = B size, slope = ln10 b
    LLNL, ions          reach = ln10 A z^2, beta = B size, slope = ln10 bdot(T)
    LLNL, CO2           slope = C + F T + G/T, bend = E + H T (Drummond, 1981)
    LLNL, other neutral 0
    Davies and WATEQ in a database with LLNL's table: as above with A = 0, as PHREEQC has it
    neutral, by default slope = 0.1 ln10

Parkhurst and Appelo (2013), PHREEQC version 3, equations 2 to 4. The activity of water is a_w = 1 - 0.017 sum m.
"""

import math

import equinox as eqx
import jax
import jax.numpy as jnp

from fluxforce._types import Array, Float, PyTree
from fluxforce.constants import LN10
from fluxforce.thermo.equilibria.activity.base import WATER_MASS, AbstractActivity, ionic_strength
from fluxforce.thermo.equilibria.activity.screening import mean_bend, mean_screened
from fluxforce.thermo.equilibria.activity.water import debye_hueckel, vapour_response

DAVIES_SLOPE = 0.3
WATER_SLOPE = 0.017  # [kg/mol]
_LEAST_WATER = 0.05  # a_w that PHREEQC turns to where the line falls below it
_TURN = 200.0  # how sharply it turns: twice the factor in PHREEQC's hyperbolic tangent


class SlopesTable(eqx.Module):
    """LLNL's A [(kg/mol)^1/2], B [(kg/mol)^1/2 per angstrom] and bdot [kg/mol] at temperatures [degC], and the
    coefficients C, F, G, E, H of CO2."""

    celsius: Float[Array, " knots"]
    a: Float[Array, " knots"]
    b: Float[Array, " knots"]
    bdot: Float[Array, " knots"]
    co2: Float[Array, "5"]


class Coefficients(eqx.Module):
    """The numbers of the formula at T and p, those of Davies and of the sizes apart."""

    reach: Float[Array, "species #cells"]  # ln10 A z^2
    sized: Float[Array, "species #cells"]  # B size
    slope: Float[Array, "species #cells"]  # without that of Davies
    bend: Float[Array, "species #cells"]
    response: Float[Array, "#cells"]  # of A and B to the activity of water


class DebyeHueckel(AbstractActivity):
    """The kinds of the formula above, told apart by masks that are 0 or 1.

    Species for which -activity_water is given (isotopes of water) have the activity of water as their own.
    """

    charge: Float[Array, " species"]
    dissolved: Float[Array, " species"]  # 1 for what counts in sum m; 0 for electron, water, padding
    size: Float[Array, " species"]  # [angstrom] 0 for Davies
    slope: Float[Array, " species"]  # [kg/mol] in log10 gamma, that of the database
    davies: Float[Array, " species"]
    dotted: Float[Array, " species"]  # ions that have LLNL's bdot
    bent: Float[Array, " species"]  # LLNL's CO2
    as_water: Float[Array, " species"]
    follows_vapour: Float[
        Array, ""
    ]  # 1: A and B respond to the activity of water, as in PHREEQC; 0: they do not
    table: SlopesTable | None = None

    def slopes(
        self, temperature: Float[Array, "#cells"], pressure: Float[Array, "#cells"]
    ) -> tuple[Float[Array, "#cells"], Float[Array, "#cells"]]:
        """A and B: of water, or from LLNL's table (nan outside it)."""
        if self.table is None:
            return debye_hueckel(temperature, pressure)
        a, b = (_between(self.table, values, temperature) for values in (self.table.a, self.table.b))
        return a, b

    def at(self, temperature: Float[Array, "#cells"], pressure: Float[Array, "#cells"]) -> Coefficients:
        a, b = self.slopes(temperature, pressure)
        slope = LN10 * self.slope[:, None] * jnp.ones_like(a)[None, :]
        bend = jnp.zeros_like(slope)
        response = self.follows_vapour * vapour_response(temperature, pressure)
        screened = jnp.ones_like(self.dotted)
        if self.table is not None:
            # PHREEQC computes no A and B of water here, so that Davies and WATEQ lose their first term
            screened = self.dotted
            c, f, g, e, h = self.table.co2
            bdot = _between(self.table, self.table.bdot, temperature)
            slope = slope + LN10 * self.dotted[:, None] * bdot[None, :]
            slope = slope + self.bent[:, None] * (c + f * temperature + g / temperature)[None, :]
            bend = self.bent[:, None] * (e + h * temperature)[None, :]
            response = jnp.zeros_like(response)
        return Coefficients(
            reach=LN10 * (screened * self.charge**2)[:, None] * a[None, :],
            sized=self.size[:, None] * b[None, :],
            slope=slope,
            bend=bend,
            response=response,
        )

    def ln_gamma(
        self, at: Coefficients, molality: Float[Array, "species cells"]
    ) -> Float[Array, "species cells"]:
        strength = ionic_strength(self.charge, molality)[None, :]
        root = jnp.sqrt(strength)
        ln_water = self.ln_water(at, molality)
        # the density that A and B are computed with depends on the vapour pressure of the solution
        grown = (1 + at.response * (1 - jnp.exp(ln_water)))[None, :]
        beta = self.davies[:, None] + at.sized * grown
        return (
            -at.reach * grown * (root / (1 + beta * root) - DAVIES_SLOPE * self.davies[:, None] * strength)
            + at.slope * strength
            - at.bend * strength / (1 + strength)
            + self.as_water[:, None] * (ln_water + math.log(WATER_MASS))[None, :]
        )

    def ln_water(self, at: PyTree, molality: Float[Array, "species cells"]) -> Float[Array, " cells"]:
        """ln(1 - 0.017 sum m), which turns to ln 0.05 where the line falls below that (sum m near 56 mol/kg)."""
        above = 1 - _LEAST_WATER - WATER_SLOPE * (self.dissolved @ molality)
        return jnp.log(_LEAST_WATER + above * jax.nn.sigmoid(_TURN * above))

    def excess(self, at: Coefficients, molality: Float[Array, "species cells"]) -> Float[Array, " cells"]:
        """In closed form, with A and B of pure water; species that count as water are left out."""
        strength = ionic_strength(self.charge, molality)[None, :]
        root = jnp.sqrt(strength)
        davies = self.davies[:, None]
        screened = mean_screened((davies + at.sized) * root)
        mean = (
            -at.reach * (root * screened - 0.5 * DAVIES_SLOPE * davies * strength)
            + 0.5 * at.slope * strength
            - at.bend * mean_bend(strength)
        )
        return jnp.sum(molality * mean, axis=0)


def _between(
    table: SlopesTable, values: Float[Array, " knots"], temperature: Float[Array, "#cells"]
) -> Float[Array, "#cells"]:
    """Linear between the knots; nan outside, where PHREEQC stops."""
    celsius = temperature - 273.15
    inside = (celsius >= table.celsius[0] - 1e-9) & (celsius <= table.celsius[-1] + 1e-9)
    return jnp.where(inside, jnp.interp(celsius, table.celsius, values), jnp.nan)
