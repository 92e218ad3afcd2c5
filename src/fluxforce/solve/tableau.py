"""Tableaux of stiffly accurate ESDIRK methods, as data."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Tableau:
    """An explicit first stage and then implicit ones with the same diagonal.

    ``a`` holds the rows of the implicit stages (the last row equals ``b``: stiffly accurate, first stage same as
    last), ``c`` the times of all stages, ``embedded`` the weights of the comparison method, ``order`` that of the
    result and ``embedded_order`` that of the comparison (the lower of both plus one is the exponent of the step
    control).
    """

    name: str
    a: tuple[tuple[float, ...], ...]
    c: tuple[float, ...]
    b: tuple[float, ...]
    embedded: tuple[float, ...]
    diagonal: float
    order: int
    embedded_order: int


def _tr_bdf2() -> Tableau:
    gamma = 2.0 - math.sqrt(2.0)
    d, w = gamma / 2.0, math.sqrt(2.0) / 4.0
    b = (w, w, d)
    embedded = ((1.0 - w) / 3.0, (3.0 * w + 1.0) / 3.0, d / 3.0)
    return Tableau("TR-BDF2", ((d, d, 0.0), b), (0.0, gamma, 1.0), b, embedded, d, 2, 3)


def _kvaerno3() -> Tableau:
    # gamma is the middle root of 6 g^3 - 18 g^2 + 9 g - 1 = 0, which makes the method L-stable
    g = 0.43586652150845899942
    # the third stage is the second-order comparison: b1 = (-4 g^2 + 6 g - 1)/(4 g), b2 = (1 - 2 g)/(4 g)
    third = ((-4.0 * g**2 + 6.0 * g - 1.0) / (4.0 * g), (-2.0 * g + 1.0) / (4.0 * g), g, 0.0)
    fourth_1 = (6.0 * g - 1.0) / (12.0 * g)
    fourth_2 = -1.0 / ((24.0 * g - 12.0) * g)
    fourth_3 = (-6.0 * g**2 + 6.0 * g - 1.0) / (6.0 * g - 3.0)
    b = (fourth_1, fourth_2, fourth_3, g)
    return Tableau("Kvaerno3", ((g, g, 0.0, 0.0), third, b), (0.0, 2.0 * g, 1.0, 1.0), b, third, g, 3, 2)


TR_BDF2 = _tr_bdf2()
"""Second order, two implicit stages: Bank et al. (1985); Hosea and Shampine (1996) for the embedded weights."""

KVAERNO3 = _kvaerno3()
"""Third order, three implicit stages: Kvaerno (2004), method 3/2."""


# Below this tolerance the third order takes fewer stages in all than the second.
TIGHT = 1e-5


def tableau_for(name: str, tolerance: float) -> Tableau:
    """The method of that name, or, for "automatic", the one that suits the tolerance."""
    if name == "automatic":
        return KVAERNO3 if tolerance < TIGHT else TR_BDF2
    return {one.name: one for one in (TR_BDF2, KVAERNO3)}[name]
