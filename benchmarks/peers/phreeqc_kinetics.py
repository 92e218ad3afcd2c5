"""Calcite that dissolves in many waters at once by PhreeqcRM, with each of PHREEQC's own integrators.

The rate is the law of Plummer, Wigley and Parkhurst (1978) as phreeqc.dat has it, or a transition-state law, written
for PHREEQC's interpreter. One litre holds one kilogram of water, and `RunCells` alone is timed.
"""

import tempfile
import time
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import phreeqcrm

from benchmarks.calcite import COMPONENTS, Beakers

# Components of PhreeqcRM that ours become; CO3-2 brings three oxygen with its carbon.
ELEMENTS = {"H+": "H", "CO3-2": "C", "Ca+2": "Ca", "Mg+2": "Mg", "Na+": "Na", "Cl-": "Cl"}
# A trace of dissolved oxygen poises the redox state, as in the benchmark of speciation.
OXYGEN = 1e-5  # [mol/kgw]


@dataclass(frozen=True)
class Integrator:
    """PHREEQC's dials: `order` of its explicit pair (1, 2, 3, 6), or 0 for CVODE; error of a step [mol]; by how much
    the first step is divided (-step_divide).
    """

    order: int
    kinetics: float
    speciation: float = 1e-8
    division: float = 1.0

    def lines(self) -> list[str]:
        if self.order:
            return [f"-runge_kutta {self.order}", "-bad_step_max 10000", f"-step_divide {self.division!r}"]
        return ["-cvode true", "-cvode_steps 10000", "-cvode_order 5"]

    def named(self) -> str:
        method = f"runge_kutta {self.order}" if self.order else "cvode"
        dials = f"tol {self.kinetics:g}, convergence {self.speciation:g}, step_divide {self.division:g}"
        return f"{method}, {dials}"


def _rates(problem: Beakers) -> list[str]:
    area = f"PARM(1)*(M/M0)^{problem.exponent!r}"
    if problem.law == "transition-state":
        forward = f"{problem.acid!r}*ACT('H+') + {problem.neutral!r}"
        share = "1 - SR('Calcite')"
    else:
        k1, k2, k3 = (10.0 * k for k in problem.plummer())  # mmol/cm2/s to mol/m2/s
        forward = f"{k1!r}*ACT('H+') + {k2!r}*ACT('CO2') + {k3!r}*ACT('H2O')"
        share = "1 - 10^(2/3*SI('Calcite'))"
    lines = [
        "RATES", "Calcite", "-start", f"10 rate = {area}*({forward})*({share})", "20 SAVE rate*TIME", "-end"
    ]  # fmt: skip
    return [line.replace("'", '"') for line in lines]


def _text(problem: Beakers, by: Integrator) -> str:
    start = [
        "SOLUTION 1", "-units mol/kgw", f"-temp {problem.temperature - 273.15!r}", "-pH 7", "-pe 12 O2(g) -0.7",
        "C(4) 1e-3", "Ca 1e-3", "Mg 1e-3", "Na 1e-2", "Cl 1e-2 charge", "END",
    ]  # fmt: skip
    kinetics = [
        "KINETICS 1", "Calcite", "-formula CaCO3 1", f"-m0 {problem.amount!r}", f"-m {problem.amount!r}",
        f"-parms {problem.area!r}", f"-tol {by.kinetics!r}", *by.lines(), "END",
    ]  # fmt: skip
    output = [
        "SELECTED_OUTPUT 1",
        "-reset false",
        "-high_precision true",
        "-kinetic_reactants Calcite",
        "END",
    ]
    knobs = ["KNOBS", f"-convergence_tolerance {by.speciation!r}", "-iterations 300", "END"]
    return "\n".join([*knobs, *_rates(problem), "END", *start, *kinetics, *output]) + "\n"


def module(problem: Beakers, by: Integrator, waters: np.ndarray) -> phreeqcrm.PhreeqcRM:
    """A PhreeqcRM that holds the waters, with kinetic calcite in every cell."""
    cells = waters.shape[1]
    peer = phreeqcrm.PhreeqcRM(cells, 1)
    folder = Path(tempfile.mkdtemp(prefix="phreeqcrm-"))
    peer.SetFilePrefix(str(folder / "peer"))
    peer.SetComponentH2O(True)
    peer.SetUnitsSolution(2)  # mol/L
    peer.SetUnitsKinetics(1)  # mol/L of water
    peer.SetPorosity([1.0] * cells)
    peer.SetSaturationUser([1.0] * cells)
    peer.SetRepresentativeVolume([1.0] * cells)
    with as_file(files("phreeqc") / "databases" / "phreeqc.dat") as database:
        peer.LoadDatabase(str(database))
    peer.SetPrintChemistryOn(False, False, False)
    peer.RunString(True, True, True, _text(problem, by))
    peer.FindComponents()
    peer.InitialSolutions2Module([1] * cells)
    peer.InitialKinetics2Module([1] * cells)
    peer.SetSelectedOutputOn(True)
    table = {"H2O": np.full(cells, 1000 / 18.016), "Charge": np.zeros(cells), "O": np.full(cells, OXYGEN)}
    for name, element in ELEMENTS.items():
        table[element] = waters[COMPONENTS.index(name)]
    table["O"] = table["O"] + 3.0 * table["C"]
    peer.SetConcentrations(np.concatenate([table[name] for name in peer.GetComponents()]))
    return peer


def dissolve(problem: Beakers, waters: np.ndarray, by: Integrator) -> tuple[float, np.ndarray]:
    """Processor seconds of one run to the end, and the moles of calcite dissolved in every cell.

    The waters are speciated first, without kinetics, so that both sides begin with the waters as they are.
    """
    peer = module(problem, by, waters)
    _run(peer, 0.0)
    began = time.process_time()
    _run(peer, problem.end)
    seconds = time.process_time() - began
    left = np.array(peer.GetSelectedOutput()).reshape(-1, waters.shape[1])[0]
    return seconds, problem.amount - left


def _run(peer: phreeqcrm.PhreeqcRM, length: float) -> None:
    peer.SetTime(length)
    peer.SetTimeStep(length)
    if peer.RunCells() != phreeqcrm.IRM_OK:
        raise RuntimeError(f"PhreeqcRM stopped: {peer.GetErrorString()}")
