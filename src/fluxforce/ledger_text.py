"""The books as people read them: a table of entropy produced by process, what the numerics made, and the
closure.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import RenderableType

# Largest imbalance that counts as balanced, each relative to its own scale (docs/theory.md, Acceptance).
LIMITS = {"entropy": 1e-10, "leak": 1e-8, "elements": 1e-8, "charge": 1e-8, "energy": 1e-8}
WIDTH = 80
# Production that is round-off against the sum of all, and numerical production that a person should know of.
ROUND_OFF, COARSE = 1e-9, 0.1


def imbalances(budget: Mapping[str, Any]) -> list[str]:
    """What does not balance, in words; empty when the books close."""
    closure = budget.get("closure") or {}
    kept = budget.get("books") or ("entropy", "leak")
    found = [f"{name}: not computed" for name in kept if closure.get(name) is None]
    for name, value in _closures(budget):
        limit = LIMITS.get(name.split(" ")[0], LIMITS["elements"])
        # A closure that is not a number is no closure.
        if not abs(value) <= limit:
            found.append(f"{name}: {value:.1e} exceeds {limit:.0e}")
    return found


def ledger(budget: Mapping[str, Any]) -> str:
    """The ledger as plain text, 80 columns."""
    from io import StringIO

    from rich.console import Console

    stream = StringIO()
    Console(file=stream, width=WIDTH, color_system=None, force_terminal=False).print(
        *_parts(budget), sep="\n"
    )
    return "\n".join(line.rstrip() for line in stream.getvalue().rstrip().splitlines())


def print_ledger(budget: Mapping[str, Any]) -> None:
    """The ledger on stdout: coloured on a terminal, plain and 80 columns wide otherwise."""
    from rich.console import Console

    console = Console(highlight=False)
    if console.is_terminal:
        console.print(*_parts(budget), sep="\n")
    else:
        # A pipe on an old terminal may not know the line-drawing character.
        rule = "─" if console.encoding.startswith("utf") else "-"
        console.file.write(ledger(budget).replace("─", rule) + "\n")


def verdict(budget: Mapping[str, Any]) -> str:
    """One sentence: the budget's own where it has one, else what dominates; and whether the books balance."""
    wrong = imbalances(budget)
    spoken = str(budget.get("verdict") or dominant(budget))
    backward = destroyers(budget)
    if backward:
        spoken += f" {' and '.join(backward)} DESTROYED ENTROPY: a rate there runs against its force."
    if wrong:
        return f"{spoken} THE BOOKS DO NOT BALANCE: {'; '.join(wrong)}."
    return f"{spoken} The books balance."


def destroyers(budget: Mapping[str, Any]) -> list[str]:
    """Processes whose production over the run is negative by more than round-off: only a wrong law does that.

    What a bath is given may well be negative: where rows are baths, none is named.
    """
    if (budget.get("shown") or {}).get("row"):
        return []
    produced = _numbers(_at(budget, "entropy", "produced"))
    size = sum(abs(value) for _, value in produced)
    return [name for name, value in produced if value < -ROUND_OFF * size]


def coarseness(budget: Mapping[str, Any]) -> str:
    """A sentence when grid and steps made much entropy of their own; empty otherwise."""
    total = sum(value for _, value in _numbers(_at(budget, "entropy", "produced")))
    numerical = dict(_numbers(_at(budget, "entropy", "numerical")))
    remedies = {"space": "more cells", "time": "a smaller tolerance"}
    found = [
        f"{name} {value / total:.0%} ({remedies[name]} would shrink it)"
        for name, value in numerical.items()
        if name in remedies and total > 0.0 and abs(value) > COARSE * total
    ]
    return f"Made by the numerics, against all processes: {', '.join(found)}." if found else ""


def shown(budget: Mapping[str, Any]) -> tuple[float, str]:
    """Factor and unit with which entropies of the budget are shown: J/K, or k_B per copy of a network."""
    told = budget.get("shown") or {}
    return float(told.get("factor", 1.0)), str(told.get("unit", "J/K"))


def _unbounded(budget: Mapping[str, Any]) -> list[str]:
    """Processes without a way back."""
    return [str(name) for name in _at(budget, "entropy", "unbounded") or {}]


