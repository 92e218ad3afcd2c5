"""Landscapes and washboards of Langevin systems: published numbers through their models."""

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.budget.diffusion.of_overdamped import landscape_of, washboard_of
from fluxforce.budget.diffusion.passage import mean_passage_time
from fluxforce.budget.diffusion.washboard import transport
from fluxforce.errors import BadInput
from fluxforce.networks.diffusion import Convention, overdamped
from fluxforce.networks.diffusion_models import active_ou, brownian_gyrator, double_well, tilted_periodic


def test_double_well():
    """[risken1989], P41 of stochastic.json; a friction of 2 doubles all times."""
    found = mean_passage_time(landscape_of(double_well(friction=2.0)), -1.0, 1.0)
    assert found == pytest.approx(2.0 * 66.26862636491788, rel=1e-11)


def test_tilted_periodic_potential():
    """[reimann2001], P40 of stochastic.json."""
    found = transport(washboard_of(tilted_periodic(tilt=1.0, temperature=0.1), 2.0 * np.pi))
    assert found.velocity == pytest.approx(0.3689532457620995, rel=1e-11)
    assert found.diffusion == pytest.approx(0.4111299353197955, rel=1e-11)


def test_a_mobility_that_depends_on_position():
    """Without potential and force D = T/<1/mu> over a period, the mean friction: 1/mu = 1 + cos(x)/2."""
    system = overdamped(
        lambda x, _: 0.0 * x[0], temperature=0.3, mobility=lambda x: 1.0 / (1.0 + 0.5 * jnp.cos(x))
    )
    assert transport(washboard_of(system, 2.0 * np.pi)).diffusion == pytest.approx(0.3, rel=1e-12)


def test_what_is_no_line_is_said():
    with pytest.raises(BadInput, match="2 coordinates are no line"):
        landscape_of(brownian_gyrator())
    with pytest.raises(BadInput, match="drive ColouredForce"):
        landscape_of(active_ou())
    with pytest.raises(BadInput, match="makes no landscape"):
        landscape_of(tilted_periodic())
    uneven = overdamped(lambda x, _: jnp.cos(x[0]), temperature=1.0, force=lambda x, _: jnp.sin(x))
    with pytest.raises(BadInput, match="within a period"):
        washboard_of(uneven, 2.0 * np.pi)
    ito = overdamped(
        lambda x, _: x[0] ** 2, temperature=1.0, mobility=lambda x: 1.0 + x**2, convention=Convention.ITO
    )
    with pytest.raises(BadInput, match="convention ITO"):
        landscape_of(ito)
