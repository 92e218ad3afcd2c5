"""Quantities with a constant conjugate: pure phases, baths, reservoirs."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.thermo.base import AbstractSloped, Reading, Slopes


class Linear(AbstractSloped):
    """s = y . q with constant y: the content itself is the coordinate, and there is no capacity.

    A pure mineral has y = -mu0/T [J/K/mol]. A heat bath that is counted by the entropy it takes up has y = 1.
    """

    conjugate: Float[Array, " quantities"]
    quantities: tuple[str, ...] = eqx.field(static=True)
    linear: tuple[bool, ...] = eqx.field(static=True)

    def __init__(self, names: tuple[str, ...], conjugate: Float[Array, " quantities"]):
        self.quantities = names
        self.linear = (True,) * len(names)
        self.conjugate = conjugate

    def read(self, coordinates: Float[Array, "coordinates places"]) -> Reading:
        conjugates = jnp.broadcast_to(self.conjugate[:, None], coordinates.shape)
        nothing = jnp.zeros((0, coordinates.shape[1]))
        return Reading(coordinates, conjugates, nothing, nothing, jnp.zeros(coordinates.shape[1]), {})

    def guess(self, content: Float[Array, "balanced places"]) -> Float[Array, "coordinates places"]:
        return content

    def slopes(self, coordinates: Float[Array, "coordinates places"]) -> Slopes:
        count, places = coordinates.shape
        identity = jnp.broadcast_to(jnp.eye(count)[:, :, None], (count, count, places))
        return Slopes(
            self.read(coordinates), identity, jnp.zeros((0, count, places)), jnp.zeros((count, places))
        )
