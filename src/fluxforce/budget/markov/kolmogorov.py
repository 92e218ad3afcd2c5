"""Kolmogorov's criterion: whether a network can be in equilibrium, and which cycle forbids it."""

from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from fluxforce.budget.markov.cycles import Cycle, closed_walk, log_ratios
from fluxforce.budget.markov.trees import Forest, path, potentials, spanning_forest
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.network import Network


@dataclass(frozen=True)
class Kolmogorov:
    """The verdict. ``holds`` tells whether every cycle has affinity zero; then p is exp(``log_probability``).

    - ``worst`` is the fundamental cycle of the largest affinity, which breaks detailed balance, or None;
    - ``one_way`` names a channel without a way back, which breaks it too, or None;
    - ``affinity`` [k_B]: the largest magnitude of an affinity, infinite with one-way channels;
    - ``log_probability`` [states]: of the equilibrium, normalised in every connected part; empty where there is
      none.
    """

    network: Network
    holds: bool
    worst: Cycle | None
    one_way: int | None
    affinity: float
    log_probability: np.ndarray

    def sentence(self) -> str:
        """The verdict in words."""
        if self.holds:
            return "detailed balance holds: the affinities of all cycles vanish"
        if self.one_way is not None:
            return f"no detailed balance: channel {self.network.channel_label(self.one_way)} has no way back"
        assert self.worst is not None
        walk = self.worst.text(self.network)
        return f"no detailed balance: the affinity of the cycle {walk} is {self.worst.affinity:.6g} k_B"


def kolmogorov(network: Network, tolerance: float = 1e-9) -> Kolmogorov:
    """Products of rates round every cycle, both ways, compared: equal for all cycles or not.

    Potentials along a spanning forest give the affinity of every fundamental cycle in one pass, so a network of a
    million states is no trouble. ``tolerance`` is relative to the sum of |ln(forward/backward)| met on the way.
    Source: [kelly1979], [schnakenberg1976].
    """
    forest = spanning_forest(network)
    ways = np.flatnonzero(network.one_way)
    if ways.size:
        return Kolmogorov(network, False, None, int(ways[0]), np.inf, np.zeros(0))
    ratios = log_ratios(network)
    value, travelled = potentials(forest, ratios), _travelled(forest, ratios)
    tail, head = network.tail[forest.chords], network.head[forest.chords]
    affinity = ratios[forest.chords] + value[tail] - value[head]
    scale = np.abs(ratios[forest.chords]) + travelled[tail] + travelled[head]
    broken = np.abs(affinity) > tolerance * np.maximum(scale, 1.0)
    largest = float(np.abs(affinity).max(initial=0.0))
    if not np.any(broken):
        return Kolmogorov(network, True, None, None, largest, _normalised(forest, value))
    k = int(np.argmax(np.where(broken, np.abs(affinity), -1.0)))
    chord = int(forest.chords[k])
    channels, directions = [chord], [1]
    if tail[k] != head[k]:
        back, ways_back = path(forest, int(head[k]), int(tail[k]))
        channels, directions = channels + back, directions + ways_back
    return Kolmogorov(network, False, closed_walk(network, channels, directions), None, largest, np.zeros(0))


def equilibrium(network: Network, tolerance: float = 1e-9) -> np.ndarray:
    """Equilibrium probabilities [states] from ratios of rates alone, without solving anything.

    Raises BadInput with the cycle that forbids an equilibrium, or when several parts are not connected.
    """
    verdict = kolmogorov(network, tolerance)
    if not verdict.holds:
        raise BadInput([Problem(f"there is no equilibrium: {verdict.sentence()}")])
    if np.any(spanning_forest(network).part != 0):
        raise BadInput([Problem("the network falls into parts, so its equilibrium is not unique")])
    return np.exp(verdict.log_probability)


def require_local_detailed_balance(network: Network, tolerance: float = 1e-9) -> None:
    """Raises BadInput that names every channel whose rates contradict the entropy declared for it.

    Compared are ln(forward/backward) and entropy + change of internal entropy, in k_B; one-way channels have
    nothing to compare. Source: [seifert2012].
    """
    off = network.detailed_balance_error()
    wrong = np.flatnonzero(
        np.abs(off) > tolerance * (1.0 + np.abs(np.nan_to_num(network.entropy, posinf=0.0)))
    )
    if wrong.size:
        raise BadInput(
            Problem(
                f"channel {network.channel_label(int(c))} declares an entropy that its rates exceed by"
                f" {off[c]:.6g} k_B",
                hint="ln(forward/backward) = entropy + internal entropy of head - that of tail",
            )
            for c in wrong
        )


def _travelled(forest: Forest, ratios: np.ndarray) -> np.ndarray:
    sizes = np.zeros(ratios.size)
    tree = forest.channel[forest.channel >= 0]
    sizes[tree] = np.abs(ratios[tree])
    towards = Forest(
        forest.order, forest.parent, forest.channel, np.abs(forest.direction), forest.chords, forest.part
    )
    return potentials(towards, sizes)


def _normalised(forest: Forest, value: np.ndarray) -> np.ndarray:
    # rates ratio forward/backward = p_head/p_tail in equilibrium, so the potential is ln p up to a constant
    log_p = np.array(value)
    for part in np.unique(forest.part):
        inside = forest.part == part
        log_p[inside] -= logsumexp(log_p[inside])
    return log_p
