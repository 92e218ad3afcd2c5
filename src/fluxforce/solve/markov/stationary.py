"""Stationary probabilities of a Markov network, by the method that fits its size and shape."""

import numpy as np
from scipy.sparse import csc_array
from scipy.sparse.linalg import splu

from fluxforce.errors import BadInput, Problem, SolverGaveUp
from fluxforce.networks.network import Network
from fluxforce.solve.markov.classes import classes_of, only_class
from fluxforce.solve.markov.generator import generator
from fluxforce.solve.markov.gth import gth
from fluxforce.solve.markov.krylov import gmres
from fluxforce.solve.markov.method import Method, bandwidth, chosen
from fluxforce.solve.markov.sweeps import sweeps

RESIDUAL = 1e-11  # largest sum |W p| over the sum of what flows in and out of all states
REFINED = (
    1e4  # ratio of probabilities from which the state that is left out of the elimination is chosen anew
)


def stationary(network: Network, method: Method | None = None) -> np.ndarray:
    """p [states] with W p = 0, p >= 0 and sum p = 1; zero on transient states.

    Left to itself, the method is GTH elimination up to 400 states (every probability to a small relative error),
    the ratio recursion on chains, sparse elimination where the fill stays small, and GMRES otherwise. Raises
    BadInput that names the classes when several are recurrent, and SolverGaveUp when the residual stays above
    1e-11 of the traffic.
    """
    rates = generator(network)
    states = only_class(network, rates)
    return _padded(network.states, states, rates, method)


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
    states = rates.shape[0]
    if states == 1:
        return np.ones(1)
    method = chosen(rates) if method is None else method
    if method is Method.ELIMINATION:
        p = gth(rates.toarray())
    elif method is Method.DIRECT:
        p = _chain(rates) if bandwidth(rates) == 1 else _direct(rates)
    else:
        p = _iterative(rates)
    left = residual(rates, p)
    if not left <= RESIDUAL:
        raise SolverGaveUp(
            f"the stationary state of {states} states was not found by the method '{method.value}': {left:.1e} of "
            f"the traffic is unbalanced, {RESIDUAL:.0e} is allowed. Rates span "
            f"{abs(rates.data[rates.data != 0.0]).min():.1e} to {abs(rates.data).max():.1e} 1/s; try another method"
        )
    return p


def residual(rates: csc_array, p: np.ndarray) -> float:
    """Sum of |W p| relative to twice the jumps per second."""
    traffic = -2.0 * float(rates.diagonal() @ p)
    return float(np.abs(rates @ p).sum()) / traffic if traffic > 0.0 else np.inf


def _chain(rates: csc_array) -> np.ndarray:
    """p of states in a line, from the ratio of the two rates between neighbours."""
    up, down = rates.diagonal(-1), rates.diagonal(1)
    steps = np.log(up) - np.log(down)
    height = np.concatenate([np.zeros(1), np.cumsum(steps)])
    p = np.exp(height - height.max())
    return p / p.sum()


def _direct(rates: csc_array) -> np.ndarray:
    """p from sparse elimination with one state left out; a likely one, or small probabilities drown the rest."""
    pinned = int(np.argmin(-rates.diagonal()))
    for _ in range(4):
        p = _pinned(rates, pinned)
        likely = int(np.argmax(p))
        if p[likely] <= REFINED * p[pinned]:
            break
        pinned = likely
    return p / p.sum()


def _pinned(rates: csc_array, pinned: int) -> np.ndarray:
    others = np.delete(np.arange(rates.shape[0]), pinned)
    inner = csc_array(rates[others][:, others])
    fed = -rates[others][:, [pinned]].toarray()[:, 0]
    factors = splu(inner, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    found = factors.solve(fed)
    found = found + factors.solve(fed - inner @ found)
    p = np.empty(rates.shape[0])
    p[pinned], p[others] = 1.0, np.maximum(found, 0.0)
    return p


def _iterative(rates: csc_array) -> np.ndarray:
    """p from GMRES on the correction to a first guess, swept by symmetric Gauss-Seidel."""
    by_row = rates.tocsr()
    precondition, _ = sweeps(rates)
    p = 1.0 / -rates.diagonal()
    p /= p.sum()
    # The second round polishes: its tolerance is relative to what the first one left.
    for tolerance in (1e-13, 1e-3):
        found = gmres(lambda v: by_row @ v, precondition, -(by_row @ p), tolerance=tolerance, restart=60)
        p = p + found.x
        p /= p.sum()
    return np.maximum(p, 0.0) / np.maximum(p, 0.0).sum()
