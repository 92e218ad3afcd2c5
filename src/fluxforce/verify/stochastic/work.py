"""Work and free energy: least dissipation between Gaussians, and what estimators do with Gaussian work."""

import numpy as np

from fluxforce.budget.diffusion.optimal_transport import least_production, production_along
from fluxforce.budget.work.bennett import bennett
from fluxforce.budget.work.crooks import crooks, crossing
from fluxforce.budget.work.densities import (
    bennett_variance,
    gaussian_work,
    jarzynski_variance,
    mean_work,
    reverse_work,
)
from fluxforce.budget.work.estimate import Estimate
from fluxforce.budget.work.jarzynski import jarzynski
from fluxforce.networks.gaussian import Gaussian
from fluxforce.verify.check import Check
from fluxforce.verify.stochastic.numbered import Row, numbered

TRANSPORT = "Aurell and others 2012"
GAUSSIAN = "closed form for Gaussian work"
SHIRTS = "quadrature (Bennett 1976; Shirts and others 2003)"
SAMPLES = 20_000


def p69() -> list[Check]:
    """From N(0, 1) to N(2, 1/4) in one unit of time."""
    start, end = Gaussian(np.zeros(1), np.eye(1)), Gaussian(np.array([2.0]), 0.25 * np.eye(1))
    least = least_production(start, end, duration=1.0, temperature=1.0)
    along = production_along(start, end, duration=1.0, temperature=1.0)
    return numbered(
        "69",
        [
            ("least entropy produced between two Gaussians [k_B]", TRANSPORT, least, 4.25),
            ("entropy produced along the straight way [k_B]", TRANSPORT, along, 4.25),
        ],
    )


def p70() -> list[Check]:
    """Gaussian work with Delta F = 1.5 and a standard deviation of 2 at T = 1; then 20 000 samples of each kind."""
    low, high = -60.0, 60.0
    forward = gaussian_work(1.5 + 4.0 / 2.0, 4.0)
    reverse = reverse_work(forward, 1.5, 1.0)
    rows: list[Row] = [
        ("Gaussian work: mean forward", GAUSSIAN, mean_work(forward, low, high), 3.5),
        ("Gaussian work: mean reverse, by Crooks' relation", GAUSSIAN, mean_work(reverse, low, high), 0.5),
        (
            "Gaussian work: where the densities cross",
            "Crooks 1999",
            crossing(forward, reverse, -10.0, 10.0),
            1.5,
        ),
        ("Bennett: N Var/T^2", SHIRTS, bennett_variance(forward, reverse, low, high), 2.448403432488259),
        ("Jarzynski: N Var/T^2", GAUSSIAN, jarzynski_variance(forward, low, high, 1.0), 53.59815003314424),
    ]
    draw = np.random.default_rng(70)
    ahead, back = draw.normal(3.5, 2.0, SAMPLES), draw.normal(0.5, 2.0, SAMPLES)
    tested = crooks(ahead, back, 1.0)
    sampled = [
        _sampled(6, "Jarzynski", jarzynski(ahead, 1.0), 1.5),
        _sampled(7, "Bennett", bennett(ahead, back, 1.0).estimate, 1.5),
        _sampled(8, "crossing of the distributions", tested.crossing, 1.5),
        _sampled(9, "slope of Crooks' ratio", tested.slope, 1.0),
    ]
    return [*numbered("70", rows), *sampled]


def _sampled(number: int, what: str, found: Estimate, expected: float) -> Check:
    claim = f"{what} from {found.samples} samples, standard error {found.error:.2g}"
    tolerance = 4.0 * found.error / abs(expected)
    return Check(f"S70.{number}", claim, GAUSSIAN, found.value, expected, tolerance)
