"""Transport in periodic potentials: published values, plain quadrature, exact special cases."""

import numpy as np
import pytest

from fluxforce.budget.diffusion.washboard import Washboard, transport, washboard_scgf
from fluxforce.errors import BadInput
from fluxforce.networks.grid_axes import values

TURN = 2.0 * np.pi


@pytest.mark.parametrize(
    ("force", "temperature", "velocity", "diffusion"),
    [(0.5, 0.5, 0.1755934060369708, 0.4235887974433222), (1.0, 0.1, 0.3689532457620995, 0.4111299353197955)],
)
def test_published_velocity_and_diffusion(force, temperature, velocity, diffusion):
    """[reimann2001], P40 of stochastic.json."""
    found = transport(Washboard(np.cos, TURN, force, temperature))
    assert found.velocity == pytest.approx(velocity, rel=1e-11)
    assert found.diffusion == pytest.approx(diffusion, rel=1e-11)
    assert found.production == pytest.approx(force * velocity / temperature, rel=1e-11)
    assert found.uncertainty > 2.0


def plain_velocity(board: Washboard) -> float:
    """Stratonovich: v = L T (1 - exp(-F L/T))/integral over x and s of exp([W(x + s) - W(x)]/T)/mu(x + s)."""
    nodes, weights = np.polynomial.legendre.leggauss(80)
    x = board.period * np.arange(300)[:, None] / 300.0
    there = x + board.period * (nodes[None] + 1.0) / 2.0

    def tilted(at: np.ndarray) -> np.ndarray:
        return (values(board.potential, [at], "U") - board.force * at) / board.temperature

    double = (
        (np.exp(tilted(there) - tilted(x)) / values(board.mobility, [there], "mu") @ weights).mean()
        * board.period**2
        / 2.0
    )
    drop = -np.expm1(-board.force * board.period / board.temperature)
    return board.period * board.temperature * drop / double


@pytest.mark.parametrize("seed", range(4))
def test_velocity_against_plain_quadrature(seed):
    a, b, c, force = np.random.default_rng(seed).normal(size=4)
    board = Washboard(
        lambda x: a * np.cos(x) + 0.3 * b * np.sin(2.0 * x),
        TURN,
        force,
        0.5,
        lambda x: 1.0 + 0.8 * np.tanh(c) * np.sin(x),
    )
    assert transport(board).velocity == pytest.approx(plain_velocity(board), rel=1e-9)


def test_without_a_force_diffusion_is_that_of_lifson_and_jackson():
    """D = mu T L^2/(integral of exp(U/T) times integral of exp(-U/T)) = mu T/I0(a/T)^2 for a cosine."""
    found = transport(Washboard(np.cos, TURN, 0.0, 0.5))
    assert found.velocity == 0.0
    assert found.diffusion == pytest.approx(0.5 / np.i0(2.0) ** 2, rel=1e-12)
    assert found.production == 0.0
    assert found.uncertainty == np.inf


def test_high_barriers_keep_their_digits():
    """40 T: velocity and diffusion of rare jumps forward and back, v = L (k+ - k-), D = L^2 (k+ + k-)/2, so that
    v/D = (2/L) tanh(F L/2 T); free diffusion is 1e33 times faster.
    """
    found = transport(Washboard(lambda x: 20.0 * np.cos(x), TURN, 0.3, 0.5))
    assert found.velocity / found.diffusion == pytest.approx(2.0 / TURN * np.tanh(0.3 * TURN / 1.0), rel=1e-9)
    still = transport(Washboard(lambda x: 20.0 * np.cos(x), TURN, 0.0, 0.5))
    assert still.diffusion == pytest.approx(0.5 / np.i0(40.0) ** 2, rel=1e-11)


