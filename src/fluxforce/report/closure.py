"""The closure table: how far each balance is from zero, the limit, and a plain word.

The limits are those by which the command line decides its exit code.
"""

import math

from fluxforce.ledger_text import LIMITS
from fluxforce.report.numbers import number
from fluxforce.report.parts import Cell, Row, Section, Table
from fluxforce.report.view import View

_MEANING = {
    "elements": "the worst of them: content after, minus before, minus what crossed the border, over content plus "
    "throughput",
    "entropy": "change of entropy minus everything booked, over the entropy turned over",
    "leak": "entropy lost with content the Newton iteration left unbalanced",
    "charge": "charge gained or lost, over the charge carried by all ions",
    "energy": "energy gained or lost, over content plus throughput",
}


def within(value: float | None, limit: float) -> bool:
    """Whether a balance holds; a value that is no number does not."""
    return value is not None and math.isfinite(value) and abs(value) <= limit


def section(view: View) -> Section | None:
    """Balances of entropy, elements, charge and energy, or None without a budget."""
    closure = view.results.budget.get("closure", {})
    rows = []
    for name, value in closure.items():
        if isinstance(value, dict):
            meaning = (
                "content after, minus before, minus what crossed the border, over content plus throughput"
            )
            rows += [
                _row(f"{_singular(name)} {part}", each, LIMITS.get(name, LIMITS["elements"]), meaning)
                for part, each in value.items()
            ]
        else:
            rows.append(_row(name, value, LIMITS.get(name, LIMITS["elements"]), _MEANING.get(name, "")))
    if not rows:
        return None
    header = [
        Cell("Balance", "name"),
        Cell("Open by", "number"),
        Cell("Limit", "number"),
        Cell("Verdict"),
        Cell("Measured as"),
    ]
    lead = (
        "A balance closes when what is inside at the end equals what was there at the start plus all that "
        "was "
        "booked. Each number is relative and computed on its own, so zero is earned, not arranged."
    )
    caption = "Closure of the balances. “ok” means the number lies within its limit."
    return Section("closure", "Do the books balance?", lead, [Table(header, rows, caption)])


def _singular(name: str) -> str:
    return name[:-1] if name.endswith("s") else name


def _row(name: str, value: float | None, limit: float, meaning: str) -> Row:
    head = Cell(name, "name")
    if value is None:
        verdict = Cell("not applicable")
        return Row(
            [
                head,
                Cell("–", "number"),
                Cell("–", "number"),
                verdict,
                Cell("held constant in this model" if name == "energy" else ""),
            ]
        )
    word = Cell("ok", "ok") if within(value, limit) else Cell("exceeds", "bad")
    return Row(
        [head, Cell(number(abs(value), 2), "number"), Cell(number(limit, 1), "number"), word, Cell(meaning)]
    )
