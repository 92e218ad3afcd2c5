"""Dissolution under stress: the contract of laws, and equilibrium at the interface."""

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.contact import CLOSE, RigidContact, affinity
from fluxforce.testing import check_law, check_potential
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.ideal import IdealSolution
from fluxforce.thermo.joint import Joint
from fluxforce.thermo.linear import Linear
from fluxforce.thermo.moving import Moving

# laws with a test here instead of a case in test_laws
TESTED = {"RigidContact"}
T, VOLUME, SITES = 423.15, 2.2688e-5, 200
SIDES = (jnp.array([[-1.0, 0.0, 1.0], [0.0, 0.0, 0.0]]), jnp.array([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0]]))


def film_and_grain() -> Joint:
    return Joint(
        FromEntropy(IdealSolution(standard=jnp.zeros(1), names=("solute",))),
        Moving(mass=jnp.array(1e10), temperature=jnp.array(T)), Linear(("solid",), jnp.zeros(1)),
    )  # fmt: skip


@pytest.mark.parametrize("constant", [np.inf, 1e-8])
def test_entropy_is_produced_at_every_rate_and_concentration(constant):
    random = np.random.default_rng(3)
    ends = [
        jnp.asarray(np.stack([random.normal(0, 2, SITES), random.normal(0, 1e-13, SITES), np.zeros(SITES)]))
        for _ in range(2)
    ]
    law = RigidContact(jnp.array(VOLUME), jnp.array(constant), jnp.array(T))
    # without a law of reaction the two rows cancel: what is left is the round-off of their products
    check_law(law, film_and_grain(), *ends, reactants=SIDES[0], products=SIDES[1], tolerance=1e-14)


def test_the_stress_is_that_of_equilibrium_plus_what_the_reaction_needs():
    """sigma = (RT/Omega) [ln(c/c0) - ln(1 - V/(k Omega))] at the interface itself."""
    law = RigidContact(jnp.array(VOLUME), jnp.array(1e-8), jnp.array(T))
    ratio, speed = np.array([1.0, 1.5, 3.0]), np.array([0.0, 5e-14, 1e-13])
    force = jnp.stack([-GAS_CONSTANT * jnp.log(jnp.asarray(ratio)), -jnp.asarray(speed) / T])
    reading = film_and_grain().read(jnp.zeros((3, 3)))
    dissolved, push = np.asarray(law.flux(force, reading, reading))
    np.testing.assert_allclose(dissolved, speed / VOLUME, rtol=1e-14)
    expected = GAS_CONSTANT * T / VOLUME * (np.log(ratio) - np.log(1.0 - speed / (1e-8 * VOLUME)))
    np.testing.assert_allclose(-push, expected, rtol=1e-13)


def test_beyond_the_fastest_rate_the_affinity_goes_on():
    """-ln(1 - share) up to the last millionth, then its tangent, so that Newton's method finds its way back."""
    at = np.array([-1.0, 0.5, 1.0 - CLOSE, 1.0, 2.0])
    found = np.asarray(affinity(jnp.asarray(at)))
    np.testing.assert_allclose(found[:3], -np.log1p(-at[:3]), rtol=1e-9)
    np.testing.assert_allclose(found[3:], -np.log(CLOSE) + (at[3:] - 1.0 + CLOSE) / CLOSE, rtol=1e-9)


def test_a_moving_body_has_a_potential():
    check_potential(Moving(mass=jnp.array(3.0), temperature=jnp.array(T)), jnp.array([[-2.0, 0.1, 5.0]]))
