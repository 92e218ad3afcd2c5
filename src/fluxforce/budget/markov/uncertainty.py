"""What precision costs: the thermodynamic and the kinetic uncertainty relation of a current."""

from dataclasses import dataclass

import numpy as np

from fluxforce.budget.markov.counting import Count, counted, cumulants
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.network import Network
from fluxforce.networks.system import network_rates
from fluxforce.numerics.summary import AbstractSummarised, Summary, number
from fluxforce.solve.markov.poisson import poisson

THERMODYNAMIC_BOUND = 2.0
KINETIC_BOUND = 1.0


@dataclass(frozen=True, repr=False)
class Uncertainty(AbstractSummarised):
    """A counted current in the steady state and what bounds its precision.

    - ``current`` J and ``variance`` C per time [1/s], ``production`` [k_B/s], ``activity``: jumps per second;
    - ``thermodynamic`` = production C/J^2 >= 2, infinite with one-way channels, which then bound nothing;
    - ``kinetic`` = activity C/J^2 >= 1, useful there as well.

    Source: [barato2015], [diterlizzi2019].
    """

    current: float
    variance: float
    production: float
    activity: float
    is_current: bool = True

    @property
    def fano(self) -> float:
        """C/|J|: 1 for a Poisson process of unit jumps."""
        return self.variance / abs(self.current)

    @property
    def thermodynamic(self) -> float:
        """Production times C/J^2. Raises BadInput for a counter that jumps back do not undo: nothing bounds it."""
        if not self.is_current:
            raise BadInput(
                [Problem("the thermodynamic uncertainty relation is about currents, not numbers of jumps")]
            )
        return self.production * self.variance / self.current**2

    @property
    def kinetic(self) -> float:
        """Activity times C/J^2."""
        return self.activity * self.variance / self.current**2

    @property
    def least_production(self) -> float:
        """2 J^2/C [k_B/s]: what the current alone tells about the entropy production."""
        return THERMODYNAMIC_BOUND * self.current**2 / self.variance

    def summary(self) -> Summary:
        """The current, what it costs, and both bounds."""
        facts = [
            ("current", f"{number(self.current)} 1/s"),
            ("variance per time", f"{number(self.variance)} 1/s"),
            ("entropy production", f"{number(self.production)} k_B/s"),
            ("activity", f"{number(self.activity)} 1/s"),
            ("kinetic", f"{number(self.kinetic)} (1 at least)"),
        ]
        if self.is_current:
            facts.append(("thermodynamic", f"{number(self.thermodynamic)} (2 at least)"))
        return Summary("Uncertainty of a counter in the steady state", tuple(facts))


def uncertainty(network: Network, count: Count) -> Uncertainty:
    """Both relations for one counter: what ``counting.counted`` takes or makes.

    Raises BadInput where the mean vanishes: its relative uncertainty is not defined.
    """
    count = counted(network, count)
    equation = poisson(network)
    rates = network_rates(network, equation.stationary)
    found = cumulants(network, count, 2, equation)
    size = np.abs(count.forward) @ rates.one_way + np.abs(count.backward) @ rates.returning
    if abs(found.mean) <= 1e-13 * float(size):
        raise BadInput(
            [
                Problem(
                    "the current vanishes, so its relative uncertainty is not defined",
                    hint="drive the network",
                )
            ]
        )
    # a channel from a state to itself is a jump only for a counter that sees it
    seen = (network.tail != network.head) | (count.forward != 0.0) | (count.backward != 0.0)
    activity = float(rates.traffic[seen].sum())
    return Uncertainty(found.mean, found.variance, rates.total_production, activity, count.current)


def efficiency_bound(velocity: float, diffusion: float, force: float, temperature: float = 1.0) -> float:
    """Largest efficiency of a motor that pulls at ``velocity`` v against ``force`` f with dispersion D:
    1/(1 + v k_B T/(D f)), from the mechanics alone.

    ``diffusion`` is half the variance of position per time; ``temperature`` is k_B T. Source: [pietzonka2016].
    """
    return 1.0 / (1.0 + velocity * temperature / (diffusion * force))
