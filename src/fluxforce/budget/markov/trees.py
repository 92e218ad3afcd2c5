"""Spanning forests of a network: a walk through every part, and potentials along it."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from fluxforce.networks.network import Network


@dataclass(frozen=True)
class Forest:
    """One tree in every connected part, found breadth first.

    - ``order``: states such that parents come before their children;
    - ``parent`` [states], -1 at roots; ``channel`` [states] joins a state to its parent, -1 at roots;
    - ``direction`` [states]: +1 where that channel leads from the parent to the state, -1 else;
    - ``chords``: channels that belong to no tree, each closing one cycle;
    - ``part`` [states]: the connected part of every state.
    """

    order: np.ndarray
    parent: np.ndarray
    channel: np.ndarray
    direction: np.ndarray
    chords: np.ndarray
    part: np.ndarray


def spanning_forest(network: Network) -> Forest:
    """Breadth-first trees, from the lowest state of every part; the first of parallel channels joins two states.

    Linear in states and channels. One-way channels join states as others do.
    """
    states = network.states
    away = np.flatnonzero(network.tail != network.head)
    low = np.minimum(network.tail, network.head)[away]
    high = np.maximum(network.tail, network.head)[away]
    pairs, first = np.unique(low * states + high, return_index=True)
    joined = away[first]
    graph = csr_array(
        (np.ones(joined.size), (network.tail[joined], network.head[joined])), shape=(states, states)
    )
    parts, part = connected_components(graph, directed=False)
    parent = np.full(states, -1, dtype=np.int64)
    orders = []
    roots = np.full(parts, states, dtype=np.int64)
    np.minimum.at(roots, part, np.arange(states))
    for root in roots:
        order, before = breadth_first_order(graph, root, directed=False, return_predecessors=True)
        parent[order[1:]] = before[order[1:]]
        orders.append(order)
    channel = np.full(states, -1, dtype=np.int64)
    children = np.flatnonzero(parent >= 0)
    wanted = np.minimum(parent, np.arange(states)) * states + np.maximum(parent, np.arange(states))
    channel[children] = joined[np.searchsorted(pairs, wanted[children])]
    direction = np.zeros(states, dtype=np.int64)
    direction[children] = np.where(network.head[channel[children]] == children, 1, -1)
    chord = np.ones(network.channels, dtype=bool)
    chord[channel[children]] = False
    return Forest(np.concatenate(orders), parent, channel, direction, np.flatnonzero(chord), part)


def potentials(forest: Forest, differences: np.ndarray) -> np.ndarray:
    """Potential of every state [states], zero at roots, whose difference along tree channels is given [channels].

    Every state adds what its parent has summed so far and then looks twice as far up: as many rounds as the
    logarithm of the depth, so a chain of a million states is no trouble.
    """
    value = np.zeros(forest.parent.size)
    children = forest.parent >= 0
    value[children] = forest.direction[children] * differences[forest.channel[children]]
    above = np.where(children, forest.parent, np.arange(forest.parent.size))
    while np.any(above[above] != above):
        value = value + value[above]
        above = above[above]
    return value


def path(forest: Forest, start: int, end: int) -> tuple[list[int], list[int]]:
    """Channels and their directions along the tree from ``start`` to ``end``, states of one part."""
    up, down = [start], [end]
    seen = {start: 0}
    state = start
    while forest.parent[state] >= 0:
        state = int(forest.parent[state])
        up.append(state)
        seen[state] = len(up) - 1
    while down[-1] not in seen:
        down.append(int(forest.parent[down[-1]]))
    climb = up[: seen[down[-1]]]
    fall = down[:-1][::-1]
    channels = [int(forest.channel[s]) for s in (*climb, *fall)]
    ways = [-int(forest.direction[s]) for s in climb] + [int(forest.direction[s]) for s in fall]
    return channels, ways
