"""Copy numbers: the exact distribution over the sampled one, paths, and fixed points beside the master equation."""

import numpy as np

from fluxforce.report.canvas import plot, svg
from fluxforce.report.numbers import number
from fluxforce.report.palette import ACCENT, INK, KEPT, MAP, looks
from fluxforce.report.parts import Cell, Figure, Panel, Row, Section, Table
from fluxforce.report.view import View

_NEGLIGIBLE = 1e-5  # of the largest probability: the axis ends there


def section(view: View) -> Section | None:
    """None for models without reactions among counted species."""
    if view.kind != "reactions":
        return None
    species = view.names("species")
    blocks: list[Figure | Table] = []
    panels = [_distribution(view, k, name) for k, name in enumerate(species) if view.has(f"copies:{name}")]
    if len(species) == 2 and view.has("copies"):
        panels.append(_joint(view, species))
    if panels:
        told = " Bars are the sample at its end." if view.has("sampled_copies") else ""
        caption = (
            f"Probabilities of copy numbers in the steady state of the master equation (line).{told} Dashed lines: "
            "fixed points of the rate equations, dotted where unstable."
        )
        blocks.append(Figure(panels, caption, "copies:NAME, sampled_copies"))
    if view.has("trajectory_copies"):
        paths = [_paths(view, k, name) for k, name in enumerate(species)]
        if len(species) >= 2:
            paths.append(_plane(view, species))
        blocks.append(Figure(paths, "Some exact trajectories. Dark line: mean of all of them; shaded: one standard "
                             "deviation to either side.", "trajectory_copies, sample_mean"))  # fmt: skip
    table = _compared(view, species)
    if table is not None:
        blocks.append(table)
    lead = (
        "One set of laws, read in two ways: rate equations for large volumes, and exact jumps of whole molecules. "
        "Where the rate equations have several steady states or oscillate, the two need not agree."
    )
    warnings = [f"{line[:1].upper()}{line[1:]}." for line in view.results.budget.get("warnings") or ()]
    return Section("copies", "Copy numbers", lead, blocks, warnings) if blocks else None


def _fixed(view: View, name: str) -> list[tuple[float, bool]]:
    points = view.results.budget.get("fixed points") or []
    return [(float(one["copies"][name]), bool(one["stable"])) for one in points]


