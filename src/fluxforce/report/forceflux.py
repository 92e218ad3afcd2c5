"""Flux against force, process by process: the law that acted, as it was sampled by the run."""

import numpy as np
from numpy.typing import NDArray

from fluxforce.report.canvas import svg
from fluxforce.report.clouds import Scatter, by_time, scatter
from fluxforce.report.coupled import arrays, coupled, units_of
from fluxforce.report.numbers import number, pretty, quantity
from fluxforce.report.palette import ACCENT, INK, ramp_legend
from fluxforce.report.parts import Figure, Panel, Section
from fluxforce.report.response import Response, response
from fluxforce.report.view import View

_MOST_PANELS = 12


def section(view: View) -> Section | None:
    """One panel per process; coupled processes show their rows in colours. None without fluxes."""
    stored = [
        str(name).removeprefix("flux:")
        for name in view.results.dataset.data_vars
        if str(name).startswith("flux:")
    ]
    pairs = [name for name in stored if view.has(f"flux:{name}", f"force:{name}")]
    names = sorted(pairs, key=lambda name: -view.produced.get(name, 0.0))
    clouds = {name: arrays(view, name) for name in names[:_MOST_PANELS]}
    single = {name: parts for name, parts in clouds.items() if parts[0].shape[0] == 1}
    blocks = []
    if single:
        panels = [
            _single(view, f"law{index}", name, *parts) for index, (name, parts) in enumerate(single.items())
        ]
        caption = (
            "Flux against force, all places. Line: linear response through the origin, dashed where it "
            "differs from place to place. Shaded: linear within 10 %."
        )
        legend = ramp_legend(view.shown_labels, dots=True) if view.times.size > 1 else ()
        blocks.append(Figure(panels, caption, "force:NAME, flux:NAME", legend, "time"))
    if len(single) < len(clouds):
        blocks.append(coupled(view, {name: parts for name, parts in clouds.items() if name not in single}))
    lead = (
        "A force is the entropy produced per unit of flux: flux times force is the entropy production. So "
        "a process that stands alone "
        "never has a point in the upper left or the lower right. Far from the origin laws may saturate or "
        "run away from the straight line."
    )
    notes = (
        [f"{len(names) - _MOST_PANELS} further processes are in results.nc."]
        if len(names) > _MOST_PANELS
        else []
    )
    return Section("laws", "Flux against force", lead, blocks, notes) if blocks else None


def _single(view: View, key: str, name: str, force: NDArray[np.float64], flux: NDArray[np.float64]) -> Panel:
    found, units = response(force.ravel(), flux.ravel()), units_of(view, name)
    drawn = scatter(by_time(view, force[0], flux[0]), "force X", "flux J", *units)
    _line(drawn, found)
    told = _told(found, units)
    return Panel(
        svg(drawn.figure, key, f"Flux of {name} against its force, {force.size} points. {told}"), name, told
    )


def _line(drawn: Scatter, found: Response | None) -> None:
    """The response line and its range, within the axes as they are."""
    if found is None:
        return
    ends = np.array(drawn.axes.get_xlim())
    dash = "-" if found.limit is not None else (0, (5, 3))
    slope = found.slope * drawn.y_factor / drawn.x_factor
    drawn.axes.plot(
        ends, slope * ends, color=INK, linewidth=1.1, linestyle=dash, zorder=4, scalex=False, scaley=False
    )
    if found.limit is not None and np.isfinite(found.limit):
        reach = found.limit * drawn.x_factor
        drawn.axes.axvspan(
            max(-reach, ends[0]), min(reach, ends[1]), color=ACCENT, alpha=0.1, linewidth=0, zorder=0
        )


def _told(found: Response | None, units: tuple[str, str]) -> str:
    """The response in words."""
    if found is None:
        return ""
    unit = f"{pretty(units[1])} per {pretty(units[0])}"
    if found.limit is None:
        return (
            f"J/X from {number(found.low, 2)} to {number(found.high, 2)} {unit} over places and times: no "
            "one linear range."
        )
    reach = (
        "over all forces met"
        if np.isinf(found.limit)
        else f"up to |X| = {quantity(found.limit, units[0], 2)}"
    )
    return f"L = {number(found.slope)} {unit}; linear within 10 % {reach}."
