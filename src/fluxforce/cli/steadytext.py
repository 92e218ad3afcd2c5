"""A steady state and its branches as people read them on a terminal: plain text, 80 columns."""

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

WIDTH = 80


def state_lines(state: Mapping[str, Any]) -> Iterator[str]:
    """What kind of state, the ledger as rates, forces, theorems and numbers."""
    kind = str(state["kind of state"])
    yield f"{kind[:1].upper()}{kind[1:]}."
    yield ""
    yield from _books(state["books"])
    yield ""
    yield from _processes(state["processes"])
    yield ""
    yield from wrap(_spectrum(state["stability"]), WIDTH)
    for line in theorem_lines(state["theorems"]):
        yield from wrap(line, WIDTH, subsequent_indent="  ")
    own = [
        row
        for row in state["numbers"]
        if "entropy production" not in row["name"] or row["unit"] not in ("W/K", "k_B/s")
    ]
    if own:
        yield ""
        yield from _table(
            [[row["name"], f"{row['value']:.8g}", row["unit"]] for row in own], ["number", "value", "unit"]
        )


def _books(books: Mapping[str, Any]) -> Iterator[str]:
    unit, total = books["unit"], books["total"]
    exergy = books.get("exergy destroyed")
    rows = [[name, "unbounded", "", *([""] if exergy else [])] for name in books.get("unbounded", ())]
    for name, value in sorted(books["produced"].items(), key=lambda item: -abs(item[1])):
        share = f"{100.0 * value / total:.2f}" if total > 0.0 else ""
        rows.append([name, f"{value:.7g}", share, *([f"{exergy[name]:.7g}"] if exergy else [])])
    rows.append(
        [
            "all processes",
            f"{total:.7g}",
            "100.00" if total > 0.0 else "",
            *([f"{exergy['all']:.7g}"] if exergy else []),
        ]
    )
    for group in ("numerical", "model"):
        for name, value in books[group].items():
            if abs(value) > 1e-12 * abs(total):
                rows.append([f"{group}: {name}", f"{value:.3g}", "", *([""] if exergy else [])])
    rows.append(["outflow", f"{books['outflow']:.7g}", "", *([""] if exergy else [])])
    header = [
        "process",
        f"entropy produced, {unit}",
        "share, %",
        *(["exergy destroyed, W"] if exergy else []),
    ]
    yield from _table(rows, header)
    yield f"closure of the instant {books['closure']:.1e}"


