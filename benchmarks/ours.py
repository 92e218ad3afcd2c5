"""Our side of the benchmarks: the problems of this folder as fluxforce models, solved and timed.

Each function returns None until the part of fluxforce it calls stands; a benchmark then leaves its column
empty.
"""

from dataclasses import dataclass

import numpy as np

from benchmarks.problem import LimestoneColumn
from benchmarks.profiles import Profiles
from benchmarks.waters import Speciated


@dataclass(frozen=True)
class Solved:
    """Profiles at the output times; seconds of the solver alone, its ledger on; seconds of compilation."""

    profiles: Profiles
    seconds: float
    compilation: float


def column(
    problem: LimestoneColumn, cells: int, tolerance: float, *, full_blocks: bool = False
) -> Solved | None:
    """Solve the column; `full_blocks` takes the solver that species of unequal diffusivity need."""
    return None


def column_process(problem: LimestoneColumn, cells: int, tolerance: float) -> float | None:
    """Seconds of a whole process, from the start of Python to the last result on disk."""
    return None


def speciation(waters: np.ndarray, change: float) -> Speciated | None:
    """Speciate contents [components, cells] of benchmarks.waters, then the same times 1 + `change`."""
    return None
