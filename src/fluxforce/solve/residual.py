"""The equations of one implicit stage: contents follow their supplies, constraints vanish."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.balance import System, evaluate


class Stage(eqx.Module):
    """q(z) - step f(z)/size = target, and constraints(z) = 0.

    ``target`` is the content that earlier stages have settled, ``step`` is h gamma [s].
    """

    target: Float[Array, "balanced places"]
    step: Float[Array, ""]


def stage_residual(
    system: System, stage: Stage, coordinates: Float[Array, "coordinates places"]
) -> Float[Array, "coordinates places"]:
    """Rows pair with coordinates: balances first, then constraints."""
    rates = evaluate(system, coordinates)
    balance = rates.reading.content - stage.step * rates.supply / system.size[None] - stage.target
    return jnp.concatenate([balance, rates.reading.constraints])
