"""Steps that no integrator here can take, found before the first one is taken."""

import warnings

import equinox as eqx
import jax
import numpy as np

from fluxforce._types import Array
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.diffusion import LangevinSystem, Overdamped
from fluxforce.solve.langevin.state import State

POINTS = 8  # of the initial ones, where the stiffness is looked at
CAUTION = 0.5  # of the largest stable step; above it averages are off by tens of per cent


@eqx.filter_jit
def _jacobians(system: LangevinSystem, state: State, parameter: Array) -> Array:
    """d(drift)/dx where overdamped, else M^-1 dF/dx; [lanes, coordinates, coordinates]."""

    def one(state: State) -> Array:
        if isinstance(system, Overdamped):
            slope = jax.jacfwd(system.ito_drift)(state.x, parameter, state.y)
        else:
            slope = jax.jacfwd(system.total_force)(state.x, parameter, state.y) / system.mass[:, None]
        return slope

    return jax.vmap(one, in_axes=-1)(state)


def largest_step(system: LangevinSystem, state: State, parameter: Array) -> float:
    """The largest stable step [s] at the first few of the given points; infinity where nothing restores.

    Overdamped: |1 + h z| < 1 for every eigenvalue z of the drift's derivative with a negative real part, as Euler's
    method needs; underdamped: h omega < 2 with omega^2 = -z.
    """
    few = jax.tree.map(lambda one: one[..., :POINTS], state)
    slopes = np.asarray(_jacobians(system, few, parameter))
    if not np.all(np.isfinite(slopes)):
        lane = int(np.argwhere(~np.isfinite(slopes))[0][0])
        where = ", ".join(
            f"{name} = {x:g}" for name, x in zip(system.coordinates, few.x[:, lane], strict=True)
        )
        said = f"the force or its slope is no finite number where trajectories start, at {where}"
        raise BadInput([Problem(said, hint="start elsewhere, or check the potential there")])
    values = np.linalg.eigvals(slopes).ravel()
    falling = values[values.real < 0.0]
    if falling.size == 0:
        return float("inf")
    if isinstance(system, Overdamped):
        return float(np.min(-2.0 * falling.real / np.abs(falling) ** 2))
    return float(2.0 / np.sqrt(np.max(np.abs(falling))))


def check_step(system: LangevinSystem, state: State, parameter: Array, step: float) -> None:
    """Raises BadInput for a step that grows without bound at the start; warns where it is close to that."""
    limit = largest_step(system, state, parameter)
    if not step < limit:
        said = f"a step of {step:g} s is unstable where the trajectories start"
        raise BadInput(
            [Problem(said, hint=f"below {limit:.3g} s it is stable, below {0.1 * limit:.2g} s accurate")]
        )
    if step > CAUTION * limit:
        warnings.warn(
            f"a step of {step:g} s is close to the largest stable one, {limit:.3g} s",
            RuntimeWarning,
            stacklevel=3,
        )
