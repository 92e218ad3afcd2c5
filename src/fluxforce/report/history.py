"""The solver at work: step sizes, Newton iterations and error of every step, and how the books grew."""

import numpy as np
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from fluxforce.report.canvas import level_axis, log_ticks, svg
from fluxforce.report.growth import growth, series_of, step_axis
from fluxforce.report.numbers import duration, number
from fluxforce.report.palette import ACCENT, NUMERICAL, line_sample
from fluxforce.report.parts import Figure, Panel, Section, Swatch
from fluxforce.report.view import View


def section(view: View) -> Section | None:
    """History of the steps, or None if none was kept."""
    time = series_of(view, "step_time", "time")
    if time is None or time.size < 3:
        return None
    panels = [panel for panel in (_steps(view, time), _newton(view, time), _error(view, time)) if panel]
    grown = growth(view, time)
    blocks = (
        [Figure(panels, _caption(view, time), "step_time, step_size, newton_iterations")] if panels else []
    )
    if grown:
        legend = [
            Swatch("physical processes", line_sample(ACCENT)),
            Swatch("numerical rows, magnitude", line_sample(NUMERICAL, "7 3")),
        ]
        words = (
            "Entropy produced until each time, by nature and by the numerics. The gap between the lines is "
            "the room for trust."
        )
        blocks.append(Figure([grown], words, "produced, numerical_space, numerical_time, leak", legend))
    lead = (
        "The step size follows the error allowed: short steps mark fast changes. Many Newton iterations "
        "mark the hard ones."
    )
    return Section("solver", "How the solver went", lead, blocks) if blocks else None


def _caption(view: View, time: NDArray[np.float64]) -> str:
    facts = [f"{time.size} steps"]
    for key, word in (
        ("rejected", "rejected"),
        ("newton_total", "Newton iterations"),
        ("evaluations", "evaluations"),
    ):
        value = view.results.history.get(key)
        if isinstance(value, int | float):
            facts.append(f"{number(int(value))} {word}")
    return f"Time steps of the run: {', '.join(facts)}."


def _steps(view: View, time: NDArray[np.float64]) -> Panel | None:
    size = series_of(view, "step_size")
    if size is None or size.size != time.size:
        return None
    figure, axes, across = step_axis(view, time)
    axes.plot(across, size, color=ACCENT, linewidth=1.6, drawstyle="steps-pre")
    log_ticks(axes)
    words = f"Step size against time, from {duration(float(size.min()))} to {duration(float(size.max()))}."
    return Panel(svg(figure, "steps", words), "Step size, s")


def _newton(view: View, time: NDArray[np.float64]) -> Panel | None:
    count = series_of(view, "newton_iterations")
    if count is None or count.size != time.size:
        return None
    figure, axes, across = step_axis(view, time)
    axes.plot(
        across,
        count,
        linestyle="none",
        marker="o",
        markersize=3.2,
        color=ACCENT,
        alpha=0.6,
        markeredgewidth=0,
        rasterized=True,
    )
    axes.set_ylim(0, 1.15 * float(count.max()))
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    words = f"Newton iterations of each step, {count.mean():.1f} on average, {count.max():.0f} at most."
    return Panel(svg(figure, "newton", words), "Newton iterations per step")


def _error(view: View, time: NDArray[np.float64]) -> Panel | None:
    error = series_of(view, "error", "step_error")
    if error is None or error.size != time.size or not (error > 0).any():
        return None
    figure, axes, across = step_axis(view, time)
    axes.plot(across, np.where(error > 0, error, np.nan), color=ACCENT, linewidth=1.4)
    level_axis(axes, error, 8)
    return Panel(
        svg(figure, "error", f"Estimated error of each step, up to {number(float(np.nanmax(error)), 2)}."),
        "Error of the step, of what is allowed",
    )
