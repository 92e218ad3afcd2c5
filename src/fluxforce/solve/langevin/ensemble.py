"""What a run of many trajectories leaves behind."""

from dataclasses import dataclass

import numpy as np

from fluxforce.networks.diffusion import LangevinSystem
from fluxforce.numerics.summary import AbstractSummarised, Summary, number, numbers
from fluxforce.solve.langevin.state import State


@dataclass(frozen=True, repr=False)
class Ensemble(AbstractSummarised):
    """Trajectories at the times of output, with everything booked since time 0; k_B = 1.

    ``x`` [times, coordinates, trajectories], ``p`` and ``y`` alike (empty where there are none); ``energy``, ``work``,
    ``driven``, ``shadow``, ``convention`` [times, trajectories], ``heat`` [times, baths, trajectories] taken from the
    baths, as in ``Books``; ``started`` [trajectories] is the energy at time 0 before the protocol's first jump;
    ``currents`` by name [times, trajectories]. ``final`` is where the trajectories are now, to go on from.
    """

    system: LangevinSystem
    times: np.ndarray
    x: np.ndarray
    p: np.ndarray
    y: np.ndarray
    energy: np.ndarray
    work: np.ndarray
    driven: np.ndarray
    heat: np.ndarray
    shadow: np.ndarray
    convention: np.ndarray
    started: np.ndarray
    currents: dict[str, np.ndarray]
    final: State

    @property
    def first_law(self) -> np.ndarray:
        """Energy now less energy at the start, work, driven work, shadow work and heat [times, trajectories]."""
        gained = self.work + self.driven + self.shadow + self.heat.sum(axis=1)
        return self.energy - self.started[None] - gained

    @property
    def entropy(self) -> np.ndarray:
        """Entropy given to the medium [k_B], [times, trajectories]: -sum heat/T and the part of the convention.

        Heat given to a bath at temperature zero is infinite entropy.
        """
        temperature = np.asarray(self.system.temperature)[None, :, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            each = np.where(self.heat == 0.0, 0.0, -self.heat / temperature)
        return each.sum(axis=1) + self.convention

    def summary(self) -> Summary:
        """How many trajectories, where they are at the last time, and mean work and heat with their standard errors."""
        end, count = self.x[-1], self.x.shape[-1]
        books = [("work", self.work[-1])]
        if np.any(self.driven):
            books.append(("driven work", self.driven[-1]))
        books += [(f"heat from {name}", q) for name, q in zip(self.system.baths, self.heat[-1], strict=True)]
        books += [(name, values[-1]) for name, values in self.currents.items()]
        error = np.sqrt(max(count, 1))
        facts = [(name, f"{number(each.mean())} +- {number(each.std() / error)}") for name, each in books]
        rows = tuple(
            (name, *numbers(x.mean(), x.std())) for name, x in zip(self.system.coordinates, end, strict=True)
        )
        return Summary(
            f"{count} trajectories at {self.times.size} times up to {self.times[-1]:g} s, k_B = 1",
            tuple(facts),
            ("coordinate at the end", "mean", "standard deviation"),
            rows,
        )


def mean_and_error(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean over the trajectories (last axis) and its standard error."""
    count = values.shape[-1]
    return values.mean(axis=-1), values.std(axis=-1, ddof=1) / np.sqrt(count)
