"""The refined solution that errors are measured against, and PHREEQC's own as a witness to it."""

from importlib.resources import files

from benchmarks import ours
from benchmarks.problem import LimestoneColumn
from benchmarks.profiles import Profiles, from_text

FINER = 8  # times as many cells
TOLERANCE = 1e-6
STORED = "limestone_phreeqc.json"


def witness() -> Profiles:
    """PHREEQC TRANSPORT extrapolated to vanishing cells, by benchmarks/peers/extrapolate_phreeqc.py."""
    return from_text(files("benchmarks.peers").joinpath(STORED).read_text(encoding="utf-8"))


def refined(problem: LimestoneColumn, cells: int) -> Profiles:
    """Ours on `FINER` times as many cells, which meets the witness within 0.1 % (see `column`)."""
    return ours.column(problem, FINER * cells, TOLERANCE, repeat=0).profiles
