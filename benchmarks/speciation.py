"""Speciation alone: random waters in phreeqc.dat, fluxforce against PhreeqcRM, one thread each.

Cold start: every cell of PhreeqcRM held one and the same other water. Then all contents change by 1 %.
"""

import numpy as np

from benchmarks import ours
from benchmarks.cases import Case, arguments, show
from benchmarks.peers import phreeqc_rm
from benchmarks.waters import random_waters

CHANGE = 0.01


def measure(cells: int, threads: int) -> list[Case]:
    waters = random_waters(cells)
    theirs = phreeqc_rm.speciation(waters, CHANGE, threads)
    mine = ours.speciation(waters, CHANGE)
    error = None if mine is None else float(np.abs(mine.ph - theirs.ph).max())
    share = 1e6 / cells
    cold, warm = (None, None) if mine is None else (mine.cold * share, mine.warm * share)
    return [
        Case("cold start", cold, theirs.cold * share, "us/cell", error),
        Case("1 % change", warm, theirs.warm * share, "us/cell", error),
    ]


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--cells", type=int, default=10_000)
    parser.add_argument("--threads", type=int, default=1, help="of PhreeqcRM")
    given = parser.parse_args()
    show(measure(given.cells, given.threads), as_object=given.json)


if __name__ == "__main__":
    main()
