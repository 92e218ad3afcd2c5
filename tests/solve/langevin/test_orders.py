"""Orders of the integrators, from exact moments of their steps: no sampling, so rates can be asserted sharply."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
import scipy.linalg

from fluxforce.networks.diffusion import Convention, overdamped, underdamped
from fluxforce.networks.diffusion_models import (
    Flat,
    HarmonicTrap,
    active_ou,
    bead_chain,
    brownian_gyrator,
    dragged_trap,
    harmonic_chain,
)
from fluxforce.solve.langevin.linear import step_map
from fluxforce.solve.langevin.overdamped import EulerMaruyama, Heun, LeimkuhlerMatthews
from fluxforce.solve.langevin.state import State
from fluxforce.solve.langevin.underdamped import BAOAB, OBABO, splitting

STEPS = np.array([0.02, 0.01, 0.005])
STIFFNESS = np.array([[2.0, -1.0, 0.0], [-1.0, 2.0, -1.0], [0.0, -1.0, 2.0]])  # of a chain of three


def rates(errors: list[float]) -> np.ndarray:
    """log2 of the ratio of errors at successive halvings."""
    found = np.abs(np.array(errors))
    return np.log2(found[:-1] / found[1:])


def lyapunov(drift: np.ndarray, diffusion: np.ndarray) -> np.ndarray:
    """Covariance of dz = A z dt + sqrt(2 D) dW by scipy."""
    return scipy.linalg.solve_continuous_lyapunov(drift, -2.0 * diffusion)


@pytest.mark.parametrize(("integrator", "order"), [(EulerMaruyama(), 1.0), (Heun(), 2.0)])
def test_stationary_covariance_of_a_driven_system(integrator, order: float):
    """Bead chain between 1 and 10: out of equilibrium, so no scheme is exact by luck."""
    exact = lyapunov(-STIFFNESS, np.diag([1.0, 5.5, 10.0]))
    errors = [step_map(bead_chain(3), integrator, h).covariance()[0, 1] - exact[0, 1] for h in STEPS]
    np.testing.assert_allclose(rates(errors), order, atol=0.15)


def test_two_noises_make_harmonic_equilibrium_exact():
    """T K^-1 at every step [leimkuhler2013]."""
    found = step_map(bead_chain(3, 2.0, 2.0), LeimkuhlerMatthews(), 0.3).covariance()
    np.testing.assert_allclose(found, 2.0 * np.linalg.inv(STIFFNESS), atol=1e-12)


@pytest.mark.parametrize(
    ("integrator", "order"), [(EulerMaruyama(), 1.0), (Heun(), 2.0), (LeimkuhlerMatthews(), 1.0)]
)
def test_weak_order_at_a_finite_time(integrator, order: float):
    """Gyrator from (1, 0) at rest: mean and covariance at t = 1 by powers of the step's map."""
    system, errors = brownian_gyrator(), []
    drift = -np.array([[1.0, 0.5], [0.5, 1.0]])
    decay = scipy.linalg.expm(drift)
    final = lyapunov(drift, np.diag([1.0, 2.0]))
    exact = final - decay @ final @ decay.T
    for h in STEPS:
        one = step_map(system, integrator, h)
        size = one.matrix.shape[0]
        covariance = np.zeros((size, size))
        covariance[2:, 2:] = np.eye(size - 2)  # what the scheme remembers is standard normal
        mean = np.zeros(size)
        mean[0] = 1.0
        for _ in range(round(1.0 / h)):
            mean, covariance = (
                one.matrix @ mean,
                one.matrix @ covariance @ one.matrix.T + one.noise @ one.noise.T,
            )
        errors.append((covariance[0, 1] - exact[0, 1]) + (mean[1] - decay[1, 0]))
    np.testing.assert_allclose(rates(errors), order, atol=0.2)


def test_baoab_of_a_harmonic_oscillator():
    """<q^2> = T/k exactly and <p^2> = T (1 - h^2/4) [leimkuhler2013]; OBABO has <p^2> exact instead."""
    system = underdamped(HarmonicTrap(1.0), temperature=1.0, friction=1.0)
    np.testing.assert_allclose(step_map(system, BAOAB, 0.5).covariance(), np.diag([1.0, 0.9375]), atol=1e-13)
    obabo = step_map(system, OBABO, 0.5).covariance()
    np.testing.assert_allclose(obabo, np.diag([1.0 / 0.9375, 1.0]), atol=1e-13)


@pytest.mark.parametrize("integrator", [BAOAB, OBABO, splitting("ABOBA")], ids=["BAOAB", "OBABO", "ABOBA"])
def test_splittings_are_of_order_two_out_of_equilibrium(integrator):
    """Chain of four between 2 and 1: <p_1^2> = 1.80952380952381 [rieder1967]."""
    errors = [
        step_map(harmonic_chain(4), integrator, h).covariance()[4, 4] - 1.80952380952381 for h in 5.0 * STEPS
    ]
    np.testing.assert_allclose(rates(errors), 2.0, atol=0.1)


