"""The compiled functions of a structure: residual, derivatives and their products, shared by all of its systems."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp

from fluxforce._types import Array, Bool, Float
from fluxforce.balance import System, evaluate, prepared
from fluxforce.thermo.slopes import slopes


def rows_of(
    system: System,
    held: Bool[Array, "balanced places"],
    anchor: Float[Array, "balanced places"],
    coordinates: Float[Array, "coordinates places"],
) -> Float[Array, "coordinates places"]:
    """Supplies per size where contents change, content less its held value elsewhere, then the constraints."""
    content = system.potential.read(coordinates).content
    rates = evaluate(prepared(system, content), coordinates)
    balance = jnp.where(held, content - anchor, rates.supply / system.size[None])
    return jnp.concatenate([balance, rates.reading.constraints])


@dataclass(frozen=True)
class Kernel:
    """Compiled once for a structure of systems; each takes the leaves of a system first.

    - ``contents(leaves, z)`` [balanced, places];
    - ``values(leaves, held, anchor, z)``: residual and contents;
    - ``linear(leaves, held, anchor, z)``: these two, the derivative of the residual and that of (contents,
      constraints) by the coordinates of their own place. With a reach >= 0 every (2 reach + 1)th place is moved at
      once, [column, colour, row, place]; else each by itself, [column, place, row, place];
    - ``product`` and ``product_slope(leaves, held, anchor, z, left, amounts, right)``: left . (dR/dz right), with
      ``amounts`` weighing contents instead, and its derivative by z.
    """

    contents: Callable[..., Any]
    values: Callable[..., Any]
    linear: Callable[..., Any]
    product: Callable[..., Any]
    product_slope: Callable[..., Any]


@lru_cache(maxsize=64)
def kernel(structure: Any, reach: int) -> Kernel:
    """The functions of one structure of systems; flattened systems go in, which is much faster than whole ones."""

    def whole(leaves: list[Array]) -> System:
        return jax.tree.unflatten(structure, leaves)

    def contents(leaves, z):
        return whole(leaves).potential.read(z).content

    def values(leaves, held, anchor, z):
        return rows_of(whole(leaves), held, anchor, z), contents(leaves, z)

    def linear(leaves, held, anchor, z):
        system = whole(leaves)
        (found, content), push = jax.linearize(lambda at: values(leaves, held, anchor, at), z)
        count, places = z.shape
        colours = 2 * reach + 1 if reach >= 0 else places
        masks = jnp.where(jnp.arange(places)[None] % colours == jnp.arange(colours)[:, None], 1.0, 0.0)
        seeds = jnp.eye(count)[:, None, :, None] * masks[None, :, None, :]
        return (
            found,
            content,
            jax.vmap(jax.vmap(lambda seed: push(seed)[0]))(seeds),
            slopes(system.potential, z).equations,
        )

    def tested(leaves, held, anchor, z, left, amounts, right):
        _, (rows, moved) = jax.jvp(lambda at: values(leaves, held, anchor, at), (z,), (right,))
        return jnp.vdot(left, rows) + jnp.vdot(amounts, moved)

    return Kernel(*map(jax.jit, (contents, values, linear, tested, jax.grad(tested, argnums=3))))
