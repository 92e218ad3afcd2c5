"""The diffuse layer of ions at a charged wall, by Gouy and Chapman."""

import math

from fluxforce.constants import FARADAY, GAS_CONSTANT, VACUUM_PERMITTIVITY


def debye_length(
    concentration: float, temperature: float, permittivity: float = 78.4, charge: int = 1
) -> float:
    """sqrt(eps R T/(2 z^2 F^2 c)) [m] in a symmetric salt; ``permittivity`` relative to that of the vacuum."""
    stored = permittivity * VACUUM_PERMITTIVITY * GAS_CONSTANT * temperature
    return math.sqrt(stored / (2.0 * (charge * FARADAY) ** 2 * concentration))


def gouy_chapman(
    potential: float, concentration: float, temperature: float, permittivity: float = 78.4, charge: int = 1
) -> float:
    """Charge of a wall [C/m2] at a potential [V] against the solution: sqrt(8 eps R T c) sinh(z F psi/2RT).

    The first integral of the Poisson-Boltzmann equation for a symmetric salt, ``concentration`` c [mol/m3].
    """
    size = math.sqrt(8.0 * permittivity * VACUUM_PERMITTIVITY * GAS_CONSTANT * temperature * concentration)
    return size * math.sinh(charge * FARADAY * potential / (2.0 * GAS_CONSTANT * temperature))
