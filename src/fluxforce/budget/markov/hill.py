"""Hill's cycles: every simple cycle of a network, and how often it is completed each way."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import networkx
import numpy as np

from fluxforce.budget.markov.cycles import Cycle, closed_walk
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.network import Network
from fluxforce.numerics.summary import MOST_ROWS, AbstractSummarised, Summary, number, numbers
from fluxforce.solve.markov.classes import classes_of
from fluxforce.solve.markov.generator import generator
from fluxforce.solve.markov.gth import eliminated

MOST_CYCLES = 20_000
MOST_STATES = 400  # the trees are summed with dense matrices
MOST_COUNTED = 300  # states whose spanning trees are counted with integers of any length


@dataclass(frozen=True, repr=False)
class HillCycles(AbstractSummarised):
    """All simple cycles with their one-way fluxes [1/s], arrays over the cycles.

    ``forward`` J+ = (product of rates along the cycle)(sum over forests that drain into it)/(sum over all rooted
    spanning trees), ``backward`` J- the same against its direction, so J+/J- = exp(affinity) cycle by cycle, and
    J = sum over cycles of (J+ - J-) direction for every channel. Source: [hill1989], [schnakenberg1976].
    """

    network: Network
    cycles: tuple[Cycle, ...]
    forward: np.ndarray
    backward: np.ndarray

    @property
    def net(self) -> np.ndarray:
        """J+ - J- of every cycle."""
        return self.forward - self.backward

    @property
    def affinities(self) -> np.ndarray:
        """Affinity of every cycle [k_B]."""
        return np.array([one.affinity for one in self.cycles])

    def production(self) -> float:
        """Sum of (J+ - J-) affinity [k_B/s]; every term is positive or zero, infinite for a one-way cycle."""
        moving = self.net != 0.0
        return float(np.sum(self.net[moving] * self.affinities[moving]))

    def currents(self) -> np.ndarray:
        """Net current of every channel [1/s], put together from the cycles."""
        total = np.zeros(self.network.channels)
        for one, net in zip(self.cycles, self.net, strict=True):
            np.add.at(total, list(one.channels), net * np.asarray(one.directions))
        return total

    def summary(self) -> Summary:
        """The cycles that are completed most often."""
        order = np.argsort(-(self.forward + self.backward), kind="stable")[:MOST_ROWS]
        rows = tuple(
            (
                self.cycles[k].text(self.network),
                *numbers(self.forward[k], self.backward[k], self.cycles[k].affinity),
            )
            for k in order
        )
        return Summary(
            f"{len(self.cycles)} simple cycles of {self.network.states} states",
            (("entropy production", f"{number(self.production())} k_B/s"),),
            ("cycle", "completed [1/s]", "undone [1/s]", "affinity [k_B]"),
            rows,
            total=len(self.cycles),
        )


def simple_cycles(network: Network, most: int = MOST_CYCLES) -> tuple[Cycle, ...]:
    """Every cycle that meets no state twice, once each; parallel channels are told apart, and two form a cycle.

    Cycles that cannot be completed in either direction are left out; one that can only be completed one way is
    walked that way, any other so that its affinity is not negative. Raises BadInput when there are more than
    ``most``: their number grows exponentially with the size of a network.
    """
    found: list[Cycle] = []
    for seen, (channels, directions) in enumerate(_walks(network)):
        if seen >= most:
            raise BadInput(
                [
                    Problem(
                        f"the network of {network.states} states and {network.channels} channels has more than"
                        f" {most} simple cycles",
                        hint="fundamental_cycles() needs only channels - states + 1 of them",
                    )
                ]
            )
        one = _oriented(network, channels, directions)
        if one is not None:
            found.append(one)
    return tuple(found)


def hill_cycles(network: Network, most: int = MOST_CYCLES) -> HillCycles:
    """All simple cycles with Hill's one-way fluxes in the steady state.

    Forests are summed by eliminations without a subtraction, so fluxes of 1e-25 have as many correct digits as
    those of 1. Raises BadInput above 400 states, above ``most`` cycles, or where not every state leads to every
    other.
    """
    if network.states > MOST_STATES:
        raise BadInput(
            [
                Problem(
                    f"Hill's cycles of {network.states} states; at most {MOST_STATES} are taken",
                    hint="fundamental_cycles() works on larger networks",
                )
            ]
        )
    cycles = simple_cycles(network, most)
    generated = generator(network)
    if classes_of(network, generated).count != 1:
        raise BadInput(
            [Problem("not every state leads to every other; Hill's trees need one recurrent network")]
        )
    rates = generated.toarray()  # its diagonal is never read
    steady = eliminated(rates).stationary()
    root = int(np.argmax(steady))
    log_all = _log_forests(rates, [root]) - math.log(steady[root])
    forward, backward = np.zeros(len(cycles)), np.zeros(len(cycles))
    for k, one in enumerate(cycles):
        log_rest = _log_forests(rates, sorted(set(one.states(network)))) - log_all
        forward[k] = _product(network, one, 1, log_rest)
        backward[k] = _product(network, one, -1, log_rest)
    return HillCycles(network, cycles, forward, backward)


def spanning_trees(network: Network) -> int:
    """Number of spanning trees of the network without directions, parallel channels told apart; exact.

    Kirchhoff's determinant by integer elimination. Raises BadInput above 300 states.
    """
    if network.states > MOST_COUNTED:
        raise BadInput(
            [Problem(f"spanning trees are counted up to {MOST_COUNTED} states, not {network.states}")]
        )
    size = network.states - 1
    matrix = [[0] * network.states for _ in range(network.states)]
    for a, b in zip(network.tail.tolist(), network.head.tolist(), strict=True):
        if a != b:
            matrix[a][a] += 1
            matrix[b][b] += 1
            matrix[a][b] -= 1
            matrix[b][a] -= 1
    before = 1
    for k in range(size):
        # Bareiss: every division is exact. A principal minor of zero means that a part is not connected.
        if matrix[k][k] == 0:
            return 0
        for i in range(k + 1, size):
            for j in range(k + 1, size):
                matrix[i][j] = (matrix[i][j] * matrix[k][k] - matrix[i][k] * matrix[k][j]) // before
        before = matrix[k][k]
    return before


def _walks(network: Network) -> Iterator[tuple[list[int], list[int]]]:
    between: dict[tuple[int, int], list[int]] = {}
    for c, (a, b) in enumerate(zip(network.tail.tolist(), network.head.tolist(), strict=True)):
        if a == b:
            yield [c], [1]
        else:
            between.setdefault((min(a, b), max(a, b)), []).append(c)
    for parallel in between.values():
        for k, one in enumerate(parallel):
            for other in parallel[k + 1 :]:
                same = network.tail[one] == network.tail[other]
                yield [one, other], [1, -1 if same else 1]
    graph = networkx.Graph(list(between))
    for states in networkx.simple_cycles(graph):
        steps = list(zip(states, [*states[1:], states[0]], strict=True))
        for channels in product(*(between[min(a, b), max(a, b)] for a, b in steps)):
            ways = [1 if network.tail[c] == a else -1 for c, (a, _) in zip(channels, steps, strict=True)]
            yield list(channels), ways


def _oriented(network: Network, channels: list[int], directions: list[int]) -> Cycle | None:
    ways = np.asarray(directions)
    one_way = ways[network.one_way[channels]]
    if np.any(one_way > 0) and np.any(one_way < 0):
        return None
    one = closed_walk(network, channels, directions)
    if one.affinity >= 0.0:
        return one
    return closed_walk(network, channels[::-1], [-d for d in directions[::-1]])


def _log_forests(rates: np.ndarray, roots: list[int]) -> float:
    """ln of the sum over spanning forests directed towards ``roots``: a determinant of positive sums only."""
    inner = np.delete(np.arange(rates.shape[0]), roots)
    if not inner.size:
        return 0.0
    found = eliminated(rates[inner][:, inner], rates[roots][:, inner].sum(axis=0))
    return float(np.log(found.leaving[1:]).sum()) + math.log(found.loss)


def _product(network: Network, one: Cycle, way: int, log_rest: float) -> float:
    total = log_rest
    for c, direction in zip(one.channels, one.directions, strict=True):
        rate = network.forward[c] if direction == way else network.backward[c]
        if rate == 0.0:
            return 0.0
        total += math.log(rate)
    return math.exp(total)
