"""Stationary probabilities of a Markov network, by the method that fits its size and shape."""

import numpy as np
from scipy.sparse import csc_array

from fluxforce.errors import BadInput, Problem, SolverGaveUp
from fluxforce.networks.network import Network
from fluxforce.solve.markov.classes import classes_of, only_class
from fluxforce.solve.markov.generator import generator, leaving, states_of
from fluxforce.solve.markov.gth import eliminated
from fluxforce.solve.markov.linear import pinned_at_likely, swept
from fluxforce.solve.markov.method import Method, bandwidth, chosen

RESIDUAL = 1e-11  # largest sum |W p| over the sum of what flows in and out of all states
POLISH = 3  # positive sweeps that give small probabilities the relative accuracy of their likely neighbours


def stationary(network: Network, method: Method | None = None) -> np.ndarray:
    """p [states] with W p = 0, p >= 0 and sum p = 1; zero on transient states.

    Left to itself, the method is GTH elimination up to 400 states (every probability to a small relative error),
    the ratio recursion on chains, sparse elimination where the fill stays small, and GMRES otherwise. Raises
    BadInput that names the classes when several are recurrent, and SolverGaveUp when the residual stays above
    1e-11 of the traffic.
    """
    rates = generator(network)
    return _padded(network.states, only_class(network, rates), rates, method)


def stationary_of_class(network: Network, number: int, method: Method | None = None) -> np.ndarray:
    """As ``stationary``, for the recurrent class ``number`` alone; zero outside it.

    Raises BadInput when there is no such class.
    """
    rates = generator(network)
    recurrent = classes_of(network, rates).recurrent_states
    if not 0 <= number < len(recurrent):
        raise BadInput(
            [Problem(f"there is no recurrent class {number}", hint=f"there are {len(recurrent)}, from 0 on")]
        )
    return _padded(network.states, recurrent[number], rates, method)


def _padded(count: int, states: np.ndarray, rates: csc_array, method: Method | None) -> np.ndarray:
    if states.size == count:
        return null_vector(rates, method)
    p = np.zeros(count)
    p[states] = null_vector(csc_array(rates[states][:, states]), method)
    return p


def null_vector(rates: csc_array, method: Method | None = None) -> np.ndarray:
    """p > 0 with rates @ p = 0 and sum 1, for a generator in which every state leads to every other."""
    states = states_of(rates)
    if states == 1:
        return np.ones(1)
    method = chosen(rates) if method is None else method
    if method is Method.ELIMINATION:
        p = eliminated(rates.toarray()).stationary()
    elif method is Method.DIRECT:
        p = _chain(rates) if bandwidth(rates) == 1 else pinned_at_likely(rates)[1]
    else:
        p = _iterative(rates)
    left = residual(rates, p)
    if not left <= RESIDUAL:
        slowest, fastest = abs(rates.data[rates.data != 0.0]).min(), abs(rates.data).max()
        raise SolverGaveUp(
            f"the stationary state of {states} states was not found by the method '{method.value}': {left:.1e} of "
            f"the traffic is unbalanced, {RESIDUAL:.0e} is allowed. Rates span {slowest:.1e} to {fastest:.1e} 1/s; "
            "try another method"
        )
    return p


def residual(rates: csc_array, p: np.ndarray) -> float:
    """Sum of |W p| relative to twice the jumps per second."""
    traffic = -2.0 * float(rates.diagonal() @ p)
    return float(np.abs(rates @ p).sum()) / traffic if traffic > 0.0 else np.inf


def _chain(rates: csc_array) -> np.ndarray:
    """p of states in a line, from the ratio of the two rates between neighbours."""
    up, down = (rates.diagonal(k).astype(np.longdouble) for k in (-1, 1))
    # Heights reach thousands in long chains: extended precision, where there is one, keeps their digits.
    height = np.concatenate([np.zeros(1, dtype=np.longdouble), np.cumsum(np.log(up) - np.log(down))])
    p = np.exp(height - height.max())
    return np.asarray(p / p.sum(), dtype=float)


def _iterative(rates: csc_array) -> np.ndarray:
    """p from GMRES on the correction to a first guess, then swept with positive weights alone."""
    p = 1.0 / leaving(rates)
    p /= p.sum()
    solver = swept(rates)
    p = p + solver.solve(-(rates @ p))
    return solver.sweep.polished(np.maximum(p / p.sum(), 0.0), POLISH)
