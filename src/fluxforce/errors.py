"""Errors that a person is meant to read: each names the thing, its place and a remedy.

`BadInput` carries one or several `Problem`s and ends the command line with exit code 2, `SolverGaveUp`
carries what was computed so far and ends it with exit code 3.
"""

from collections.abc import Iterable
from dataclasses import dataclass

MOST_PRINTED = 40
WIDEST_LINE = 100


def printable(text: str) -> str:
    """`text` with control characters made visible, so that a model file cannot steer the terminal."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the input. `line` and `column` count from 1; `column` points at the character
    meant.
    """

    message: str
    path: str = ""
    hint: str | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None
    source: str | None = None

    def __str__(self) -> str:
        """`file:line:column: error: path: message`, the source line with a caret, and a hint."""
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        said = ": ".join(
            part for part in (place, "error", printable(self.path), printable(self.message)) if part
        )
        return "\n".join([said, *self._picture(), *self._advice()])

    def _picture(self) -> list[str]:
        if self.source is None or self.line is None or self.column is None:
            return []
        # A tab is shown as one blank, so that the caret stands under its character.
        text, caret = self.source.replace("\t", " "), self.column - 1
        first = max(0, caret - WIDEST_LINE // 2) if len(text) > WIDEST_LINE else 0
        # Made visible after cutting: an escaped character before the caret moves it to the right.
        before, after = printable(text[first:caret]), printable(text[caret : first + WIDEST_LINE])
        return [f"{self.line:6d} | {before}{after}".rstrip(), f"       | {' ' * len(before)}^"]

    def _advice(self) -> list[str]:
        return [] if self.hint is None else [f"  hint: {printable(self.hint)}"]


class FluxforceError(Exception):
    """Any error that fluxforce raises on purpose."""


class BadInput(FluxforceError):
    """The model, a database or an option is wrong. Nothing has been computed or written.

    `problems` holds every fault found; a plain sentence is accepted where there is no place to point at.
    """

    def __init__(self, problems: "Iterable[Problem] | str"):
        found = [Problem(problems)] if isinstance(problems, str) else list(problems)
        self.problems: tuple[Problem, ...] = tuple(sorted(found, key=_order))
        shown = [str(problem) for problem in self.problems[:MOST_PRINTED]]
        hidden = len(self.problems) - len(shown)
        if hidden > 0:
            shown.append(f"... and {hidden} more")
        Exception.__init__(self, "\n".join(shown))


def _order(problem: Problem) -> tuple[str, int, int]:
    return (problem.file or "", problem.line or 0, problem.column or 0)


class SolverGaveUp(FluxforceError):
    """The solver could not go on. The sentence names time, place, quantity and process, and what to try.

    `results` holds what was computed so far (a `fluxforce.results.Results`), or None when nothing was.
    """

    def __init__(self, message: str, results: object | None = None):
        self.results = results
        Exception.__init__(self, message)
