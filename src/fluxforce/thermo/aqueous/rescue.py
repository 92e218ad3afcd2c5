"""Cells that the fast method leaves unsolved go to the general engine, which is slower and finds them."""

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.constants import LN10
from fluxforce.thermo.aqueous.blocks import Speciation
from fluxforce.thermo.equilibria.chemistry import Chemistry, Members
from fluxforce.thermo.equilibria.equilibrate import STARTS, equilibrate
from fluxforce.thermo.equilibria.problem import Rows, system, total_rows

_GUESSES = (7.0, 4.5, 9.5)  # of the pH


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
    rows = total_rows(chemistry, none, cells)
    rows = Rows(
        of_amounts=rows.of_amounts, of_u=rows.of_u, of_members=rows.of_members, bulk=rows.bulk, field=rows.field,
        target=jnp.concatenate([totals[:, lost], jnp.zeros((1, cells))]), first=totals[:, lost], warm=rows.warm,
    )  # fmt: skip
    plain = jnp.log(jnp.maximum(jnp.abs(totals[:, lost]), 1e-12))
    proton = chemistry.components.index("H+") if "H+" in chemistry.components else None
    starts = []
    for guess in _GUESSES[:STARTS]:
        ln_a = plain if proton is None else plain.at[proton].set(-LN10 * guess)
        starts.append(jnp.concatenate([ln_a, jnp.zeros((2, cells))]))
    held = jnp.zeros((count, cells), dtype=bool)
    solved = equilibrate(numbers, rows, jnp.stack(starts), held, nothing)
    strength = 0.5 * chemistry.charge**2 @ solved.amounts
    z = jnp.concatenate([solved.u[:count], jnp.log(strength)[None], solved.u[count : count + 1]])
    return Speciation(
        found.z.at[:, lost].set(z),
        found.converged.at[lost].set(solved.converged),
        found.last_step.at[lost].set(solved.size),
        found.iterations.at[lost].add(solved.iterations),
        found.ln_molality.at[:, lost].set(jnp.log(solved.amounts)),
    )
