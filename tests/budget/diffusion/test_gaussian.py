"""Linear Langevin processes against brute force: Kronecker products, integration in time, Fourier transforms."""

import numpy as np
import pytest
from scipy.integrate import simpson, solve_ivp

from fluxforce.budget.diffusion.gaussian import (
    correlation,
    evolve,
    spectrum,
    stationary,
    torque,
    velocity_moments,
)
from fluxforce.budget.diffusion.linear import (
    Coupling,
    LinearLangevin,
    linear_langevin,
    overdamped,
    underdamped,
)
from fluxforce.errors import BadInput
from fluxforce.networks.gaussian import Gaussian


def random_process(seed: int, count: int = 3) -> LinearLangevin:
    """Two baths with full matrices, and forces."""
    draw = np.random.default_rng(seed)
    baths = {}
    for name in ("a", "b"):
        root = draw.normal(size=(count, count))
        damping = draw.normal(size=(count, count)) + 2.0 * np.eye(count)
        baths[name] = Coupling(damping, root @ root.T, 1.0, draw.normal(size=count))
    return linear_langevin([f"x{k}" for k in range(count)], baths)


@pytest.mark.parametrize("seed", range(3))
def test_steady_state_from_kronecker_products(seed):
    process = random_process(seed)
    drift, unit = process.drift, np.eye(3)
    system = np.kron(drift, unit) + np.kron(unit, drift)
    expected = np.linalg.solve(system, 2.0 * process.diffusion.ravel()).reshape(3, 3)
    found = stationary(process)
    assert found.covariance == pytest.approx(expected, rel=1e-10)
    assert drift @ found.mean == pytest.approx(process.constant, rel=1e-10)


@pytest.mark.parametrize("seed", range(3))
def test_evolution_against_integration_in_time(seed):
    process = random_process(seed)
    start = Gaussian(np.array([1.0, -1.0, 0.5]), np.diag([0.1, 0.2, 0.3]))

    def slope(_: float, y: np.ndarray) -> np.ndarray:
        mean, spread = y[:3], y[3:].reshape(3, 3)
        turned = -process.drift @ spread
        return np.concatenate(
            [process.constant - process.drift @ mean, (turned + turned.T + 2.0 * process.diffusion).ravel()]
        )

    begin = np.concatenate([start.mean, start.covariance.ravel()])
    end = solve_ivp(slope, (0.0, 0.8), begin, rtol=1e-11, atol=1e-13).y[:, -1]
    found = evolve(process, start, 0.8)
    assert found.mean == pytest.approx(end[:3], rel=1e-8)
    assert found.covariance.ravel() == pytest.approx(end[3:], rel=1e-8)
    halves = evolve(process, evolve(process, start, 0.3), 0.5)
    assert halves.covariance == pytest.approx(found.covariance, rel=1e-11)


def test_free_diffusion_has_a_singular_drift():
    process = overdamped(["x"], np.zeros((1, 1)), mobility=[0.5], temperature=[3.0])
    assert evolve(process, Gaussian(np.zeros(1), np.zeros((1, 1))), 2.0).covariance[0, 0] == pytest.approx(
        6.0
    )


def test_spectrum_is_the_fourier_transform_of_the_correlation():
    process = random_process(1)
    slowest = np.linalg.eigvals(process.drift).real.min()
    for w in (0.0, 0.7):
        found = spectrum(process, w)
        assert found == pytest.approx(found.conj().T)
        # C(-t) = C(t)^T: the diagonal is twice the cosine transform
        lags = np.linspace(0.0, 20.0 / slowest, 401)
        values = [2.0 * np.cos(w * lag) * correlation(process, float(lag))[0, 0] for lag in lags]
        assert found[0, 0].real == pytest.approx(simpson(values, x=lags), rel=1e-4)


def test_velocity_moments_are_antisymmetric_in_the_steady_state():
    process = random_process(2)
    moments = velocity_moments(process, stationary(process))
    assert moments + moments.T == pytest.approx(np.zeros((3, 3)), abs=1e-12)
    assert np.max(np.abs(moments)) > 0.01


def test_gyrator():
    """[filliger2007]: covariance and torque -c (<x^2> - <y^2>) for k = 1, c = 1/2, T = 1 and 2."""
    stiffness = np.array([[1.0, 0.5], [0.5, 1.0]])
    found = stationary(overdamped(["x", "y"], stiffness, mobility=[1.0, 1.0], temperature=[1.0, 2.0]))
    assert found.covariance == pytest.approx(np.array([[1.5, -1.0], [-1.0, 2.5]]), rel=1e-13)
    assert torque(stiffness, found) == pytest.approx(0.5, rel=1e-13)


