"""Fokker-Planck grids: exact on coarse grids in one dimension, second order in more, detailed balance everywhere."""

import numpy as np
import pytest
from scipy.integrate import quad

from fluxforce.errors import BadInput
from fluxforce.networks.grid import Axis, Edge, Field, Grid, fokker_planck
from fluxforce.networks.network import Network
from fluxforce.networks.system import network_rates
from fluxforce.solve.markov.stationary import stationary

RING = (Edge.PERIODIC, Edge.PERIODIC)


def dense(network: Network) -> np.ndarray:
    """The generator, entry by entry: W[i, j] is the rate j -> i."""
    rates = np.zeros((network.states, network.states))
    for k in range(network.channels):
        i, j = network.tail[k], network.head[k]
        rates[j, i] += network.forward[k]
        rates[i, i] -= network.forward[k]
        rates[i, j] += network.backward[k]
        rates[j, j] -= network.backward[k]
    return rates


def steady(network: Network) -> np.ndarray:
    rates = dense(network)
    rates[0] = 1.0
    return np.linalg.solve(rates, np.eye(network.states)[0])


def ring(cells: int, *, temperature: float = 0.5, force: float = 0.5, mobility: Field = 1.0) -> Grid:
    axis = Axis("x", 0.0, 2.0 * np.pi, cells, *RING, temperature, mobility, force)
    return fokker_planck([axis], np.cos, most_peclet=100.0)


# [reimann2001]: velocities of V = cos x, friction one, from stochastic.json (P40)
WASHBOARDS = [(0.5, 0.5, 0.1755934060369708), (1.0, 0.1, 0.3689532457620995)]


@pytest.mark.parametrize(("force", "temperature", "velocity"), WASHBOARDS)
@pytest.mark.parametrize("cells", [3, 4, 16])
def test_velocity_and_production_are_exact_on_any_grid(cells, force, temperature, velocity):
    grid = ring(cells, temperature=temperature, force=force)
    rates = network_rates(grid.network, steady(grid.network))
    assert grid.velocity(rates.flux)[0] == pytest.approx(velocity, rel=1e-11)
    assert rates.total_production == pytest.approx(force * velocity / temperature, rel=1e-11)


def test_velocity_with_a_mobility_that_depends_on_position():
    """Stratonovich's formula with mu(x): v = L T (1 - e^(-F L/T))/double integral, written out here."""

    def mobility(x):
        return 1.0 + 0.5 * np.sin(x)

    length, force, temperature = 2.0 * np.pi, 0.7, 0.4
    x = np.arange(400) * length / 400
    potential = np.cos(x) - force * x
    # periodic in x, where equal points are best; not so over the shift
    nodes, weights = np.polynomial.legendre.leggauss(60)
    there, weights = x[:, None] + length * (nodes[None] + 1.0) / 2.0, weights * length / 2.0
    ahead = np.cos(there) - force * there
    integrand = np.exp((ahead - potential[:, None]) / temperature) / mobility(there)
    double = (integrand @ weights).mean() * length
    expected = length * temperature * (1.0 - np.exp(-force * length / temperature)) / double
    grid = ring(9, temperature=temperature, force=force, mobility=mobility)
    rates = network_rates(grid.network, steady(grid.network))
    assert grid.velocity(rates.flux)[0] == pytest.approx(expected, rel=1e-10)


def test_effective_diffusion_converges_with_the_square_of_the_width():
    exact = 0.4235887974433222  # [reimann2001], P40 of stochastic.json
    errors = []
    for cells in (32, 64, 128):
        grid = ring(cells)
        network, rates = grid.network, dense(grid.network)
        p, step = steady(network), grid.displacement[:, 0]
        first, second = np.zeros_like(rates), np.zeros_like(rates)
        for sign, start, end, rate in (
            (1.0, network.tail, network.head, network.forward),
            (-1.0, network.head, network.tail, network.backward),
        ):
            np.add.at(first, (end, start), sign * step * rate)
            np.add.at(second, (end, start), step**2 * rate)
        velocity = (first @ p).sum()
        source = velocity * p - first @ p
        rates[0], source[0] = 1.0, 0.0
        response = np.linalg.solve(rates, source)
        errors.append(((second @ p).sum() + 2.0 * (first @ response).sum()) / 2.0 - exact)
    orders = np.log2(np.abs(np.array(errors[:-1]) / np.array(errors[1:])))
    assert orders == pytest.approx([2.0, 2.0], abs=0.05)
    extrapolated = (4.0 * errors[2] - errors[1]) / 3.0
    assert abs(extrapolated) < 0.01 * abs(errors[2])


