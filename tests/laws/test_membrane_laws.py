"""Ions with a current, membranes and pumps: sum J X >= 0, and closed forms on single faces."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.constants import FARADAY, GAS_CONSTANT
from fluxforce.laws.electrodiffusion import (
    ConstantField,
    Electrodiffusion,
    Heat,
    LogarithmicMean,
    bernoulli,
)
from fluxforce.laws.membrane import Goldman, KedemKatchalsky, Saturating
from fluxforce.laws.nernst_planck import Content
from fluxforce.laws.reversible import Reversible
from fluxforce.laws.slit import Slit
from fluxforce.testing import check_law
from fluxforce.thermo.charged import Charged
from fluxforce.thermo.compartment import Compartment
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.ideal import IdealSolution
from fluxforce.thermo.joint import Joint
from fluxforce.thermo.mixture import Mixture

# laws with a test here instead of a case in test_laws
TESTED = {"Electrodiffusion", "KedemKatchalsky", "Saturating"}
SITES = 60
CHARGE = jnp.array([1.0, -1.0, 2.0])
FACES = {"mean": LogarithmicMean(), "field": ConstantField()}


def drawn(rows: int, key: int, spread: float = 3.0):
    return jnp.asarray(np.random.default_rng(key).uniform(-spread, spread, (rows, SITES)))


def ions(count: int) -> FromEntropy:
    names = tuple(f"ion {k}" for k in range(count))
    return FromEntropy(IdealSolution(standard=jnp.zeros(count), names=names))


def electrodiffusion(face, current: float, circuits: int, heat: Heat | None = None) -> Electrodiffusion:
    conductance = jnp.array([[1.0], [2.0], [0.5]]) * jnp.ones((1, SITES))
    return Electrodiffusion(
        conductance, CHARGE, Content(3), jnp.full(SITES, current * FARADAY), circuits, face, heat
    )


@pytest.mark.parametrize("face", FACES)
def test_without_a_current_it_keeps_the_contract_of_a_law(face):
    check_law(electrodiffusion(FACES[face], 0.0, 0), ions(3), drawn(3, 0), drawn(3, 1))


@pytest.mark.parametrize("face", FACES)
def test_a_current_is_met_and_its_work_makes_the_production_positive(face):
    """sum z J = i/F; with the row of work sum J X is what ions lose against their whole force, never negative."""
    potential, temperature = ions(3), 300.0
    law = electrodiffusion(FACES[face], 0.7, 1)
    tail, head = (potential.read(drawn(3, key)) for key in (0, 1))
    force = jnp.concatenate(
        [head.conjugates - tail.conjugates, jnp.full((1, SITES), 1.0 / temperature)]
    )  # fmt: skip
    flux = eqx.filter_jit(law.flux)(force, tail, head)
    np.testing.assert_allclose(CHARGE @ flux[:3], 0.7, rtol=1e-9)
    produced = np.asarray(jnp.sum(force * flux, axis=0))
    assert produced.min() >= 0.0
    step = np.asarray(law.potential_step(force, tail, head))
    np.testing.assert_allclose(flux[3], -0.7 * FARADAY * step, rtol=1e-9)


def test_heat_and_ions_are_reciprocal():
    """The flux of energy by a force on an ion is that of the ion by the force on energy."""
    names = ("a", "b")
    potential = Mixture(
        names, capacity=10.0, energy=jnp.zeros(2), heat=jnp.zeros(2), standard=jnp.zeros(2), reference=300.0
    )  # fmt: skip
    heat = Heat(jnp.ones(1), jnp.array([3000.0, -500.0]), 2)
    law = Electrodiffusion(
        jnp.array([[1.0], [2.0]]),
        jnp.array([1.0, -1.0]),
        Content(2),
        jnp.zeros(1),
        0,
        LogarithmicMean(),
        heat,
    )
    reading = potential.read(jnp.log(jnp.array([[2.0], [2.0], [300.0]])))
    matrix = np.asarray(jax.jacobian(lambda x: law.flux(x[:, None], reading, reading)[:, 0])(jnp.zeros(3)))
    np.testing.assert_allclose(matrix, matrix.T, rtol=1e-12, atol=1e-12 * np.abs(matrix).max())
    assert np.linalg.eigvalsh(matrix).min() > -1e-9 * np.abs(matrix).max()


def test_one_salt_between_two_solutions_diffuses_by_nernst_and_hartley():
    """J = 2 D+ D-/(D+ + D-) (c1 - c2) and phi = (D+ - D-)/(D+ + D-) RT/F ln(c1/c2), whatever the step."""
    law = Electrodiffusion(
        jnp.array([[1.33], [2.03]]), jnp.array([1.0, -1.0]), Content(2), jnp.zeros(1), 0, LogarithmicMean()
    )
    tail, head = (ions(2).read(jnp.log(jnp.full((2, 1), c))) for c in (20.0, 1.0))
    force = head.conjugates - tail.conjugates
    salt = 2 * 1.33 * 2.03 / (1.33 + 2.03)
    np.testing.assert_allclose(law.flux(force, tail, head)[:, 0], salt * 19.0, rtol=1e-12)
    expected = (1.33 - 2.03) / (1.33 + 2.03) * GAS_CONSTANT * 298.15 / FARADAY * np.log(20.0)
    assert float(law.potential_step(force, tail, head, 298.15)[0]) == pytest.approx(expected, rel=1e-12)


def test_univalent_ions_in_a_constant_field_show_the_potential_of_goldman():
    """phi = (RT/F) ln(sum P+ c+1 + sum P- c-2)/(sum P+ c+2 + sum P- c-1), tail against head reversed."""
    permeability = np.array([1.0, 0.04, 0.45])
    charge = jnp.array([1.0, 1.0, -1.0])
    inside, outside = np.array([140.0, 12.0, 152.0]), np.array([5.0, 145.0, 150.0])
    law = Electrodiffusion(
        jnp.asarray(permeability[:, None]), charge, Content(3), jnp.zeros(1), 0, ConstantField()
    )
    tail, head = (ions(3).read(jnp.log(jnp.asarray(c[:, None]))) for c in (inside, outside))
    step = float(law.potential_step(head.conjugates - tail.conjugates, tail, head, 310.15)[0])
    over = permeability[:2] @ inside[:2] + permeability[2] * outside[2]
    under = permeability[:2] @ outside[:2] + permeability[2] * inside[2]
    assert step == pytest.approx(GAS_CONSTANT * 310.15 / FARADAY * np.log(over / under), rel=1e-12)


def test_bernoulli_function():
    """w/(e^w - 1) and its slope against decimal arithmetic with 30 digits."""
    w = jnp.array([-30.0, -1.0, -0.0101, -0.0099, 0.0, 1e-9, 0.0099, 0.0101, 1.0, 30.0])
    exact = np.array([
        30.00000000000281, 1.5819767068693265, 1.0050585008188, 1.0049581674866, 1.0, 0.9999999995,
        0.9950581674866, 0.9949585008188, 0.5819767068693265, 2.8072868906520553e-12,
    ])  # fmt: skip
    np.testing.assert_allclose(bernoulli(w), exact, rtol=3e-13)
    slope = jax.vmap(jax.grad(bernoulli))(w)
    assert np.all(np.isfinite(slope))
    assert float(slope[4]) == pytest.approx(-0.5, rel=1e-12)


def test_goldman_is_a_reversible_law():
    charge = jnp.array([1.0, -1.0, 2.0, 0.0])
    potential = Joint(ions(4), Charged(capacitance=jnp.asarray(1.0), temperature=jnp.asarray(310.0)))
    moved = jnp.concatenate([jnp.eye(4), FARADAY * charge[:, None]], axis=1)
    law = Reversible(Goldman(jnp.array([1.0, 0.5, 2.0, 3.0]), charge, 4))
    states = [jnp.concatenate([drawn(4, key), 0.05 * drawn(1, key + 9)]) for key in (0, 1)]
    check_law(law, potential, *states, reactants=moved)
    # Goldman's equation as it is printed
    tail, head = (potential.read(z) for z in states)
    force = moved @ (head.conjugates - tail.conjugates)
    flux = np.asarray(law.flux(force, tail, head))
    u = FARADAY * np.asarray(states[0][4] - states[1][4]) / (GAS_CONSTANT * 310.0)
    one, other = (np.exp(np.asarray(z[2])) for z in states)
    expected = 2.0 * 2.0 * u * (one - other * np.exp(-2.0 * u)) / (1.0 - np.exp(-2.0 * u))
    np.testing.assert_allclose(flux[2], expected, rtol=1e-9)


def test_kedem_and_katchalsky():
    law = KedemKatchalsky(
        jnp.asarray(1e-3), jnp.array([0.8, 0.0]), jnp.array([1e-3, 2e-3]), jnp.asarray(298.15)
    )
    potential = Compartment(("salt", "sugar"), jnp.array([2.0, 1.0]), 1e3, 298.15)
    rows = jnp.eye(3)[jnp.array([2, 0, 1])]
    check_law(law, potential, drawn(3, 0, 1.0), drawn(3, 1, 1.0), reactants=rows)


def test_a_pump_saturates_and_runs_backwards():
    law = Saturating(jnp.array([2.0]))
    check_law(law, ions(1), drawn(1, 0), drawn(1, 1))
    reading = ions(1).read(jnp.zeros((1, 1)))
    assert float(law.flux(jnp.full((1, 1), 1e4), reading, reading)[0, 0]) == pytest.approx(2.0, rel=1e-12)
    weak = 1e-4 * GAS_CONSTANT
    assert float(law.flux(jnp.full((1, 1), -weak), reading, reading)[0, 0]) == pytest.approx(-1e-4, rel=1e-8)


def test_a_slit_is_reciprocal_and_dissipates():
    """Against the closed forms h^2/3 eta and -(eps zeta/eta)(1 - tanh(kh)/kh), each by its own integral."""
    slit = Slit(20e-9, -0.025, 1.0, 0.89e-3, 78.4, 2e-9, 298.15)
    matrix, kh = slit.matrix(), slit.screening * 20e-9
    permittivity = 78.4 * 8.8541878128e-12
    assert matrix[0, 0] == pytest.approx(4e-16 / (3 * 0.89e-3), rel=1e-12)
    cross = permittivity * 0.025 / 0.89e-3 * (1.0 - np.tanh(kh) / kh)
    assert matrix[0, 1] == pytest.approx(cross, rel=1e-12)
    assert matrix[1, 0] == pytest.approx(cross, rel=1e-12)
    assert np.linalg.det(matrix) > 0.0
