"""Which process leads: shares of the entropy production over time and along the model, and the rates."""

import numpy as np
from numpy.typing import NDArray

from fluxforce.report.canvas import level_axis, plot, svg, time_axis
from fluxforce.report.numbers import quantity, scaled
from fluxforce.report.palette import NUMERICAL, Look, line_legend, looks
from fluxforce.report.parts import Figure, Panel
from fluxforce.report.stack import stack
from fluxforce.report.view import View

_MOST_PARTS, _DECADES = 7, 8
_OTHER = "all others"


def figures(view: View, names: list[str], values: NDArray[np.float64]) -> list[Figure]:
    """Shares and rates of `values` [process, time, place], largest process first; one alone has no shares."""
    styles, values = _few(view, names, np.maximum(values, 0.0))
    if values.max(initial=0.0) <= 0:
        return []
    size = view.size if view.size.size == values.shape[2] else np.ones(values.shape[2])
    mean = (values * size).sum(axis=2) / size.sum()
    lasting, ordered, several = view.times.size > 1, view.position is not None, len(styles) > 1
    times, label = view.times / view.clock[1], f"time, {view.clock[0]}"
    over = np.asarray(np.trapezoid(values, view.times, axis=1)) if lasting else values[:, 0]
    panels = []
    if several and lasting:
        panels.append(stack(times, mean, styles, label, "Share over time, %", "shares-time", view.stretched))
    if several and ordered:
        panels.append(
            stack(view.across, over, styles, view.along, "Share along the model, %", "shares-place")
        )
    unit = view.unit("production")
    if lasting:
        title = "Mean over the model" if values.shape[2] > 1 else "Rate"
        panels.append(_lines(times, mean, styles, label, title, unit, view.stretched))
    if ordered and not (several and lasting):
        title = "Density at the last time" if lasting else "Density"
        panels.append(_lines(view.across, values[:, -1], styles, view.along, title, unit, False))
    caption = "Entropy production of each process"
    if several:
        caption = "Shares of the entropy production, which add up to 100 %, and the rates themselves"
    return [Figure(panels, f"{caption}.", "production", line_legend(styles) if several else ())]


def _few(
    view: View, names: list[str], values: NDArray[np.float64]
) -> tuple[dict[str, Look], NDArray[np.float64]]:
    """Looks and values of at most eight parts: beyond, the smaller ones are added up."""
    known = view.looks if all(name in view.looks for name in names) else looks(names)
    if len(names) <= _MOST_PARTS + 1:
        return {name: known[name] for name in names}, values
    styles = {name: known[name] for name in names[:_MOST_PARTS]} | {
        _OTHER: Look(NUMERICAL, "2 2", "...", "X")
    }
    return styles, np.concatenate([values[:_MOST_PARTS], values[_MOST_PARTS:].sum(axis=0, keepdims=True)])


def _lines(
    across: NDArray[np.float64],
    values: NDArray[np.float64],
    styles: dict[str, Look],
    xlabel: str,
    title: str,
    unit: str,
    stretched: bool,
) -> Panel:
    """Rates as lines, logarithmic where they span decades."""
    top = float(values.max())
    factor, shown = scaled(top, unit)
    figure, axes = plot(xlabel)
    for look, each in zip(styles.values(), values, strict=True):
        drawn = factor * np.where(each > 0, each, np.nan)
        axes.plot(across, drawn, color=look.colour, linestyle=look.linestyle, linewidth=2)
    level_axis(axes, factor * values, _DECADES)
    time_axis(axes, across, stretched)
    words = f"{title} of the entropy production of {', '.join(styles)}, up to {quantity(top, unit)}."
    return Panel(svg(figure, f"rates-{title.split()[0].lower()}", words), f"{title}, {shown}")
