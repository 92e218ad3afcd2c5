"""Schnakenberg's fundamental cycles: their affinities and currents are all that a steady state dissipates by."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from fluxforce.budget.markov.trees import path, spanning_forest
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.network import Network
from fluxforce.networks.system import NetworkRates
from fluxforce.numerics.summary import MOST_ROWS, AbstractSummarised, Summary, numbers

MOST_CYCLES = 100_000
ALL = slice(None)


@dataclass(frozen=True)
class Cycle:
    """A closed walk: ``channels`` in order, each with its ``directions`` (+1 forward, -1 backward).

    ``affinity`` [k_B] is the sum of direction times ln(forward/backward); minus infinite where one-way channels are
    walked backward only, and plus infinite wherever one is walked forward, blocked or not.
    """

    channels: tuple[int, ...]
    directions: tuple[int, ...]
    affinity: float

    def states(self, network: Network) -> tuple[int, ...]:
        """The states in the order in which the walk leaves them."""
        return tuple(
            int(network.tail[c] if way > 0 else network.head[c])
            for c, way in zip(self.channels, self.directions, strict=True)
        )

    def text(self, network: Network) -> str:
        """The cycle in words: its states, and its channels where those are not the only ones."""
        walk = [network.label(s) for s in self.states(network)]
        return " -> ".join([*walk, walk[0]])


def log_ratios(network: Network, channels: list[int] | slice = ALL) -> np.ndarray:
    """ln(forward/backward) of channels [channels], all unless some are named; plus infinity for one-way ones."""
    with np.errstate(divide="ignore"):
        return np.log(network.forward[channels]) - np.log(network.backward[channels])


def closed_walk(network: Network, channels: list[int], directions: list[int]) -> Cycle:
    """A Cycle from channels and directions, with its affinity."""
    ways, one_way = np.asarray(directions), network.one_way[channels]
    if np.any(one_way):
        affinity = -np.inf if np.all(ways[one_way] < 0) else np.inf
    else:
        affinity = float(np.sum(ways * log_ratios(network, channels)))
    return Cycle(tuple(channels), tuple(directions), affinity)


@dataclass(frozen=True, repr=False)
class FundamentalCycles(AbstractSummarised):
    """One cycle for every chord of a spanning tree, walked so that the chord is taken forward.

    ``matrix`` [cycles, channels] holds the directions. In a steady state the currents of all channels are
    matrix.T @ (currents of the chords), and entropy production = sum of current times affinity. Two parallel
    channels form a cycle, since each is kept apart. Source: [schnakenberg1976].
    """

    network: Network
    chords: np.ndarray
    cycles: tuple[Cycle, ...]
    matrix: csr_array

    @property
    def affinities(self) -> np.ndarray:
        """Affinity of every cycle [k_B]."""
        return np.array([one.affinity for one in self.cycles])

    def currents(self, rates: NetworkRates) -> np.ndarray:
        """Current of every cycle [1/s]: that of its chord. Meant for steady states."""
        return rates.flux[self.chords]

    def production(self, rates: NetworkRates) -> float:
        """Sum of current times affinity [k_B/s]: the entropy production of a steady state, by cycles.

        Infinite where a one-way channel carries anything.
        """
        if np.any(rates.flux[self.network.one_way] > 0.0):
            return np.inf
        current, affinity = self.currents(rates), self.affinities
        moving = current != 0.0
        return float(np.sum(current[moving] * affinity[moving]))

    def summary(self) -> Summary:
        """The first cycles with their affinities."""
        rows = tuple((one.text(self.network), *numbers(one.affinity)) for one in self.cycles[:MOST_ROWS])
        title = f"{len(self.cycles)} fundamental cycles of {self.network.states} states"
        return Summary(title, (), ("cycle", "affinity [k_B]"), rows, total=len(self.cycles))


def fundamental_cycles(network: Network) -> FundamentalCycles:
    """The cycles of a breadth-first spanning forest: channels - states + connected parts of them.

    A channel from a state to itself is a cycle of its own. Raises BadInput above a hundred thousand cycles, which
    nobody reads one by one; ``kolmogorov`` has no such limit.
    """
    forest = spanning_forest(network)
    if forest.chords.size > MOST_CYCLES:
        raise BadInput(
            [
                Problem(
                    f"the network has {forest.chords.size} fundamental cycles; at most {MOST_CYCLES} are listed",
                    hint="kolmogorov() compares all of them without listing, entropy_rates() needs none",
                )
            ]
        )
    found: list[Cycle] = []
    for chord in forest.chords:
        channels, directions = [int(chord)], [1]
        if network.tail[chord] != network.head[chord]:
            back, ways = path(forest, int(network.head[chord]), int(network.tail[chord]))
            channels, directions = channels + back, directions + ways
        found.append(closed_walk(network, channels, directions))
    pointer = np.concatenate([[0], np.cumsum([len(one.channels) for one in found], dtype=np.int64)])
    columns = np.array([c for one in found for c in one.channels], dtype=np.int64)
    values = np.array([d for one in found for d in one.directions], dtype=float)
    matrix = csr_array((values, columns, pointer), shape=(len(found), network.channels))
    return FundamentalCycles(network, forest.chords, tuple(found), matrix)
