"""Reversible supplies: a galvanostat that drives a current whatever the potential is, and pays for it in work."""

import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.laws.base import AbstractSource
from fluxforce.thermo.base import Reading


class CurrentSource(AbstractSource):
    """J = (I, phi I) over the rows `charge` and `work`, with phi = -X_charge/X_work, so that sum J X = 0.

    The row `charge` brings charge from a circuit without a conjugate: X = -phi/T. The row `work` brings the energy
    phi I that this takes: X = 1/T, whether it is added to an energy that is balanced (`work <=> energy`, work having
    the conjugate 0) or leaves the weight of an isothermal model (`work <=> nothing`, work having -1/T).

    ``current`` I [A per unit measure], into the place.
    """

    current: Float[Array, " sites"]

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        return jnp.stack([self.current, -self.current * force[0] / force[1]])


class NortonSource(AbstractSource):
    """J = (I - G phi, phi (I - G phi)): a current source beside a conductance, the outside of any linear circuit.

    Rows and sign as in `CurrentSource`. Open circuit: I = G = 0. A load R takes G = 1/R; a voltage V behind a
    resistance R gives I = V/R, G = 1/R. What the load turns into heat is outside of the model: it is work here.

    ``current`` I [A], into the place; ``conductance`` G [A/V], both per unit measure.
    """

    current: Float[Array, " sites"]
    conductance: Float[Array, " sites"]

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        work = jnp.where(force[1] == 0.0, 1.0, force[1])
        phi = -force[0] / work
        supplied = self.current - self.conductance * phi
        return jnp.stack([supplied, phi * supplied])


class Outflow(AbstractSource):
    """J = (Q, h Q, s Q) over the rows `water`, `energy` and `entropy`: water leaves in the state in which it is.

    With the chemical potential per volume mu it carries the enthalpy h = mu + T s and the entropy s = c ln(T/T0)
    [J/m3/K], both per volume. X = (mu/T, -1/T, 1), energy outside having the conjugate 0 and entropy outside 1, so
    sum J X = 0: nothing is produced by leaving. T = -1/X_energy and mu = X_water T.

    ``rate`` Q [m3/s per unit measure], ``heat`` c [J/m3/K], ``about`` T0 [K].
    """

    rate: Float[Array, " sites"]
    heat: Float[Array, ""]
    about: Float[Array, ""]

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        temperature = -1.0 / jnp.where(force[1] == 0.0, -1.0, force[1])
        entropy = self.heat * jnp.log(temperature / self.about)
        enthalpy = temperature * (force[0] + entropy)
        return jnp.stack([self.rate, enthalpy * self.rate, entropy * self.rate])
