"""Where and when entropy is produced: one map per process over position and time, on one colour scale."""

import numpy as np
from matplotlib.colors import LogNorm
from numpy.typing import NDArray

from fluxforce.report import shares
from fluxforce.report.canvas import log_ticks, plot, sheet, svg, time_axis
from fluxforce.report.numbers import number, percent, pretty, quantity, raised
from fluxforce.report.palette import MAP
from fluxforce.report.parts import Figure, Panel, Section
from fluxforce.report.view import View

_DECADES = 6  # below a millionth of the strongest production a map is empty


def section(view: View) -> Section | None:
    """Maps and shares; None if the dataset has no production."""
    if not view.has("production"):
        return None
    values = np.nan_to_num(view.array("production", "process"), nan=0.0)
    names = view.names("process")
    order = sorted(range(len(names)), key=lambda index: -_weight(view, names[index], values[index]))
    names, values = [names[index] for index in order], values[order]
    maps = []
    if view.position is not None and view.times.size > 1 and values.max() > 0:
        maps = [_maps(view, names, values)]
    blocks = [*maps, *shares.figures(view, names, values)]
    lead = "Entropy production is the rate at which a process turns work that could be done into waste heat."
    if maps:
        lead += " The maps show where along the model and when; the curves show which process leads."
    return Section("production", "Where entropy is produced", lead, blocks) if blocks else None


def _weight(view: View, name: str, values: NDArray[np.float64]) -> float:
    """Order of the panels: the ledger's number, or the sum of the map where the ledger has none."""
    return view.produced.get(name, float(values.sum()) * 1e-300)


def _maps(view: View, names: list[str], values: NDArray[np.float64]) -> Figure:
    top = 10.0 ** np.ceil(np.log10(values.max()))
    low = top * 10.0**-_DECADES
    total = sum(view.produced.values())
    panels = []
    for index, (name, each) in enumerate(zip(names, values, strict=True)):
        if each.max() <= low:
            continue
        share = f" · {percent(view.produced[name] / total)}" if name in view.produced and total > 0 else ""
        panels.append(Panel(_map(view, name, each, low, top, f"map{index}"), f"{name}{share}"))
    panels.append(Panel(_scale(low, top, view.unit("production")), "Colour scale of all maps"))
    caption = (
        "Entropy production density by process. Dark is strong, light is weak; white is less than "
        f"10{raised(-_DECADES)} of the "
        "top of the scale. Percentages are of all entropy produced in the run."
    )
    return Figure(panels, caption, "production")


def _map(view: View, name: str, values: NDArray[np.float64], low: float, top: float, key: str):
    unit, size = view.clock
    figure, axes = plot(view.along, left=44)
    axes.grid(False)
    shown = np.ma.masked_less(values, low)
    axes.pcolormesh(
        view.across,
        view.times / size,
        shown,
        norm=LogNorm(low, top),
        cmap=MAP,
        shading="nearest",
        rasterized=True,
    )
    if view.stretched:
        time_axis(axes, view.times / size, True, "y")
    axes.set_ylabel(f"time, {unit}", labelpad=4)
    time, place = np.unravel_index(int(values.argmax()), values.shape)
    peak = quantity(float(values.max()), view.unit("production"))
    where = f"{number(float(view.across[place]))} ({view.along}) and {number(view.times[time] / size)} {unit}"
    words = f"Map of entropy production by {name} over position and time; strongest, {peak}, at {where}."
    return svg(figure, key, words)


def _scale(low: float, top: float, unit: str):
    """The colour scale as a panel of its own, so that it flows with the maps on a narrow page."""
    figure = sheet(340, 222)
    axes = figure.add_axes((0.12, 0.52, 0.8, 0.12))
    axes.grid(False)
    edges = np.geomspace(low, top, 129)
    middle = np.sqrt(edges[1:] * edges[:-1])[None, :]
    axes.pcolormesh(edges, [0, 1], middle, norm=LogNorm(low, top), cmap=MAP, rasterized=True)
    log_ticks(axes, "x")
    axes.set_yticks([])
    axes.set_xlabel(pretty(unit), labelpad=6)
    words = (
        f"Colour scale from {number(low, 1)} to {number(top, 1)} {pretty(unit)}, logarithmic, light to dark."
    )
    return svg(figure, "mapscale", words)
