"""Poisson's equation against a pseudo-inverse, and what it asks of its right-hand side."""

import numpy as np
import pytest

from fluxforce.errors import BadInput
from fluxforce.networks.network import Channel, network
from fluxforce.solve.markov.generator import generator
from fluxforce.solve.markov.method import Method
from fluxforce.solve.markov.poisson import poisson
from tests.solve.markov.samples import random_network


def group_inverse(w: np.ndarray, p: np.ndarray) -> np.ndarray:
    """(W + p 1^T)^-1 - p 1^T: the textbook formula, dense."""
    projector = np.outer(p, np.ones(p.size))
    return np.linalg.inv(w + projector) - projector


@pytest.mark.parametrize("method", list(Method))
def test_both_equations_are_the_group_inverse(method: Method):
    made = random_network(60, 3)
    equation = poisson(made, method)
    w, p = generator(made).toarray(), equation.stationary
    expected = group_inverse(w, p)
    b = np.random.default_rng(0).normal(size=60)
    right, left = b - p * b.sum(), b - p @ b
    x, y = equation.solve(right), equation.solve_transposed(left)
    assert x == pytest.approx(expected @ right, rel=1e-9, abs=1e-11)
    assert y == pytest.approx(expected.T @ left, rel=1e-9, abs=1e-11)
    assert abs(x.sum()) < 1e-13
    assert abs(p @ y) < 1e-13


def test_right_hand_sides_without_a_solution_are_refused():
    made = random_network(6, 0)
    equation = poisson(made)
    with pytest.raises(BadInput, match="does not balance"):
        equation.solve(np.ones(6))
    with pytest.raises(BadInput, match="one finite number per state"):
        equation.solve(np.full(6, np.nan))
    one = network({"in": Channel("out", "a", 1.0), "swap": Channel("a", "b", 1.0, 3.0)})
    with pytest.raises(BadInput, match="transient"):
        poisson(one).solve(np.array([1.0, -1.0, 0.0]))
    assert poisson(one).solve(np.array([0.0, 1.0, -1.0])) == pytest.approx([0.0, -0.25, 0.25])
