"""From a matplotlib figure, laid out in CSS pixels, to a clean inline SVG.

One unit of the drawing is one CSS pixel at full size. Text stays text, in the fonts of the page. Identifiers
are prefixed with the key of the drawing, because all drawings share one document.
"""

import re
import warnings
from contextlib import AbstractContextManager
from io import StringIO
from typing import Any

import numpy as np
from markupsafe import Markup, escape
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import (
    FuncFormatter,
    LogLocator,
    MaxNLocator,
    NullFormatter,
    NullLocator,
    ScalarFormatter,
)
from numpy.typing import NDArray

from fluxforce.report.numbers import raised
from fluxforce.report.palette import INK, LINE, SOFT

_DPI = 72  # one pixel per SVG unit
_RASTER_DPI = 160
_SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "fluxforce",
    "text.parse_math": False,  # names of processes are text, never markup
    "font.family": "DejaVu Sans",
    "font.size": 11.0,
    "axes.linewidth": 0.8,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": SOFT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "grid.color": LINE,
    "grid.linewidth": 0.6,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.major.size": 3.0,
    "ytick.major.size": 0.0,
    "lines.solid_capstyle": "round",
    "text.color": INK,
    "hatch.linewidth": 0.6,
    "path.simplify_threshold": 0.3,
}


def style() -> AbstractContextManager[None]:
    """The settings under which every drawing of the report is made."""
    return rc_context(_SETTINGS)


def sheet(width: float, height: float) -> Figure:
    """An empty figure of `width` by `height` pixels."""
    figure = Figure(figsize=(width / _DPI, height / _DPI), dpi=_DPI, facecolor="none")
    FigureCanvasSVG(figure)
    return figure


def plot(
    xlabel: str,
    *,
    width: float = 340,
    height: float = 222,
    left: float = 52,
    right: float = 12,
    top: float = 10,
) -> tuple[Figure, Axes]:
    """One pair of axes with room for tick labels and the label below."""
    figure = sheet(width, height)
    bottom = 40.0
    box = (left / width, bottom / height, (width - left - right) / width, (height - top - bottom) / height)
    axes = figure.add_axes(box, facecolor="none")
    axes.set_xlabel(xlabel, labelpad=5)
    plain_ticks(axes)
    return figure, axes


def plain_ticks(axes: Axes) -> None:
    """Few ticks, no offsets in a corner."""
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
        formatter = ScalarFormatter(useOffset=False)
        formatter.set_scientific(False)
        axis.set_major_formatter(formatter)


def _decade(value: float, _position: float) -> str:
    power = round(np.log10(value)) if value > 0 else 0
    return f"{value:g}" if 0 <= power <= 3 else f"10{raised(power)}"


def log_ticks(axes: Axes, which: str = "y") -> None:
    """A logarithmic axis with at most six labelled decades."""
    axis = axes.yaxis if which == "y" else axes.xaxis
    (axes.set_yscale if which == "y" else axes.set_xscale)("log")
    axis.set_major_locator(LogLocator(numticks=6))
    axis.set_major_formatter(FuncFormatter(_decade))
    axis.set_minor_locator(NullLocator())
    axis.set_minor_formatter(NullFormatter())


def level_axis(axes: Axes, values: NDArray[np.float64], decades: float) -> None:
    """A vertical axis for positive values: logarithmic, `decades` deep, where they span a factor of 30."""
    positive = values[np.isfinite(values) & (values > 0)]
    if positive.size == 0 or positive.max() < 30 * positive.min():
        axes.set_ylim(bottom=0)
        return
    log_ticks(axes)
    axes.set_ylim(max(0.5 * positive.min(), positive.max() * 10.0**-decades), 3 * positive.max())


def time_axis(axes: Axes, times: NDArray[np.float64], stretched: bool, which: str = "x") -> None:
    """Limits of an axis of output times, logarithmic from the first positive one where they are stretched."""
    if stretched:
        log_ticks(axes, which)
        times = times[times > 0]
    (axes.set_xlim if which == "x" else axes.set_ylim)(times[0], times[-1])


def svg(figure: Figure, key: str, words: str) -> Markup:
    """The drawing as inline SVG; `words` is its text alternative, `key` is unique in the document."""
    stream = StringIO()
    with warnings.catch_warnings():
        # names in a script that the font lacks are text in the SVG all the same, and the browser has fonts for it
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(
            stream, format="svg", dpi=_RASTER_DPI, metadata={"Date": None, "Creator": None}, transparent=True
        )
    text = stream.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", text, flags=re.DOTALL)
    used = set(re.findall(r"url\(#([^)]+)\)", text)) | set(re.findall(r'href="#([^"]+)"', text))
    text = re.sub(r' id="([^"]*)"', lambda hit: f' id="{key}-{hit[1]}"' if hit[1] in used else "", text)
    text = re.sub(r"url\(#", f"url(#{key}-", text).replace('href="#', f'href="#{key}-')
    size = figure.get_size_inches() * _DPI
    head = (
        f'<svg class="drawing" role="img" aria-label="{escape(words)}" '
        f'viewBox="0 0 {size[0]:g} {size[1]:g}" width="{size[0]:g}" height="{size[1]:g}">'
    )
    return Markup(re.sub(r"\n\s*", "\n", head + text[text.index(">") + 1 :]))
