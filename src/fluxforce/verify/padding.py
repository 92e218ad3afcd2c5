"""Grids of different sizes with the arrays of the finest, so that one compiled program serves them all."""

import jax
import jax.numpy as jnp

from fluxforce._types import Array
from fluxforce.balance import System
from fluxforce.model.assemble.base import Assembled
from fluxforce.process import Exchange


def padded(made: Assembled, cells: int) -> tuple[System, Array]:
    """System and start of a chain of places with idle places behind it, ``cells`` + 2 places in all.

    Idle faces have the measure zero, idle places hold what the last one holds. Arrays of laws whose last axis runs
    over the faces are continued by their last value.
    """
    faces = made.system.size.shape[0] - 1
    more = cells + 1 - faces

    def longer(leaf: Array) -> Array:
        if leaf.ndim == 0 or leaf.shape[-1] != faces:
            return leaf
        return jnp.pad(leaf, [(0, 0)] * (leaf.ndim - 1) + [(0, more)], mode="edge")

    exchanges = tuple(
        Exchange(
            one.name, one.sites, one.reactants, one.products, jax.tree.map(longer, one.law),
            jnp.pad(one.measure, (0, more)), one.rows,
        )
        for one in made.system.exchanges
    )  # fmt: skip
    active = jnp.pad(made.system.active, ((0, 0), (0, more)))
    size = jnp.pad(made.system.size, (0, more), mode="edge")
    start = jnp.pad(made.start, ((0, 0), (0, more)), mode="edge")
    return System(made.system.potential, exchanges, (), size, active), start
