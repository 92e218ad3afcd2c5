"""The report of a steady state: what kind it is, its books as rates, theorems put to the test, sensitivities."""

from collections.abc import Mapping
from typing import Any

from fluxforce.report.numbers import THIN, duration, number, percent, pretty, quantity
from fluxforce.report.parts import Cell, Row, Section, Table, Tile
from fluxforce.report.view import View

CLOSED = 1e-9


def is_steady(view: View) -> bool:
    """Whether the results are those of a steady state and not of a run."""
    return view.results.dataset.attrs.get("analysis") == "steady"


def _state(view: View) -> Mapping[str, Any]:
    return view.results.budget.get("state") or {}


def sentence(view: View) -> str:
    """What the state is, what dissipates most there, and what its branches do."""
    state, branches = _state(view), view.results.budget.get("branches")
    books = state["books"]
    kind = str(state["kind of state"])
    words = [
        f"A{'n' if kind[:1] in 'aeiou' else ''} {kind}."
        if not kind.startswith("not")
        else "Not a steady state."
    ]
    produced = {name: value for name, value in books["produced"].items() if value is not None}
    total = books["total"]
    if books.get("unbounded"):
        words.append(f"{' and '.join(books['unbounded'])}: no way back, so production is unbounded there.")
    elif total and total > 0.0 and "equilibrium" not in kind.replace("away from equilibrium", ""):
        name, value = max(produced.items(), key=lambda item: item[1])
        words.append(
            f"It produces {quantity(total, books['unit'])} of entropy, {percent(value / total)} of it by {name}."
        )
    if branches:
        words.append(_passed(branches))
    return " ".join(words)


def _passed(branches: Mapping[str, Any]) -> str:
    counts: dict[str, int] = {}
    for one in branches["special points"]:
        counts[one["kind"]] = counts.get(one["kind"], 0) + 1
    plural = {"fold": "folds", "Hopf": "Hopf points", "branch point": "branch points"}
    single = {"fold": "1 fold", "Hopf": "1 Hopf point", "branch point": "1 branch point"}
    said = [single[k] if n == 1 else f"{n} {plural[k]}" for k, n in counts.items()]
    count = len(branches["branches"])
    spoken = f"{count} branches" if count != 1 else "One branch"
    unit = f"{THIN}{pretty(branches['unit'])}" if branches["unit"] else ""
    span = f"{number(branches['from'])} and {number(branches['to'])}{unit} of {branches['parameter']}"
    return f"{spoken} between {span}, with {' and '.join(said) if said else 'no special point'}."


def tiles(view: View) -> list[Tile]:
    """Production, exergy, stability, slowest time, closure of the instant."""
    state = _state(view)
    books, seen = state["books"], state["stability"]
    found = []
    if books["total"] is not None:
        note = "by what has a way back" if books.get("unbounded") else "by all physical processes"
        found.append(Tile("Entropy produced", number(books["total"]), pretty(books["unit"]), note))
    exergy = (books.get("exergy destroyed") or {}).get("all")
    if exergy is not None:
        factor, unit = (1e-3, "kW") if abs(exergy) >= 1e4 else (1.0, "W")
        found.append(
            Tile("Exergy destroyed", number(factor * exergy), unit, "work that can no longer be done")
        )
    if seen["eigenvalues"]:
        fine = bool(seen["stable"])
        note = "all deviations decay" if fine else f"{seen['unstable']} growing"
        found.append(Tile("Stability", "stable" if fine else "unstable", "", note, "ok" if fine else "bad"))
        slow = seen.get("slowest time")
        if slow is not None:
            value, unit = duration(slow).split(THIN)
            words = "of the slowest deviation" if fine else "of the fastest growth"
            found.append(Tile("Time constant", value, unit, words))
    fine = books["closure"] <= CLOSED
    note = f"{'within' if fine else 'exceeds'} the limit {number(CLOSED, 1)}"
    found.append(
        Tile("Closure of the instant", number(books["closure"], 2), "", note, "ok" if fine else "bad")
    )
    return found


def books_section(view: View) -> Section | None:
    """The ledger of the instant, forces and detailed balance."""
    state = _state(view)
    books = state["books"]
    exergy = books.get("exergy destroyed")
    header = [
        Cell("Process", "name"),
        Cell(f"Entropy produced, {pretty(books['unit'])}", "number"),
        Cell("Share", "number"),
    ]
    header += [Cell("", "text")]
    if exergy:
        header.append(Cell("Exergy destroyed, W", "number"))
    rows, total = [], books["total"] or 0.0
    for name in books.get("unbounded", ()):
        rows.append(
            Row(
                [
                    Cell(name, "name"),
                    Cell("unbounded", "number"),
                    Cell("", "number"),
                    Cell("", bar=None),
                    *([Cell("")] if exergy else []),
                ]
            )
        )
    for name, value in sorted(books["produced"].items(), key=lambda item: -abs(item[1] or 0.0)):
        share = value / total if total > 0.0 else 0.0
        cells = [
            Cell(name, "name"),
            Cell(number(value, 6), "number"),
            Cell(percent(share), "number"),
            Cell("", "text", share),
        ]
        rows.append(Row([*cells, *([Cell(number(exergy[name], 6), "number")] if exergy else [])]))
    cells = [Cell("all processes", "name"), Cell(number(total, 6), "number"), Cell("", "number"), Cell("")]
    rows.append(Row([*cells, *([Cell(number(exergy["all"], 6), "number")] if exergy else [])], "sum"))
    for label, value in (
        ("numerical: advection on the grid", books["numerical"]["space"]),
        ("entropy that leaves to the surroundings", books["outflow"]),
        ("entropy that contents still gain", books["stored"]),
    ):
        cells = [
            Cell(label, "name"),
            Cell(number(value, 6 if "leaves" in label else 3), "number"),
            Cell(""),
            Cell(""),
        ]
        rows.append(Row([*cells, *([Cell("")] if exergy else [])]))
    lead = (
        "Rates in this state, each from its own forces and fluxes. In a steady state entropy leaves exactly as fast as "
        "it is produced; what contents still gain is what is left of the way."
    )
    caption = f"Books of the instant; they close to {number(books['closure'], 2)} of the sum of all terms."
    return Section("books", "The ledger as rates", lead, [Table(header, rows, caption), _forces(state)])


