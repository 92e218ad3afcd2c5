"""Charge on a conductor at one temperature: a metal electrode, a membrane, the capacitance of a cable."""

import equinox as eqx

from fluxforce._types import Array, Float
from fluxforce.thermo.quadratic import AbstractQuadratic


class Charged(AbstractQuadratic):
    """s(Q) = -Q^2/(2 c T), the Massieu function of a capacitor, so y = -phi/T with Q = c phi.

    The coordinate is the electric potential phi [V] against a reference of zero. ``capacitance`` c is per unit size
    of the place [F], ``temperature`` [K]. A steady state does not depend on c; it sets how fast charge relaxes.
    """

    capacitance: Float[Array, ""]
    temperature: Float[Array, ""]
    quantities: tuple[str, ...] = eqx.field(static=True, default=("charge",))
    linear: tuple[bool, ...] = eqx.field(static=True, default=(False,))

    @property
    def stored(self) -> Float[Array, ""]:
        return self.capacitance
