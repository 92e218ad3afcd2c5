"""How the books grew over the steps, and the axes that all plots over the steps share."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from numpy.typing import NDArray

from fluxforce.report.canvas import level_axis, log_ticks, plot, svg
from fluxforce.report.numbers import number, scaled
from fluxforce.report.palette import ACCENT, NUMERICAL
from fluxforce.report.parts import Panel
from fluxforce.report.view import View

_NUMERICAL = ("numerical_space", "numerical_time", "leak")


def series_of(view: View, *names: str) -> NDArray[np.float64] | None:
    """A series over the steps from the dataset, or else from the history."""
    for name in names:
        if view.has(name) and view.results.dataset[name].dims == ("step",):
            return np.asarray(view.results.dataset[name].values, dtype=float)
        kept = view.results.history.get(name)
        if isinstance(kept, Sequence | np.ndarray) and not isinstance(kept, str) and len(kept) > 0:
            return np.asarray(kept, dtype=float)
    return None


def step_axis(view: View, time: NDArray[np.float64]) -> tuple[Drawing, Axes, NDArray[np.float64]]:
    """Times on a logarithmic axis where steps span more than two decades, in the page's unit otherwise."""
    figure, axes = plot(f"time, {view.clock[0]}")
    scaled_time = time / view.clock[1]
    positive = scaled_time[scaled_time > 0]
    if positive.size > 2 and positive[-1] > 300 * positive[0]:
        log_ticks(axes, "x")
        axes.set_xlim(positive[0], positive[-1])
    else:
        axes.set_xlim(0, scaled_time[-1])
    return figure, axes, scaled_time


def growth(view: View, time: NDArray[np.float64]) -> Panel | None:
    """Entropy produced so far and the numerical rows beside it, on one logarithmic axis."""
    if not view.has("produced"):
        return None
    book = view.results.dataset["produced"]
    if "step" not in book.dims or book.sizes["step"] != time.size:
        return None
    grown = view.grown * np.asarray(book.sum([dim for dim in book.dims if dim != "step"]).values, dtype=float)
    rows = [series_of(view, name) for name in _NUMERICAL]
    numerical = view.grown * sum(
        (np.abs(row) for row in rows if row is not None and row.size == time.size), np.zeros_like(grown)
    )
    if grown.max() <= 0:
        return None
    factor, unit = scaled(float(grown.max()), view.entropy_unit)
    figure, axes, across = step_axis(view, time)
    axes.plot(across, factor * np.where(grown > 0, grown, np.nan), color=ACCENT, linewidth=2)
    axes.plot(
        across,
        factor * np.where(numerical > 0, numerical, np.nan),
        color=NUMERICAL,
        linewidth=2,
        linestyle=(0, (7, 3)),
    )
    level_axis(axes, factor * np.concatenate([grown, numerical]), 12)
    last = view.entropy_unit
    words = (
        f"Entropy produced until each time, {number(float(grown[-1]))} {last} at the end, and the numerical "
        f"rows, {number(float(numerical[-1]), 2)} {last}."
    )
    return Panel(svg(figure, "books", words), f"Entropy produced so far, {unit}")
