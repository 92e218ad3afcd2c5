"""A double well: mean passage time, Kramers' asymptotic time, slowest relaxation."""

import numpy as np

from fluxforce.budget.diffusion.of_overdamped import landscape_of
from fluxforce.budget.diffusion.passage import kramers_time, mean_passage_time
from fluxforce.budget.diffusion.relaxation import relaxation_rates
from fluxforce.networks.diffusion_models import double_well
from fluxforce.networks.grid import Edge
from fluxforce.networks.grid_of_langevin import Extent, grid_of
from fluxforce.solve.markov.generator import generator
from fluxforce.verify.check import Check
from fluxforce.verify.stochastic.numbered import Row, numbered

RISKEN = "quadrature (Risken 1989, chapter 5)"


def p41() -> list[Check]:
    """From one minimum to the other at T = 0.1."""
    system = double_well(barrier=0.25, temperature=0.1)
    well = landscape_of(system)
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
    # the absorbing end is the goal
    reach = Extent(-3.125, 1.0, 33, Edge.REFLECTING, Edge.ABSORBING)
    grid = grid_of(system, {"x": reach}, most_peclet=40.0)
    cells = grid.volume.size
    inner = generator(grid.network).toarray()[:cells, :cells]
    times = np.linalg.solve(inner.T, -np.ones(cells))
    at = int(np.argmin(np.abs(grid.axes[0].centres + 1.0)))
    here = float(grid.axes[0].centres[at])
    known = mean_passage_time(well, here, 1.0)
    on_grid: list[Row] = [
        (f"double well: mean time to absorption from {here:g}, 33 cells", RISKEN, times[at], known)
    ]
    return [*numbered("41", rows), *numbered("41", on_grid, first=4)]
