"""How many times a network oscillates before it forgets its phase, and how far driving can stretch that."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigvals
from scipy.sparse.linalg import eigs

from fluxforce.budget.markov.hill import simple_cycles
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.network import Network
from fluxforce.solve.markov.generator import generator

DENSE_STATES = 1000
NEAREST = 12  # eigenvalues looked at in large networks


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

    Dense up to a thousand states, else among the twelve eigenvalues nearest to zero.
    """
    rates = generator(network)
    if network.states <= DENSE_STATES:
        values = np.array(eigvals(rates.toarray()), dtype=complex)
    else:
        # a shift off zero, where the matrix is singular, and small against the slowest modes of interest
        shift = 1e-6 * float(np.abs(rates.diagonal()).mean())
        values = np.array(eigs(rates, k=NEAREST, sigma=shift, return_eigenvectors=False), dtype=complex)
    scale = float(np.abs(values).max())
    moving = values[np.abs(values) > 1e-12 * scale]
    turning = moving[np.abs(np.imag(moving)) > 1e-9 * np.abs(moving)]
    if turning.size:
        slowest = turning[np.argmax(np.real(turning))]
        return Coherence(float(-slowest.real), float(abs(slowest.imag)))
    if not moving.size:
        raise BadInput([Problem("the network has no mode that decays")])
    return Coherence(-float(np.real(moving).max()), 0.0)


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
