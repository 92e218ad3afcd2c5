"""Work of a protocol forward and backward: two histograms that cross at the free energy difference."""

import numpy as np

from fluxforce.report.canvas import plot, svg
from fluxforce.report.numbers import number
from fluxforce.report.palette import ACCENT, INK, line_sample
from fluxforce.report.parts import Panel, Swatch
from fluxforce.report.view import View

BACK = "#d55e00"
_FEWEST = 8  # samples in a bin of both histograms for a point of the ratio


def work_legend() -> list[Swatch]:
    """Colours of the two directions."""
    return [Swatch("forward", line_sample(ACCENT)), Swatch("backward, sign turned", line_sample(BACK, "7 3"))]


def work_panels(view: View) -> list[Panel]:
    """Empty without a protocol that was gone through in both directions."""
    if not view.has("sampled_work", "sampled_reverse_work"):
        return []
    data, found = view.results.dataset, view.results.budget["sample"]["fluctuation"]
    forward = np.asarray(data["sampled_work"].values, dtype=float)
    back = -np.asarray(data["sampled_reverse_work"].values, dtype=float)
    low, high = np.quantile(np.concatenate([forward, back]), [0.001, 0.999])
    edges = np.linspace(low, high, 45)
    middles, width = 0.5 * (edges[1:] + edges[:-1]), edges[1] - edges[0]
    ahead, behind = (np.histogram(each, edges)[0] for each in (forward, back))
    figure, axes = plot("work W")
    for counts, size, colour, dash in (
        (ahead, forward.size, ACCENT, "-"),
        (behind, back.size, BACK, (0, (7, 3))),
    ):
        axes.fill_between(middles, counts / size / width, step="mid", color=colour, alpha=0.22, linewidth=0)
        axes.step(middles, counts / size / width, where="mid", color=colour, linewidth=1.8, linestyle=dash)
    axes.axvline(found["difference"], color=INK, linewidth=1.1)
    axes.set_ylim(bottom=0)
    words = (
        f"Histograms of the work, mean {number(float(forward.mean()))}, and of minus the work backward, mean "
        f"{number(float(back.mean()))}; they cross near {number(found['difference'])}."
    )
    panels = [Panel(svg(figure, "work-histograms", words), "Probability density of the work")]
    good = (ahead >= _FEWEST) & (behind >= _FEWEST)
    if good.sum() >= 3:
        ratio = np.log(ahead[good] / forward.size) - np.log(behind[good] / back.size)
        error = np.sqrt(1.0 / ahead[good] + 1.0 / behind[good])
        figure, axes = plot("work W")
        x = middles[good]
        ends = np.array([x.min() - width, x.max() + width])
        axes.plot(ends, (ends - found["difference"]) / found["temperature"], color=INK, linewidth=1.2)
        axes.errorbar(x, ratio, yerr=error, fmt="o", color=ACCENT, markersize=4.5, elinewidth=1.0)
        told = (
            f"Slope times T: {number(found['slope'])} ± {number(found['error'], 2)}."
            if "slope" in found
            else ""
        )
        words = f"Logarithm of the ratio of both densities against the work. {told}"
        panels.append(Panel(svg(figure, "work-ratio", words), "ln p(W)/p(−W backward)", told))
    return panels
