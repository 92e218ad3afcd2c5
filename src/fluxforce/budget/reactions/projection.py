"""Copy numbers of a reaction network in time, by finite state projection with its error bounded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fluxforce.budget.reactions.box_growth import first_bounds, grown
from fluxforce.budget.reactions.copy_numbers import CopyNumbers
from fluxforce.networks.master import Composition, master_equation
from fluxforce.networks.reactions import ReactionNetwork
from fluxforce.solve.markov.evolve import evolve


@dataclass(frozen=True)
class CopyNumbersInTime:
    """Copy numbers at ``times`` [s]; all share one box."""

    times: np.ndarray
    states: tuple[CopyNumbers, ...]

    def mean(self) -> np.ndarray:
        """<n_k> [times, species]."""
        return np.stack([one.mean() for one in self.states])

    def deviation(self) -> np.ndarray:
        """Standard deviations [times, species]."""
        return np.stack([one.deviation() for one in self.states])


def evolved_copy_numbers(
    network: ReactionNetwork,
    initial: Composition,
    times: Sequence[float] | np.ndarray,
    *,
    tolerance: float = 1e-12,
    bounds: Mapping[str, int] | int | None = None,
    most_states: int = 200_000,
) -> CopyNumbersInTime:
    """Finite state projection: copy numbers at ``times`` [s] from ``initial``, with the error bounded.

    All that leaves the box is collected in one state outside; the box grows until that holds less than
    ``tolerance`` at the last time. The probability is at most so much too low anywhere, and in sum [munsky2006].
    Raises SolverGaveUp that names the reaction by which a population explodes.
    """
    high = first_bounds(network, initial, bounds)
    while True:
        master = master_equation(network, bounds=high, initial=initial)
        start = np.append(master.start(initial), 0.0)
        p = np.asarray(evolve(master.open_network(), start, np.asarray(times, dtype=float)))
        lost = float(p[:, -1].max())
        if lost <= tolerance:
            states = tuple(CopyNumbers(master, row[:-1], float(row[-1])) for row in p)
            return CopyNumbersInTime(np.asarray(times, dtype=float), states)
        high = grown(master, p[-1, :-1], high, lost, tolerance, most_states)
