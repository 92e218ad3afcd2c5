"""Parameters between two and three species: lists of who meets whom, and their dependence on temperature."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float, Int

REFERENCE_TEMPERATURE = 298.15  # [K]


class Groups(eqx.Module):
    """Groups of two or three species; the product of their molalities and its derivatives.

    `spread` is 1 where a species [rows] is the first, second or third member of a group (columns, those of the
    first members before those of the second), so that derivatives are gathered by one matrix product.
    """

    members: Int[Array, "size groups"]
    spread: Float[Array, "species members"]

    def factors(self, molality: Float[Array, "species cells"]) -> tuple[Array, Array]:
        """The product of the molalities of each group [groups, cells], and the products of all but the first,
        second, third member [size, groups, cells]."""
        found = molality[self.members]
        if self.members.shape[0] == 2:
            return found[0] * found[1], found[::-1]
        others = jnp.stack([found[1] * found[2], found[0] * found[2], found[0] * found[1]])
        return found[0] * others[0], others

    def gather(
        self, weight: Float[Array, "groups #cells"], others: Float[Array, "size groups cells"]
    ) -> Float[Array, "species cells"]:
        """sum over groups of weight times the derivative of the product of molalities by m_k."""
        each = weight[None] * others
        return self.spread @ each.reshape(each.shape[0] * each.shape[1], each.shape[2])


def temperature_terms(temperature: Float[Array, "#cells"]) -> Float[Array, "6 #cells"]:
    """1, 1/T - 1/Tr, ln(T/Tr), T - Tr, T^2 - Tr^2, 1/T^2 - 1/Tr^2: what the coefficients of a database belong to."""
    t, tr = temperature, REFERENCE_TEMPERATURE
    terms = [
        jnp.ones_like(t),
        1 / t - 1 / tr,
        jnp.log(t / tr),
        t - tr,
        t**2 - tr**2,
        1 / t**2 - 1 / tr**2,
    ]
    return jnp.stack(terms)
