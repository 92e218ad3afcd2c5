"""Debye-Hueckel and its relatives in one formula: Davies, extended (WATEQ), LLNL's B-dot and its CO2, neutral rules.

    ln gamma_k = -reach_k sqrt(I)/(1 + beta_k sqrt(I)) + slope_k I - bend_k I/(1 + I)

    Davies              reach = ln10 A z^2, beta = 1, slope = 0.3 ln10 A z^2
    extended (WATEQ)    reach = ln10 A z^2, beta = B size, slope = ln10 b
    LLNL, ions          reach = ln10 A z^2, beta = B size, slope = ln10 bdot(T)
    LLNL, CO2           slope = C + F T + G/T, bend = E + H T (Drummond, 1981)
    LLNL, other neutral 0
    neutral, by default slope = 0.1 ln10

Parkhurst and Appelo (2013), PHREEQC version 3, equations 2 to 4. The activity of water is a_w = 1 - 0.017 sum m.
"""

import math

import equinox as eqx
import jax
import jax.numpy as jnp

from fluxforce._types import Array, Float, PyTree
from fluxforce.thermo.equilibria.activity.base import AbstractActivity, ionic_strength
from fluxforce.thermo.equilibria.activity.water import debye_hueckel

LN10 = math.log(10.0)
DAVIES_SLOPE = 0.3
WATER_SLOPE = 0.017  # [kg/mol]
WATER_MASS = 0.018016  # [kg/mol] as PHREEQC rounds it
_LEAST_WATER = 0.05  # a_w that PHREEQC turns to where the line falls below it
_TURN = 200.0  # how sharply it turns: twice the factor in PHREEQC's hyperbolic tangent
# Below this t = beta sqrt(I) the closed form of the mean loses digits and its series takes over.
_SERIES_BELOW = 0.25
_SERIES_TERMS = 26


class SlopesTable(eqx.Module):
    """LLNL's A [(kg/mol)^1/2], B [(kg/mol)^1/2 per angstrom] and bdot [kg/mol] at temperatures [degC], and the
    coefficients C, F, G, E, H of CO2."""

    celsius: Float[Array, " knots"]
    a: Float[Array, " knots"]
    b: Float[Array, " knots"]
    bdot: Float[Array, " knots"]
    co2: Float[Array, "5"]


class Coefficients(eqx.Module):
    """The numbers of the formula at T and p."""

    reach: Float[Array, "species #cells"]
    beta: Float[Array, "species #cells"]
    slope: Float[Array, "species #cells"]
    bend: Float[Array, "species #cells"]


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
    table: SlopesTable | None = None

    def slopes(
        self, temperature: Float[Array, "#cells"], pressure: Float[Array, "#cells"]
    ) -> tuple[Float[Array, "#cells"], Float[Array, "#cells"]]:
        """A and B: of water, or from LLNL's table (nan outside it)."""
        if self.table is None:
            return debye_hueckel(temperature, pressure)
        return _between(self.table, self.table.a, temperature), _between(
            self.table, self.table.b, temperature
        )

    def at(self, temperature: Float[Array, "#cells"], pressure: Float[Array, "#cells"]) -> Coefficients:
        return self.coefficients(temperature, *self.slopes(temperature, pressure))

    def coefficients(
        self,
        temperature: Float[Array, "#cells"],
        a: Float[Array, "#cells"],
        b: Float[Array, "#cells"],
    ) -> Coefficients:
        """The numbers of the formula for given A and B."""
        reach = LN10 * (self.charge**2)[:, None] * a[None, :]
        slope = LN10 * self.slope[:, None] + DAVIES_SLOPE * self.davies[:, None] * reach
        bend = jnp.zeros_like(reach)
        if self.table is not None:
            c, f, g, e, h = self.table.co2
            bdot = _between(self.table, self.table.bdot, temperature)
            slope = slope + LN10 * self.dotted[:, None] * bdot[None, :]
            slope = slope + self.bent[:, None] * (c + f * temperature + g / temperature)[None, :]
            bend = self.bent[:, None] * (e + h * temperature)[None, :]
        return Coefficients(
            reach=reach,
            beta=self.davies[:, None] + self.size[:, None] * b[None, :],
            slope=slope,
            bend=bend,
        )

    def ln_gamma(
        self, at: Coefficients, molality: Float[Array, "species cells"]
    ) -> Float[Array, "species cells"]:
        strength = ionic_strength(self.charge, molality)[None, :]
        root = jnp.sqrt(strength)
        found = (
            -at.reach * root / (1 + at.beta * root)
            + at.slope * strength
            - at.bend * strength / (1 + strength)
        )
        water = self.ln_water(at, molality)[None, :] + math.log(WATER_MASS)
        return found + self.as_water[:, None] * water

    def ln_water(self, at: PyTree, molality: Float[Array, "species cells"]) -> Float[Array, " cells"]:
        """ln(1 - 0.017 sum m), which turns to ln 0.05 where the line falls below that (sum m near 56 mol/kg)."""
        above = 1 - _LEAST_WATER - WATER_SLOPE * (self.dissolved @ molality)
        return jnp.log(_LEAST_WATER + above * jax.nn.sigmoid(_TURN * above))

    def excess(self, at: Coefficients, molality: Float[Array, "species cells"]) -> Float[Array, " cells"]:
        """In closed form; species that count as water are left out."""
        strength = ionic_strength(self.charge, molality)[None, :]
        root = jnp.sqrt(strength)
        mean = (
            -at.reach * root * _mean_screened(at.beta * root)
            + 0.5 * at.slope * strength
            - at.bend * (1 - jnp.log1p(strength) / strength)
        )
        return jnp.sum(molality * mean, axis=0)


def _mean_screened(t: Float[Array, "species cells"]) -> Float[Array, "species cells"]:
    """integral_0^1 sqrt(s)/(1 + t sqrt(s)) ds = (1 - 2/t + 2 ln(1 + t)/t^2)/t = sum (-t)^n 2/(n + 3)."""
    large = jnp.maximum(t, _SERIES_BELOW)
    small = jnp.minimum(t, _SERIES_BELOW)
    closed = (1 - 2 / large + 2 * jnp.log1p(large) / large**2) / large
    coefficients = jnp.array([(-1.0) ** n * 2 / (n + 3) for n in reversed(range(_SERIES_TERMS))])
    return jnp.where(t < _SERIES_BELOW, jnp.polyval(coefficients, small), closed)


def _between(
    table: SlopesTable, values: Float[Array, " knots"], temperature: Float[Array, "#cells"]
) -> Float[Array, "#cells"]:
    """Linear between the knots; nan outside, where PHREEQC stops."""
    celsius = temperature - 273.15
    inside = (celsius >= table.celsius[0] - 1e-9) & (celsius <= table.celsius[-1] + 1e-9)
    return jnp.where(inside, jnp.interp(celsius, table.celsius, values), jnp.nan)
