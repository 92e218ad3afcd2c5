"""Grids of Langevin systems: the same numbers as from the system itself."""

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.budget.markov.counting import counted, cumulants
from fluxforce.errors import BadInput
from fluxforce.networks.diffusion import Convention, overdamped
from fluxforce.networks.diffusion_models import (
    active_ou,
    brownian_gyrator,
    double_well,
    rotational_ou,
    tilted_periodic,
)
from fluxforce.networks.grid import Edge
from fluxforce.networks.grid_of_langevin import Extent, grid_of
from fluxforce.networks.system import network_rates
from fluxforce.solve.markov.stationary import stationary

TURN = {"x": Extent(0.0, 2.0 * np.pi, 16, Edge.PERIODIC, Edge.PERIODIC)}


def test_tilted_periodic_potential():
    """[reimann2001], P40 of stochastic.json; diffusion extrapolated from two grids of second order."""
    found = []
    for cells in (64, 128):
        extent = Extent(0.0, 2.0 * np.pi, cells, Edge.PERIODIC, Edge.PERIODIC)
        grid = grid_of(tilted_periodic(), {"x": extent})
        found.append(cumulants(grid.network, counted(grid.network, grid.displacement[:, 0])))
    assert found[0].mean == pytest.approx(0.1755934060369708, rel=1e-10)
    spread = [one.variance / 2.0 for one in found]
    assert (4.0 * spread[1] - spread[0]) / 3.0 == pytest.approx(0.4235887974433222, rel=1e-6)


def test_a_swirl_in_two_dimensions():
    """[turitsyn2007]: 2 w^2/k whatever the temperature; the kernel's production converges with the width squared."""
    found = []
    for cells in (24, 48):
        extents = {name: Extent(-4.0, 4.0, cells) for name in ("x", "y")}
        grid = grid_of(rotational_ou(swirl=0.5), extents, most_peclet=20.0)
        found.append(network_rates(grid.network, stationary(grid.network)).total_production)
    assert (4.0 * found[1] - found[0]) / 3.0 == pytest.approx(0.5, rel=2e-3)
    assert found[1] == pytest.approx(0.5, rel=2e-2)


def test_baths_keep_their_names():
    extents = {name: Extent(-5.0, 5.0, 12) for name in ("x", "y")}
    network = grid_of(brownian_gyrator(), extents, most_peclet=30.0).network
    assert network.reservoirs == ("x", "y")


def test_a_mobility_that_depends_on_position_keeps_boltzmann():
    system = overdamped(
        lambda x, _: 0.5 * x[0] ** 2, temperature=0.5, mobility=lambda x: 1.0 + 0.5 * jnp.sin(x[:1])
    )
    grid = grid_of(system, {"x": Extent(-3.0, 3.0, 20)})
    found = grid.density(stationary(grid.network))
    centres = grid.axes[0].centres
    assert found / found[10] == pytest.approx(np.exp(-(centres**2 - centres[10] ** 2)), rel=1e-10)


def test_what_has_no_grid_is_said():
    with pytest.raises(BadInput, match="no extent of 'x'"):
        grid_of(double_well(), {})
    with pytest.raises(BadInput, match="no coordinate 'z'"):
        grid_of(double_well(), {"x": Extent(-2.0, 2.0, 9), "z": Extent(-2.0, 2.0, 9)})
    with pytest.raises(BadInput, match="drive ColouredForce"):
        grid_of(active_ou(), {"x": Extent(-2.0, 2.0, 9)})
    full = overdamped(
        lambda x, _: jnp.sum(x**2),
        temperature=1.0,
        coordinates=("x", "y"),
        mobility=np.array([[1.0, 0.5], [0.5, 1.0]]),
    )
    with pytest.raises(BadInput, match="full mobility matrix"):
        grid_of(full, {name: Extent(-2.0, 2.0, 9) for name in ("x", "y")})
    ito = overdamped(
        lambda x, _: x[0] ** 2, temperature=1.0, mobility=lambda x: 1.0 + x**2, convention=Convention.ITO
    )
    with pytest.raises(BadInput, match="convention ITO"):
        grid_of(ito, {"x": Extent(-2.0, 2.0, 9)})
    with pytest.raises(BadInput, match="temperature of axis 'x' is 0"):
        grid_of(double_well(temperature=0.0), {"x": Extent(-2.0, 2.0, 9)})
