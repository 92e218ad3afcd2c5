"""Colours that colour-blind readers tell apart, each with a second cue (dash, marker or hatch).

Categories: Okabe and Ito (2008), "Color Universal Design", jfly.uni-koeln.de/color. Ordered values: viridis
of matplotlib, cut before its palest part so that lines stay visible on white.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from matplotlib import colormaps
from matplotlib.colors import ListedColormap, to_hex

from fluxforce.report.parts import Swatch

INK, SOFT, LINE, ACCENT = "#1c2733", "#5b6875", "#d5dbe1", "#00527d"
KEPT = "#b9c9d6"
NUMERICAL = "#8a929a"
_OKABE_ITO = ("#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#5d3a9b", "#000000")
_DASHES = ("", "7 3", "2 2.5", "9 3 2 3", "12 4", "4 2 1.5 2 1.5 2", "3 1.5", "1.2 1.8")
_HATCHES = ("", "///", "...", "\\\\\\", "xxx", "---", "+++", "ooo")
_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")

MAP = ListedColormap(colormaps["viridis_r"](np.linspace(0.06, 1.0, 256)))  # light is weak, as on paper


@dataclass(frozen=True)
class Look:
    """How one category is drawn, everywhere in the report."""

    colour: str
    dash: str
    hatch: str
    marker: str

    @property
    def linestyle(self) -> str | tuple[int, tuple[float, ...]]:
        """The dash in matplotlib's words."""
        return (0, tuple(float(part) for part in self.dash.split())) if self.dash else "-"


def looks(names: Iterable[str]) -> dict[str, Look]:
    """One look per name, in the order given; beyond eight names they repeat."""
    rounds = zip(_OKABE_ITO, _DASHES, _HATCHES, _MARKERS, strict=True)
    known = [Look(*parts) for parts in rounds]
    return {name: known[index % len(known)] for index, name in enumerate(names)}


def ramp(count: int) -> list[str]:
    """`count` colours from early (dark) to late (light), for times."""
    viridis = colormaps["viridis"]
    return [to_hex(viridis(0.86 * index / max(count - 1, 1))) for index in range(count)]


def line_sample(colour: str, dash: str = "", width: float = 2.2) -> Markup:
    """A short line for a legend."""
    return Markup(
        '<svg class="sample" viewBox="0 0 26 10" aria-hidden="true"><line x1="1" y1="5" x2="25" y2="5" '
        'stroke="{}" stroke-width="{}" stroke-dasharray="{}"/></svg>'
    ).format(colour, width, dash)


_SHAPES = {
    "o": "M13 1a4 4 0 1 0 .01 0z",
    "s": "M9.5 1.5h7v7h-7z",
    "^": "M13 .5l4.5 8.5h-9z",
    "D": "M13 0l5 5-5 5-5-5z",
    "v": "M13 9.5l4.5-8.5h-9z",
    "P": "M11.5 1h3v2.5h2.5v3h-2.5v2.5h-3v-2.5h-2.5v-3h2.5z",
    "X": "M10 1l3 3 3-3 1 1-3 3 3 3-1 1-3-3-3 3-1-1 3-3-3-3z",
    "*": "M13 0l1.5 3.4 3.7.3-2.8 2.4.9 3.7-3.3-2-3.3 2 .9-3.7-2.8-2.4 3.7-.3z",
}


def dot_sample(look: Look) -> Markup:
    """A marker for a legend."""
    return Markup(
        '<svg class="sample" viewBox="0 0 26 10" aria-hidden="true"><path d="{}" fill="{}"/></svg>'
    ).format(_SHAPES[look.marker], look.colour)


def ramp_legend(labels: Sequence[str], *, dots: bool = False) -> list[Swatch]:
    """The legend of a ramp of times: lines, the first of them dotted, or dots."""
    colours = ramp(len(labels))
    samples = [line_sample(colour, "" if index else "1.6 2.4") for index, colour in enumerate(colours)]
    if dots:
        samples = [dot_sample(Look(colour, "", "", "o")) for colour in colours]
    return [Swatch(label, sample) for label, sample in zip(labels, samples, strict=True)]


def line_legend(names: Mapping[str, Look]) -> list[Swatch]:
    """The legend of lines with their dashes."""
    return [Swatch(name, line_sample(look.colour, look.dash)) for name, look in names.items()]


def dot_legend(names: Mapping[str, Look]) -> list[Swatch]:
    """The legend of clouds of points."""
    return [Swatch(name, dot_sample(look)) for name, look in names.items()]
