"""Water as PHREEQC sees it at any pressure: density, permittivity, the Debye-Hueckel slopes, viscosity.

Temperatures in K, pressures in atm (never below the vapour pressure), one number a cell. PHREEQC holds properties
constant above 350 degC.
"""

import math

import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import LN10

_HIGHEST = 623.15  # [K]
_CRITICAL_TEMPERATURE = 647.096  # [K]
_CRITICAL_DENSITY = 322.0  # [kg/m3]
_BJERRUM_TIMES_TEMPERATURE = 1.671008e-3  # [cm K] e^2/(4 pi eps_0 k) as PHREEQC rounds it
_AVOGADRO = 6.02252e23  # [1/mol] in PHREEQC
_BAR_PER_ATMOSPHERE = 1.01325

# Wagner and Pruss (2002), equation 2.6: exponents of 1 - T/T_c and factors.
_SATURATED = (
    (1 / 3, 1.99274064),
    (2 / 3, 1.09965342),
    (5 / 3, -0.510839303),
    (16 / 3, -1.75493479),
    (43 / 3, -45.5170352),
    (110 / 3, -6.7469445e5),
)
# Polynomials in degC of the compression above the vapour pressure, kg/m3 per powers of atm (PHREEQC).
_COMPRESSION = (
    (5.1880000e-02, -4.1885519e-04, 6.6780748e-06, -3.6648699e-08, 8.3501912e-11),
    (-6.0251348e-06, 3.6696407e-07, -9.2056269e-09, 6.7024182e-11, -1.5947241e-13),
    (-2.2983596e-09, -4.0133819e-10, 1.2619821e-11, -9.8952363e-14, 2.3363281e-16),
    (7.0517647e-11, 6.8566831e-12, -2.2829750e-13, 1.8113313e-15, -4.2475324e-18),
)

# Coefficients H[i, j] of Huber and others (2009), table 2, for (1/T - 1)^i (rho - 1)^j in reduced variables.
_VISCOSITY = {
    (0, 0): 5.20094e-1, (1, 0): 8.50895e-2, (2, 0): -1.08374, (3, 0): -2.89555e-1,
    (0, 1): 2.22531e-1, (1, 1): 9.99115e-1, (2, 1): 1.88797, (3, 1): 1.26613, (5, 1): 1.20573e-1,
    (0, 2): -2.81378e-1, (1, 2): -9.06851e-1, (2, 2): -7.72479e-1, (3, 2): -4.89837e-1, (4, 2): -2.57040e-1,
    (0, 3): 1.61913e-1, (1, 3): 2.57399e-1, (0, 4): -3.25372e-2, (3, 4): 6.98452e-2, (4, 5): 8.72102e-3,
    (3, 6): -4.35673e-3, (5, 6): -5.93264e-4,
}  # fmt: skip


def saturation_pressure(temperature: Float[Array, "#cells"]) -> Float[Array, "#cells"]:
    """Vapour pressure of water, atm, by PHREEQC's Antoine equation."""
    return jnp.exp(11.6702 - 3816.44 / (jnp.minimum(temperature, _HIGHEST) - 46.13))


def density(temperature: Float[Array, "#cells"], pressure: Float[Array, "#cells"]) -> Float[Array, "#cells"]:
    """Density of water, kg/m3.

    Wagner and Pruss (2002), doi:10.1063/1.1461829, equation 2.6 along saturation, and PHREEQC's polynomials in
    the pressure above it.
    """
    return _density_and_slope(temperature, pressure)[0]


def vapour_response(
    temperature: Float[Array, "#cells"], pressure: Float[Array, "#cells"]
) -> Float[Array, "#cells"]:
    """w in A = A(pure water) (1 + w (1 - a_w)): PHREEQC counts pressure from the vapour pressure of the solution.

    As A and B go with the root of the density, w = p_sat (d rho/dp) / (2 rho); zero at saturation.
    """
    rho, slope = _density_and_slope(temperature, pressure)
    vapour = saturation_pressure(temperature)
    return jnp.where(pressure > vapour, 0.5 * vapour * slope / rho, 0.0)


def _density_and_slope(temperature: Array, pressure: Array) -> tuple[Array, Array]:
    """rho [kg/m3] and d rho/dp [kg/m3/atm]."""
    capped = jnp.minimum(temperature, _HIGHEST)
    distance = 1 - capped / _CRITICAL_TEMPERATURE
    saturated = _CRITICAL_DENSITY * (1 + sum(factor * distance**power for power, factor in _SATURATED))
    celsius = capped - 273.15
    p0, p1, p2, p3 = (_polynomial(row, celsius) for row in _COMPRESSION)
    vapour = saturation_pressure(temperature)
    above = jnp.maximum(pressure, vapour) - vapour + 1e-6
    root = jnp.sqrt(above)
    return (
        saturated + above * (p0 + above * (p1 + above * (p2 + root * p3))),
        p0 + above * (2 * p1 + above * (3 * p2 + 3.5 * root * p3)),
    )


def _polynomial(coefficients: tuple[float, ...], x: Array) -> Array:
    """Lowest power first."""
    value = jnp.full_like(x, coefficients[-1])
    for coefficient in coefficients[-2::-1]:
        value = value * x + coefficient
    return value


def permittivity(
    temperature: Float[Array, "#cells"], pressure: Float[Array, "#cells"]
) -> Float[Array, "#cells"]:
    """Relative permittivity of water; Bradley and Pitzer (1979), doi:10.1021/j100475a009."""
    capped = jnp.minimum(temperature, _HIGHEST)
    at_1000_bar = 342.79 * jnp.exp(capped * (-5.0866e-3 + 9.469e-7 * capped))
    c = -2.0525 + 3115.9 / (capped - 182.89)
    b = -8032.5 + 4.2142e6 / capped + 2.1417 * capped
    bars = jnp.maximum(pressure, saturation_pressure(temperature)) * _BAR_PER_ATMOSPHERE
    return at_1000_bar + c * jnp.log((b + bars) / (b + 1000.0))


def debye_hueckel(
    temperature: Float[Array, "#cells"], pressure: Float[Array, "#cells"]
) -> tuple[Float[Array, "#cells"], Float[Array, "#cells"]]:
    """A [(kg/mol)^1/2, log10] and B [(kg/mol)^1/2 per angstrom] of the Debye-Hueckel equation.

    With the length l = e^2/(4 pi eps k T): B = sqrt(8 pi N l rho), A = B l / (2 ln 10). Pitzer's slope is
    A_phi = A ln(10) / 3.
    """
    capped = jnp.minimum(temperature, _HIGHEST)
    length = _BJERRUM_TIMES_TEMPERATURE / (permittivity(temperature, pressure) * capped)  # [cm]
    # density in kg/cm3
    b = jnp.sqrt(8 * math.pi * _AVOGADRO * length * density(temperature, pressure) * 1e-6)  # [1/cm]
    return b * length / (2 * LN10), b * 1e-8


def viscosity(
    temperature: Float[Array, "#cells"], pressure: Float[Array, "#cells"]
) -> Float[Array, "#cells"]:
    """Viscosity of water, Pa s; Huber and others (2009), doi:10.1063/1.3088050."""
    t = temperature / _CRITICAL_TEMPERATURE
    rho = density(temperature, pressure) / _CRITICAL_DENSITY
    dilute = 100 * jnp.sqrt(t) / (1.67752 + 2.20462 / t + 0.6366564 / t**2 - 0.241605 / t**3)
    dense = sum(h * (1 / t - 1) ** i * (rho - 1) ** j for (i, j), h in _VISCOSITY.items())
    return 1e-6 * dilute * jnp.exp(rho * dense)