def _processes(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    lines = []
    for row in rows:
        for name, flux in zip(row["rows"], row["net flux"], strict=True):
            label = row["name"] if len(row["rows"]) == 1 else f"{row['name']}: {name}"
            force = f"{row['largest force']:.4g} {row['force unit']}"
            lines.append(
                [
                    label,
                    f"{flux:.5g}",
                    row["flux unit"],
                    force,
                    _balance(row),
                ]
            )
    yield from _table(lines, ["process", "net flux", "unit", "largest force", "detailed balance"])


def _balance(row: Mapping[str, Any]) -> str:
    return "kept" if row["detailed balance"] else "reversible" if row["reversible"] else "broken"


def _spectrum(seen: Mapping[str, Any]) -> str:
    values = seen["eigenvalues"]
    if not values:
        return "Nothing in this model can deviate."
    shown = ", ".join(_complex(*value) for value in values[:6])
    more = ", ..." if len(values) > 6 else ""
    words = "all deviations decay" if seen["stable"] else f"{seen['unstable']} deviations grow"
    part = "" if seen["complete"] else " (those nearest to zero were computed)"
    return f"Eigenvalues, 1/s: {shown}{more}: {words}{part}."


def _complex(real: float, imaginary: float) -> str:
    if imaginary == 0.0:
        return f"{real:.5g}"
    return f"{real:.5g} {'+' if imaginary > 0 else '-'} {abs(imaginary):.5g}i"


def theorem_lines(found: Mapping[str, Any]) -> Iterator[str]:
    """What the variational statements came to, one sentence each."""
    flow = found["outflow equals production"]
    verdict = "equals" if flow["holds"] else "does NOT equal"
    yield f"Entropy outflow {verdict} production (mismatch {flow['mismatch']:.1e})."
    least = found.get("least production")
    if least is not None:
        if least["minimal"]:
            yield "Least production (Prigogine): holds here, no state with the same contents held produces less."
        elif least["minimal"] is False and least["below"] > 0.0:
            yield (
                f"Least production (Prigogine): does NOT hold here, a state with the same contents held produces "
                f"{100.0 * least['below']:.3g} % less."
            )
        elif least["stationary"]:
            yield "Least production (Prigogine): production is stationary; whether it is least was not sought."
        else:
            yield "Least production (Prigogine): does NOT hold here, production is not even stationary."
    excess = found.get("excess production")
    if excess is not None:
        slowest = excess["slowest decay of the second variation"]
        if slowest > 0.0:
            yield (
                f"Excess production is positive for every deviation, at least {slowest:.4g} 1/s: the second variation "
                "is a Lyapunov function."
            )
        else:
            yield "Excess production is negative for some deviation: the second variation does not prove stability."


def diagram_lines(diagram: Mapping[str, Any]) -> Iterator[str]:
    """Branches and special points."""
    unit = f" {diagram['unit']}" if diagram["unit"] else ""
    branches = diagram["branches"]
    count = f"{len(branches)} branch{'es' if len(branches) != 1 else ''}"
    yield f"{count} of steady states, {diagram['parameter']} from {diagram['from']:g} to {diagram['to']:g}{unit}"
    rows = [
        [str(k + 1), str(one["points"]), str(one["stable points"]), ", ".join(one["ends"])]
        for k, one in enumerate(branches)
    ]
    yield from _table(rows, ["branch", "points", "stable", "ends at"])
    special = diagram["special points"]
    if not special:
        yield "No folds, no Hopf points and no branch points were passed."
        return
    yield ""
    rows = []
    for one in special:
        turning = f"{one['frequency']:.10g}" if one["frequency"] else ""
        rows.append([one["kind"], f"{one['parameter']:.12g}", turning])
    yield from _table(
        rows,
        ["special point", f"{diagram['parameter'].split(',')[0]}{unit and ','}{unit}", "frequency, rad/s"],
    )


def sensitivity_lines(found: Mapping[str, Any]) -> Iterator[str]:
    """Derivatives by one number of the model."""
    unit = f" {found['unit']}" if found["unit"] else ""
    yield f"By {found['parameter']} (here {found['at']:.6g}{unit}):"
    again = any("by differences" in row for row in found["rows"])
    rows = []
    for row in found["rows"]:
        relative = "" if row["relative"] is None else f"{row['relative']:.5g}"
        extra = [f"{row['by differences']:.7g}"] if again else []
        rows.append([row["name"], f"{row['slope']:.7g}", *extra, relative])
    header = ["number", "derivative", *(["solved anew"] if again else []), "% per %"]
    yield from _table(rows, header)


def _table(rows: Sequence[Sequence[str]], header: Sequence[str]) -> Iterator[str]:
    """Columns in plain text: the first flush left and cut to fit, the others flush right."""
    widths = [max(len(str(row[k])) for row in [header, *rows]) for k in range(len(header))]
    widths[0] = max(min(widths[0], WIDTH - sum(widths[1:]) - 2 * (len(widths) - 1)), 12)
    for number, row in enumerate([header, *rows]):
        first = row[0] if len(row[0]) <= widths[0] else row[0][: widths[0] - 1] + "~"
        cells = [
            first.ljust(widths[0]),
            *(str(cell).rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
        ]
        yield "  ".join(cells).rstrip()
        if number == 0:
            yield "-" * min(WIDTH, sum(widths) + 2 * (len(widths) - 1))
