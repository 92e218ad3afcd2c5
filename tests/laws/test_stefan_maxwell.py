"""Gases that diffuse through each other: the contract, the equations solved, their limits for two gases."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.laws.stefan_maxwell import StefanMaxwell
from fluxforce.laws.transport import logarithmic_mean
from fluxforce.testing import check_law
from fluxforce.thermo.isobaric import IsobaricGas

# laws with a test here instead of a case in test_laws
TESTED = {"StefanMaxwell"}
SITES = 50
COEFFICIENT = 1e-5 * jnp.array(
    [[0.0, 0.8, 1.4, 6.0], [0.8, 0.0, 2.0, 7.0], [1.4, 2.0, 0.0, 5.0], [6.0, 7.0, 5.0, 0.0]]
)
WEIGHTS = {
    "stagnant": jnp.array([0.0, 0.0, 0.0, 1.0]),
    "opposite": jnp.ones(4),
    "weighted": jnp.array([2.0, 0.5, 0.0, 1.0]),
}


def problem(weights: jax.Array, count: int = 4) -> tuple[StefanMaxwell, IsobaricGas]:
    names = tuple("ABCD"[-count:])
    law = StefanMaxwell(COEFFICIENT[-count:, -count:], weights[-count:], jnp.array(40.0))
    return law, IsobaricGas(names, weights[-count:])


def states(count: int, key: int) -> jax.Array:
    return jnp.asarray(np.random.default_rng(key).uniform(-4.0, 4.0, (count - 1, SITES)))


@pytest.mark.parametrize("name", WEIGHTS)
def test_contract(name):
    law, potential = problem(WEIGHTS[name])
    report = check_law(law, potential, states(4, 0), states(4, 1), tolerance=1e-11)
    assert report.at_rest == 0.0


@pytest.mark.parametrize("name", WEIGHTS)
def test_fluxes_solve_the_equations(name):
    """-c (x_head - x_tail) = sum_j (m_j N_k - m_k N_j)/D_kj for all four species, and the condition holds.

    m are logarithmic means, brought to the scale at which a . m is the logarithmic mean of a . x.
    """
    law, potential = problem(WEIGHTS[name])
    tail, head = potential.read(states(4, 0)), potential.read(states(4, 1))
    rows = law.flux(head.conjugates - tail.conjugates, tail, head)
    flux = np.asarray(law.all_fluxes(rows))
    ends = (tail.detail["mole fraction"], head.detail["mole fraction"])
    mean = np.asarray(logarithmic_mean(*ends))
    weights = np.asarray(WEIGHTS[name])
    mean = mean * np.asarray(logarithmic_mean(*(WEIGHTS[name] @ end for end in ends))) / (weights @ mean)
    friction = np.where(np.eye(4) > 0.0, 0.0, 1.0 / np.where(np.eye(4) > 0.0, 1.0, np.asarray(COEFFICIENT)))
    drag = flux * (friction @ mean) - mean * (friction @ flux)
    np.testing.assert_allclose(drag, -40.0 * np.asarray(ends[1] - ends[0]), atol=1e-9)
    np.testing.assert_allclose(weights @ flux, 0.0, atol=1e-12 * np.abs(flux).max())
    # the production of all species with their own forces is that of the rows: what is convected is in it
    own = -8.31446261815324 * np.log(np.asarray(ends[1] / ends[0]))
    both = np.sum(flux * own, axis=0), np.sum(np.asarray(rows * (head.conjugates - tail.conjugates)), axis=0)
    np.testing.assert_allclose(*both, rtol=1e-9)


def test_matrix_is_symmetric():
    law, potential = problem(WEIGHTS["weighted"])
    tail, head = potential.read(states(4, 0)), potential.read(states(4, 1))
    units = jnp.asarray(np.eye(3)[:, :, None] * np.ones(SITES))
    matrix = np.moveaxis(np.stack([np.asarray(law.flux(unit, tail, head)) for unit in units], axis=1), 2, 0)
    size = np.sqrt(np.einsum("sii->si", matrix))
    scaled = matrix / size[:, :, None] / size[:, None, :]
    np.testing.assert_allclose(scaled, np.swapaxes(scaled, 1, 2), atol=1e-11)
    assert np.linalg.eigvalsh(scaled).min() > 0.0


def test_two_gases():
    """Stefan: N = c D ln(x_2,head/x_2,tail) through a stagnant gas; Fick: c D (x_tail - x_head) against the other."""
    for name in ("stagnant", "opposite"):
        law, potential = problem(WEIGHTS[name], 2)
        tail, head = potential.read(states(2, 0)), potential.read(states(2, 1))
        flux = law.flux(head.conjugates - tail.conjugates, tail, head)[0]
        one, other = (np.asarray(end.detail["mole fraction"]) for end in (tail, head))
        exact = np.log(other[1] / one[1]) if name == "stagnant" else one[0] - other[0]
        np.testing.assert_allclose(flux, 40.0 * 5e-5 * exact, rtol=1e-11)
