"""Beakers of water in which calcite dissolves for a day, closed: the problem of the kinetics benchmark.

Waters are acid to near neutral, fresh to salty, no two alike; every beaker holds a kilogram of water and the same
calcite. The totals are those of benchmarks.waters: H+, CO3-2, Ca+2, Mg+2, Na+, Cl- [mol/kgw], the last by balance.
"""

from dataclasses import dataclass

import numpy as np

COMPONENTS = ("H+", "CO3-2", "Ca+2", "Mg+2", "Na+", "Cl-")
CHARGES = np.array([1.0, -2.0, 2.0, 2.0, 1.0, -1.0])


@dataclass(frozen=True)
class Beakers:
    """`law` is "plummer" or "transition-state"; the surface is that of grains of a millimetre, 0.22 m2/mol, so that a
    day leaves some beakers far from saturation and brings others close to it.

    ``area`` [m2/kgw] belongs to ``amount`` [mol/kgw] and falls with its ``exponent``; ``acid`` and ``neutral``
    [mol/m2/s] at 25 degC are those of Palandri and Kharaka (2004), USGS Open-File Report 2004-1068, table 33.
    """

    law: str = "plummer"
    amount: float = 1e-2
    area: float = 0.22 * 1e-2
    exponent: float = 0.6
    end: float = 86400.0
    temperature: float = 298.15
    acid: float = 10.0**-0.30
    neutral: float = 10.0**-5.81

    def plummer(self) -> tuple[float, float, float]:
        """k1, k2, k3 [mmol/cm2/s] of Plummer, Wigley and Parkhurst (1978) up to 25 degC."""
        t = self.temperature
        return 10 ** (0.198 - 444 / t), 10 ** (2.84 - 2177 / t), 10 ** (-5.86 - 317 / t)


def beakers(cells: int, seed: int = 20260401) -> np.ndarray:
    """Contents [components, cells] of waters that calcite dissolves in."""
    random = np.random.default_rng(seed)

    def between(low: float, high: float) -> np.ndarray:
        return np.exp(random.uniform(np.log(low), np.log(high), cells))

    carbon = between(5e-4, 1e-2)
    proton = carbon * random.uniform(1.6, 2.0, cells)
    calcium, magnesium = between(1e-5, 3e-4), between(1e-5, 1e-3)
    sodium = between(1e-4, 0.1) + 2 * carbon - proton
    waters = np.stack([proton, carbon, calcium, magnesium, sodium, np.zeros(cells)])
    waters[-1] = CHARGES @ waters
    return waters
