"""Fokker-Planck equations on grids: cells are states, and every face between two cells is a jump of the kernel."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.grid_axes import Axis, Edge, Field, check_axes, values
from fluxforce.networks.grid_faces import Lines, check_fineness, lines, volume_to_wall
from fluxforce.networks.network import Network, from_arrays

__all__ = ["Axis", "Edge", "Field", "Grid", "fokker_planck"]


@dataclass(frozen=True)
class Grid:
    """A Fokker-Planck equation as a ``Network``, with what its channels displace.

    ``displacement`` [channels, axes] is the step of every channel forward, across a periodic end too: weights for
    counted currents. ``volume`` [cells] turns probabilities into densities. ``absorbed`` are the states behind
    absorbing ends, one for each, after all cells; their channels are one-way. ``peclet`` is the largest change of
    (U - work)/T between two neighbouring cells.
    """

    network: Network
    axes: tuple[Axis, ...]
    displacement: np.ndarray
    volume: np.ndarray
    absorbed: tuple[int, ...]
    peclet: float

    @property
    def shape(self) -> tuple[int, ...]:
        """Cells along every axis."""
        return tuple(axis.cells for axis in self.axes)

    def density(self, probability: np.ndarray) -> np.ndarray:
        """Probability per length, area or volume in the cells, in the shape of the grid."""
        return (np.asarray(probability)[: self.volume.size] / self.volume).reshape(self.shape)

    def probability(self, density: Field) -> np.ndarray:
        """Probabilities [states] of a density given at the centres, normalised; nothing is absorbed yet.

        Raises BadInput for a density that is negative, not finite, or zero in all cells.
        """
        coordinates = list(np.meshgrid(*[axis.centres for axis in self.axes], indexing="ij"))
        held = values(density, coordinates, "the density").ravel() * self.volume
        if np.any(held < 0.0) or held.sum() == 0.0:
            raise BadInput([Problem("a density must be zero or above in all cells and above zero in some")])
        return np.concatenate([held / held.sum(), np.zeros(len(self.absorbed))])

    def velocity(self, flux: np.ndarray) -> np.ndarray:
        """Mean velocity along every axis from the fluxes J [1/s] of the channels."""
        return self.displacement.T @ np.asarray(flux)


def fokker_planck(axes: Sequence[Axis], potential: Field = 0.0, *, most_peclet: float = 4.0) -> Grid:
    """Jumps between cells for dp/dt = -sum_a d/dx_a { mu_a [(f_a - dU/dx_a) p - T_a dp/dx_a] }.

    In Ito form the drift is mu (f - U') + T mu', so that f = 0 and one temperature give exp(-U/T) whatever the
    mobility. With phi = (U - work of f)/T along the line between two neighbouring centres, zero at the tail, R the
    integral of exp(phi)/(mu T), a the area of the face (1 in one dimension) and v the volumes of the cells, the jumps
    are w+ = a/(R v_tail) and w- = a exp(phi_head)/(R v_head): the scheme of [scharfetter1969] with every integral by
    quadrature. Local detailed balance is exact: per jump the bath takes up -phi_head [k_B], the work on the way less
    the change of U, divided by T; states have the internal entropy ln v.

    In one dimension v is the integral of exp(-phi) times the probability to be at this centre before the
    neighbours; then mean passage times between centres, steady currents and the production of entropy are those
    of the continuous process on ANY grid. In two and three dimensions v is the volume of the cell, and results
    converge with the square of the width.

    Raises BadInput for a temperature or mobility not above zero, a potential that is not periodic along a periodic
    axis, and for neighbouring cells between which phi changes by more than ``most_peclet``.
    """
    axes = tuple(axes)
    check_axes(axes, potential)
    shape = tuple(axis.cells for axis in axes)
    numbers = np.arange(int(np.prod(shape))).reshape(shape)
    groups = [one for k in range(len(axes)) for one in _along(axes, k, potential, numbers, most_peclet)]
    if len(axes) == 1:
        volume = _exact_volumes(axes[0], potential, groups)
    else:
        volume = np.full(numbers.size, float(np.prod([axis.width for axis in axes])))
    return _assembled(axes, groups, volume)


@dataclass(frozen=True)
class _Faces:
    """Faces along one axis: those between cells, or those at an absorbing end, whose position is ``wall``."""

    along: int
    tail: np.ndarray
    head: np.ndarray
    step: float
    line: Lines
    wall: float | None = None


def _along(
    axes: tuple[Axis, ...], k: int, potential: Field, numbers: np.ndarray, most: float
) -> list[_Faces]:
    """Faces between cells, across a periodic end too, and those at absorbing ends."""
    axis = axes[k]
    centres = np.meshgrid(*[one.centres for one in axes], indexing="ij")
    places = np.arange(axis.cells if axis.periodic else axis.cells - 1)
    tail, head = (np.take(numbers, (places + shift) % axis.cells, axis=k).ravel() for shift in (0, 1))
    chosen: list[tuple[np.ndarray, np.ndarray, np.ndarray, float, float | None]]
    chosen = [(tail, head, places, axis.width, None)]
    for edge, cell, step, wall in (
        (axis.low, 0, -axis.width / 2.0, axis.lower),
        (axis.high, axis.cells - 1, axis.width / 2.0, axis.upper),
    ):
        if edge is Edge.ABSORBING:
            ends = np.take(numbers, [cell], axis=k).ravel()
            chosen.append((ends, ends, np.array([cell]), step, wall))
    found = []
    for tails, heads, at, step, wall in chosen:
        start = [np.take(one, at, axis=k) for one in centres]
        line = lines(axes, k, potential, start, step)
        check_fineness(axis, start[k], line.peclet, most)
        found.append(_Faces(k, tails, heads, step, line, wall))
    return found


def _exact_volumes(axis: Axis, potential: Field, groups: list[_Faces]) -> np.ndarray:
    volume = np.zeros(axis.cells)
    for one in groups:
        np.add.at(volume, one.tail, one.line.tail_volume)
        if one.wall is None:
            np.add.at(volume, one.head, one.line.head_volume)
    for edge, cell, step in ((axis.low, 0, -axis.width / 2.0), (axis.high, axis.cells - 1, axis.width / 2.0)):
        if edge is Edge.REFLECTING:
            volume[cell] += volume_to_wall(axis, potential, axis.centres[[cell]], step)[0]
    return volume


def _assembled(axes: tuple[Axis, ...], groups: list[_Faces], volume: np.ndarray) -> Grid:
    cells, names = volume.size, [axis.name for axis in axes]
    ends = [one for one in groups if one.wall is not None]
    between = [one for one in groups if one.wall is None]
    walls = [f"{names[one.along]} = {one.wall:g}" for one in ends]
    baths = list(dict.fromkeys(axis.bath for axis in axes))
    # inner faces first, so that the process of a group is its axis, then one process for every absorbing end
    ordered = [*between, *ends]
    sizes = [one.tail.size for one in ordered]
    heads = [one.head for one in between] + [np.full(one.tail.size, cells + j) for j, one in enumerate(ends)]
    areas = [float(np.prod([axis.width for axis in axes])) / axes[one.along].width for one in ordered]
    ease = [area / one.line.resistance for area, one in zip(areas, ordered, strict=True)]
    up = [w / volume[one.tail] for w, one in zip(ease, ordered, strict=True)]
    down = [w * np.exp(one.line.rise) / volume[one.head] for w, one in zip(ease, between, strict=False)]
    middles = np.meshgrid(*[axis.centres for axis in axes], indexing="ij")
    made = from_arrays(
        states=cells + len(ends),
        tail=np.concatenate([one.tail for one in ordered]),
        head=np.concatenate(heads),
        forward=np.concatenate(up),
        backward=np.concatenate([*down, *[np.zeros(one.tail.size) for one in ends]]),
        entropy=np.concatenate([-one.line.rise for one in ordered]),
        process=np.repeat(np.arange(len(ordered)), sizes),
        processes=names + [f"absorbed at {wall}" for wall in walls],
        reservoir=np.repeat([baths.index(axes[one.along].bath) for one in ordered], sizes),
        reservoirs=baths,
        internal=np.concatenate([np.log(volume), np.zeros(len(ends))]),
        positions=np.concatenate(
            [np.stack([one.ravel() for one in middles], axis=1), *[_wall(axes, one) for one in ends]]
        ),
        axes=names,
    )
    steps = np.zeros((made.channels, len(axes)))
    steps[np.arange(made.channels), np.repeat([one.along for one in ordered], sizes)] = np.repeat(
        [one.step for one in ordered], sizes
    )
    peclet = max(float(np.max(one.line.peclet)) for one in ordered)
    return Grid(made, axes, steps, volume, tuple(range(cells, cells + len(ends))), peclet)


def _wall(axes: tuple[Axis, ...], one: _Faces) -> np.ndarray:
    """Position [1, axes] of an absorbing end, in the middle of the other axes."""
    middle = [(axis.lower + axis.upper) / 2.0 for axis in axes]
    middle[one.along] = float(one.wall or 0.0)
    return np.array([middle])
