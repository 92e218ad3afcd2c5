"""A double well: mean passage time, Kramers' asymptotic time, slowest relaxation."""

import numpy as np

from fluxforce.budget.diffusion.landscape import Landscape
from fluxforce.budget.diffusion.passage import kramers_time, mean_passage_time
from fluxforce.budget.diffusion.relaxation import relaxation_rates
from fluxforce.networks.grid import Axis, Edge, fokker_planck
from fluxforce.solve.markov.generator import generator
from fluxforce.verify.check import Check
from fluxforce.verify.stochastic.numbered import Row, numbered

RISKEN = "quadrature (Risken 1989, chapter 5)"


def double_well(x: np.ndarray) -> np.ndarray:
    """U = x^4/4 - x^2/2."""
    return x**4 / 4.0 - x**2 / 2.0


def p41() -> list[Check]:
    """From one minimum to the other at T = 0.1."""
    well = Landscape(double_well, 0.1)
    passage = mean_passage_time(well, -1.0, 1.0)
    rate = float(relaxation_rates(well, 2)[1])
    rows: list[Row] = [
        ("double well: mean passage time", RISKEN, passage, 66.26862636491788),
        (
            "double well: Kramers' asymptotic time",
            "Kramers 1940",
            kramers_time(well, -1.0, 0.0),
            54.1253945622268,
        ),
        ("double well: slowest relaxation rate", "sinc functions", rate, 0.03354528730815174),
    ]
    # centres at -2.75, -2.25, ... hold the start; the absorbing end is the goal
    axis = Axis("x", -3.125, 1.0, 33, Edge.REFLECTING, Edge.ABSORBING, 0.1)
    grid = fokker_planck([axis], double_well, most_peclet=40.0)
    cells = grid.volume.size
    inner = generator(grid.network).toarray()[:cells, :cells]
    times = np.linalg.solve(inner.T, -np.ones(cells))
    at = int(np.argmin(np.abs(axis.centres + 1.0)))
    here = float(axis.centres[at])
    known = mean_passage_time(well, here, 1.0)
    on_grid: list[Row] = [
        (f"double well: mean time to absorption from {here:g}, 33 cells", RISKEN, times[at], known)
    ]
    return [*numbered("41", rows), *numbered("41", on_grid, first=4)]