def dominant(budget: Mapping[str, Any]) -> str:
    """Which process dissipates most, in one sentence; or which has no way back."""
    produced = _numbers(_at(budget, "entropy", "produced"))
    total = sum(value for _, value in produced)
    if total <= 0.0 and _unbounded(budget):
        return f"{' and '.join(_unbounded(budget))}: no way back, so the entropy produced is unbounded."
    if total <= 0.0:
        return "In all, nothing was dissipated."
    name, value = max(produced, key=lambda item: item[1])
    unbounded = _unbounded(budget)
    if unbounded:
        return (
            f"{' and '.join(unbounded)} {'has' if len(unbounded) == 1 else 'have'} no way back, so the entropy "
            f"produced is unbounded; of the rest, {value / total:.0%} by {name}."
        )
    factor, unit = shown(budget)
    if unit != "J/K":
        if (budget.get("shown") or {}).get("row"):
            each = f", {', '.join(f'{v:.4g} to {n}' for n, v in produced)}" if len(produced) > 1 else ""
            return f"{factor * total:.4g} {unit} of entropy were given to the baths{each}."
        return f"{factor * total:.4g} {unit} of entropy were produced, {value / total:.0%} of it by {name}."
    destroyed = _at(budget, "exergy", "total")
    exergy = f"{_energy(destroyed)} of exergy were destroyed, " if isinstance(destroyed, int | float) else ""
    return f"{exergy}{value / total:.0%} of it by {name}.".replace(
        " of it", " of the dissipation" * (not exergy), 1
    )


def _parts(budget: Mapping[str, Any]) -> Iterable["RenderableType"]:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    produced = sorted(_numbers(_at(budget, "entropy", "produced")), key=lambda item: -abs(item[1]))
    destroyed = dict(_numbers(_at(budget, "exergy", "destroyed")))
    total = sum(value for _, value in produced)
    scale, unit = _exergy_unit([abs(value) for value in destroyed.values()])
    factor, entropy_unit = shown(budget)
    with_exergy = bool(destroyed) and entropy_unit == "J/K"

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, width=WIDTH)
    told = budget.get("shown") or {}
    table.add_column(f"{told.get('row', 'process')}\n", ratio=1)
    table.add_column(
        f"{told.get('column', 'entropy produced')}\n{entropy_unit}", justify="right", no_wrap=True
    )
    table.add_column("share\n%", justify="right", no_wrap=True)
    if with_exergy:
        table.add_column(f"exergy destroyed\n{unit}", justify="right", no_wrap=True)

    def row(
        name: str, value: float, exergy: float | None = None, style: str | None = None, digits: int = 6
    ) -> None:
        share = f"{100.0 * value / total:.2f}".replace("-0.00", "0.00") if total > 0.0 else ""
        numbers = [f"{factor * value:.{digits}g}", share, *([_number(exergy, scale)] if with_exergy else [])]
        # Text, not markup: a name may hold square brackets.
        table.add_row(Text(name), *numbers, style=style)

    unbounded = _unbounded(budget)
    for name in unbounded:
        table.add_row(Text(name), "unbounded", "", *([""] if with_exergy else []))
    for name, value in produced:
        row(name, value, destroyed.get(name))
    table.add_section()
    whole = "all baths" if told.get("row") else "all with a way back" if unbounded else "all processes"
    row(whole, total, _at(budget, "exergy", "total"), "bold")
    extra = [(f"numerical: {name}", value) for name, value in _numbers(_at(budget, "entropy", "numerical"))]
    extra += [(f"model: {name}", value) for name, value in _numbers(_at(budget, "entropy", "model"))]
    if extra:
        table.add_section()
    for name, value in extra:
        row(name, value, style="dim", digits=3)
    yield table
    closures = _closures(budget)
    if closures:
        yield Text(
            "closure  " + ", ".join(f"{name} {abs(value):.1e}" for name, value in closures), style="dim"
        )
    coarse = coarseness(budget)
    if coarse:
        yield Text(coarse, style="yellow")
    wrong = imbalances(budget) or destroyers(budget)
    yield Text(verdict(budget), style="bold red" if wrong else "bold green")


def _closures(budget: Mapping[str, Any]) -> list[tuple[str, float]]:
    """Relative residuals by name; those that do not apply (null) are left out."""
    found: list[tuple[str, float]] = []
    for name, value in dict(budget.get("closure") or {}).items():
        if isinstance(value, Mapping):
            worst = max(_numbers(value), key=lambda item: abs(item[1]), default=None)
            if worst is not None:
                found.append((f"{name} ({worst[0]})", worst[1]))
        elif value is not None:
            found.append((name, float(value)))
    return found


def _at(budget: Mapping[str, Any], *path: str) -> Any:
    value: Any = budget
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _numbers(value: Any) -> list[tuple[str, float]]:
    items = value.items() if isinstance(value, Mapping) else ()
    return [(str(name), float(number)) for name, number in items if number is not None]


def _exergy_unit(values: list[float]) -> tuple[float, str]:
    largest = max(values, default=0.0)
    for scale, unit in ((1e6, "MJ"), (1e3, "kJ")):
        if largest >= 10.0 * scale:
            return scale, unit
    return 1.0, "J"


def _number(value: float | None, scale: float) -> str:
    return "" if value is None else f"{float(value) / scale:.6g}"


def _energy(value: float) -> str:
    scale, unit = _exergy_unit([abs(float(value))])
    return f"{float(value) / scale:.4g} {unit}"
