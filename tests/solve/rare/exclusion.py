"""Open exclusion process and driven ring as networks, built from their definitions for the tests."""

import numpy as np

from fluxforce.networks.network import Channel, Network, from_arrays, network


def ring3() -> Network:
    """P2: forward (1, 2, 3), backward (0.5, 0.25, 0.2)."""
    return network(
        {
            "first": Channel("0", "1", 1.0, 0.5),
            "second": Channel("1", "2", 2.0, 0.25),
            "third": Channel("2", "0", 3.0, 0.2),
        }
    )


def exclusion(
    sites: int, alpha: float, beta: float, gamma: float, delta: float, p: float, q: float
) -> tuple[Network, np.ndarray, np.ndarray]:
    """Network of 2^sites states, the channels that enter from the left, and occupations [states, sites]."""
    rows = []
    for state in range(2**sites):
        site = [(state >> k) & 1 for k in range(sites)]
        if not site[0]:
            rows.append((state, state | 1, alpha, gamma, 1.0))
        if site[-1]:
            rows.append((state, state & ~(1 << (sites - 1)), beta, delta, 0.0))
        for k in range(sites - 1):
            if site[k] and not site[k + 1]:
                rows.append((state, (state & ~(1 << k)) | (1 << (k + 1)), p, q, 0.0))
    tail, head, forward, backward, entrance = (np.array(column) for column in zip(*rows, strict=True))
    occupied = (np.arange(2**sites)[:, None] >> np.arange(sites)[None]) & 1
    net = from_arrays(
        states=2**sites, tail=tail, head=head, forward=forward, backward=backward, processes=("hop",)
    )
    return net, entrance, occupied.astype(float)


def dense_generating(net: Network, counted: np.ndarray, s: float) -> np.ndarray:
    """The tilted generator written out channel by channel, [states, states]."""
    matrix = np.zeros((net.states, net.states))
    for k in range(net.channels):
        i, j = int(net.tail[k]), int(net.head[k])
        matrix[j, i] += net.forward[k] * np.exp(s * counted[k])
        matrix[i, j] += net.backward[k] * np.exp(-s * counted[k])
        matrix[i, i] -= net.forward[k]
        matrix[j, j] -= net.backward[k]
    return matrix
