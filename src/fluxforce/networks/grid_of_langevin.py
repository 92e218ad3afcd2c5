"""The Fokker-Planck grid of an overdamped Langevin system: the same forces, read as jumps of the kernel."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.diffusion import Convention, Overdamped
from fluxforce.networks.grid import Axis, Edge, Grid, fokker_planck

LEAST_POINTS = 256


@dataclass(frozen=True)
class Extent:
    """Where a coordinate is followed, in how many cells, and what its ends do."""

    lower: float
    upper: float
    cells: int
    low: Edge = Edge.REFLECTING
    high: Edge = Edge.REFLECTING


def everywhere(value: Callable[[Array], Array]) -> Callable[..., np.ndarray]:
    """A JAX function of one point [coordinates] as a field: of arrays of coordinates, of any one shape."""
    many = jax.jit(jax.vmap(value))

    def field(*coordinates: np.ndarray) -> np.ndarray:
        points = np.stack([np.ravel(np.asarray(one, dtype=float)) for one in coordinates], axis=1)
        count = points.shape[0]
        # a program is compiled for every length: lengths are rounded up to powers of two, the last point repeated
        room = max(LEAST_POINTS, 1 << (count - 1).bit_length())
        padded = np.concatenate([points, np.repeat(points[-1:], room - count, axis=0)])
        return np.asarray(many(jnp.asarray(padded)))[:count].reshape(np.shape(coordinates[0]))

    return field


def grid_of(
    system: Overdamped,
    extents: Mapping[str, Extent],
    *,
    parameter: float | np.ndarray = 0.0,
    most_peclet: float = 4.0,
) -> Grid:
    """The grid of ``fokker_planck`` for the potential, forces, mobilities and baths of a system.

    ``extents`` has one entry for every coordinate; ``parameter`` is lambda of the potential and the force. Raises
    BadInput for a drive (its coordinates are no cells), a full mobility matrix, coordinates without an extent, and for
    a mobility that depends on position in another convention than the isothermal one: only there the jumps have the
    equilibrium exp(-U/T).
    """
    _check(system, extents)
    held = jnp.asarray(parameter, dtype=float)
    temperatures = np.asarray(system.temperatures())

    def along(k: int) -> Callable[..., np.ndarray] | float:
        if system.force is None:
            return 0.0
        force = system.force
        return everywhere(lambda x: force(x, held)[k])

    def mobility(k: int) -> Callable[..., np.ndarray] | float:
        if system.uniform:
            return float(np.broadcast_to(np.asarray(system.mobility), (system.dims,))[k])
        return everywhere(lambda x: jnp.broadcast_to(system.mobility_at(x), (system.dims,))[k])

    axes = [
        Axis(
            name,
            extents[name].lower,
            extents[name].upper,
            extents[name].cells,
            extents[name].low,
            extents[name].high,
            float(temperatures[k]),
            mobility(k),
            along(k),
            system.baths[system.bath[k]],
        )
        for k, name in enumerate(system.coordinates)
    ]
    return fokker_planck(axes, everywhere(lambda x: system.potential(x, held)), most_peclet=most_peclet)


def _check(system: Overdamped, extents: Mapping[str, Extent]) -> None:
    known = ", ".join(system.coordinates)
    lost = [name for name in system.coordinates if name not in extents]
    strange = [name for name in extents if name not in system.coordinates]
    if lost or strange:
        said = f"no extent of '{lost[0]}' was given" if lost else f"there is no coordinate '{strange[0]}'"
        raise BadInput([Problem(said, hint=f"coordinates: {known}")])
    if system.drive is not None:
        said = f"the drive {type(system.drive).__name__} has coordinates of its own and no cells"
        raise BadInput([Problem(said, hint="make its force part of the system, or run trajectories")])
    shape = jax.eval_shape(system.mobility_at, jnp.zeros(system.dims)).shape
    if len(shape) == 2:
        raise BadInput(
            [Problem("a full mobility matrix has no faces between cells", hint="make it diagonal")]
        )
    if not system.uniform and system.convention is not Convention.ISOTHERMAL:
        said = f"a mobility that depends on position in the convention {system.convention.name} has no grid"
        raise BadInput([Problem(said, hint="use Convention.ISOTHERMAL, whose equilibrium is exp(-U/T)")])
