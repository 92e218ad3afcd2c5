"""Local detailed balance: one forward rate, everything else from the force."""

import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.base import AbstractLaw, AbstractOneWay
from fluxforce.thermo.base import Reading


class Reversible(AbstractLaw):
    """J = J+ (1 - exp(-X/R)): the backward rate is J+ exp(-X/R), so J X >= 0 whatever J+ >= 0 is."""

    one_way: AbstractOneWay

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        return self.one_way.forward(tail, head) * -jnp.expm1(-force / GAS_CONSTANT)


class MassAction(AbstractOneWay):
    """J+ = k prod_k c_k^nu_k over the reactants of every row.

    ``rate_constant`` k is per unit size of the place; ``orders`` are the exponents over the balanced content.
    """

    rate_constant: Float[Array, " rows"]
    orders: Float[Array, "rows quantities"]

    def forward(self, tail: Reading, head: Reading) -> Float[Array, "rows sites"]:
        content = tail.content
        powers = jnp.where(self.orders[:, :, None] == 0.0, 1.0, content[None] ** self.orders[:, :, None])
        return self.rate_constant[:, None] * jnp.prod(powers, axis=1)
