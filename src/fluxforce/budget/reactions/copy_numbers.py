"""Copy numbers of a reaction network, exactly: the steady state of the master equation in a box that grows until what
would leave it is known to be too little to matter.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, diags_array
from scipy.sparse.linalg import splu

from fluxforce.budget.reactions.box_growth import beyond_fixed_points, first_bounds, grown
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.master import Composition, MasterEquation, master_equation
from fluxforce.networks.reactions import ReactionNetwork
from fluxforce.networks.system import NetworkRates, network_rates
from fluxforce.numerics.summary import AbstractSummarised, Summary, number, numbers
from fluxforce.solve.markov.classes import classes_of
from fluxforce.solve.markov.generator import generator
from fluxforce.solve.markov.stationary import stationary


@dataclass(frozen=True, repr=False)
class CopyNumbers(AbstractSummarised):
    """Probabilities of copy numbers at one instant, and what is known of the error of the cut.

    ``lost`` bounds the error: for a steady state the flux through the cut over all jumps per second (or the
    probability to leave the box before the end, if there is an end such as extinction); for a state in time the
    probability that the box was ever left, which bounds the error of every probability and the sum of all.
    """

    master: MasterEquation
    probability: np.ndarray
    lost: float

    def mean(self) -> np.ndarray:
        """<n_k> [species]."""
        return self.probability @ self.master.counts

    def covariance(self) -> np.ndarray:
        """<n_k n_l> - <n_k><n_l> [species, species]."""
        away = self.master.counts - self.mean()[None]
        return (away * self.probability[:, None]).T @ away

    def deviation(self) -> np.ndarray:
        """Standard deviations [species]."""
        return np.sqrt(np.diag(self.covariance()))

    def marginal(self, species: str) -> np.ndarray:
        """Probability of 0, 1, 2, ... copies of one species. Raises BadInput for an unknown one."""
        names = self.master.reactions.species
        if species not in names:
            raise BadInput([Problem(f"unknown species '{species}'", hint=f"species: {', '.join(names)}")])
        return np.bincount(self.master.counts[:, names.index(species)], self.probability)

    def at(self, composition: Composition) -> float:
        """Probability of one composition."""
        return float(self.probability[self.master.state(composition)])

    def rates(self) -> NetworkRates:
        """Forces, fluxes and production of every channel, from the kernel."""
        return network_rates(self.master.network, self.probability)

    def cut_flux(self) -> dict[str, float]:
        """Probability per second that every reaction would carry out of the box."""
        return self.master.cut_flux(self.probability)

    def summary(self) -> Summary:
        """Mean and standard deviation of every species."""
        names, mean, deviation = self.master.reactions.species, self.mean(), self.deviation()
        rows = tuple((name, *numbers(mean[k], deviation[k])) for k, name in enumerate(names))
        return Summary(
            f"Copy numbers in a box of {self.probability.size} states",
            (("lost by the cut", number(self.lost)),),
            ("species", "mean", "standard deviation"),
            rows,
        )


def stationary_copy_numbers(
    network: ReactionNetwork,
    initial: Composition,
    *,
    tolerance: float = 1e-13,
    bounds: Mapping[str, int] | int | None = None,
    most_states: int = 2_000_000,
) -> CopyNumbers:
    """The steady state that ``initial`` leads to, with the flux through the cut below ``tolerance`` of the traffic.

    Given ``bounds`` are a first guess. They should hold every likely region where several species have more than
    one: a box that ends in an unlikely region between them looks complete. Of one species with mass action all
    macroscopic fixed points are inside from the start.

    Absorbing states, such as extinction, are where all ends up; the chance to leave the box before that must be
    below ``tolerance`` as well. Raises SolverGaveUp that names the reaction that makes a population explode,
    BadInput where the steady state is not unique.
    """
    high = beyond_fixed_points(network, first_bounds(network, initial, bounds))
    while True:
        master = master_equation(network, bounds=high, initial=initial)
        escape, before = _escape(master, initial)
        p = before if escape > tolerance else stationary(master.network)
        flux = float(master.leak() @ p)
        lost = (
            escape
            if escape > tolerance
            else max(flux / max(_traffic(master, p), flux), escape)
            if flux > 0.0
            else escape
        )
        if lost <= tolerance:
            return CopyNumbers(master, p, lost)
        high = grown(master, p, high, lost, tolerance, most_states)


def _traffic(master: MasterEquation, p: np.ndarray) -> float:
    net = master.network
    return float(net.forward @ p[net.tail] + net.backward @ p[net.head])


def _escape(master: MasterEquation, initial: Composition) -> tuple[float, np.ndarray]:
    """Chance to leave the box before a recurrent class is entered, and the time spent in every state until then."""
    net = master.network
    rates = generator(net)
    inside = classes_of(net, rates).transient_states
    time = np.zeros(net.states)
    start = master.state(initial)
    if not np.any(inside == start):
        return 0.0, time
    leak = master.leak()[inside]
    lost = csc_array(diags_array(leak)) - rates[inside][:, inside]
    time[inside] = np.maximum(splu(csc_array(lost)).solve(master.start(initial)[inside]), 0.0)
    return float(leak @ time[inside]), time
