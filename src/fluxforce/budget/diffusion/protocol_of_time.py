"""A protocol found for moments, made ready to drive Langevin trajectories."""

from collections.abc import Callable

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array
from fluxforce.budget.diffusion.protocols import Protocol as MomentProtocol
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.protocol import Protocol, protocol


class Chebyshev(eqx.Module):
    """sum over k of c_k T_k(2 t/duration - 1) with ``coefficients`` [terms] or [controls, terms]."""

    coefficients: Array
    duration: Array

    def __call__(self, time: Array) -> Array:
        """Clenshaw's recurrence: b_k = c_k + 2 x b_(k+1) - b_(k+2), and the sum is c_0 + x b_1 - b_2."""
        x = 2.0 * time / self.duration - 1.0
        last = after = jnp.zeros(self.coefficients.shape[:-1])
        for k in range(self.coefficients.shape[-1] - 1, 0, -1):
            last, after = self.coefficients[..., k] + 2.0 * x * last - after, last
        return self.coefficients[..., 0] + x * last - after


def protocol_of_time(moments: MomentProtocol, control: int | None = None) -> Protocol:
    """lambda(t) for ``sample_langevin`` from a protocol of ``optimal_protocol`` or ``moment_ramp``, jumps included.

    The parameter is the array [controls] of all controls, in the order of the MomentSystem: U(x, lambda) of a trap is
    lambda[1] (x - lambda[0])^2/2. ``control`` picks one by its position; the parameter is then a number, as
    ``dragged_trap`` takes it. Raises BadInput where there is no such control.
    """
    count = moments.start.size
    if control is not None and not 0 <= control < count:
        raise BadInput([Problem(f"there is no control {control}", hint=f"controls are 0 to {count - 1}")])
    chosen = slice(None) if control is None else control
    series = jnp.asarray(moments.coefficients[chosen])
    value: Callable[[Array], Array] = Chebyshev(series, jnp.asarray(moments.duration, dtype=float))
    return protocol(
        [(moments.duration, value)],
        before=jnp.asarray(moments.start[chosen], dtype=float),
        after=jnp.asarray(moments.end[chosen], dtype=float),
    )