def test_a_coordinate_in_two_baths():
    """The mean temperature of a free particle is exact for the palindrome of both baths only to order 2."""
    system = underdamped(Flat(), temperature=(2.0, 1.0), friction=np.array([[1.0], [2.0]]))
    matrix, errors = np.zeros((1, 1)), []
    for h in STEPS:
        one = step_map(system, BAOAB, h)
        matrix = one.matrix[1:, 1:]
        errors.append(float((one.noise[1:] @ one.noise[1:].T)[0, 0] / (1.0 - matrix[0, 0] ** 2)) - 4.0 / 3.0)
    np.testing.assert_allclose(rates(errors), 2.0, atol=0.05)


def test_coloured_drive_in_a_trap():
    """<x^2> = T/k + D/(k (1 + k tau)) = 0.8666... [fodor2016]; Heun reads the drive at both ends: order 2."""
    errors = [step_map(active_ou(), Heun(), h).covariance()[0, 0] - 0.8666666666666667 for h in STEPS]
    np.testing.assert_allclose(rates(errors), 2.0, atol=0.25)


@pytest.mark.parametrize("convention", list(Convention))
@pytest.mark.parametrize("integrator", [EulerMaruyama(), Heun()], ids=["Euler", "Heun"])
def test_conventions_by_the_mean_of_a_geometric_motion(convention: Convention, integrator):
    """mu = x^2, T = 0.3, no force: d<x>/dt = value * 2 T <x>. One step multiplies x by a random factor, whose mean is
    exact by Gauss and Hermite; its error per step falls with h^2, which is weak order 1.
    """
    system = overdamped(Flat(), temperature=0.3, mobility=lambda x: x**2, convention=convention)
    nodes, weights = np.polynomial.hermite_e.hermegauss(24)

    @eqx.filter_jit
    def arrived(h, normals):
        def one(normal):
            state = State(jnp.ones(1), jnp.zeros(0), jnp.zeros(0), jnp.zeros(0))
            return integrator.advance(system, state, jnp.asarray(0.0), h, normal[None])[0].x[0]

        return jax.vmap(one)(normals)

    errors = []
    for h in STEPS:
        mean = np.asarray(arrived(jnp.asarray(h), jnp.asarray(nodes))) @ weights / weights.sum()
        errors.append(mean - np.exp(convention.value * 2.0 * 0.3 * h))
    if np.max(np.abs(errors)) < 1e-13:
        assert convention is Convention.ITO  # no drift at all
        return
    np.testing.assert_allclose(rates(errors), 2.0, atol=0.15)


def test_second_moment_of_heun_with_a_full_matrix():
    """D = T S(x) with S = a(x) R: isothermal drift div D; the increment's mean is div D h to first order, whichever
    root of D is taken.
    """
    turn = jnp.asarray(np.array([[2.0, 0.7], [0.7, 1.0]]))
    system = overdamped(
        lambda x, _: 0.0 * x[0],
        temperature=1.0,
        mobility=lambda x: (1.0 + 0.3 * jnp.sin(x[0]) + 0.2 * x[1]) * turn,
        coordinates=("x", "y"),
    )
    nodes, weights = np.polynomial.hermite_e.hermegauss(8)
    both = jnp.asarray(np.array(np.meshgrid(nodes, nodes)).reshape(2, -1).T)
    weight = np.outer(weights, weights).ravel() / weights.sum() ** 2
    start = jnp.array([0.4, -0.3])

    @eqx.filter_jit
    def arrived(h):
        def one(normal):
            state = State(start, jnp.zeros(0), jnp.zeros(0), jnp.zeros(0))
            return Heun().advance(system, state, jnp.asarray(0.0), h, normal)[0].x - start

        return jax.vmap(one)(both)

    slope = np.array([0.3 * np.cos(0.4), 0.2])
    expected = np.asarray(turn) @ slope
    gaps = [np.max(np.abs(weight @ np.asarray(arrived(jnp.asarray(h))) / h - expected)) for h in (1e-3, 5e-4)]
    np.testing.assert_allclose(rates(gaps), 1.0, atol=0.1)
    assert gaps[-1] < 1e-3


def test_euler_by_its_own_closed_form():
    """<x^2> = T/(k (1 - k h/2))."""
    for h in (0.125, 0.5):
        found = step_map(dragged_trap(2.0, 1.0, 3.0), EulerMaruyama(), h).covariance()
        np.testing.assert_allclose(found, [[3.0 / (2.0 * (1.0 - h))]], rtol=1e-12)
