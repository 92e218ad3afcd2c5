"""Transport in tilted periodic potentials, spectral and on grids whose faces are jumps of the kernel."""

import numpy as np

from fluxforce.budget.diffusion.washboard import Washboard, transport
from fluxforce.networks.grid import Axis, Edge, fokker_planck
from fluxforce.networks.system import network_rates
from fluxforce.solve.markov.stationary import stationary
from fluxforce.verify.check import Check
from fluxforce.verify.stochastic.numbered import Row, numbered

VELOCITY = "Stratonovich 1958"
DIFFUSION = "Reimann and others 2001"


def p40() -> list[Check]:
    """Two tilts of a cosine; velocity and diffusion from the spectrum, velocity and production from twelve cells."""
    expected = (
        (0.5, 0.5, 0.1755934060369708, 0.4235887974433222, 0.1755934060369708, 4.824654945802881),
        (1.0, 0.1, 0.3689532457620995, 0.4111299353197955, 3.689532457620995, 22.28628911885987),
    )
    rows: list[Row] = []
    coarse: list[Row] = []
    for force, temperature, velocity, diffusion, production, uncertainty in expected:
        found = transport(Washboard(np.cos, 2.0 * np.pi, force, temperature))
        name = f"washboard, force {force:g} at T = {temperature:g}"
        rows += [
            (f"{name}: velocity", VELOCITY, found.velocity, velocity),
            (f"{name}: effective diffusion", DIFFUSION, found.diffusion, diffusion),
            (f"{name}: entropy production [k_B/s]", VELOCITY, found.production, production),
            (f"{name}: product of the uncertainty relation", DIFFUSION, found.uncertainty, uncertainty),
        ]
        cells = 12 if temperature > 0.2 else 32
        turn = Axis("x", 0.0, 2.0 * np.pi, cells, Edge.PERIODIC, Edge.PERIODIC, temperature, force=force)
        grid = fokker_planck([turn], np.cos)
        rates = network_rates(grid.network, stationary(grid.network))
        on = f"{name}, {cells} cells"
        coarse += [
            (f"{on}: velocity", VELOCITY, grid.velocity(rates.flux)[0], velocity),
            (f"{on}: sum of J X of the kernel [k_B/s]", VELOCITY, rates.total_production, production),
        ]
    return [*numbered("40", rows), *numbered("40", coarse, first=9)]
