"""A body that stores heat and charge: metals and semiconductors that carry a current in a gradient of temperature."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.thermo.base import AbstractPotential, Reading


class Conductor(AbstractPotential):
    """s(u, Q) = C ln((u - Q^2/2c)/C): 1/T for the energy, -phi/T for the charge.

    Coordinates ln T and phi [V]; contents u = C T + c phi^2/2 and Q = c phi. The energy is the total one, with that
    of the charge in it, so that its flux is J_e = q + phi i and Joule heat needs no source of its own. ``capacity`` C
    and ``capacitance`` c are per unit size of the place [J/K, F]; a steady state depends on neither.
    """

    capacity: Float[Array, ""]
    capacitance: Float[Array, ""]
    quantities: tuple[str, ...] = eqx.field(static=True, default=("energy", "charge"))
    linear: tuple[bool, ...] = eqx.field(static=True, default=(False, False))

    def read(self, coordinates: Float[Array, "coordinates places"]) -> Reading:
        temperature, phi = jnp.exp(coordinates[0]), coordinates[1]
        content = jnp.stack(
            [self.capacity * temperature + 0.5 * self.capacitance * phi**2, self.capacitance * phi]
        )
        conjugates = jnp.stack([1.0 / temperature, -phi / temperature])
        nothing = jnp.zeros((0, coordinates.shape[1]))
        return Reading(content, conjugates, nothing, nothing, self.capacity * coordinates[0], {})

    def guess(self, content: Float[Array, "balanced places"]) -> Float[Array, "coordinates places"]:
        phi = content[1] / self.capacitance
        heat = content[0] - 0.5 * self.capacitance * phi**2
        return jnp.stack([jnp.log(heat / self.capacity), phi])
