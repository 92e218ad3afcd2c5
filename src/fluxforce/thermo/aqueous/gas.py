"""Fugacity of a pure gas at its partial pressure."""

import math

import numpy as np

from fluxforce.constants import ATMOSPHERE, GAS_CONSTANT

_R = GAS_CONSTANT / ATMOSPHERE * 1e6  # [cm3 atm/mol/K]


def ln_fugacity_coefficient(
    pressure: float, temperature: float, t_c: float, p_c: float, omega: float
) -> float:
    """ln phi of a pure gas; pressures in atm, temperatures in K, omega the acentric factor.

    Peng and Robinson (1976), doi:10.1021/i160057a011. Like PHREEQC, each gas of a mixture is treated as if
    alone at its partial pressure.
    """
    kappa = 0.37464 + 1.54226 * omega - 0.26992 * omega**2
    alpha = (1 + kappa * (1 - math.sqrt(temperature / t_c))) ** 2
    a = 0.457235 * (_R * t_c) ** 2 / p_c * alpha * pressure / (_R * temperature) ** 2
    b = 0.077796 * _R * t_c / p_c * pressure / (_R * temperature)
    roots = np.roots([1.0, b - 1, a - 3 * b**2 - 2 * b, b**3 + b**2 - a * b])
    z = max(root.real for root in roots if abs(root.imag) < 1e-9)  # the gas has the largest volume
    root2 = math.sqrt(2.0)
    attraction = a / (2 * root2 * b) * math.log((z + (1 + root2) * b) / (z + (1 - root2) * b))
    return z - 1 - math.log(z - b) - attraction
