"""How far an activity model is from thermodynamics: reciprocity and Gibbs-Duhem, in electroneutral directions."""

import equinox as eqx
import jax
import jax.numpy as jnp

from fluxforce._types import Array, Float, PyTree
from fluxforce.thermo.equilibria.activity.base import WATER_PER_KILOGRAM, AbstractActivity


class Asymmetry(eqx.Module):
    """Relative errors of a model at each composition; round-off for a model derived from a scalar."""

    reciprocity: Float[Array, " cells"]
    gibbs_duhem: Float[Array, " cells"]


def asymmetry(model: AbstractActivity, at: PyTree, molality: Float[Array, "species cells"]) -> Asymmetry:
    """Asymmetry of d ln(m_i gamma_i)/dm_j, and what is left of Gibbs-Duhem, at electroneutral compositions.

    Changes of composition are counted in u_j = dm_j/sqrt(m_j), where an ideal solution has the unit matrix, so
    that the figures depend neither on the unit of molality nor on traces or species that are absent:

        H_ij = delta_ij + sqrt(m_i) (d ln gamma_i/dm_j) sqrt(m_j)
        d_j  = sqrt(m_j) (1 + sum_k m_k d ln gamma_k/dm_j)       what Gibbs and Duhem want from the water,
        w_j  = -sqrt(m_j) 55.50837 d ln a_w/dm_j                 and what the model says

    P projects on changes without charge, sum_j z_j dm_j = 0: nothing else can happen to a solution, and a common
    z_i f(m) in ln gamma_i (MacInnes scaling) drops out. With the spectral norm

        reciprocity = ||P (H - H^T) P|| / ||P (H + H^T) P||,      gibbs_duhem = ||P (w - d)|| / ||P d||.
    """
    count = molality.shape[0]
    present = model.dissolved[:count, None] * jnp.where(molality > 0, 1.0, 0.0)
    root = jnp.sqrt(jnp.where(present > 0, molality, 0.0))

    def along(direction: Float[Array, " species"]):
        tangent = jnp.broadcast_to(direction[:, None], molality.shape)
        answer = lambda m: (model.ln_gamma(at, m), model.ln_water(at, m))  # noqa: E731
        return jax.jvp(answer, (molality,), (tangent,))[1]

    slopes, water = jax.vmap(along)(jnp.eye(count))  # [changed, species, cells], [changed, cells]
    slopes = jnp.moveaxis(slopes, 2, 0).swapaxes(1, 2)  # [cells, species, changed]
    scaled = root.T[:, :, None] * slopes * root.T[:, None, :]
    away = (model.charge[:count, None] * root).T  # [cells, species], the direction of charge
    away = away / jnp.maximum(jnp.linalg.norm(away, axis=1, keepdims=True), 1e-300)
    projector = jnp.eye(count)[None] - away[:, :, None] * away[:, None, :]

    h = projector @ (jnp.eye(count)[None] * present.T[:, :, None] + scaled) @ projector
    h_transposed = h.swapaxes(1, 2)
    wanted = root.T + jnp.einsum("ci,cij->cj", root.T, scaled)
    said = -WATER_PER_KILOGRAM * root.T * water.T
    project = lambda vector: jnp.einsum("cij,cj->ci", projector, vector)  # noqa: E731
    return Asymmetry(
        reciprocity=_norm(h - h_transposed) / _norm(h + h_transposed),
        gibbs_duhem=jnp.linalg.norm(project(said - wanted), axis=1)
        / jnp.linalg.norm(project(wanted), axis=1),
    )


def _norm(matrix: Float[Array, "cells species species"]) -> Float[Array, " cells"]:
    """Spectral norm of each matrix."""
    return jnp.linalg.norm(matrix, ord=2, axis=(1, 2))
