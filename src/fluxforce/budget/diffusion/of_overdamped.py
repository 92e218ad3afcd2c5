"""Landscapes and washboards of overdamped Langevin systems on a line."""

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.budget.diffusion.landscape import Landscape
from fluxforce.budget.diffusion.washboard import Washboard
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.diffusion import Convention, Overdamped
from fluxforce.networks.grid_of_langevin import everywhere


def landscape_of(
    system: Overdamped, *, parameter: float = 0.0, lower: float = -np.inf, upper: float = np.inf
) -> Landscape:
    """For passage times, relaxation and free energy, with reflecting walls at ``lower`` and ``upper`` where finite.

    Raises BadInput for more than one coordinate, a drive, a force beside the potential, or a mobility that depends on
    position in another convention than the isothermal one.
    """
    _check(system)
    if system.force is not None:
        said = "a force beside the potential makes no landscape"
        raise BadInput(
            [Problem(said, hint="on a line every force is a gradient: write it into the potential")]
        )
    return Landscape(
        _potential(system, parameter), float(system.temperature[0]), _mobility(system), lower, upper
    )


def washboard_of(system: Overdamped, period: float, *, parameter: float = 0.0) -> Washboard:
    """For velocity and diffusion in a periodic potential with a constant force.

    Raises BadInput as ``landscape_of`` does, and for a force that is not the same everywhere.
    """
    _check(system)
    force = 0.0
    if system.force is not None:
        given, held = system.force, jnp.asarray(parameter, dtype=float)
        places = jnp.linspace(0.0, period, 17)[:, None]
        found = np.asarray(jax.vmap(lambda x: given(x, held)[0])(places))
        if float(np.ptp(found)) > 1e-12 * float(np.max(np.abs(found))):
            said = f"the force runs from {found.min():g} to {found.max():g} within a period"
            raise BadInput([Problem(said, hint="put the part that varies into the potential")])
        force = float(found[0])
    return Washboard(
        _potential(system, parameter), period, force, float(system.temperature[0]), _mobility(system)
    )


def _potential(system: Overdamped, parameter: float) -> Callable[..., np.ndarray]:
    held = jnp.asarray(parameter, dtype=float)
    return everywhere(lambda x: system.potential(x, held))


def _mobility(system: Overdamped) -> Callable[..., np.ndarray] | float:
    def along(x: Array) -> Array:
        return jnp.reshape(system.mobility_at(x), ())

    return float(along(jnp.zeros(1))) if system.uniform else everywhere(along)


def _check(system: Overdamped) -> None:
    if system.dims != 1:
        raise BadInput(
            [Problem(f"{system.dims} coordinates are no line", hint="use grid_of or trajectories")]
        )
    if system.drive is not None:
        raise BadInput([Problem(f"the drive {type(system.drive).__name__} has coordinates of its own")])
    if not system.uniform and system.convention is not Convention.ISOTHERMAL:
        said = f"a mobility that depends on position in the convention {system.convention.name}"
        raise BadInput([Problem(said, hint="use Convention.ISOTHERMAL, whose equilibrium is exp(-U/T)")])
