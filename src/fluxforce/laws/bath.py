"""Heat passed to surroundings at a temperature of their own: convection, a heat exchanger, a contact."""

import equinox as eqx

from fluxforce._types import Array, Float
from fluxforce.laws.base import AbstractLaw
from fluxforce.thermo.base import Reading


class BathExchange(AbstractLaw):
    """J = X/(y_bath y) = T_bath - T per unit measure, the row `bath <=> energy` with X = 1/T - 1/T_bath.

    The bath is a quantity of the place with the constant conjugate 1/T_bath; the measure is the conductance [W/K], a
    coefficient times an area (Newton's law of cooling). J X = (T_bath - T)^2/(T T_bath) >= 0. ``energy`` and ``bath``
    are positions among the quantities.
    """

    bath: int = eqx.field(static=True)
    energy: int = eqx.field(static=True, default=0)

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        return force / (tail.conjugates[self.bath] * head.conjugates[self.energy])[None]
