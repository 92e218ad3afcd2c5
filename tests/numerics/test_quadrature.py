"""Points and weights: exact for polynomials up to the degree that theory gives."""

import pytest

from fluxforce.numerics.quadrature import antiderivative, gauss, lobatto


@pytest.mark.parametrize("points", [2, 5, 12])
def test_gauss_is_exact_up_to_twice_the_points_less_one(points):
    nodes, weights = gauss(points)
    for degree in (0, points, 2 * points - 1):
        assert weights @ nodes**degree == pytest.approx(1.0 / (degree + 1.0), rel=1e-13)
    assert abs(weights @ nodes ** (2 * points) - 1.0 / (2.0 * points + 1.0)) > 1e-16


@pytest.mark.parametrize("points", [2, 5, 12])
def test_antiderivative_is_exact_for_what_the_points_hold(points):
    nodes, _ = gauss(points)
    for degree in range(points):
        found = antiderivative(points) @ nodes**degree
        assert found == pytest.approx(nodes ** (degree + 1) / (degree + 1.0), rel=1e-11, abs=1e-15)


@pytest.mark.parametrize("points", [2, 3, 12])
def test_lobatto_holds_both_ends_and_differentiates(points):
    nodes, weights, slopes = lobatto(points)
    assert (nodes[0], nodes[-1]) == (pytest.approx(0.0, abs=1e-15), pytest.approx(1.0))
    for degree in (0, 1, 2 * points - 3):
        assert weights @ nodes**degree == pytest.approx(1.0 / (degree + 1.0), rel=1e-12)
    for degree in range(1, points):
        assert slopes @ nodes**degree == pytest.approx(degree * nodes ** (degree - 1), abs=1e-11)
