"""The capacity of a water in closed form: a constant matrix of stoichiometries times molalities."""

import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import GAS_CONSTANT
from fluxforce.thermo.aqueous.activity import ln_gamma, ln_gamma_slope, mean_ln_gamma, weights
from fluxforce.thermo.aqueous.model import AqueousModel
from fluxforce.thermo.base import Reading, Slopes


def mass_action_slopes(
    model: AqueousModel, reading: Reading, coordinates: Float[Array, "coordinates places"]
) -> Slopes:
    """Derivatives of contents, constraints and s by (ln a, ln I, ln a_w).

    d m_k = m_k (sum_j nu_kj d ln a_j - ln gamma_k' d ln I + nu_w,k d ln a_w), so the derivative of any sum of
    molalities by ln a is a matrix of products of stoichiometries times the molalities: one matrix product for
    all places instead of one tangent per coordinate. With G' = ln gamma - G,
    ds = -R sum_k (ln m_k - ln K_k + G_k) d m_k - R sum_k m_k (ln gamma_k - G_k) d ln I.
    """
    count = len(model.components)
    molality = reading.detail["molality"]
    strength, water = reading.detail["ionic_strength"], reading.detail["water_activity"]
    sums = weights(model)[: count + 3]  # contents, water bound, ionic strength, 1 - a_w
    columns = jnp.concatenate([model.nu, model.nu_w[:, None]], axis=1)
    pairs = sums[:, None, :] * columns.T[None, :, :]
    constant = (pairs.reshape(-1, molality.shape[0]) @ molality).reshape(count + 3, count + 1, -1)
    steeper = molality * ln_gamma_slope(model, strength)
    by_strength = -(sums @ steeper)

    rows = jnp.concatenate([constant[:, :count], by_strength[:, None], constant[:, count:]], axis=1)
    equations = jnp.concatenate([rows[:count], rows[count + 1 : count + 2], -rows[count + 2 :]])
    equations = equations.at[count, count].add(-strength).at[count + 1, count + 1].add(-water)

    mean = mean_ln_gamma(model, strength)
    ln_gammas = ln_gamma(model, strength)
    # ln m_k - ln K_k + G_k, from the activities so that no logarithm is taken
    path = reading.detail["ln_activity"] - ln_gammas - model.ln_k[:, None] + mean
    weighted = molality * path
    by_activity = columns.T @ weighted
    curve = jnp.sum(molality * (ln_gammas - mean), axis=0) - jnp.sum(steeper * path, axis=0)
    entropy = -GAS_CONSTANT * jnp.concatenate([by_activity[:count], curve[None], by_activity[count:]])
    return Slopes(reading, equations, rows[count : count + 1], entropy)
