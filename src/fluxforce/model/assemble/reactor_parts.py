"""The parts of a stirred reactor: what comes in, how heat leaves, and where everything stands among the places."""

from dataclasses import dataclass, field

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import Rates
from fluxforce.model.assemble.heats import HotReaction, Species
from fluxforce.thermo.mixture import Mixture


@dataclass(frozen=True)
class Solution:
    """Contents [mol/m3] by species, and the temperature [K]."""

    content: dict[str, float]
    temperature: float


@dataclass(frozen=True)
class Feed(Solution):
    """A stream that enters, with its volume flow [m3/s]."""

    flow: float


@dataclass(frozen=True)
class Isothermal:
    """A thermostat holds the tank at ``temperature`` [K] and takes what heat comes."""

    temperature: float


@dataclass(frozen=True)
class Adiabatic:
    """No heat passes the wall."""


@dataclass(frozen=True)
class Cooled:
    """Heat passes the wall to a coolant held at ``temperature`` [K]: UA [W/K] times the difference."""

    conductance: float
    temperature: float


@dataclass(frozen=True)
class Dissolving:
    """A gas at its partial ``pressure`` [Pa]: c = henry p [mol/m3/Pa] at equilibrium at the gas's temperature.

    ``heat`` of solution [J/mol], negative where dissolving gives off heat, is what the gas leaves behind besides.
    """

    pressure: float
    henry: float
    heat: float = 0.0


@dataclass(frozen=True)
class Gas:
    """A gas that is held, with the rate constant kLa [1/s] of its passage into the liquid."""

    rate: float
    temperature: float
    species: dict[str, Dissolving] = field(default_factory=dict)


Heat = Isothermal | Adiabatic | Cooled


@dataclass(frozen=True)
class Layout:
    """Where everything stands: places are the feeds, the tank, the outlets, then the gas and the coolant.

    ``flows`` [m3/s] of the feeds; ``bath`` [K] of the thermostat, None where the energy is balanced; ``heats``
    whether the heats of all reactions are known; ``held`` are chemostats.
    """

    names: tuple[str, ...]
    feeds: tuple[str, ...]
    outlets: tuple[str, ...]
    gas: bool
    coolant: bool
    flows: np.ndarray
    shares: np.ndarray
    mixture: Mixture
    volume: float
    bath: float | None
    heats: bool
    held: tuple[str, ...] = ()

    @property
    def tank(self) -> int:
        """The place of the tank."""
        return len(self.feeds)

    @property
    def gas_place(self) -> int:
        """The place of the gas."""
        return self.tank + 1 + len(self.outlets)

    @property
    def coolant_place(self) -> int:
        """The place of the coolant."""
        return self.gas_place + int(self.gas)

    @property
    def places(self) -> int:
        """Their number."""
        return self.coolant_place + int(self.coolant)

    def temperature(self, rates: Rates) -> Float[Array, " places"]:
        """T [K] of all places."""
        return rates.reading.content[-1] if self.bath else 1.0 / rates.reading.conjugates[-1]

    def energy(self, rates: Rates) -> Float[Array, " places"]:
        """u [J/m3] of all places."""
        return rates.reading.detail["energy"] if self.bath else rates.reading.content[-1]

    def entropy(self, rates: Rates) -> Float[Array, " places"]:
        """s [J/K/m3] of all places, without the thermostat's."""
        given = self.energy(rates) / self.bath if self.bath else 0.0
        return rates.reading.entropy + given

    def content(self, rates: Rates) -> Float[Array, "quantities places"]:
        """Amounts and energy of all places."""
        return jnp.concatenate([rates.reading.content[:-1], self.energy(rates)[None]])

    def brought(self, gas: Gas | None) -> np.ndarray:
        """Energy [J/mol] that every species brings from the gas: that in solution less the heat of solution."""
        found = np.zeros(len(self.names))
        if gas is not None:
            for name, one in gas.species.items():
                k, warmer = self.names.index(name), gas.temperature - float(self.mixture.reference)
                found[k] = float(self.mixture.energy[k]) + float(self.mixture.heat[k]) * warmer - one.heat
        return found

    def mixing(self, rates: Rates, feed: int) -> Float[Array, ""]:
        """Q D_B(w_in || w_tank) of one feed [W/K]: what it produces on mixing in, never negative."""
        reading, t = rates.reading, self.tank
        count = len(self.names) + (0 if self.bath else 1)
        shift = reading.conjugates[:count, t] @ (reading.content[:count, feed] - reading.content[:count, t])
        return self.flows[feed] * (reading.entropy[t] + shift - reading.entropy[feed])


def all_heats(species: dict[str, Species], reactions: dict[str, HotReaction]) -> bool:
    """Whether every reaction has its heat, from itself or from its species."""
    known = all(one.enthalpy is not None for one in species.values())
    return known or all(one.enthalpy is not None for one in reactions.values())
