"""Exact linear algebra over the integers, for stoichiometries: ranks and null spaces without round-off."""

from fractions import Fraction
from math import gcd

import numpy as np

MOST_RAYS = 2000  # a cone may have very many edges; beyond this the plain basis is given


def integer_rank(matrix: np.ndarray) -> int:
    """Rank of an integer matrix."""
    return len(_reduced(matrix)[1])


def integer_null_space(matrix: np.ndarray) -> np.ndarray:
    """Basis [vectors, columns] of the x with matrix x = 0: whole numbers without a common divisor."""
    rows, pivots = _reduced(matrix)
    columns = matrix.shape[1]
    found = []
    for free in (c for c in range(columns) if c not in pivots):
        x = [Fraction(0)] * columns
        x[free] = Fraction(1)
        for row, pivot in zip(rows, pivots, strict=True):
            x[pivot] = -row[free]
        found.append(_whole(x))
    return np.array(found, dtype=np.int64).reshape(-1, columns)


def non_negative_null_space(matrix: np.ndarray) -> np.ndarray:
    """The same space by vectors without negative entries where such a basis exists, else ``integer_null_space``.

    Edges of the cone {x >= 0, matrix x = 0} by the method of Fourier, row by row; of those, the sparsest that are
    linearly independent.
    """
    plain = integer_null_space(matrix)
    rays = _edges(matrix)
    if rays is None:
        return plain
    order = sorted(rays, key=lambda x: (sum(n != 0 for n in x), [-n for n in x]))
    chosen: list[tuple[int, ...]] = []
    for ray in order:
        if integer_rank(np.array([*chosen, ray], dtype=np.int64)) > len(chosen):
            chosen.append(ray)
    if len(chosen) < len(plain):
        return plain
    return np.array(chosen, dtype=np.int64).reshape(-1, matrix.shape[1])


def independent_rows(rows: np.ndarray, beyond: np.ndarray) -> list[int]:
    """Positions of rows that add to the span of ``beyond`` [vectors, columns] one dimension each."""
    chosen: list[int] = []
    basis = [list(row) for row in beyond]
    for k, row in enumerate(rows):
        if integer_rank(np.array([*basis, list(row)], dtype=object)) > len(basis):
            basis.append(list(row))
            chosen.append(k)
    return chosen


def _reduced(matrix: np.ndarray) -> tuple[list[list[Fraction]], list[int]]:
    """Reduced row echelon form of an integer matrix and the columns of its pivots."""
    return reduced([[Fraction(int(n)) for n in row] for row in np.asarray(matrix)])


def reduced(rows: list[list[Fraction]]) -> tuple[list[list[Fraction]], list[int]]:
    """Reduced row echelon form of rational rows, those that vanish left out, and the columns of its pivots."""
    rows = list(rows)
    pivots: list[int] = []
    for column in range(len(rows[0]) if rows else 0):
        done = len(pivots)
        found = next((r for r in range(done, len(rows)) if rows[r][column] != 0), None)
        if found is None:
            continue
        rows[done], rows[found] = rows[found], rows[done]
        top = [n / rows[done][column] for n in rows[done]]
        rows[done] = top
        for r, row in enumerate(rows):
            if r != done and row[column] != 0:
                factor = row[column]
                rows[r] = [n - factor * t for n, t in zip(row, top, strict=True)]
        pivots.append(column)
    return rows[: len(pivots)], pivots


def _whole(x: list[Fraction]) -> tuple[int, ...]:
    """The same direction in smallest whole numbers, the first of them positive."""
    common = 1
    for n in x:
        common = common * n.denominator // gcd(common, n.denominator)
    whole = [int(n * common) for n in x]
    shared = gcd(*whole) or 1
    sign = -1 if next((n for n in whole if n != 0), 1) < 0 else 1
    return tuple(sign * n // shared for n in whole)


def _edges(matrix: np.ndarray) -> list[tuple[int, ...]] | None:
    """Edges of the cone of non-negative solutions, or None where there are too many."""
    columns = matrix.shape[1]
    rays = [tuple(int(k == c) for k in range(columns)) for c in range(columns)]
    for row in np.asarray(matrix):
        value = [sum(int(a) * x for a, x in zip(row, ray, strict=True)) for ray in rays]
        kept = [ray for ray, v in zip(rays, value, strict=True) if v == 0]
        above = [(ray, v) for ray, v in zip(rays, value, strict=True) if v > 0]
        below = [(ray, -v) for ray, v in zip(rays, value, strict=True) if v < 0]
        if len(kept) + len(above) * len(below) > MOST_RAYS:
            return None
        made = {
            _whole([Fraction(b * x + a * y) for x, y in zip(up, down, strict=True)])
            for up, a in above
            for down, b in below
        }
        rays = _minimal([*kept, *sorted(made)])
    return rays


def _minimal(rays: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Without rays whose support contains that of another: those are no edges."""
    supports = [frozenset(k for k, n in enumerate(ray) if n) for ray in rays]
    return [
        ray
        for k, ray in enumerate(rays)
        if not any(
            supports[j] < supports[k] or (supports[j] == supports[k] and j < k)
            for j in range(len(rays))
            if j != k
        )
    ]
