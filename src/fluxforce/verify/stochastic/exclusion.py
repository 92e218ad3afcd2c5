"""Exclusion processes: currents and their fluctuations against the exact solutions, from generators of all states."""

import numpy as np
from scipy.optimize import brentq
from scipy.special import gammaln

from fluxforce.budget.markov.counting import Counted, counted, cumulants, mean_current, scgf
from fluxforce.budget.markov.deviations import conjugate_affinity
from fluxforce.networks.exclusion import Boundaries, asep, ring, ssep, tasep
from fluxforce.networks.network import Network
from fluxforce.networks.system import network_rates
from fluxforce.solve.markov.stationary import stationary
from fluxforce.verify.check import Check
from fluxforce.verify.stochastic.numbered import Row, numbered

MATRIX = "Derrida, Evans, Hakim and Pasquier 1993: ratio of two normalisations"
UNIT = "Derrida, Evans, Hakim and Pasquier 1993: (L + 2)/(2 (2 L + 1))"
DIFFUSION = "Derrida, Evans and Mallick 1995"
LARGE = "Lebowitz and Spohn 1999; de Gier and Essler 2011"
SYMMETRIC = "Derrida, Doucot and Roche 2004"
RING = "Derrida, Evans and Mukamel 1993"
SERIES = "Derrida and Lebowitz 1998: both series in B, here B = -0.003"
TERMS = 400  # of the series, which converge like 0.77^q at this B


def p30() -> list[Check]:
    """Open line, hops to the right only: currents up to 2^18 states and their variance."""
    rows: list[Row] = []
    for sites, current, variance in (
        (4, 0.3333333333333333, 0.08352229780801209),
        (8, 0.2941176470588235, 0.05093823491637768),
    ):
        made = tasep(sites)
        said = f"{sites} sites, in and out at 1"
        known = cumulants(made, _entering(made))
        middle = mean_current(made, counted(made, f"hop {sites // 2}-{sites // 2 + 1}"))
        rows += [
            (f"{said}: current that enters [1/s]", MATRIX, known.mean, current),
            (f"{said}: current in the middle [1/s]", UNIT, middle, current),
            (f"{said}: variance rate of the current [1/s]", DIFFUSION, known.variance, variance),
        ]
    made = tasep(10, 0.3, 0.6)
    known = cumulants(made, _entering(made))
    rows += [
        ("10 sites, in at 0.3, out at 0.6: current [1/s]", MATRIX, known.mean, 0.2096290209998345),
        (
            "10 sites, in at 0.3, out at 0.6: variance rate [1/s]",
            "another eigenvalue solver in double precision",
            known.variance,
            0.0828181037235671,
        ),
    ]
    for alpha, beta, source, current in (
        (1.0, 1.0, UNIT, 0.2702702702702703),
        (0.3, 0.6, MATRIX, 0.2099477097909542),
    ):
        made = tasep(18, alpha, beta)
        said = f"18 sites, in at {alpha:g}, out at {beta:g}: current of 262144 states [1/s]"
        rows.append((said, source, mean_current(made, _entering(made)), current))
    return numbered("30", rows)


def p31() -> list[Check]:
    """Open line, hops both ways: affinity from the symmetry of the generating function alone."""
    made = asep(4, Boundaries(1.0, 0.8, 0.3, 0.2), 1.0, 0.4)
    count = _entering(made)
    known, p = cumulants(made, count), stationary(made)
    rows: list[Row] = [
        ("current [1/s]", LARGE, known.mean, 0.2041703819539588),
        ("affinity, from the zero of the function [k_B]", LARGE, _affinity(made, count), 5.339139361068292),
        (
            "entropy production [k_B/s]",
            "current times affinity",
            network_rates(made, p).total_production,
            1.090094122654729,
        ),
        ("variance rate of the current [1/s]", LARGE, known.variance, 0.09301689266719648),
        ("cumulant generating function at 0.6", LARGE, float(scgf(made, count, 0.6)), 0.1397858304747777),
    ]
    return numbered("31", rows)


def p32() -> list[Check]:
    """Open line, symmetric hops, driven by its ends."""
    made = ssep(6, Boundaries(1.0, 1.0))
    known = cumulants(made, _entering(made))
    rows: list[Row] = [
        ("current of the symmetric process, 6 sites [1/s]", SYMMETRIC, known.mean, 0.1428571428571429),
        ("variance rate of its current [1/s]", SYMMETRIC, known.variance, 0.05442176870748298),
        ("variance over mean, 1/3 for long lines", SYMMETRIC, known.fano, 0.3809523809523813),
    ]
    return numbered("32", rows)


def p33() -> list[Check]:
    """Ring of 8 sites with 4 particles: total displacement, and its large deviations in Bethe's parameter B.

    Our gamma is where our generating function takes the value that the series gives for lambda, our lambda its value
    at the series' gamma.
    """
    made = ring(8, 4).network
    count = counted(made, np.ones(made.channels), "displacement")
    known = cumulants(made, count)
    gamma, value = bethe_series(8, 4, -0.003)

    def excess(s: float) -> float:
        return float(scgf(made, count, s)) - value

    found = float(brentq(excess, 0.5 * gamma, 2.0 * gamma, xtol=1e-15, rtol=1e-14))  # type: ignore[arg-type]
    rows: list[Row] = [
        ("mean displacement per time on a ring [1/s]", RING, known.mean, 2.285714285714286),
        ("variance rate of the displacement [1/s]", RING, known.variance, 3.201865889212828),
        ("tilt at which the function takes lambda(B)", SERIES, found, 0.0210630461814274),
        ("function at gamma(B) [1/s]", SERIES, float(scgf(made, count, gamma)), 0.04885637238096093),
    ]
    return numbered("33", rows)


def bethe_series(sites: int, particles: int, b: float) -> tuple[float, float]:
    """gamma and lambda of the ring in Bethe's parameter B: how the exact large deviation function is written.

    gamma = -sum_q B^q (L q - 1)!/((N q)! ((L - N) q)!), lambda = -N sum_q B^q (L q - 2)!/((N q)! ((L - N) q - 1)!).
    Source: [derrida1998].
    """
    q = np.arange(1, TERMS + 1)
    holes = (sites - particles) * q
    size = q * np.log(abs(b)) - gammaln(particles * q + 1)
    sign = np.where(q % 2 == 1, np.sign(b), 1.0)
    gamma = -np.sum(sign * np.exp(size + gammaln(sites * q) - gammaln(holes + 1)))
    value = -particles * np.sum(sign * np.exp(size + gammaln(sites * q - 1) - gammaln(holes)))
    return float(gamma), float(value)


def _entering(made: Network) -> Counted:
    return counted(made, "enter left")


def _affinity(made: Network, count: Counted) -> float:
    return conjugate_affinity(made, count)