def _distribution(view: View, index: int, name: str) -> Panel:
    data = view.results.dataset
    p = np.asarray(data[f"copies:{name}"].values, dtype=float)
    seen = np.flatnonzero(p > _NEGLIGIBLE * p.max())
    low, high = int(seen[0]), int(seen[-1])
    figure, axes = plot(f"copies of {name}")
    step = max(1, (high - low) // 70)
    if view.has("sampled_copies"):
        values = np.asarray(data["sampled_copies"].values[index], dtype=float)
        edges = np.arange(low, high + step + 1, step) - 0.5
        counts, _ = np.histogram(values, edges)
        middles = 0.5 * (edges[1:] + edges[:-1])
        axes.bar(middles, counts / values.size / step, width=0.94 * step, color=KEPT, linewidth=0)
    n = np.arange(low, high + 1)
    axes.plot(n, p[low : high + 1], color=ACCENT, linewidth=2)
    for value, stable in _fixed(view, name):
        axes.axvline(value, color=INK, linewidth=1.0, linestyle=(0, (5, 3)) if stable else (0, (1, 2)))
    axes.set_ylim(bottom=0)
    axes.set_xlim(low - 0.5, high + 0.5)
    mean = float(np.arange(p.size) @ p)
    words = f"Distribution of the copies of {name}, mean {number(mean)}."
    return Panel(svg(figure, f"copies-{index}", words), f"Probability of {name}", f"Mean {number(mean)}.")


def _joint(view: View, species: list[str]) -> Panel:
    p = np.asarray(view.results.dataset["copies"].values, dtype=float)
    figure, axes = plot(f"copies of {species[0]}", height=262)
    axes.grid(False)
    shown = np.ma.masked_less(p.T, _NEGLIGIBLE * p.max())
    axes.pcolormesh(np.arange(p.shape[0]), np.arange(p.shape[1]), shown, cmap=MAP, shading="nearest",
                    rasterized=True)  # fmt: skip
    rows, columns = (np.flatnonzero(p.max(axis=k) > _NEGLIGIBLE * p.max()) for k in (1, 0))
    axes.set_xlim(rows[0] - 0.5, rows[-1] + 0.5)
    axes.set_ylim(columns[0] - 0.5, columns[-1] + 0.5)
    for one in view.results.budget.get("fixed points") or []:
        axes.plot(one["copies"][species[0]], one["copies"][species[1]], "o" if one["stable"] else "x", color="white",
                  markeredgecolor=INK, markersize=7)  # fmt: skip
    axes.set_ylabel(species[1], labelpad=4)
    words = f"Joint distribution of {species[0]} and {species[1]}."
    return Panel(
        svg(figure, "copies-joint", words), "Joint probability", "Circle: stable fixed point; cross: not."
    )


def _paths(view: View, index: int, name: str) -> Panel:
    data = view.results.dataset
    paths = np.asarray(data["trajectory_copies"].values[:, index], dtype=float)
    times = np.asarray(data["sample_time"].values, dtype=float)
    mean, spread = (
        np.asarray(data[k].values[:, index], dtype=float) for k in ("sample_mean", "sample_deviation")
    )
    figure, axes = plot("time, s")
    axes.fill_between(times, mean - spread, mean + spread, color=KEPT, alpha=0.6, linewidth=0)
    for k, look in enumerate(looks(str(n) for n in range(paths.shape[1])).values()):
        axes.plot(times, paths[:, k], color=look.colour, linewidth=0.9, alpha=0.85, drawstyle="steps-post")
    axes.plot(times, mean, color=INK, linewidth=2)
    axes.set_xlim(times[0], times[-1])
    axes.set_ylim(bottom=0)
    return Panel(svg(figure, f"copypaths-{index}", f"Trajectories of {name}."), f"{name}, copies")


def _plane(view: View, species: list[str]) -> Panel:
    """The first trajectory in the plane of the first two species, with the rate equations over it."""
    data = view.results.dataset
    one = np.asarray(data["trajectory_copies"].values[:, :2, 0], dtype=float)
    figure, axes = plot(f"copies of {species[0]}")
    axes.plot(one[:, 0], one[:, 1], color=ACCENT, linewidth=0.9, alpha=0.8)
    note = ""
    if view.has("content"):
        volume = _volume(view)
        smooth = volume * view.array("content", "quantity")[:2, :, 0]
        axes.plot(smooth[0], smooth[1], color="#d55e00", linewidth=1.8)
        note = "Orange: rate equations."
    axes.set_ylabel(species[1], labelpad=4)
    words = f"One trajectory in the plane of {species[0]} and {species[1]}."
    return Panel(svg(figure, "copyplane", words), "In the plane", note)


def _volume(view: View) -> float:
    points = view.results.budget.get("fixed points") or []
    for one in points:
        for name, copies in one["copies"].items():
            if one["concentrations"][name] > 0:
                return float(copies / one["concentrations"][name])
    return 1.0


def _compared(view: View, species: list[str]) -> Table | None:
    points, master = view.results.budget.get("fixed points") or [], view.results.budget.get("master equation")
    if not points and not master:
        return None
    header = [Cell("Steady state", "name")]
    header += [Cell(f"<{name}> ± deviation", "number") for name in species]
    header += [Cell("Production, k_B/s", "number")]
    rows = []
    for one in points:
        spread = one.get("deviation") or {}
        cells = [_pair(one["copies"][name], spread.get(name)) for name in species]
        title = f"rate equations, {'stable' if one['stable'] else 'unstable'}"
        rows.append(Row([Cell(title, "name"), *cells, _made(one["production"])]))
    if master:
        cells = [_pair(master["mean"][name], master["deviation"][name]) for name in species]
        rows.append(Row([Cell("master equation", "name"), *cells, _made(master["production"])], "sum"))
    caption = (
        "Macroscopic steady states, with the deviation of the linear noise where it was asked for, beside the exact "
        "steady state. Entropy production is that of the whole volume."
    )
    return Table(header, rows, caption)


def _pair(value: float, spread: float | None) -> Cell:
    return Cell(number(value, 4) + ("" if spread is None else f" ± {number(spread)}"), "number")


def _made(value: float | str) -> Cell:
    return Cell(number(value, 5) if isinstance(value, int | float) else str(value), "number")