def _forces(state: Mapping[str, Any]) -> Table:
    header = [
        Cell("Process", "name"),
        Cell("Net flux", "number"),
        Cell("Largest force", "number"),
        Cell("Detailed balance"),
    ]
    rows = []
    for one in state["processes"]:
        for name, flux in zip(one["rows"], one["net flux"], strict=True):
            label = one["name"] if len(one["rows"]) == 1 else f"{one['name']}: {name}"
            words = "kept" if one["detailed balance"] else "reversible" if one["reversible"] else "broken"
            force = quantity(one["largest force"], one["force unit"])
            cells = [
                Cell(label, "name"),
                Cell(quantity(flux, one["flux unit"]), "number"),
                Cell(force, "number"),
            ]
            rows.append(Row([*cells, Cell(words)]))
    return Table(
        header,
        rows,
        "Net flux of every process where it is largest. Reversible devices move something and dissipate nothing.",
    )


def theorems_section(view: View) -> Section | None:
    """Variational statements and what became of each."""
    found = _state(view)["theorems"]
    rows = [_outflow(found["outflow equals production"])]
    least, excess = found.get("least production"), found.get("excess production")
    if least is not None:
        rows += _least(least, str(_state(view)["books"]["unit"]))
    if excess is not None:
        slowest = excess["slowest decay of the second variation"]
        words = (
            "positive: stable whatever the deviation"
            if slowest > 0.0
            else "negative for some: proves nothing"
        )
        rows.append(
            Row(
                [
                    Cell("excess entropy production", "name"),
                    Cell(f"at least {number(slowest)} 1/s", "number"),
                    Cell(words),
                ]
            )
        )
    header = [Cell("Statement", "name"), Cell("Measured", "number"), Cell("Verdict")]
    lead = "General statements about steady states, tested at this one; several of them hold near equilibrium only."
    notes = [
        "Least production (Prigogine) is looked for among all states with the same contents held. Excess production is "
        "that of the deviation that does worst, over twice its second variation of the entropy."
    ]
    return Section(
        "theorems", "Theorems put to the test", lead, [Table(header, rows, "What was found.")], notes
    )


def _outflow(flow: Mapping[str, Any]) -> Row:
    words = "holds" if flow["holds"] else "broken: the state is not steady, or the grid produces"
    measured = f"differ by {number(flow['mismatch'], 2)}"
    return Row([Cell("entropy leaves as fast as it is made", "name"), Cell(measured, "number"), Cell(words)])


def _least(least: Mapping[str, Any], unit: str) -> list[Row]:
    words = "holds" if least["stationary"] else "does not hold here"
    gradient = f"slope {number(least['gradient'], 2)}"
    rows = [Row([Cell("production is stationary", "name"), Cell(gradient, "number"), Cell(words)])]
    if least["minimal"] is not None:
        words = (
            "holds" if least["minimal"] else f"does not hold here: {percent(least['below'])} less is possible"
        )
        lowest = quantity(least["lowest found"], unit, 5)
        rows.append(Row([Cell("production is the least", "name"), Cell(lowest, "number"), Cell(words)]))
    return rows


def numbers_section(view: View) -> Section | None:
    """All numbers of the state."""
    rows = [
        Row([
            Cell(str(row["name"]), "name"), Cell(quantity(row["value"], str(row["unit"]), 6), "number"),
            Cell(str(row["meaning"])),
        ])
        for row in _state(view)["numbers"]
    ]  # fmt: skip
    header = [Cell("Number", "name"), Cell("Value", "number"), Cell("What it says")]
    return Section(
        "numbers", "In numbers", "What this state comes to.", [Table(header, rows, "Numbers of the state.")]
    )


def sensitivities_section(view: View) -> Section | None:
    """Derivatives of the numbers by numbers of the model."""
    tables = []
    for found in view.results.budget.get("sensitivities") or ():
        unit = f" {pretty(found['unit'])}" if found["unit"] else ""
        again = any("by differences" in row for row in found["rows"])
        more = [Cell("Solved anew", "number")] if again else []
        header = [Cell("Number", "name"), Cell("Derivative", "number"), *more, Cell("% per %", "number")]
        rows = []
        for row in found["rows"]:
            extra = [Cell(number(row["by differences"], 7), "number")] if again else []
            relative = "–" if row["relative"] is None else number(row["relative"], 4)
            rows.append(
                Row(
                    [
                        Cell(row["name"], "name"),
                        Cell(number(row["slope"], 7), "number"),
                        *extra,
                        Cell(relative, "number"),
                    ]
                )
            )
        caption = f"By {found['parameter']}, here {number(found['at'], 5)}{unit}."
        tables.append(Table(header, rows, caption))
    if not tables:
        return None
    lead = (
        "How the numbers of this state change with numbers of the model, by the equations of the state, "
        "and in per cent for a per cent."
    )
    return Section("sensitivities", "Sensitivities", lead, tables)
