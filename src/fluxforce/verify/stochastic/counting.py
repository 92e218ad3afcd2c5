"""Counted currents of a uniform ring and of a quantum dot between two leads."""

import numpy as np

from fluxforce.budget.markov.counting import counted, cumulants, scgf
from fluxforce.budget.markov.cycles import fundamental_cycles
from fluxforce.networks.dots import Lead, quantum_dot
from fluxforce.networks.rings import ring
from fluxforce.networks.system import network_rates
from fluxforce.solve.markov.slowest import slowest_mode
from fluxforce.solve.markov.stationary import stationary
from fluxforce.verify.check import Check
from fluxforce.verify.stochastic.numbered import Row, numbered

WALK = "biased walk: steps at rates p and m"
BOUND = "Barato and Seifert 2015"
LEADS = "Bagrets and Nazarov 2003"
LEVEL, POTENTIAL = 1.0, 2.0  # of the dot and of its left lead


def p1() -> list[Check]:
    """Six states in a ring, steps at 3 and 1 per second, every step counted."""
    made = ring([3.0] * 6, [1.0] * 6)
    steps = counted(made, np.ones(6), "steps")
    known, mode = cumulants(made, steps), slowest_mode(made)
    produced = network_rates(made, stationary(made)).total_production
    rows: list[Row] = [
        ("entropy production of a uniform ring [k_B/s]", WALK, produced, 2.197224577336219),
        ("steps per second", WALK, known.mean, 2.0),
        ("variance rate of the steps [1/s]", WALK, known.variance, 4.0),
        (
            "thermodynamic uncertainty product",
            BOUND,
            produced * known.variance / known.mean**2,
            2.197224577336219,
        ),
        ("cumulant generating function at 0.3", WALK, float(scgf(made, steps, 0.3)), 0.7903946434097272),
        (
            "affinity of the ring [k_B]",
            WALK,
            abs(float(fundamental_cycles(made).affinities[0])),
            6.591673732008658,
        ),
        (
            "coherence of the slowest mode",
            "Barato and Seifert 2017",
            abs(mode.imag / mode.real),
            0.8660254037844386,
        ),
    ]
    return numbered("1", rows)


def p3() -> list[Check]:
    """One level between leads at potentials 2 and 0, electrons counted as they enter from the left."""
    made = quantum_dot(LEVEL, {"left": Lead(1.0, POTENTIAL), "right": Lead(2.0, 0.0)})
    electrons = counted(made, "left")
    heat = counted(made, {"left": LEVEL - POTENTIAL}, "heat")
    known = cumulants(made, electrons)
    produced = network_rates(made, stationary(made)).total_production
    rows: list[Row] = [
        ("electrons per second through a dot", LEADS, known.mean, 0.3080781048400065),
        ("variance rate of the electrons [1/s]", LEADS, known.variance, 0.3412426765568175),
        ("variance over mean", LEADS, known.fano, 1.10764988227266),
        ("entropy production [k_B/s]", LEADS, produced, 0.616156209680013),
        ("cumulant generating function at 0.5", LEADS, float(scgf(made, electrons, 0.5)), 0.1989687877890014),
        ("heat current from the left lead", LEADS, cumulants(made, heat, 1).mean, -0.3080781048400065),
    ]
    return numbered("3", rows)
