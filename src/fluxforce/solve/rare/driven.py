"""The driven network: the one whose typical jumps are the rare ones of another."""

import numpy as np

from fluxforce.networks.counts import Count, counted
from fluxforce.networks.network import Network, from_arrays
from fluxforce.solve.markov.dominant import dominant
from fluxforce.solve.markov.generator import tilted
from fluxforce.solve.rare.guided import guided


def driven(network: Network, count: Count, s: float, guide: np.ndarray) -> Network:
    """The network with rates k e^{s d + u(head) - u(tail)}, d what a jump counts, u = guide.

    ``count`` is what ``counted`` takes: a counter, the name of a process, weights of processes or of channels.
    States, channels and processes keep their names; entropies follow from the new rates. Raises BadInput as
    ``guided`` does. Source: [chetrite2013].
    """
    u, weight = guided(network, count, s, guide).guide, counted(network, count)
    moved = u[network.head] - u[network.tail]
    return from_arrays(
        states=network.states,
        tail=network.tail,
        head=network.head,
        forward=network.forward * np.exp(s * weight.forward + moved),
        backward=network.backward * np.exp(s * weight.backward - moved),
        process=network.process,
        processes=network.processes,
        reservoir=network.reservoir,
        reservoirs=network.reservoirs,
        internal=network.internal if network.internal.size else None,
        labels=network.labels,
        positions=network.positions,
        axes=network.axes,
    )


def doob(network: Network, count: Count, s: float) -> Network:
    """Doob transform at s: the ``driven`` network of the exact dominant left vector of the tilted generator.

    Its mean current is the derivative of the scaled cumulant generating function at s, so its typical jumps are
    those by which the first network makes that current on rare occasions. Raises BadInput unless every state can be
    reached from every other. Source: [chetrite2013].
    """
    weight = counted(network, count)
    left = dominant(tilted(network, weight.forward, s, weight.backward)).log_left
    return driven(network, weight, s, left)
