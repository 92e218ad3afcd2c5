"""Matrices that are dense or sparse, solved after their rows and columns were brought to one size."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.linalg
import scipy.sparse as sp
from scipy.sparse.linalg import splu


class Singular(ValueError):
    """A matrix that cannot be inverted to any digit."""


@dataclass(frozen=True)
class Factored:
    """Solves with a matrix and with its transpose."""

    solve: Callable[[np.ndarray], np.ndarray]
    transposed: Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Matrix:
    """``entries``: a numpy array, or a scipy matrix in compressed columns."""

    entries: Any

    @property
    def dense(self) -> bool:
        """Whether all entries are stored."""
        return isinstance(self.entries, np.ndarray)

    def array(self) -> np.ndarray:
        """All entries."""
        return self.entries if self.dense else self.entries.toarray()

    def times(self, vector: np.ndarray) -> np.ndarray:
        """Product with a vector or with columns."""
        return self.entries @ vector

    def with_rows(self, rows: np.ndarray, values: np.ndarray) -> "Matrix":
        """The same with other rows at some positions."""
        if self.dense:
            changed = self.entries.copy()
            changed[rows] = values
            return Matrix(changed)
        keep = np.ones(self.entries.shape[0])
        keep[rows] = 0.0
        place = sp.csc_matrix(
            (np.ones(rows.size), (rows, np.arange(rows.size))), shape=(self.entries.shape[0], rows.size)
        )
        return Matrix((sp.diags(keep) @ self.entries + place @ sp.csc_matrix(values)).tocsc())

    def less(self, rows: np.ndarray, columns: np.ndarray, values: np.ndarray) -> "Matrix":
        """The same less values at some positions, each named once."""
        if self.dense:
            changed = self.entries.copy()
            changed[rows, columns] -= values
            return Matrix(changed)
        return Matrix(
            (self.entries - sp.csc_matrix((values, (rows, columns)), shape=self.entries.shape)).tocsc()
        )

    def chosen(self, positions: np.ndarray) -> "Matrix":
        """Rows and columns at some positions."""
        if self.dense:
            return Matrix(self.entries[np.ix_(positions, positions)])
        return Matrix(self.entries[positions][:, positions].tocsc())

    def bordered(self, column: np.ndarray, row: np.ndarray, corner: float) -> "Matrix":
        """[[A, column], [row, corner]]."""
        if self.dense:
            return Matrix(np.block([[self.entries, column[:, None]], [row[None], np.array([[corner]])]]))
        both = [
            [self.entries, sp.csc_matrix(column[:, None])],
            [sp.csc_matrix(row[None]), sp.csc_matrix([[corner]])],
        ]
        return Matrix(sp.bmat(both, format="csc"))

    def factored(self, scale: np.ndarray) -> Factored:
        """LU factors; ``scale`` is the size of every unknown. Raises Singular."""
        # a row is measured by its largest entry
        across = np.abs(self.entries) if self.dense else abs(self.entries)
        largest = np.asarray(
            (across * scale[None]).max(axis=1)
            if self.dense
            else (across @ sp.diags(scale)).max(axis=1).toarray()
        ).reshape(-1)
        if not np.all(np.isfinite(largest)) or np.any(largest == 0.0):
            raise Singular("a row is empty or not finite")
        down = 1.0 / largest
        solve, transposed = _factors(self.entries, down, scale)
        return Factored(
            lambda b: _scaled(solve, b, down, scale), lambda b: _scaled(transposed, b, scale, down)
        )


def _factors(entries: Any, down: np.ndarray, scale: np.ndarray):
    if isinstance(entries, np.ndarray):
        try:
            lu = scipy.linalg.lu_factor(down[:, None] * entries * scale[None], check_finite=False)
        except (ValueError, np.linalg.LinAlgError) as error:
            raise Singular(str(error)) from None
        return (
            lambda b: scipy.linalg.lu_solve(lu, b, check_finite=False),
            lambda b: scipy.linalg.lu_solve(lu, b, trans=1, check_finite=False),
        )
    try:
        factors = splu((sp.diags(down) @ entries @ sp.diags(scale)).tocsc())
    except RuntimeError as error:
        raise Singular(str(error)) from None
    return factors.solve, lambda b: factors.solve(b, trans="T")


def _scaled(solve, right: np.ndarray, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    if right.ndim == 1:
        return after * solve(before * right)
    return after[:, None] * solve(before[:, None] * right)
