"""Fixed points of the macroscopic rate equations against polynomials and conservation laws solved by hand."""

import numpy as np
import pytest

from fluxforce.budget.reactions.fixed_points import fixed_points, follow, macroscopic_state
from fluxforce.errors import BadInput, SolverGaveUp
from fluxforce.networks import kinetics
from fluxforce.networks.reactions import reaction_network


def test_all_roots_of_one_species():
    """0.25 - 2.95 x + 3 x^2 - 0.6 x^3 = 0 by numpy; the middle one is not stable."""
    roots = np.sort(np.roots([-0.6, 3.0, -2.95, 0.25]).real)
    found = fixed_points(kinetics.schloegl(20.0))
    np.testing.assert_allclose([one.concentration[0] for one in found], roots, rtol=1e-12)
    assert [one.stable for one in found] == [True, False, True]


def test_extinction_is_a_root_that_produces_nothing():
    """X <=> 2 X at (2, 1) and X -> 0 at 1: roots 0 and 1; the way out at x = 1 is one-way, so unbounded."""
    network = reaction_network({"growth": ("X <=> 2 X", 2.0, 1.0), "death": ("X -> 0", 1.0)})
    empty, living = fixed_points(network)
    assert (empty.concentration[0], empty.production_density) == (0.0, 0.0)
    np.testing.assert_allclose(living.concentration, [1.0], rtol=1e-13)
    np.testing.assert_allclose(living.eigenvalues, [2.0 - 2.0 - 1.0], rtol=1e-12)
    assert living.production_density == np.inf


def test_three_states_of_horn_and_jackson():
    """With r = B/A: (r - 1)(2 s (r^2 + r + 1) - f r) = 0, by hand from dA/dt = 0; totals A + B = 2."""
    slow, fast = 0.05, 1.0
    ratios = np.sort(np.append(np.roots([2 * slow, 2 * slow - fast, 2 * slow]).real, 1.0))[::-1]
    found = fixed_points(kinetics.horn_jackson(slow, fast), {"A": 2.0})
    np.testing.assert_allclose([s.concentration[0] for s in found], 2.0 / (1.0 + ratios), rtol=1e-10)
    assert [one.stable for one in found] == [True, False, True]
    assert [one.eigenvalues.size for one in found] == [1, 1, 1]  # the conserved direction is left out
    assert len(fixed_points(kinetics.horn_jackson(0.2, 1.0), {"A": 2.0})) == 1


def test_three_states_of_edelstein():
    """Eliminating B and C: (8.5 a - a^2)(1.4 + a) = E (a - 0.04) with E = B + C = 20, by numpy."""
    roots = np.sort(np.roots([-1.0, 7.1, 8.5 * 1.4 - 20.0, 20.0 * 0.04]).real)
    found = fixed_points(kinetics.edelstein(), {"B": 20.0})
    np.testing.assert_allclose([s.concentration[0] for s in found], roots, rtol=1e-10)


def test_a_branch_ends_at_a_fold():
    """The lower branch of Schloegl's model exists up to a fold between k3 = 0.25 and k3 = 0.9."""
    values = np.linspace(0.25, 0.6, 6)
    branch = follow(lambda k3: kinetics.schloegl(1.0, k3=k3), list(values), {"X": 0.09})
    for k3, state in zip(values, branch, strict=True):
        np.testing.assert_allclose(
            state.concentration[0], np.roots([-0.6, 3.0, -2.95, k3]).real.min(), rtol=1e-10
        )


def test_closed_network_rests_without_production():
    (state,) = fixed_points(kinetics.michaelis_menten(), {"S": 1.0, "E": 0.5})
    np.testing.assert_allclose(state.force, 0.0, atol=1e-12)
    assert state.production_density < 1e-20
    np.testing.assert_allclose(state.concentration @ np.array([0.0, 1.0, 1.0, 0.0]), 0.5, rtol=1e-12)


def test_what_is_missing_is_named():
    with pytest.raises(BadInput, match="totals of S, E, C, P are conserved"):
        fixed_points(kinetics.michaelis_menten())
    with pytest.raises(BadInput, match="unknown species 'Q'"):
        macroscopic_state(kinetics.michaelis_menten(), {"Q": 1.0})
    with pytest.raises(BadInput, match="reaction 'binding' has no forward rate, since a chemostat"):
        macroscopic_state(kinetics.michaelis_menten(substrate=0.0, product=1.0), {"E": 1.0})
    with pytest.raises(SolverGaveUp, match="no fixed point of A, B was found"):
        fixed_points(reaction_network({"in": ("0 -> A", 1.0), "on": ("A -> B", 1.0)}), seeds=4)
