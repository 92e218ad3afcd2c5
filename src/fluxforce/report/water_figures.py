"""Drawings of waters: affinities of minerals, couples on a ladder of Eh, what elements are made of, paths."""

from collections.abc import Sequence

import numpy as np
from matplotlib.ticker import NullLocator

from fluxforce.model.waters.states import WaterState
from fluxforce.readings.water_tables import eh, groups
from fluxforce.report.canvas import level_axis, plain_ticks, plot, sheet, svg
from fluxforce.report.numbers import number
from fluxforce.report.palette import ACCENT, INK, SOFT, line_legend, looks
from fluxforce.report.parts import Figure, Panel

MOST_MINERALS, MOST_ELEMENTS, MOST_LINES = 24, 14, 8
FORMS, DISSOLVES = "#a63a00", ACCENT
ROW = 19.0  # pixels


def affinities(state: WaterState, key: str) -> Figure:
    """Affinity of dissolution, minerals that would form first."""
    minerals = sorted((one for one in state.saturation if not one.gas), key=lambda one: -one.index)
    shown = minerals[:MOST_MINERALS]
    values = np.array([1e-3 * one.affinity for one in shown])
    figure, axes = plot(
        "affinity of dissolution, kJ/mol", width=640, height=62 + ROW * len(shown), left=150, right=60
    )
    places = np.arange(len(shown))[::-1]
    colours = [FORMS if value < 0 else DISSOLVES for value in values]
    axes.hlines(places, 0.0, values, color=colours, linewidth=2.2)
    axes.scatter(values, places, s=26, color=colours, zorder=3)
    axes.axvline(0.0, color=SOFT, linewidth=1.0)
    reach = max(float(np.abs(values).max()), 1.0)
    for place, value in zip(places, values, strict=True):
        side = 1 if value >= 0 else -1
        axes.text(
            value + side * 0.02 * reach, place, f"{value:.1f}".replace("-", "−"), va="center", color=SOFT, fontsize=9.5,
            ha="left" if side > 0 else "right",
        )  # fmt: skip
    axes.set_yticks(places, [one.name for one in shown])
    axes.set_ylim(-0.7, len(shown) - 0.3)
    axes.set_xlim(min(values.min(), 0.0) - 0.12 * reach, max(values.max(), 0.0) + 0.12 * reach)
    axes.grid(False, axis="y")
    axes.spines["left"].set_visible(False)
    words = f"Affinity of dissolution of {len(shown)} minerals: " + ", ".join(
        f"{one.name} {1e-3 * one.affinity:.1f}" for one in shown[:8]
    )
    more = (
        f" {len(minerals) - len(shown)} further minerals are in the table."
        if len(minerals) > len(shown)
        else ""
    )
    panel = Panel(svg(figure, key, words), "", "left of zero it would form, right of zero it would dissolve")
    return Figure([panel], f"Affinity of every mineral in this water.{more}", "affinity", layout="medium")


def ladder(state: WaterState, key: str) -> Figure:
    """Eh of every couple on one axis: electrons fall from left to right."""
    found = [(one.name, one.Eh) for one in state.couples]
    if state.pe is not None:
        found.append(("pe of the water", eh(state.pe, state.temperature)))
    found.sort(key=lambda item: item[1])
    values = np.array([value for _, value in found])
    figure, axes = plot("Eh, V", width=640, height=62 + ROW * len(found), left=150, right=60)
    places = np.arange(len(found))[::-1]
    axes.scatter(values, places, s=34, color=ACCENT, zorder=3)
    for place, value in zip(places, values, strict=True):
        axes.text(
            value, place + 0.28, f"{value:.3f}".replace("-", "−"), ha="center", color=SOFT, fontsize=9.5
        )
    axes.plot(values, places, color=ACCENT, linewidth=1.0, linestyle=(0, (2, 3)))
    axes.set_yticks(places, [name for name, _ in found])
    axes.set_ylim(-0.7, len(found) - 0.2)
    axes.margins(x=0.12)
    axes.grid(False, axis="y")
    axes.spines["left"].set_visible(False)
    words = "Eh of redox couples: " + ", ".join(f"{name} {value:.3f} V" for name, value in found)
    caption = (
        "Redox couples by the Eh that each would give alone. Where they differ, electrons would fall to the right; the "
        "affinity is F times the distance."
    )
    return Figure([Panel(svg(figure, key, words))], caption, "couple_Eh", layout="medium")


