"""Work that ends as heat: electric resistance, viscous friction, stirring."""

import equinox as eqx

from fluxforce._types import Array, Float
from fluxforce.laws.base import AbstractLaw
from fluxforce.thermo.base import Reading


class Dissipation(AbstractLaw):
    """J = X/y_u, with y_u = 1/T of the place that is heated: the power itself, in units of the measure.

    Work has no entropy (conjugate 0), so the force of `work <=> energy` is X = 1/T and J = 1; the
    measure is the power [W] of every site, known from current and resistance or from stress and strain
    rate. Written with X so that the flux vanishes with the force, J X = X^2/y_u >= 0. ``energy`` is the
    position of the energy among the quantities.
    """

    energy: int = eqx.field(static=True, default=0)

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        return force / head.conjugates[self.energy][None]