def test_underdamped_equilibrium_is_boltzmann():
    stiffness = np.array([[2.0, -1.0], [-1.0, 3.0]])
    process = underdamped(stiffness, [2.0, 0.5], {"one": ([0.7, 0.0], 1.5), "two": ([0.0, 0.2], 1.5)})
    found = stationary(process).covariance
    expected = np.zeros((4, 4))
    expected[:2, :2], expected[2:, 2:] = 1.5 * np.linalg.inv(stiffness), 1.5 * np.diag([0.5, 2.0])
    assert found == pytest.approx(expected, abs=1e-12)


def test_no_steady_state_is_said_with_its_eigenvalue():
    process = overdamped(
        ["x", "y"], np.array([[1.0, 3.0], [3.0, 1.0]]), mobility=[1.0, 1.0], temperature=[1.0, 1.0]
    )
    with pytest.raises(BadInput, match="eigenvalue -2 in x, y"):
        stationary(process)
    free = overdamped(["x"], np.zeros((1, 1)), mobility=[1.0], temperature=[1.0])
    with pytest.raises(BadInput, match="eigenvalue 0 in x"):
        stationary(free)
    with pytest.raises(BadInput, match="no steady state"):
        stationary(underdamped(np.eye(1), [1.0], {"bath": ([0.0], 1.0)}))


def test_stiff_processes_keep_their_digits():
    """Rates of 1 and 10 000, mixed: the covariance is S - P (S - S0) P^T with the steady S."""
    turn = np.array([[np.cos(0.3), -np.sin(0.3)], [np.sin(0.3), np.cos(0.3)]])
    drift = turn @ np.diag([1.0, 1e4]) @ turn.T
    process = linear_langevin(["x", "y"], {"bath": Coupling(drift, np.array([[1.0, 0.3], [0.3, 2.0]]))})
    steady, start = stationary(process).covariance, np.diag([0.1, 3.0])
    decayed = turn @ np.diag(np.exp(-3.0 * np.array([1.0, 1e4]))) @ turn.T
    found = evolve(process, Gaussian(np.zeros(2), start), 3.0).covariance
    assert found == pytest.approx(steady - decayed @ (steady - start) @ decayed.T, rel=1e-11)
    assert evolve(process, Gaussian(np.zeros(2), start), 1e6).covariance == pytest.approx(steady, rel=1e-11)


def test_a_state_that_runs_away_is_refused():
    process = overdamped(["x"], -np.eye(1), mobility=[1.0], temperature=[1.0])
    start = Gaussian(np.ones(1), np.eye(1))
    assert evolve(process, start, 2.0).mean[0] == pytest.approx(np.exp(2.0))
    with pytest.raises(BadInput, match="beyond all numbers"):
        evolve(process, start, 1e4)
    with pytest.raises(BadInput, match="duration is -1"):
        evolve(process, start, -1.0)


UNIT, NOTHING = np.eye(2), np.zeros((2, 2))
BAD = [
    ({"b": Coupling(UNIT, UNIT, -1.0)}, {}, "temperature of bath 'b' is -1"),
    ({"b": Coupling(UNIT, -UNIT)}, {}, "positive semidefinite"),
    ({"b": Coupling(UNIT, np.array([[1.0, 2.0], [0.0, 1.0]]))}, {}, "symmetric"),
    ({"b": Coupling(np.eye(3), UNIT)}, {}, r"shape \(3, 3\)"),
    ({"b": Coupling(UNIT * np.nan, UNIT)}, {}, "not finite"),
    ({"b": Coupling(UNIT, UNIT)}, {"reversible": UNIT}, "reversible part connects 'x' and 'x'"),
    (
        {"b": Coupling(np.ones((2, 2)), UNIT)},
        {"parity": [1.0, -1.0]},
        "damping by bath 'b' connects 'x' and 'y'",
    ),
    ({"b": Coupling(UNIT, UNIT)}, {"parity": [1.0, 0.5]}, "parities are"),
]


@pytest.mark.parametrize(("baths", "more", "said"), BAD)
def test_bad_processes_are_named(baths, more, said):
    with pytest.raises(BadInput, match=said):
        linear_langevin(["x", "y"], baths, **more)


def test_a_state_of_another_size_is_refused():
    process = overdamped(("x", "y"), np.eye(2), mobility=[1.0, 1.0], temperature=[1.0, 1.0])
    with pytest.raises(BadInput, match="1 variables for a process of 2"):
        evolve(process, Gaussian(0.0, 1.0), 1.0)
