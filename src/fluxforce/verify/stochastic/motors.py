"""Motors and engines: kinesin by currents, cycles and response, a ratchet motor, a quantum dot at highest power."""

import numpy as np
from scipy.optimize import brentq

from fluxforce.budget.markov.counting import covariance
from fluxforce.budget.markov.cycles import fundamental_cycles
from fluxforce.budget.markov.engines import maximum_power
from fluxforce.budget.markov.entropy import entropy_rates
from fluxforce.budget.markov.hill import HillCycles, hill_cycles, simple_cycles, spanning_trees
from fluxforce.budget.markov.response import onsager, parameter_response
from fluxforce.budget.markov.uncertainty import uncertainty
from fluxforce.networks.counts import count_processes
from fluxforce.networks.motors import (
    KINESIN_HYDROLYSIS,
    KINESIN_STEPS,
    RATCHET_HYDROLYSIS,
    RATCHET_POSITION,
    kinesin,
    kinesin_four_states,
    kinesin_rates,
    ratchet_motor,
)
from fluxforce.networks.network import Network
from fluxforce.networks.system import network_rates
from fluxforce.solve.markov.stationary import stationary
from fluxforce.verify.check import Check
from fluxforce.verify.stochastic.numbered import Row, numbered

DOT = "Esposito, Lindenberg and Van den Broeck 2009"
KINESIN = "Liepelt and Lipowsky 2007"
RATCHET = "Lau, Lacoste and Mallick 2007"
FOUR = "Hwang and Hyeon 2017, table 2"
HILL = "Hill 1989"
RESPONSE = "Andrieux and Gaspard 2004"
# the cycles of six-state kinesin by the states that they visit
FORWARD, BACKWARD, SLIP = {0, 1, 4, 5}, {1, 2, 3, 4}, {0, 1, 2, 3, 4, 5}


def p4() -> list[Check]:
    """A quantum dot between a hot and a cold lead at the setting of highest power."""
    half, count = 0.25, 14
    nodes = half * np.cos(np.pi * (np.arange(count) + 0.5) / count)
    found = [maximum_power(float(carnot)) for carnot in nodes]
    # both sides of zero, where there is no engine: the polynomial through them tells the limit and the slopes there
    level, efficiency = (
        np.polynomial.Chebyshev.fit(nodes, values, count - 1, domain=[-half, half])
        for values in (
            [one.x_hot for one in found],
            [one.efficiency / carnot for one, carnot in zip(found, nodes, strict=True)],
        )
    )
    rows: list[Row] = [
        ("dot engine, Carnot efficiency to zero: reduced level", DOT, level(0.0), 2.399357280515468),
        (
            "third coefficient of the efficiency at maximum power",
            DOT,
            efficiency.deriv(2)(0.0) / 2.0,
            0.07749196708219422,
        ),
    ]
    for carnot, expected in (
        (0.5, (0.2963307693140007, 2.032739806391508, 2.86075291149664, 0.03715373538175704)),
        (0.01, (0.005012578036511616, 2.39333879765311, 2.40539595975966, 1.10359367460538e-5)),
    ):
        best = maximum_power(carnot)
        values = (best.efficiency, best.x_hot, best.x_cold, best.power)
        named = (
            "efficiency at maximum power",
            "level at the hot lead",
            "level at the cold lead",
            "maximum power",
        )
        rows += [
            (f"dot engine, Carnot efficiency {carnot:g}: {name}", DOT, value, listed)
            for name, value, listed in zip(named, values, expected, strict=True)
        ]
    return numbered("4", rows)


def p9() -> list[Check]:
    """Six-state kinesin without load and against ten k_B T per step, and the load at which it stalls."""
    rows = _kinesin_rows(
        0.0,
        20.0,
        (
            20.0,
            20.0,
            40.0,
            0.001977812807603879,
            0.001978964909250333,
            0.001979130792065535,
            0.001978974124696376,
            0.0395826158413107,
            0.0,
            20.02498572000016,
        ),
    )
    rows += _kinesin_rows(
        10.0,
        25.0,
        (
            15.0,
            35.0,
            50.0,
            0.03580306443618577,
            0.04075857070073159,
            0.04298203519498975,
            0.04278756670363558,
            0.7165202355128861,
            0.3331909647718049,
            22.78279517485211,
        ),
    )

    def steps(load: float) -> float:
        made = kinesin(load, 25.0)
        return float(KINESIN_STEPS @ network_rates(made, stationary(made)).flux)

    stall = float(np.asarray(brentq(steps, 12.0, 16.0, xtol=1e-13)))
    rows.append(
        ("kinesin at Delta mu = 25: load that stalls it [k_B T per step]", KINESIN, stall, 14.03863674949933)
    )
    return numbered("9", rows)


def p10() -> list[Check]:
    """The two-state ratchet motor without force: four channels between two states."""
    made = ratchet_motor(0.0, 10.0)
    known = uncertainty(made, RATCHET_POSITION)
    entropy = entropy_rates(made)
    hydrolysis = float(RATCHET_HYDROLYSIS @ entropy.rates.flux)
    force = (entropy.total - 10.0 * hydrolysis) / known.current
    rows: list[Row] = [
        ("ratchet motor: velocity [lattice steps/s]", RATCHET, known.current, 0.4876114604826901),
        ("hydrolysis of ATP [1/s]", RATCHET, hydrolysis, 0.2516964759443268),
        ("entropy production of the four channels [k_B/s]", RATCHET, entropy.total, 2.516964759443268),
        ("force left over in production = drive and force times currents", RATCHET, force, 0.0),
        ("variance rate of the position", RATCHET, known.variance, 0.9716275552624566),
        ("variance over mean of the position", RATCHET, known.fano, 1.992626576702351),
        (
            "thermodynamic uncertainty product of the position",
            RATCHET,
            known.thermodynamic,
            10.28558858588997,
        ),
    ]
    return numbered("10", rows)


