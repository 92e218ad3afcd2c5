"""Rate against affinity, reaction by reaction: the sign of the one must be the sign of the other."""

import numpy as np
from numpy.typing import NDArray

from fluxforce.report.canvas import svg
from fluxforce.report.clouds import by_time, scatter
from fluxforce.report.numbers import number
from fluxforce.report.palette import LINE as HATCH
from fluxforce.report.palette import ramp_legend
from fluxforce.report.parts import Figure, Panel, Section
from fluxforce.report.view import View

_MOST_PANELS = 12


def section(view: View) -> Section | None:
    """One panel per reaction, or None without reactions."""
    if not view.has("affinity", "rate"):
        return None
    affinity, rate = view.array("affinity", "reaction"), view.array("rate", "reaction")
    panels = [
        _panel(view, f"affinity{index}", name, affinity[index], rate[index])
        for index, name in enumerate(view.names("reaction")[:_MOST_PANELS])
        if np.isfinite(affinity[index] * rate[index]).any()
    ]
    if not panels:
        return None
    finite = np.isfinite(affinity) & np.isfinite(rate)
    wrong = int(((affinity * rate < 0) & finite).sum())
    count = f"{int(finite.sum()):,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    verdict = (
        f"All {count} points lie where the second law allows."
        if not wrong
        else f"{wrong} of {count} points lie where the second law forbids."
    )
    lead = (
        "The affinity is the Gibbs energy a reaction releases per mole of advance. At zero it is at "
        "equilibrium; the hatched "
        "quadrants, where a reaction would run uphill, must stay empty."
    )
    legend = ramp_legend(view.shown_labels, dots=True) if view.times.size > 1 else ()
    figure = Figure(
        panels,
        f"Rate against affinity, all places at selected times. {verdict}",
        "affinity, rate",
        legend,
        "time",
    )
    return Section("reactions", "Affinity and rate", lead, [figure])


def _panel(
    view: View, key: str, name: str, affinity: NDArray[np.float64], rate: NDArray[np.float64]
) -> Panel:
    drawn = scatter(
        by_time(view, affinity, rate),
        "affinity A",
        "rate",
        view.unit("affinity") or "J/mol",
        view.unit("rate"),
    )
    (left, right), (bottom, top) = drawn.axes.get_xlim(), drawn.axes.get_ylim()
    for x, y in (((left, 0), (0, top)), ((0, right), (bottom, 0))):
        drawn.axes.fill_between(x, *y, facecolor="none", edgecolor=HATCH, hatch="////", linewidth=0, zorder=0)
    words = (
        f"Rate of {name} against its affinity, affinity up to {number(float(np.nanmax(np.abs(affinity))))} "
        "J/mol."
    )
    return Panel(svg(drawn.figure, key, words), name)
