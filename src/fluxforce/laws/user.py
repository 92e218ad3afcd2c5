"""A mineral's rate as the user wrote it."""

from collections.abc import Callable

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.base import AbstractLaw
from fluxforce.laws.transition_state import AbstractArea
from fluxforce.thermo.base import Reading


class UserRate(AbstractLaw):
    """J = f(area, omega, temperature, fraction, activities ...) per kilogram of water, positive when dissolving.

    ``function`` takes a dictionary of arrays by name: ``area`` [m2/m3 of rock], ``omega`` = exp(-X/R),
    ``temperature`` [K], ``fraction`` (volume of the mineral per volume of rock) and the activities that were
    declared, and returns [mol/m3/s] of rock. The contract J X >= 0 is the user's to keep; ``check`` tests it.
    ``water`` is kg of water per m3 of rock, ``molar_volume`` [m3/mol].
    """

    function: Callable[[dict[str, Array]], Array] = eqx.field(static=True)
    activities: tuple[tuple[str, int], ...] = eqx.field(static=True)
    surface: AbstractArea
    mineral: int = eqx.field(static=True)
    temperature: Float[Array, ""]
    water: Float[Array, ""]
    molar_volume: Float[Array, ""]

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        amount = tail.content[self.mineral]
        names = {
            "area": self.surface.area(amount) * self.water,
            "omega": jnp.exp(-force[0] / GAS_CONSTANT),
            "temperature": jnp.broadcast_to(self.temperature, amount.shape),
            "fraction": amount * self.water * self.molar_volume,
        }
        names |= {name: jnp.exp(tail.detail["ln_activity"][row]) for name, row in self.activities}
        return (self.function(names) / self.water * jnp.ones_like(amount))[None]
