"""Cumulants of any order from the power series of the tilted generator, its eigenvalue and its vector."""

import math

import numpy as np

from fluxforce.networks.network import Network
from fluxforce.solve.markov.poisson import Poisson


def higher_cumulants(
    network: Network, forward: np.ndarray, backward: np.ndarray, equation: Poisson, order: int
) -> list[float]:
    """Cumulants of orders 1 to ``order`` per time [1/s] of counts [channels] of jumps either way.

    With W(s) = sum_m s^m W_m, p(s) = sum_k s^k p_k and lambda(s) = sum_k s^k lambda_k, equal powers give
    W p_k = sum_(m = 1..k) (lambda_m - W_m) p_(k-m), and summed over states lambda_k = sum_m 1.W_m p_(k-m); every
    p_k from k = 1 on sums to zero. The k-th cumulant is k! lambda_k. Source: [lebowitz1999], [baiesi2009].
    """
    series, values = [equation.stationary], []
    inside = np.zeros(network.states, dtype=bool)
    inside[equation.states] = True
    for k in range(1, order + 1):
        moved = [_arriving(network, forward, backward, m, series[k - m]) for m in range(1, k + 1)]
        values.append(sum(float(each.sum()) for each in moved))
        right = sum(
            (values[m - 1] * series[k - m] - moved[m - 1] for m in range(1, k + 1)), np.zeros(network.states)
        )
        right[~inside] = 0.0
        if k < order:
            series.append(equation.solve(right))
    return [value * math.factorial(k + 1) for k, value in enumerate(values)]


def _arriving(
    network: Network, forward: np.ndarray, backward: np.ndarray, m: int, vector: np.ndarray
) -> np.ndarray:
    """W_m v, the m-th coefficient of the tilted generator: jumps weighted by count^m/m!."""
    there = network.forward * vector[network.tail] * forward**m / math.factorial(m)
    back = network.backward * vector[network.head] * backward**m / math.factorial(m)
    made = np.bincount(network.head, there, minlength=network.states)
    return made + np.bincount(network.tail, back, minlength=network.states)
