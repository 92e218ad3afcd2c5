"""Poisson's equation of a generator, W x = b, and its transpose: what cumulants and responses are made of."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array

from fluxforce.errors import BadInput, Problem, SolverGaveUp
from fluxforce.networks.network import Network
from fluxforce.solve.markov.classes import only_class
from fluxforce.solve.markov.generator import generator
from fluxforce.solve.markov.gth import Elimination, eliminated
from fluxforce.solve.markov.linear import Pinned, Swept, pinned_at_likely, swept
from fluxforce.solve.markov.method import Method, chosen
from fluxforce.solve.markov.stationary import null_vector

BALANCED = 1e-9  # how far b may be from having a solution, relative to its size
RESIDUAL = 1e-9  # of a solution, relative to the size of b and of what cancels in W x


@dataclass(frozen=True)
class Poisson:
    """The group inverse of a generator as an operator, on the states of its one recurrent class.

    ``stationary`` [states] is p, zero on transient states. ``solve`` is the group inverse W# itself, and
    ``solve_transposed`` its transpose. Source: [meyer1975].
    """

    rates: csc_array
    states: np.ndarray
    stationary: np.ndarray
    factors: Elimination | Pinned | Swept

    def solve(self, b: np.ndarray) -> np.ndarray:
        """x [states] with W x = b and sum x = 0. Raises BadInput unless b sums to zero and is zero outside the class.

        Raises SolverGaveUp if the equation is not met in the end.
        """
        right, p = self._inside(b, np.ones(self.states.size)), self.stationary[self.states]
        x = self.factors.solve(right)
        x = x - p * x.sum()
        self._met(self.rates, x, right)
        return self._outside(x)

    def solve_transposed(self, b: np.ndarray) -> np.ndarray:
        """y [states] with W^T y = b and p . y = 0. Raises as ``solve``, where p . b must be zero."""
        p = self.stationary[self.states]
        right = self._inside(b, p)
        if isinstance(self.factors, Elimination):
            y = self.factors.solve_transposed(right)
        else:
            y = self.factors.solve(right, transposed=True)
        self._met(csc_array(self.rates.T), y, right)
        return self._outside(y - p @ y)

    def _inside(self, b: np.ndarray, weights: np.ndarray) -> np.ndarray:
        given = np.asarray(b, dtype=float)
        if given.shape != self.stationary.shape or not np.all(np.isfinite(given)):
            raise BadInput(
                [Problem("the right-hand side of Poisson's equation is not one finite number per state")]
            )
        inside = given[self.states]
        if np.abs(given).sum() > np.abs(inside).sum():
            raise BadInput(
                [Problem("the right-hand side of Poisson's equation is not zero on transient states")]
            )
        off = float(weights @ inside)
        size = float(np.abs(weights * inside).sum())
        if abs(off) > BALANCED * size:
            said = (
                f"the right-hand side of Poisson's equation does not balance: {off:.3g} is left of {size:.3g}"
            )
            raise BadInput([Problem(said)])
        return inside

    def _outside(self, x: np.ndarray) -> np.ndarray:
        if x.size == self.stationary.size:
            return x
        full = np.zeros(self.stationary.size)
        full[self.states] = x
        return full

    def _met(self, matrix: csc_array, x: np.ndarray, b: np.ndarray) -> None:
        left = float(np.abs(matrix @ x - b).sum())
        scale = float(np.abs(b).sum() + (abs(matrix) @ np.abs(x)).sum())
        if not left <= RESIDUAL * scale:
            raise SolverGaveUp(
                f"Poisson's equation of {self.states.size} states was not solved: {left:.1e} is left of {scale:.1e}"
            )


def poisson(network: Network, method: Method | None = None, p: np.ndarray | None = None) -> Poisson:
    """Poisson's equation of a network; ``p`` saves its stationary state from being found again.

    Raises BadInput when several classes are recurrent, as ``stationary`` does.
    """
    rates = generator(network)
    states = only_class(network, rates)
    inner = rates if states.size == network.states else csc_array(rates[states][:, states])
    return _made(inner, states, network.states, method, p)


def _made(
    rates: csc_array, states: np.ndarray, count: int, method: Method | None, p: np.ndarray | None
) -> Poisson:
    method = chosen(rates) if method is None else method
    known = None if p is None else np.asarray(p, dtype=float)[states]
    factors: Elimination | Pinned | Swept
    if method is Method.ELIMINATION or states.size == 1:
        factors = eliminated(rates.toarray())
        found = factors.stationary()
    elif method is Method.DIRECT:
        factors, found = pinned_at_likely(rates)
    else:
        factors = swept(rates)
        found = null_vector(rates, method) if known is None else known
    full = np.zeros(count)
    full[states] = found if known is None else known
    return Poisson(rates, states, full, factors)
