"""A driven ring of three states with everything that can be said of it, and a ratchet switched on and off."""

import numpy as np

from fluxforce.budget.markov.counting import counted, scgf
from fluxforce.budget.markov.cycles import fundamental_cycles
from fluxforce.budget.markov.entropy import entropy_rates
from fluxforce.budget.markov.uncertainty import uncertainty
from fluxforce.networks.network import Network
from fluxforce.networks.rings import flashing_ratchet, ring
from fluxforce.networks.system import network_rates
from fluxforce.solve.markov.generator import escape_rates
from fluxforce.solve.markov.stationary import stationary
from fluxforce.verify.check import Check
from fluxforce.verify.stochastic.numbered import Row, numbered

SCHNAKENBERG = "Schnakenberg 1976: the three states solved by hand"
TILTED = "largest root of the characteristic polynomial of the tilted generator"
SPLIT = "Hatano and Sasa 2001, Esposito and Van den Broeck 2010"
NEEP = "Kim and others 2020; Roldan and Parrondo 2010"
COUNTED = np.array([1.0, 0.0, 0.0])


def p2() -> list[Check]:
    """Ring of three states: rates 1, 2, 3 forward and 0.5, 0.25, 0.2 backward."""
    made = ring([1.0, 2.0, 3.0], [0.5, 0.25, 0.2])
    cycles = fundamental_cycles(made)
    steady, away = entropy_rates(made), entropy_rates(made, np.array([0.6, 0.3, 0.1]))
    affinity = abs(cycles.affinities[0])
    known = uncertainty(made, COUNTED)
    first, second, third = (float(p) for p in steady.stationary)
    rows: list[Row] = [
        ("affinity of the ring [k_B]", "ln of the product of ratios", affinity, 5.480638923341991),
        ("probability of state 0", SCHNAKENBERG, first, 0.5679702048417132),
        ("probability of state 1", SCHNAKENBERG, second, 0.2458100558659218),
        ("probability of state 2", SCHNAKENBERG, third, 0.186219739292365),
        ("current round the ring [1/s]", SCHNAKENBERG, known.current, 0.4450651769087523),
        ("entropy production [k_B/s]", "current times affinity", steady.total, 2.439241531990197),
        ("variance rate of the current [1/s]", SCHNAKENBERG, known.variance, 0.2436980363064593),
        ("variance over mean of the current", SCHNAKENBERG, known.fano, 0.5475558388977767),
        (
            "thermodynamic uncertainty product",
            "Barato and Seifert 2015",
            known.thermodynamic,
            3.000955843366332,
        ),
        ("cumulant generating function at 0.5", TILTED, _largest(made, 0.5), 0.2544528531128807),
        (
            "and at minus the affinity minus 0.5",
            "Gallavotti and Cohen's symmetry",
            _largest(made, -affinity - 0.5),
            0.2544528531128807,
        ),
        ("jumps per second", SCHNAKENBERG, known.activity, 1.901303538175047),
        ("kinetic uncertainty product", "Di Terlizzi and Baiesi 2019", known.kinetic, 2.339140215542385),
        ("entropy production at p = (0.6, 0.3, 0.1)", SPLIT, away.total, 2.616145746691367),
        ("housekeeping (adiabatic) part of it", SPLIT, away.total_housekeeping, 2.33083635045828),
        ("excess (nonadiabatic) part of it", SPLIT, away.total_excess, 0.2853093962330872),
        ("change of the network's own entropy", SPLIT, away.system, 0.6211015927750886),
    ]
    return numbered("2", rows)


def p60() -> list[Check]:
    """The flashing ratchet as a chain of jumps: entropy produced per jump, and how often a jump begins at place 0."""
    rows: list[Row] = []
    for height, produced, begun in (
        (1.0, 0.06236424824455785, 0.2069632657929441),
        (2.0, 0.2130692076992287, 0.2244597491474651),
    ):
        made = flashing_ratchet(height)
        p = stationary(made)
        rates, leaving = network_rates(made, p), escape_rates(made) * p
        jumps = float(rates.traffic.sum())
        said = f"flashing ratchet of height {height:g} k_B T"
        rows += [
            (f"{said}: entropy produced per jump [k_B]", NEEP, rates.total_production / jumps, produced),
            (f"{said}: share of jumps from place 0, switched on", NEEP, leaving[0] / jumps, begun),
        ]
    return numbered("60", rows)


def _largest(made: Network, s: float) -> float:
    return float(scgf(made, counted(made, COUNTED), s))
