"""Mean times until a set of states is reached for the first time."""

import numpy as np
from scipy.sparse import csc_array, csr_array
from scipy.sparse.csgraph import breadth_first_order

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.network import Network
from fluxforce.solve.markov.generator import generator
from fluxforce.solve.markov.linear import factored


def mean_passage_times(network: Network, target: np.ndarray) -> np.ndarray:
    """T [states] [s] from every state until one of ``target`` [states, true or false] is entered, zero inside it.

    sum_i W_ij T_i = -1 over the states j outside. From states that the target cannot be reached from, or that may
    end elsewhere for ever, the mean is infinite. In a chemical master equation ``target`` is a condition on its
    ``counts``. Raises BadInput for an empty target. Source: [gardiner2009].
    """
    target = np.asarray(target, dtype=bool)
    if target.shape != (network.states,) or not target.any():
        raise BadInput(
            [Problem("the target of a first passage needs at least one state", hint="one flag per state")]
        )
    rates = generator(network)
    outside = np.flatnonzero(~target & _surely(rates, target))
    times = np.where(target, 0.0, np.inf)
    if outside.size:
        inner = csc_array(rates[outside][:, outside])
        times[outside] = factored(csc_array(-inner)).solve(np.ones(outside.size), "T")
    return times


def _surely(rates: csc_array, target: np.ndarray) -> np.ndarray:
    """States from which the target is reached with probability one: they lead to nothing that is cut off from it."""
    steps = rates.tocoo()
    walks = (steps.row != steps.col) & (steps.data > 0.0) & ~target[steps.col]  # a walk ends in the target
    into, out = steps.row[walks], steps.col[walks]
    cut_off = ~_led_to(into, out, np.flatnonzero(target), target.size)
    return ~_led_to(into, out, np.flatnonzero(cut_off), target.size)


def _led_to(into: np.ndarray, out: np.ndarray, ends: np.ndarray, states: int) -> np.ndarray:
    """States from which steps out -> into lead to one of ``ends``, those included."""
    # one more state that all ends lead to, so that one search against the steps does
    tail = np.concatenate([into, np.full(ends.size, states)])
    head = np.concatenate([out, ends])
    graph = csr_array((np.ones(tail.size), (tail, head)), shape=(states + 1, states + 1))
    found = np.zeros(states + 1, dtype=bool)
    found[breadth_first_order(graph, states, return_predecessors=False)] = True
    return found[:states]