@pytest.mark.parametrize("force", [12.0, 20.0, -20.0, 45.0])
def test_steep_boards_against_the_operator_on_fourier_modes(force):
    """F L/T up to 2800: perturbation theory of (d + s) [mu (F - U') - mu T (d + s)] in exp(i k x), to second order."""
    temperature, modes = 0.1, 12
    k = np.arange(-modes, modes + 1)
    sine = (np.eye(k.size, k=-1) - np.eye(k.size, k=1)) / 2j
    drift = force * np.eye(k.size) + sine
    flow = drift - temperature * np.diag(1j * k)
    matrix = -np.diag(1j * k) @ flow
    p = np.zeros(k.size, dtype=complex)
    p[modes], inner = 1.0, k != 0
    p[inner] = np.linalg.solve(matrix[np.ix_(inner, inner)], -matrix[inner, modes])
    velocity = (drift @ p)[modes].real
    first = drift @ p - 2.0 * temperature * 1j * k * p
    change = np.zeros(k.size, dtype=complex)
    change[inner] = np.linalg.solve(matrix[np.ix_(inner, inner)], (velocity * p - first)[inner])
    found = transport(Washboard(np.cos, TURN, force, temperature))
    assert found.velocity == pytest.approx(velocity, rel=1e-11)
    assert found.diffusion == pytest.approx(temperature + (drift @ change)[modes].real, rel=1e-11)


def test_barriers_beyond_double_precision_are_refused():
    with pytest.raises(BadInput, match="barriers are too high"):
        transport(Washboard(np.cos, TURN, 0.2, 0.001))


def test_a_potential_with_kinks():
    """A symmetric roof of height 1: integrals of exp(+-U/T) are elementary, D by Lifson and Jackson."""
    found = transport(Washboard(lambda x: 1.0 - np.abs(2.0 * x - 1.0), 1.0, 0.0, 0.25))
    up, down = 0.25 * np.expm1(4.0), -0.25 * np.expm1(-4.0)
    assert found.diffusion == pytest.approx(0.25 / (up * down), rel=1e-12)


def test_a_flat_board_drifts_and_spreads_as_if_free():
    board = Washboard(0.0, 1.0, 3.0, 0.5, 2.0)
    found = transport(board)
    assert (found.velocity, found.diffusion) == (pytest.approx(6.0), pytest.approx(1.0))
    assert washboard_scgf(board, 0.4) == pytest.approx(0.4 * 6.0 + 0.16 * 1.0, rel=1e-12)


@pytest.mark.parametrize("s", [0.3, -0.2])
def test_generating_function_is_symmetric_and_has_both_cumulants(s):
    board = Washboard(np.cos, TURN, 0.5, 0.5)
    assert washboard_scgf(board, s) == pytest.approx(washboard_scgf(board, -1.0 - s), rel=1e-9)
    h, found = 1e-3, transport(board)
    up, middle, down = (washboard_scgf(board, k * h) for k in (1.0, 0.0, -1.0))
    assert middle == pytest.approx(0.0, abs=1e-12)
    assert (up - down) / (2.0 * h) == pytest.approx(found.velocity, rel=1e-5)
    assert (up - 2.0 * middle + down) / h**2 == pytest.approx(2.0 * found.diffusion, rel=1e-5)


@pytest.mark.parametrize(
    ("board", "said"),
    [
        (Washboard(np.cos, TURN, 0.5, -0.5), "temperature is -0.5"),
        (Washboard(np.cos, 3.0, 0.5, 0.5), "across its period"),
        (Washboard(np.cos, TURN, np.inf, 0.5), "force is inf"),
        (Washboard(np.cos, TURN, 0.5, 0.5, np.cos), "mobility and temperature must be above zero"),
        (
            Washboard(lambda x: np.where((x > 1.0) & (x < 2.0), 3.0, 0.0), TURN, 0.5, 0.5),
            "must be continuous",
        ),
    ],
)
def test_bad_boards_are_named(board, said):
    with pytest.raises(BadInput, match=said):
        transport(board)
