"""Exact whole numbers: null spaces by their definition, on random matrices too, and seeds that fill a box."""

import numpy as np
import pytest

from fluxforce.numerics.integers import (
    independent_rows,
    integer_null_space,
    integer_rank,
    non_negative_null_space,
)
from fluxforce.numerics.seeds import log_uniform


@pytest.mark.parametrize("seed", range(12))
def test_null_spaces_of_random_matrices(seed: int):
    rng = np.random.default_rng(seed)
    matrix = rng.integers(-3, 4, size=(rng.integers(1, 5), rng.integers(2, 7)))
    rank = np.linalg.matrix_rank(matrix)
    assert integer_rank(matrix) == rank
    for basis in (integer_null_space(matrix), non_negative_null_space(matrix)):
        assert basis.shape == (matrix.shape[1] - rank, matrix.shape[1])
        np.testing.assert_array_equal(basis @ matrix.T, 0)
        assert np.linalg.matrix_rank(basis) == basis.shape[0] if basis.size else True


def test_large_entries_do_not_overflow():
    """Two rows that differ by one part in 1e12: rank two, where floating point sees one."""
    big = 10**12
    assert integer_rank(np.array([[big, big + 1], [big + 1, big + 2]])) == 2


def test_moieties_are_not_negative():
    """S + E <=> C <=> P + E: enzyme and substrate, not their difference."""
    change = np.array([[-1, -1, 1, 0], [0, 1, -1, 1]])
    assert non_negative_null_space(change).tolist() == [[0, 1, 1, 0], [1, 0, 1, 1]]


def test_rows_beyond_a_span():
    rows = np.array([[1, 1, 0], [2, 2, 0], [0, 0, 1]])
    assert independent_rows(rows, np.array([[1, 1, 0]])) == [2]


def test_seeds_fill_a_box_evenly():
    """Discrepancy: in every half of every axis (in the logarithm) half of the points, to a few."""
    points = log_uniform(256, 3, 1e-2, 1e2)
    assert points.min() >= 1e-2
    assert points.max() <= 1e2
    np.testing.assert_allclose((points < 1.0).mean(axis=0), 0.5, atol=0.02)
