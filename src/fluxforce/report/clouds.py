"""Clouds of points in axes that keep the origin in view, shared by the plots of fluxes and of rates."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from fluxforce.report.canvas import plot
from fluxforce.report.numbers import scaled
from fluxforce.report.palette import INK, SOFT, ramp
from fluxforce.report.view import View

_MOST_POINTS, _MANY_PLACES, _ROOM = 3000, 30, 0.07
_POINT: Any = {
    "markersize": 4.4,
    "markeredgecolor": "white",
    "markeredgewidth": 0.3,
    "rasterized": True,
    "zorder": 3,
}


@dataclass(frozen=True)
class Cloud:
    """Points of one colour and marker."""

    colour: str
    marker: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]


def by_time(view: View, x: NDArray[np.float64], y: NDArray[np.float64]) -> list[Cloud]:
    """Clouds of [time, place] coloured by time: the selected times, or all of them where places are few."""
    colours = ramp(view.times.size)
    chosen = view.shown if x.shape[1] > _MANY_PLACES else range(view.times.size)
    return [Cloud(colours[index], "o", x[index], y[index]) for index in chosen]


@dataclass(frozen=True)
class Scatter:
    """Axes with clouds drawn, and the factors from SI to the units shown."""

    figure: Figure
    axes: Axes
    x_factor: float
    y_factor: float


def scatter(clouds: list[Cloud], x_name: str, y_name: str, x_unit: str, y_unit: str) -> Scatter:
    """Draw clouds given in SI, with prefixes chosen for the axes and room around origin and points."""
    x, y = (np.concatenate([np.ravel(getattr(cloud, name)) for cloud in clouds]) for name in "xy")
    (x_factor, x_shown), (y_factor, y_shown) = (
        scaled(_largest(values), unit) for values, unit in ((x, x_unit), (y, y_unit))
    )
    figure, axes = plot(f"{x_name}, {x_shown}", top=26)
    axes.text(
        0, 1.03, f"{y_name}, {y_shown}", transform=axes.transAxes, va="bottom", color=INK, fontsize=10.5
    )
    for cloud in clouds:
        every = max(1, x.size // _MOST_POINTS)
        points = [
            factor * np.ravel(part)[::every] for factor, part in ((x_factor, cloud.x), (y_factor, cloud.y))
        ]
        axes.plot(*points, cloud.marker, color=cloud.colour, **_POINT)
    axes.set_xlim(_limits(x_factor * x))
    axes.set_ylim(_limits(y_factor * y))
    axes.axhline(0, color=SOFT, linewidth=0.9, zorder=1)
    axes.axvline(0, color=SOFT, linewidth=0.9, zorder=1)
    return Scatter(figure, axes, x_factor, y_factor)


def _largest(values: NDArray[np.float64]) -> float:
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max(initial=0.0))


def _limits(values: NDArray[np.float64]) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    low, high = min(float(finite.min(initial=0.0)), 0.0), max(float(finite.max(initial=0.0)), 0.0)
    room = _ROOM * (high - low) or 1.0
    return low - room, high + room
