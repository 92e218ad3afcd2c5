"""Results in a few aligned lines: what a result shows when its name is typed, as text or as a table of a notebook."""

import abc
import math
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

MOST_ROWS = 12
WIDEST = 60  # characters of a cell


@dataclass(frozen=True)
class Summary:
    """A ``title``, ``facts`` (what and how much), and a table with a ``head`` and ``rows``, of which twelve are shown.

    All cells are text; ``number`` makes it of numbers. ``total`` counts rows that were not even made.
    """

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    said: tuple[str, ...] = ()
    total: int = 0

    def text(self) -> str:
        """Aligned lines: names to the left, numbers to the right."""
        lines = [self.title]
        width = max((len(name) for name, _ in self.facts), default=0)
        lines += [f"  {name:<{width}}  {_cut(value)}" for name, value in self.facts]
        if self.rows:
            shown = [self.head, *([_cut(cell) for cell in row] for row in self.rows[:MOST_ROWS])]
            widths = [max(len(row[k]) for row in shown) for k in range(len(self.head))]
            for first, *others in shown:
                cells = [f"{cell:>{room}}" for cell, room in zip(others, widths[1:], strict=True)]
                lines.append("  ".join(["", f"{first:<{widths[0]}}", *cells]).rstrip())
        return "\n".join([*lines, *self._more(), *self.said])

    def html(self) -> str:
        """The same as a table."""
        cells = (
            [_row("th", self.head), *(_row("td", row) for row in self.rows[:MOST_ROWS])] if self.rows else []
        )
        facts = [_row("td", fact) for fact in self.facts]
        tables = "".join(f"<table>{''.join(rows)}</table>" for rows in (facts, cells) if rows)
        after = "".join(f"<p>{escape(line)}</p>" for line in (*self._more(), *self.said))
        return f"<p>{escape(self.title)}</p>{tables}{after}"

    def _more(self) -> tuple[str, ...]:
        left = max(self.total, len(self.rows)) - MOST_ROWS
        return (f"  and {left} more",) if left > 0 else ()


class AbstractSummarised(abc.ABC):
    """A result that shows its ``summary``; a dataclass of this kind is made with ``repr=False``."""

    @abc.abstractmethod
    def summary(self) -> Summary:
        """The few lines that tell what this is."""

    def __str__(self) -> str:
        return self.summary().text()

    def __repr__(self) -> str:
        return self.summary().text()

    def _repr_html_(self) -> str:
        return self.summary().html()


def number(value: float) -> str:
    """Five digits; what has no bound is said in words."""
    if math.isnan(value):
        return "undefined"
    if math.isinf(value):
        return "unbounded" if value > 0.0 else "unbounded below"
    return f"{value:.5g}"


def numbers(*values: Any) -> tuple[str, ...]:
    """``number`` of each, entries of arrays included."""
    return tuple(number(float(value)) for value in values)


def named(names: Iterable[str]) -> str:
    """Names in a row, the first ones of many."""
    known = tuple(names)
    return ", ".join(known[:MOST_ROWS]) + (
        f" and {len(known) - MOST_ROWS} more" if len(known) > MOST_ROWS else ""
    )


def _row(tag: str, cells: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"


def _cut(cell: str) -> str:
    return cell if len(cell) <= WIDEST else f"{cell[: WIDEST - 3]}..."
