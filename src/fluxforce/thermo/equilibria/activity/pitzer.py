"""Pitzer's ion interactions with unsymmetrical mixing, as in Harvie, Moller and Weare (1984) and PHREEQC."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float, Int
from fluxforce.constants import LN10
from fluxforce.thermo.equilibria.activity.base import (
    WATER_PER_KILOGRAM,
    AbstractActivity,
    ionic_strength,
)
from fluxforce.thermo.equilibria.activity.interactions import Groups, temperature_terms
from fluxforce.thermo.equilibria.activity.screening import screened_pair, unsymmetrical
from fluxforce.thermo.equilibria.activity.water import debye_hueckel, vapour_response

B = 1.2  # [(kg/mol)^1/2] of every electrolyte
# The integrals of unsymmetrical mixing are divided by I: below this [mol/kg] their sums are nothing.
_LEAST_MIXED = 1e-9


class Mixing(eqx.Module):
    """Pairs of unequal charges of one sign. All ions of a charge act together."""

    of_charge: Float[Array, "charges species"]  # 1 where an ion has the charge
    pairs: Groups  # of charges
    product: Float[Array, " pairs"]  # z z'
    products: Float[Array, " products"]  # every z z', z^2 and z'^2 once
    combine: Float[Array, "pairs products"]  # 1 at z z', -1/2 at z^2 and at z'^2

    def integrals(self, slope: Float[Array, "#cells"], strength: Float[Array, " cells"]) -> "Integrals":
        """E-theta = z z'/(4 I) (J(x) - J(x_1)/2 - J(x_2)/2), x = 6 z z' A_phi sqrt(I), and its derivatives."""
        held = jnp.maximum(strength, _LEAST_MIXED)
        x = self.products[:, None] * (6 * slope * jnp.sqrt(held))[None, :]
        scale = self.product[:, None] / (4 * held[None, :])
        parts = jnp.einsum("vk,dkc->dvc", self.combine, unsymmetrical(x))
        theta, once, twice = scale[None] * parts
        return Integrals(theta=theta, rate=0.5 * once - theta, theta_by_a=once, rate_by_a=0.5 * twice - once)


class Integrals(eqx.Module):
    """E-theta of the pairs of charges and its derivatives by I and by A_phi."""

    theta: Float[Array, "pairs cells"]
    rate: Float[Array, "pairs cells"]  # I d theta/dI
    theta_by_a: Float[Array, "pairs cells"]  # A d theta/dA
    rate_by_a: Float[Array, "pairs cells"]  # A d rate/dA


class AtTemperature(eqx.Module):
    """Pitzer parameters at T and p."""

    slope: Float[Array, "#cells"]  # A_phi [(kg/mol)^1/2]
    plain: Float[Array, "pairs #cells"]
    near: Float[Array, "pairs #cells"]
    far: Float[Array, "pairs #cells"]
    charged: Float[Array, "pairs #cells"]
    triple: Float[Array, "triples #cells"]
    chloride: Float[Array, "3 #cells"]  # B0, B1, C0 of KCl
    reach: Float[Array, "3 #cells"]  # B for |z| = 1, |z| = 2 and the others
    response: Float[Array, "#cells"]  # of A to the activity of water


class Sums(eqx.Module):
    """What ln gamma, ln a_w and the excess share."""

    strength: Float[Array, " cells"]
    pair: Float[Array, "pairs cells"]  # m m'
    pair_others: Float[Array, "2 pairs cells"]
    triple: Float[Array, "triples cells"]
    triple_others: Float[Array, "3 triples cells"]
    mixed: Float[Array, "mixtures cells"]
    mixed_others: Float[Array, "2 mixtures cells"]
    weight: Float[Array, "pairs cells"]  # of m m' in the excess
    screening: Float[Array, "pairs cells"]  # I d weight/dI
    integrals: Integrals
    single: Float[Array, "2 cells"]  # g and x g'/2 of the first alpha, which is that of 1-1 electrolytes
    ln_water: Float[Array, " cells"]


class Pitzer(AbstractActivity):
    """Excess Gibbs energy per kilogram of water, divided by R T, over all dissolved species, traces as well:

        g = - 4 A_phi I ln(1 + 1.2 sqrt(I))/1.2
            + sum_pairs m m' (p + b g(alpha sqrt(I)) + b' g(alpha' sqrt(I)) + c Z)
            + 2 sum_(like-sign pairs) m m' E-theta(I)
            + sum_triples t m m' m'',            Z = sum_k m_k |z_k|

    with g(x) of `screened_pair`. In the usual names p is 2 B0, 2 theta or 2 lambda (lambda of a species with
    itself), b and b' are 2 B1 and 2 B2, c = C0/(2 |z z'|^1/2) = C, and t is psi, zeta, eta, or mu times the
    number of its permutations. Parameters follow six temperature coefficients (`temperature_terms`).

    MacInnes scaling (`gauge` = z, else 0) makes gamma of Cl- that of KCl alone at this I. It adds z_k f to every
    ln gamma_k, which no electroneutral reaction sees. Above 1 atm PHREEQC takes a smaller B for ions of charge 1
    and 2 (not in a_w), so there the model is not derived from g any more.

    Pitzer (1991), Activity coefficients in electrolyte solutions, chapter 3; Harvie, Moller and Weare (1984),
    doi:10.1016/0016-7037(84)90098-X. Arrays may have one species more than asked for: Cl- without molality.
    """

    charge: Float[Array, " species"]
    dissolved: Float[Array, " species"]
    pairs: Groups
    plain: Float[Array, "pairs 6"]
    near: Float[Array, "pairs 6"]
    far: Float[Array, "pairs 6"]
    charged: Float[Array, "pairs 6"]
    alphas: Float[Array, " alphas"]  # [(kg/mol)^1/2] first 2, for KCl
    near_alpha: Int[Array, " pairs"]
    far_alpha: Int[Array, " pairs"]
    triples: Groups
    triple: Float[Array, "triples 6"]
    mixing: Mixing
    gauge: Float[Array, " species"]
    is_chloride: Float[Array, " species"]
    potassium_chloride: Float[Array, "3 6"]
    aphi: Float[Array, "6"]  # A_phi of the database
    has_aphi: Float[Array, ""]  # 1 where the database brings its own, 0 where it is that of water
    follows_vapour: Float[Array, ""]  # 1: A responds to the activity of water, as in PHREEQC; 0: it does not

    def at(self, temperature: Float[Array, "#cells"], pressure: Float[Array, "#cells"]) -> AtTemperature:
        a, _ = debye_hueckel(temperature, pressure)
        terms = temperature_terms(temperature)
        of_water = 1 - self.has_aphi
        return AtTemperature(
            slope=of_water * a * LN10 / 3 + self.has_aphi * (self.aphi @ terms),
            plain=self.plain @ terms,
            near=self.near @ terms,
            far=self.far @ terms,
            charged=self.charged @ terms,
            triple=self.triple @ terms,
            chloride=self.potassium_chloride @ terms,
            reach=_reach(temperature, pressure),
            response=of_water * self.follows_vapour * vapour_response(temperature, pressure),
        )

    def ln_gamma(
        self, at: AtTemperature, molality: Float[Array, "species cells"]
    ) -> Float[Array, "species cells"]:
        sums = self._sums(at, self._filled(molality))
        size = jnp.abs(self.charge)
        z_square = (self.charge**2)[:, None]
        grown = at.response * (1 - jnp.exp(sums.ln_water))
        slope = at.slope * (1 + grown)
        long_range = _debye_hueckel(slope[None, :], at.reach, sums.strength[None, :])
        of_size = jnp.stack([size == 1, size == 2, (size != 1) & (size != 2)], axis=1).astype(size.dtype)
        mixing = sums.integrals
        theta = mixing.theta + grown[None, :] * mixing.theta_by_a
        theta_rate = mixing.rate + grown[None, :] * mixing.rate_by_a
        rate = jnp.sum(sums.pair * sums.screening, axis=0) + 2 * jnp.sum(sums.mixed * theta_rate, axis=0)

        found = self.pairs.gather(sums.weight, sums.pair_others)
        found = found + self.triples.gather(at.triple, sums.triple_others)
        found = found + self.mixing.of_charge.T @ self.mixing.pairs.gather(2 * theta, sums.mixed_others)
        found = found + size[:, None] * jnp.sum(at.charged * sums.pair, axis=0)[None, :]
        found = found + z_square * (of_size @ long_range + (0.5 * rate / sums.strength)[None, :])

        alone = long_range[0] + _potassium_chloride(at.chloride, sums.single, sums.strength)
        shift = self.is_chloride @ found - alone
        return (found + self.gauge[:, None] * shift[None, :])[: molality.shape[0]]

    def ln_water(self, at: AtTemperature, molality: Float[Array, "species cells"]) -> Float[Array, " cells"]:
        """From the osmotic coefficient phi: ln a_w = -phi sum_k m_k / 55.50837."""
        sums = self._sums(at, self._filled(molality))
        grown = at.response * (1 - jnp.exp(sums.ln_water))
        mixing = sums.integrals.theta_by_a + sums.integrals.rate_by_a
        by_a = _osmotic(at.slope, sums.strength) + 2 * jnp.sum(sums.mixed * mixing, axis=0)
        return sums.ln_water - grown * by_a / WATER_PER_KILOGRAM

    def excess(self, at: AtTemperature, molality: Float[Array, "species cells"]) -> Float[Array, " cells"]:
        """g of the class, without scaling and PHREEQC's changes of A and B."""
        sums = self._sums(at, self._filled(molality))
        return (
            -4 * at.slope * sums.strength * jnp.log1p(B * jnp.sqrt(sums.strength)) / B
            + jnp.sum(sums.pair * sums.weight, axis=0)
            + 2 * jnp.sum(sums.mixed * sums.integrals.theta, axis=0)
            + jnp.sum(at.triple * sums.triple, axis=0)
        )

    def _filled(self, molality: Float[Array, "some cells"]) -> Float[Array, "all cells"]:
        """Molalities with the rows of species that were added at the end."""
        return jnp.pad(molality, ((0, self.charge.shape[0] - molality.shape[0]), (0, 0)))

    def _sums(self, at: AtTemperature, molality: Float[Array, "species cells"]) -> Sums:
        strength = ionic_strength(self.charge, molality)
        pair, pair_others = self.pairs.factors(molality)
        triple, triple_others = self.triples.factors(molality)
        mixed, mixed_others = self.mixing.pairs.factors(self.mixing.of_charge @ molality)
        integrals = self.mixing.integrals(at.slope, strength)

        equivalents = jnp.abs(self.charge) @ molality  # Z
        screened = screened_pair(self.alphas[:, None] * jnp.sqrt(strength)[None, :])
        near, far = screened[:, self.near_alpha], screened[:, self.far_alpha]
        charged = at.charged * equivalents[None, :]
        weight = at.plain + at.near * near[0] + at.far * far[0] + charged
        screening = at.near * near[1] + at.far * far[1]
        osmotic = at.plain + at.near * near[2] + at.far * far[2] + 2 * charged
        total = (
            self.dissolved @ molality
            + _osmotic(at.slope, strength)
            + jnp.sum(pair * osmotic, axis=0)
            + 2 * jnp.sum(mixed * (integrals.theta + integrals.rate), axis=0)
            + 2 * jnp.sum(at.triple * triple, axis=0)
        )
        return Sums(
            strength=strength,
            pair=pair,
            pair_others=pair_others,
            triple=triple,
            triple_others=triple_others,
            mixed=mixed,
            mixed_others=mixed_others,
            weight=weight,
            screening=screening,
            integrals=integrals,
            single=screened[:2, 0],
            ln_water=-total / WATER_PER_KILOGRAM,
        )


