"""The steady state of a network: a drawing of its states and currents, counted currents, cycles and affinities."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch
from numpy.typing import NDArray

from fluxforce.report.canvas import sheet, svg
from fluxforce.report.numbers import number, quantity
from fluxforce.report.palette import INK, SOFT, Look, line_legend, looks
from fluxforce.report.parts import Cell, Figure, Panel, Row, Section, Table
from fluxforce.report.view import View

_MOST_STATES = 24
_BEND = 0.16  # curvature of parallel channels


def section(view: View) -> Section | None:
    """None for models without a steady state of jumps."""
    steady = view.results.budget.get("steady")
    if not steady or view.kind not in ("network", "exclusion"):
        return None
    if not steady.get("unique", True):
        notes = [f"{line[:1].upper()}{line[1:]}." for line in steady.get("classes", [])]
        lead = "The steady state is not unique: where the network ends depends on where it starts."
        return Section("steady", "Steady state", lead, [], notes)
    blocks: list[Figure | Table] = []
    if view.has("steady_probability", "steady_flux") and view.results.dataset.sizes["state"] <= _MOST_STATES:
        blocks.append(_graph(view))
    for table in (_currents(steady), _cycles(steady), _reservoirs(steady)):
        if table is not None:
            blocks.append(table)
    lead = (
        "When probabilities have stopped changing, currents still circulate wherever the network is driven. Each "
        "cycle has an affinity, the entropy that one turn gives to the reservoirs; without affinities there are no "
        "currents."
    )
    warnings = [f"{line[:1].upper()}{line[1:]}." for line in view.results.budget.get("warnings") or ()]
    return Section("steady", "Steady state and its currents", lead, blocks, warnings) if blocks else None


def _graph(view: View) -> Figure:
    data = view.results.dataset
    p = np.asarray(data["steady_probability"].values, dtype=float)
    flux, traffic = (np.asarray(data[name].values, dtype=float) for name in ("steady_flux", "steady_traffic"))
    tail, head, group = (
        np.asarray(data[name].values).astype(int)
        for name in ("channel_tail", "channel_head", "channel_process")
    )
    names = _processes(view, group)
    present = [names[int(k)] for k in np.unique(group)]
    spare = looks(present)
    styles = {name: view.looks.get(name, spare[name]) for name in present}
    where, labels = _places(p.size, tail, head), view.names("state")
    longest = max(len(label) for label in labels)
    figure = sheet(640, 430)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.set_aspect("equal")
    reach = np.abs(where).max(axis=0) + np.array([0.5 + 0.05 * max(longest - 6, 0), 0.36])
    axes.set_xlim(-reach[0], reach[0])
    axes.set_ylim(-reach[1], reach[1])
    radius = 0.075 + 0.16 * np.sqrt(p)
    largest = float(np.abs(flux).max()) or 1.0
    for c in range(flux.size):
        look, bend = styles[names[group[c]]], _bend(c, tail, head)
        ends = (tail[c], head[c]) if flux[c] >= 0 else (head[c], tail[c])
        _edge(axes, where, radius, ends, bend if flux[c] >= 0 else -bend, abs(flux[c]) / largest, look)
    for k, (x, y) in enumerate(where):
        axes.add_patch(Circle((x, y), radius[k], facecolor="#e8eef3", edgecolor=INK, linewidth=1.2, zorder=3))
        _name(axes, np.array([x, y]), radius[k], labels[k], number(float(p[k]), 2), p.size)
    busiest = int(np.argmax(np.abs(flux)))
    words = (
        f"Network of {p.size} states and {flux.size} channels; the most probable state is "
        f"{labels[int(np.argmax(p))]}, the largest current {quantity(largest, '1/s')} in "
        f"{view.names('channel')[busiest]}."
    )
    caption = (
        "Discs are states, their area grows with the probability (the number beside). Arrows are net currents, their "
        f"width grows with the current, up to {quantity(largest, '1/s')}; {quantity(float(traffic.sum()), '1/s')} "
        "jumps happen in all. Colours are processes."
    )
    panel = Panel(svg(figure, "steady-graph", words))
    solid = {name: replace(look, dash="") for name, look in styles.items()}
    return Figure([panel], caption, "steady_probability, steady_flux", line_legend(solid), layout="medium")


def _name(axes: Axes, at: NDArray[np.float64], radius: float, label: str, share: str, count: int) -> None:
    """Short names stand inside the disc, long ones outside with the probability, away from the middle."""
    inside, away = len(label) <= 3, float(np.hypot(*at))
    out = at / away if away > 0.1 and count > 2 else np.array([0.0, -1.0])
    wide = 1.25 if inside else 1.0 + 0.09 * len(label)
    beside = at + out * (radius + (0.075 if inside else 0.1)) * np.array([wide, 1.0])
    told = share if inside else f"{label}\n{share}"
    x, y = float(beside[0]), float(beside[1])
    axes.text(x, y, told, ha="center", va="center", fontsize=10, color=SOFT if inside else INK, zorder=4)
    if inside:
        axes.text(float(at[0]), float(at[1]), label, ha="center", va="center", fontsize=12, zorder=4)


def _processes(view: View, group: NDArray[np.int64]) -> dict[int, str]:
    """Name of every process by its number in the network."""
    known = list((view.results.budget.get("steady") or {}).get("by process", {}))
    return {int(k): known[k] if k < len(known) else str(k) for k in np.unique(group)}


def _places(count: int, tail: NDArray[np.int64], head: NDArray[np.int64]) -> NDArray[np.float64]:
    """On a circle in the order of the states, wider than high; longer rings stay readable that way."""
    if count == 2:
        return np.array([[-0.75, 0.0], [0.75, 0.0]])
    if count <= 12:
        angle = np.pi / 2 - 2 * np.pi * np.arange(count) / count
        return np.stack([1.35 * np.cos(angle), 0.82 * np.sin(angle)], axis=1)
    import networkx

    graph = networkx.Graph(list(zip(tail.tolist(), head.tolist(), strict=True)))
    graph.add_nodes_from(range(count))
    found = networkx.kamada_kawai_layout(graph)
    where = np.array([found[k] for k in range(count)])
    return where * np.array([1.35, 0.85]) / np.abs(where).max(axis=0)


def _bend(c: int, tail: NDArray[np.int64], head: NDArray[np.int64]) -> float:
    """Parallel channels bow out to both sides of the straight line."""
    pair = {tail[c], head[c]}
    same = [k for k in range(tail.size) if {tail[k], head[k]} == pair]
    if len(same) == 1:
        return 0.0
    place = same.index(c) - 0.5 * (len(same) - 1)
    return 2.2 * _BEND * place * (1.0 if tail[c] == tail[same[0]] else -1.0)


def _edge(
    axes: Axes, where: NDArray[np.float64], radius: NDArray[np.float64], ends: tuple[int, int], bend: float,
    share: float, look: Look,
) -> None:  # fmt: skip
    start, end = where[ends[0]], where[ends[1]]
    along = (end - start) / max(float(np.linalg.norm(end - start)), 1e-9)
    width = 0.8 + 5.2 * np.sqrt(share)
    # a current too small to see keeps its line, so that the network is whole
    faint = share < 1e-6
    axes.add_patch(
        FancyArrowPatch(
            tuple(start + along * (radius[ends[0]] + 0.015)), tuple(end - along * (radius[ends[1]] + 0.025)),
            connectionstyle=f"arc3,rad={bend}", arrowstyle="-" if faint else "-|>",
            mutation_scale=9 + 2.2 * width, linewidth=width, color=look.colour,
            linestyle=look.linestyle if faint else "-", alpha=0.45 if faint else 0.92, zorder=2,
            shrinkA=0, shrinkB=0, joinstyle="miter", capstyle="butt",
        )
    )  # fmt: skip


def _currents(steady: Mapping[str, Any]) -> Table | None:
    currents = steady.get("currents") or {}
    if not currents:
        return None
    keys = (("mean", "Mean, 1/s"), ("variance", "Variance, 1/s"), ("Fano", "Fano factor"),
            ("uncertainty product", "Production × variance / mean²"))  # fmt: skip
    rows = [
        Row([Cell(name, "name"), *(Cell(number(row.get(key), 5), "number") for key, _ in keys)])
        for name, row in currents.items()
    ]
    caption = "Counted currents. The last column is at least 2 (thermodynamic uncertainty relation)."
    return Table([Cell("Current", "name"), *(Cell(title, "number") for _, title in keys)], rows, caption)


def _cycles(steady: Mapping[str, Any]) -> Table | None:
    cycles = steady.get("cycles") or []
    if not cycles:
        return None
    total = steady["production"]
    rows = []
    for row in cycles:
        affinity = row["affinity"]
        made = affinity * row["current"] if isinstance(affinity, int | float) else None
        share = made / total if made is not None and isinstance(total, int | float) and total > 0 else None
        rows.append(
            Row(
                [
                    Cell(row["cycle"].replace("->", "→"), "name"),
                    Cell(
                        number(affinity, 5) if isinstance(affinity, int | float) else str(affinity), "number"
                    ),
                    Cell(number(row.get("forward"), 4), "number"),
                    Cell(number(row.get("backward"), 4), "number"),
                    Cell(number(made, 4), "number"),
                    Cell("", bar=None if share is None else min(max(share, 0.0), 1.0)),
                ]
            )
        )
    header = [
        Cell("Cycle", "name"), Cell("Affinity, k_B", "number"), Cell("Forward, 1/s", "number"),
        Cell("Backward, 1/s", "number"), Cell("Production, k_B/s", "number"), Cell(""),
    ]  # fmt: skip
    caption = (
        "Cycles with their affinities and how often they are completed each way; forward over backward is the "
        "exponential of the affinity. Productions add up to that of the network."
    )
    return Table(header, rows, caption)


def _reservoirs(steady: Mapping[str, Any]) -> Table | None:
    given, heat = steady.get("by reservoir") or {}, steady.get("heat") or {}
    if len(given) < 2:
        return None
    header = [Cell("Reservoir", "name"), Cell("Entropy taken up, k_B/s", "number")]
    if heat:
        header.append(Cell("Heat taken up, 1/s", "number"))
    rows = [
        Row(
            [
                Cell(name, "name"),
                Cell(number(value, 5) if isinstance(value, int | float) else str(value), "number"),
                *([Cell(number(heat.get(name), 5), "number")] if heat else []),
            ]
        )
        for name, value in given.items()
    ]
    return Table(header, rows, "What every reservoir takes up in the steady state.")
