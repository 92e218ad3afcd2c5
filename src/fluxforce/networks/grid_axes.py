"""Axes of a Fokker-Planck grid: coordinates, ends, baths and what drives along them, checked once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from fluxforce.errors import BadInput, Problem

# A function of all coordinates (arrays of any one shape), or one number everywhere.
Field = Callable[..., np.ndarray] | float | int

# Largest difference of a potential across its period, relative to its size, that is taken for round-off.
SAME = 1e-9


class Edge(Enum):
    """What an axis does at one of its ends."""

    PERIODIC = "periodic"
    REFLECTING = "reflecting"
    ABSORBING = "absorbing"


@dataclass(frozen=True)
class Axis:
    """One coordinate of a grid: its cells, its ends, its bath, and what drives along it.

    ``force`` is what the potential does not give (a tilt, a torque); ``mobility`` is velocity per force and may
    depend on position; ``temperature`` in units of energy (k_B = 1) belongs to the axis, so that two axes may be
    coupled to two baths. A periodic axis is periodic at both ends.
    """

    name: str
    lower: float
    upper: float
    cells: int
    low: Edge = Edge.REFLECTING
    high: Edge = Edge.REFLECTING
    temperature: float = 1.0
    mobility: Field = 1.0
    force: Field = 0.0
    bath: str = "bath"

    @property
    def width(self) -> float:
        """Width of a cell."""
        return (self.upper - self.lower) / self.cells

    @property
    def centres(self) -> np.ndarray:
        """Where the cells have their centres."""
        return self.lower + self.width * (np.arange(self.cells) + 0.5)

    @property
    def periodic(self) -> bool:
        """Whether the last cell meets the first."""
        return self.low is Edge.PERIODIC


def values(field: Field, coordinates: Sequence[np.ndarray], what: str) -> np.ndarray:
    """A field at coordinates of one shape. Raises BadInput with the place where it is not a finite number."""
    shape = coordinates[0].shape
    found = np.broadcast_to(np.asarray(field(*coordinates) if callable(field) else field, dtype=float), shape)
    wrong = ~np.isfinite(found)
    if np.any(wrong):
        at = ", ".join(f"{one[wrong][0]:g}" for one in coordinates)
        raise BadInput([Problem(f"{what} is not a finite number at ({at})")])
    return found


def check_axes(axes: Sequence[Axis], potential: Field) -> None:
    """Raises BadInput with every axis that cannot be used, and for a potential without the period of its axis."""
    if not 1 <= len(axes) <= 3:
        raise BadInput([Problem(f"a grid has one to three axes, not {len(axes)}")])
    problems = [problem for axis in axes for problem in _problems(axis)]
    names = [axis.name for axis in axes]
    if len(set(names)) < len(names):
        problems.append(Problem(f"two axes have one name: {', '.join(names)}"))
    if problems:
        raise BadInput(problems)
    for k, axis in enumerate(axes):
        if axis.periodic:
            _check_period(axes, k, potential)


def _problems(axis: Axis) -> list[Problem]:
    found = []
    if not (np.isfinite(axis.lower) and np.isfinite(axis.upper) and axis.upper > axis.lower):
        found.append(
            Problem(f"axis '{axis.name}' leads from {axis.lower:g} to {axis.upper:g}", hint="upwards")
        )
    least = 3 if axis.periodic else 2
    if axis.cells < least:
        found.append(Problem(f"axis '{axis.name}' has {axis.cells} cells; at least {least} are needed"))
    if not (np.isfinite(axis.temperature) and axis.temperature > 0.0):
        said = f"the temperature of axis '{axis.name}' is {axis.temperature:g}; it must be above zero"
        found.append(Problem(said, hint="temperatures are in units of energy, k_B = 1"))
    if (axis.low is Edge.PERIODIC) != (axis.high is Edge.PERIODIC):
        found.append(Problem(f"axis '{axis.name}' is periodic at one end only", hint="low and high together"))
    return found


def _check_period(axes: Sequence[Axis], k: int, potential: Field) -> None:
    axis = axes[k]
    plane = [a.centres if j != k else np.zeros(1) for j, a in enumerate(axes)]
    others = list(np.meshgrid(*plane, indexing="ij"))
    ends = []
    for at in (axis.lower, axis.upper):
        others[k] = np.full(others[k].shape, at)
        ends.append(values(potential, others, "the potential"))
    off = float(np.max(np.abs(ends[1] - ends[0])))
    if off > SAME * max(axis.temperature, float(np.max(np.abs(ends)))):
        raise BadInput(
            [
                Problem(
                    f"the potential is not periodic along axis '{axis.name}': it differs by {off:g} across the period",
                    hint="a tilt belongs in the axis' force, the potential must be the same at both ends",
                )
            ]
        )