def _debye_hueckel(slope: Array, b: Array, strength: Array) -> Array:
    """-A_phi (sqrt(I)/(1 + b sqrt(I)) + 2 ln(1 + b sqrt(I))/b)."""
    root = jnp.sqrt(strength)
    return -slope * (root / (1 + b * root) + 2 * jnp.log1p(b * root) / b)


def _osmotic(slope: Array, strength: Array) -> Array:
    """Long-range part of (phi - 1) sum m."""
    return -2 * slope * strength**1.5 / (1 + B * jnp.sqrt(strength))


def _potassium_chloride(parameters: Array, single: Array, strength: Array) -> Array:
    """ln gamma of K+ and Cl- in their own solution, without the long-range part."""
    b0, b1, c0 = parameters
    g, rate = single
    return strength * (2 * b0 + b1 * (2 * g + rate)) + 1.5 * c0 * strength**2


def _reach(temperature: Array, pressure: Array) -> Array:
    """B for ions of charge 1, 2 and the others, which PHREEQC lowers above 1 atm, by 0.2 at most [3, cells]."""
    above = pressure > 1.0
    single = (7e-5 + 1.93e-9 * (temperature - 250.0) ** 2) * pressure
    warm = temperature > 263.0
    power = jnp.where(warm, temperature - 263.0, 1.0) ** 2.773
    double = jnp.where(warm, 9.65e-10 * power * pressure**0.623, single)
    lowered = [jnp.where(above, jnp.minimum(part, 0.2), 0.0) for part in (single, double)]
    single, double = jnp.broadcast_arrays(*lowered)
    return B - jnp.stack([single, double, jnp.zeros_like(single)])
