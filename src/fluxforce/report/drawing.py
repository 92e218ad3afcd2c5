"""Shapes of the exergy diagram: the trunk, a smooth ribbon, an arrow head. Pixels, y downwards."""

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Polygon, Rectangle
from matplotlib.path import Path

from fluxforce.report.palette import KEPT, SOFT, Look

_THINNEST = 1.0


def block(axes: Axes, left: float, right: float, middle: float, width: float) -> None:
    """The trunk, through which all exergy passes."""
    axes.add_patch(
        Rectangle((left, middle - 0.5 * width), right - left, width, facecolor=KEPT, edgecolor="none")
    )


def ribbon(
    axes: Axes, start: tuple[float, float], end: tuple[float, float], width: float, look: Look
) -> None:
    """A band of height `width` from `start` to `end`, horizontal at both."""
    half = 0.5 * max(width, _THINNEST)
    (x0, y0), (x1, y1) = start, end
    bend = 0.5 * (x0 + x1)
    points = [
        *((x0, y0 - half), (bend, y0 - half), (bend, y1 - half), (x1, y1 - half)),
        *((x1, y1 + half), (bend, y1 + half), (bend, y0 + half), (x0, y0 + half), (x0, y0 - half)),
    ]
    curve = [Path.CURVE4] * 3
    path = Path(points, [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY])
    axes.add_patch(
        PathPatch(path, facecolor=look.colour, edgecolor=_edge(look), linewidth=0, hatch=_hatch(look))
    )


def arrow(axes: Axes, x: float, y: float, width: float, look: Look) -> None:
    """The head in which a branch ends."""
    half = 0.5 * max(width, _THINNEST)
    length = min(max(half * 0.7, 5.0), 26.0)
    wing = max(half, 3.0)
    corners = [(x - 0.3, y - wing), (x + length, y), (x - 0.3, y + wing)]
    axes.add_patch(
        Polygon(
            corners,
            closed=True,
            facecolor=look.colour,
            edgecolor=_edge(look),
            linewidth=0,
            hatch=_hatch(look),
        )
    )


def _hatch(look: Look) -> str | None:
    """Only grey, numerical branches are hatched here: the others carry their names."""
    return look.hatch if look.colour.startswith("#c9") else None


def _edge(look: Look) -> str:
    return SOFT if _hatch(look) else "none"
