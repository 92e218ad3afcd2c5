"""A body that moves in one direction at one temperature: a grain under load, a piston, a membrane that yields."""

import equinox as eqx

from fluxforce._types import Array, Float
from fluxforce.thermo.quadratic import AbstractQuadratic


class Moving(AbstractQuadratic):
    """s(p) = -p^2/(2 m T), the Massieu function of kinetic energy, so y = -v/T with p = m v.

    The coordinate is the velocity v [m/s]. ``mass`` m is per unit size of the place [kg], ``temperature`` [K]. A
    steady state does not depend on m; it sets how fast forces come into balance.
    """

    mass: Float[Array, ""]
    temperature: Float[Array, ""]
    quantities: tuple[str, ...] = eqx.field(static=True, default=("momentum",))
    linear: tuple[bool, ...] = eqx.field(static=True, default=(False,))

    @property
    def stored(self) -> Float[Array, ""]:
        return self.mass