def test_mean_time_to_absorption_is_exact_on_a_coarse_grid():
    """Free diffusion on 0..1, absorbed above, reflected below: T(x) = (1 - x^2)/(2 D)."""
    axis = Axis("x", 0.0, 1.0, 5, Edge.REFLECTING, Edge.ABSORBING, temperature=0.3)
    grid = fokker_planck([axis])
    assert grid.absorbed == (5,)
    assert grid.network.one_way.sum() == 1
    assert grid.network.label(5) == "x = 1"
    times = np.linalg.solve(dense(grid.network)[:5, :5].T, -np.ones(5))
    assert times == pytest.approx((1.0 - axis.centres**2) / 0.6, rel=1e-12)


def test_absorption_at_both_ends_splits_as_it_should():
    """Probability to leave above from x on 0..1 with a constant force: (1 - e^(-F x/T))/(1 - e^(-F/T))."""
    axis = Axis("x", 0.0, 1.0, 6, Edge.ABSORBING, Edge.ABSORBING, temperature=0.2, force=0.5)
    grid = fokker_planck([axis])
    rates = dense(grid.network)
    above = np.linalg.solve(rates[:6, :6].T, -rates[7, :6])
    expected = (1.0 - np.exp(-2.5 * axis.centres)) / (1.0 - np.exp(-2.5))
    assert above == pytest.approx(expected, rel=1e-12)


