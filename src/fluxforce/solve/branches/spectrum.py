"""How small deviations from a steady state grow or decay: eigenvalues of supplies by contents [1/s]."""

from dataclasses import dataclass

import numpy as np
import scipy.linalg
from scipy.sparse.linalg import ArpackError, eigs

from fluxforce.solve.branches.equations import Equations, Linear, Posed
from fluxforce.solve.branches.matrices import Matrix

LARGE, KEPT = 320, 12  # contents from which only the eigenvalues nearest to zero are computed, and how many


@dataclass(frozen=True)
class Spectrum:
    """``values`` [1/s], the rightmost first; ``vectors`` [flat content, value]: the deviations of contents.

    Conserved totals are held, so their zero eigenvalues do not appear. ``complete``: all of them, not only the
    ``KEPT`` nearest to zero.
    """

    values: np.ndarray
    vectors: np.ndarray
    complete: bool

    @property
    def unstable(self) -> int:
        """How many deviations grow."""
        return int(np.sum(self.values.real > 0.0))

    @property
    def stable(self) -> bool:
        """Whether all deviations decay."""
        return self.unstable == 0


def rates_matrix(shape: Equations, at: Linear) -> tuple[Matrix, np.ndarray]:
    """d(dq/dt)/dq over the contents that change, with the size by which each of them is measured.

    A v = lambda M v with A = d(supply, constraints, held)/dz and M = d(content)/dz, whose infinite eigenvalues
    (constraints, held contents) are taken out by the inverse of d(content, constraints)/dz of every place.
    """
    count, places = shape.shape
    inverse = np.linalg.inv(np.moveaxis(at.contents, 2, 0))  # [place, coordinate, content]
    if shape.reach < 0:
        # [column, place, row, place] -> rows by contents
        blocks = np.einsum("cqep,qcj->epjq", at.blocks, inverse)
        whole = Matrix(blocks.reshape(count * places, count * places))
    else:
        entries = shape.entries(at.blocks)
        reach = shape.reach
        moved = []
        for k, shift in enumerate(range(-reach, reach + 1)):
            other = np.roll(inverse, -shift, axis=0)  # of the place that the column belongs to
            moved.append(np.einsum("cep,pcj->jep", entries[:, k], other))
        whole = shape.sparse(np.stack(moved, axis=1))
    moving = shape.moving
    size = np.abs(np.diagonal(at.contents)).T.reshape(-1)[moving]  # dq of a coordinate's unit
    matrix = whole.chosen(moving)
    if matrix.dense:
        return Matrix(matrix.entries * size[None] / size[:, None]), size
    import scipy.sparse as sp

    return Matrix((sp.diags(1.0 / size) @ matrix.entries @ sp.diags(size)).tocsc()), size


def spectrum(shape: Equations, posed: Posed, at: Linear, *, near: complex = 0.0) -> Spectrum:
    """Eigenvalues of a steady state; of large systems those nearest to ``near``."""
    matrix, size = rates_matrix(shape, at)
    weights = np.asarray(posed.system.size)[None, None] * shape.totals
    kept = weights.reshape(len(weights), int(np.prod(shape.held.shape)))[:, shape.moving] * size[None]
    if size.size > LARGE and not matrix.dense:
        values, vectors, complete = _nearest(matrix, kept, near)
    else:
        values, vectors = _all(matrix.array(), kept)
        complete = True
    order = np.argsort(-values.real, kind="stable")
    return Spectrum(values[order], size[:, None] * vectors[:, order], complete)


def _all(matrix: np.ndarray, kept: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All eigenvalues of deviations that leave the totals as they are."""
    if not len(kept):
        values, vectors = scipy.linalg.eig(matrix)
        return values, vectors
    free = scipy.linalg.null_space(kept / np.linalg.norm(kept, axis=1, keepdims=True))
    values, vectors = scipy.linalg.eig(free.T @ matrix @ free)
    return values, free @ vectors


def _nearest(matrix: Matrix, kept: np.ndarray, near: complex) -> tuple[np.ndarray, np.ndarray, bool]:
    """Those nearest to a point by shift and invert; zero eigenvalues of totals are told by what they change."""
    count = min(KEPT + len(kept), matrix.entries.shape[0] - 2)
    if len(kept) > KEPT:
        return (*_all(matrix.array(), kept), True)
    # not quite at zero, where conserved totals make the matrix singular
    speed = float(np.median(np.abs(matrix.entries.diagonal())))
    shift = near + (1e-6 * speed if near == 0.0 else 0.0)
    try:
        values, vectors = eigs(
            matrix.entries.astype(complex if np.iscomplex(shift) else float), k=count, sigma=shift
        )
    except (ArpackError, RuntimeError):
        return (*_all(matrix.array(), kept), True)
    if len(kept):
        changed = np.abs(kept @ vectors).max(axis=0) / (np.abs(kept) @ np.abs(vectors)).max(axis=0)
        keep = np.sort(np.argsort(changed)[: values.size - len(kept)])
        values, vectors = values[keep], vectors[:, keep]
    return values, vectors, False
