"""Particles that diffuse: where they are, how they got there, and what work and heat they exchanged."""

import numpy as np
from numpy.typing import NDArray

from fluxforce.report.canvas import plot, svg
from fluxforce.report.numbers import number
from fluxforce.report.palette import ACCENT, INK, KEPT, MAP, Look, line_legend, looks
from fluxforce.report.parts import Figure, Panel, Section, Swatch
from fluxforce.report.view import View

_MOST = 3  # coordinates with panels of their own


def section(view: View) -> Section | None:
    """None for other kinds of model."""
    if view.kind != "langevin" or not view.has("mean", "variance"):
        return None
    names = view.names("coordinate")
    caption = (
        "Where the particles are at the end: histogram of all trajectories, and the exact steady density on the grid "
        "where there is one (line)."
    )
    blocks = [Figure(_where(view, names), caption, "sampled_x, steady_density")]
    paths = [_path(view, k, name) for k, name in enumerate(names[:_MOST])]
    if len(names) > 1:
        paths.append(_plane(view, names))
    blocks.append(Figure(paths, "Some trajectories. Dark line: mean of all; shaded: one standard deviation to either "
                         "side.", "trajectory_x, mean, variance"))  # fmt: skip
    panel, legend = _energies(view)
    caption = "Energies exchanged since the start, mean of all trajectories; bands are two standard errors."
    blocks.append(Figure([panel], caption, "work, driven_work, energy, heat", legend, layout="medium"))
    lead = (
        "Every trajectory books its own work and heat while it runs, so the first law holds for each of them to "
        "round-off. The bath takes up heat over temperature as entropy."
    )
    return Section("particles", "Particles", lead, blocks)


def _grid(view: View, name: str) -> NDArray[np.float64] | None:
    data = view.results.dataset
    return np.asarray(data[f"grid:{name}"].values, dtype=float) if f"grid:{name}" in data.coords else None


def _where(view: View, names: list[str]) -> list[Panel]:
    data, panels = view.results.dataset, []
    sampled = np.asarray(data["sampled_x"].values, dtype=float)
    for k, name in enumerate(names[:_MOST]):
        values, grid = sampled[k], _grid(view, name)
        figure, axes = plot(name)
        curve = None
        if grid is not None:
            width = grid[1] - grid[0]
            low, high = grid[0] - width / 2, grid[-1] + width / 2
            periodic = bool((view.results.model.get("grid") or {}).get(name, {}).get("periodic"))
            values = (
                low + np.mod(values - low, high - low)
                if periodic
                else values[(values > low) & (values < high)]
            )
            density = np.asarray(data["steady_density"].values, dtype=float)
            if density.ndim == 2:
                other = _grid(view, names[1 - k])
                assert other is not None
                density = density.sum(axis=1 - k) * (other[1] - other[0])
            curve = (grid, density)
        if np.ptp(values) == 0.0:
            continue
        counts, edges = np.histogram(values, bins=60, density=True)
        axes.bar(0.5 * (edges[1:] + edges[:-1]), counts, width=np.diff(edges), color=KEPT, linewidth=0)
        if curve is not None:
            axes.plot(*curve, color=ACCENT, linewidth=2)
        axes.set_ylim(bottom=0)
        words = f"Histogram of {name}, mean {number(float(values.mean()))}."
        panels.append(Panel(svg(figure, f"where-{k}", words), f"Probability density of {name}"))
    if len(names) == 2:
        panels.append(_map(view, names, sampled))
    return panels


def _map(view: View, names: list[str], sampled: NDArray[np.float64]) -> Panel:
    figure, axes = plot(names[0], height=262)
    axes.grid(False)
    x, y = (_grid(view, name) for name in names)
    if view.has("steady_density") and x is not None and y is not None:
        density = np.asarray(view.results.dataset["steady_density"].values, dtype=float)
        shown = np.ma.masked_less(density.T, 1e-3 * density.max())
        axes.pcolormesh(x, y, shown, cmap=MAP, shading="nearest", rasterized=True)
        title = "Exact density"
    else:
        axes.hexbin(sampled[0], sampled[1], gridsize=34, cmap=MAP, mincnt=1, linewidths=0.1)
        title = "Sampled density"
    axes.set_ylabel(names[1], labelpad=4)
    return Panel(svg(figure, "where-map", f"{title} of {names[0]} and {names[1]}."), title)


def _path(view: View, index: int, name: str) -> Panel:
    data = view.results.dataset
    times = view.times / view.clock[1]
    paths = np.asarray(data["trajectory_x"].values[:, index], dtype=float)
    mean = np.asarray(data["mean"].values[:, index], dtype=float)
    spread = np.sqrt(np.asarray(data["variance"].values[:, index], dtype=float))
    figure, axes = plot(f"time, {view.clock[0]}")
    axes.fill_between(times, mean - spread, mean + spread, color=KEPT, alpha=0.6, linewidth=0)
    for k, look in enumerate(looks(str(n) for n in range(paths.shape[1])).values()):
        axes.plot(times, paths[:, k], color=look.colour, linewidth=0.9, alpha=0.85)
    axes.plot(times, mean, color=INK, linewidth=2)
    axes.set_xlim(times[0], times[-1])
    return Panel(svg(figure, f"path-{index}", f"Trajectories of {name} against time."), name)


def _plane(view: View, names: list[str]) -> Panel:
    paths = np.asarray(view.results.dataset["trajectory_x"].values[:, :2], dtype=float)
    figure, axes = plot(names[0], height=262)
    for k, look in enumerate(looks(str(n) for n in range(min(3, paths.shape[2]))).values()):
        axes.plot(paths[:, 0, k], paths[:, 1, k], color=look.colour, linewidth=0.9, alpha=0.85)
        axes.plot(paths[-1, 0, k], paths[-1, 1, k], look.marker, color=look.colour, markersize=6)
    axes.set_ylabel(names[1], labelpad=4)
    axes.set_aspect("equal", adjustable="datalim")
    return Panel(
        svg(figure, "plane", f"Trajectories in the plane of {names[0]} and {names[1]}."), "In the plane"
    )


def _energies(view: View) -> tuple[Panel, list[Swatch]]:
    data = view.results.dataset
    rows: dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]] = {}
    for name, title in (("work", "work of the protocol"), ("driven_work", "work of driving forces")):
        values = np.asarray(data[name].values, dtype=float)
        if np.any(values):
            rows[title] = (values, np.asarray(data[f"{name}_error"].values, dtype=float))
    energy = np.asarray(data["energy"].values, dtype=float)
    rows["energy stored"] = (energy - energy[0], np.asarray(data["energy_error"].values, dtype=float))
    heat, off = (np.asarray(data[k].values, dtype=float) for k in ("heat", "heat_error"))
    for b, bath in enumerate(view.names("bath")):
        rows[f"heat to {bath}"] = (heat[:, b], off[:, b])
    styles: dict[str, Look] = looks(rows)
    times = view.times / view.clock[1]
    figure, axes = plot(f"time, {view.clock[0]}", width=520, height=290)
    for name, (mean, error) in rows.items():
        look = styles[name]
        axes.fill_between(
            times, mean - 2 * error, mean + 2 * error, color=look.colour, alpha=0.18, linewidth=0
        )
        axes.plot(times, mean, color=look.colour, linestyle=look.linestyle, linewidth=2)
    axes.set_xlim(times[0], times[-1])
    words = "Mean energies exchanged against time: " + ", ".join(
        f"{name} {number(float(mean[-1]))} at the end" for name, (mean, _) in rows.items()
    )
    return Panel(svg(figure, "energies", words), "Energy, in units of k_B T"), line_legend(styles)
