"""The slowest mode of a Markov network: how long it takes to forget its start."""

import numpy as np
from scipy.sparse.linalg import ArpackError, LinearOperator, eigs

from fluxforce.errors import BadInput, Problem, SolverGaveUp
from fluxforce.networks.network import Network
from fluxforce.solve.markov.gth import Elimination
from fluxforce.solve.markov.method import Method
from fluxforce.solve.markov.poisson import Poisson, poisson

MODES = 6
ROUNDED = 1e-12  # of the largest eigenvalue of the group inverse: smaller ones are rounding, or the zero of p


def slowest_mode(network: Network, method: Method | None = None) -> complex:
    """The eigenvalue of W of largest real part below zero [1/s], within its recurrent class, among ``slow_modes``."""
    modes = slow_modes(network, method)
    return complex(modes[np.argmax(np.real(modes))])


def slow_modes(network: Network, method: Method | None = None, most: int = MODES) -> np.ndarray:
    """Eigenvalues of W next to zero [1/s], zero itself left out, within its recurrent class.

    Found as reciprocals of eigenvalues of the group inverse, so that a rate far below all others keeps its digits:
    all of them up to 400 states, beyond that the ``most`` nearest to zero, by Arnoldi's method. Raises BadInput for
    one state or several recurrent classes, SolverGaveUp where Arnoldi's method does not converge.
    """
    equation = poisson(network, method)
    states = equation.states.size
    if states < 2:
        raise BadInput([Problem("a network of one recurrent state has no mode that decays")])
    if isinstance(equation.factors, Elimination):
        values = np.linalg.eigvals(_dense(equation))
        values = values[np.abs(values) > ROUNDED * np.abs(values).max()]
    else:
        values = _largest(equation, most)
    return np.asarray(1.0 / values)


def slowest_rate(network: Network, method: Method | None = None) -> float:
    """The rate of the slowest relaxation [1/s], -Re of ``slowest_mode``."""
    return -slowest_mode(network, method).real


def relaxation_time(network: Network, method: Method | None = None) -> float:
    """1/``slowest_rate`` [s]."""
    return 1.0 / slowest_rate(network, method)


def _dense(equation: Poisson) -> np.ndarray:
    """The group inverse [states, states] of a small class."""
    assert isinstance(equation.factors, Elimination)
    p = equation.stationary[equation.states]
    x = equation.factors.solve(np.eye(p.size) - np.outer(p, np.ones(p.size)))
    return x - np.outer(p, x.sum(axis=0))


def _largest(equation: Poisson, most: int) -> np.ndarray:
    p = equation.stationary[equation.states]

    def inverse(b: np.ndarray) -> np.ndarray:
        right = np.ravel(b)
        x = equation.factors.solve(right - p * right.sum())
        return x - p * x.sum()

    operator = LinearOperator((p.size, p.size), matvec=inverse, dtype=float)  # type: ignore[call-arg]
    start, most = p * np.linspace(-1.0, 1.0, p.size), min(most, p.size - 2)
    try:
        found = eigs(
            operator,
            k=most,
            which="LM",
            v0=start - p * start.sum(),
            return_eigenvectors=False,
        )
    except ArpackError as failed:
        raise SolverGaveUp(f"the slowest mode of {p.size} states was not found: {failed}") from failed
    return np.asarray(found)
