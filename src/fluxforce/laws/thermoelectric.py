"""Heat and charge driven by each other: Seebeck, Peltier and Thomson effects, Joule heat, and what is alike them."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float, Int
from fluxforce.laws.base import AbstractLaw
from fluxforce.laws.material import Material
from fluxforce.thermo.base import Reading


class Thermoelectric(AbstractLaw):
    """i = -(grad phi + S grad T)/rho and J_e = -k grad T + (S T + phi) i, rows `heat` and `charge` [callen1948].

    The conjugates are 1/T for the energy and -phi/T for the charge, so the forces between two places are
    X_e = Delta(1/T) and X_i = -Delta(phi/T). With the means a = phi_m + S T_m (arithmetic) and 1/T_h (of 1/T),

        i = (T_h/rho) (X_i + a X_e),   J_e = k T_tail T_head X_e + a i,

    which is exactly i = -(Delta phi + S Delta T)/rho and q = -k Delta T per unit of area over distance, whatever the
    step is. L is symmetric and J X = k T_tail T_head X_e^2 + rho i^2/T_h >= 0: Peltier's heat T S and Seebeck's
    voltage are one coefficient. k, rho and S are the means over the temperatures between both ends, so that the
    voltage of an open circuit is the integral of S exactly. Thomson's heat is in J_e and needs no term.

    The same law holds for other pairs: momentum in a fluid (phi the velocity, rho the fluidity, S = 0) and water in
    a porous rock (phi the chemical potential per volume, S the entropy per volume that it carries).

    ``materials`` and, for every site, ``which`` of them lies between its ends; the measure is area over distance.
    ``energy`` and ``charge`` are positions among the quantities.
    """

    materials: tuple[Material, ...]
    which: Int[Array, " sites"]
    energy: int = eqx.field(static=True, default=0)
    charge: int = eqx.field(static=True, default=1)

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        conduction, current, carried = self._parts(force, tail, head)
        return jnp.stack([conduction + carried * current, current])

    def split(self, force: Float[Array, "rows sites"], tail: Reading, head: Reading) -> tuple[Array, Array]:
        """Entropy production per unit measure by conduction, k T_t T_h X_e^2, and by resistance, rho i^2/T_h."""
        conduction, current, carried = self._parts(force, tail, head)
        return conduction * force[0], current * (force[1] + carried * force[0])

    def means(self, one: Float[Array, " sites"], other: Float[Array, " sites"]) -> tuple[Array, Array, Array]:
        """k, rho and S of every site, as means over the temperatures [K] between its ends."""
        found = [
            (m.conductivity.mean(one, other), m.resistivity.mean(one, other), m.seebeck.mean(one, other))
            for m in self.materials
        ]
        first, second, third = (jnp.stack(values) for values in zip(*found, strict=True))
        pick = self.which[None]
        return tuple(jnp.take_along_axis(v, pick, axis=0)[0] for v in (first, second, third))  # pyright: ignore

    def _parts(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> tuple[Array, Array, Array]:
        """Heat by conduction, current, and the energy a that a unit of charge carries."""
        before, after = tail.conjugates[self.energy], head.conjugates[self.energy]
        conductivity, resistivity, seebeck = self.means(1.0 / before, 1.0 / after)
        phi = -0.5 * (tail.conjugates[self.charge] / before + head.conjugates[self.charge] / after)
        carried = phi + 0.5 * seebeck * (1.0 / before + 1.0 / after)
        current = 2.0 / ((before + after) * resistivity) * (force[1] + carried * force[0])
        return conductivity / (before * after) * force[0], current, carried
