"""The ledger: every row of the entropy books, with its share and its worth in exergy."""

from fluxforce.report.numbers import duration, number, percent, pretty
from fluxforce.report.parts import Cell, Row, Section, Table
from fluxforce.report.view import View

_OUTSIDE = (
    ("stored", "Change of the entropy inside"),
    ("discharged", "Carried out through the borders, net"),
    ("water supply", "Brought by water made or used up"),
)


def section(view: View) -> Section | None:
    """Entropy by process, by the numerics, stored and discharged; None without a budget."""
    if not view.produced:
        return None
    physical = sum(view.produced.values())
    whole = physical + sum(view.numerical.values())
    tables = [_produced(view, physical, whole)]
    if "elements" in view.results.budget:
        tables.append(_elements(view))
    unit = "joule per kelvin" if view.entropy_unit == "J/K" else "unit of entropy"
    lead = (
        f"Every {unit} of the run stands in one row. The rows under “Numerics and model” are not "
        "nature: "
        "they say what the grid, the time steps and the activity formula add to the entropy, each computed "
        "on its own."
    )
    return Section("ledger", "The ledger", lead, [table for table in tables if table.rows])


def _produced(view: View, physical: float, whole: float) -> Table:
    worth = _worth(view)
    joules = view.entropy_unit == "J/K"
    header = [
        Cell("Row", "name"),
        Cell(f"Entropy, {pretty(view.entropy_unit)}", "number"),
        *([Cell("Exergy, J", "number")] if joules else []),
        Cell("Share", "number"),
        Cell(""),
    ]

    def line(name: str, value: float, kind: str = "") -> Row:
        exergy = number(worth * value, 4) if worth is not None else "–"
        share = value / whole if whole > 0 else 0.0
        bar = None if kind else min(max(share, 0.0), 1.0)
        return Row(
            [
                Cell(name, "name"),
                Cell(number(value, 4), "number"),
                *([Cell(exergy, "number")] if joules else []),
                Cell(percent(share), "number"),
                Cell("", bar=bar),
            ],
            kind,
        )

    baths = bool((view.results.budget.get("shown") or {}).get("row"))
    rows = [Row([Cell("Given to baths" if baths else "Physical processes", "name")], "group")]
    for name in view.entropy.get("unbounded") or {}:
        blanks = [Cell("", "number")] * (2 if joules else 1)
        rows.append(Row([Cell(name, "name"), Cell("unbounded", "number"), *blanks, Cell("")]))
    rows += [line(name, value) for name, value in view.produced.items()]
    rows.append(line("All baths" if baths else "All physical processes", physical, "sum"))
    if view.numerical:
        rows.append(Row([Cell("Numerics and model", "name")], "group"))
        rows += [line(name, value) for name, value in view.numerical.items()]
        rows.append(line("Produced in all", whole, "sum"))
    outside = [(words, view.entropy[key]) for key, words in _OUTSIDE if view.entropy.get(key) is not None]
    if outside:
        rows.append(Row([Cell("Stored and carried (counted from the reference state)", "name")], "group"))
        blank = Cell("", "number")
        blanks = [blank, blank] if joules else [blank]
        rows += [
            Row([Cell(words, "name"), Cell(number(value, 4), "number"), *blanks, Cell("")])
            for words, value in outside
        ]
    start, end = (view.results.budget.get("time") or (view.times[0], view.times[-1]))[:2]
    period = duration(float(end - start)) if end > start else "the run"
    caption = f"Entropy over {period}. Shares are of the entropy produced in all."
    return Table(header, rows, caption)


def _worth(view: View) -> float | None:
    """Joules of exergy per J/K, the temperature of the environment, as the budget itself applied it."""
    destroyed = view.results.budget.get("exergy", {}).get("destroyed", {})
    ratios = [
        destroyed[name] / value for name, value in view.produced.items() if value > 0 and name in destroyed
    ]
    return float(ratios[0]) if ratios else None


def _elements(view: View) -> Table:
    columns = [
        (key, title)
        for key, title in (("in", "In"), ("out", "Out"), ("stored", "Stored"), ("residual", "Residual"))
    ]
    header = [Cell("Element", "name"), *(Cell(f"{title}, mol", "number") for _, title in columns)]
    rows = [
        Row(
            [
                Cell(str(name), "name"),
                *(Cell(number(book.get(key), 4 if key != "residual" else 2), "number") for key, _ in columns),
            ]
        )
        for name, book in view.results.budget["elements"].items()
    ]
    return Table(header, rows, "Elements that crossed the borders and that stayed, over the whole run.")
