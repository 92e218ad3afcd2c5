"""The coupled law of heat and charge, properties that depend on the temperature, circuits and baths."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.interpolate import CubicSpline

import fluxforce.laws
from fluxforce.laws.bath import BathExchange
from fluxforce.laws.material import (
    AbstractProperty,
    Exponential,
    Logarithmic,
    Material,
    Polynomial,
    Reciprocal,
    Scaled,
    constant,
)
from fluxforce.laws.source import NortonSource, Outflow
from fluxforce.laws.thermoelectric import Carried, Conduction, Thermoelectric, means
from fluxforce.model.assemble.properties import table
from fluxforce.testing import check_law
from fluxforce.thermo.conductor import Conductor
from fluxforce.thermo.joint import Joint
from fluxforce.thermo.linear import Linear
from tests.members import members

# laws with a test here instead of a case in test_laws
TESTED = {"Thermoelectric", "Carried", "Conduction", "BathExchange", "NortonSource", "Outflow"}
SITES = 60
KNOTS = np.array([250.0, 300.0, 360.0, 420.0, 500.0])
VALUES = np.array([1.0, 1.4, 1.2, 2.0, 1.9])
ABOUT = jnp.array(300.0)
PROPERTIES = {
    "constant": constant(1.5),
    "polynomial": Polynomial(jnp.array([1.4, 2e-3, -1e-6]), ABOUT),
    "logarithm": Logarithmic(jnp.array(1.2), jnp.array(0.4), ABOUT),
    "exponential": Exponential(jnp.array(2.0), jnp.array(0.01), ABOUT),
    "lines": table(KNOTS, VALUES),
    "splines": table(KNOTS, VALUES, cubic=True),
    "reciprocal": Reciprocal(Polynomial(jnp.array([1.4, 2e-3]), ABOUT)),
    "scaled": Scaled(Exponential(jnp.array(2.0), jnp.array(0.01), ABOUT), jnp.array(3.0)),
}
EXACT = {
    "constant": lambda t: 1.5 + 0.0 * t,
    "polynomial": lambda t: 1.4 + 2e-3 * (t - 300.0) - 1e-6 * (t - 300.0) ** 2,
    "logarithm": lambda t: 1.2 + 0.4 * np.log(t / 300.0),
    "exponential": lambda t: 2.0 * np.exp(-0.01 * (t - 300.0)),
    "lines": lambda t: np.interp(t, KNOTS, VALUES),
    "splines": CubicSpline(KNOTS, VALUES),
    "reciprocal": lambda t: 1.0 / (1.4 + 2e-3 * (t - 300.0)),
    "scaled": lambda t: 6.0 * np.exp(-0.01 * (t - 300.0)),
}


def body() -> Conductor:
    return Conductor(capacity=jnp.array(1e6), capacitance=jnp.array(1e-3))


def law() -> Thermoelectric:
    first = Material(PROPERTIES["lines"], PROPERTIES["reciprocal"], PROPERTIES["logarithm"])
    second = Material(
        PROPERTIES["exponential"], PROPERTIES["splines"], Polynomial(jnp.array([-2.0, 0.1]), ABOUT)
    )
    return Thermoelectric((first, second), jnp.arange(SITES) % 2)


def states(seed: int):
    drawn = np.random.default_rng(seed).uniform(-1.0, 1.0, (2, SITES))
    return jnp.asarray(np.stack([np.log(380.0) + 0.25 * drawn[0], 3.0 * drawn[1]]))


def test_every_property_is_tested():
    kinds = {type(one).__name__ for one in PROPERTIES.values()}
    assert kinds == members(fluxforce.laws, AbstractProperty)
    assert set(PROPERTIES) == set(EXACT)


@pytest.mark.parametrize("name", PROPERTIES)
def test_properties_and_their_means(name):
    """Values by the formula, SciPy's spline or numpy's interpolation; means by adaptive quadrature."""
    warm = np.linspace(260.0, 490.0, 24)
    np.testing.assert_allclose(PROPERTIES[name].at(jnp.asarray(warm)), EXACT[name](warm), rtol=1e-13)
    found = float(PROPERTIES[name].mean(jnp.array([305.0]), jnp.array([350.0]))[0])
    assert found == pytest.approx(quad(EXACT[name], 305.0, 350.0, epsrel=1e-12)[0] / 45.0, rel=1e-7)


def test_a_table_keeps_its_end_values():
    for cubic in (False, True):
        ends = table(KNOTS, VALUES, cubic=cubic).at(jnp.array([100.0, 900.0]))
        np.testing.assert_allclose(ends, [VALUES[0], VALUES[-1]], rtol=1e-14)


def test_contract():
    report = check_law(law(), body(), states(0), states(1))
    assert report.least >= -1e-12
    assert report.at_rest == 0.0


def test_the_fluxes_are_those_of_the_textbook():
    """i = -(dphi + S dT)/rho; J_e = -k dT + (phi + S T) i at the middle; production k dT^2/T T' + rho i^2/T_h."""
    one, other = body().read(states(2)), body().read(states(3))
    force = other.conjugates - one.conjugates
    coupled = law()
    current = coupled.flux(force, one, other)
    cold, warm = (np.asarray(1.0 / r.conjugates[0]) for r in (one, other))
    first, last = (np.asarray(-r.conjugates[1] / r.conjugates[0]) for r in (one, other))
    names = ("conductivity", "resistivity", "seebeck")
    found = means(coupled.materials, coupled.which, names, jnp.asarray(cold), jnp.asarray(warm))
    k, rho, seebeck = (np.asarray(v) for v in found)
    i = -(last - first + seebeck * (warm - cold)) / rho
    np.testing.assert_allclose(current[1], i, rtol=1e-10)
    carried = 0.5 * (first + last) + 0.5 * seebeck * (cold + warm)
    np.testing.assert_allclose(current[0], -k * (warm - cold) + carried * i, rtol=1e-9, atol=1e-9)
    parts = Conduction(coupled.materials, coupled.which), Carried(coupled.materials, coupled.which)
    conducted, carrying = parts[0].flux(force[:1], one, other), parts[1].flux(force, one, other)
    np.testing.assert_allclose(conducted[0] * force[0], k * (warm - cold) ** 2 / (cold * warm), rtol=1e-10)
    joule = np.sum(np.asarray(carrying * force), axis=0)
    np.testing.assert_allclose(joule, rho * i**2 * 0.5 * (1.0 / cold + 1.0 / warm), rtol=1e-8)


