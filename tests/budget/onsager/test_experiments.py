"""Reciprocal experiments on the solver, for devices that other files build."""

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.budget.onsager.experiments import reciprocal
from fluxforce.budget.onsager.reservoirs import Terminal, between_reservoirs
from fluxforce.budget.onsager.rows import Row
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.thermodiffusion import RatioSoret
from fluxforce.model.assemble.thermodiffusion import Mixture, Wall, thermodiffusion
from fluxforce.solve.linear import Dense


@pytest.mark.slow
def test_soret_and_dufour():
    """Q* = S_T T^2 w (1 - w) dmu/dw, from the composition that builds up and from the heat that diffusion carries."""
    w, t, soret, molar = 0.4, 300.0, 5e-3, np.array([0.132, 0.170])
    mixture = Mixture(
        ("A", "B"), molar, 800.0, 1.6e6, 0.13, np.array([[6e-10]]), RatioSoret(jnp.array([soret]))
    )
    wall = Wall(t, np.array([w, 1.0 - w]))
    made = thermodiffusion(
        length=1e-3, cells=2, mixture=mixture, left=wall, right=wall, initial=np.array([w, 1.0 - w])
    )
    pair = Terminal(Row("heat"), "energy", 3), Terminal(Row("A"), "A", 3)
    # an ideal mixture: d(mu_A/M_A - mu_B/M_B)/dw over R T, M the mean molar mass
    mean = 1.0 / (w / molar[0] + (1.0 - w) / molar[1])
    slope = (
        1.0 / (molar[0] * w) + 1.0 / (molar[1] * (1.0 - w)) - (1.0 / molar[0] - 1.0 / molar[1]) ** 2 * mean
    )
    expected = soret * w * (1.0 - w) * GAS_CONSTANT * slope * t**2
    found = reciprocal(Dense(), made.system, made.start, pair, scale=made.scale)
    assert found.carried == pytest.approx(expected, rel=1e-6)
    assert found.held_back == pytest.approx(expected, rel=1e-6)
    assert found.violation < 1e-6
    whole = between_reservoirs(made.system, made.start, pair)
    assert whole["heat", "A"] / whole["A", "A"] == pytest.approx(expected, rel=1e-9)
    assert whole.reciprocity().holds
