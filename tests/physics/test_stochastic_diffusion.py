"""Diffusions against linear algebra, ordinary differential equations and quadratures written here."""

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.linalg import expm

from fluxforce import stochastic as st


def spring_matrix(draw: np.random.Generator, n: int) -> np.ndarray:
    m = draw.normal(size=(n, n))
    return m @ m.T / n + 0.5 * np.eye(n)


def covariance(drift: np.ndarray, diffusion: np.ndarray) -> np.ndarray:
    """S with A S + S A^T = 2 D, by the Kronecker product."""
    n, one = drift.shape[0], np.eye(drift.shape[0])
    return np.linalg.solve(np.kron(drift, one) + np.kron(one, drift), 2.0 * diffusion.ravel()).reshape(n, n)


def growth(
    drift: np.ndarray, diffusion: np.ndarray, shift: np.ndarray, cross: np.ndarray, until: float
) -> float:
    """ln<exp(-s Sigma)>/t at long times: X' = -(A^T Y + Y^T A) + 2 Y^T D Y + Q with Y = X + H, rate tr(D Y)."""
    n = drift.shape[0]

    def change(_, flat):
        y = flat.reshape(n, n) + shift
        return (-(drift.T @ y + y.T @ drift) + 2.0 * y.T @ diffusion @ y + cross).ravel()

    end = solve_ivp(change, (0.0, until), np.zeros(n * n), method="LSODA", rtol=1e-10, atol=1e-12).y[:, -1]
    return float(np.trace(diffusion @ (end.reshape(n, n) + shift)))


@pytest.mark.parametrize(("n", "swirl"), [(2, 0.7), (3, 0.0), (5, 0.4)])
def test_beads_in_baths_of_their_own(n, swirl):
    """Random springs, mobilities and n temperatures, with and without a force that is no gradient."""
    draw = np.random.default_rng(n)
    stiffness, q = spring_matrix(draw, n), draw.normal(size=(n, n))
    stiffness = stiffness + swirl * (q - q.T)
    mobility, temperature = draw.uniform(0.3, 3.0, n), draw.uniform(0.3, 6.0, n)
    process = st.linear_overdamped(
        [f"x{i}" for i in range(n)], stiffness, mobility=mobility, temperature=temperature
    )
    drift, diffusion = mobility[:, None] * stiffness, np.diag(mobility * temperature)
    s = covariance(drift, diffusion)
    state = st.stationary_gaussian(process)
    assert state.covariance == pytest.approx(s, rel=1e-10)
    local = -drift + diffusion @ np.linalg.inv(s)
    production = float(np.trace(local.T @ np.linalg.inv(diffusion) @ local @ s))
    assert sum(st.entropy_production(process, state).values()) == pytest.approx(production, rel=1e-10)
    heat = mobility * (np.diag(stiffness @ s @ stiffness.T) - temperature * np.diag(stiffness))
    assert list(st.heat_flows(process, state).values()) == pytest.approx(heat, rel=1e-9, abs=1e-12)
    force = np.linalg.inv(diffusion) @ drift
    for tilt in (0.1, 0.5):
        expected = growth(drift, diffusion, tilt * force, np.zeros((n, n)), 100.0)
        assert st.entropy_scgf(process, tilt).value == pytest.approx(expected, rel=1e-7)


def test_entropy_of_a_relaxing_chain_with_momenta():
    """Three masses, two baths at the ends, a Gaussian start with a mean: production by quadrature of its moments."""
    draw, n, ends = np.random.default_rng(8), 3, (0, 2)
    stiffness, mass = spring_matrix(draw, n) + np.eye(n), np.array([1.0, 0.6, 1.7])
    friction, temperature = np.array([0.8, 0.0, 1.7]), np.array([2.3, 1.0, 0.6])
    baths = {"left": (friction * [1.0, 0, 0], 2.3), "right": (friction * [0, 0, 1.0], 0.6)}
    process = st.linear_underdamped(stiffness, mass, baths)
    drift, diffusion = np.zeros((6, 6)), np.zeros((6, 6))
    drift[:3, 3:], drift[3:, :3] = -np.eye(3), stiffness / mass[:, None]
    drift[3:, 3:] = np.diag(friction / mass)
    diffusion[3:, 3:] = np.diag(friction * temperature / mass**2)
    s = covariance(drift, diffusion)
    flows = st.heat_flows(process, st.stationary_gaussian(process))
    assert flows["left"] == pytest.approx(0.8 * (s[3, 3] - 2.3 / mass[0]), rel=1e-9)
    assert flows["right"] == pytest.approx(1.7 * (s[5, 5] - 0.6 / mass[2]), rel=1e-9)
    start = st.Gaussian(draw.normal(size=6), 0.4 * spring_matrix(draw, 6))
    nodes, weights = np.polynomial.legendre.leggauss(60)
    production = 0.0
    for time, weight in zip(nodes + 1.0, weights, strict=True):
        path = expm(-drift * time)
        mean, spread = path @ start.mean, path @ start.covariance @ path.T + s - path @ s @ path.T
        inverse = np.linalg.inv(spread)
        for i in ends:
            strength = diffusion[3 + i, 3 + i]
            damping = np.eye(6)[3 + i] * friction[i] / mass[i]
            local = -damping + strength * inverse[3 + i]
            production += weight * (local @ spread @ local + (damping @ mean) ** 2) / strength
    assert st.entropy_balance(process, start, 2.0).production == pytest.approx(production, rel=1e-9)


