"""An ideal mixture that stores heat: species with energies and heat capacities in a solvent, a rock or a gas."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import GAS_CONSTANT
from fluxforce.thermo.base import AbstractPotential, Reading


class Mixture(AbstractPotential):
    """Amounts c_k and energy u at constant volume, ideal, with constant heat capacities.

    u = C (T - T0) + sum_k c_k (e_k + C_k (T - T0)),
    s = C ln(T/T0) + sum_k c_k (s_k + C_k ln(T/T0) - R (ln(c_k/c0) - 1)), hence y_u = 1/T and
    y_k = -mu_k/T = s_k + C_k ln(T/T0) - R ln(c_k/c0) - (e_k + C_k (T - T0))/T; c0 is one unit of content.

    Coordinates ln c_k and then ln T; quantities are the species in order and then the energy. ``capacity`` C of
    what holds them (solvent, skeleton) is per unit size of the place [J/K], may be zero for a gas; ``energy`` e_k
    [J/mol], ``heat`` C_k [J/K/mol] and ``standard`` s_k [J/K/mol] at the temperature ``reference`` T0 [K].
    """

    capacity: Float[Array, ""]
    energy: Float[Array, " species"]
    heat: Float[Array, " species"]
    standard: Float[Array, " species"]
    reference: Float[Array, ""]
    quantities: tuple[str, ...] = eqx.field(static=True)
    linear: tuple[bool, ...] = eqx.field(static=True)

    def __init__(
        self,
        names: tuple[str, ...],
        *,
        capacity: float | Array,
        energy: Float[Array, " species"],
        heat: Float[Array, " species"],
        standard: Float[Array, " species"],
        reference: float | Array,
    ):
        self.capacity, self.reference = jnp.asarray(capacity, float), jnp.asarray(reference, float)
        self.energy, self.heat, self.standard = energy, heat, standard
        self.quantities = (*names, "energy")
        self.linear = (False,) * len(self.quantities)

    def read(self, coordinates: Float[Array, "coordinates places"]) -> Reading:
        amount, temperature = jnp.exp(coordinates[:-1]), jnp.exp(coordinates[-1])
        warmer = temperature - self.reference
        hotter = coordinates[-1] - jnp.log(self.reference)
        molar = self.energy[:, None] + self.heat[:, None] * warmer[None]
        own = self.standard[:, None] + self.heat[:, None] * hotter[None] - GAS_CONSTANT * coordinates[:-1]
        energy = self.capacity * warmer + jnp.sum(amount * molar, axis=0)
        entropy = self.capacity * hotter + jnp.sum(amount * (own + GAS_CONSTANT), axis=0)
        conjugates = jnp.concatenate([own - molar / temperature[None], 1.0 / temperature[None]])
        nothing = jnp.zeros((0, coordinates.shape[1]))
        content = jnp.concatenate([amount, energy[None]])
        return Reading(content, conjugates, nothing, nothing, entropy, {})

    def guess(self, content: Float[Array, "balanced places"]) -> Float[Array, "coordinates places"]:
        amount = content[:-1]
        stored = content[-1] - jnp.sum(amount * self.energy[:, None], axis=0)
        warmer = stored / (self.capacity + jnp.sum(amount * self.heat[:, None], axis=0))
        return jnp.concatenate([jnp.log(amount), jnp.log(self.reference + warmer)[None]])
