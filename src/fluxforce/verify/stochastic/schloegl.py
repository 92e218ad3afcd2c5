"""Schloegl's model: the master equation, its macroscopic limit, and the rate of switching."""

import numpy as np

from fluxforce.budget.reactions.copy_numbers import stationary_copy_numbers
from fluxforce.budget.reactions.fixed_points import fixed_points
from fluxforce.budget.reactions.structure import structure
from fluxforce.networks.kinetics import schloegl
from fluxforce.solve.markov.slowest import slowest_rate
from fluxforce.verify.check import Check

SOURCE = "Vellela and Qian 2009; closed form of a birth-death chain"
MACROSCOPIC = "roots of the cubic rate equation (Schloegl 1972)"

# mean, variance, p(0), entropy production, current
EXPECTED = {
    20.0: (2.242555674455591, 26.35641355266348, 0.1720802273060209, 6.587421741747356, 1.615539239643993),
    50.0: (4.749148098609441, 14.5109044304596, 0.01256313381725503, 6.15702808744277, 1.509986890897852),
}
ROOTS = (
    (0.09346312012143591, 0.1048587861858385),
    (1.204092864801905, 13.46433017842352),
    (3.702444015076659, 43.51633525007072),
)


def p50() -> list[Check]:
    """Two volumes: moments, production channel by channel, current and the three macroscopic states."""
    checks: list[Check] = []
    for volume, expected in EXPECTED.items():
        rows = _one_volume(volume, expected)
        checks += [Check(f"S50.{len(checks) + k + 1}", *row) for k, row in enumerate(rows)]
    return checks


def _one_volume(volume: float, expected: tuple[float, ...]) -> list[tuple[str, str, float, float, float]]:
    network = schloegl(volume)
    found = stationary_copy_numbers(network, {})
    rates = found.rates()
    (cycle,) = structure(network).emergent
    turned = cycle.reactions["autocatalysis"]
    current = float(rates.flux[rates.network.process == 0].sum())
    at = f"V = {volume:g}"
    rows = [
        (f"{at}: mean number of X", SOURCE, float(found.mean()[0]), expected[0], 1e-9),
        (f"{at}: variance of X", SOURCE, float(found.covariance()[0, 0]), expected[1], 1e-9),
        (f"{at}: probability of no X at all", SOURCE, found.at({"X": 0}), expected[2], 1e-9),
        (f"{at}: entropy production, both channels apart [k_B/s]", SOURCE, rates.total_production, expected[3], 1e-9),
        (f"{at}: affinity of the cycle A -> B [k_B]", "closed form ln(k1 a k4/(k2 k3 b))",
         turned * (cycle.affinity or 0.0), 4.077537443905719, 1e-12),
        (f"{at}: current from A to B [1/s]", SOURCE, current, expected[4], 1e-9),
    ]  # fmt: skip
    states = fixed_points(network)
    for k, (root, density) in enumerate(ROOTS):
        state = states[k]
        rows += [
            (f"{at}: macroscopic state {k + 1}", MACROSCOPIC, float(state.concentration[0]), root, 1e-9),
            (
                f"{at}: its entropy production per volume [k_B/s]",
                MACROSCOPIC,
                state.production_density,
                density,
                1e-9,
            ),
        ]
    return rows


def p50b() -> list[Check]:
    """Two likely states: how unlike they are, and how slowly they exchange."""
    found = stationary_copy_numbers(schloegl(25.0, k3=0.55), {})
    p = found.marginal("X")
    upper = int(np.argmax(p[30:])) + 30
    values = [
        ("mean number of X", float(found.mean()[0]), 83.3944805308755),
        ("variance of X", float(found.covariance()[0, 0]), 768.4068037061799),
        ("entropy production [k_B/s]", found.rates().total_production, 763.9339675758989),
        ("ln of p(upper maximum)/p(0)", float(np.log(p[upper] / p[0])), 3.862272029792923),
        (
            "slowest rate of relaxation, that of switching [1/s]",
            slowest_rate(found.master.network),
            0.008011332756495222,
        ),
    ]
    return [
        Check(f"S50b.{k + 1}", f"V = 25, bistable: {what}", SOURCE, value, expected, 1e-9)
        for k, (what, value, expected) in enumerate(values)
    ]
