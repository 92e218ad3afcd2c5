"""How many times a network oscillates before it forgets its phase, and how far driving can stretch that."""

from dataclasses import dataclass

import numpy as np

from fluxforce.budget.markov.hill import simple_cycles
from fluxforce.networks.network import Network
from fluxforce.solve.markov.slowest import slow_modes

NEAREST = 12  # eigenvalues looked at in large networks
REAL = 1e-9  # share of an imaginary part that is round-off of a real eigenvalue


@dataclass(frozen=True)
class Coherence:
    """The slowest oscillating mode, eigenvalue -``decay`` +- i ``frequency`` [1/s].

    ``ratio`` R = frequency/decay; R/(2 pi) oscillations are coherent. Source: [barato2017].
    """

    decay: float
    frequency: float

    @property
    def ratio(self) -> float:
        """|Im lambda/Re lambda|, zero where nothing oscillates."""
        return self.frequency / self.decay


def coherence(network: Network) -> Coherence:
    """The mode of smallest decay among those that oscillate; frequency zero where all eigenvalues are real.

    All modes of the recurrent class up to 400 states, else the twelve ``slow_modes``. Raises BadInput as they do.
    """
    modes = slow_modes(network, most=NEAREST)
    turning = modes[np.abs(np.imag(modes)) > REAL * np.abs(modes)]
    chosen = turning if turning.size else modes
    slowest = chosen[np.argmax(np.real(chosen))]
    return Coherence(float(-slowest.real), float(abs(slowest.imag)) if turning.size else 0.0)


def coherence_bound(network: Network) -> float:
    """The conjectured largest ratio, over all simple cycles: max cot(pi/N) tanh(A/(2 N)), N states, affinity A.

    A uniform ring reaches it. Zero without a cycle of three states or more. Source: [barato2017].
    """
    bounds = [0.0]
    for one in simple_cycles(network):
        size = len(one.channels)
        if size >= 3:
            bounds.append(float(np.tanh(one.affinity / (2.0 * size)) / np.tan(np.pi / size)))
    return max(bounds)
