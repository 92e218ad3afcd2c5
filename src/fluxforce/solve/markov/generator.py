"""The generator of a Markov network, plain and tilted by what its jumps count."""

import numpy as np
from scipy.sparse import coo_array, csc_array

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.network import Network


def generator(network: Network) -> csc_array:
    """W [states, states] with dp/dt = W p: W[i, j] [1/s] is the rate j -> i, columns sum to zero.

    A channel from a state to itself changes no probability and does not appear. Source: [schnakenberg1976].
    """
    return tilted(network, np.zeros(network.channels), 0.0)


def escape_rates(network: Network) -> np.ndarray:
    """Total rate of leaving every state [1/s], without channels that lead back to the same state."""
    away = network.tail != network.head
    out = np.bincount(network.tail[away], network.forward[away], minlength=network.states)
    out = out + np.bincount(network.head[away], network.backward[away], minlength=network.states)
    return out.astype(float)


def states_of(rates: csc_array) -> int:
    """How many states a matrix has."""
    return int(rates.indptr.size - 1)


def leaving(rates: csc_array) -> np.ndarray:
    """Escape rates of a generator [1/s], minus its diagonal."""
    return -np.asarray(rates.diagonal(), dtype=float)


def tilted(
    network: Network, counted: np.ndarray, s: float, counted_back: np.ndarray | None = None
) -> csc_array:
    """W(s) [states, states] whose largest eigenvalue is the scaled cumulant generating function at s.

    W(s)[i, j] = sum over channels j -> i of rate exp(s c), and W(s)[j, j] = -(escape rate of j): a jump forward
    counts ``counted[channel]``, a jump backward ``counted_back``, which is minus that unless it is given. A channel
    from a state to itself adds rate (exp(s c) - 1) to the diagonal. Source: [lebowitz1999].

    Raises BadInput when the counts are not one finite number per channel, or exp(s c) overflows.
    """
    back = -np.asarray(counted, dtype=float) if counted_back is None else counted_back
    counts = [_counts(network, each) for each in (counted, back)]
    with np.errstate(over="ignore"):
        weights = [
            rate * np.exp(s * c) for rate, c in zip((network.forward, network.backward), counts, strict=True)
        ]
    if not all(np.all(np.isfinite(weight)) for weight in weights):
        largest = max(np.abs(each).max(initial=0.0) for each in counts)
        raise BadInput([Problem(f"exp(s c) overflows at s = {s:g} with counts up to {largest:g} per jump")])
    away = network.tail != network.head
    tail, head, states = network.tail[away], network.head[away], network.states
    here = network.tail[~away]
    # bincount of nothing is integer: the sums start from zeros that are not.
    diagonal = np.zeros(states) - escape_rates(network)
    for rate, c in zip((network.forward, network.backward), counts, strict=True):
        diagonal += np.bincount(here, rate[~away] * np.expm1(s * c[~away]), minlength=states)
    every = np.arange(states)
    returning = network.backward[away] != 0.0
    rows = np.concatenate([head, tail[returning], every])
    columns = np.concatenate([tail, head[returning], every])
    values = np.concatenate([weights[0][away], weights[1][away][returning], diagonal])
    index = np.int32 if rows.size < 2**31 else np.int64
    return coo_array((values, (rows.astype(index), columns.astype(index))), shape=(states, states)).tocsc()


def tilted_excess(
    network: Network, counted: np.ndarray, s: float, counted_back: np.ndarray | None = None
) -> np.ndarray:
    """Sums of the columns of W(s) [states] without their rounding: rates times exp(s c) - 1 of all ways out."""
    back = -np.asarray(counted, dtype=float) if counted_back is None else counted_back
    ways = (
        (network.tail, network.forward, _counts(network, counted)),
        (network.head, network.backward, _counts(network, back)),
    )
    total = np.zeros(network.states)
    for place, rate, c in ways:
        total += np.bincount(place, rate * np.expm1(s * c), minlength=network.states)
    return total


def _counts(network: Network, counted: np.ndarray) -> np.ndarray:
    counts = np.asarray(counted, dtype=float)
    if counts.shape != (network.channels,) or not np.all(np.isfinite(counts)):
        raise BadInput(
            [
                Problem(
                    f"counts have the shape {counts.shape} or are not finite",
                    hint=f"one number for each of the {network.channels} channels",
                )
            ]
        )
    return counts
