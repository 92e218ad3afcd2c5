"""The limestone column by PHREEQC's TRANSPORT, through the package `phreeqc` (IPhreeqc inside).

PHREEQC moves the water by one cell a shift (Courant number 1, so advection adds no numerical dispersion),
spreads it by explicit mixing, and integrates the kinetics of each cell after each mixing step. Time steps and
cells therefore refine together, and the cost grows with the third power of the number of cells.

The fluids, minerals and constants are those of problem.py, the reactions those of `phreeqc.dat`.
"""

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from phreeqc import Phreeqc

from benchmarks.problem import LimestoneColumn, Mineral, Water
from benchmarks.profiles import Profiles, as_text


@dataclass(frozen=True)
class Tolerances:
    """PHREEQC's own dials: error per step of the kinetics [mol], integrator, convergence of the speciation.

    `order` is that of the explicit Runge-Kutta pair (1, 2, 3, 6), or 0 for CVODE (implicit, variable order).
    """

    kinetics: float = 1e-8
    order: int = 3
    speciation: float = 1e-8


def _solution(cells: str, water: Water, temperature: float) -> list[str]:
    lines = [f"SOLUTION {cells}", "-units mol/kgw", f"-temp {temperature - 273.15!r}", "-pH 7 charge"]
    lines += [f"{element} {total!r}" for element, total in water.totals.items()]
    lines += [f"{element} 1e-3 {phase} {log!r}" for element, (phase, log) in water.phases.items()]
    return [*lines, "END"]


def _rate(name: str, mineral: Mineral, temperature: float) -> list[str]:
    """A BASIC programme for the moles dissolved in a step; PARM(1) is the area in m2 per kg of water."""
    paths = [f"{m.constant(temperature)!r}*ACT('H+')^{m.order!r}" for m in mineral.mechanisms]
    return [
        name,
        "-start",
        "10 moles = 0",
        "20 IF M <= 0 THEN GOTO 40",
        f"30 moles = ({' + '.join(paths)})*PARM(1)*(M/M0)^(2/3)*(1 - SR('{name}'))*TIME".replace("'", '"'),
        "40 SAVE moles",
        "-end",
    ]


def _kinetics(problem: LimestoneColumn, cells: int, tolerances: Tolerances) -> list[str]:
    lines = [f"KINETICS 1-{cells}"]
    for name, mineral in problem.minerals.items():
        amount = problem.amount(name)
        lines += [name, f"-formula {mineral.formula} 1", f"-m0 {amount!r}", f"-m {amount!r}"]
        lines += [f"-parms {problem.area(name)!r}", f"-tol {tolerances.kinetics!r}"]
    method = f"-runge_kutta {tolerances.order}" if tolerances.order else "-cvode true"
    return [*lines, method, "END"]


def setup(problem: LimestoneColumn, cells: int, tolerances: Tolerances) -> str:
    """Rates, waters and minerals of every cell."""
    lines = ["KNOBS", f"-convergence_tolerance {tolerances.speciation!r}", "RATES"]
    for name, mineral in problem.minerals.items():
        lines += _rate(name, mineral, problem.temperature)
    lines += ["END", *_solution("0", problem.inlet, problem.temperature)]
    lines += _solution(f"1-{cells}", problem.initial, problem.temperature)
    return "\n".join([*lines, *_kinetics(problem, cells, tolerances)]) + "\n"


def march(problem: LimestoneColumn, cells: int) -> str:
    """The transport itself, and what to write down at the output times."""
    width, shifts = problem.length / cells, problem.shifts(cells)
    elements = sorted({*problem.inlet.totals, *problem.inlet.phases, *problem.initial.phases} - {"Calcite"})
    return "\n".join([
        "SELECTED_OUTPUT 1",
        "-reset false",
        "-high_precision true",
        "-time true",
        "-pH true",
        f"-totals {' '.join(elements)}",
        f"-kinetic_reactants {' '.join(problem.minerals)}",
        "TRANSPORT",
        f"-cells {cells}",
        f"-shifts {shifts}",
        f"-time_step {width / problem.pore_velocity!r}",
        "-flow_direction forward",
        "-boundary_conditions flux flux",
        f"-lengths {cells}*{width!r}",
        f"-dispersivities {cells}*{problem.dispersivity!r}",
        "-correct_disp true",
        f"-diffusion_coefficient {problem.tortuosity * problem.diffusion!r}",
        f"-print_frequency {shifts}",
        f"-punch_cells 1-{cells}",
        f"-punch_frequency {shifts // problem.outputs}",
        "END\n",
    ])  # fmt: skip


def _session(database: str) -> Phreeqc:
    session = Phreeqc()
    session.LoadBuiltInDatabase(database)  # pyright: ignore[reportArgumentType]
    session.SetOutputFileOn(False)
    session.SetLogFileOn(False)
    session.SetSelectedOutputFileOn(False)
    return session


def _run(session: Phreeqc, text: str) -> None:
    if session.RunString(text):
        raise RuntimeError(f"PHREEQC stopped: {session.GetErrorString()}")


def _collect(problem: LimestoneColumn, cells: int, columns: dict) -> Profiles:
    """Rows of the selected output to arrays [times, places]; the first block is the state at the start."""

    def table(name: str) -> np.ndarray:
        return np.asarray(columns[name], dtype=float).reshape(-1, cells)

    totals = [name for name in columns if name.endswith("(mol/kgw)")]
    width = problem.length / cells
    return Profiles(
        time=table("time")[:, 0],
        x=width * (np.arange(cells) + 0.5),
        ph=table("pH"),
        totals={name.removesuffix("(mol/kgw)"): table(name) for name in totals},
        minerals={name: table(f"k_{name}") for name in problem.minerals},
    )


def transport(
    problem: LimestoneColumn, cells: int, tolerances: Tolerances = Tolerances(), database: str | None = None
) -> tuple[Profiles, float]:
    """Solve the column on `cells` cells; return the profiles and the seconds that TRANSPORT alone took.

    Loading the database, the first speciation of the waters and collecting the results stay outside.
    """
    session = _session(database or problem.database)
    _run(session, setup(problem, cells, tolerances))
    text = march(problem, cells)
    start = time.perf_counter()
    _run(session, text)
    seconds = time.perf_counter() - start
    return _collect(problem, cells, session.GetSelectedOutput()), seconds


def main() -> None:
    """Solve once and print the seconds of the solver; as a process of its own it gives the whole time too."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cells", type=int, default=100)
    parser.add_argument("--tolerance", type=float, default=Tolerances.kinetics)
    parser.add_argument("--order", type=int, default=Tolerances.order, choices=(0, 1, 2, 3, 6))
    parser.add_argument("--speciation", type=float, default=Tolerances.speciation)
    parser.add_argument("--save", help="write the profiles to this JSON file")
    given = parser.parse_args()
    tolerances = Tolerances(given.tolerance, given.order, given.speciation)
    profiles, seconds = transport(LimestoneColumn(), given.cells, tolerances)
    if given.save:
        Path(given.save).write_text(as_text(profiles), encoding="utf-8")
    print(f"{seconds:.6f}")


if __name__ == "__main__":
    main()