def test_equilibrium_has_no_flux_whatever_the_mobility():
    axis = Axis("x", -2.0, 2.0, 12, temperature=0.5, mobility=lambda x: 1.0 + x**2)
    grid = fokker_planck([axis], lambda x: x**4 / 4.0 - x**2 / 2.0, most_peclet=20.0)
    p = steady(grid.network)
    rates = network_rates(grid.network, p)
    assert np.max(np.abs(rates.flux)) < 1e-14
    assert abs(rates.total_production) < 1e-14
    # the volumes are those of exp(-U/T): density at a centre is the Boltzmann factor
    factor = np.exp(-(axis.centres**4 / 4.0 - axis.centres**2 / 2.0) / 0.5)
    whole = quad(lambda x: np.exp(-(x**4 / 4.0 - x**2 / 2.0) / 0.5), -2.0, 2.0)[0]
    assert grid.density(p) == pytest.approx(factor / whole, rel=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_local_detailed_balance_and_affinities_are_exact(seed):
    """Around any ring of cells the forces add up to work over temperature, for random potentials and forces."""
    draw = np.random.default_rng(seed)
    a, b, tilt = draw.normal(size=3)
    axis = Axis("x", 0.0, 1.0, 7, *RING, 0.6, 1.3, lambda x: tilt + a * np.sin(2.0 * np.pi * x) ** 2)
    grid = fokker_planck([axis], lambda x: b * np.cos(2.0 * np.pi * x), most_peclet=30.0)
    assert np.max(np.abs(grid.network.detailed_balance_error())) < 1e-13
    p = draw.random(7)
    forces = network_rates(grid.network, p / p.sum()).force
    assert forces.sum() == pytest.approx((tilt + a / 2.0) / 0.6, rel=1e-12)


def gyrator(cells: int) -> Grid:
    """U = (x^2 + y^2)/2 + x y/2 in baths of temperatures 1 and 2, on a square that holds all but 1e-6 of it."""
    ends = (-8.0, 8.0, cells)
    axes = [Axis("x", *ends, temperature=1.0, bath="cold"), Axis("y", *ends, temperature=2.0, bath="hot")]
    return fokker_planck(axes, lambda x, y: (x**2 + y**2 + x * y) / 2.0, most_peclet=60.0)


def test_production_of_the_gyrator_converges_with_the_square_of_the_width():
    """[filliger2007]: c^2 (T1 - T2)^2/(2 k T1 T2) = 1/16, here from the kernel's J X face by face."""
    found = []
    for cells in (24, 48):
        network = gyrator(cells).network
        assert network.reservoirs == ("cold", "hot")
        rates = network_rates(network, stationary(network))
        found.append(rates.total_production)
        # heat taken from the hot bath is given to the cold one
        given = [rates.flux[network.reservoir == k] @ network.entropy[network.reservoir == k] for k in (0, 1)]
        assert given[0] * 1.0 == pytest.approx(-given[1] * 2.0, rel=1e-9)
    errors = np.array(found) - 0.0625
    assert np.log2(errors[0] / errors[1]) == pytest.approx(2.0, abs=0.05)
    assert abs(4.0 * errors[1] - errors[0]) / 3.0 < 1e-3 * 0.0625


def test_free_diffusion_hops_with_the_same_rate_on_a_cell_of_any_shape():
    axes = [
        Axis("x", 0.0, 1.0, 4, temperature=2.0),
        Axis("y", 0.0, 3.0, 5, mobility=0.5),
        Axis("z", 0.0, 1.0, 3),
    ]
    network = fokker_planck(axes).network
    for process, rate in enumerate((2.0 * 4.0**2, 0.5 * (5.0 / 3.0) ** 2, 3.0**2)):
        chosen = network.process == process
        assert network.forward[chosen] == pytest.approx(rate, rel=1e-13)
        assert network.backward[chosen] == pytest.approx(rate, rel=1e-13)


def test_three_axes_with_different_ends():
    axes = [
        Axis("x", 0.0, 1.0, 4, *RING, force=2.0),
        Axis("y", 0.0, 1.0, 3),
        Axis("z", 0.0, 1.0, 2, Edge.REFLECTING, Edge.ABSORBING),
    ]
    grid = fokker_planck(axes, lambda x, y, z: 0.3 * np.sin(2.0 * np.pi * x) * y + z)
    network = grid.network
    assert network.states == 25
    assert network.channels == 4 * 3 * 2 + 4 * 2 * 2 + 4 * 3 * 1 + 4 * 3
    assert network.processes == ("x", "y", "z", "absorbed at z = 1")
    assert np.max(np.abs(network.detailed_balance_error())) < 1e-13
    assert np.abs(dense(network).sum(axis=0)).max() < 1e-12
    assert grid.displacement[0] == pytest.approx([0.25, 0.0, 0.0])
    assert grid.displacement[-1] == pytest.approx([0.0, 0.0, 0.25])


BAD = [
    ({"temperature": -1.0}, 0.0, "temperature of axis 'x' is -1"),
    ({"mobility": 0.0}, 0.0, "mobility of axis 'x'"),
    ({"force": np.nan}, 0.0, "force along axis 'x' is not a finite number"),
    ({"cells": 2}, 0.0, "2 cells"),
    ({"upper": -1.0}, 0.0, "leads from 0 to -1"),
    ({"high": Edge.REFLECTING}, 0.0, "periodic at one end only"),
    ({}, lambda x: x, "not periodic along axis 'x': it differs by 1"),
    ({"force": 1000.0}, 0.0, "too coarse along axis 'x'"),
    ({}, lambda x: np.where(x > 0.5, np.nan, 0.0), "potential is not a finite number at"),
]


@pytest.mark.parametrize(("changed", "potential", "said"), BAD)
def test_bad_input_is_named(changed, potential, said):
    given = {"name": "x", "lower": 0.0, "upper": 1.0, "cells": 10, "low": RING[0], "high": RING[1]} | changed
    with pytest.raises(BadInput, match=said):
        fokker_planck([Axis(**given)], potential)


def test_too_coarse_a_grid_says_how_many_cells_are_needed():
    with pytest.raises(BadInput, match="about 250 cells"):
        fokker_planck([Axis("x", 0.0, 1.0, 10, force=1000.0)])


def test_probabilities_of_a_density():
    axis = Axis("x", 0.0, 1.0, 4, Edge.REFLECTING, Edge.ABSORBING)
    grid = fokker_planck([axis])
    p = grid.probability(lambda x: 2.0 * x)
    assert p.sum() == pytest.approx(1.0)
    assert p[4] == 0.0
    assert grid.density(p)[1] / grid.density(p)[0] == pytest.approx(3.0)
    with pytest.raises(BadInput, match="zero or above in all cells"):
        grid.probability(lambda x: x - 0.5)


def test_two_axes_need_two_names():
    with pytest.raises(BadInput, match="two axes have one name"):
        fokker_planck([Axis("x", 0.0, 1.0, 4), Axis("x", 0.0, 1.0, 4)])
