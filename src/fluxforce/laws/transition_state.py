"""Transition-state kinetics of a mineral, with its surface area."""

import abc

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.base import AbstractLaw
from fluxforce.thermo.base import Reading


class AbstractArea(eqx.Module):
    """Reactive surface per unit size of the place [m2 per kg of water] from the amount of mineral left."""

    @abc.abstractmethod
    def area(self, amount: Float[Array, " sites"]) -> Float[Array, " sites"]:
        """Area, zero without mineral, with a finite slope everywhere; odd in amounts below nothing."""


def regularised(fraction: Float[Array, "..."], exponent: float, small: float) -> Float[Array, "..."]:
    """f^p above ``small``, f small^(p-1) far below it, and smooth between: f (f^2 + small^2)^((p-1)/2).

    A bare power has an infinite slope at exhaustion, and Newton's method then produces NaN in a state that looks
    finite. The continuation to f < 0 is odd: a stage that has taken more than there was gives it back within the
    same step, and Newton's method has a slope to follow. Cutting it off at zero instead leaves amounts below
    nothing for good and makes the iteration jump to and fro.
    """
    return fraction * (fraction**2 + small**2) ** ((exponent - 1.0) / 2.0)


class PowerArea(AbstractArea):
    """A = A0 (M/M0)^p: p = 2/3 for shrinking grains of one size, p = 0 for an area that lasts to the last grain.

    ``reference`` M0 is the amount that has the area A0. Below ``small`` M0 the area falls linearly to zero.
    """

    area_reference: Float[Array, " sites"]
    reference: Float[Array, " sites"]
    exponent: float = eqx.field(static=True)
    small: float = eqx.field(static=True, default=1e-3)

    def area(self, amount: Float[Array, " sites"]) -> Float[Array, " sites"]:
        return self.area_reference * regularised(amount / self.reference, self.exponent, self.small)


class TransitionState(AbstractLaw):
    """J = A(M) k sign(X) |1 - exp(-X/(sigma R))|^n with k = sum_m k_m prod_j a_j^{n_mj} (Lasaga 1984).

    X/R = -ln Omega when the extent counts moles of the mineral dissolved as written. The power is taken of the
    absolute value and the sign put back: (1 - Omega)^n alone has the wrong sign above saturation for even n and
    is NaN there for broken n.

    - ``rate_constant`` k_m at the temperature of the run [mol/m2/s];
    - ``orders`` n_mj over the logarithms ln a_j of the catalysts, from ``detail["ln_activity"]``;
    - ``temkin`` sigma, ``exponent`` n;
    - ``mineral``: position of the mineral among the balanced quantities, for its area.
    """

    rate_constant: Float[Array, " mechanisms"]
    orders: Float[Array, "mechanisms species"]
    surface: AbstractArea
    mineral: int = eqx.field(static=True)
    temkin: float = eqx.field(static=True, default=1.0)
    exponent: float = eqx.field(static=True, default=1.0)

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        catalysis = jnp.exp(self.orders @ tail.detail["ln_activity"])
        constant = self.rate_constant @ catalysis
        area = self.surface.area(tail.content[self.mineral])
        distance = -jnp.expm1(-force / (self.temkin * GAS_CONSTANT))
        if self.exponent != 1.0:
            distance = jnp.sign(distance) * jnp.abs(distance) ** self.exponent
        return (area * constant)[None] * distance
