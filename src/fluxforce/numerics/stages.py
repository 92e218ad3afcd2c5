"""Parts of a program that the compiler keeps apart."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from fluxforce._types import Array, Bool


def apart(true: Bool[Array, ""], function: Callable[..., Any], *arguments: Any) -> Any:
    """``function(*arguments)``, computed once and kept, where ``true`` is true and the compiler cannot know it.

    The compiler for processors computes an intermediate result again for everything that uses it; a chain of steps with
    several results each then costs several times its arithmetic. It does not look through a choice that is made at
    run time, and barriers (`lax.optimization_barrier`) it removes before it decides.
    """
    shapes = jax.eval_shape(function, *arguments)

    def never(*_: Any) -> Any:
        return jax.tree.map(lambda one: jnp.zeros(one.shape, one.dtype), shapes)

    return lax.cond(true, function, never, *arguments)
