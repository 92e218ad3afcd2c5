"""Dense elimination of states without a single subtraction, after Grassmann, Taksar and Heyman."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Elimination:
    """States eliminated one by one from the last; what flowed through each is spread over those that remain.

    Only sums, products and quotients of positive numbers occur, so factors and stationary probabilities have small
    relative errors entry by entry, at 1e-30 as at 1, for rates of any magnitude. ``share`` [k, j < k] is the flow
    j -> k over what leaves k, ``fate`` [i < k, k] the probability that i follows k, ``leaving`` [states] the total
    rate out of k when it was eliminated, ``loss`` what is lost at the state that remains. Source: [grassmann1985],
    [ocinneide1993].
    """

    share: np.ndarray
    fate: np.ndarray
    leaving: np.ndarray
    loss: float

    def stationary(self) -> np.ndarray:
        """p [states] with W p = 0 and sum 1; there must be no loss."""
        states = self.leaving.size
        p = np.zeros(states)
        p[0] = 1.0
        for k in range(1, states):
            p[k] = self.share[k, :k] @ p[:k]
            if p[k] > 1e200:  # later ones may overflow; earlier ones that vanish are below any number by then
                p[: k + 1] /= p[k]
        return p / p.sum()

    def solve(self, b: np.ndarray) -> np.ndarray:
        """x with (W - diag(loss)) x = b [states, ...]; without any loss b must sum to zero and x[0] is zero."""
        right = np.array(b, dtype=float)
        for k in range(self.leaving.size - 1, 0, -1):
            right[:k] += np.multiply.outer(self.fate[:k, k], right[k])
        x = -right / self.leaving.reshape((-1,) + (1,) * (right.ndim - 1))
        x[0] = -right[0] / self.loss if self.loss > 0.0 else 0.0
        for k in range(1, self.leaving.size):
            x[k] += np.tensordot(self.share[k, :k], x[:k], 1)
        return x

    def solve_transposed(self, b: np.ndarray) -> np.ndarray:
        """y with (W - diag(loss))^T y = b [states, ...]; without any loss b must be orthogonal to p, and y[0] = 0."""
        right = np.array(b, dtype=float)
        for k in range(self.leaving.size - 1, 0, -1):
            right[:k] += np.multiply.outer(self.share[k, :k], right[k])
        y = -right / self.leaving.reshape((-1,) + (1,) * (right.ndim - 1))
        y[0] = -right[0] / self.loss if self.loss > 0.0 else 0.0
        for k in range(1, self.leaving.size):
            y[k] += np.tensordot(self.fate[:k, k], y[:k], 1)
        return y


def eliminated(rates: np.ndarray, loss: np.ndarray | None = None) -> Elimination:
    """Factors of W - diag(loss) from dense rates [states, states], rates[i, j] from j to i; no diagonal is read.

    ``loss`` [states] >= 0 is what leaves the network from every state. Every state must lead to every other.
    """
    flow = np.array(rates, dtype=float)
    np.fill_diagonal(flow, 0.0)
    states = flow.shape[0]
    lost = np.zeros(states) if loss is None else np.array(loss, dtype=float)
    leaving = np.ones(states)
    for k in range(states - 1, 0, -1):
        leaving[k] = flow[:k, k].sum() + lost[k]
        flow[:k, k] /= leaving[k]
        into = np.flatnonzero(flow[k, :k])
        # Few states lead to k in a sparse network: the update touches only their columns.
        if into.size < k // 4:
            flow[:k, into] += np.outer(flow[:k, k], flow[k, into])
        else:
            flow[:k, :k] += np.outer(flow[:k, k], flow[k, :k])
        lost[:k] += (lost[k] / leaving[k]) * flow[k, :k]
        flow[k, :k] /= leaving[k]
    return Elimination(np.tril(flow, -1), np.triu(flow, 1), leaving, float(lost[0]))
