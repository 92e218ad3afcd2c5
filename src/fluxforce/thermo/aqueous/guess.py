"""First activities for Newton's method: every total balanced against the species that make it, one by one."""

import math

import jax
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.thermo.aqueous.model import AqueousModel
from fluxforce.thermo.aqueous.newton import System, closing, molalities

_ROUNDS = 8
_TINY = 1e-300


def first_guess(
    model: AqueousModel, totals: Float[Array, "components places"]
) -> Float[Array, "coordinates places"]:
    """Coordinates of a water near the one with these totals, mol/kgw."""
    return activities_near(System.of(model), totals)


def activities_near(system: System, totals: Array) -> Array:
    """Coordinates balanced from a start at which the proton is neutral and all else free."""
    count = totals.shape[0]
    # A component that some species give away is a proton; the others start with their whole total.
    proton = jnp.any(system.columns[:, :count] < 0, axis=0)[:, None]
    ln_a = jnp.where(proton, math.log(1e-7), jnp.log(jnp.maximum(totals, 0) + _TINY))
    main = jnp.where(proton, 0.0, jnp.abs(totals))
    start = jnp.concatenate([ln_a, closing(system.rows[count:, :count] @ main)])
    return balanced(system, totals, start, jnp.zeros_like(proton))


def balanced(system: System, totals: Array, start: Array, held: Array) -> Array:
    """Multiply each activity that is not held by (what should form it)/(what does), a few rounds.

    Positive continued fractions (Carrayrou, Mose and Behra, 2002, doi:10.1002/aic.690480423): species with
    negative coefficients, and a negative total, change sides, so that both sides of the ratio are positive.
    The logarithm of the ratio is divided by its slope, summed over the whole row of nu^T m nu and not its
    diagonal alone, so that corrections of coupled components do not overshoot.
    """
    count = totals.shape[0]
    nu = system.columns[:, :count]
    forming, taking = jnp.maximum(nu, 0).T, jnp.maximum(-nu, 0).T
    reach = jnp.sum(jnp.abs(nu), axis=1)[None, :]
    have, owe = jnp.maximum(totals, 0) + _TINY, jnp.maximum(-totals, 0)

    def balance(_, z):
        molality, _ = molalities(system, z)
        above, below = have + taking @ molality, owe + forming @ molality
        slope = ((forming * reach) @ molality) / below + ((taking * reach) @ molality) / above
        change = jnp.log(above / below) / jnp.maximum(slope, 1.0)
        ln_a = z[:count] + jnp.where(held, 0.0, change)
        return jnp.concatenate([ln_a, closing(system.rows[count:] @ molality)])

    return jax.lax.fori_loop(0, _ROUNDS, balance, start)
