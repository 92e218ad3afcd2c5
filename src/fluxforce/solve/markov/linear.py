"""Sparse linear problems of a generator, by factors or by swept Krylov spaces, plain and transposed."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, csr_array, eye_array
from scipy.sparse.linalg import SuperLU, splu

from fluxforce.solve.markov.generator import leaving, states_of
from fluxforce.solve.markov.krylov import gmres
from fluxforce.solve.markov.sweeps import Sweeps, sweeps

SLOW = 1e-6  # of the rates of leaving
MILD = 1e4  # ratio of probabilities from which the state that is left out of the factors is chosen anew


@dataclass(frozen=True)
class Pinned:
    """Factors of a generator without the row and column of one state, whose unknown is zero."""

    inner: csc_array
    factors: SuperLU
    pinned: int
    others: np.ndarray

    def solve(self, b: np.ndarray, transposed: bool = False) -> np.ndarray:
        """x with W x = b, or W^T x = b, and x = 0 at the pinned state; refined once."""
        x = np.zeros(b.size)
        matrix = self.inner.T if transposed else self.inner
        way = "T" if transposed else "N"
        found = self.factors.solve(b[self.others], way)
        x[self.others] = found + self.factors.solve(b[self.others] - matrix @ found, way)
        return x


def pinned_at(rates: csc_array, pinned: int) -> Pinned:
    """Factors with one state left out; pivots stay on the diagonal, which is stable for generators."""
    others = np.delete(np.arange(states_of(rates)), pinned)
    inner = csc_array(rates[others][:, others])
    return Pinned(inner, factored(inner), pinned, others)


def pinned_at_likely(rates: csc_array) -> tuple[Pinned, np.ndarray]:
    """Factors with a likely state left out, and p; next to an unlikely one the likely ones would drown in rounding."""
    where = likely_state(rates)
    while True:
        made = pinned_at(rates, where)
        fed = -rates[:, [where]].toarray()[:, 0]
        p = np.maximum(made.solve(fed), 0.0)
        p[where] = 1.0
        likely = int(np.argmax(p))
        if not np.isfinite(p[likely]) or p[likely] <= MILD:
            return made, p / p.sum()
        where = likely


def likely_state(rates: csc_array) -> int:
    """A state that is likely at late times: the largest of (e - W)^-1 1, with e far below the rates of leaving.

    All entries of that inverse are positive and its factors lose no digits, however unlikely some states are.
    """
    states = states_of(rates)
    slow = SLOW * float(np.median(leaving(rates)))
    return int(np.argmax(factored(csc_array(slow * eye_array(states) - rates)).solve(np.ones(states))))


def factored(matrix: csc_array) -> SuperLU:
    """Sparse factors of a matrix with a heavy diagonal."""
    return splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})


@dataclass(frozen=True)
class Swept:
    """A generator, also transposed, with its sweeps, for GMRES on right-hand sides in its range."""

    by_row: csr_array
    by_column: csr_array
    sweep: Sweeps

    def solve(self, b: np.ndarray, transposed: bool = False) -> np.ndarray:
        """x with W x = b, or W^T x = b, up to a multiple of the null vector; refined once."""
        first = self.once(b, transposed)
        matrix = self.by_column if transposed else self.by_row
        return first + self.once(b - matrix @ first, transposed, 1e-3)

    def once(self, b: np.ndarray, transposed: bool = False, tolerance: float = 1e-13) -> np.ndarray:
        """The same to a tolerance relative to b, without refinement."""
        matrix = self.by_column if transposed else self.by_row
        sweep = self.sweep.transposed if transposed else self.sweep.forward
        return gmres(lambda v: matrix @ v, sweep, b, tolerance=tolerance).x


def swept(rates: csc_array) -> Swept:
    """The iterative solver of a generator."""
    return Swept(rates.tocsr(), rates.T.tocsr(), sweeps(rates))
