"""First activities for Newton's method: every total balanced against the species that make it, one by one."""

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
    """Multiply each activity by (what should form it)/(what does), a few rounds, at a guessed ionic strength.

    Positive continued fractions (Carrayrou, Mose and Behra, 2002, doi:10.1002/aic.690480423): species with negative
    coefficients, and a negative total, change sides, so that both sides of the ratio are positive.
    """
    count = totals.shape[0]
    nu = system.columns[:, :count]
    forming, taking = jnp.maximum(nu, 0).T, jnp.maximum(-nu, 0).T
    # Sums over the whole row of nu^T m nu, not its diagonal alone: corrections of coupled components do not overshoot.
    reach = jnp.sum(jnp.abs(nu), axis=1)[None, :]
    forming_slope, taking_slope = forming * reach, taking * reach
    have, owe = jnp.maximum(totals, 0) + _TINY, jnp.maximum(-totals, 0)

    # A component that is no one's proton keeps its total; the proton starts neutral.
    mixed = jnp.any(nu < 0, axis=0)
    ln_a = jnp.where(mixed[:, None], jnp.log(1e-7), jnp.log(have))
    main = jnp.where(mixed[:, None], 0.0, jnp.abs(totals))

    def balance(_, z):
        molality, _ = molalities(system, z)
        above, below = have + taking @ molality, owe + forming @ molality
        slope = (forming_slope @ molality) / below + (taking_slope @ molality) / above
        ln_a = z[:count] + jnp.log(above / below) / jnp.maximum(slope, 1.0)
        return jnp.concatenate([ln_a, closing(system.rows[count:] @ molality)])

    start = jnp.concatenate([ln_a, closing(system.rows[count:, :count] @ main)])
    return jax.lax.fori_loop(0, _ROUNDS, balance, start)
