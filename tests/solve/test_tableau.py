"""Order conditions of the tableaux, by arithmetic."""

import numpy as np
import pytest

from fluxforce.solve.tableau import KVAERNO3, TR_BDF2

every_tableau = pytest.mark.parametrize("tableau", [TR_BDF2, KVAERNO3], ids=lambda t: t.name)


def whole(tableau) -> np.ndarray:
    """The square matrix of the method with its explicit first stage."""
    rows = np.array(tableau.a)
    return np.vstack([np.zeros(rows.shape[1]), rows])


def order(weights: np.ndarray, a: np.ndarray, c: np.ndarray) -> int:
    """Order up to 3, from the conditions on rooted trees (Hairer, Norsett and Wanner 1993, table II.2.1)."""
    conditions = [
        [(weights.sum(), 1.0)],
        [(weights @ c, 1 / 2)],
        [(weights @ c**2, 1 / 3), (weights @ a @ c, 1 / 6)],
    ]
    held = 0
    for level in conditions:
        if all(abs(value - wanted) < 1e-12 for value, wanted in level):
            held += 1
        else:
            break
    return held


@every_tableau
def test_orders(tableau):
    a, c = whole(tableau), np.array(tableau.c)
    assert order(np.array(tableau.b), a, c) == tableau.order
    assert order(np.array(tableau.embedded), a, c) == tableau.embedded_order


@every_tableau
def test_stiffly_accurate_with_one_diagonal(tableau):
    a = whole(tableau)
    np.testing.assert_allclose(a.sum(axis=1), tableau.c, atol=1e-14)
    np.testing.assert_array_equal(a[-1], tableau.b)
    np.testing.assert_allclose(np.diag(a)[1:], tableau.diagonal, rtol=1e-15)


@every_tableau
def test_damps_what_is_stiff(tableau):
    """R(z) = 1 + z b (1 - z a)^-1 1 vanishes for z to minus infinity and stays within 1 on the left."""
    a, b = whole(tableau), np.array(tableau.b)

    def stability(z: complex) -> complex:
        return complex(1.0 + z * b @ np.linalg.solve(np.eye(len(b)) - z * a, np.ones(len(b))))

    assert abs(stability(-1e9)) < 1e-7
    assert max(abs(stability(1j * y)) for y in np.geomspace(1e-3, 1e6, 60)) <= 1.0 + 1e-12
