"""A root between two ends, found for certain: Newton's method where it helps, halving where it does not."""

from collections.abc import Callable

import equinox as eqx
import jax
import jax.numpy as jnp

from fluxforce._types import Array, Float, Int

MOST = 200  # halvings end at the spacing of numbers long before


class BracketResult(eqx.Module):
    """The root, what is left of the function there, and the number of evaluations."""

    root: Float[Array, ""]
    residual: Float[Array, ""]
    iterations: Int[Array, ""]


def bracketed(
    function: Callable[[Float[Array, ""]], Float[Array, ""]],
    low: Float[Array, ""],
    high: Float[Array, ""],
) -> BracketResult:
    """A root of a continuous function with f(low) <= 0 <= f(high); it is the only one if f rises.

    Newton steps that leave the bracket, or that do not halve the step before the last, are replaced by halvings
    (safeguarded Newton: Press et al., Numerical Recipes, section 9.4). Values that overflow count by their sign
    alone. It ends when the bracket is as narrow as numbers are dense, or at f = 0.
    """
    with_slope = jax.value_and_grad(function)

    def unfinished(state):
        low, high, z, before, value, _, count = state
        close = jnp.abs(high - low) <= 4e-16 * jnp.maximum(jnp.abs(low), jnp.abs(high))
        still = jnp.abs(before) <= 1e-16 * jnp.abs(z)
        return (count < MOST) & ~close & ~still & (value != 0.0)

    def improve(state):
        low, high, z, before, value, slope, count = state
        newton = z - value / jnp.where(slope == 0.0, 1.0, slope)
        inside = (newton > low) & (newton < high) & jnp.isfinite(newton) & (slope != 0.0)
        helps = inside & (jnp.abs(newton - z) < 0.5 * jnp.abs(before))
        after = jnp.where(helps, newton, 0.5 * (low + high))
        moved = after - z
        value, slope = with_slope(after)
        above = value > 0.0
        return (
            jnp.where(above, low, after), jnp.where(above, after, high), after, moved, value, slope, count + 1
        )  # fmt: skip

    middle = 0.5 * (low + high)
    value, slope = with_slope(middle)
    above = value > 0.0
    first = (
        jnp.where(above, low, middle), jnp.where(above, middle, high), middle, high - low, value, slope,
        jnp.array(1),
    )  # fmt: skip
    _, _, z, _, value, _, count = jax.lax.while_loop(unfinished, improve, first)
    return BracketResult(z, value, count)
