"""Particles in harmonic traps that are dragged or stiffened: work distributions and protocols of least work."""

import numpy as np

from fluxforce.budget.diffusion.gaussian import evolve, stationary
from fluxforce.budget.diffusion.landscape import Landscape, free_energy
from fluxforce.budget.diffusion.linear import Coupling, linear_langevin
from fluxforce.budget.diffusion.production import entropy_production
from fluxforce.budget.diffusion.protocols import drive, optimal_protocol, ramp, sudden_work, trap
from fluxforce.budget.work.densities import exponential_work, gaussian_work, probability_below
from fluxforce.networks.gaussian import Gaussian
from fluxforce.verify.check import Check
from fluxforce.verify.stochastic.numbered import Row, numbered

DRAGGED = "closed form (Mazonka and Jarzynski 1999)"
OPTIMAL = "Schmiedl and Seifert 2007"


def p20() -> list[Check]:
    """A trap dragged at constant speed, from the moments of position and work together."""
    first = _dragged(1.0, 1.0, 1.0, 1.0)
    second = _dragged(2.0, 0.5, 3.0, 0.4)
    expected = (
        (0.3678794411714423, 0.7357588823428846, 0.3340045710044116, 1.0, 1.0),
        (1.121980338527497, 1.121980338527497, 0.1447462175687258, 1.0, 18.0),
    )
    claims = (
        "mean work",
        "variance of the work",
        "probability of negative work",
        "<exp(-W/T)>, no change of free energy",
        "steady entropy production [k_B/s]",
    )
    rows: list[Row] = []
    for k, found in enumerate((first, second)):
        pairs = zip(claims, found, expected[k], strict=True)
        rows += [(f"dragged trap {k + 1}: {claim}", DRAGGED, value, known) for claim, value, known in pairs]
    return numbered("20", rows)


def _dragged(stiffness: float, temperature: float, speed: float, duration: float) -> tuple[float, ...]:
    """Mean, variance and tail of the work, its exponential average, and the production of the steady state.

    In the frame of the trap dy = (-v - k y) dt + noise and dw = -k v y dt; friction is one.
    """
    pulled = Coupling(np.array([[stiffness]]), np.array([[temperature]]), temperature)
    frame = linear_langevin(["y"], {"bath": pulled}, push=np.array([-speed]))
    steady = entropy_production(frame, stationary(frame))["bath"]
    with_work = linear_langevin(
        ["y", "w"],
        {
            "bath": Coupling(
                np.array([[stiffness, 0.0], [0.0, 0.0]]), np.diag([temperature, 0.0]), temperature
            ),
            "count": Coupling(np.array([[0.0, 0.0], [stiffness * speed, 0.0]]), np.zeros((2, 2))),
        },
        push=np.array([-speed, 0.0]),
    )
    rest = Gaussian(np.zeros(2), np.diag([temperature / stiffness, 0.0]))
    end = evolve(with_work, rest, duration)
    mean, variance = float(end.mean[1]), float(end.covariance[1, 1])
    density = gaussian_work(mean, variance)
    low, high = mean - 20.0 * variance**0.5, mean + 20.0 * variance**0.5
    # exp(-w/T) moves the weight down by a variance over T
    shifted = exponential_work(density, low - variance / temperature, high, temperature)
    return mean, variance, probability_below(density, 0.0, low, high), shifted, steady


def p21() -> list[Check]:
    """Transport of a trap in a given time: protocol of least work by direct minimisation."""
    system = trap(mobility=1.0, temperature=1.0)
    start, end = (0.0, 1.0), (1.0, 1.0)
    best = optimal_protocol(system, start, end, 1.0, terms=6)
    straight = drive(system, ramp(start, end, 1.0)).work
    rows: list[Row] = [
        ("trap moved in least work: work", OPTIMAL, drive(system, best).work, 0.3333333333333333),
        ("trap moved in least work: first jump", OPTIMAL, best.jumps[0][0], 0.3333333333333333),
        ("trap moved at constant speed: work", "closed form", straight, 0.3678794411714423),
    ]
    middle = ("trap moved in least work: last jump", OPTIMAL, best.jumps[1][0], 1.0 / 3.0)
    return [*numbered("21", rows), *numbered("21", [middle], first=4)]


def p22() -> list[Check]:
    """Stiffening of a trap in a given time: the variance is (1 + c t)^2 times the first one."""
    system = trap(mobility=1.0, temperature=1.0)
    start, end = (0.0, 1.0), (0.0, 2.0)
    best = optimal_protocol(system, start, end, 1.0, terms=10)
    run = drive(system, best)
    opening = float(best.at(0.0)[1])
    soft = free_energy(Landscape(lambda x: 0.5 * x**2, 1.0))
    stiff = free_energy(Landscape(lambda x: x**2, 1.0))
    # three readings of c: the first jump, the last stiffness (1 - c (1 + c))/(1 + c)^2, and the last variance
    closing = float(best.at(1.0)[1])
    at_end = (-(1.0 + 2.0 * closing) + np.sqrt(4.0 * closing + 5.0)) / (2.0 * (1.0 + closing))
    spread = float(np.sqrt(run.moments[1])) - 1.0
    c = -0.1909830056250526
    rows: list[Row] = [
        ("stiffening in least work: work", OPTIMAL, run.work, 0.4029183611253944),
        ("stiffening: change of free energy", "closed form", stiff - soft, 0.3465735902799727),
        ("stiffening in least work: stiffness after the first jump", OPTIMAL, opening, 1.190983005625053),
        ("stiffening in least work: c from the first jump", OPTIMAL, 1.0 - opening, c),
        ("stiffening at once: work", "closed form", sudden_work(system, start, end), 0.5),
        ("stiffening in least work: c from the last stiffness", OPTIMAL, at_end, c),
        ("stiffening in least work: c from the last variance", OPTIMAL, spread, c),
    ]
    return numbered("22", rows)
