"""What stores energy as the square of its content at one temperature: charge on a conductor, momentum of a body."""

import abc

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.thermo.base import AbstractPotential, Reading


class AbstractQuadratic(AbstractPotential):
    """s(q) = -q^2/(2 m T), the Massieu function of the energy q^2/2m, so y = -x/T with q = m x.

    The coordinate x is the potential or the velocity itself, of either sign. ``stored`` m is per unit size of the
    place, ``temperature`` T [K].
    """

    temperature: eqx.AbstractVar[Float[Array, ""]]

    @property
    @abc.abstractmethod
    def stored(self) -> Float[Array, ""]:
        """Content per unit of the coordinate: a capacitance, a mass."""

    def read(self, coordinates: Float[Array, "coordinates places"]) -> Reading:
        content = self.stored * coordinates
        nothing = jnp.zeros((0, coordinates.shape[1]))
        entropy = -0.5 * self.stored * coordinates[0] ** 2 / self.temperature
        return Reading(content, -coordinates / self.temperature, nothing, nothing, entropy, {})

    def guess(self, content: Float[Array, "balanced places"]) -> Float[Array, "coordinates places"]:
        return content / self.stored
