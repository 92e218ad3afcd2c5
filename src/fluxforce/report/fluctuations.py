"""Samples: histograms of entropy with the fluctuation theorem, of counted currents, paths, and averages with errors."""

import numpy as np
from numpy.typing import NDArray

from fluxforce.report.canvas import plot, svg
from fluxforce.report.numbers import number
from fluxforce.report.palette import ACCENT, INK, KEPT, looks
from fluxforce.report.parts import Cell, Figure, Panel, Row, Section, Table
from fluxforce.report.view import View
from fluxforce.report.work import work_legend, work_panels

_FEWEST = 8  # samples in a bin and in its mirror image for a point of the ratio


def section(view: View) -> Section | None:
    """None for runs without a sample."""
    sample = view.results.budget.get("sample")
    if not sample:
        return None
    blocks: list[Figure | Table] = []
    panels = _entropy(view)
    if panels:
        of = (sample.get("fluctuation") or {}).get("of", "total entropy")
        caption = f"Left: histogram of the {of} of all trajectories. Right: logarithm of the ratio of the "
        caption += (
            "probabilities of +Σ and −Σ; the fluctuation theorem says that it is Σ itself (line). Dots: pairs of bins "
            f"with at least {_FEWEST} samples each, bars: standard errors."
        )
        if len(panels) == 1:
            caption = f"Histogram of the {of} of all trajectories; too few of the rarer sign for a ratio."
        blocks.append(Figure(panels, caption, "sampled_entropy"))
    both = work_panels(view)
    if both:
        caption = (
            "Left: work of the protocol, and minus the work of the protocol gone through backward. Right: logarithm of "
            "the ratio of the two densities; Crooks' relation says that it is the work less the free energy "
            "difference, over the temperature (line). The line on the left is the free energy difference."
        )
        blocks.append(Figure(both, caption, "sampled_work, sampled_reverse_work", work_legend()))
    currents = _currents(view)
    if currents:
        blocks.append(Figure(currents, "Counted currents: paths of some trajectories, and where all of them ended.",
                             "trajectory_current:NAME, sampled_current:NAME"))  # fmt: skip
    rows = [
        Row(
            [
                Cell(name, "name"), Cell(number(row["mean"], 5), "number"), Cell(number(row["error"], 2), "number"),
                Cell(number(row["exact"], 5) if "exact" in row else "–", "number"),
                Cell(number((row["mean"] - row["exact"]) / row["error"], 2) if _off(row) else "–", "number"),
            ]
        )
        for name, row in sample["averages"].items()
    ]  # fmt: skip
    header = [Cell("Average", "name"), *(Cell(title, "number") for title in
              ("Sampled", "Standard error", "Exact", "Off by, errors"))]  # fmt: skip
    caption = "Averages of the sample beside exact values, where these are known."
    blocks.append(Table(header, rows, caption))
    lead = (
        f"{number(int(sample['trajectories']))} trajectories of {number(float(sample['time']), 4)} s from seed "
        f"{sample['seed']}. Single trajectories run against the second law now and then; how often is not arbitrary."
    )
    said = (sample.get("fluctuation") or {}).get("said") or []
    notes = [said] if isinstance(said, str) else [f"{one[:1].upper()}{one[1:]}." for one in said]
    return Section("sample", "Trajectories and fluctuations", lead, blocks, notes)


def _off(row: dict[str, float]) -> bool:
    return "exact" in row and row["error"] > 0.0


def _entropy(view: View) -> list[Panel]:
    if not view.has("sampled_entropy"):
        return []
    values = np.asarray(view.results.dataset["sampled_entropy"].values, dtype=float)
    values = values[np.isfinite(values)]
    low, high = np.quantile(values, [0.001, 0.999])
    half = max(abs(low), abs(high), 1e-12)
    # edges that mirror each other about zero, so that every bin has its partner
    width = max((high - low) / 44, half / 400)
    edges = width * np.arange(np.floor(low / width), np.ceil(high / width) + 1)
    counts, _ = np.histogram(values, edges)
    figure, axes = plot("Σ, k_B")
    middles = 0.5 * (edges[1:] + edges[:-1])
    colours = [ACCENT if m > 0 else "#d55e00" for m in middles]
    axes.bar(middles, counts / (values.size * width), width=0.94 * width, color=colours, linewidth=0)
    axes.axvline(float(values.mean()), color=INK, linewidth=1.1, linestyle=(0, (5, 3)))
    negative = float((values < 0).mean())
    words = f"Histogram of the entropy, mean {number(float(values.mean()))} k_B; negative in {negative:.1%}."
    panels = [
        Panel(svg(figure, "entropy-histogram", words), "Probability density",
              f"Mean {number(float(values.mean()))} k_B (dashed); {100 * negative:.3g} % below zero.")
    ]  # fmt: skip
    ratio = _ratio(values, width)
    if ratio is not None:
        panels.append(_theorem(view, *ratio))
    return panels


