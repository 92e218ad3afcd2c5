"""Relaxation rates: the lowest eigenvalues of the Fokker-Planck operator of a landscape."""

import numpy as np
import scipy.linalg

from fluxforce.budget.diffusion.landscape import Landscape, panels, support
from fluxforce.errors import BadInput, Problem
from fluxforce.numerics.quadrature import lobatto

POINTS = 12  # on a panel, both ends included


def relaxation_rates(landscape: Landscape, count: int = 2, inside: float = 0.0) -> np.ndarray:
    """The lowest ``count`` eigenvalues [1/time] of -L, the first being zero (the steady state).

    Weak form with p = exp(-U/T) q: integral of mu T exp(-U/T) q' r' = lambda integral of exp(-U/T) q r, by spectral
    elements of degree 11 with Lobatto points; with q sqrt(exp(-U/T)) as unknowns the matrix is symmetric, banded, and
    neither underflows nor needs U'. The ends are reflecting: walls, or where U is 40 T above the well around the
    place ``inside``. Converges faster than any power for smooth U. Source: [risken1989], chapter 5.
    """
    if count < 1:
        raise BadInput([Problem(f"{count} rates were asked for; one or more exist")])
    low, high = (support(landscape, inside, direction) for direction in (-1.0, 1.0))
    cuts = panels(landscape, low, high)
    diagonals, lumped, rows = _elements(landscape, cuts)
    _, vectors = scipy.linalg.eig_banded(diagonals, lower=True, select="i", select_range=(0, count - 1))
    # the eigenvalues of the matrix have the round-off of its largest; squares of slopes have that of their own size
    local = (vectors / np.sqrt(lumped)[:, None])[
        np.arange(cuts.size - 1)[:, None] * (POINTS - 1) + np.arange(POINTS)
    ]
    slopes = np.einsum("eki,eiv->ekv", rows, local).reshape(-1, count)
    return np.sort(np.linalg.svd(slopes, compute_uv=False) ** 2)


def _elements(landscape: Landscape, cuts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lower diagonals of M^-1/2 K M^-1/2, the lumped M without its exponentials, and B [element, node, node] with
    K = sum of B^T B; exponents are combined before they are taken.
    """
    nodes, weights, slopes = lobatto(POINTS)
    order, elements = POINTS - 1, cuts.size - 1
    size = elements * order + 1
    stiff, lumped = np.zeros((POINTS, size)), np.zeros(size)
    rows = np.zeros((elements, POINTS, POINTS))
    for element in range(elements):
        length, first = cuts[element + 1] - cuts[element], element * order
        places = cuts[element] + length * nodes
        reduced, diffusivity = landscape.reduced(places), landscape.diffusivity(places)
        lumped[first : first + POINTS] += weights * length
        # the weight at the node k of the unknown i is exp((phi_i - phi_k)/2): of order one on a panel
        scaled = slopes * np.exp((reduced[None] - reduced[:, None]) / 2.0)
        rows[element] = np.sqrt(weights * diffusivity / length)[:, None] * scaled
        local = rows[element].T @ rows[element]
        for i in range(POINTS):
            stiff[: POINTS - i, first + i] += local[i:, i]
    root = np.sqrt(lumped)
    for below in range(POINTS):
        stiff[below, : size - below] /= root[below:] * root[: size - below]
    return stiff, lumped, rows
