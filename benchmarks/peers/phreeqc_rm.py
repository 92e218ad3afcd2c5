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

from benchmarks.waters import Speciated, Waters

# Components of PhreeqcRM made of ours: CO3-2 brings one carbon and three oxygen.
FORMULAS = {
    "H+": {"H": 1.0}, "CO3-2": {"C": 1.0, "O": 3.0}, "Ca+2": {"Ca": 1.0}, "Mg+2": {"Mg": 1.0}, "Na+": {"Na": 1.0},
    "K+": {"K": 1.0}, "Cl-": {"Cl": 1.0}, "SO4-2": {"S": 1.0, "O": 4.0}, "H4SiO4": {"Si": 1.0, "H": 4.0, "O": 4.0},
    "Al+3": {"Al": 1.0}, "F-": {"F": 1.0}, "B(OH)3": {"B": 1.0, "H": 3.0, "O": 3.0}, "Br-": {"Br": 1.0},
    "Sr+2": {"Sr": 1.0},
}  # fmt: skip
# A trace of dissolved oxygen poises the redox state: PHREEQC then finds pe, and starts a quarter faster.
OXYGEN = 1e-5  # [mol/kgw]


@dataclass
class Module:
    """A PhreeqcRM of some cells, one kilogram of water in each."""

    cells: int
    peer: phreeqcrm.PhreeqcRM
    names: list[str]
    oxygen: float

    def forget(self) -> None:
        """Put the same water into every cell, as before the first run."""
        self.peer.InitialSolutions2Module([1] * self.cells)

    def set(self, waters: Waters) -> None:
        """Hand over contents."""
        table = {"H2O": np.full(self.cells, 1000 / 18.016), "Charge": np.zeros(self.cells)}
        table |= {name: np.zeros(self.cells) for name in self.names if name not in table}
        for name, content in waters.contents.items():
            for element, count in FORMULAS[name].items():
                table[element] = table[element] + count * content
        table["O"] = table["O"] + self.oxygen
        self.peer.SetConcentrations(np.concatenate([table[name] for name in self.names]))

    def run(self) -> float:
        """Speciate every cell; the processor seconds it took."""
        start = time.process_time()
        if self.peer.RunCells() != phreeqcrm.IRM_OK:
            raise RuntimeError(f"PhreeqcRM stopped: {self.peer.GetErrorString()}")
        return time.process_time() - start

    def ph(self) -> np.ndarray:
        return np.array(self.peer.GetSelectedOutput()).reshape(-1, self.cells)[0]


def module(waters: Waters, threads: int = 1, tolerance: float = 1e-8) -> Module:
    """Load the database (the copy inside the package `phreeqc`) and put the same water, of pH 7, into every cell."""
    peer = phreeqcrm.PhreeqcRM(waters.cells, threads)
    folder = Path(tempfile.mkdtemp(prefix="phreeqcrm-"))
    peer.SetFilePrefix(str(folder / "peer"))
    peer.SetComponentH2O(True)
    peer.SetUnitsSolution(2)  # mol/L
    peer.SetPorosity([1.0] * waters.cells)
    peer.SetSaturationUser([1.0] * waters.cells)
    peer.SetRepresentativeVolume([1.0] * waters.cells)
    with as_file(files("phreeqc") / "databases" / waters.database) as database:
        peer.LoadDatabase(str(database))
    peer.SetPrintChemistryOn(False, False, False)
    redox = waters.database != "pitzer.dat"  # which has no redox reactions
    knobs = f"KNOBS\n-convergence_tolerance {tolerance!r}\nEND\n"
    peer.RunString(True, True, True, knobs + _first_water(waters, redox))
    peer.FindComponents()
    peer.SetSelectedOutputOn(True)
    made = Module(waters.cells, peer, list(peer.GetComponents()), OXYGEN if redox else 0.0)
    made.forget()
    return made


def _first_water(waters: Waters, redox: bool) -> str:
    """A water of middling contents."""
    lines = ["SOLUTION 1", "-units mol/kgw", "-pH 7"]
    lines += ["-pe 12 O2(g) -0.7"] if redox else []
    for element in waters.elements:
        name = next(n for n, made in FORMULAS.items() if element.partition("(")[0] in made)
        middle = float(np.exp(np.mean(np.log(waters.contents[name]))))
        lines.append(f"{element} {middle!r}" + (" charge" if element == "Cl" else ""))
    output = ["SELECTED_OUTPUT 1", "-reset false", "-pH true", "-high_precision true", "END"]
    return "\n".join([*lines, *output, ""])


def speciation(waters: Waters, change: float, threads: int = 1) -> Speciated:
    """Time a cold start (every cell held one and the same water) and a relative `change` of all contents."""
    it = module(waters, threads)
    it.set(waters)
    cold = it.run()
    ph = it.ph()
    it.set(waters.changed(change))
    return Speciated(cold, it.run(), ph)
