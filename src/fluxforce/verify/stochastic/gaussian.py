"""Linear Langevin systems with exact answers: gyrator, rotation, two baths, relaxation."""

import numpy as np

from fluxforce.budget.diffusion.counting import entropy_scgf, heat_scgf
from fluxforce.budget.diffusion.gaussian import stationary, torque
from fluxforce.budget.diffusion.of_langevin import forget, linear_of
from fluxforce.budget.diffusion.optimal_transport import least_production, wasserstein
from fluxforce.budget.diffusion.production import (
    entropy_balance,
    entropy_flows,
    entropy_production,
    heat_flows,
)
from fluxforce.networks.diffusion_models import brownian_gyrator, dragged_trap, rotational_ou, two_baths
from fluxforce.networks.gaussian import Gaussian
from fluxforce.verify.check import Check
from fluxforce.verify.stochastic.numbered import Row, numbered

GYRATOR = "closed form (Filliger and Reimann 2007)"
ROTATION = "closed form (Turitsyn and others 2007)"
BATHS = "closed form (Visco 2006)"
RELAXATION = "closed form (Ornstein and Uhlenbeck)"


def p23() -> list[Check]:
    """Two coordinates of one potential in two baths."""
    stiffness = np.array([[1.0, 0.5], [0.5, 1.0]])
    process = linear_of(brownian_gyrator(stiffness=1.0, coupling=0.5, temperatures=(1.0, 2.0)))
    state = stationary(process)
    produced = sum(entropy_production(process, state).values())
    spread = state.covariance
    rows: list[Row] = [
        ("gyrator: entropy production [k_B/s]", GYRATOR, produced, 0.0625),
        ("gyrator: heat from the hot bath", GYRATOR, -heat_flows(process, state)["y"], 0.125),
        ("gyrator: mean torque", GYRATOR, torque(stiffness, state), 0.5),
        ("gyrator: <x x>", GYRATOR, spread[0, 0], 1.5),
        ("gyrator: <x y>", GYRATOR, spread[0, 1], -1.0),
        ("gyrator: <y y>", GYRATOR, spread[1, 1], 2.5),
    ]
    flows = sum(entropy_flows(process, state).values())
    more: list[Row] = [("gyrator: entropy given to both baths [k_B/s]", GYRATOR, flows, 0.0625)]
    return [*numbered("23", rows), *numbered("23", more, first=7)]


def p25() -> list[Check]:
    """A harmonic trap with a rotational force."""
    process = linear_of(rotational_ou(stiffness=1.0, swirl=2.0, temperature=0.5))
    produced = entropy_production(process, stationary(process))["bath"]
    value = -1.08806130178211
    rows: list[Row] = [
        ("rotation in a trap: entropy production [k_B/s]", ROTATION, produced, 8.0),
        (
            "rotation in a trap: generating function at s = 0.3",
            ROTATION,
            entropy_scgf(process, 0.3).value,
            value,
        ),
    ]
    mirrored: list[Row] = [
        (
            "rotation in a trap: the same at s = 0.7",
            "Gallavotti and Cohen",
            entropy_scgf(process, 0.7).value,
            value,
        )
    ]
    return [*numbered("25", rows), *numbered("25", mirrored, first=3)]


def p26() -> list[Check]:
    """One velocity damped by two baths, which stay apart."""
    process = forget(linear_of(two_baths(frictions=(1.0, 2.0), temperatures=(2.0, 1.0))), ["x"])
    state = stationary(process)
    produced = sum(entropy_production(process, state).values())
    # heat from bath one and the same counted where it leaves, in bath two: energy stored drops out of the limit
    tilted = heat_scgf(process, "bath 1", 0.2).value
    leaving = heat_scgf(process, "bath 2", -0.2).value
    rows: list[Row] = [
        (
            "particle in two baths: heat from the first",
            BATHS,
            -heat_flows(process, state)["bath 1"],
            0.6666666666666667,
        ),
        ("particle in two baths: entropy production [k_B/s]", BATHS, produced, 0.3333333333333333),
        ("particle in two baths: generating function of heat, s = 0.2", BATHS, tilted, -0.07797338380595),
        ("particle in two baths: the same counted at the second", BATHS, leaving, -0.07797338380595),
    ]
    return numbered("26", rows)


def p42() -> list[Check]:
    """Relaxation in a trap from a narrow start, and the least production that such a change needs."""
    process = linear_of(dragged_trap(stiffness=1.0, temperature=0.5))
    start = Gaussian(np.array([2.0]), np.array([[0.01]]))
    balance = entropy_balance(process, start, 0.7)
    end = balance.end
    rate = entropy_production(process, end)["bath"]
    square = wasserstein(start, end) ** 2
    least = least_production(start, end, duration=0.7, temperature=0.5)
    bound = "Aurell and others 2012"
    rows: list[Row] = [
        ("relaxation in a trap: mean", RELAXATION, end.mean[0], 0.993170607582819),
        ("relaxation in a trap: variance", RELAXATION, end.covariance[0, 0], 0.3791674876686128),
        ("relaxation in a trap: entropy production at the end [k_B/s]", RELAXATION, rate, 2.04978915024348),
        (
            "relaxation in a trap: entropy produced [k_B]",
            "relative entropies",
            balance.production,
            4.462141123785193,
        ),
        ("relaxation in a trap: squared distance W2", bound, square, 1.279719758427382),
        ("relaxation in a trap: least entropy produced [k_B]", bound, least, 3.656342166935377),
    ]
    return numbered("42", rows)
