"""Measured activity and osmotic coefficients of salts at 25 degC, and the integrals of unsymmetrical mixing."""

import equinox as eqx
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import quad

from fluxforce.model.databases import database_path, read_database
from fluxforce.model.databases.activity import activity_of
from fluxforce.thermo.equilibria.activity.base import WATER_PER_KILOGRAM
from fluxforce.thermo.equilibria.activity.screening import unsymmetrical

# Robinson and Stokes (1959), Electrolyte solutions, appendices 8.3, 8.9 and 8.10.
SODIUM_CHLORIDE = {  # mol/kg: mean activity coefficient, osmotic coefficient
    0.1: (0.778, 0.932),
    0.5: (0.681, 0.921),
    1.0: (0.657, 0.936),
    2.0: (0.668, 0.983),
    3.0: (0.714, 1.045),
    4.0: (0.783, 1.116),
    5.0: (0.874, 1.192),
    6.0: (0.986, 1.271),
}
# At 4 mol/kg (5.53) the parameters of pitzer.dat themselves are 3.5 % off.
MAGNESIUM_CHLORIDE = {0.1: 0.529, 0.5: 0.481, 1.0: 0.570, 2.0: 1.053, 3.0: 2.32}


@pytest.fixture(scope="module")
def pitzer():
    """Mean activity and osmotic coefficients, by one compiled program for both salts."""
    model = activity_of(read_database(database_path("pitzer.dat")), ("Na+", "Mg+2", "Cl-"))
    at = model.at(jnp.array([298.15]), jnp.array([1.0]))

    @eqx.filter_jit
    def compute(molality):
        return model.ln_gamma(at, molality), model.ln_water(at, molality)

    def means(salt: np.ndarray, molalities) -> tuple[np.ndarray, np.ndarray]:
        solute = np.zeros((3, 8))
        solute[:, : len(molalities)] = salt[:, None] * np.array(list(molalities))
        ln_gamma, ln_water = (np.asarray(each) for each in compute(jnp.array(solute)))
        with np.errstate(divide="ignore", invalid="ignore"):
            osmotic = -WATER_PER_KILOGRAM * ln_water / solute.sum(axis=0)
        return np.exp(salt @ ln_gamma / salt.sum())[: len(molalities)], osmotic[: len(molalities)]

    return means


def test_sodium_chloride_within_the_fit_of_the_parameters(pitzer):
    gamma, osmotic = pitzer(np.array([1.0, 0.0, 1.0]), SODIUM_CHLORIDE)
    expected = np.array(list(SODIUM_CHLORIDE.values()))
    np.testing.assert_allclose(gamma, expected[:, 0], rtol=0.01)
    np.testing.assert_allclose(osmotic, expected[:, 1], rtol=0.01)


def test_magnesium_chloride_within_the_fit_of_the_parameters(pitzer):
    gamma, _ = pitzer(np.array([0.0, 1.0, 2.0]), MAGNESIUM_CHLORIDE)
    np.testing.assert_allclose(gamma, list(MAGNESIUM_CHLORIDE.values()), rtol=0.03)


def integral(x: float) -> float:
    """J(x) by quadrature, Pitzer (1975), equation 35."""
    inner = lambda y: -np.expm1(-x / y * np.exp(-y)) * y**2  # noqa: E731
    return x / 4 - 1 + (quad(inner, 0, 1, epsabs=1e-13)[0] + quad(inner, 1, np.inf, epsabs=1e-13)[0]) / x


def test_integral_of_unsymmetrical_mixing_and_its_derivatives():
    x = np.array([0.01, 0.1, 0.7, 0.999, 1.001, 5.0, 30.0, 100.0])
    value, once, twice = np.asarray(unsymmetrical(jnp.array(x)[:, None]))[:, :, 0]
    np.testing.assert_allclose(value, [integral(each) for each in x], rtol=0, atol=1e-9)
    up, down = (
        np.asarray(unsymmetrical(jnp.array(x * np.exp(step))[:, None]))[:, :, 0] for step in (1e-5, -1e-5)
    )
    np.testing.assert_allclose(once, (up[0] - down[0]) / 2e-5, rtol=0, atol=1e-8)
    np.testing.assert_allclose(twice, (up[1] - down[1]) / 2e-5, rtol=0, atol=1e-7)
