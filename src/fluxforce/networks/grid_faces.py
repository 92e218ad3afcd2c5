"""Lines between neighbouring centres of a grid, with the integrals of exp(phi) that give the jumps across a face."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.grid_axes import Axis, Field, values
from fluxforce.numerics.quadrature import antiderivative, gauss

POINTS = 12  # on a line, or on each of its parts
SMOOTH = 2.0  # exp(phi) with |phi| up to this is integrated to round-off
MOST_PARTS = 128


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

    A negative step leads downwards. Where phi changes by more than ``SMOOTH`` the lines are cut into parts in series.
    Raises BadInput for a mobility that is not above zero.
    """
    whole = _part(axes, along, potential, start, step)
    parts = int(min(MOST_PARTS, np.ceil(float(np.max(whole.peclet, initial=0.0)) / SMOOTH)))
    if parts <= 1:
        return whole
    joined = _part(axes, along, potential, start, step / parts)
    for k in range(1, parts):
        here = [one + k * step / parts if j == along else one for j, one in enumerate(start)]
        joined = _in_series(joined, _part(axes, along, potential, here, step / parts))
    return joined


def _in_series(first: Lines, second: Lines) -> Lines:
    """Two lines end to end, their middle point taken out; every term is positive, so no digits are lost."""
    resistance = first.resistance + np.exp(first.rise) * second.resistance
    middle = first.head_volume + second.tail_volume
    up = np.exp(second.rise) * first.resistance / resistance
    return Lines(
        rise=first.rise + second.rise,
        resistance=resistance,
        tail_volume=first.tail_volume + second.resistance / resistance * middle,
        head_volume=second.head_volume + up * middle,
        peclet=np.maximum(first.peclet, np.abs(first.rise) + second.peclet),
    )


def _part(
    axes: Sequence[Axis], along: int, potential: Field, start: Sequence[np.ndarray], step: float
) -> Lines:
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


def volume_to_wall(axis: Axis, potential: Field, start: np.ndarray, step: float) -> np.ndarray:
    """Integral of exp(-phi) from the outermost centre to a reflecting end of the only axis."""
    steepest = float(np.max(_part([axis], 0, potential, [start], step).peclet))
    parts = int(max(1.0, min(MOST_PARTS, np.ceil(steepest / SMOOTH))))
    total, rise = np.zeros(start.size), np.zeros(start.size)
    for k in range(parts):
        part = _part([axis], 0, potential, [start + k * step / parts], step / parts)
        # the volumes of both ends add up to the integral of exp(-phi)
        total += np.exp(-rise) * (part.tail_volume + np.exp(-part.rise) * part.head_volume)
        rise = rise + part.rise
    return total


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
