"""Entropy production of linear processes: closed forms, cubature over the Gaussian, balances."""

import itertools

import numpy as np
import pytest

from fluxforce.budget.diffusion.gaussian import evolve, stationary
from fluxforce.budget.diffusion.linear import (
    Coupling,
    LinearLangevin,
    linear_langevin,
    overdamped,
    underdamped,
)
from fluxforce.budget.diffusion.of_langevin import linear_of
from fluxforce.budget.diffusion.production import (
    entropy_balance,
    entropy_flows,
    entropy_production,
    heat_flows,
)
from fluxforce.errors import BadInput, SolverGaveUp
from fluxforce.networks.diffusion_models import bead_chain, harmonic_chain
from fluxforce.networks.gaussian import Gaussian
from tests.budget.diffusion.test_gaussian import random_process


@pytest.mark.parametrize("seed", range(3))
def test_production_is_the_mean_square_of_local_velocities(seed):
    """<j D^-1 j> by cubature of degree 5 over the Gaussian, bath by bath: exact, since j is linear."""
    process = random_process(seed)
    state = Gaussian(np.array([0.3, -0.2, 0.1]), np.diag([1.0, 0.5, 2.0]) + 0.2)
    nodes, weights = np.polynomial.hermite_e.hermegauss(3)
    weights = weights / weights.sum()
    root = np.linalg.cholesky(state.covariance)
    found = entropy_production(process, state)
    for name, bath in process.baths.items():
        total = 0.0
        for pick in itertools.product(range(3), repeat=3):
            z = nodes[list(pick)]
            x = state.mean + root @ z
            velocity = (
                bath.force
                - bath.damping @ x
                + bath.diffusion @ np.linalg.solve(state.covariance, x - state.mean)
            )
            total += np.prod(weights[list(pick)]) * velocity @ np.linalg.solve(bath.diffusion, velocity)
        assert found[name] == pytest.approx(total, rel=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_production_is_what_baths_get_plus_the_change_of_the_system(seed):
    process = random_process(seed)
    state = Gaussian(np.array([0.3, -0.2, 0.1]), np.diag([1.0, 0.5, 2.0]))
    step = 1e-5
    # a central difference needs the way back: two steps from a little earlier do the same
    middle = evolve(process, state, step)
    later = evolve(process, state, 2.0 * step)
    logs = [np.linalg.slogdet(one.covariance)[1] / 2.0 for one in (state, later)]
    change = (logs[1] - logs[0]) / (2.0 * step)
    balance = sum(entropy_production(process, middle).values()) - sum(entropy_flows(process, middle).values())
    assert balance == pytest.approx(change, rel=1e-6)


@pytest.mark.parametrize(("cold", "hot", "c"), [(1.0, 2.0, 0.5), (0.3, 5.0, -0.8)])
def test_gyrator(cold, hot, c):
    """[filliger2007]: sigma = c^2 (T1 - T2)^2/(2 k T1 T2), heat c^2 |T1 - T2|/(2 k)."""
    process = overdamped(
        ["x", "y"], np.array([[1.0, c], [c, 1.0]]), mobility=[1.0, 1.0], temperature=[cold, hot]
    )
    state = stationary(process)
    produced = entropy_production(process, state)
    assert all(value > 0.0 for value in produced.values())
    assert sum(produced.values()) == pytest.approx(c**2 * (cold - hot) ** 2 / (2.0 * cold * hot), rel=1e-12)
    heat = heat_flows(process, state)
    assert heat["x"] == pytest.approx(c**2 * (hot - cold) / 2.0, rel=1e-12)
    assert heat["x"] == pytest.approx(-heat["y"], rel=1e-12)


def test_two_baths_on_one_velocity_stay_apart():
    """[visco2006]: J = g1 g2 (T1 - T2)/(g1 + g2); added up, the baths would produce nothing."""

    def bath(friction: float, temperature: float) -> Coupling:
        return Coupling(np.array([[friction]]), np.array([[friction * temperature]]), temperature)

    apart = linear_langevin(["v"], {"one": bath(1.0, 2.0), "two": bath(2.0, 1.0)}, parity=[-1.0])
    current = 1.0 * 2.0 * (2.0 - 1.0) / 3.0
    assert heat_flows(apart, stationary(apart))["two"] == pytest.approx(current, rel=1e-13)
    produced = sum(entropy_production(apart, stationary(apart)).values())
    assert produced == pytest.approx(current * (1.0 / 1.0 - 1.0 / 2.0), rel=1e-13)
    merged = linear_langevin(["v"], {"both": bath(3.0, 4.0 / 3.0)}, parity=[-1.0])
    assert entropy_production(merged, stationary(merged))["both"] == pytest.approx(0.0, abs=1e-14)


@pytest.mark.parametrize("count", [2, 5])
def test_bead_chains(count):
    """[battle2016], [kim2020]: sigma = (Th - Tc)^2/(4 Th Tc) for two beads, <x1^2> for two and five."""
    chain = linear_of(bead_chain(beads=count))
    state = stationary(chain)
    square = {2: (7.0 * 1.0 + 10.0) / 12.0, 5: (1477.0 * 1.0 + 173.0 * 10.0) / 1980.0}[count]
    assert state.covariance[0, 0] == pytest.approx(square, rel=1e-12)
    if count == 2:
        assert sum(entropy_production(chain, state).values()) == pytest.approx(81.0 / 40.0, rel=1e-12)


@pytest.mark.parametrize(("friction", "spring"), [(1.0, 1.0), (0.3, 2.0)])
def test_harmonic_chain(friction, spring):
    """[rieder1967]: J = k g (TL - TR)/(2 (k + 2 g^2)) for two masses; a flat profile inside long chains."""
    chain = linear_of(harmonic_chain(sites=2, friction=friction, stiffness=spring))
    state = stationary(chain)
    expected = spring * friction / (2.0 * (spring + 2.0 * friction**2))
    assert heat_flows(chain, state)["right"] == pytest.approx(expected, rel=1e-11)
    assert sum(entropy_production(chain, state).values()) == pytest.approx(expected * 0.5, rel=1e-9)
    long = linear_of(harmonic_chain(sites=12))
    inside = np.diagonal(stationary(long).covariance)[12:][5:7]
    assert inside == pytest.approx([1.5, 1.5], abs=1e-3)


def test_underdamped_production_is_zero_in_equilibrium_only():
    still = underdamped(np.eye(1), [1.0], {"bath": ([0.5], 2.0)})
    assert entropy_production(still, stationary(still))["bath"] == pytest.approx(0.0, abs=1e-13)
    cold = Gaussian(np.zeros(2), np.diag([2.0, 1.0]))
    # <(-g v + g T v/S)^2>/(g T) with S = 1, T = 2, g = 1/2: g (1 - T)^2/T
    assert entropy_production(still, cold)["bath"] == pytest.approx(0.25, rel=1e-12)


def test_relaxation_in_a_trap():
    """Entropy produced is the loss of relative entropy to the steady state."""
    process = overdamped(["x"], np.eye(1), mobility=[1.0], temperature=[0.5])
    start = Gaussian(np.array([2.0]), np.array([[0.01]]))
    balance = entropy_balance(process, start, 0.7)

    def relative(state: Gaussian) -> float:
        ratio = state.covariance[0, 0] / 0.5
        return (ratio - 1.0 - np.log(ratio) + state.mean[0] ** 2 / 0.5) / 2.0

    assert balance.production == pytest.approx(relative(start) - relative(balance.end), rel=1e-12)
    assert balance.production == pytest.approx(balance.change + balance.given, rel=1e-12)


def oscillator() -> tuple[LinearLangevin, Gaussian]:
    """Ten radians a second, little friction, displaced."""
    process = underdamped(np.eye(1) * 100.0, [1.0], {"bath": ([0.2], 1.0)})
    return process, Gaussian(np.array([1.0, 0.0]), np.diag([0.02, 0.5]))


def test_a_balance_over_several_oscillations_is_divided():
    process, start = oscillator()
    balance = entropy_balance(process, start, 2.0)
    assert balance.error < 1e-8 * balance.production


@pytest.mark.slow
def test_a_balance_over_very_many_oscillations_is_refused():
    process, start = oscillator()
    with pytest.raises(SolverGaveUp, match="is open by"):
        entropy_balance(process, start, 2000.0)


def test_a_dragged_trap_dissipates_in_its_own_frame():
    """[mazonka1999]: g v^2/T; the motion of the frame is no force and produces nothing by itself."""
    bath = Coupling(np.array([[2.0]]), np.array([[0.5]]), 0.5)
    process = linear_langevin(["y"], {"bath": bath}, push=np.array([-3.0]))
    assert entropy_production(process, stationary(process))["bath"] == pytest.approx(18.0, rel=1e-13)


def test_damping_without_noise_is_unbounded():
    process = linear_langevin(
        ["x", "y"],
        {"still": Coupling(np.eye(2), np.diag([1.0, 0.0])), "warm": Coupling(np.eye(2), np.eye(2), 1.0)},
    )
    state = stationary(process)
    assert entropy_flows(process, state)["still"] == np.inf
    assert entropy_production(process, state)["still"] == np.inf
    assert np.isfinite(entropy_production(process, state)["warm"])


def test_a_state_without_spread_is_refused():
    process = overdamped(["x"], np.eye(1), mobility=[1.0], temperature=[1.0])
    with pytest.raises(BadInput, match="no entropy"):
        entropy_production(process, Gaussian(np.zeros(1), np.zeros((1, 1))))
