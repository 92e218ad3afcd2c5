"""A body that moves in one direction at one temperature: a grain under load, a piston, a membrane that yields."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.thermo.base import AbstractPotential, Reading


class Moving(AbstractPotential):
    """s(p) = -p^2/(2 m T), the Massieu function of kinetic energy, so y = -v/T with p = m v.

    The coordinate is the velocity v [m/s]. ``mass`` m is per unit size of the place [kg], ``temperature`` [K]. A
    steady state does not depend on m; it sets how fast forces come into balance.
    """

    mass: Float[Array, ""]
    temperature: Float[Array, ""]
    quantities: tuple[str, ...] = eqx.field(static=True, default=("momentum",))
    linear: tuple[bool, ...] = eqx.field(static=True, default=(False,))

    def read(self, coordinates: Float[Array, "coordinates places"]) -> Reading:
        content = self.mass * coordinates
        nothing = jnp.zeros((0, coordinates.shape[1]))
        entropy = -0.5 * self.mass * coordinates[0] ** 2 / self.temperature
        return Reading(content, -coordinates / self.temperature, nothing, nothing, entropy, {})

    def guess(self, content: Float[Array, "balanced places"]) -> Float[Array, "coordinates places"]:
        return content / self.mass
