"""The entropy of a Markov network: produced, kept and given away, channel by channel and reservoir by reservoir."""

from dataclasses import dataclass

import numpy as np

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.network import Network
from fluxforce.networks.system import LEAST, NetworkRates, network_rates
from fluxforce.numerics.summary import AbstractSummarised, Summary, number
from fluxforce.solve.markov.evolve import checked
from fluxforce.solve.markov.stationary import stationary


@dataclass(frozen=True, repr=False)
class EntropyRates(AbstractSummarised):
    """Entropy rates [k_B/s] in one state p of a network; arrays run over the channels.

    - ``production`` J X = ``housekeeping`` + ``excess``, every one of which sums to zero or more;
    - ``housekeeping`` (adiabatic) J X_st, with X_st the force at the stationary state: what keeping the network out
      of equilibrium costs, zero everywhere only where detailed balance holds;
    - ``excess`` (nonadiabatic) J (X - X_st): what relaxing costs, sum = -d/dt D(p || p_st), zero in the steady state;
    - ``discharged``: entropy that the channel's reservoir takes up, J times the channel's entropy per jump;
    - ``system``: dS/dt of the network itself, S = sum p (s - ln p).

    total production = ``system`` + sum of ``discharged``, which is checked by ``closure`` and not used to find any
    of the three. A one-way channel that carries anything makes production, housekeeping and what is discharged
    infinite; its excess stays finite. At a start with exactly nothing in a state beside one that is not empty,
    production, excess and dS/dt are infinite at that instant. Source: [schnakenberg1976], [hatano2001], [esposito2010].
    """

    network: Network
    rates: NetworkRates
    stationary: np.ndarray
    housekeeping: np.ndarray
    excess: np.ndarray
    discharged: np.ndarray
    system: float

    @property
    def production(self) -> np.ndarray:
        """J X of every channel."""
        return self.rates.production

    @property
    def total(self) -> float:
        """Entropy production of all channels."""
        return float(self.production.sum())

    @property
    def total_housekeeping(self) -> float:
        """Adiabatic part of the production."""
        return float(self.housekeeping.sum())

    @property
    def total_excess(self) -> float:
        """Nonadiabatic part of the production."""
        return float(self.excess.sum())

    @property
    def total_discharged(self) -> float:
        """Entropy flow to all reservoirs."""
        return float(self.discharged.sum())

    @property
    def closure(self) -> float:
        """(production - dS/dt - flow to reservoirs)/(sum of their magnitudes); zero where nothing happens.

        Not defined, and said to be infinite, where a one-way channel makes two of the terms infinite.
        """
        scale = float(np.abs(self.production).sum() + np.abs(self.discharged).sum()) + abs(self.system)
        if not np.isfinite(scale):
            return np.inf
        return abs(self.total - self.system - self.total_discharged) / scale if scale > 0.0 else 0.0

    def by_process(self, values: np.ndarray | None = None) -> dict[str, float]:
        """Sums over the channels of every process, of the production unless other values are given."""
        return _sums(
            self.production if values is None else values, self.network.process, self.network.processes
        )

    def by_reservoir(self, values: np.ndarray | None = None) -> dict[str, float]:
        """Sums over the channels of every reservoir, of what is discharged unless other values are given."""
        chosen = self.discharged if values is None else values
        return _sums(chosen, self.network.reservoir, self.network.reservoirs)

    def summary(self) -> Summary:
        """Where the entropy comes from and goes to."""
        parts = (
            ("production", self.total),
            ("of it housekeeping", self.total_housekeeping),
            ("of it excess", self.total_excess),
            ("to reservoirs", self.total_discharged),
            ("dS/dt of the network", self.system),
        )
        facts = [(name, f"{number(value)} k_B/s") for name, value in parts]
        title = f"Entropy rates of a Markov network of {self.network.states} states"
        return Summary(
            title,
            (*facts, ("not closed by", number(self.closure) if np.isfinite(self.closure) else "undefined")),
        )


def entropy_rates(
    network: Network, probability: np.ndarray | None = None, steady: np.ndarray | None = None
) -> EntropyRates:
    """Entropy rates at ``probability`` [states], which is the steady state unless it is given.

    ``steady`` is the stationary state where it is known already. Raises BadInput when a state that the steady
    state leaves empty carries probability, since the split into housekeeping and excess does not exist there, and
    when the steady state is not unique.
    """
    reference = stationary(network) if steady is None else checked(network, steady)
    rates = network_rates(network, reference if probability is None else checked(network, probability))
    p = rates.probability
    empty = (reference <= LEAST) & (p > LEAST)
    if np.any(empty):
        name = network.label(int(np.argmax(empty)))
        raise BadInput(
            [
                Problem(
                    f"state '{name}' is transient and holds probability: housekeeping and excess are not defined",
                    hint="network_rates gives the total production, which is",
                )
            ]
        )
    kept = network_rates(network, reference)
    relative = np.log(p) - np.log(kept.probability)
    excess = rates.flux * (relative[network.tail] - relative[network.head])
    conjugate = network.state_entropy() - np.log(p)
    system = float(np.sum(rates.supply * conjugate))
    sharp = ~network.one_way & np.isinf(rates.production)
    if np.any(sharp):  # an empty state beside a full one: what is unbounded is the entropy of mixing them
        excess, system = np.where(sharp, np.inf, excess), np.inf
    return EntropyRates(
        network,
        rates,
        reference,
        _times(rates.flux, kept.force),
        excess,
        _times(rates.flux, network.entropy),
        system,
    )


def _times(flux: np.ndarray, force: np.ndarray) -> np.ndarray:
    # zero times infinity: a one-way channel that carries nothing discharges nothing
    product = np.zeros_like(flux)
    moving = flux != 0.0
    product[moving] = flux[moving] * force[moving]
    return product


def _sums(values: np.ndarray, member: np.ndarray, names: tuple[str, ...]) -> dict[str, float]:
    return dict(zip(names, map(float, np.bincount(member, values, minlength=len(names))), strict=True))
