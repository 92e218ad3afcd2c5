"""Random electroneutral waters of ten elements: the input of the speciation benchmark.

Contents [mol/kgw] of species that everything else forms from. The content of H+ counts the protons that carbonate
carries, less the hydroxide: it lies between 0.4 and 1.9 per carbonate, a pH between 5 and 10; chloride balances
the charge.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

CHARGES = {
    "H+": 1, "CO3-2": -2, "Ca+2": 2, "Mg+2": 2, "Na+": 1, "K+": 1, "SO4-2": -2, "H4SiO4": 0, "Al+3": 3, "F-": -1,
    "B(OH)3": 0, "Br-": -1, "Sr+2": 2, "Cl-": -1,
}  # fmt: skip
# What databases count with instead: the species that ours becomes, and the protons that this sets free.
_INSTEAD = {"HCO3-": ("CO3-2", -1.0), "SiO2": ("H4SiO4", 0.0), "H4(SiO4)": ("H4SiO4", 0.0)}


@dataclass(frozen=True)
class Waters:
    """Waters of one database: contents by species, `elements` as the database calls them."""

    database: str
    elements: tuple[str, ...]
    contents: dict[str, np.ndarray]

    @property
    def cells(self) -> int:
        return self.contents["H+"].size

    def changed(self, share: float) -> "Waters":
        """All contents times 1 + share."""
        moved = {name: content * (1 + share) for name, content in self.contents.items()}
        return Waters(self.database, self.elements, moved)

    def totals(self, components: Sequence[str]) -> np.ndarray:
        """Contents of a model's own components, [components, cells]."""
        found, proton = {}, self.contents["H+"].copy()
        for name in components:
            ours, protons = _INSTEAD.get(name, (name, 0.0))
            found[name] = self.contents[ours]
            proton += protons * found[name]
        found["H+"] = proton
        return np.stack([found[name] for name in components])


@dataclass(frozen=True)
class Speciated:
    """Processor seconds from a cold start and after a small change of all waters; pH [cells] of the first waters."""

    cold: float
    warm: float
    ph: np.ndarray


def random_waters(cells: int, database: str = "phreeqc.dat", seed: int = 20260101) -> Waters:
    """From fresh to half as salty as the sea."""
    random = np.random.default_rng(seed)

    def between(low: float, high: float) -> np.ndarray:
        return np.exp(random.uniform(np.log(low), np.log(high), cells))

    carbon = between(2e-4, 5e-3)
    found = {"H+": carbon * random.uniform(0.4, 1.9, cells), "CO3-2": carbon}
    found |= {"Ca+2": between(1e-5, 3e-3), "Mg+2": between(1e-5, 3e-3), "K+": between(1e-5, 1e-2)}
    found |= {"SO4-2": between(1e-5, 1e-2), "H4SiO4": between(1e-5, 1e-3)}
    found |= {"Al+3": between(1e-9, 1e-6), "F-": between(1e-6, 1e-4)}
    found["Na+"] = np.maximum(0.0, -_charge(found)) + between(1e-4, 0.3)
    elements = ("C(4)", "Ca", "Mg", "Na", "K", "Cl", "S(6)", "Si", "Al", "F")
    return Waters(database, elements, found | {"Cl-": _charge(found)})


def random_brines(cells: int, database: str = "pitzer.dat", seed: int = 20260102) -> Waters:
    """Sea waters evaporated and mixed: up to 6 mol/kgw of sodium."""
    random = np.random.default_rng(seed)
    strength = np.exp(random.uniform(np.log(0.1), np.log(5.0), cells))
    sea = {"CO3-2": 2e-3, "Ca+2": 0.02, "Mg+2": 0.1, "K+": 0.02, "SO4-2": 0.05}
    sea |= {"B(OH)3": 8e-4, "Br-": 1.5e-3, "Sr+2": 2e-4, "Na+": 0.8}
    found = {name: amount * strength * random.uniform(0.5, 1.5, cells) for name, amount in sea.items()}
    found["H+"] = found["CO3-2"] * random.uniform(0.8, 1.4, cells)
    elements = ("C(4)", "Ca", "Mg", "Na", "K", "Cl", "S(6)", "B", "Br", "Sr")
    return Waters(database, elements, found | {"Cl-": _charge(found)})


def _charge(contents: dict[str, np.ndarray]) -> np.ndarray:
    return sum((CHARGES[name] * content for name, content in contents.items()), np.zeros(1))
