"""The rate equation of one species with mass action is a polynomial, so all its fixed points can be had."""

import numpy as np

from fluxforce.networks.reactions import ReactionNetwork

REAL = 1e-7  # imaginary part, relative to the largest root, up to which a root counts as real: double roots split


def rate_polynomial(network: ReactionNetwork) -> np.ndarray:
    """Coefficients, lowest first, of dc/dt = sum_r D_r (k+ c^nu- - k- c^nu+) of a network with one species."""
    before, after = network.stoichiometry()
    forward, backward = network.constants()
    orders = np.concatenate([before[:, 0], after[:, 0]])
    amounts = np.concatenate([(after - before)[:, 0] * forward, (before - after)[:, 0] * backward])
    return np.bincount(orders, amounts)


def concentrations_at_rest(network: ReactionNetwork) -> np.ndarray:
    """Real roots >= 0 of ``rate_polynomial``, in ascending order, to the accuracy of its companion matrix."""
    polynomial = rate_polynomial(network)
    roots = np.roots(polynomial[::-1])
    size = np.abs(roots).max(initial=0.0)
    real = np.sort(roots.real[(np.abs(roots.imag) <= REAL * size) & (roots.real > 1e-12 * size)])
    return np.concatenate([np.zeros(int(polynomial[0] == 0.0)), real])