def elements(state: WaterState, key: str) -> Figure:
    """Shares of the species of every element."""
    held = [(name, total, found) for name, total, found in groups(state) if total and len(found) > 1]
    held = sorted(held, key=lambda item: -item[1])[:MOST_ELEMENTS]
    if not held:
        held = [(name, total, found) for name, total, found in groups(state) if total][:MOST_ELEMENTS]
    figure = sheet(640, 30 + 1.35 * ROW * max(len(held), 1))
    axes = figure.add_axes((70 / 640, 0.0, (640 - 82) / 640, 1.0), facecolor="none")
    colours = [look.colour for look in looks([str(k) for k in range(7)]).values()]
    for place, (name, total, found) in enumerate(reversed(held)):
        left = 0.0
        for k, one in enumerate(found):
            share = one.molality * one.counts[name] / total
            if share < 0.004:
                break
            axes.barh(
                place,
                share,
                left=left,
                height=0.68,
                color=colours[k % 7],
                alpha=0.85,
                edgecolor="white",
                linewidth=1,
            )
            if share > 0.014 * (len(one.name) + 1):
                axes.text(left + 0.5 * share, place, one.name, ha="center", va="center", color="white", fontsize=9.5,
                          fontweight="bold")  # fmt: skip
            left += share
    axes.set_yticks(range(len(held)), [name for name, _, _ in reversed(held)])
    axes.xaxis.set_major_locator(NullLocator())
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(-0.6, len(held) - 0.4)
    axes.grid(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    words = "Main species of each element: " + ", ".join(
        f"{name} {100 * found[0].molality * found[0].counts[name] / total:.0f} % {found[0].name}"
        for name, total, found in held
    )
    return Figure([Panel(svg(figure, key, words))], "What each element is made of in this water.", "molality",
                  layout="medium")  # fmt: skip


def paths(along: Sequence[WaterState], key: str) -> Figure:
    """pH, pe, amounts of phases, pressures, affinities and main totals along a step."""
    last = along[-1]
    x = np.array([state.share if state.path is None else state.path[1] for state in along])
    label = "share of the step" if last.path is None else f"{last.path[0]}, {last.path[2]}"
    panels = [_lines(x, label, {"pH": [s.pH for s in along]}, "pH", f"{key}-ph")]
    if last.pe is not None:
        panels.append(
            _lines(x, label, {"pe": [np.nan if s.pe is None else s.pe for s in along]}, "pe", f"{key}-pe")
        )
    panels.append(
        _lines(x, label, {"I": [s.ionic_strength for s in along]}, "Ionic strength, mol/kgw", f"{key}-i")
    )
    held = [one.name for one in last.held][:MOST_LINES]
    if held:
        amounts = {
            name: [{h.name: h.amount for h in s.held}.get(name, np.nan) for s in along] for name in held
        }
        panels.append(_lines(x, label, amounts, "Amounts of phases, mol", f"{key}-held"))
    gases = [one.name for one in last.gas][:MOST_LINES]
    if gases:
        partial = {
            name: [{g.name: g.pressure for g in s.gas}.get(name, np.nan) for s in along] for name in gases
        }
        panels.append(_lines(x, label, partial, "Partial pressures, atm", f"{key}-gas"))
    chosen = _moving(along)
    drawn = {name: [1e-3 * _affinity(s, name) for s in along] for name in chosen}
    if drawn:
        panels.append(
            _lines(x, label, drawn, "Affinity of dissolution, kJ/mol", f"{key}-affinity", zero=True)
        )
    largest = sorted(last.totals, key=lambda name: -last.totals[name])[:MOST_LINES]
    totals = {name: [s.totals.get(name, np.nan) for s in along] for name in largest}
    panels.append(_lines(x, label, totals, "Dissolved, mol/kgw", f"{key}-totals", decades=8.0))
    return Figure(panels, f"Along {label}.", "pH, pe, amount, affinity, total")


def _moving(along: Sequence[WaterState]) -> list[str]:
    """The minerals that come nearest to equilibrium, those in contact first."""
    held = [one.name for one in along[-1].held]
    nearest: dict[str, float] = {}
    for state in along:
        for one in state.saturation:
            if not one.gas:
                nearest[one.name] = min(nearest.get(one.name, np.inf), abs(one.index))
    rest = sorted((name for name in nearest if name not in held), key=lambda name: nearest[name])
    return [name for name in held if name in nearest][:2] + rest[: MOST_LINES - 3]


def _affinity(state: WaterState, name: str) -> float:
    return next((one.affinity for one in state.saturation if one.name == name), np.nan)


def _lines(
    x: np.ndarray, label: str, curves: dict[str, list[float]], title: str, key: str, *, zero: bool = False,
    decades: float = 0.0,
) -> Panel:  # fmt: skip
    figure, axes = plot(label, right=18)
    for name, look in looks(curves).items():
        axes.plot(x, curves[name], color=look.colour, linestyle=look.linestyle, linewidth=2)
    values = np.array(list(curves.values()), dtype=float)
    if decades:
        level_axis(axes, values, decades)
    else:
        plain_ticks(axes)
    if zero:
        axes.axhline(0.0, color=INK, linewidth=0.8)
    if x.size > 1:
        axes.set_xlim(float(x.min()), float(x.max()))
    words = f"{title} against {label}: " + ", ".join(
        f"{n} ends at {number(v[-1])}" for n, v in curves.items()
    )
    legend = "" if len(curves) == 1 else _legend(curves)
    if len(curves) == 1 and (only := next(iter(curves))) not in ("pH", "pe", "I"):
        title = f"{only}: {title[:1].lower()}{title[1:]}"
    return Panel(svg(figure, key, words) if not legend else legend + svg(figure, key, words), title)


def _legend(curves: dict[str, list[float]]):
    """Names beside samples of their lines, over one drawing."""
    from markupsafe import Markup

    items = Markup("").join(
        Markup("<li>{}{}</li>").format(swatch.sample, swatch.label) for swatch in line_legend(looks(curves))
    )
    return Markup('<ul class="legend">{}</ul>').format(items)
