"""Symmetric Gauss-Seidel: the preconditioner of the iterative solvers of generators."""

from collections.abc import Callable

import numpy as np
from scipy.sparse import csc_array, tril, triu
from scipy.sparse.linalg import SuperLU, splu


def sweeps(
    matrix: csc_array,
) -> tuple[Callable[[np.ndarray], np.ndarray], Callable[[np.ndarray], np.ndarray]]:
    """v -> (D + U)^-1 D (D + L)^-1 v, and the same for the transposed matrix.

    Where jumps mostly lower the number of a state, as hops to the right do in an exclusion process, one of the two
    sweeps nearly solves the problem. The triangles are kept as factors without fill. Source: [saad2003].
    """
    diagonal = matrix.diagonal()
    lower = _factored(csc_array(tril(matrix, format="csc")))
    upper = _factored(csc_array(triu(matrix, format="csc")))

    def forward(v: np.ndarray) -> np.ndarray:
        return upper.solve(diagonal * lower.solve(v))

    def transposed(v: np.ndarray) -> np.ndarray:
        return lower.solve(diagonal * upper.solve(v, "T"), "T")

    return forward, transposed


def _factored(triangle: csc_array) -> SuperLU:
    return splu(
        triangle,
        permc_spec="NATURAL",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True, "Equil": False},
    )
