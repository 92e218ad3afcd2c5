"""How small deviations from a steady state grow or decay: eigenvalues of supplies by contents [1/s]."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
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
        return int(np.sum(np.real(self.values) > 0.0))

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
    return Matrix((sp.diags(1.0 / size) @ matrix.entries @ sp.diags(size)).tocsc()), size


def spectrum(shape: Equations, posed: Posed, at: Linear, *, near: complex = 0.0) -> Spectrum:
    """Eigenvalues of a steady state; of large systems those nearest to ``near``."""
    matrix, size = rates_matrix(shape, at)
    entries, back = matrix.entries, None
    if shape.given_up.size:
        free, back = _free(shape, posed, size)
        entries = (sp.csr_matrix(entries)[free] @ back).tocsc()
        entries = entries.toarray() if matrix.dense else entries
    if size.size > LARGE and not matrix.dense:
        values, vectors, complete = _nearest(entries, near)
    else:
        values, vectors = np.linalg.eig(Matrix(entries).array())
        complete = True
    order = np.argsort(-np.real(values), kind="stable")
    vectors = vectors[:, order] if back is None else back @ vectors[:, order]
    return Spectrum(values[order], size[:, None] * vectors, complete)


def _free(shape: Equations, posed: Posed, size: np.ndarray) -> tuple[np.ndarray, Any]:
    """Contents that may deviate freely, and the matrix from their deviations to those of all: totals stay."""
    moving = shape.moving
    weights = np.asarray(posed.system.size)[None, None] * shape.totals
    kept = weights.reshape(len(weights), -1)[:, moving] * size[None]
    follow = np.searchsorted(moving, shape.given_up)
    free = np.setdiff1d(np.arange(moving.size), follow)
    follows = -np.linalg.solve(kept[:, follow], kept[:, free])
    back = sp.lil_matrix((moving.size, free.size))
    back[free, np.arange(free.size)] = 1.0
    back[follow] = np.where(np.abs(follows) < 1e-14 * np.abs(follows).max(), 0.0, follows)
    return free, back.tocsr()


def _nearest(entries: Any, near: complex) -> tuple[np.ndarray, np.ndarray, bool]:
    """Those nearest to a point by shift and invert."""
    try:
        shift = near if near != 0.0 else 0
        found = eigs(entries.astype(complex if np.iscomplex(near) else float), k=KEPT, sigma=shift)
    except (ArpackError, RuntimeError):
        found = np.linalg.eig(entries.toarray())
        return found[0], found[1], True
    return found[0], found[1], False
