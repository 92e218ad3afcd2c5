"""First activities for Newton's method: the pH from a table, then every total against the species that make it."""

import jax
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import LN10
from fluxforce.thermo.aqueous.model import AqueousModel
from fluxforce.thermo.aqueous.newton import System, closing, molalities

_ROUNDS = 2  # after the table
_BALANCING_ROUNDS = 8  # from anywhere
_TINY = 1e-300
_PH = (-2.0, 16.0, 49)  # first, last and number of values in the table


def first_guess(
    model: AqueousModel, totals: Float[Array, "components places"]
) -> Float[Array, "coordinates places"]:
    """Coordinates of a water near the one with these totals, mol/kgw."""
    return activities_near(System.of(model), totals)


def activities_near(system: System, totals: Array) -> Array:
    """Coordinates balanced from the pH at which species of one component each, with protons, close the books."""
    count = totals.shape[0]
    ln_a = free_activities(system, totals)
    main = jnp.where(system.proton[:, None] > 0, 0.0, jnp.abs(totals))
    start = jnp.concatenate([ln_a, closing(system.rows[count:, :count] @ main)])
    return balanced(system, totals, start, system.proton[:, None] > 0, _ROUNDS)


def free_activities(system: System, totals: Array) -> Array:
    """ln a of the components if nothing formed but species of one of them and of protons; [components, cells].

    With beta_j = sum_k K_k a_H^(nu_kH) over the species that hold component j once, and n_j the mean number of
    protons on them, the total of H+ is a function of a_H alone, a_H - a_OH + sum_j T_j n_j(a_H) = T_H, which
    falls with the pH. beta and n are tabulated once for all cells, and T_H is interpolated.
    """
    count = totals.shape[0]
    nu = system.columns[:, :count]
    protons = nu @ system.proton
    others = nu * (1 - system.proton)[None, :]
    size = jnp.sum(jnp.abs(others), axis=1)
    ln_h = -LN10 * jnp.linspace(*_PH)
    formed = jnp.exp(jnp.clip(system.ln_k[:, None] + protons[:, None] * ln_h[None, :], -700.0, 300.0))
    single = jnp.where((size == 1)[:, None], jnp.maximum(others, 0), 0.0)
    beta = jnp.maximum(single.T @ formed, _TINY)
    carried = (single * protons[:, None]).T @ formed / beta
    water = (jnp.where(size == 0, protons, 0.0) @ formed)[:, None]

    kept = jnp.where(system.proton[:, None] > 0, 0.0, jnp.maximum(totals, 0))
    excess = carried.T @ kept + water - (system.proton @ totals)[None, :]  # [pH, cells], falls
    below = jnp.clip(jnp.sum(excess > 0, axis=0), 1, ln_h.size - 1)[None, :]
    number = jnp.arange(ln_h.size)[:, None]
    before, after = (number == below - 1).astype(float), (number == below).astype(float)
    left, right = jnp.sum(before * excess, axis=0), jnp.sum(after * excess, axis=0)
    share = jnp.clip(left / (left - right), 0.0, 1.0)[None, :]
    mix = before * (1 - share) + after * share
    ln_a = jnp.log(jnp.maximum(totals, 0) + _TINY) - jnp.log(beta) @ mix
    return jnp.where(system.proton[:, None] > 0, (ln_h @ mix)[None, :], ln_a)


def balanced(
    system: System, totals: Array, start: Array, held: Array, rounds: int = _BALANCING_ROUNDS
) -> Array:
    """Multiply each activity that is not held by (what should form it)/(what does), a few rounds.

    Positive continued fractions (Carrayrou, Mose and Behra, 2002, doi:10.1002/aic.690480423): species with
    negative coefficients, and a negative total, change sides, so that both sides of the ratio are positive.
    The logarithm of the ratio is divided by its slope, summed over the whole row of nu^T m nu that moves and
    not its diagonal alone, so that corrections of coupled components do not overshoot.
    """
    count = totals.shape[0]
    nu = system.columns[:, :count]
    forming, taking = jnp.maximum(nu, 0).T, jnp.maximum(-nu, 0).T
    reach = (jnp.abs(nu) @ jnp.where(held, 0.0, 1.0)[:, 0])[None, :]
    have, owe = jnp.maximum(totals, 0) + _TINY, jnp.maximum(-totals, 0) + _TINY
    sides = jnp.concatenate([taking, forming, forming * reach, taking * reach, system.rows[count:]])

    def balance(_, z):
        molality, _ = molalities(system, z)
        took, formed, above_slope, below_slope, rest = jnp.split(
            sides @ molality, [count, 2 * count, 3 * count, 4 * count]
        )
        above, below = have + took, owe + formed
        slope = above_slope / below + below_slope / above
        change = jnp.log(above / below) / jnp.maximum(slope, 1.0)
        ln_a = z[:count] + jnp.where(held, 0.0, change)
        return jnp.concatenate([ln_a, closing(rest)])

    return jax.lax.fori_loop(0, rounds, balance, start)
