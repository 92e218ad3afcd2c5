"""A solution of a volume that can change: amounts of solutes and the volume of solvent that holds them."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import GAS_CONSTANT
from fluxforce.thermo.base import AbstractPotential, Reading


class Compartment(AbstractPotential):
    """s(n, v) = -R sum_k nu_k n_k (ln(n_k/v) - 1) - K (v - 1)^2/2T, ideal, dilute and incompressible.

    y_k = -nu_k R ln c_k with c_k = n_k/v, and y_v = (R T sum nu_k c_k - K (v - 1))/T: the osmotic pressure less that
    of an elastic wall, over T. Pressures of pistons are entropy that is given up outside (``Exchange.given``).

    Coordinates ln n_k and ln v; contents per unit of the volume at first: v is 1 there. ``particles`` nu_k that a
    formula unit dissolves into; ``stiffness`` K [Pa], zero for a compartment that yields freely; ``temperature`` [K].
    """

    particles: Float[Array, " solutes"]
    stiffness: Float[Array, ""]
    temperature: Float[Array, ""]
    quantities: tuple[str, ...] = eqx.field(static=True)
    linear: tuple[bool, ...] = eqx.field(static=True)

    def __init__(
        self,
        names: tuple[str, ...],
        particles: Float[Array, " solutes"],
        stiffness: float,
        temperature: float,
    ):
        self.particles = particles
        self.stiffness, self.temperature = jnp.asarray(float(stiffness)), jnp.asarray(float(temperature))
        self.quantities = (*names, "volume")
        self.linear = (False,) * len(self.quantities)

    def read(self, coordinates: Float[Array, "coordinates places"]) -> Reading:
        content = jnp.exp(coordinates)
        amount, volume = content[:-1], content[-1]
        units = GAS_CONSTANT * self.particles[:, None]
        dilution = coordinates[:-1] - coordinates[-1:]
        stretched = volume - 1.0
        pull = self.stiffness * stretched / self.temperature
        entropy = -jnp.sum(units * amount * (dilution - 1.0), axis=0) - 0.5 * pull * stretched
        osmotic = jnp.sum(units * jnp.exp(dilution), axis=0)
        conjugates = jnp.concatenate([-units * dilution, (osmotic - pull)[None]])
        nothing = jnp.zeros((0, coordinates.shape[1]))
        return Reading(content, conjugates, nothing, nothing, entropy, {})

    def guess(self, content: Float[Array, "balanced places"]) -> Float[Array, "coordinates places"]:
        return jnp.log(content)
