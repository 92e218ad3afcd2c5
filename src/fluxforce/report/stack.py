"""A stacked area of shares that add up to 100 %, with names written where they fit."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

from fluxforce.report.canvas import plot, svg, time_axis
from fluxforce.report.palette import Look
from fluxforce.report.parts import Panel

_LETTER, _THIN = 6.5, 10.0  # width of a letter in pixels; the thinnest area, per cent, that holds a name


def stack(
    across: NDArray[np.float64],
    values: NDArray[np.float64],
    styles: dict[str, Look],
    xlabel: str,
    title: str,
    key: str,
    stretched: bool = False,
) -> Panel:
    whole = values.sum(axis=0)
    parts = 100.0 * np.divide(values, whole, out=np.zeros_like(values), where=whole > 0)
    figure, axes = plot(xlabel, left=36)
    top = np.zeros_like(across)
    time_axis(axes, across, stretched)
    for (name, look), part in zip(styles.items(), parts, strict=True):
        axes.fill_between(
            across, top, top + part, facecolor=look.colour, edgecolor="white", linewidth=0.8, alpha=0.9
        )
        _label(axes, across, top, part, (name, look))
        top = top + part
    axes.set_ylim(0, 100)
    words = ", ".join(f"{name} {parts[index].mean():.0f} %" for index, name in enumerate(styles))
    return Panel(svg(figure, key, f"{title}. On average: {words}."), title)


def _label(
    axes: Axes,
    across: NDArray[np.float64],
    low: NDArray[np.float64],
    part: NDArray[np.float64],
    named: tuple[str, Look],
) -> None:
    """The name inside its area, where the area is thickest over the length of the name, if it fits there."""
    name, look = named
    box = axes.get_position().width * axes.figure.get_figure(root=True).get_size_inches()[0] * 72
    half = 0.5 * _LETTER * len(name) / box
    inside = axes.transLimits.transform(
        np.stack([axes.transScale.transform(np.stack([across, low], 1))[:, 0], low], 1)
    )[:, 0]
    best, where = _THIN, None
    for centre in np.linspace(half, 1 - half, 25) if half < 0.5 else ():
        covered = (inside >= centre - half) & (inside <= centre + half)
        if not covered.any():
            continue
        floor, ceiling = float(low[covered].max()), float((low + part)[covered].min())
        if ceiling - floor > best + 1:
            best, where = ceiling - floor, (float(centre), 0.005 * (floor + ceiling))
    if where:
        red, green, blue = to_rgb(look.colour)
        colour = "white" if 0.3 * red + 0.59 * green + 0.11 * blue < 0.55 else "black"
        axes.text(*where, name, ha="center", va="center", fontsize=11, color=colour, transform=axes.transAxes)
