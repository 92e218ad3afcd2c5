"""Redox couples: valence states of a water that measure, or are measured by, an electron activity of their own.

A couple is a reaction among components, water and electrons at equilibrium,

    ln K(T) + nu . y + nu_w ln a_w + n ln a_e = 0

In natural waters couples disagree: each may have a pe of its own. An element whose states are kept apart is distributed
by the pe of one of them, and only the sum of its states is known.
"""

from dataclasses import dataclass

import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import LN10
from fluxforce.thermo.equilibria.chemistry import ln_k


@dataclass(frozen=True)
class Couple:
    """A reaction between two states; `nu` leaves the electrons out, which are counted by `electrons`."""

    name: str
    nu: Float[Array, " components"]
    nu_w: float
    electrons: float
    log_k: Float[Array, " 6"]

    def row(self) -> Float[Array, " unknowns"]:
        """Coefficients of (y, ln a_w, ln W)."""
        return jnp.concatenate([self.nu, jnp.array([self.nu_w, 0.0])])

    def ln_k(self, temperature: Float[Array, " cells"]) -> Float[Array, " cells"]:
        """ln K(T)."""
        return ln_k(self.log_k[None], temperature)[0]


@dataclass(frozen=True)
class Split:
    """An element of which only the whole is known, in states that are components of their own.

    `states` are their totals, the first of which takes the place of the whole; `couples` are between the others, in
    turn, and the first. `by` is a pe, another couple, or nothing for the pe of the water.
    """

    element: str
    states: tuple[str, ...]
    couples: tuple[Couple, ...]
    by: float | Couple | None = None


def equal_electrons(
    couple: Couple, by: float | Couple | None, electron: int | None, temperature: Float[Array, " cells"]
) -> tuple[Float[Array, " unknowns"], Float[Array, " cells"]]:
    """Coefficients of u and the target of the statement that a couple has the electron activity of `by`."""
    row, target = couple.row(), -couple.ln_k(temperature)
    if isinstance(by, Couple):
        share = couple.electrons / by.electrons
        return row - share * by.row(), target + share * by.ln_k(temperature)
    if by is None:
        if electron is None:
            raise ValueError(f"{couple.name}: the water has no pe; give one, or another couple")
        return row.at[electron].add(couple.electrons), target
    return row, target + couple.electrons * LN10 * by
