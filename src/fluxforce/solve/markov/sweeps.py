"""Symmetric Gauss-Seidel: the preconditioner of the iterative solvers of generators."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, csr_array, tril, triu
from scipy.sparse.linalg import SuperLU, splu

# One triangle is enough where it holds this many times the rates of the other: half the work, as many sweeps.
ONE_SIDED = 2.0


@dataclass(frozen=True)
class Sweeps:
    """Triangles of a matrix as factors without fill; one of them where the other hardly matters.

    Where jumps mostly lower the number of a state, as hops to the right do in an exclusion process, a sweep that
    solves with those jumps exactly nearly solves the problem. Source: [saad2003].
    """

    matrix: csc_array
    diagonal: np.ndarray
    lower: SuperLU | None
    upper: SuperLU | None

    def forward(self, v: np.ndarray) -> np.ndarray:
        """(D + U)^-1 D (D + L)^-1 v, or one of both factors alone."""
        if self.upper is None:
            return self.lower.solve(v) if self.lower is not None else v
        return self.upper.solve(v if self.lower is None else self.diagonal * self.lower.solve(v))

    def transposed(self, v: np.ndarray) -> np.ndarray:
        """The same for the transposed matrix."""
        if self.lower is None:
            return self.upper.solve(v, "T") if self.upper is not None else v
        return self.lower.solve(v if self.upper is None else self.diagonal * self.upper.solve(v, "T"), "T")

    def polished(self, p: np.ndarray, times: int) -> np.ndarray:
        """Sweeps p = -(D + L)^-1 U p and p = -(D + U)^-1 L p with positive weights alone, of a nearly stationary p."""
        above = None if self.lower is None else csr_array(triu(self.matrix, 1, format="csr"))
        below = None if self.upper is None else csr_array(tril(self.matrix, -1, format="csr"))
        for _ in range(times):
            if self.lower is not None:
                p = np.maximum(self.lower.solve(-(above @ p)), 0.0)
            if self.upper is not None:
                p = np.maximum(self.upper.solve(-(below @ p)), 0.0)
        return p / p.sum()


def sweeps(matrix: csc_array) -> Sweeps:
    """D + L and D + U of a matrix, ready to be solved with."""
    below, above = float(tril(matrix, -1).sum()), float(triu(matrix, 1).sum())
    lower = None if above > ONE_SIDED * below else _factored(csc_array(tril(matrix, format="csc")))
    upper = None if below > ONE_SIDED * above else _factored(csc_array(triu(matrix, format="csc")))
    return Sweeps(matrix, matrix.diagonal(), lower, upper)


def _factored(triangle: csc_array) -> SuperLU:
    return splu(
        triangle,
        permc_spec="NATURAL",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True, "Equil": False},
    )
