"""Radiation and current sources: what no force drives, and what it may produce nevertheless."""

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.constants import STEFAN_BOLTZMANN
from fluxforce.laws.radiation import (
    FixedCoalbedo,
    GreyEmission,
    IceAlbedo,
    Infrared,
    LinearEmission,
    Material,
    Sunlight,
    Total,
)
from fluxforce.laws.source import CurrentSource
from fluxforce.thermo.conductor import Conductor
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.thermal import HeatCapacity

# laws with a test here instead of a case in test_laws
TESTED = {"CurrentSource", "Infrared", "Sunlight"}
TEMPERATURES = jnp.linspace(180.0, 330.0, 31)


def at(temperature):
    return FromEntropy(HeatCapacity(capacity=jnp.ones(()), names=("energy",))).read(
        jnp.log(temperature)[None]
    )


def produced(law, way: float):
    reading = at(TEMPERATURES)
    force = jnp.stack([way / TEMPERATURES, jnp.full_like(TEMPERATURES, -way)])
    return jnp.sum(force * law.flux(force, reading, reading), axis=0)


def test_material_budget_counts_no_production_of_radiation():
    light = Sunlight(jnp.full(31, 300.0), FixedCoalbedo(jnp.full(31, 0.7)), Material())
    heat = Infrared(LinearEmission(jnp.asarray(203.3), jnp.asarray(2.09)), Material())
    for law, way in ((light, 1.0), (heat, -1.0)):
        assert np.abs(np.asarray(produced(law, way))).max() < 1e-15


@pytest.mark.parametrize("factor", [1.0, 4.0 / 3.0])
def test_total_budget_of_black_and_grey_bodies(factor):
    """E (1/T - f/T_sun) taken in, E (f/T_e - 1/T) given off; a black body at f = 1 gives off reversibly."""
    radiance = Total(jnp.asarray(5772.0), jnp.asarray(factor))
    light = Sunlight(jnp.full(31, 300.0), FixedCoalbedo(jnp.full(31, 0.7)), radiance)
    np.testing.assert_allclose(
        produced(light, 1.0), 210.0 * (1.0 / TEMPERATURES - factor / 5772.0), rtol=1e-13
    )
    for emissivity in (1.0, 0.6):
        heat = Infrared(GreyEmission(jnp.asarray(emissivity)), radiance)
        energy = emissivity * STEFAN_BOLTZMANN * TEMPERATURES**4
        expected = energy / TEMPERATURES * (factor * emissivity**-0.25 - 1.0)
        np.testing.assert_allclose(produced(heat, -1.0), expected, rtol=1e-12, atol=1e-14)


def test_ice_gives_way_to_water_about_freezing():
    ice = IceAlbedo(jnp.full(31, 0.7), jnp.asarray(0.4), jnp.asarray(263.15), jnp.asarray(2.0))
    share = np.asarray(ice.of(TEMPERATURES))
    assert share[0] == pytest.approx(0.4, abs=1e-12)
    assert share[-1] == pytest.approx(0.7, abs=1e-12)
    assert float(ice.of(jnp.full(31, 263.15))[0]) == pytest.approx(0.55, rel=1e-14)


def test_a_current_source_is_reversible():
    """The work it takes is phi I: production is zero at every temperature and potential."""
    body = Conductor(capacity=jnp.asarray(2.0), capacitance=jnp.asarray(3.0))
    reading = body.read(jnp.stack([jnp.log(TEMPERATURES), jnp.linspace(-2.0, 2.0, 31)]))
    law = CurrentSource(jnp.full(31, 0.7))
    force = jnp.stack([reading.conjugates[1], reading.conjugates[0]])
    flux = law.flux(force, reading, reading)
    np.testing.assert_allclose(flux[1], 0.7 * jnp.linspace(-2.0, 2.0, 31), rtol=1e-13)
    assert np.abs(np.asarray(jnp.sum(force * flux, axis=0))).max() < 1e-16
