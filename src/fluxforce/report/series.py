"""Contents against time where places have no order: a tank, the states of a network."""

import numpy as np
from numpy.typing import NDArray

from fluxforce.report.canvas import plot, svg, time_axis
from fluxforce.report.numbers import scaled
from fluxforce.report.palette import line_legend, looks
from fluxforce.report.parts import Figure, Panel, Section
from fluxforce.report.view import View

_MOST_LINES = 8
_SINGLE = (("temperature", "Temperature"), ("pH", "pH"), ("ionic_strength", "Ionic strength"))

_LEAD = (
    "One place, or places without an order, are followed in time. Flat ends of the curves mean that the model has come "
    "to rest or to a steady state."
)


def section(view: View) -> Section | None:
    """Time series, or None where profiles say more."""
    if view.position is not None or view.times.size < 2:
        return None
    if view.own_profiles:
        return Section("series", "Course in time", _LEAD, [_own(view)])
    blocks = []
    for name, dim, caption in (
        ("probability", "", "Probability of each state against time."),
        ("total", "component", "Totals against time."),
        ("content", "quantity", "Content against time."),
    ):
        if view.has(name) and not (blocks and name == "content"):
            blocks.append(_lines(view, name, dim, caption))
    panels = [
        _panel(view, title, view.unit(name), {title: view.array(name)[:, 0]}, f"series-{name}")
        for name, title in _SINGLE
        if view.has(name)
    ]
    if panels:
        blocks.append(
            Figure(panels, "State against time.", ", ".join(name for name, _ in _SINGLE if view.has(name)))
        )
    return Section("series", "Course in time", _LEAD, blocks) if blocks else None


def _own(view: View) -> Figure:
    """What the kind of model asks for: one panel each, one curve for every place."""
    panels, names = [], view.names("place") if view.has("place") else []
    for name in view.own_profiles:
        values = view.array(name)
        labels = names if len(names) == values.shape[1] > 1 else [view.title(name)] * (values.shape[1] == 1)
        labels = labels or [f"place {k + 1}" for k in range(values.shape[1])]
        curves = {label: values[:, k] for k, label in enumerate(labels[:_MOST_LINES])}
        panels.append(_panel(view, view.title(name), view.unit(name), curves, f"series-{name}"))
    legend = line_legend(looks(names[:_MOST_LINES])) if len(names) > 1 else ()
    return Figure(panels, "State against time.", ", ".join(view.own_profiles), legend)


def _lines(view: View, name: str, dim: str, caption: str) -> Figure:
    """One panel; names come from `dim`, or from the only dimension beside time."""
    if not dim:
        dim = next((str(each) for each in view.results.dataset[name].dims if each != "time"), "place")
    values = view.array(name, dim)
    flat = {
        label: each.reshape(view.times.size, -1)[:, 0]
        for label, each in zip(view.names(dim), values, strict=True)
    }
    kept = dict(list(flat.items())[:_MOST_LINES])
    title = {"probability": "Probability"}.get(name, name.capitalize())
    panel = _panel(view, title, view.unit(name), kept, f"series-{name}", width=520)
    more = f" {len(flat) - len(kept)} further curves are in results.nc." if len(flat) > len(kept) else ""
    return Figure([panel], caption + more, name, line_legend(looks(kept)), layout="medium")


def _panel(
    view: View, title: str, unit: str, curves: dict[str, NDArray[np.float64]], key: str, width: float = 340
) -> Panel:
    unit_name, size = view.clock
    factor, unit_shown = scaled(max(float(np.nanmax(np.abs(each))) for each in curves.values()), unit)
    figure, axes = plot(f"time, {unit_name}", width=width, height=222 if width < 500 else 290)
    for name, look in looks(curves).items():
        axes.plot(
            view.times / size, factor * curves[name], color=look.colour, linestyle=look.linestyle, linewidth=2
        )
    time_axis(axes, view.times / size, view.stretched)
    words = f"{title} against time: {', '.join(curves)}."
    return Panel(svg(figure, key, words), f"{title}, {unit_shown}" if unit_shown else title)
