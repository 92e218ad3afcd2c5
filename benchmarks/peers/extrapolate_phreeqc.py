"""Make limestone_phreeqc.json: PHREEQC TRANSPORT on 100, 200 and 400 cells, extrapolated to vanishing cells.

Takes about twenty minutes. PHREEQC's splitting of advection, mixing and reaction is of first order in the
time step, which is tied to the cell; from three grids the order is measured and printed, and the last two
give Richardson's limit.
"""

import argparse
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.peers.phreeqc_transport import Tolerances, transport
from benchmarks.problem import LimestoneColumn
from benchmarks.profiles import Profiles, as_text, coarsen, extrapolate, from_text
from benchmarks.reference import STORED

TIGHT = Tolerances(kinetics=1e-9, order=3, speciation=1e-8)
GRIDS = (100, 200, 400)
KEPT = [0, 1, 2, 5, 10, 20]  # output times that are stored


def on_grid(profiles: Profiles, cells: int) -> Profiles:
    """Averaged onto `cells` cells, at the kept times."""
    return Profiles(
        time=profiles.time[KEPT],
        x=coarsen(profiles.x, cells),
        ph=coarsen(profiles.ph, cells)[KEPT],
        totals={name: coarsen(profiles.totals[name], cells)[KEPT] for name in ("C(4)", "Ca", "Mg")},
        minerals={name: coarsen(values, cells)[KEPT] for name, values in profiles.minerals.items()},
    )


def limit(coarse: Profiles, fine: Profiles) -> Profiles:
    """First-order limit of two grids with cells in the proportion of two to one."""

    def each(name: str) -> dict[str, np.ndarray]:
        first, second = getattr(coarse, name), getattr(fine, name)
        return {key: extrapolate(first[key], second[key], order=1) for key in first}

    return Profiles(
        fine.time, fine.x, extrapolate(coarse.ph, fine.ph, order=1), each("totals"), each("minerals")
    )


def measured_order(grids: list[Profiles], mineral: str) -> float:
    """log2 of the ratio of successive differences in the mineral dissolved."""
    change = [it.minerals[mineral][-1] - it.minerals[mineral][0] for it in grids]
    steps = [np.abs(b - a).sum() for a, b in pairwise(change)]
    return float(np.log2(steps[0] / steps[1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--saved", nargs=3, help="profiles from phreeqc_transport --save, instead of new runs"
    )
    given = parser.parse_args()
    if given.saved:
        found = [from_text(Path(name).read_text(encoding="utf-8")) for name in given.saved]
    else:
        found = [transport(LimestoneColumn(), cells, TIGHT)[0] for cells in GRIDS]
    grids = [on_grid(it, GRIDS[0]) for it in found]
    for mineral in grids[0].minerals:
        print(f"{mineral}: order {measured_order(grids, mineral):.2f}")
    target = Path(str(files("benchmarks.peers").joinpath(STORED)))
    target.write_text(as_text(limit(grids[1], grids[2]), digits=10) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
