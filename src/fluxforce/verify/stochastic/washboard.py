"""Transport in tilted periodic potentials, by quadrature and on grids whose faces are jumps of the kernel."""

import numpy as np

from fluxforce.budget.diffusion.of_overdamped import washboard_of
from fluxforce.budget.diffusion.washboard import transport
from fluxforce.networks.diffusion_models import tilted_periodic
from fluxforce.networks.grid import Edge
from fluxforce.networks.grid_of_langevin import Extent, grid_of
from fluxforce.networks.system import network_rates
from fluxforce.solve.markov.stationary import stationary
from fluxforce.verify.check import Check
from fluxforce.verify.stochastic.numbered import Row, numbered

VELOCITY = "Stratonovich 1958"
DIFFUSION = "Reimann and others 2001"
CELLS = 32


def p40() -> list[Check]:
    """Two tilts of a cosine; velocity and diffusion by quadrature, velocity and production from a few cells."""
    expected = (
        (0.5, 0.5, 0.1755934060369708, 0.4235887974433222, 0.1755934060369708, 4.824654945802881),
        (1.0, 0.1, 0.3689532457620995, 0.4111299353197955, 3.689532457620995, 22.28628911885987),
    )
    rows: list[Row] = []
    coarse: list[Row] = []
    for force, temperature, velocity, diffusion, production, uncertainty in expected:
        system = tilted_periodic(amplitude=1.0, tilt=force, temperature=temperature)
        found = transport(washboard_of(system, 2.0 * np.pi))
        name = f"washboard, force {force:g} at T = {temperature:g}"
        rows += [
            (f"{name}: velocity", VELOCITY, found.velocity, velocity),
            (f"{name}: effective diffusion", DIFFUSION, found.diffusion, diffusion),
            (f"{name}: entropy production [k_B/s]", VELOCITY, found.production, production),
            (f"{name}: product of the uncertainty relation", DIFFUSION, found.uncertainty, uncertainty),
        ]
        turn = Extent(0.0, 2.0 * np.pi, CELLS, Edge.PERIODIC, Edge.PERIODIC)
        grid = grid_of(system, {"x": turn})
        rates = network_rates(grid.network, stationary(grid.network))
        on = f"{name}, {CELLS} cells"
        coarse += [
            (f"{on}: velocity", VELOCITY, grid.velocity(rates.flux)[0], velocity),
            (f"{on}: sum of J X of the kernel [k_B/s]", VELOCITY, rates.total_production, production),
        ]
    return [*numbered("40", rows), *numbered("40", coarse, first=9)]
