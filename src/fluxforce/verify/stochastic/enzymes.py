"""Enzymes: a reversible cycle, Michaelis and Menten's, and Hopfield's kinetic proofreading."""

import numpy as np

from fluxforce.budget.markov.cycles import fundamental_cycles
from fluxforce.budget.markov.hill import simple_cycles
from fluxforce.budget.markov.uncertainty import uncertainty
from fluxforce.networks.counts import count_processes
from fluxforce.networks.enzymes import enzyme_cycle, michaelis_menten, proofreading
from fluxforce.networks.system import network_rates
from fluxforce.solve.markov.stationary import stationary
from fluxforce.verify.check import Check
from fluxforce.verify.stochastic.numbered import Row, numbered

HILL = "Hill 1989; Seifert 2012"
BLOCK = "closed form (Schnitzer and Block 1997)"
HOPFIELD = "Hopfield 1974"


def p11() -> list[Check]:
    """E + S <=> ES <=> EP <=> E + P at [S] = 10 and [P] = 1."""
    made = enzyme_cycle(10.0, 1.0)
    known = uncertainty(made, count_processes(made, {"binding": 1.0}))
    affinity = abs(fundamental_cycles(made).affinities[0])
    rows: list[Row] = [
        ("enzyme cycle: turnover [1/s]", HILL, known.current, 1.580084299262381),
        ("affinity [k_B]", HILL, affinity, 8.006367567650247),
        ("entropy production [k_B/s]", "turnover times affinity", known.production, 12.6507356877677),
        ("variance over mean of the turnover", HILL, known.fano, 0.5061621082665416),
        ("thermodynamic uncertainty product", HILL, known.thermodynamic, 4.052519887598712),
    ]
    return numbered("11", rows)


def p12() -> list[Check]:
    """E + S <=> ES -> E + P: product counted on the channel that has no way back."""
    made = michaelis_menten(2.0, 1.0, 3.0)
    known = uncertainty(made, count_processes(made, {"catalysis": 1.0}))
    rows: list[Row] = [
        ("Michaelis and Menten: product per second", BLOCK, known.current, 1.0),
        ("randomness: variance over mean of the product", BLOCK, known.fano, 0.6666666666666667),
    ]
    return numbered("12", rows)


def p56() -> list[Check]:
    """Proofreading at a discrimination of 100: the error falls far below 1/100, at a price."""
    made = proofreading(100.0)
    rates = network_rates(made, stationary(made))
    wrong, right = (
        float(rates.flux @ count_processes(made, {f"{which} product": 1.0})) for which in ("wrong", "right")
    )
    error = wrong / right
    reversible = ~made.one_way
    name = "right binding"
    driven = next(
        one
        for one in simple_cycles(made)
        if {made.processes[made.process[c]] for c in one.channels}
        == {name, "right driving", "right discarding"}
    )
    rows: list[Row] = [
        ("proofreading: wrong product over right product", HOPFIELD, error, 0.0001984130408050329),
        ("error times discrimination (1 without proofreading)", HOPFIELD, error * 100.0, 0.01984130408050329),
        ("error times its square (1 at best)", HOPFIELD, error * 1e4, 1.984130408050329),
        (
            "entropy production of the reversible channels [k_B/s]",
            HOPFIELD,
            float(np.sum(rates.production[reversible])),
            7.52337409494172,
        ),
        (
            "affinity of the proofreading cycle [k_B]",
            "ln of the product of ratios",
            driven.affinity,
            23.02585092994046,
        ),
    ]
    return numbered("56", rows)
