"""Cells that the fast method leaves unsolved go to the general engine, which is slower and finds them."""

import equinox as eqx
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.thermo.aqueous.blocks import Speciation
from fluxforce.thermo.equilibria.activity.base import WATER_MASS
from fluxforce.thermo.equilibria.chemistry import Chemistry, Members
from fluxforce.thermo.equilibria.equilibrate import equilibrate
from fluxforce.thermo.equilibria.problem import system, total_rows
from fluxforce.thermo.equilibria.systems import starts_of


def rescued(
    chemistry: Chemistry,
    totals: Float[Array, "components cells"],
    temperature: Float[Array, "#cells"],
    found: Speciation,
) -> Speciation:
    """The same speciation with its unsolved cells tried again by `equilibrate`, where they are not traced."""
    lost = np.flatnonzero(~np.asarray(found.converged))
    if lost.size == 0 or found.ln_molality is None:
        return found
    cells = lost.size
    t = jnp.broadcast_to(temperature, (totals.shape[1],))[lost]
    none, count = Members.none(totals.shape[0]), totals.shape[0]
    nothing = jnp.zeros((0, cells))
    numbers = system(chemistry, none, t, jnp.ones(cells), jnp.zeros((len(chemistry.species), cells)), nothing)
    some = totals[:, lost]
    rows = eqx.tree_at(
        lambda r: (r.target, r.first),
        total_rows(chemistry, none, cells),
        (jnp.concatenate([some, jnp.zeros((1, cells))]), some),  # ln of one kilogram of water
    )
    starts = starts_of(chemistry, jnp.concatenate([some, jnp.full((1, cells), 1 / WATER_MASS)]))
    held = jnp.zeros((count, cells), dtype=bool)
    solved = equilibrate(numbers, rows, starts, held, nothing)
    strength = 0.5 * chemistry.charge**2 @ solved.amounts
    z = jnp.concatenate([solved.u[:count], jnp.log(strength)[None], solved.u[count : count + 1]])
    return Speciation(
        found.z.at[:, lost].set(z),
        found.converged.at[lost].set(solved.converged),
        found.last_step.at[lost].set(solved.size),
        found.iterations.at[lost].add(solved.iterations),
        found.ln_molality.at[:, lost].set(jnp.log(solved.amounts)),
    )
