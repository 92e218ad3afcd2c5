"""What a time integration leaves behind, on the host."""

from dataclasses import dataclass, field

import numpy as np

from fluxforce.balance import System
from fluxforce.solve.status import Failure, Status
from fluxforce.solve.tableau import Tableau


@dataclass
class Trajectory:
    """Every accepted step: ``stages`` [steps, stages, coordinates, places]; the last stage is the new state.

    ``start`` are the coordinates at ``start_time``. Contents, fluxes and books are read from these states by the
    same ``evaluate`` that made them.
    """

    system: System
    tableau: Tableau
    start: np.ndarray
    start_time: float
    time: np.ndarray
    step: np.ndarray
    stages: np.ndarray
    iterations: np.ndarray
    error: np.ndarray
    rejected: int
    status: Status
    seconds: float = 0.0
    failure: Failure | None = field(default=None)

    def states(self) -> np.ndarray:
        """Coordinates at the start and at the end of every step, [steps + 1, coordinates, places]."""
        return np.concatenate([self.start[None], self.stages[:, -1]])

    def times(self) -> np.ndarray:
        """Times of ``states`` [s]."""
        return np.concatenate([[self.start_time], self.time])
