"""Heat and mass in a liquid mixture: the contract, exactness on a face, reciprocity, the datum of enthalpy."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import fluxforce.laws
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.thermodiffusion import (
    AbstractSoret,
    PrimedSoret,
    RatioSoret,
    Thermodiffusion,
    backward,
    curvature,
    factored,
    forward,
)
from fluxforce.model.diffusion_matrix import bend, dufour_of, matrix_of, spread_of
from fluxforce.testing import check_law
from fluxforce.thermo.liquid import LiquidMixture
from tests.members import members

# laws with a test here instead of a case in test_laws
TESTED = {"Thermodiffusion"}
SITES = 50
MOLAR = jnp.array([0.132, 0.134, 0.170])
NAMES = ("A", "B", "C")


def mixture(count: int, enthalpy=None) -> LiquidMixture:
    return LiquidMixture(
        NAMES[-count:], density=850.0, capacity=1.6e6, molar=MOLAR[-count:], enthalpy=enthalpy
    )


def law(count: int, soret: AbstractSoret, enthalpy=None) -> Thermodiffusion:
    spread = 1e-9 * jnp.array([[1.0, 0.3], [0.3, 0.6]])[: count - 1, : count - 1]
    potential = mixture(count, enthalpy)
    return Thermodiffusion(
        spread, soret, jnp.array(0.13), potential.density, potential.molar, potential.enthalpy
    )


def states(count: int, key: int) -> jax.Array:
    """Log ratios between -4 and 4, temperatures between 250 and 450 K."""
    draw = np.random.default_rng(key)
    ratio = draw.uniform(-4.0, 4.0, (count - 1, SITES))
    return jnp.asarray(np.concatenate([ratio, np.log(draw.uniform(250.0, 450.0, (1, SITES)))]))


SORETS = {
    2: RatioSoret(jnp.array([9.5e-3])),
    3: PrimedSoret(jnp.array([1.2e-3, -0.34e-3])),
}


def test_every_rule_has_a_case():
    assert {type(one).__name__ for one in SORETS.values()} == members(fluxforce.laws, AbstractSoret)


@pytest.mark.parametrize("count", SORETS)
def test_contract(count):
    given = law(count, SORETS[count], jnp.array([3e5, -1e5])[: count - 1])
    potential = mixture(count, jnp.array([3e5, -1e5])[: count - 1])
    report = check_law(given, potential, states(count, 0), states(count, 1), tolerance=1e-11)
    assert report.at_rest == 0.0


def test_matrix_is_symmetric_and_semidefinite():
    """Onsager: heat by a force on mass equals mass by the same force on heat."""
    given, potential = law(3, SORETS[3]), mixture(3)
    tail, head = potential.read(states(3, 0)), potential.read(states(3, 1))
    units = jnp.asarray(np.eye(3)[:, :, None] * np.ones(SITES))
    matrix = np.moveaxis(np.stack([np.asarray(given.flux(unit, tail, head)) for unit in units], axis=1), 2, 0)
    size = np.sqrt(np.einsum("sii->si", matrix))
    scaled = matrix / size[:, :, None] / size[:, None, :]
    np.testing.assert_allclose(scaled, np.swapaxes(scaled, 1, 2), atol=1e-12)
    assert np.linalg.eigvalsh(scaled).min() > 0.0


def test_flux_is_exactly_that_of_fick_and_of_soret():
    """J = -rho D (dw + w (1 - w) S_T dT) on a face, without a step of temperature and at rest."""
    given, potential = law(2, SORETS[2]), mixture(2)
    warm = jnp.log(jnp.full(4, 300.0))
    ratio = jnp.array([-2.0, 0.0, 1.0, 3.0])
    tail, head = potential.read(jnp.stack([ratio, warm])), potential.read(jnp.stack([ratio[::-1], warm]))
    flux = given.flux(head.conjugates - tail.conjugates, tail, head)
    step = head.detail["mass fraction"][0] - tail.detail["mass fraction"][0]
    np.testing.assert_allclose(flux[0], -850.0 * 1e-9 * step, rtol=1e-12)
    # at rest: ln w/(1 - w) falls by S_T per kelvin, and heat flows by Fourier's law with the k at zero flux
    rested = potential.read(jnp.stack([ratio - 9.5e-3 * 20.0, jnp.log(jnp.full(4, 320.0))]))
    flux = given.flux(rested.conjugates - tail.conjugates, tail, rested)
    assert np.abs(np.asarray(flux[0])).max() < 1e-13 * 850.0 * 1e-9
    np.testing.assert_allclose(flux[1], -0.13 * 20.0, rtol=1e-12)


def test_conductivities_at_zero_flux_and_at_zero_gradient():
    """They differ by rho D w (1 - w) S_T^2 T^2 R M/(M_1 M_2), 1/M = w_1/M_1 + w_2/M_2."""
    given, potential = law(2, SORETS[2]), mixture(2)
    reading = potential.read(jnp.stack([jnp.log(jnp.array([0.3 / 0.7])), jnp.log(jnp.array([310.0]))]))
    one, other = 0.134, 0.170
    mean = 1.0 / (0.3 / one + 0.7 / other)
    exact = 850.0 * 1e-9 * 0.21 * (9.5e-3 * 310.0) ** 2 * GAS_CONSTANT * mean / (one * other)
    assert float(given.dufour(reading, reading)[0]) == pytest.approx(exact, rel=1e-12)
    # the numbers of model files say the same
    molar, fractions = np.array([one, other]), np.array([0.3, 0.7])
    again = dufour_of(np.array([[1e-9]]), np.array([9.5e-3 * 0.21]), fractions, molar, 850.0)
    assert again * 310.0**2 == pytest.approx(exact, rel=1e-12)


def test_nothing_measurable_depends_on_the_datum_of_enthalpy():
    datum = jnp.array([2e5, -3e5])
    found = []
    for enthalpy in (None, datum):
        given, potential = law(3, SORETS[3], enthalpy), mixture(3, enthalpy)
        tail, head = potential.read(states(3, 0)), potential.read(states(3, 1))
        flux = given.flux(head.conjugates - tail.conjugates, tail, head)
        taken = 0.0 if enthalpy is None else enthalpy @ flux[:2]
        found.append(np.concatenate([flux[:2], (flux[2] - taken)[None]]))
    np.testing.assert_allclose(found[0], found[1], rtol=1e-7, atol=1e-9 * np.abs(found[0]).max())


def test_curvature_leads_from_one_composition_to_the_other():
    """H dw is the difference of the conjugates: no quadrature is left, and a Cholesky factor solves it."""
    tail, head = (mixture(3).read(states(3, key)) for key in (0, 1))
    ends = (tail.detail["mass fraction"], head.detail["mass fraction"])
    matrix = curvature(ends, MOLAR)
    moved = jnp.einsum("kjs,js->ks", matrix, (ends[1] - ends[0])[:2])
    np.testing.assert_allclose(moved, (tail.conjugates - head.conjugates)[:2], rtol=1e-9, atol=1e-9)
    factor = factored(matrix)
    np.testing.assert_allclose(backward(factor, forward(factor, moved)), (ends[1] - ends[0])[:2], atol=1e-12)


def test_a_measured_matrix_keeps_its_reciprocal_part():
    fractions, molar = np.array([0.5, 0.3, 0.2]), np.asarray(MOLAR)
    spread = 1e-9 * np.array([[1.0, 0.3], [0.3, 0.6]])
    matrix = matrix_of(spread, fractions, molar)
    # D H^-1 is symmetric, and the eigenvalues of D are those of D~
    turned = matrix @ np.linalg.inv(bend(fractions, molar))
    np.testing.assert_allclose(turned, turned.T, rtol=1e-12)
    np.testing.assert_allclose(np.sort(np.linalg.eigvals(matrix)), np.linalg.eigvalsh(spread), rtol=1e-12)
    found, share = spread_of(matrix, fractions, molar)
    np.testing.assert_allclose(found, spread, rtol=1e-12)
    assert share < 1e-14
    assert spread_of(matrix + 1e-10 * np.array([[0.0, 1.0], [-1.0, 0.0]]), fractions, molar)[1] > 0.05
