"""Where processes act: the sites of a process, and how its two ends find their places."""

import abc

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float, Int


class AbstractSites(eqx.Module):
    """Every site of a process has a tail place and a head place (the same one for a reaction)."""

    @abc.abstractmethod
    def ends(self, values: Float[Array, "... places"]) -> tuple[Array, Array]:
        """Values at the tail and at the head of every site, sites on the last axis."""

    @abc.abstractmethod
    def collect(
        self, taken: Float[Array, "... sites"], given: Float[Array, "... sites"], places: int
    ) -> Float[Array, "... places"]:
        """Net supply of every place: what heads are given minus what is taken from tails."""


class Everywhere(AbstractSites):
    """One site in every place, tail and head being that place: reactions."""

    def ends(self, values: Float[Array, "... places"]) -> tuple[Array, Array]:
        return values, values

    def collect(
        self, taken: Float[Array, "... sites"], given: Float[Array, "... sites"], places: int
    ) -> Float[Array, "... places"]:
        return given - taken


class Chain(AbstractSites):
    """Faces between successive places: a column whose two outermost places are its reservoirs."""

    def ends(self, values: Float[Array, "... places"]) -> tuple[Array, Array]:
        return values[..., :-1], values[..., 1:]

    def collect(
        self, taken: Float[Array, "... sites"], given: Float[Array, "... sites"], places: int
    ) -> Float[Array, "... places"]:
        still = [(0, 0)] * (taken.ndim - 1)
        return jnp.pad(given, [*still, (1, 0)]) - jnp.pad(taken, [*still, (0, 1)])


class Pairs(AbstractSites):
    """Any network: site s leads from place ``tail[s]`` to place ``head[s]``."""

    tail: Int[Array, " sites"]
    head: Int[Array, " sites"]

    def ends(self, values: Float[Array, "... places"]) -> tuple[Array, Array]:
        return values[..., self.tail], values[..., self.head]

    def collect(
        self, taken: Float[Array, "... sites"], given: Float[Array, "... sites"], places: int
    ) -> Float[Array, "... places"]:
        nothing = jnp.zeros((*taken.shape[:-1], places))
        return nothing.at[..., self.head].add(given).at[..., self.tail].add(-taken)
