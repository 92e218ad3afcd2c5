"""Passage of a dissolved gas through the film at the surface of a liquid."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.base import AbstractLaw
from fluxforce.thermo.base import Reading


class FilmTransfer(AbstractLaw):
    """J_k = g_k (c_eq,k - c_k), with c_eq,k the content at which the force of row k vanishes [lewis1924].

    In an ideal solution X_k = R ln(c_eq,k/c_k), hence J_k = g_k c_k (exp(X_k/R) - 1), and J X >= 0: Henry's law at
    the temperature of the liquid stands in the force, with the heat of solution where rows carry energy. The head
    is the liquid; ``species`` are the positions of the gases among its contents and ``conductance`` g = kLa of each
    [1/s per unit size of the place].
    """

    conductance: Float[Array, " rows"]
    species: tuple[int, ...] = eqx.field(static=True)

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        dissolved = head.content[jnp.array(self.species)]
        return self.conductance[:, None] * dissolved * jnp.expm1(force / GAS_CONSTANT)
