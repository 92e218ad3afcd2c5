"""Waters as text for a terminal: aligned tables of at most 100 columns."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fluxforce.model.waters.states import WaterState
    from fluxforce.readings.water_tables import Table

WIDTH = 100
GAP = 2


def lines(states: "Sequence[WaterState]", title: str, *, every: bool = False) -> Iterator[str]:
    """All waters; of a step with several stops its path and the last one, or with `every` each of them."""
    from fluxforce.readings.water_tables import path

    yield title or "Waters"
    for _, of_step in groupby(states, key=lambda state: (state.step, state.name)):
        stops = list(of_step)
        if len(stops) > 1:
            yield ""
            yield from table(path(stops))
        for state in stops if every else stops[-1:]:
            yield from one(state)


def one(state: "WaterState") -> Iterator[str]:
    """Description and tables of one water."""
    from fluxforce.readings.water_tables import tables

    yield ""
    yield f"── {state.title} ".ljust(WIDTH, "─")
    yield from described(state)
    for found in tables(state):
        yield ""
        yield from table(found)
    for note in state.notes:
        yield from wrap(note, WIDTH)


def described(state: "WaterState") -> Iterator[str]:
    """The description of the solution in two columns, read down."""
    from fluxforce.readings.water_tables import description, written

    rows = description(state)
    half = (len(rows) + 1) // 2
    for k in range(half):
        cells = []
        for name, value, unit, form in rows[k::half]:
            cells.append(f"  {name:<20} {written(value, form):>12} {unit:<8}")
        yield "    ".join(cells).rstrip()


def table(found: "Table") -> Iterator[str]:
    """A title, headings with units, rows."""
    texts = [[cell(value, column.form) for value, column in zip(row.cells, found.columns, strict=True)]
             for row in found.rows]  # fmt: skip
    heads = [[c.name for c in found.columns], [c.unit for c in found.columns]]
    widths = [max(len(line[k]) for line in (*heads, *texts)) for k in range(len(found.columns))]
    last = len(widths) - 1
    room = WIDTH - 2 - sum(widths[:-1]) - GAP * last
    if not found.columns[last].form:
        widths[last] = max(min(widths[last], room), 8)
    widths[0] += 2 * any(row.head for row in found.rows)
    yield found.title
    for head in heads:
        if any(head):
            yield _line(head, widths, found, "")
    yield "  " + "─" * min(sum(widths) + GAP * last, WIDTH - 2)
    grouped = any(row.head for row in found.rows)
    for row, text in zip(found.rows, texts, strict=True):
        yield _line(text, widths, found, "  " if grouped and not row.head else "")
    for line in wrap(found.note, WIDTH - 2):
        yield f"  {line}"


def cell(value: str | float | None, form: str) -> str:
    """A cell as text; nothing where there is nothing."""
    from fluxforce.readings.water_tables import written

    if value is None:
        return ""
    return value if isinstance(value, str) else written(value, form)


def _line(cells: list[str], widths: list[int], found: "Table", indent: str) -> str:
    parts = []
    for k, (text, width, column) in enumerate(zip(cells, widths, found.columns, strict=True)):
        if k == 0:
            text = indent + text
        if len(text) > width and k == len(widths) - 1:
            text = text[: width - 1] + "…"
        parts.append(text.rjust(width) if column.form else text.ljust(width))
    return ("  " + (" " * GAP).join(parts)).rstrip()
