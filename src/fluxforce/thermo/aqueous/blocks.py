"""Speciation of many cells: the sizes that are computed for, and what came out."""

import math

import equinox as eqx

from fluxforce._types import Array, Bool, Float, Int

BLOCK = 128  # cells solved together: their arrays stay in the cache of one core


class Speciation(eqx.Module):
    """What came out of a speciation, cell by cell; `converged` is a value, to be looked at by the caller."""

    z: Float[Array, "coordinates places"]  # ln a of the components, ln I, ln a_w
    converged: Bool[Array, " places"]
    last_step: Float[Array, " places"]  # largest change of a coordinate in the last Newton step
    iterations: Int[Array, " places"]
    ln_molality: Float[Array, "species places"] | None = None  # where coefficients depend on more than I


def room(size: int, least: int) -> int:
    """Number of components or species to compute for: at most a quarter is wasted above `least`."""
    if size <= least:
        return least
    unit = max(2 ** (math.floor(math.log2(size - 1)) - 2), least // 4)
    return unit * -(-size // unit)
