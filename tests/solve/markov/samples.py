"""Random networks with parallel channels, one-way channels and channels that return to their own state."""

import numpy as np

from fluxforce.networks.network import Network, from_arrays


def random_network(states: int, seed: int, *, spread: float = 1.0, one_way: bool = True) -> Network:
    """A ring, so that every state leads to every other, with as many channels again between any two states."""
    rng = np.random.default_rng(seed)
    here = np.arange(states)
    tail = np.concatenate([here, rng.integers(0, states, states)])
    head = np.concatenate([(here + 1) % states, rng.integers(0, states, states)])
    forward, backward = (np.exp(spread * rng.normal(size=tail.size)) for _ in range(2))
    if one_way:
        backward[states::3] = 0.0
    return from_arrays(states=states, tail=tail, head=head, forward=forward, backward=backward)


def by_loop(network: Network, s: float, forward: np.ndarray, backward: np.ndarray) -> np.ndarray:
    """The tilted generator, channel by channel, as its definition says."""
    made = np.zeros((network.states, network.states))
    for k in range(network.channels):
        i, j = int(network.tail[k]), int(network.head[k])
        made[j, i] += network.forward[k] * np.exp(s * forward[k])
        made[i, i] -= network.forward[k]
        made[i, j] += network.backward[k] * np.exp(s * backward[k])
        made[j, j] -= network.backward[k]
    return made
