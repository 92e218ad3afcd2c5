"""Derivatives of a water's pH and saturation indices by jax.grad, against finite differences of ours and of
PHREEQC's."""

from collections.abc import Callable
from functools import cache

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.model.databases.chemistry import build_chemistry
from fluxforce.thermo.equilibria.chemistry import Chemistry
from fluxforce.thermo.equilibria.solution import Solution
from fluxforce.thermo.equilibria.waters import make_water
from tests.phreeqc_waters import Oracle, Water
from tests.random_waters import DATABASES, read

CELSIUS = 30.0
TOTALS = {"Na": 0.1, "Cl": 0.08, "Ca": 5e-3, "C": 0.012, "S": 0.008, "Fe": 2e-4, "Mg": 4e-3}
# Species whose constants move the pH of this water, from each side of the carbonate equilibria.
SPECIES = ("CO2", "HCO3-", "MgHCO3+", "CaCO3", "OH-")
PHASE = "Calcite"
CELSIUS_STEP, LOG_K_STEP = 0.05, 1e-3


@cache
def chemistry(name: str) -> Chemistry:
    return build_chemistry(read(name), tuple(TOTALS))


def water_of(system: Chemistry, temperature: jax.Array) -> Solution:
    """The water with pH by charge balance and pe 2."""
    totals = {name: float(amount) for name, amount in TOTALS.items()}
    return make_water(system, totals, pe=2.0, charge="pH", temperature=temperature)


def ph_of(log_k: jax.Array, system: Chemistry) -> jax.Array:
    """pH as a function of the constants, [species, 6]."""
    changed = eqx.tree_at(lambda c: c.log_k, system, log_k)
    return water_of(changed, jnp.array([CELSIUS + 273.15])).ph[0]


def index_of(temperature: jax.Array, system: Chemistry, phase: str) -> jax.Array:
    """Saturation index as a function of T."""
    return water_of(system, temperature[None]).saturation_indices[phase][0]


def test_ph_by_the_constants():
    """d(pH)/d(log10 K): the first coefficient of log10 K(T) is a shift at every temperature."""
    system = chemistry("phreeqc.dat")
    by_constants = jax.grad(ph_of)(system.log_k, system)[:, 0]
    for name in SPECIES:
        k = system.species.index(name)
        shifted = [ph_of(system.log_k.at[k, 0].add(s), system) for s in (LOG_K_STEP, -LOG_K_STEP)]
        difference = (shifted[0] - shifted[1]) / (2 * LOG_K_STEP)
        assert abs(float(difference)) > 1e-6
        np.testing.assert_allclose(by_constants[k], difference, rtol=2e-5)


def phreeqc_slope(name: str, phase: str) -> float:
    """d(SI)/dT [1/K] of PHREEQC by differences."""
    oracle = Oracle(name)

    def index(step: float) -> float:
        answer = oracle.ask(Water(CELSIUS + step, 7.0, 2.0, TOTALS, "pH"))
        assert answer is not None
        return answer.saturation[phase]

    return slope_of(index)


def slope_of(index: Callable[[float], float]) -> float:
    """Derivative at no step by central differences of fourth order: some slopes are a thousandth of their bend."""
    near, far = (index(h) - index(-h) for h in (CELSIUS_STEP, 2 * CELSIUS_STEP))
    return (8 * near - far) / (12 * CELSIUS_STEP)


@pytest.mark.slow
@pytest.mark.parametrize("name", DATABASES)
def test_saturation_by_temperature(name):
    """d(SI)/dT through log K(T), the activity model's A and B, and all the species."""
    system = chemistry(name)
    phase = PHASE if PHASE in system.phases else "CALCITE"
    temperature = jnp.array(CELSIUS + 273.15)
    slope = float(jax.grad(index_of)(temperature, system, phase))
    ours = slope_of(lambda step: float(index_of(temperature + step, system, phase)))
    np.testing.assert_allclose(slope, ours, rtol=1e-5)
    np.testing.assert_allclose(slope, phreeqc_slope(name, phase), rtol=1e-5)
