"""One mole of an ideal gas mixture that flows at constant pressure: mole fractions and enthalpy."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import GAS_CONSTANT
from fluxforce.thermo.base import AbstractPotential, Reading


class GasStream(AbstractPotential):
    """s(x, h) = sum_k x_k (C_k ln(T/T0) - R ln x_k) with h = sum_k x_k C_k (T - T0), per mole at one pressure.

    Quantities are the mole fractions of all species but the last, whose fraction is what the others leave, and the
    enthalpy: y_h = 1/T, y_k = m_k - m_n with m_k = C_k ln(T/T0) - R ln x_k - C_k (T - T0)/T. What a stream at constant
    pressure carries is enthalpy, and with its own entropy it is the only energy that counts [kotas1985]. Coordinates
    are ln(x_k/x_n) and ln T. ``heat`` C_k [J/mol/K] at constant pressure, ``reference`` T0 [K].
    """

    heat: Float[Array, " species"]
    reference: Float[Array, ""]
    quantities: tuple[str, ...] = eqx.field(static=True)
    linear: tuple[bool, ...] = eqx.field(static=True)

    def __init__(self, names: tuple[str, ...], heat: Float[Array, " species"], reference: float | Array):
        self.heat, self.reference = jnp.asarray(heat, float), jnp.asarray(reference, float)
        self.quantities = (*names[:-1], "enthalpy")
        self.linear = (False,) * len(names)

    def read(self, coordinates: Float[Array, "coordinates places"]) -> Reading:
        temperature, places = jnp.exp(coordinates[-1]), coordinates.shape[1]
        ratio = jnp.concatenate([coordinates[:-1], jnp.zeros((1, places))])
        shift = jnp.max(ratio, axis=0)
        logarithm = ratio - (shift + jnp.log(jnp.sum(jnp.exp(ratio - shift[None]), axis=0)))[None]
        fraction = jnp.exp(logarithm)
        warmer, hotter = temperature - self.reference, coordinates[-1] - jnp.log(self.reference)
        own = self.heat[:, None] * hotter[None] - GAS_CONSTANT * logarithm
        free = own - self.heat[:, None] * (warmer / temperature)[None]
        capacity = self.heat @ fraction
        content = jnp.concatenate([fraction[:-1], (capacity * warmer)[None]])
        conjugates = jnp.concatenate([free[:-1] - free[-1:], (1.0 / temperature)[None]])
        nothing = jnp.zeros((0, places))
        return Reading(content, conjugates, nothing, nothing, jnp.sum(fraction * own, axis=0), {})

    def guess(self, content: Float[Array, "balanced places"]) -> Float[Array, "coordinates places"]:
        last = 1.0 - jnp.sum(content[:-1], axis=0)
        capacity = self.heat[:-1] @ content[:-1] + self.heat[-1] * last
        temperature = self.reference + content[-1] / capacity
        return jnp.concatenate([jnp.log(content[:-1] / last[None]), jnp.log(temperature)[None]])
