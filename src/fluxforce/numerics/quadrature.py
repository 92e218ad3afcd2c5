"""Gauss and Lobatto points on one panel, with the matrices that integrate and differentiate on them."""

from functools import lru_cache

import numpy as np
from numpy.polynomial import legendre


@lru_cache(maxsize=32)
def gauss(points: int) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights of Gauss and Legendre on 0..1, exact for polynomials of degree 2 points - 1."""
    nodes, weights = legendre.leggauss(points)
    return (nodes + 1.0) / 2.0, weights / 2.0


@lru_cache(maxsize=32)
def antiderivative(points: int) -> np.ndarray:
    """Matrix I with (I f)_k = integral of f from 0 to node k of ``gauss``, exact for the interpolating polynomial."""
    nodes, weights = legendre.leggauss(points)
    columns = [_integral(n, nodes) for n in range(points)]
    values = legendre.legvander(nodes, points - 1)
    scale = (2.0 * np.arange(points) + 1.0) / 2.0
    return np.stack(columns, axis=1) @ (scale[:, None] * values.T * weights[None]) / 2.0


def _integral(order: int, at: np.ndarray) -> np.ndarray:
    """Integral of the Legendre polynomial of this order from -1."""
    return legendre.legval(at, legendre.legint(np.eye(order + 1)[order], lbnd=-1.0))


@lru_cache(maxsize=32)
def lobatto(points: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Nodes on 0..1 with both ends, weights, and the matrix of derivatives at the nodes."""
    highest = np.eye(points)[points - 1]
    inner = np.sort(np.real(legendre.legroots(legendre.legder(highest))))
    nodes = np.concatenate([[-1.0], inner, [1.0]])
    last = legendre.legval(nodes, highest)
    weights = 2.0 / (points * (points - 1.0) * last**2)
    apart = nodes[:, None] - nodes[None] + np.eye(points)
    slopes = last[:, None] / (last[None] * apart)
    np.fill_diagonal(slopes, 0.0)
    # rows of a matrix of derivatives sum to zero: this is more accurate than the formula for the diagonal
    np.fill_diagonal(slopes, -slopes.sum(axis=1))
    return (nodes + 1.0) / 2.0, weights / 2.0, 2.0 * slopes
