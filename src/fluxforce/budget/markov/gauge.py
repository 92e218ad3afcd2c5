"""Counting a current where little flows: the same current, with fewer jumps that cancel."""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree

from fluxforce.networks.network import Network


def gauged(network: Network, counts: np.ndarray, p: np.ndarray) -> np.ndarray:
    """counts + f_head - f_tail [channels] with f such that the busiest channels, a spanning tree, count nothing.

    f changes a counter by a difference of states only, so cumulants per time stay what they are. What is left is
    counted on channels that close cycles, which carry the least traffic: next to equilibrium, where currents are
    small differences of large fluxes, this keeps their digits. Source: [schnakenberg1976].
    """
    f = gauge(network, counts, p)
    return np.asarray(counts, dtype=float) + f[network.head] - f[network.tail]


def gauge(network: Network, counts: np.ndarray, p: np.ndarray) -> np.ndarray:
    """The f [states] of ``gauged``."""
    away = np.flatnonzero((network.tail != network.head) & (p[network.tail] > 0.0) & (p[network.head] > 0.0))
    if away.size == 0:
        return np.zeros(network.states)
    traffic = network.forward[away] * p[network.tail[away]] + network.backward[away] * p[network.head[away]]
    # Kruskal's tree depends on the order of the weights alone: ranks do for any span of magnitudes.
    order = away[np.argsort(-traffic, kind="stable")]
    low, high = np.minimum(network.tail, network.head)[order], np.maximum(network.tail, network.head)[order]
    _, first = np.unique(low * np.int64(network.states) + high, return_index=True)
    first = np.sort(first)
    shape = (network.states, network.states)
    tree = minimum_spanning_tree(csr_array((first + 1.0, (low[first], high[first])), shape=shape)).tocoo()
    channel = order[(tree.data + 0.5).astype(np.int64) - 1]
    root = int(np.argmax(p))
    joined = csr_array((np.ones(channel.size), (tree.row, tree.col)), shape=shape)
    _, before = breadth_first_order(joined, root, directed=False, return_predecessors=True)
    children = np.where(before[tree.row] == tree.col, tree.row, tree.col)
    return _along(network, np.asarray(counts, dtype=float), channel, children, before[children])


def _along(
    network: Network, counts: np.ndarray, channel: np.ndarray, children: np.ndarray, parents: np.ndarray
) -> np.ndarray:
    """f with f_head - f_tail = -counts on the tree's channels, added up by looking twice as far at a time."""
    f, above = np.zeros(network.states), np.arange(network.states)
    f[children] = np.where(network.head[channel] == children, -counts[channel], counts[channel])
    above[children] = parents
    while np.any(above[above] != above):
        f = f + np.where(above != np.arange(network.states), f[above], 0.0)
        above = above[above]
    return f
