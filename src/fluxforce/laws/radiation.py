"""Radiation of a planet: sunlight taken in, infrared given off, and the entropy that is booked for both.

Rows are the energy and, beside it, the entropy that the radiation carries: the entropy stands in a reservoir of
conjugate 1, the energy of radiation in one of conjugate 0. Which entropy is counted is a definition that has to be
chosen (`AbstractRadiance`): budgets of the same planet differ by factors [kato2020].
"""

import abc

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import CELSIUS_ZERO, STEFAN_BOLTZMANN
from fluxforce.laws.base import AbstractLaw
from fluxforce.thermo.base import Reading


class AbstractCoalbedo(eqx.Module):
    """The share of sunlight that is taken in, at every site."""

    @abc.abstractmethod
    def of(self, temperature: Float[Array, " sites"]) -> Float[Array, " sites"]:
        """Absorbed over incoming, 0 to 1."""


class FixedCoalbedo(AbstractCoalbedo):
    """The same at every temperature."""

    share: Float[Array, " sites"]

    def of(self, temperature: Float[Array, " sites"]) -> Float[Array, " sites"]:
        return self.share


class IceAlbedo(AbstractCoalbedo):
    """a = a_ice + (a_open - a_ice) (1 + tanh((T - T_f)/w))/2: ice below T_f [K], open water above, within w [K]."""

    open: Float[Array, " sites"]
    ice: Float[Array, ""]
    freezing: Float[Array, ""]
    width: Float[Array, ""]

    def of(self, temperature: Float[Array, " sites"]) -> Float[Array, " sites"]:
        return self.ice + (self.open - self.ice) * (1.0 - self.covered(temperature))

    def covered(self, temperature: Float[Array, " sites"]) -> Float[Array, " sites"]:
        """Share of every site under ice."""
        return 0.5 * (1.0 - jnp.tanh((temperature - self.freezing) / self.width))


class AbstractEmission(eqx.Module):
    """Infrared leaving to space, W/m2, at every site."""

    @abc.abstractmethod
    def of(self, temperature: Float[Array, " sites"]) -> Float[Array, " sites"]:
        """Outgoing radiation [W/m2]."""


class LinearEmission(AbstractEmission):
    """A + B (T - 273.15 K): ``freezing`` A [W/m2] and ``slope`` B [W/m2/K] [budyko1969]."""

    freezing: Float[Array, ""]
    slope: Float[Array, ""]

    def of(self, temperature: Float[Array, " sites"]) -> Float[Array, " sites"]:
        return self.freezing + self.slope * (temperature - CELSIUS_ZERO)


class GreyEmission(AbstractEmission):
    """emissivity sigma T^4, the emissivity being that of the planet with its greenhouse."""

    emissivity: Float[Array, ""]

    def of(self, temperature: Float[Array, " sites"]) -> Float[Array, " sites"]:
        return self.emissivity * STEFAN_BOLTZMANN * temperature**4


class AbstractRadiance(eqx.Module):
    """Entropy per energy of radiation [1/K]: the definition of the budget."""

    @abc.abstractmethod
    def sunlight(self, temperature: Float[Array, " sites"]) -> Float[Array, " sites"]:
        """Of what is taken in by matter at a temperature."""

    @abc.abstractmethod
    def infrared(
        self, energy: Float[Array, " sites"], temperature: Float[Array, " sites"]
    ) -> Float[Array, " sites"]:
        """Of what is given off by matter at a temperature, ``energy`` in W/m2."""


class Material(AbstractRadiance):
    """Radiation is outside: it heats and cools matter at the temperature of the matter, 1/T, and produces nothing."""

    def sunlight(self, temperature: Float[Array, " sites"]) -> Float[Array, " sites"]:
        return 1.0 / temperature

    def infrared(
        self, energy: Float[Array, " sites"], temperature: Float[Array, " sites"]
    ) -> Float[Array, " sites"]:
        return 1.0 / temperature


class Total(AbstractRadiance):
    """Radiation is inside: sunlight brings f/T_sun, infrared takes f/T_e with the brightness T_e = (E/sigma)^(1/4).

    ``factor`` f is 1 where energy over temperature is counted, 4/3 for the entropy of the photons [essex1984];
    ``sun`` T_sun [K].
    """

    sun: Float[Array, ""]
    factor: Float[Array, ""]

    def sunlight(self, temperature: Float[Array, " sites"]) -> Float[Array, " sites"]:
        return jnp.full_like(temperature, 1.0) * self.factor / self.sun

    def infrared(
        self, energy: Float[Array, " sites"], temperature: Float[Array, " sites"]
    ) -> Float[Array, " sites"]:
        return self.factor * (STEFAN_BOLTZMANN / energy) ** 0.25


class Sunlight(AbstractLaw):
    """J = (E, E s) with E = insolation a(T): the energy taken in and the entropy that came with it.

    X = (1/T, -1), so that J X = E (1/T - s) over both rows. ``insolation`` [W/m2]; the energy is the quantity at
    position 0.
    """

    insolation: Float[Array, " sites"]
    coalbedo: AbstractCoalbedo
    radiance: AbstractRadiance

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        temperature = 1.0 / head.conjugates[0]
        energy = self.insolation * self.coalbedo.of(temperature)
        return jnp.stack([energy, energy * self.radiance.sunlight(temperature)])


class Infrared(AbstractLaw):
    """J = (E, E s) with the outgoing radiation E(T) and the entropy that leaves with it.

    X = (-1/T, 1), so that J X = E (s - 1/T) over both rows.
    """

    emission: AbstractEmission
    radiance: AbstractRadiance

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        temperature = 1.0 / head.conjugates[0]
        energy = self.emission.of(temperature)
        return jnp.stack([energy, energy * self.radiance.infrared(energy, temperature)])