def p13() -> list[Check]:
    """Kinesin as one cycle of four states."""
    made = kinesin_four_states(5e-5, 1e-4)
    known = uncertainty(made, count_processes(made, {"step": 1.0}))
    affinity = abs(fundamental_cycles(made).affinities[0])
    full = kinesin_four_states(1e12, 0.0)  # so much ATP that binding takes no time, and no phosphate
    fastest = float(count_processes(full, {"step": 1.0}) @ network_rates(full, stationary(full)).flux)
    rows: list[Row] = [
        ("four-state kinesin: steps per second", FOUR, known.current, 41.41728796398108),
        ("affinity [k_B]", FOUR, affinity, 13.73002589882844),
        ("entropy production [k_B/s]", "steps times affinity", known.production, 568.6604364046958),
        ("variance over mean of the steps", FOUR, known.fano, 0.5399934873008569),
        ("thermodynamic uncertainty product", FOUR, known.thermodynamic, 7.414124565839454),
        (
            "steps per second at saturation, k_cat",
            "closed form of the three other rates",
            fastest,
            105.7297207960947,
        ),
    ]
    return numbered("13", rows)


def p61() -> list[Check]:
    """Six-state kinesin at f = 5 and Delta mu = 20 by Hill's cycles: fluxes over twenty orders of magnitude."""
    made = kinesin(5.0, 20.0)
    found = hill_cycles(made)
    expected = (
        ("forward", FORWARD, 0.000868762816401338, 2.657565615028709e-10),
        ("backward", BACKWARD, 1.031486672743795e-7, 1.432522900852433e-18),
        ("futile", SLIP, 4.773214057131211e-6, 2.027830425103101e-23),
    )
    trees = float(spanning_trees(made))
    rows: list[Row] = [("spanning trees of six-state kinesin", "Kirchhoff's determinant", trees, 15.0)]
    for name, states, along, against in expected:
        k = _cycle_of(found, states)
        rows += [
            (f"{name} cycle, completed along its affinity [1/s]", HILL, found.forward[k], along),
            (f"{name} cycle, completed against it [1/s]", HILL, found.backward[k], against),
        ]
    rows += [
        ("entropy production as a sum over cycles [k_B/s]", HILL, found.production(), 0.01322494553863872),
        (
            "current of the step as a sum over cycles [1/s]",
            HILL,
            KINESIN_STEPS @ found.currents(),
            0.0008686594019775036,
        ),
    ]
    return numbered("61", rows)


def p62() -> list[Check]:
    """Onsager's matrix of six-state kinesin in equilibrium, by fluctuations and by three derivatives."""
    made = kinesin(0.0, 0.0)
    counted = np.stack([KINESIN_STEPS, KINESIN_HYDROLYSIS])
    fluctuations = 0.5 * covariance(made, counted)
    slopes = parameter_response(made, lambda x: kinesin_rates(x[0], x[1]), np.zeros(2)).currents(counted)
    matrix = onsager(made, counted)
    rows: list[Row] = [
        (
            "half the variance rate of the steps [1/s]",
            "Green and Kubo",
            fluctuations[0, 0],
            4.079453198384243e-12,
        ),
        ("steps by the drive, dJ_m/dmu [1/s]", RESPONSE, slopes[0, 1], 4.079446671264347e-12),
        (
            "hydrolysis by the load, -dJ_h/df [1/s]",
            "Onsager's reciprocity",
            -slopes[1, 0],
            4.079446671264347e-12,
        ),
        ("hydrolysis by the drive, L_hh [1/s]", RESPONSE, matrix[1, 1], 4.079453202735653e-12),
    ]
    more: list[Row] = [("steps by the load, -dJ_m/df [1/s]", RESPONSE, -slopes[0, 0], 4.079453198384243e-12)]
    return [*numbered("62", rows), *numbered("62", more, first=5)]


def _kinesin_rows(load: float, drive: float, expected: tuple[float, ...]) -> list[Row]:
    made = kinesin(load, drive)
    cycles = {frozenset(one.states(made)): one.affinity for one in simple_cycles(made)}
    steps, hydrolysis = uncertainty(made, KINESIN_STEPS), uncertainty(made, KINESIN_HYDROLYSIS)
    values = (
        *(cycles[frozenset(states)] for states in (FORWARD, BACKWARD, SLIP)),
        steps.current,
        steps.variance,
        hydrolysis.current,
        hydrolysis.variance,
        steps.production,
        load * steps.current / (drive * hydrolysis.current),
        steps.thermodynamic,
    )
    named = (
        "affinity of the forward cycle [k_B]",
        "affinity of the backward cycle [k_B]",
        "affinity of the futile cycle [k_B]",
        "steps per second",
        "variance rate of the steps [1/s]",
        "hydrolysis of ATP [1/s]",
        "variance rate of hydrolysis [1/s]",
        "entropy production [k_B/s]",
        "efficiency",
        "thermodynamic uncertainty product of the steps",
    )
    said = f"kinesin at f = {load:g}, Delta mu = {drive:g}"
    return [
        (f"{said}: {name}", KINESIN, value, listed)
        for name, value, listed in zip(named, values, expected, strict=True)
    ]


def _cycle_of(found: HillCycles, states: set[int]) -> int:
    made: Network = found.network
    return next(k for k, one in enumerate(found.cycles) if set(one.states(made)) == states)
