"""Newton corrections of a small system most of whose contents are held."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import System
from fluxforce.solve.linear import AbstractCorrection
from fluxforce.solve.residual import Stage, stage_residual


class DenseActive(AbstractCorrection):
    """Every content that changes may depend on every other; what is held keeps its coordinate and is no unknown.

    ``unknown``: positions of the coordinates that change in the flattened array [coordinate, place]. A device has
    few of them: reservoirs, phases and work fill most of the array.
    """

    unknown: tuple[int, ...] = eqx.field(static=True)

    def correction(
        self, system: System, stage: Stage, coordinates: Float[Array, "coordinates places"]
    ) -> Float[Array, "coordinates places"]:
        chosen = jnp.array(self.unknown)
        whole = coordinates.reshape(-1)

        def residual(free: Array) -> Array:
            moved = whole.at[chosen].set(free).reshape(coordinates.shape)
            return stage_residual(system, stage, moved).reshape(-1)[chosen]

        free = whole[chosen]
        step = -jnp.linalg.solve(jax.jacfwd(residual)(free), residual(free))
        return jnp.zeros_like(whole).at[chosen].set(step).reshape(coordinates.shape)


def dense_active(active: Float[np.ndarray, "coordinates places"]) -> DenseActive:
    """For potentials without constraints, whose coordinates pair with contents: unknown where ``active`` is not 0."""
    return DenseActive(tuple(int(k) for k in np.flatnonzero(active)))
