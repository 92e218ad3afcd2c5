"""Active particles: run and tumble, active Brownian, and propelled by coloured noise."""

import numpy as np

from fluxforce.budget.diffusion.active import long_time_diffusion, mean_square_displacement, propelled
from fluxforce.budget.diffusion.gaussian import stationary, velocity_moments
from fluxforce.budget.diffusion.of_langevin import linear_of
from fluxforce.budget.diffusion.production import entropy_flows, entropy_production
from fluxforce.networks.diffusion_models import active_ou
from fluxforce.networks.gaussian import Gaussian
from fluxforce.verify.check import Check
from fluxforce.verify.stochastic.numbered import Row, numbered

TUMBLE = "closed form (Tailleur and Cates 2009)"
BROWNIAN = "closed form (ten Hagen and others 2011)"
COLOURED = "closed form (Dabelow, Bo and Eichhorn 2019)"


def p43() -> list[Check]:
    """Run and tumble with speed 1 and flip rate 2: the propulsion forgets at twice the flip rate."""
    trapped = propelled(stiffness=1.0, speed_squared=1.0, persistence=1.0 / 4.0)
    free = propelled(stiffness=0.0, speed_squared=1.0, persistence=1.0 / 4.0)
    rows: list[Row] = [
        ("run and tumble in a trap: <x^2>", TUMBLE, stationary(trapped).covariance[0, 0], 0.2),
        ("run and tumble: effective diffusion", TUMBLE, long_time_diffusion(free), 0.25),
    ]
    return numbered("43", rows)


def p44() -> list[Check]:
    """An active Brownian particle in two dimensions, axis by axis."""
    axis = propelled(stiffness=0.0, speed_squared=4.0 / 2.0, persistence=1.0, thermal=0.1)
    moved = 2.0 * mean_square_displacement(axis, 0.5)
    # the propulsion has settled at <u^2> = v^2/2; where the particle is does not matter
    settled = Gaussian(np.zeros(2), np.diag([1.0, 2.0]))
    produced = 2.0 * entropy_flows(axis, settled)["bath"]
    rows: list[Row] = [
        ("active Brownian particle: <r^2> at t = 0.5", BROWNIAN, moved, 1.052245277701067),
        ("active Brownian particle: effective diffusion", BROWNIAN, long_time_diffusion(axis), 2.1),
        ("active Brownian particle: entropy production [k_B/s]", "closed form v^2/D", produced, 40.0),
    ]
    return numbered("44", rows)


def p45() -> list[Check]:
    """A trapped particle driven by coloured noise."""
    process = linear_of(active_ou(stiffness=1.0, tau=0.5, diffusion=1.0, temperature=0.2))
    state = stationary(process)
    produced = sum(entropy_production(process, state).values())
    rows: list[Row] = [
        ("coloured propulsion: <x^2>", COLOURED, state.covariance[0, 0], 0.8666666666666667),
        ("coloured propulsion: entropy production [k_B/s]", COLOURED, produced, 6.666666666666667),
        (
            "coloured propulsion: active power",
            COLOURED,
            velocity_moments(process, state)[1, 0],
            1.333333333333333,
        ),
    ]
    return numbered("45", rows)
