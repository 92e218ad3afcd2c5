"""The refined solution that errors are measured against, and PHREEQC's own as a witness to it."""

import json
from importlib.resources import files

import numpy as np

from benchmarks import ours
from benchmarks.problem import LimestoneColumn
from benchmarks.profiles import Profiles, coarsen

FINER = 8  # times as many cells
TOLERANCE = 1e-6
STORED = "limestone_phreeqc.json"


def witness() -> Profiles:
    """PHREEQC TRANSPORT extrapolated to vanishing cells, as benchmarks/peers/extrapolate_phreeqc.py left it."""
    data = json.loads(files("benchmarks.peers").joinpath(STORED).read_text(encoding="utf-8"))
    return Profiles(
        time=np.array(data["time"]),
        x=np.array(data["x"]),
        ph=np.array(data["ph"]),
        totals={name: np.array(values) for name, values in data["totals"].items()},
        minerals={name: np.array(values) for name, values in data["minerals"].items()},
    )


def refined(problem: LimestoneColumn, cells: int) -> Profiles:
    """Ours on `FINER` times as many cells; the witness as long as ours does not stand."""
    solved = ours.column(problem, FINER * cells, TOLERANCE)
    return witness() if solved is None else solved.profiles


def spread(reference: Profiles, other: Profiles, mineral: str) -> float:
    """Relative L1 distance of two references in the mineral dissolved, on the coarser grid of the two."""
    cells = min(reference.x.size, other.x.size)
    first, second = (coarsen(it.minerals[mineral][-1] - it.minerals[mineral][0], cells) for it in (reference, other))
    return float(np.abs(first - second).sum() / np.abs(second).sum())
