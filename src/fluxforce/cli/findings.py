"""What a stochastic model came to, in a few lines under its ledger: currents, cycles, macroscopic beside stochastic."""

from collections.abc import Iterator, Mapping
from typing import Any

MOST_CYCLES = 5


def findings(budget: Mapping[str, Any]) -> list[str]:
    """Lines of at most 80 columns; none for models that are not stochastic."""
    lines: list[str] = []
    for part in (_numbers, _steady, _macroscopic, _sampled):
        found = list(part(budget))
        lines += ["", *found] if found else []
    return lines


def number(value: Any, digits: int = 6) -> str:
    """A number with few digits; words as they are."""
    return f"{value:.{digits}g}" if isinstance(value, int | float) else str(value)


def table(head: tuple[str, ...], rows: list[tuple[str, ...]], first: int = 30) -> Iterator[str]:
    """A table whose first column is text and whose others are numbers."""
    columns = list(zip(head, *rows, strict=True))
    widths = [max(len(cell) for cell in column) for column in columns]
    widths[0] = max(first, widths[0]) if sum(widths) + 2 * len(widths) < 76 else widths[0]
    for row in (head, *rows):
        cells = [row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]
        yield "  ".join(cells).rstrip()


def _numbers(budget: Mapping[str, Any]) -> Iterator[str]:
    rows = budget.get("numbers") or []
    if rows:
        yield from table(
            ("", "at the end", ""), [(str(r["name"]), number(r["value"]), str(r["unit"])) for r in rows]
        )


def _steady(budget: Mapping[str, Any]) -> Iterator[str]:
    steady = budget.get("steady")
    if not steady:
        return
    if not steady.get("unique", True):
        yield "steady state: not unique, so none is shown"
        return
    produced = steady["production"]
    said = f"{number(produced)} k_B/s produced" if isinstance(produced, float) else f"production {produced}"
    yield f"steady state: {said}, {number(steady['activity'])} jumps per second"
    if "production with a way back" in steady:
        yield f"  {number(steady['production with a way back'])} k_B/s of it by jumps with a way back"
    for name, heat in (steady.get("heat") or {}).items():
        yield f"  heat to {name}: {number(heat)} per second"
    currents = steady.get("currents") or {}
    if currents:
        head = ("current", "per second", "variance", "Fano", "uncertainty product")
        keys = ("mean", "variance", "Fano", "uncertainty product")
        yield from table(
            head, [(name, *(number(row.get(key, "")) for key in keys)) for name, row in currents.items()]
        )
    if "efficiency" in steady:
        yield f"efficiency {number(steady['efficiency']['value'])}"
    cycles = steady.get("cycles") or []
    if cycles:
        rows = [
            (row["cycle"], number(row["affinity"]), number(row["current"])) for row in cycles[:MOST_CYCLES]
        ]
        yield from table(("cycle", "affinity, k_B", "per second"), rows)
        if len(cycles) > MOST_CYCLES:
            yield f"and {len(cycles) - MOST_CYCLES} more cycles in budget.json"


def _macroscopic(budget: Mapping[str, Any]) -> Iterator[str]:
    points, master = budget.get("fixed points") or [], budget.get("master equation")
    if not points and not master:
        return
    names = list(points[0]["copies"] if points else (master or {})["mean"])
    head = ("steady state", *(f"<{name}>" for name in names), "k_B/s produced")
    rows = [
        (
            f"rate equations, {'stable' if one['stable'] else 'unstable'}",
            *(number(one["copies"][name]) for name in names),
            number(one["production"]),
        )
        for one in points
    ]
    if master:
        rows.append(
            ("master equation", *(number(master["mean"][n]) for n in names), number(master["production"]))
        )
    yield from table(head, rows)


def _sampled(budget: Mapping[str, Any]) -> Iterator[str]:
    sample = budget.get("sample")
    if not sample:
        return
    yield f"{sample['trajectories']} trajectories of {number(sample['time'])} s, seed {sample['seed']}"
    rows = [
        (
            name,
            number(row["mean"]),
            number(row["error"], 2),
            *([number(row["exact"])] if "exact" in row else [""]),
        )
        for name, row in sample["averages"].items()
    ]
    yield from table(("average", "sampled", "standard error", "exact"), rows)
