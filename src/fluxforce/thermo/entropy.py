"""The first form of a potential: one concave scalar s(q), its conjugates by automatic differentiation."""

import abc

import equinox as eqx
import jax
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.thermo.base import AbstractPotential, Reading


class AbstractEntropy(eqx.Module):
    """One concave scalar of the content of a place.

    Every content must be positive (amounts, probabilities, energy above a datum below the coldest state): the
    coordinates are their logarithms, which keeps s defined wherever Newton's method wanders.
    """

    names: eqx.AbstractVar[tuple[str, ...]]

    @abc.abstractmethod
    def entropy(self, content: Float[Array, " quantities"]) -> Float[Array, ""]:
        """s(q) of one place [J/K per unit size]."""


class FromEntropy(AbstractPotential):
    """Conjugates y = ds/dq of a scalar, in the coordinates z = ln q."""

    scalar: AbstractEntropy
    quantities: tuple[str, ...] = eqx.field(static=True)
    linear: tuple[bool, ...] = eqx.field(static=True)

    def __init__(self, scalar: AbstractEntropy):
        self.scalar = scalar
        self.quantities = scalar.names
        self.linear = (False,) * len(scalar.names)

    def read(self, coordinates: Float[Array, "coordinates places"]) -> Reading:
        content = jnp.exp(coordinates)
        value_and_slope = jax.vmap(jax.value_and_grad(self.scalar.entropy), in_axes=1, out_axes=(0, 1))
        entropy, conjugates = value_and_slope(content)
        nothing = jnp.zeros((0, content.shape[1]))
        return Reading(content, conjugates, nothing, nothing, entropy, {})

    def guess(self, content: Float[Array, "balanced places"]) -> Float[Array, "coordinates places"]:
        return jnp.log(content)