def test_the_matrix_is_symmetric():
    """Onsager: dJ_e/dX_i = dJ_i/dX_e at any pair of ends."""
    one, other = body().read(states(4)), body().read(states(5))
    matrix = jax.jacfwd(
        lambda shift: law().flux(other.conjugates - one.conjugates + shift[:, None], one, other)
    )
    found = np.moveaxis(np.asarray(matrix(jnp.zeros(2))), 1, 0)
    np.testing.assert_allclose(found[:, 0, 1], found[:, 1, 0], rtol=1e-12)
    assert np.all(found[:, 0, 0] * found[:, 1, 1] - found[:, 0, 1] ** 2 > 0.0)


def test_a_bath_cools_by_the_difference_of_temperatures():
    place = Joint(body(), Linear(("work", "heat of a bath"), jnp.array([0.0, 1.0 / 310.0])))
    z = jnp.concatenate([states(0), jnp.zeros((2, SITES))])
    reactants, products = jnp.array([[0.0, 0.0, 0.0, 1.0]]), jnp.array([[1.0, 0.0, 0.0, 0.0]])
    report = check_law(BathExchange(3), place, z, reactants=reactants, products=products)
    assert report.least >= -1e-12
    reading = place.read(z)
    force = products @ reading.conjugates - reactants @ reading.conjugates
    found = BathExchange(3).flux(force, reading, reading)[0]
    np.testing.assert_allclose(found, 310.0 - 1.0 / reading.conjugates[0], rtol=1e-10, atol=1e-10)


def test_circuits_take_the_work_they_give():
    """Current I - G phi and the work phi (I - G phi); nothing is produced, and nothing flows without any force."""
    place = Joint(body(), Linear(("work", "circuit"), jnp.zeros(2)))
    reading = place.read(jnp.concatenate([states(0), jnp.zeros((2, SITES))]))
    reactants = jnp.array([[0.0, 0.0, 0.0, 1.0], [0.0, 0.0, 1.0, 0.0]])
    products = jnp.array([[0.0, 1.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]])
    force = products @ reading.conjugates - reactants @ reading.conjugates
    drive = NortonSource(jnp.full(SITES, 0.7), jnp.full(SITES, 0.2))
    flux = np.asarray(drive.flux(force, reading, reading))
    phi = np.asarray(states(0)[1])
    np.testing.assert_allclose(flux, [0.7 - 0.2 * phi, phi * (0.7 - 0.2 * phi)], rtol=1e-12, atol=1e-14)
    assert np.abs(np.sum(np.asarray(force) * flux, axis=0)).max() < 1e-16
    load = NortonSource(jnp.zeros(SITES), jnp.full(SITES, 0.2))
    assert not np.any(np.asarray(load.flux(jnp.zeros((2, SITES)), reading, reading)))


def test_water_leaves_with_its_enthalpy_and_entropy():
    """Per volume h = c (T - T0) + p and s = c ln(T/T0), with mu = h - T s; leaving produces nothing."""
    heat, about = 4.18e6, 293.15
    warm, pressure = np.array([280.0, 300.0, 360.0]), np.array([0.0, 1e6, 5e6])
    s, h = heat * np.log(warm / about), heat * (warm - about) + pressure
    force = jnp.asarray(np.stack([(h - warm * s) / warm, -1.0 / warm, np.ones(3)]))
    law = Outflow(jnp.full(3, 2e-6), jnp.array(heat), jnp.array(about))
    reading = body().read(states(0)[:, :3])
    flux = np.asarray(law.flux(force, reading, reading))
    np.testing.assert_allclose(flux, 2e-6 * np.stack([np.ones(3), h, s]), rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(np.sum(np.asarray(force) * flux, axis=0), 0.0, atol=1e-12)
