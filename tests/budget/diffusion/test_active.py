"""Active particles: closed forms, and jumps of a propulsion that flips."""

import numpy as np
import pytest

from fluxforce.budget.diffusion.active import long_time_diffusion, mean_square_displacement, propelled
from fluxforce.budget.diffusion.gaussian import stationary, velocity_moments
from fluxforce.budget.diffusion.production import entropy_flows, entropy_production
from fluxforce.errors import BadInput
from fluxforce.networks.gaussian import Gaussian


@pytest.mark.parametrize(("k", "v", "alpha"), [(1.0, 1.0, 2.0), (0.5, 2.0, 0.3)])
def test_run_and_tumble(k, v, alpha):
    """[tailleur2008]: <x^2> = v^2/(k (k + 2 alpha)); the density in a trap, written down and integrated.

    p(x) ~ (1 - (k x/v)^2)^(alpha/k - 1).
    """
    process = propelled(stiffness=k, speed_squared=v**2, persistence=1.0 / (2.0 * alpha))
    square = stationary(process).covariance[0, 0]
    assert square == pytest.approx(v**2 / (k * (k + 2.0 * alpha)), rel=1e-13)
    # Beta distribution of z^2 with parameters 1/2 and alpha/k
    assert square == pytest.approx((v / k) ** 2 * 0.5 / (0.5 + alpha / k), rel=1e-13)
    free = propelled(stiffness=0.0, speed_squared=v**2, persistence=1.0 / (2.0 * alpha))
    assert long_time_diffusion(free) == pytest.approx(v**2 / (2.0 * alpha), rel=1e-13)
    assert entropy_flows(process, stationary(process))["bath"] == np.inf


@pytest.mark.parametrize("duration", [0.1, 0.5, 5.0])
def test_active_brownian_particle(duration):
    """[tenhagen2011]: 4 D t + 2 v^2/D_r^2 (D_r t - 1 + exp(-D_r t)); produces v^2/D."""
    v, turning, thermal = 2.0, 1.5, 0.1
    axis = propelled(stiffness=0.0, speed_squared=v**2 / 2.0, persistence=1.0 / turning, thermal=thermal)
    turned = turning * duration
    expected = 4.0 * thermal * duration + 2.0 * (v / turning) ** 2 * (turned - 1.0 + np.exp(-turned))
    assert 2.0 * mean_square_displacement(axis, duration) == pytest.approx(expected, rel=1e-12)
    assert long_time_diffusion(axis) == pytest.approx(thermal + v**2 / (2.0 * turning), rel=1e-13)
    settled = Gaussian(np.zeros(2), np.diag([7.0, v**2 / 2.0]))
    assert 2.0 * entropy_flows(axis, settled)["bath"] == pytest.approx(v**2 / thermal, rel=1e-13)


@pytest.mark.parametrize(("k", "tau", "strength", "thermal"), [(1.0, 0.5, 1.0, 0.2), (2.0, 1.5, 0.3, 0.7)])
def test_coloured_propulsion(k, tau, strength, thermal):
    """[dabelow2019]: <x^2>, the production with a force that is even, and the power of the propulsion."""
    process = propelled(stiffness=k, speed_squared=strength / tau, persistence=tau, thermal=thermal)
    state = stationary(process)
    assert state.covariance[0, 0] == pytest.approx(thermal / k + strength / (k * (1.0 + k * tau)), rel=1e-12)
    produced = strength / (tau * thermal * (1.0 + k * tau))
    assert sum(entropy_production(process, state).values()) == pytest.approx(produced, rel=1e-12)
    assert velocity_moments(process, state)[1, 0] == pytest.approx(thermal * produced, rel=1e-12)


def test_bad_particles_are_named():
    with pytest.raises(BadInput, match="persistence is 0"):
        propelled(stiffness=1.0, speed_squared=1.0, persistence=0.0)
    with pytest.raises(BadInput, match="temperature is -1"):
        propelled(stiffness=1.0, speed_squared=1.0, persistence=1.0, thermal=-1.0)
