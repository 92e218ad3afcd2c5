"""Stationary probabilities without a single subtraction: Grassmann, Taksar and Heyman's elimination."""

import numpy as np


def gth(rates: np.ndarray) -> np.ndarray:
    """Stationary p [states] of dense rates [states, states], rates[i, j] from j to i; the diagonal is not read.

    States are eliminated one by one; what flowed through each is spread over the others. Only sums, products and
    quotients of positive numbers occur, so every probability has a small relative error, at 1e-30 as at 1, for
    rates of any magnitude. Every state must lead to every other. Source: [grassmann1985], [ocinneide1993].
    """
    flow = np.array(rates, dtype=float)
    np.fill_diagonal(flow, 0.0)
    states = flow.shape[0]
    for k in range(states - 1, 0, -1):
        flow[k, :k] /= flow[:k, k].sum()
        into = np.flatnonzero(flow[k, :k])
        # Few states lead to k in a sparse network: the update touches only their columns.
        if into.size < k // 4:
            flow[:k, into] += np.outer(flow[:k, k], flow[k, into])
        else:
            flow[:k, :k] += np.outer(flow[:k, k], flow[k, :k])
    p = np.zeros(states)
    p[0] = 1.0
    for k in range(1, states):
        p[k] = flow[k, :k] @ p[:k]
        if p[k] > 1e200:  # later ones may overflow; earlier ones that vanish are below any number by then
            p[: k + 1] /= p[k]
    return p / p.sum()
