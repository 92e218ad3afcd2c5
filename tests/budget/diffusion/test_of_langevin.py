"""Langevin systems with linear forces as exact linear processes: published numbers through their models."""

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.budget.diffusion.counting import heat_scgf
from fluxforce.budget.diffusion.gaussian import stationary
from fluxforce.budget.diffusion.of_langevin import forget, linear_of
from fluxforce.budget.diffusion.production import entropy_production, heat_flows
from fluxforce.errors import BadInput
from fluxforce.networks.diffusion import overdamped, underdamped
from fluxforce.networks.diffusion_models import (
    active_ou,
    bead_chain,
    brownian_gyrator,
    double_well,
    harmonic_chain,
    rotational_ou,
    run_and_tumble,
    two_baths,
)

# total production of models whose values are in stochastic.json (P23, P24, P25, P45, P65)
PRODUCTIONS = [
    (brownian_gyrator, {}, 0.0625),
    (bead_chain, {"beads": 5}, 0.6298172794946988),
    (rotational_ou, {}, 8.0),
    (active_ou, {}, 6.666666666666667),
    (harmonic_chain, {"sites": 4}, 0.09523809523809524),
]


@pytest.mark.parametrize(("model", "given", "expected"), PRODUCTIONS)
def test_published_productions(model, given, expected):
    process = linear_of(model(**given))
    assert sum(entropy_production(process, stationary(process)).values()) == pytest.approx(
        expected, rel=1e-11
    )


def test_a_free_particle_in_two_baths_forgets_where_it_is():
    """[visco2006], P26 of stochastic.json."""
    process = forget(linear_of(two_baths()), ["x"])
    assert process.names == ("v_x",)
    assert heat_flows(process, stationary(process))["bath 2"] == pytest.approx(2.0 / 3.0, rel=1e-12)
    assert heat_scgf(process, "bath 1", 0.2).value == pytest.approx(-0.07797338380595, rel=1e-11)


def test_forces_and_masses_are_taken_over():
    """A pulled oscillator: <x> = f/k, <v^2> = T/m; a full mobility matrix leaves equilibrium alone."""
    pulled = underdamped(
        lambda x, _: 1.5 * x[0] ** 2,
        temperature=0.7,
        friction=0.4,
        mass=2.0,
        force=lambda x, _: jnp.full(1, 0.6),
    )
    found = stationary(linear_of(pulled))
    assert found.mean == pytest.approx([0.2, 0.0], abs=1e-12)
    assert np.diagonal(found.covariance) == pytest.approx([0.7 / 3.0, 0.35], rel=1e-11)
    full = overdamped(
        lambda x, _: x[0] ** 2 + x[1] ** 2,
        temperature=2.0,
        coordinates=("x", "y"),
        mobility=np.array([[1.0, 0.5], [0.5, 1.0]]),
    )
    process = linear_of(full)
    assert stationary(process).covariance == pytest.approx(np.eye(2), abs=1e-12)
    assert entropy_production(process, stationary(process))["bath"] == pytest.approx(0.0, abs=1e-12)


def test_what_is_not_linear_is_said():
    with pytest.raises(BadInput, match="force on 'x' is not linear"):
        linear_of(double_well())
    with pytest.raises(BadInput, match="Telegraph is not Gaussian"):
        linear_of(run_and_tumble())
    bumpy = overdamped(lambda x, _: x[0] ** 2, temperature=1.0, mobility=lambda x: 1.0 + x**2)
    with pytest.raises(BadInput, match="depends on position"):
        linear_of(bumpy)
    with pytest.raises(BadInput, match="'v_q1' depends on 'q1'"):
        forget(linear_of(harmonic_chain(sites=2)), ["q1"])
    with pytest.raises(BadInput, match="no variable 'z'"):
        forget(linear_of(two_baths()), ["z"])
