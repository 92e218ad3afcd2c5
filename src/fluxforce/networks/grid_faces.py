"""Lines between neighbouring centres of a grid, with the integrals of exp(phi) that give the jumps across a face."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.grid_axes import Axis, Field, values
from fluxforce.numerics.quadrature import antiderivative, gauss

POINTS = 12  # exp(phi) with |phi| up to 4 on a line is integrated to round-off


@dataclass(frozen=True)
class Lines:
    """Integrals along lines that all have the same direction and length; arrays run over the lines.

    With phi = (U - work)/T, zero at the tail: ``rise`` is phi at the head, ``resistance`` R the integral of
    exp(phi)/(mu T), ``tail_volume`` the integral of (1 - r) exp(-phi) and ``head_volume`` that of
    r exp(rise - phi), r(s) = R(0..s)/R being the probability to reach the head first. ``peclet`` is max |phi|.
    """

    rise: np.ndarray
    resistance: np.ndarray
    tail_volume: np.ndarray
    head_volume: np.ndarray
    peclet: np.ndarray


def lines(
    axes: Sequence[Axis], along: int, potential: Field, start: Sequence[np.ndarray], step: float
) -> Lines:
    """Integrals from points ``start`` (one array for each coordinate) to points ``step`` further along one axis.

    A negative step leads downwards. Raises BadInput for a mobility that is not above zero.
    """
    axis, length = axes[along], abs(step)
    nodes, weights = gauss(POINTS)
    begin = [one.ravel() for one in start]
    inner = [np.broadcast_to(one, (POINTS, one.size)) for one in begin]
    inner[along] = begin[along][None] + step * nodes[:, None]
    end = [one + step if k == along else one for k, one in enumerate(begin)]
    force = values(axis.force, inner, f"the force along axis '{axis.name}'")
    low = values(potential, begin, "the potential")
    climb = values(potential, inner, "the potential") - low[None]
    phi = (climb - step * (antiderivative(POINTS) @ force)) / axis.temperature
    rise = (values(potential, end, "the potential") - low - step * (weights @ force)) / axis.temperature
    friction = _friction(axis, inner)
    with np.errstate(over="ignore", invalid="ignore"):
        # too coarse a grid overflows here and is refused by its peclet number
        density = np.exp(phi) * friction / axis.temperature * length
        resistance = weights @ density
        reached = (antiderivative(POINTS) @ density) / resistance[None]
        tail = length * (weights @ ((1.0 - reached) * np.exp(-phi)))
        head = length * (weights @ (reached * np.exp(rise[None] - phi)))
    peclet = np.maximum(np.max(np.abs(phi), axis=0), np.abs(rise))
    return Lines(rise, resistance, tail, head, peclet)


def volume_to_wall(axes: Sequence[Axis], potential: Field, start: np.ndarray, step: float) -> np.ndarray:
    """Integral of exp(-phi) from the outermost centre to a reflecting end of the only axis."""
    nodes, weights = gauss(POINTS)
    axis, inner = axes[0], start[None] + step * nodes[:, None]
    force = values(axis.force, [inner], f"the force along axis '{axis.name}'")
    climb = values(potential, [inner], "the potential") - values(potential, [start], "the potential")[None]
    phi = (climb - step * (antiderivative(POINTS) @ force)) / axis.temperature
    with np.errstate(over="ignore"):
        return abs(step) * (weights @ np.exp(-phi))


def check_fineness(axis: Axis, start: np.ndarray, peclet: np.ndarray, most: float) -> None:
    """Raises BadInput with the place where phi changes most, and the number of cells that would do."""
    worst = int(np.argmax(peclet))
    if peclet[worst] <= most:
        return
    needed = int(np.ceil(axis.cells * peclet[worst] / most))
    said = (
        f"the grid is too coarse along axis '{axis.name}': near {start.ravel()[worst]:g} the potential and the force "
        f"change by {peclet[worst]:.3g} T from one cell to the next; at most {most:g} are allowed"
    )
    raise BadInput(
        [Problem(said, hint=f"about {needed} cells are needed along '{axis.name}', {axis.cells} given")]
    )


def _friction(axis: Axis, inner: Sequence[np.ndarray]) -> np.ndarray:
    mobility = values(axis.mobility, inner, f"the mobility of axis '{axis.name}'")
    if np.any(mobility <= 0.0):
        least = float(np.min(mobility))
        raise BadInput(
            [Problem(f"the mobility of axis '{axis.name}' is {least:g} somewhere; it must be above zero")]
        )
    return 1.0 / mobility
