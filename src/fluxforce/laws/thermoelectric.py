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
        carried = Carried(self.materials, self.which, self.energy, self.charge).flux(force, tail, head)
        conducted = Conduction(self.materials, self.which, self.energy).flux(force[:1], tail, head)
        return jnp.stack([conducted[0] + carried[0], carried[1]])


class Conduction(AbstractLaw):
    """q = -k grad T, the part of `Thermoelectric` without a current: one row, J X = k T_tail T_head X_e^2.

    A process of its own, so that the books tell heat that is conducted from heat that a current makes.
    """

    materials: tuple[Material, ...]
    which: Int[Array, " sites"]
    energy: int = eqx.field(static=True, default=0)

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        before, after = tail.conjugates[self.energy], head.conjugates[self.energy]
        (conductivity,) = means(self.materials, self.which, ("conductivity",), 1.0 / before, 1.0 / after)
        return (conductivity / (before * after))[None] * force


class Carried(AbstractLaw):
    """The current and the energy a i that it carries, the other part of `Thermoelectric`: J X = rho i^2/T_h.

    Its matrix (T_h/rho) (a, 1)(a, 1) has rank one: without conduction, heat and charge would flow in one ratio.
    """

    materials: tuple[Material, ...]
    which: Int[Array, " sites"]
    energy: int = eqx.field(static=True, default=0)
    charge: int = eqx.field(static=True, default=1)

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        before, after = tail.conjugates[self.energy], head.conjugates[self.energy]
        names = ("resistivity", "seebeck")
        resistivity, seebeck = means(self.materials, self.which, names, 1.0 / before, 1.0 / after)
        phi = -0.5 * (tail.conjugates[self.charge] / before + head.conjugates[self.charge] / after)
        carried = phi + 0.5 * seebeck * (1.0 / before + 1.0 / after)
        current = 2.0 / ((before + after) * resistivity) * (force[1] + carried * force[0])
        return jnp.stack([carried * current, current])


def means(
    materials: tuple[Material, ...],
    which: Int[Array, " sites"],
    names: tuple[str, ...],
    one: Float[Array, " sites"],
    other: Float[Array, " sites"],
) -> list[Array]:
    """Properties of every site, as means over the temperatures [K] between its ends."""
    found = []
    for name in names:
        values = [getattr(material, name).mean(one, other) for material in materials]
        value = values[0]
        for k, another in enumerate(values[1:], start=1):
            value = jnp.where(which == k, another, value)
        found.append(value)
    return found
