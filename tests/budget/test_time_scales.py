"""Relaxation times against closed forms: linear kinetics in a stirred tank, conduction in a slab."""

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.budget.time_scales import paces
from tests.problems import heat_slab, stirred_tank


def test_reaction_flow_and_collective_times_of_a_tank():
    """dA/dt = Q (A0 - A)/V - k (A - B/K): alone it relaxes with k (1 + 1/K), the total with Q/V, both with the sum."""
    made = stirred_tank()
    found = paces(made.system, made.start)
    (one,) = found.processes
    assert one.time == pytest.approx(1.0 / 1.1e-3, rel=1e-12)
    assert found.residence == pytest.approx(1000.0, rel=1e-12)
    assert found.damkoehler("isomerisation") == pytest.approx(1.1, rel=1e-12)
    assert found.damkoehler("flow through") is None
    assert found.collective == pytest.approx((1000.0, 1.0 / 2.1e-3), rel=1e-9)
    assert not found.growing
    assert found.period is None


def test_conduction():
    """u_i' = k (u_{i+1} - 2 u_i + u_{i-1})/h^2 inside, half a cell to the ends: at one temperature, with k = C = 1, the
    eigenvalues of n cells between two held ends are (4/h^2) sin^2(m pi/2n), m = 1 ... n.
    """
    made = heat_slab()
    z = jnp.broadcast_to(made.start[:, :1], made.start.shape)
    found = paces(made.system, z)
    h, n = 1.0 / 8, 8
    slowest = 4.0 / h**2 * np.sin(np.pi / (2 * n)) ** 2
    assert found.collective == pytest.approx((1.0 / slowest, h**2 / 4.0), rel=1e-9)
    (one,) = found.processes
    # alone: L^2/(pi^2 D) with D = k/C
    assert one.time == pytest.approx(1.0 / np.pi**2, rel=1e-12)
    assert found.transport == one.time
