"""Mean first passage times in one dimension, and Kramers' asymptotic escape time."""

from itertools import pairwise

import numpy as np
from numpy.polynomial import Chebyshev

from fluxforce.budget.diffusion.landscape import POINTS, Landscape, check_temperature, panel, panels, support
from fluxforce.errors import BadInput, Problem
from fluxforce.numerics.quadrature import gauss


def mean_passage_time(landscape: Landscape, start: float, goal: float) -> float:
    """Mean time from ``start`` to the first visit of ``goal``.

    T = integral from start to goal of dy exp(U/T)/(mu T) times the integral of exp(-U/T) over everything on the
    start's side of y, both by Gauss quadrature on panels on which U changes by less than 2 T; the far side ends at a
    reflecting wall or where U is 40 T above all it had before. Source: [risken1989], chapter 5.
    """
    check_temperature(landscape)
    for what, place in (("start", start), ("goal", goal)):
        if not landscape.lower <= place <= landscape.upper:
            raise BadInput([Problem(f"the {what} at {place:g} lies outside the walls")])
    if start == goal:
        return 0.0
    sign = 1.0 if goal > start else -1.0
    far = support(landscape, start, -sign)
    behind, between = panels(landscape, far, start), panels(landscape, start, goal)
    # a datum of U at the start keeps the exponentials of both integrals in range
    datum = float(landscape.reduced(np.array([start]))[0])
    before = sum(panel(landscape, a, b, datum).whole for a, b in pairwise(behind))
    _, weights = gauss(POINTS)
    total = 0.0
    for a, b in pairwise(between):
        here = panel(landscape, a, b, datum)
        rising = np.exp(here.reduced) / here.diffusivity
        total += abs(b - a) * float(weights @ ((before + here.running) * rising))
        before += here.whole
    return float(total)


def kramers_time(landscape: Landscape, well: float, barrier: float) -> float:
    """Kramers' asymptotic escape time 2 pi/(mu sqrt(U''(well) |U''(barrier)|)) exp((U_barrier - U_well)/T).

    ``well`` and ``barrier`` are guesses: the extrema and their curvatures are those of the Chebyshev polynomial that
    interpolates U around both. The mobility is that at the barrier. Source: [kramers1940].
    """
    check_temperature(landscape)
    reach = abs(barrier - well)
    if reach == 0.0:
        raise BadInput([Problem("well and barrier are at the same place")])
    domain = (min(well, barrier) - reach / 2.0, max(well, barrier) + reach / 2.0)
    fitted = _polynomial(landscape, domain)
    slope, curvature = fitted.deriv(1), fitted.deriv(2)
    roots = slope.roots()
    real = np.real(roots[np.abs(np.imag(roots)) < 1e-8 * reach])
    low = _nearest(real[curvature(real) > 0.0], well, "minimum")
    high = _nearest(real[curvature(real) < 0.0], barrier, "maximum")
    rise = float(fitted(high) - fitted(low))
    product = float(curvature(low) * -curvature(high))
    mobility = float(landscape.diffusivity(np.array([high]))[0]) / landscape.temperature
    return 2.0 * np.pi / (mobility * landscape.temperature * np.sqrt(product)) * np.exp(rise)


def _polynomial(landscape: Landscape, domain: tuple[float, float]) -> Chebyshev:
    for degree in (8, 16, 32, 64, 128):
        fitted = Chebyshev.interpolate(landscape.reduced, degree, domain=list(domain))
        size = float(np.max(np.abs(fitted.coef)))
        if float(np.max(np.abs(fitted.coef[-3:]))) <= 1e-13 * size:
            # coefficients of round-off would be amplified by two derivatives
            return fitted.trim(1e-14 * size)
    raise BadInput([Problem(f"the potential is not smooth between {domain[0]:g} and {domain[1]:g}")])


def _nearest(found: np.ndarray, guess: float, kind: str) -> float:
    if found.size == 0:
        raise BadInput([Problem(f"the potential has no {kind} near {guess:g}")])
    return float(found[np.argmin(np.abs(found - guess))])
