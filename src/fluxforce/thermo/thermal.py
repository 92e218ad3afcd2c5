"""A body that stores heat."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.thermo.entropy import AbstractEntropy


class HeatCapacity(AbstractEntropy):
    """s(u) = C ln u with u = C T, so y = C/u = 1/T.

    ``capacity`` C is per unit size of the place [J/K/m3 when sizes are volumes], constant.
    """

    capacity: Float[Array, ""]
    names: tuple[str, ...] = eqx.field(static=True)

    def entropy(self, content: Float[Array, " quantities"]) -> Float[Array, ""]:
        return self.capacity * jnp.log(content[0] / self.capacity)
