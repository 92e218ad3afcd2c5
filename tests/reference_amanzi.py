"""Reader of CrunchFlow's profiles for the one-dimensional calcite benchmark that Amanzi publishes.

Files `crunchflow_<solver>_<what><k>.out`: solver `gimrt` (global implicit) or `os3d` (operator splitting),
`what` one of pH, totcon, volume, k = 1 to 5 for 10 to 50 years; 100 cells of 1 m. The two solvers differ by 5
to 30 % at the front itself, so scores go by plateaus and by the front's position, never by values there.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SOLVERS = ("gimrt", "os3d")
YEARS = (10, 20, 30, 40, 50)
FOLDER = Path("geochem") / "amanzi_calcite_1d"


@dataclass(frozen=True)
class Profile:
    """Columns of one output file by name, over the cell centres x [m]."""

    x: np.ndarray
    values: dict[str, np.ndarray]


def read(file: Path) -> Profile:
    """Tecplot text: names stand quoted in the VARIABLES line, numbers below the ZONE line."""
    lines = file.read_text(encoding="latin-1").splitlines()
    header = next(line for line in lines if line.strip().startswith("VARIABLES"))
    names = [name.strip() for name in re.findall(r'"([^"]*)"', header)]
    start = next(k for k, line in enumerate(lines) if line.strip().startswith("ZONE")) + 1
    table = np.array([[float(word) for word in line.split()] for line in lines[start:] if line.strip()])
    names = [name for name in names if name][: table.shape[1]]
    if len(names) != table.shape[1]:
        raise ValueError(f"{file.name}: {len(names)} names for {table.shape[1]} columns")
    return Profile(table[:, 0], dict(zip(names[1:], table[:, 1:].T, strict=True)))


def profile(reference: Path, solver: str, what: str, year: int) -> Profile:
    """One profile; `reference` is the folder that holds `geochem`."""
    return read(reference / FOLDER / f"crunchflow_{solver}_{what}{YEARS.index(year) + 1}.out")


def plateaus(values: np.ndarray, margin: int = 3) -> tuple[float, float]:
    """Values behind the front (at the inlet) and ahead of it (at the outlet): medians of `margin` cells."""
    return float(np.median(values[:margin])), float(np.median(values[-margin:]))


def front(x: np.ndarray, values: np.ndarray) -> float:
    """Where the profile first crosses the middle of its two plateaus, by interpolation between cells [m]."""
    low, high = plateaus(values)
    above = (values - 0.5 * (low + high)) * np.sign(high - low)
    k = int(np.argmax(above > 0))
    if k == 0:
        raise ValueError("no front: the profile does not cross the middle of its plateaus")
    return float(x[k - 1] + (x[k] - x[k - 1]) * -above[k - 1] / (above[k] - above[k - 1]))


def scores(reference: Path, year: int) -> dict[str, dict[str, tuple[float, float, float]]]:
    """Plateau behind, plateau ahead, front position, by quantity and solver: what a test compares with."""
    wanted = {"pH": ("pH", "pH"), "Ca": ("totcon", "Ca++"), "Calcite": ("volume", "Calcite")}
    found: dict[str, dict[str, tuple[float, float, float]]] = {}
    for quantity, (what, column) in wanted.items():
        for solver in SOLVERS:
            it = profile(reference, solver, what, year)
            values = it.values[column]
            found.setdefault(quantity, {})[solver] = (*plateaus(values), front(it.x, values))
    return found
