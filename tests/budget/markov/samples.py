"""Random networks with fixed keys, all of one shape so that they share one compiled program, and dense answers."""

import numpy as np

from fluxforce.networks.network import Network, from_arrays

STATES = 5
TAIL = np.array([0, 1, 2, 3, 4, 0, 1, 1, 2])
HEAD = np.array([1, 2, 3, 4, 0, 2, 4, 2, 2])  # 1-2 twice, and 2 to itself


def random_network(key: int, spread: float = 1.0, reservoirs: int = 2) -> Network:
    """Five states in a ring with two chords, a parallel channel and one from a state to itself."""
    draw = np.random.default_rng(key)
    return from_arrays(
        states=STATES,
        tail=TAIL,
        head=HEAD,
        forward=np.exp(spread * draw.normal(size=9)),
        backward=np.exp(spread * draw.normal(size=9)),
        reservoir=np.arange(9) % reservoirs,
        reservoirs=tuple(f"bath {k}" for k in range(reservoirs)),
        internal=draw.normal(size=STATES),
    )


def random_equilibrium(key: int) -> tuple[Network, np.ndarray]:
    """The same shape with rates in detailed balance, and the probabilities that they are in balance with."""
    draw = np.random.default_rng(key)
    p = np.exp(draw.normal(size=STATES))
    p /= p.sum()
    traffic = np.exp(draw.normal(size=9))
    return from_arrays(
        states=STATES, tail=TAIL, head=HEAD, forward=traffic / p[TAIL], backward=traffic / p[HEAD]
    ), p


def random_probability(key: int, states: int = STATES) -> np.ndarray:
    """A distribution without zeros."""
    p = np.random.default_rng(key).dirichlet(np.ones(states))
    return p


def dense(network: Network, counted: np.ndarray | None = None, s: float = 0.0) -> np.ndarray:
    """The generator tilted by counts, entry by entry in a loop over the channels."""
    rates = np.zeros((network.states, network.states))
    counts = np.zeros(network.channels) if counted is None else counted
    for k in range(network.channels):
        a, b = int(network.tail[k]), int(network.head[k])
        rates[b, a] += network.forward[k] * np.exp(s * counts[k])
        rates[a, b] += network.backward[k] * np.exp(-s * counts[k])
        rates[a, a] -= network.forward[k]
        rates[b, b] -= network.backward[k]
    return rates


def null_vector(rates: np.ndarray) -> np.ndarray:
    """Stationary probabilities by least squares."""
    rows = np.vstack([rates, np.ones(rates.shape[0])])
    right = np.zeros(rates.shape[0] + 1)
    right[-1] = 1.0
    return np.linalg.lstsq(rows, right, rcond=None)[0]


def scgf(network: Network, counted: np.ndarray, s: float) -> float:
    """Largest eigenvalue of the dense tilted generator."""
    return float(np.linalg.eigvals(dense(network, counted, s)).real.max())
