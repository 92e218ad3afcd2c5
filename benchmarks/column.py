"""The limestone column of problem.py: fluxforce against PHREEQC TRANSPORT.

Same cells, same output times. Both errors are relative L1 errors, over the column at the end, in the calcite
dissolved, against one refined solution. `solver` is the time stepping alone, `process` a whole process.
"""

import subprocess
import sys
import time

from benchmarks import ours
from benchmarks.cases import Case, arguments, show
from benchmarks.peers import phreeqc_transport
from benchmarks.problem import LimestoneColumn
from benchmarks.profiles import Profiles, dissolved_error, ph_error
from benchmarks.reference import refined

# The tightest dials that cost PHREEQC no time: see docs/decisions/0002-peer-settings.md.
PEER = phreeqc_transport.Tolerances(kinetics=1e-7, order=3, speciation=1e-8)


def peer_process(cells: int) -> float:
    """Seconds of PHREEQC as a process of its own: start of Python, database, waters, transport, results."""
    command = [sys.executable, "-m", "benchmarks.peers.phreeqc_transport", "--cells", str(cells)]
    command += ["--tolerance", str(PEER.kinetics), "--order", str(PEER.order)]
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def errors(name: str, mine: Profiles | None, theirs: Profiles, reference: Profiles) -> list[Case]:
    """Errors of both as lines of their own, so that a time is never read without its error."""
    minerals = [
        Case(
            f"{name}: error in {mineral} dissolved",
            None if mine is None else dissolved_error(mine, reference, mineral),
            dissolved_error(theirs, reference, mineral),
            "1",
        )
        for mineral in theirs.minerals
    ]
    acidity = None if mine is None else ph_error(mine, reference)
    return [*minerals, Case(f"{name}: error in pH", acidity, ph_error(theirs, reference), "1")]


def measure(cells: int, tolerance: float, *, processes: bool = True) -> list[Case]:
    problem = LimestoneColumn()
    reference = refined(problem, cells)
    theirs, seconds = phreeqc_transport.transport(problem, cells, PEER)
    cases = []
    for name, full_blocks in (("equal diffusivities", False), ("full blocks", True)):
        solved = ours.column(problem, cells, tolerance, full_blocks=full_blocks)
        mine = None if solved is None else solved.profiles
        error = None if mine is None else dissolved_error(mine, reference, "Calcite")
        cases.append(Case(f"{name}: solver", None if solved is None else solved.seconds, seconds, "s", error))
        cases.append(Case(f"{name}: compilation", None if solved is None else solved.compilation, None, "s"))
        cases += errors(name, mine, theirs, reference)
    if processes:
        mine_whole = ours.column_process(problem, cells, tolerance)
        cases.append(Case("process", mine_whole, peer_process(cells), "s"))
    return cases


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--cells", type=int, default=100)
    parser.add_argument("--tolerance", type=float, default=1e-2, help="ours; the peer's is in column.py")
    given = parser.parse_args()
    show(measure(given.cells, given.tolerance), as_object=given.json)


if __name__ == "__main__":
    main()
