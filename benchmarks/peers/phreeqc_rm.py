"""Speciation of many waters at once by PhreeqcRM, the reaction module that transport codes call.

PhreeqcRM keeps one PHREEQC solution per cell and starts from what the cell held before. `RunCells` alone is
timed: setting concentrations and reading results are left out. One litre holds one kilogram of water.
"""

import tempfile
import time
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import phreeqcrm

from benchmarks.waters import COMPONENTS, Speciated

# Components of PhreeqcRM made of ours: CO3-2 brings one carbon and three oxygen.
ELEMENTS = {"H": {"H+": 1.0}, "O": {"CO3-2": 3.0}, "C": {"CO3-2": 1.0}, "Ca": {"Ca+2": 1.0}}
ELEMENTS |= {"Mg": {"Mg+2": 1.0}, "Na": {"Na+": 1.0}, "Cl": {"Cl-": 1.0}}
# A trace of dissolved oxygen poises the redox state: PHREEQC then finds pe, and starts a quarter faster.
OXYGEN = 1e-5  # [mol/kgw]
START = """SOLUTION 1
-units mol/kgw
-pH 7
-pe 12 O2(g) -0.7
C(4) 1e-3
Ca 1e-3
Mg 1e-3
Na 1e-2
Cl 1e-2 charge
SELECTED_OUTPUT 1
-reset false
-pH true
END
"""


@dataclass
class Module:
    """A PhreeqcRM of `cells` cells, one kilogram of water in each."""

    cells: int
    threads: int
    peer: phreeqcrm.PhreeqcRM
    names: list[str]

    def set(self, waters: np.ndarray) -> None:
        """Hand over contents [components, cells] of benchmarks.waters."""
        ours: dict[str, np.ndarray] = dict(zip(COMPONENTS, waters, strict=True))
        table = {"H2O": np.full(self.cells, 1000 / 18.016), "Charge": np.zeros(self.cells)}
        for element, made_of in ELEMENTS.items():
            table[element] = sum(
                (ours[name] * count for name, count in made_of.items()), np.zeros(self.cells)
            )
        table["O"] = table["O"] + OXYGEN
        rows = [table[name] for name in self.names]
        self.peer.SetConcentrations(np.concatenate(rows))

    def run(self) -> float:
        """Speciate every cell; the seconds it took."""
        start = time.perf_counter()
        if self.peer.RunCells() != phreeqcrm.IRM_OK:
            raise RuntimeError(f"PhreeqcRM stopped: {self.peer.GetErrorString()}")
        return time.perf_counter() - start

    def ph(self) -> np.ndarray:
        return np.array(self.peer.GetSelectedOutput()).reshape(-1, self.cells)[0]


def module(cells: int, threads: int = 1, tolerance: float = 1e-8) -> Module:
    """Load phreeqc.dat (the copy inside the package `phreeqc`) and put the same water into every cell."""
    peer = phreeqcrm.PhreeqcRM(cells, threads)
    folder = Path(tempfile.mkdtemp(prefix="phreeqcrm-"))
    peer.SetFilePrefix(str(folder / "peer"))
    peer.SetComponentH2O(True)
    peer.SetUnitsSolution(2)  # mol/L
    peer.SetPorosity([1.0] * cells)
    peer.SetSaturationUser([1.0] * cells)
    peer.SetRepresentativeVolume([1.0] * cells)
    with as_file(files("phreeqc") / "databases" / "phreeqc.dat") as database:
        peer.LoadDatabase(str(database))
    peer.SetPrintChemistryOn(False, False, False)
    peer.RunString(True, True, True, f"KNOBS\n-convergence_tolerance {tolerance!r}\nEND\n{START}")
    peer.FindComponents()
    peer.InitialSolutions2Module([1] * cells)
    peer.SetSelectedOutputOn(True)
    return Module(cells, threads, peer, list(peer.GetComponents()))


def speciation(waters: np.ndarray, change: float, threads: int = 1) -> Speciated:
    """Time a cold start (every cell held one and the same water) and a relative `change` of all contents."""
    it = module(waters.shape[1], threads)
    it.set(waters)
    cold = it.run()
    ph = it.ph()
    it.set(waters * (1 + change))
    return Speciated(cold, it.run(), ph)