def _ratio(
    values: NDArray[np.float64], width: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]] | None:
    """Sigma, ln of the ratio, and its standard error; for pairs of bins with enough in both."""
    index = np.floor(np.abs(values) / width).astype(int)
    most = int(index.max()) + 1
    plus = np.bincount(index[values > 0], minlength=most)
    minus = np.bincount(index[values < 0], minlength=most)
    good = (plus >= _FEWEST) & (minus >= _FEWEST)
    if good.sum() < 3:
        return None
    # the mean of |Sigma| in a bin, rather than its middle: the density falls within the bin
    middle = (
        np.bincount(index, np.abs(values), minlength=most)[good] / np.bincount(index, minlength=most)[good]
    )
    return middle, np.log(plus[good] / minus[good]), np.sqrt(1.0 / plus[good] + 1.0 / minus[good])


def _theorem(
    view: View, sigma: NDArray[np.float64], ratio: NDArray[np.float64], error: NDArray[np.float64]
) -> Panel:
    figure, axes = plot("Σ, k_B")
    end = 1.08 * float(max(sigma.max(), ratio.max()))
    axes.plot([0, end], [0, end], color=INK, linewidth=1.2)
    axes.errorbar(sigma, ratio, yerr=error, fmt="o", color=ACCENT, markersize=4.5, elinewidth=1.0, capsize=0)
    axes.set_xlim(0, end)
    axes.set_ylim(0, end)
    found = view.results.budget["sample"].get("fluctuation") or {}
    told = ""
    if "slope" in found:
        told = f"Slope {number(found['slope'])} ± {number(found['error'], 2)}, from all samples without bins."
    words = f"Logarithm of the ratio of probabilities against the entropy, with the line of slope one. {told}"
    return Panel(svg(figure, "entropy-ratio", words), "ln p(Σ)/p(−Σ)", told)


def _currents(view: View) -> list[Panel]:
    data, panels = view.results.dataset, []
    names = [str(n).split(":", 1)[1] for n in data.data_vars if str(n).startswith("sampled_current:")]
    for index, name in enumerate(names[:4]):
        paths = np.asarray(data[f"trajectory_current:{name}"].values, dtype=float)
        times = np.asarray(data["sample_time"].values, dtype=float)
        figure, axes = plot("time, s")
        for k, look in enumerate(looks(str(n) for n in range(paths.shape[1])).values()):
            axes.plot(times, paths[:, k], color=look.colour, linewidth=1.1, alpha=0.9, drawstyle="steps-post")
        mean = (view.results.budget.get("steady") or {}).get("currents", {}).get(name, {}).get("mean")
        if mean is not None:
            axes.plot(times, mean * times, color=INK, linewidth=1.2, linestyle=(0, (5, 3)))
        axes.set_xlim(times[0], times[-1])
        words = f"Paths of {name} against time."
        note = "Dashed: exact mean." if mean is not None else ""
        panels.append(Panel(svg(figure, f"paths-{index}", words), f"{name}, counted", note))
        panels.append(_ended(view, name, index))
    return panels


def _ended(view: View, name: str, index: int) -> Panel:
    data, sample = view.results.dataset, view.results.budget["sample"]
    values = np.asarray(data[f"sampled_current:{name}"].values, dtype=float)
    low, high = float(values.min()), float(values.max())
    # as wide as the smallest step of the current, or as many as are still seen apart
    steps = np.diff(np.unique(np.round(values, 9)))
    step = max(float(steps.min()) if steps.size else 1.0, (high - low) / 60)
    edges = low + step * (np.arange(round((high - low) / step) + 2) - 0.5)
    counts, _ = np.histogram(values, edges)
    figure, axes = plot(name)
    axes.bar(
        0.5 * (edges[1:] + edges[:-1]),
        counts / values.size / step,
        width=0.94 * step,
        color=KEPT,
        linewidth=0,
    )
    row = (view.results.budget.get("steady") or {}).get("currents", {}).get(name)
    note = ""
    if row is not None and row["variance"] > 0:
        time = float(sample["time"])
        mean, spread = row["mean"] * time, np.sqrt(row["variance"] * time)
        x = np.linspace(edges[0], edges[-1], 200)
        curve = np.exp(-0.5 * ((x - mean) / spread) ** 2) / (spread * np.sqrt(2 * np.pi))
        axes.plot(x, curve, color=ACCENT, linewidth=2)
        note = "Line: Gaussian of the exact mean and variance per time."
    return Panel(
        svg(figure, f"ended-{index}", f"Histogram of {name} at the end."), f"{name} at the end", note
    )
