"""Currents that the user counts along Langevin trajectories."""

from collections.abc import Callable
from dataclasses import dataclass

import jax.numpy as jnp

from fluxforce._types import Array
from fluxforce.networks.diffusion import Convention

Weight = Callable[[Array, Array], Array]


@dataclass(frozen=True)
class Current:
    """The sum of g(x, lambda) . dx, where g [coordinates] is (1 - value) g(before) + value g(after) in every step.

    The value is the convention's. Stratonovich, the default, makes the current odd under time reversal.
    """

    weight: Weight
    convention: Convention = Convention.STRATONOVICH

    def over(self, before: Array, after: Array, parameter: Array) -> Array:
        """What one step from x = ``before`` to x = ``after`` [coordinates] adds."""
        late = self.convention.value
        weight = jnp.zeros_like(before)
        if late < 1.0:
            weight = weight + (1.0 - late) * self.weight(before, parameter)
        if late > 0.0:
            weight = weight + late * self.weight(after, parameter)
        return jnp.sum(weight * (after - before))
