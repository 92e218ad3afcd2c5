"""Liquid junction potentials: Henderson's formula and the exact steady state of Nernst and Planck.

Both take ideal, dilute ions between two neutral solutions; phi is that of the right solution against the left [V].
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import quad_vec
from scipy.linalg import expm
from scipy.optimize import root

from fluxforce.constants import FARADAY, GAS_CONSTANT

Values = NDArray[np.float64]


def henderson(charge: Values, diffusion: Values, left: Values, right: Values, temperature: float) -> float:
    """phi = -(RT/F) sum |z| u (c_R - c_L)(z/|z|)/sum z^2 u (c_R - c_L) ln(sum z^2 u c_R/sum z^2 u c_L).

    The straight line between both solutions, which is no steady state unless two salts have one concentration and
    share an ion: then it is the formula of Lewis and Sargent. Source: [henderson1907].
    """
    thermal = GAS_CONSTANT * temperature / FARADAY
    step = right - left
    carried = charge**2 * diffusion
    one, other = float(carried @ left), float(carried @ right)
    drift, ratio = float((charge * diffusion) @ step), np.log(other / one)
    change = other - one
    # ln(b/a)/(b - a) tends to 1/a
    share = ratio / change if abs(change) > 1e-9 * one else 2.0 / (one + other)
    return -thermal * drift * float(share)


@dataclass(frozen=True)
class Junction:
    """phi [V], and the flux of every ion times the length of the junction [mol/m/s]."""

    potential: float
    flux: Values


def nernst_planck(
    charge: Values,
    diffusion: Values,
    left: Values,
    right: Values,
    temperature: float,
    *,
    conducted: float = 0.0,
) -> Junction:
    """The steady state of D_k (c_k' + z_k c_k psi') = -J_k with sum z_k c_k = 0 and sum z_k F J_k = i, exactly.

    With dtau = dx/sum z^2 c and a_k = J_k/D_k the equations are linear, dc/dtau = ((z . a) diag(z) - a (z^2)^T) c and
    dpsi/dtau = -(z . a), so that c_R = exp((z . b) diag(z) - b (z^2)^T) c_L with b = a times the whole of tau, and
    psi_R = -z . b. The vector b follows from c_R and the current by Newton's method; Planck's transcendental equation
    is the case of univalent ions [planck1890].

    ``conducted`` is i times the length [A/m], positive from left to right. Ions may be absent on one side.
    """
    charge, diffusion, left, right = (np.asarray(v, float) for v in (charge, diffusion, left, right))
    square = charge**2
    scale = float(square @ (left + right))

    def matrix(b: Values) -> Values:
        return (charge @ b) * np.diag(charge) - np.outer(b, square)

    def span(b: Values) -> float:
        """sum z^2 c integrated over tau from 0 to 1: the length over the whole of tau."""
        if conducted == 0.0:
            return 1.0
        return float(quad_vec(lambda t: square @ expm(matrix(b) * t) @ left, 0.0, 1.0, epsrel=1e-13)[0])

    # a neutral left end makes the whole way neutral: one ion is redundant, the one that there is most of
    spare = int(np.argmax(square * (left + right)))

    def residual(b: Values, goal: Values, current: float) -> Values:
        off = (expm(matrix(b)) @ left - goal) / scale
        carried = (charge * diffusion) @ b * span(b) - current / FARADAY
        off[spare] = carried / float(diffusion @ square) / scale
        return off

    b, reached, step = np.zeros(charge.size), 0.0, 1.0
    while reached < 1.0:
        share = min(1.0, reached + step)
        goal = left + share * (right - left)
        found = root(residual, b, args=(goal, share * conducted), method="hybr", options={"xtol": 1e-15})
        if np.abs(found.fun).max() < 1e-13:
            b, reached, step = found.x, share, 2.0 * step
        else:
            step *= 0.5
            if step < 1e-4:
                raise ArithmeticError("the junction has no steady state: the current is beyond its limit")
    potential = -GAS_CONSTANT * temperature / FARADAY * float(charge @ b)
    return Junction(potential, diffusion * b * span(b))
