"""Profiles along the column, slab or bridge at a few times: pH, saturation, totals, minerals, temperature."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fluxforce.report.canvas import plot, svg
from fluxforce.report.numbers import listed, quantity, scaled
from fluxforce.report.palette import INK, SOFT, ramp, ramp_legend
from fluxforce.report.parts import Figure, Panel, Section
from fluxforce.report.view import View

_WATER_ELEMENTS = {"H", "O", "H(1)", "O(-2)", "water", "H2O"}
_READ = (
    "temperature",
    "potential",
    "pH",
    "saturation_index",
    "total",
    "content",
    "mineral_amount",
    "ionic_strength",
)
_MOST_PANELS = 12
_UNIFORM = 2e-3  # relative spread below which a profile is told in words
_WORDS = {
    "pH": "pH",
    "temperature": "Temperature",
    "ionic_strength": "Ionic strength",
    "potential": "Electric potential",
}


def section(view: View) -> Section | None:
    """Small multiples over the positions, or None where places have no order."""
    if view.position is None:
        return None
    panels, quiet = _panels(view)
    if not panels:
        return None
    notes = [f"Uniform within 0.2 % and not drawn: {listed(quiet)}."] if quiet else []
    if len(panels) > _MOST_PANELS:
        notes.append(f"{len(panels) - _MOST_PANELS} further profiles are in results.nc.")
    lead = "Each panel follows one quantity from the left border to the right."
    if view.times.size > 1:
        lead += " The colour of a line is its time, dark early and light late; the first time is dotted."
    figure = Figure(
        panels[:_MOST_PANELS],
        "Profiles at selected times." if view.times.size > 1 else "Profiles at the end.",
        ", ".join(view.own_profiles or (name for name in _READ if view.has(name))),
        ramp_legend(view.shown_labels) if view.times.size > 1 else (),
        "time",
    )
    return Section("profiles", "Profiles", lead, [figure], notes)


def _panels(view: View) -> tuple[list[Panel], list[str]]:
    panels, quiet = [], []
    for title, unit, values, zero in _fields(view):
        if not np.isfinite(values).any():
            continue
        spread, largest = float(np.nanmax(values) - np.nanmin(values)), float(np.nanmax(np.abs(values)))
        if spread <= _UNIFORM * largest and title not in _WORDS.values():
            if largest > 0:
                quiet.append(f"{title} ({quantity(float(np.nanmean(values)), unit)})")
            continue
        panels.append(_panel(view, title, unit, values, zero, f"profile{len(panels)}"))
    return panels, quiet


def _fields(view: View) -> Iterator[tuple[str, str, NDArray[np.float64], str]]:
    """Title, unit, values [time, place] and the words of a line at zero, in the order of reading."""
    for name in view.own_profiles:
        yield view.title(name), view.unit(name), view.array(name), ""
    if view.own_profiles:
        return
    for name in ("temperature", "potential", "pH"):
        if view.has(name):
            yield _WORDS[name], view.unit(name), view.array(name), ""
    if view.has("saturation_index"):
        for name, each in zip(view.names("mineral"), view.array("saturation_index", "mineral"), strict=True):
            if np.isfinite(each).any():
                yield f"Saturation index of {name}", "1", each, "equilibrium"
    if view.has("total"):
        for name, each in zip(view.names("component"), view.array("total", "component"), strict=True):
            if name not in _WATER_ELEMENTS:
                yield f"Total {name}", view.unit("total"), each, ""
    elif view.has("content") and view.kind != "slab":
        for name, each in zip(view.names("quantity"), view.array("content", "quantity"), strict=True):
            if name not in _WATER_ELEMENTS:
                yield name, view.unit("content"), each, ""
    if view.has("mineral_amount"):
        for name, each in zip(view.names("mineral"), view.array("mineral_amount", "mineral"), strict=True):
            change = each - each[:1]
            if np.nanmax(np.abs(change)) > 0:
                yield f"{name}, change since start", view.unit("mineral_amount"), change, "unchanged"
    if view.has("ionic_strength"):
        yield _WORDS["ionic_strength"], view.unit("ionic_strength"), view.array("ionic_strength"), ""


def _panel(view: View, title: str, unit: str, values: NDArray[np.float64], zero: str, key: str) -> Panel:
    factor, unit_shown = scaled(float(np.nanmax(np.abs(values))), unit)
    figure, axes = plot(view.along)
    for order, (index, colour) in enumerate(zip(view.shown, ramp(len(view.shown)), strict=True)):
        line: Any = (
            {"linestyle": (0, (1.2, 1.8)), "linewidth": 1.8}
            if order == 0 and view.times.size > 1
            else {"linewidth": 1.9}
        )
        axes.plot(view.across, factor * values[index], color=colour, **line)
    low, high = axes.get_ylim()
    if zero and low - 0.15 * (high - low) <= 0 <= high + 0.15 * (high - low):
        axes.axhline(0, color=SOFT, linewidth=0.9)
        axes.annotate(
            zero,
            (1, 0),
            (-2, 3),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            ha="right",
            fontsize=10,
            color=INK,
        )
    elif unit not in {"1", "K"} and 0 < low < 0.35 * high:
        axes.set_ylim(bottom=0)
    axes.set_xlim(_ends(view.across))
    ends = quantity(float(np.nanmin(values)), unit), quantity(float(np.nanmax(values)), unit)
    words = f"{title} along the model at {len(view.shown)} times, between {ends[0]} and {ends[1]}."
    return Panel(svg(figure, key, words), f"{title}, {unit_shown}" if unit_shown else title)


def _ends(position: NDArray[np.float64]) -> tuple[float, float]:
    """The borders: half a cell beyond the outer cell centres."""
    return position[0] - 0.5 * (position[1] - position[0]), position[-1] + 0.5 * (position[-1] - position[-2])
