"""Branches of steady states against a parameter, and the spectrum of one state."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from fluxforce.report.canvas import log_ticks, plot, svg
from fluxforce.report.numbers import number, pretty, quantity, scaled
from fluxforce.report.palette import INK, SOFT, Look, dot_sample, line_sample, looks
from fluxforce.report.parts import Cell, Figure, Panel, Row, Section, Swatch, Table
from fluxforce.report.view import View

MOST_PANELS = 9
MARKS = {"fold": ("s", "#a63a00"), "Hopf": ("*", "#7a3e9d"), "branch point": ("D", "#00694a")}
SPREAD = 300.0  # ratio from which a vertical axis is logarithmic


def section(view: View) -> Section | None:
    """One panel for every number, and the special points; None where nothing was varied."""
    told = view.results.budget.get("branches")
    if not told:
        return None
    data = view.results.dataset
    names, units = [str(n) for n in data["number"].values], [str(u) for u in data["number_unit"].values]
    values = np.asarray(data["numbers"].values, dtype=float)
    order = _interesting(names, values)
    panels = [
        _panel(view, told, names[k], units[k], values[:, k], f"branches-{k}") for k in order[:MOST_PANELS]
    ]
    legend = [Swatch("stable", line_sample(INK)), Swatch("unstable", line_sample(INK, "4 3"))]
    present = dict.fromkeys(one["kind"] for one in told["special points"])
    legend += [Swatch(kind, dot_sample(Look(MARKS[kind][1], "", "", MARKS[kind][0]))) for kind in present]
    lead = (
        "All steady states that were found while one number of the model was varied. Where a branch turns (a fold) two "
        "states meet and vanish; at a Hopf point an oscillation begins."
    )
    caption = f"Steady states against {told['parameter']}."
    blocks: list[Any] = [Figure(panels, caption, "parameter, numbers, stable, branch", legend)]
    if told["special points"]:
        blocks.append(_points(told))
    return Section("branches", "Branches of steady states", lead, blocks)


def _interesting(names: list[str], values: NDArray[np.float64]) -> list[int]:
    """Total production first, then the numbers of the kind, then single processes; constants are left out."""
    spread = np.nanmax(values, axis=0) - np.nanmin(values, axis=0)
    alive = [
        k for k in range(len(names)) if spread[k] > 1e-9 * np.nanmax(np.abs(values[:, k]), initial=1e-300)
    ]
    return sorted(alive, key=lambda k: (k != 0, names[k].startswith("entropy production by"), k))


def _panel(view: View, told: Any, name: str, unit: str, values: NDArray[np.float64], key: str) -> Panel:
    data = view.results.dataset
    at = np.asarray(data["parameter"].values, dtype=float)
    branch, stable = np.asarray(data["branch"].values), np.asarray(data["stable"].values) > 0
    factor, shown = scaled(float(np.nanmax(np.abs(values))), unit)
    label = (
        f"{told['parameter'].split(',')[0]}, {pretty(told['unit'])}"
        if told["unit"]
        else told["parameter"].split(",")[0]
    )
    figure, axes = plot(label)
    colours = looks([str(k) for k in range(int(branch.max()) + 1)])
    for k, look in enumerate(colours.values()):
        own = branch == k
        for start, end, solid in _pieces(stable[own]):
            axes.plot(
                at[own][start:end], factor * values[own][start:end], color=look.colour, linewidth=2.2 if solid else 1.5,
                linestyle="-" if solid else (0, (3, 2)),
            )  # fmt: skip
    for one in told["special points"]:
        height = one["numbers"].get(name)
        if height is not None:
            marker, colour = MARKS[one["kind"]]
            size = 11 if marker == "*" else 6
            axes.plot([one["parameter"]], [factor * height], marker, color=colour, markersize=size, zorder=5)
    if told["logarithmic"]:
        log_ticks(axes, "x")
    axes.set_xlim(*sorted((told["from"], told["to"])))
    _levels(axes, factor * values)
    words = f"{name} against {told['parameter']}, {int(branch.max()) + 1} branches."
    return Panel(svg(figure, key, words), f"{name}, {shown}" if shown else name)


def _levels(axes: Axes, values: NDArray[np.float64]) -> None:
    finite = values[np.isfinite(values)]
    if finite.size and finite.min() > 0.0 and finite.max() > SPREAD * finite.min():
        log_ticks(axes)


def _pieces(stable: NDArray[np.bool_]) -> Iterator[tuple[int, int, bool]]:
    """Stretches of one kind; each begins where the one before ended, so that no gap shows."""
    start = 0
    for k in range(1, stable.size + 1):
        if k == stable.size or stable[k] != stable[start]:
            yield (
                max(start - (start > 0 and not stable[start]), 0),
                min(k + (k < stable.size and not stable[start]), stable.size),
                bool(stable[start]),
            )
            start = k


def _points(told: Any) -> Table:
    unit = told["unit"]
    header = [
        Cell("Point", "name"),
        Cell(told["parameter"].split(",")[0], "number"),
        Cell("Frequency", "number"),
        Cell("Total entropy production", "number"),
    ]
    rows = []
    for one in told["special points"]:
        turning = f"{number(one['frequency'], 8)} rad/s" if one["frequency"] else "–"
        produced = one["numbers"].get("total entropy production")
        cells = [
            Cell(one["kind"], "name"),
            Cell(quantity(one["parameter"], unit, 10), "number"),
            Cell(turning, "number"),
        ]
        rows.append(Row([*cells, Cell(number(produced, 6), "number")]))
    return Table(header, rows, "Special points, located by solving for them.")


def spectrum(view: View) -> Section | None:
    """Eigenvalues of the state in the complex plane."""
    seen = (view.results.budget.get("state") or {}).get("stability") or {}
    pairs = np.array(seen.get("eigenvalues") or np.zeros((0, 2)), dtype=float)
    if not pairs.size:
        return None
    figure, axes = plot("decay (left) or growth (right), 1/s", width=520, height=250, left=64)
    right = pairs[:, 0] > 0.0
    for chosen, colour in ((~right, "#00527d"), (right, "#a63a00")):
        axes.plot(pairs[chosen, 0], pairs[chosen, 1], "o", color=colour, markersize=6, alpha=0.85)
    sizes = np.abs(pairs[:, 0])[np.abs(pairs[:, 0]) > 0.0]
    if sizes.size and sizes.max() > SPREAD * sizes.min():
        axes.set_xscale("symlog", linthresh=float(sizes.min()))
        axes.xaxis.set_major_formatter(lambda value, _: number(value, 1) if value else "0")
    axes.axvline(0.0, color=SOFT, linewidth=1.0)
    axes.set_ylabel("turning, rad/s")
    if not np.any(pairs[:, 1]):
        axes.set_ylim(-1.0, 1.0)
        axes.set_yticks([0.0])
    words = f"{len(pairs)} eigenvalues, {int(right.sum())} of them to the right of zero."
    lead = (
        "Each dot is one way in which the state can deviate. To the left of zero it decays, to the right it grows; off "
        "the horizontal line it turns while doing so."
    )
    notes = [] if seen.get("complete", True) else ["Only the eigenvalues nearest to zero were computed."]
    block = Figure([Panel(svg(figure, "spectrum", words))], "Spectrum of the steady state.", layout="medium")
    return Section("spectrum", "Stability", lead, [block], notes)
