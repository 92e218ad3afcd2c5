"""Our side of the benchmarks: the problem of problem.py as a fluxforce model, solved and timed.

Each function returns None until the part of fluxforce it calls stands; a benchmark then leaves its column
empty.
"""

from benchmarks.problem import LimestoneColumn
from benchmarks.profiles import Profiles


def column(problem: LimestoneColumn, cells: int, tolerance: float) -> tuple[Profiles, float] | None:
    """Profiles at the output times; seconds of the solver alone with its ledger on, after compilation."""
    return None


def column_process(problem: LimestoneColumn, cells: int, tolerance: float) -> float | None:
    """Seconds of a whole process, from the start of Python to the last result on disk."""
    return None


def speciation(cells: int, change: float) -> float | None:
    """Seconds to speciate `cells` waters, all changed by the relative `change` since last time; 1: cold."""
    return None
