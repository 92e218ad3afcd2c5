"""The energy of a Markov network: heat from every reservoir, work done by chemical potentials and by drives."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.counts import count_change
from fluxforce.networks.network import Network
from fluxforce.networks.system import NetworkRates


@dataclass(frozen=True)
class Reservoir:
    """Temperature (k_B T, above zero) and chemical potential of the particles it gives, in one energy unit."""

    temperature: float = 1.0
    potential: float = 0.0


@dataclass(frozen=True)
class EnergyRates:
    """Energy per second, in the unit of the energies given; counted INTO the network, by reservoir.

    Per jump forward of a channel of reservoir r: energy Delta E = heat + potential_r Delta N + work, with ``work``
    what an outer drive does. So ``energy`` = sum of ``heat`` + ``chemical_work`` + ``driving_work`` exactly.
    ``particles`` [1/s] are given by each reservoir. ``detailed_balance_error`` [k_B] is the largest |entropy of a
    channel + heat/temperature| among the reversible channels: zero where the rates and the energies agree.
    Source: [seifert2012].
    """

    heat: dict[str, float]
    particles: dict[str, float]
    chemical_work: dict[str, float]
    driving_work: dict[str, float]
    energy: float
    detailed_balance_error: float

    @property
    def power(self) -> float:
        """Work that the network does on potentials and drives per second: minus all work done on it."""
        return -sum(self.chemical_work.values()) - sum(self.driving_work.values())

    def efficiency(self, hot: str) -> float:
        """Power over the heat taken from the reservoir ``hot``. Raises BadInput where none is taken."""
        if not self.heat[hot] > 0.0:
            raise BadInput(
                [
                    Problem(
                        f"reservoir '{hot}' gives no heat ({self.heat[hot]:g}), so there is no efficiency",
                        hint="an engine takes heat from its hot reservoir",
                    )
                ]
            )
        return self.power / self.heat[hot]


def energy_rates(
    rates: NetworkRates,
    energies: np.ndarray,
    reservoirs: Mapping[str, Reservoir],
    *,
    particles: np.ndarray | None = None,
    work: np.ndarray | None = None,
) -> EnergyRates:
    """Heat and work from the fluxes in ``rates`` for given energies [states] and reservoirs by name.

    ``particles`` [states] is the number of particles in every state, given and taken by the channel's reservoir;
    ``work`` [channels] is what a drive does on the network per jump forward (force times displacement, or the
    chemical potential difference of a fuel). Raises BadInput for a reservoir that is missing or at T <= 0.
    """
    network = rates.network
    held = _held(network, reservoirs)
    gained = count_change(network, energies)
    moved = np.zeros(network.channels) if particles is None else count_change(network, particles)
    driven = np.zeros(network.channels) if work is None else np.asarray(work, dtype=float)
    potential = np.array([one.potential for one in held])[network.reservoir]
    temperature = np.array([one.temperature for one in held])[network.reservoir]
    chemical = potential * moved
    heat = gained - chemical - driven
    both = ~network.one_way
    error = np.abs(network.entropy[both] + heat[both] / temperature[both]).max(initial=0.0)
    taken, given, chemical_work, driving_work = (
        _by_reservoir(network, rates.flux * each) for each in (heat, moved, chemical, driven)
    )
    energy = float(np.sum(rates.supply * np.asarray(energies, dtype=float)))
    return EnergyRates(taken, given, chemical_work, driving_work, energy, float(error))


def _held(network: Network, reservoirs: Mapping[str, Reservoir]) -> list[Reservoir]:
    for name in network.reservoirs:
        if name not in reservoirs:
            raise BadInput([Problem(f"nothing is known of reservoir '{name}'", hint="give it a Reservoir")])
        if not reservoirs[name].temperature > 0.0:
            raise BadInput([Problem(f"the temperature of reservoir '{name}' must be above zero")])
    return [reservoirs[name] for name in network.reservoirs]


def _by_reservoir(network: Network, values: np.ndarray) -> dict[str, float]:
    sums = np.bincount(network.reservoir, values, minlength=len(network.reservoirs))
    return dict(zip(network.reservoirs, map(float, sums), strict=True))
