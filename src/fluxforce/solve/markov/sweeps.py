"""Symmetric Gauss-Seidel: the preconditioner of the iterative solvers of generators."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, csr_array, tril, triu
from scipy.sparse.linalg import SuperLU, splu


@dataclass(frozen=True)
class Sweeps:
    """Triangles of a matrix as factors without fill.

    Where jumps mostly lower the number of a state, as hops to the right do in an exclusion process, one of the two
    sweeps nearly solves the problem. Source: [saad2003].
    """

    matrix: csc_array
    diagonal: np.ndarray
    lower: SuperLU
    upper: SuperLU

    def forward(self, v: np.ndarray) -> np.ndarray:
        """(D + U)^-1 D (D + L)^-1 v."""
        return self.upper.solve(self.diagonal * self.lower.solve(v))

    def transposed(self, v: np.ndarray) -> np.ndarray:
        """The same for the transposed matrix."""
        return self.lower.solve(self.diagonal * self.upper.solve(v, "T"), "T")

    def polished(self, p: np.ndarray, times: int) -> np.ndarray:
        """Sweeps p = -(D + L)^-1 U p and back with positive weights alone, of a nearly stationary p."""
        below: csr_array = tril(self.matrix, -1, format="csr")
        above: csr_array = triu(self.matrix, 1, format="csr")
        for _ in range(times):
            p = np.maximum(self.upper.solve(-(below @ self.lower.solve(-(above @ p)))), 0.0)
        return p / p.sum()


def sweeps(matrix: csc_array) -> Sweeps:
    """D + L and D + U of a matrix, ready to be solved with."""
    made = [
        splu(
            csc_array(triangle),
            permc_spec="NATURAL",
            diag_pivot_thresh=0.0,
            options={"SymmetricMode": True, "Equil": False},
        )
        for triangle in (tril(matrix, format="csc"), triu(matrix, format="csc"))
    ]
    return Sweeps(matrix, matrix.diagonal(), *made)
