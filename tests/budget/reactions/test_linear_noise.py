"""Linear noise: exact for linear networks, and the spectrum integrates to the covariance."""

import numpy as np
import pytest

from fluxforce.budget.reactions.fixed_points import fixed_points, macroscopic_state
from fluxforce.budget.reactions.linear_noise import linear_noise
from fluxforce.errors import BadInput
from fluxforce.networks import kinetics
from fluxforce.networks.reactions import reaction_network


def test_exact_for_gene_expression():
    """First-order reactions: the moments of the master equation close, <p> = 200, Fano factor 1 + 10/1.1."""
    (state,) = fixed_points(kinetics.gene_expression())
    noise = linear_noise(state)
    np.testing.assert_allclose(state.concentration, [2.0, 200.0], rtol=1e-12)
    expected = [[2.0, 20.0 / 1.1], [20.0 / 1.1, 200.0 * (1.0 + 10.0 / 1.1)]]
    np.testing.assert_allclose(noise.covariance, expected, rtol=1e-10)


def test_spectrum_of_one_species_is_lorentzian_and_adds_up():
    """0 <=> X at (3, 2): S(w) = 2 * 3/(4 + w^2); the integral over w/(2 pi) is the variance 1.5."""
    (state,) = fixed_points(reaction_network({"exchange": ("0 <=> X", 3.0, 2.0)}))
    noise = linear_noise(state)
    w = np.linspace(-3.0, 3.0, 7)
    np.testing.assert_allclose(noise.spectrum(w)[:, 0, 0], 6.0 / (4.0 + w**2), rtol=1e-12)
    np.testing.assert_allclose(noise.covariance, [[1.5]], rtol=1e-12)


def test_spectrum_of_the_brusselator_adds_up():
    """Integral of S(w) dw/(2 pi) with w = tan(u), Gauss-Legendre, against the Lyapunov equation."""
    (state,) = fixed_points(kinetics.brusselator())
    noise = linear_noise(state)
    nodes, weights = np.polynomial.legendre.leggauss(400)
    u = nodes * np.pi / 2
    total = np.einsum("w,wij->ij", weights * np.pi / 2 / np.cos(u) ** 2, noise.spectrum(np.tan(u))) / (
        2 * np.pi
    )
    np.testing.assert_allclose(total, noise.covariance, rtol=1e-8)


def test_conserved_totals_do_not_fluctuate():
    """A <=> B with N = 10 in V = 1: binomial, variance N p (1 - p), covariance minus that."""
    network = reaction_network({"flip": ("A <=> B", 3.0, 2.0)})
    (state,) = fixed_points(network, {"A": 10.0})
    expected = 10.0 * 0.4 * 0.6 * np.array([[1.0, -1.0], [-1.0, 1.0]])
    np.testing.assert_allclose(linear_noise(state).covariance, expected, rtol=1e-10)


def test_only_stable_fixed_points_have_linear_noise():
    _, middle, _ = fixed_points(kinetics.schloegl(20.0))
    with pytest.raises(BadInput, match="not stable"):
        linear_noise(middle)
    with pytest.raises(BadInput, match="'X' changes at these concentrations"):
        linear_noise(macroscopic_state(kinetics.schloegl(20.0), {"X": 2.0}))
