"""Charge on a conductor at one temperature: a metal electrode, a membrane, the capacitance of a cable."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.thermo.base import AbstractPotential, Reading


class Charged(AbstractPotential):
    """s(Q) = -Q^2/(2 c T), the Massieu function of a capacitor, so y = -phi/T with Q = c phi.

    The coordinate is the electric potential phi [V] against a reference of zero. ``capacitance`` c is per unit size
    of the place [F], ``temperature`` [K]. A steady state does not depend on c; it sets how fast charge relaxes.
    """

    capacitance: Float[Array, ""]
    temperature: Float[Array, ""]
    quantities: tuple[str, ...] = eqx.field(static=True, default=("charge",))
    linear: tuple[bool, ...] = eqx.field(static=True, default=(False,))

    def read(self, coordinates: Float[Array, "coordinates places"]) -> Reading:
        content = self.capacitance * coordinates
        nothing = jnp.zeros((0, coordinates.shape[1]))
        entropy = -0.5 * self.capacitance * coordinates[0] ** 2 / self.temperature
        return Reading(content, -coordinates / self.temperature, nothing, nothing, entropy, {})

    def guess(self, content: Float[Array, "balanced places"]) -> Float[Array, "coordinates places"]:
        return content / self.capacitance
