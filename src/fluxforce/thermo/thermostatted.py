"""A mixture with heat and the thermostat that holds it at one temperature, as one thing."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.thermo.base import AbstractPotential, Reading
from fluxforce.thermo.mixture import Mixture


class Thermostatted(AbstractPotential):
    """phi(c, T) = s(c, u(c, T)) - u(c, T)/T_b, the Massieu function of a mixture and its thermostat at ``bath`` T_b.

    At T = T_b it is -F/T_b, and y_k = -mu_k/T_b. Streams that come in at a temperature of their own have less of it
    by what their heat loses on its way to the thermostat: y_k = s_k(T) - R ln c_k - e_k(T)/T_b, and the quantity
    `temperature`, held in every place and carried nowhere, has y_T = du/dT (1/T - 1/T_b), zero at T_b.

    Coordinates ln c_k and then ln T. The detail ``energy`` is u [J per unit size]: what leaves the places of it goes
    to the thermostat.
    """

    mixture: Mixture
    bath: Float[Array, ""]
    quantities: tuple[str, ...] = eqx.field(static=True)
    linear: tuple[bool, ...] = eqx.field(static=True)

    def __init__(self, mixture: Mixture, bath: float | Array):
        self.mixture, self.bath = mixture, jnp.asarray(bath, float)
        self.quantities = (*mixture.quantities[:-1], "temperature")
        self.linear = mixture.linear

    def read(self, coordinates: Float[Array, "coordinates places"]) -> Reading:
        own, mixture = self.mixture.read(coordinates), self.mixture
        amount, energy = own.content[:-1], own.content[-1]
        temperature = jnp.exp(coordinates[-1])
        colder = 1.0 / temperature - 1.0 / self.bath
        molar = mixture.energy[:, None] + mixture.heat[:, None] * (temperature - mixture.reference)[None]
        capacity = mixture.capacity + jnp.sum(amount * mixture.heat[:, None], axis=0)
        conjugates = jnp.concatenate([own.conjugates[:-1] + molar * colder[None], (capacity * colder)[None]])
        content = jnp.concatenate([amount, temperature[None]])
        nothing = own.slaved
        return Reading(
            content, conjugates, nothing, nothing, own.entropy - energy / self.bath, {"energy": energy}
        )

    def guess(self, content: Float[Array, "balanced places"]) -> Float[Array, "coordinates places"]:
        return jnp.log(content)
