"""The exergy diagram of Grassmann (1950): a stream as wide as its exergy, splitting into what became of it.

Exergy brought in and taken from the store equals exergy destroyed (T0 times entropy produced, by process),
carried out and stored. Numerical rows stand apart, hatched; a negative one enters on the left.
"""

from collections.abc import Mapping
from itertools import pairwise

from markupsafe import Markup
from matplotlib.axes import Axes

from fluxforce.report.canvas import sheet, svg
from fluxforce.report.drawing import arrow, block, ribbon
from fluxforce.report.exergy import Stream, streams, streams_now
from fluxforce.report.numbers import listed, number, percent, quantity, scaled
from fluxforce.report.palette import INK, SOFT
from fluxforce.report.parts import Cell, Figure, Panel, Row, Section, Table
from fluxforce.report.view import View

_WIDTH, _THICKNESS, _SPACING, _GAP = 1000, 190.0, 42.0, 12.0
_SOURCE, _TRUNK, _TRUNK_END, _LEAF = 205.0, 310.0, 370.0, 715.0
_SLIGHT = 1e-6  # below this share a row is told in the caption


def section(view: View) -> Section | None:
    """The diagram, or None if no exergy was destroyed, or entropies are per copy and not in J/K."""
    if view.entropy_unit != "J/K":
        return None
    if view.results.budget.get("exergy", {}).get("now"):
        return _by_port(view)
    sources, sinks = streams(view)
    environment = view.results.budget.get("exergy", {}).get("environment", {})
    figure = _figure(sources, sinks, "J", "Exergy over the whole run.", environment)
    if figure is None:
        return None
    lead = (
        "Exergy is the work that could have been done against the declared environment. What enters on the "
        "left is either "
        "kept (pale blue), destroyed by a process (colour) or lost to the numerics (hatched)."
    )
    return Section("exergy", "What became of the exergy", lead, [figure])


def _by_port(view: View) -> Section | None:
    """The same at the end of the run, by port and per second, with a table of the ports."""
    now = view.results.budget["exergy"]["now"]
    sources, sinks = streams_now(view)
    figure = _figure(sources, sinks, "W", "Exergy per second at the end of the run.", now["dead state"])
    if figure is None:
        return None
    lead = (
        "Exergy is the work that could be done on the way to one dead state, the same for every port. What enters on "
        "the left leaves (pale blue), is destroyed by a process (colour) or is lost to the numerics (hatched)."
    )
    if now.get("efficiency") is not None:
        lead += f" {percent(float(now['efficiency']))} of it leaves with the products."
    parts = list(dict.fromkeys(name for port in now["ports"] for name in port["parts"]))
    header = [Cell("Port", "name"), Cell("Exergy entering, W", "number")]
    header += [Cell(f"of which {name}, W", "number") for name in parts]
    rows = [
        Row(
            [Cell(str(port["name"]), "name"), Cell(number(float(port["value"]), 5), "number")]
            + [
                Cell(number(float(port["parts"][name]), 5) if name in port["parts"] else "", "number")
                for name in parts
            ]
        )
        for port in now["ports"]
    ]
    table = Table(header, rows, "Every port against the dead state; what leaves is negative.")
    return Section("exergy", "What becomes of the exergy", lead, [figure, table])


def _figure(
    sources: list[Stream], sinks: list[Stream], unit: str, what: str, environment: Mapping[str, object]
) -> Figure | None:
    """The diagram with its caption, None where nothing is destroyed."""
    supplied, used = sum(each.value for each in sources), sum(each.value for each in sinks)
    if not sinks or used <= 0 or supplied <= 0:
        return None
    slight = [each.name for each in (*sources, *sinks) if each.value < _SLIGHT * used]
    sources, sinks = ([each for each in side if each.value >= _SLIGHT * used] for side in (sources, sinks))
    setting = "; ".join(f"{name} {_plain(name, value)}" for name, value in environment.items())
    caption = f"{what} Widths are to scale; lines too thin to see are drawn one pixel wide."
    if slight:
        caption += f" Less than a millionth and not drawn: {listed(slight)}."
    if setting:
        caption += f" Environment: {setting}."
    if abs(supplied - used) > 5e-3 * max(supplied, used):
        caption += f" The two sides differ by {percent(abs(supplied - used) / max(supplied, used))}."
    return Figure([Panel(_draw(sources, sinks, unit))], caption, layout="wide")


def _plain(name: str, value: object) -> str:
    if isinstance(value, int | float):
        return quantity(float(value), "K") if name.startswith("temp") else number(float(value))
    return str(value)


def _levels(streams: list[Stream], scale: float) -> tuple[list[float], list[float]]:
    """Centres of the branches, at the trunk and spread out for their labels; the widest runs straight."""
    near = [
        scale * (sum(each.value for each in streams[:index]) + 0.5 * stream.value)
        for index, stream in enumerate(streams)
    ]
    far = [0.0]
    for above, below in pairwise(streams):
        far.append(far[-1] + max(0.5 * scale * (above.value + below.value) + _GAP, _SPACING))
    widest = max(range(len(streams)), key=lambda index: streams[index].value)
    return near, [level + near[widest] - far[widest] for level in far]


def _draw(sources: list[Stream], sinks: list[Stream], base: str) -> Markup:
    total = max(sum(each.value for each in sources), sum(each.value for each in sinks))
    scale, (factor, unit) = _THICKNESS / total, scaled(total, base)
    sides = [(branches, *_levels(branches, scale)) for branches in (sources, sinks)]
    edges = [
        (level, max(0.5 * scale * each.value, 20.0))
        for branches, _, far in sides
        for each, level in zip(branches, far, strict=True)
    ]
    top, bottom = (
        min(level - half for level, half in edges) - 6,
        max(level + half for level, half in edges) + 6,
    )
    figure = sheet(_WIDTH, bottom - top)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, _WIDTH), ylim=(bottom, top))
    axes.axis("off")
    for (branches, near, far), incoming in zip(sides, (True, False), strict=True):
        for branch, inner, outer in zip(branches, near, far, strict=True):
            width = scale * branch.value
            value = f"{number(factor * branch.value)} {unit} · {percent(branch.value / total)}"
            if incoming:
                ribbon(axes, (_SOURCE, outer), (_TRUNK + 1, inner), width, branch.look)
                _label(axes, _SOURCE - 14, outer, branch.name, value, "right")
            else:
                ribbon(axes, (_TRUNK_END - 1, inner), (_LEAF, outer), width, branch.look)
                arrow(axes, _LEAF, outer, width, branch.look)
                _label(axes, _LEAF + 36, outer, branch.name, value, "left")
    block(axes, _TRUNK, _TRUNK_END, 0.5 * _THICKNESS, _THICKNESS)
    words = "; ".join(f"{each.name} {number(factor * each.value)} {unit}" for each in (*sources, *sinks))
    return svg(
        figure, "grassmann", f"Exergy diagram. In: {', '.join(each.name for each in sources)}. {words}."
    )


def _label(axes: Axes, x: float, y: float, name: str, value: str, side: str) -> None:
    axes.text(x, y - 2, name, ha=side, va="bottom", fontsize=13, fontweight="bold", color=INK)
    axes.text(x, y + 3, value, ha=side, va="top", fontsize=12, color=SOFT)
