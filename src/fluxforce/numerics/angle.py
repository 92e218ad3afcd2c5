"""Cosine and sine of any angle in straight-line arithmetic that a vector unit can do."""

import jax
import jax.numpy as jnp
from jax import lax

from fluxforce._types import Array, Float
from fluxforce.numerics.circle import circle


@jax.custom_jvp
def cosine_and_sine(angle: Float[Array, "..."]) -> tuple[Float[Array, "..."], Float[Array, "..."]]:
    """cos and sin of ``angle`` [radians], to 1e-15 plus round-off of the angle itself.

    The library's are called number by number on some processors and cost ten times as much in a loop over lanes.
    """
    turn = angle * (0.5 / jnp.pi)
    # circle wants a turn in (0, 1); floor is exact, so the remainder keeps all digits that the turn had
    return circle(turn - lax.floor(turn))


@cosine_and_sine.defjvp
def _slopes(primals: tuple, tangents: tuple) -> tuple:
    cosine, sine = cosine_and_sine(primals[0])
    return (cosine, sine), (-sine * tangents[0], cosine * tangents[0])
