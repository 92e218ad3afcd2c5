"""First activities for Newton's method: every total balanced against the species that make it, one by one."""

import jax
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.thermo.aqueous.model import AqueousModel
from fluxforce.thermo.aqueous.newton import System, molalities

_ROUNDS = 8
_TINY = 1e-300


def first_guess(
    model: AqueousModel, totals: Float[Array, "components places"]
) -> Float[Array, "coordinates places"]:
    """Coordinates of a water near the one with these totals, mol/kgw."""
    return activities_near(System.of(model), totals)


def activities_near(system: System, totals: Array) -> Array:
    """Multiply each activity by (what should form it)/(what does), a few rounds, at a guessed ionic strength.

    Positive continued fractions (Carrayrou, Mose and Behra, 2002, doi:10.1002/aic.690480423): species with negative
    coefficients, and a negative total, change sides, so that both sides of the ratio are positive.
    """
    count = totals.shape[0]
    nu = system.columns[:, :count]
    forming, taking = jnp.maximum(nu, 0).T, jnp.maximum(-nu, 0).T
    # The largest coefficient of a component damps its correction: an activity squared moves twice as fast.
    power = 1 / jnp.max(forming, axis=1)
    have, owe = jnp.maximum(totals, 0) + _TINY, jnp.maximum(-totals, 0)

    # A component that is no one's proton keeps its total; the proton starts neutral.
    mixed = jnp.any(nu < 0, axis=0)
    ln_a = jnp.where(mixed[:, None], jnp.log(1e-7), jnp.log(have))
    strength = system.rows[count, :count] @ jnp.where(mixed[:, None], 0.0, jnp.abs(totals))
    spread = system.rows[count + 1, :count] @ jnp.where(mixed[:, None], 0.0, jnp.abs(totals))
    borders = jnp.stack([jnp.log(jnp.clip(strength, 1e-7, 3.0)), jnp.log1p(-jnp.minimum(spread, 0.5))])

    def balance(_, ln_a):
        molality, _ = molalities(system, jnp.concatenate([ln_a, borders]))
        ratio = (have + taking @ molality) / (owe + forming @ molality)
        return ln_a + power[:, None] * jnp.log(ratio)

    ln_a = jax.lax.fori_loop(0, _ROUNDS, balance, ln_a)
    return jnp.concatenate([ln_a, borders])
