"""Random electroneutral waters of H, C(4), Ca, Mg, Na, Cl: the input of the speciation benchmark.

Contents of the components [mol/kgw], components being H+, CO3-2, Ca+2, Mg+2, Na+, Cl-: the content of H+
counts the protons that carbonate carries, less the hydroxide. It lies between 0.4 and 1.9 per carbonate, a pH
between 5 and 10; chloride balances the charge.
"""

from dataclasses import dataclass

import numpy as np

COMPONENTS = ("H+", "CO3-2", "Ca+2", "Mg+2", "Na+", "Cl-")
CHARGES = np.array([1.0, -2.0, 2.0, 2.0, 1.0, -1.0])


@dataclass(frozen=True)
class Speciated:
    """Seconds from a cold start and after a small change of all waters; pH [cells] of the first waters."""

    cold: float
    warm: float
    ph: np.ndarray


def random_waters(cells: int, seed: int = 20260101) -> np.ndarray:
    """Contents [components, cells] in mol/kgw, from fresh to half as salty as the sea."""
    random = np.random.default_rng(seed)

    def between(low: float, high: float) -> np.ndarray:
        return np.exp(random.uniform(np.log(low), np.log(high), cells))

    carbon = between(2e-4, 5e-3)
    proton = carbon * random.uniform(0.4, 1.9, cells)
    calcium, magnesium = between(1e-5, 3e-3), between(1e-5, 3e-3)
    lacking = np.maximum(0.0, 2 * carbon - proton - 2 * calcium - 2 * magnesium)
    sodium = lacking + between(1e-4, 0.3)
    waters = np.stack([proton, carbon, calcium, magnesium, sodium, np.zeros(cells)])
    waters[-1] = CHARGES @ waters
    return waters
