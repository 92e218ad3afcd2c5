"""Density, permittivity and Debye-Hueckel slopes of water at temperature and pressure."""

import jax.numpy as jnp
import numpy as np

from fluxforce.thermo.equilibria.activity import water
from tests.phreeqc_oracle import punch

# degC and atm; PHREEQC raises a pressure that is below the vapour pressure
POINTS = [(0.0, 1.0), (25.0, 1.0), (60.0, 1.0), (99.0, 1.0), (120.0, 1.0), (4.0, 150.0), (180.0, 150.0)]
POINTS += [(25.0, 800.0), (100.0, 800.0), (200.0, 800.0)]


def test_water_is_that_of_phreeqc_at_pressure():
    blocks = [
        f"SOLUTION {n}\n temp {celsius}\n pressure {pressure}\n"
        for n, (celsius, pressure) in enumerate(POINTS, 1)
    ]
    asked = ("DH_A", "DH_B", "EPS_R", "RHO_0")
    a, b, permittivity, density = punch("".join(blocks), asked)
    temperature = jnp.array([celsius + 273.15 for celsius, _ in POINTS])
    pressure = jnp.array([pressure for _, pressure in POINTS])
    ours = water.debye_hueckel(temperature, pressure)
    # pure water of PHREEQC has a little H+ and OH-, which lower its vapour pressure by 1e-9
    np.testing.assert_allclose(ours[0], a, rtol=1e-8)
    np.testing.assert_allclose(ours[1], b, rtol=1e-8)
    np.testing.assert_allclose(water.permittivity(temperature, pressure), permittivity, rtol=1e-8)
    np.testing.assert_allclose(water.density(temperature, pressure) / 1000, density, rtol=1e-8)


def test_response_to_the_vapour_pressure_is_half_the_compression():
    temperature, pressure = jnp.array([353.15, 280.0]), jnp.array([1.0, 200.0])
    vapour = water.saturation_pressure(temperature)
    step = 1e-3
    ratio = water.density(temperature, pressure + step * vapour) / water.density(temperature, pressure)
    expected = 0.5 * jnp.log(ratio) / step
    np.testing.assert_allclose(water.vapour_response(temperature, pressure), expected, rtol=1e-4)


def test_boiling_water_has_no_response():
    assert water.vapour_response(jnp.array([450.0]), jnp.array([1.0]))[0] == 0.0
