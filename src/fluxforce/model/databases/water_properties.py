"""Water as PHREEQC sees it at one atmosphere: density, permittivity, Debye-Hueckel A and B, viscosity.

A database was fitted with the constants of its program, so they belong to its reader and not to
`constants.py`. Temperatures are in kelvin; PHREEQC holds properties constant above 350 degC.
"""

import math

GAS_CONSTANT = 8.31470  # [J/mol/K] in PHREEQC's van 't Hoff term
JOULES_PER_CALORIE = 4.184  # [J/cal]
AVOGADRO = 6.02252e23  # [1/mol]
REFERENCE_TEMPERATURE = 298.15  # [K]
WATER_SLOPE = 0.017  # [kg/mol] a_w = 1 - 0.017 sum m
NEUTRAL_SLOPE = 0.1  # [kg/mol] log10 gamma = 0.1 I of a neutral species without parameters
DAVIES_SLOPE = 0.3  # factor of A z^2 I in the Davies equation

_HIGHEST = 623.15  # [K]
_CRITICAL_TEMPERATURE = 647.096  # [K]
_CRITICAL_DENSITY = 322.0  # [kg/m3]
# e^2 / (4 pi eps_0 k), in cm K, as PHREEQC rounds it
_BJERRUM_TIMES_TEMPERATURE = 1.671008e-3
_BAR_PER_ATMOSPHERE = 1.01325

# Polynomials in degC of the compression of water above its saturation pressure, kg/m3 per powers of atm
# (PHREEQC).
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


def saturation_pressure(temperature: float) -> float:
    """Vapour pressure of water, atm, by PHREEQC's Antoine equation."""
    return math.exp(11.6702 - 3816.44 / (temperature - 46.13))


def density(temperature: float) -> float:
    """Density of water at one atmosphere, kg/m3.

    Wagner and Pruss (2002), doi:10.1063/1.1461829, equation 2.6 along saturation, and PHREEQC's polynomials
    in pressure.
    """
    temperature = min(temperature, _HIGHEST)
    distance = 1 - temperature / _CRITICAL_TEMPERATURE
    powers = (1 / 3, 2 / 3, 5 / 3, 16 / 3, 43 / 3, 110 / 3)
    factors = (1.99274064, 1.09965342, -0.510839303, -1.75493479, -45.5170352, -6.7469445e5)
    saturated = _CRITICAL_DENSITY * (1 + sum(b * distance**p for b, p in zip(factors, powers, strict=True)))
    celsius = temperature - 273.15
    p0, p1, p2, p3 = (sum(c * celsius**n for n, c in enumerate(row)) for row in _COMPRESSION)
    vapour = saturation_pressure(temperature)
    above = max(1.0, vapour) - vapour + 1e-6
    return saturated + above * (p0 + above * (p1 + above * (p2 + math.sqrt(above) * p3)))


def dielectric_constant(temperature: float) -> float:
    """Relative permittivity of water at one atmosphere; Bradley and Pitzer (1979),
    doi:10.1021/j100475a009."""
    temperature = min(temperature, _HIGHEST)
    at_1000_bar = 342.79 * math.exp(temperature * (-5.0866e-3 + 9.469e-7 * temperature))
    c = -2.0525 + 3115.9 / (temperature - 182.89)
    b = -8032.5 + 4.2142e6 / temperature + 2.1417 * temperature
    pressure = max(1.0, saturation_pressure(temperature)) * _BAR_PER_ATMOSPHERE
    return at_1000_bar + c * math.log((b + pressure) / (b + 1000.0))


def debye_hueckel(temperature: float) -> tuple[float, float]:
    """A [(kg/mol)^1/2, log10] and B [(kg/mol)^1/2 per angstrom] of the Debye-Hueckel equation.

    With the length l = e^2/(4 pi eps k T): B = sqrt(8 pi N l rho), A = B l / (2 ln 10).
    """
    temperature = min(temperature, _HIGHEST)
    length = _BJERRUM_TIMES_TEMPERATURE / (dielectric_constant(temperature) * temperature)  # [cm]
    b = math.sqrt(8 * math.pi * AVOGADRO * length * density(temperature) * 1e-6)  # [1/cm], density to kg/cm3
    return b * length / (2 * math.log(10.0)), b * 1e-8


def viscosity(temperature: float) -> float:
    """Viscosity of water at one atmosphere, Pa s; Huber and others (2009), doi:10.1063/1.3088050."""
    t = temperature / _CRITICAL_TEMPERATURE
    rho = density(temperature) / _CRITICAL_DENSITY
    dilute = 100 * math.sqrt(t) / (1.67752 + 2.20462 / t + 0.6366564 / t**2 - 0.241605 / t**3)
    dense = sum(h * (1 / t - 1) ** i * (rho - 1) ** j for (i, j), h in _VISCOSITY.items())
    return 1e-6 * dilute * math.exp(rho * dense)
