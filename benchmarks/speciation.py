"""Speciation alone: random waters of ten elements, fluxforce against PhreeqcRM, one core each.

Cold: no start is given to ours, and every cell of PhreeqcRM held one and the same other water. Warm: all contents have
changed by 1 %, and both start from what they found before. Times are processor seconds, the least of some turns
taken one after the other; compiling is a case of its own. `error` is the largest difference in pH.
"""

import os
import resource
from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.cases import Case, arguments, show
from benchmarks.speciated import speciator
from benchmarks.waters import Waters, random_brines, random_waters

CHANGE = 0.01
Make = Callable[[int, str], Waters]
# Database, waters, and how many cells.
PROBLEMS: tuple[tuple[str, Make, tuple[int, ...]], ...] = (
    ("phreeqc.dat", random_waters, (10_000, 100_000)),
    ("llnl.dat", random_waters, (10_000,)),
    ("pitzer.dat", random_brines, (10_000,)),
)


def measure(database: str, make: Make, cells: int, threads: int, turns: int) -> list[Case]:
    """Cold and warm times of both, in turns, and what compiling took."""
    from benchmarks.peers import phreeqc_rm

    waters = make(cells, database)
    changed = waters.changed(CHANGE)
    ours, theirs = speciator(waters), phreeqc_rm.module(waters, threads)
    first_cold, found = ours.solve(waters)
    first_warm, _ = ours.solve(changed, found)
    times, apart = [], 0.0
    for _ in range(turns):
        theirs.forget()
        cold, found = ours.solve(waters)
        theirs.set(waters)
        their_cold = theirs.run()
        warm, moved = ours.solve(changed, found)
        apart = max(apart, float(np.abs(ours.ph(found) - theirs.ph()).max()))
        theirs.set(changed)
        times.append((cold, their_cold, warm, theirs.run()))
        if not bool(found.converged.all() and moved.converged.all()):
            raise RuntimeError(
                f"{database}: {int((~found.converged).sum())} of {cells} waters did not converge"
            )
    cold, their_cold, warm, their_warm = np.min(times, axis=0)
    name, share = f"{database}, 10 elements, {cells} cells", 1e6 / cells
    return [
        Case(f"{name}, cold", cold * share, their_cold * share, "us/cell", apart),
        Case(f"{name}, warm (1 % change)", warm * share, their_warm * share, "us/cell", apart),
        Case(f"{name}, compilation", first_cold - cold + first_warm - warm, None, "s"),
    ]


def next_system() -> Case:
    """First solve of a system of the same size bucket as one that was solved before: manganese in place of fluoride."""
    waters = random_waters(1024)
    speciator(waters).solve(waters)
    contents = dict(waters.contents)
    contents["Mn+2"] = contents.pop("F-") * 0.5
    other = Waters(waters.database, (*waters.elements[:-1], "Mn(2)"), contents)
    system = speciator(other)
    first, _ = system.solve(other)
    again, _ = system.solve(other)
    return Case("next system of the bucket, compilation", first - again, None, "s")


def scaling(sizes: Sequence[int]) -> None:
    """Cost per cell and memory over the number of cells."""
    print(f"{'cells':>9}  {'cold us/cell':>12}  {'warm us/cell':>12}  {'peak memory MB':>14}")
    for cells in sizes:
        waters = random_waters(cells)
        ours = speciator(waters)
        changed = waters.changed(CHANGE)
        _, found = ours.solve(waters)
        ours.solve(changed, found)
        cold = min(ours.solve(waters)[0] for _ in range(3))
        warm = min(ours.solve(changed, found)[0] for _ in range(3))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{cells:>9}  {cold / cells * 1e6:>12.3g}  {warm / cells * 1e6:>12.3g}  {peak:>14.0f}")


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--cells", type=int, help="in place of 10,000 and 100,000")
    parser.add_argument("--database", help="only this one")
    parser.add_argument("--threads", type=int, default=1, help="of PhreeqcRM")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--scaling", action="store_true", help="ours alone, 1,000 to 1,000,000 cells")
    given = parser.parse_args()
    if callable(getattr(os, "sched_setaffinity", None)):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if given.scaling:
        scaling((1_000, 10_000, 100_000, 1_000_000))
        return
    cases = []
    for database, make, sizes in PROBLEMS:
        if given.database not in (None, database):
            continue
        for cells in (given.cells,) if given.cells else sizes:
            cases += measure(database, make, cells, given.threads, given.turns)
    show([*cases, next_system()], as_object=given.json)


if __name__ == "__main__":
    main()