def test_generating_function_of_heat_through_masses():
    """H = s m/T on velocities and s v K x/T for every bath, as follows from Sigma = -(1/T)(d(m v^2/2) - F v dt)."""
    stiffness = np.array([[2.0, -0.7], [-0.7, 1.5]])
    mass, friction, temperature = np.array([1.0, 1.6]), np.array([0.8, 1.7]), np.array([2.3, 0.6])
    baths = {"a": (friction * [1.0, 0.0], 2.3), "b": (friction * [0.0, 1.0], 0.6)}
    process = st.linear_underdamped(stiffness, mass, baths)
    drift, diffusion = np.zeros((4, 4)), np.zeros((4, 4))
    drift[:2, 2:], drift[2:, :2] = -np.eye(2), stiffness / mass[:, None]
    drift[2:, 2:] = np.diag(friction / mass)
    diffusion[2:, 2:] = np.diag(friction * temperature / mass**2)
    for tilts, found in (
        (np.array([0.3, 0.3]), st.entropy_scgf(process, 0.3)),
        (np.array([-0.05 * 2.3, 0.0]), st.heat_scgf(process, "a", 0.05)),
    ):
        shift, cross = np.zeros((4, 4)), np.zeros((4, 4))
        shift[2:, 2:] = np.diag(tilts * mass / temperature)
        cross[2:, :2] = np.diag(tilts / temperature) @ stiffness
        expected = growth(drift, diffusion, shift, cross + cross.T, 200.0)
        assert found.value == pytest.approx(expected, rel=1e-7)


def passage(potential, temperature: float, start: float, goal: float, bottom: float) -> float:
    """Integral of exp(U(y)/T)/T over y from start to goal times that of exp(-U/T) below y, by composite Gauss."""
    nodes, weights = np.polynomial.legendre.leggauss(16)

    def points(a, b, count):
        cuts = np.linspace(a, b, count + 1)
        width = np.diff(cuts)[:, None]
        return (cuts[:-1, None] + width * (nodes + 1.0) / 2.0).ravel(), (width * weights / 2.0).ravel()

    total = 0.0
    for y, w in zip(*points(start, goal, 60), strict=True):
        below, each = points(bottom, y, 60)
        total += w * float(each @ np.exp((potential(y) - potential(below)) / temperature)) / temperature
    return total


@pytest.mark.parametrize(
    ("temperature", "tilt", "bottom"), [(0.1, 0.1, -2.5), (0.02, 0.05, -1.8), (1.0, 0.3, -4.0)]
)
def test_passage_in_tilted_double_wells(temperature, tilt, bottom):
    def potential(x):
        return x**4 / 4.0 - x**2 / 2.0 + tilt * x

    expected = passage(potential, temperature, -1.0, 1.0, bottom)
    found = st.mean_passage_time(st.Landscape(potential, temperature), -1.0, 1.0)
    assert found == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("force", "temperature"), [(0.2, 0.02), (2.0, 0.02), (1.3, 0.05)])
def test_washboard_in_the_cold(force, temperature):
    """v = L T (1 - exp(-F L/T))/double integral of exp([U(x) - U(x - y) - F y]/T), barriers up to 60 T."""
    nodes, weights = np.polynomial.legendre.leggauss(20)
    turn = 2.0 * np.pi
    cuts = np.linspace(0.0, turn, 121)
    y = (cuts[:-1, None] + turn / 120.0 * (nodes + 1.0) / 2.0).ravel()
    each = np.tile(turn / 120.0 * weights / 2.0, 120)
    x = turn * np.arange(400)[:, None] / 400.0
    rise = (np.cos(x) - np.cos(x - y) - force * y) / temperature
    total = float((np.exp(rise - rise.max()) @ each).sum()) * turn / 400.0
    expected = turn * temperature * -np.expm1(-force * turn / temperature) / total * np.exp(-rise.max())
    found = st.transport(st.Washboard(np.cos, turn, force, temperature))
    assert found.velocity == pytest.approx(expected, rel=1e-10)


def test_grid_of_a_gyrator_converges_with_the_square_of_the_width():
    """k = 1, c = 1/2, T = 1 and 2: production c^2 (T1 - T2)^2/(2 k T1 T2) = 1/16."""
    errors = []
    for cells in (20, 40):
        axes = [st.Axis("x", -9.0, 9.0, cells), st.Axis("y", -9.0, 9.0, cells, temperature=2.0)]
        grid = st.fokker_planck(axes, lambda x, y: (x * x + y * y) / 2.0 + x * y / 2.0, most_peclet=60.0)
        errors.append(abs(st.entropy_rates(grid.network).total - 1.0 / 16.0))
    assert errors[0] / errors[1] == pytest.approx(4.0, rel=0.1)


@pytest.mark.parametrize("convention", [st.Convention.ITO, st.Convention.STRATONOVICH])
def test_readings_of_multiplicative_noise(convention):
    """Densities exp(-U/T) D^(value - 1): <sin 2x> within four standard errors, and the first law per trajectory."""
    board = st.overdamped(
        lambda x, _: 0.5 * x[0] ** 2,
        temperature=0.8,
        mobility=lambda x: 1.0 / (1.0 + 0.5 * jnp.sin(x[0])),
        convention=convention,
    )
    run = st.sample_langevin(board, np.array([0.3]), [6.0], step=0.01, trajectories=4096, seed=2)
    x = np.asarray(run.x)[0, 0]
    grid = np.linspace(-7.0, 7.0, 4001)
    density = np.exp(-(grid**2) / 1.6) * (1.0 / (1.0 + 0.5 * np.sin(grid))) ** (convention.value - 1.0)
    density /= density.sum()
    for seen in (lambda z: np.sin(2.0 * z), lambda z: z):
        error = seen(x).std(ddof=1) / np.sqrt(x.size)
        assert abs(seen(x).mean() - density @ seen(grid)) < 4.0 * error
    assert np.abs(np.asarray(run.first_law)).max() < 1e-13
