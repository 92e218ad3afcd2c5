"""Words and numbers of a statement."""

import re

from fluxforce.model.databases.errors import DatabaseError
from fluxforce.model.databases.lines import Statement

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_LARGEST = 1e100
SHOWN = 100  # characters of a faulty statement that an error repeats


def number(word: str) -> float | None:
    """The number that a word is; None for any other word, and for one too large to compute with."""
    if not _NUMBER.fullmatch(word):
        return None
    value = float(word)
    return value if abs(value) < _LARGEST else None


def leading_numbers(words: list[str]) -> tuple[float, ...]:
    """Numbers at the start of a list of words."""
    found = []
    for word in words:
        value = number(word)
        if value is None:
            break
        found.append(value)
    return tuple(found)


def only_numbers(words: list[str], statement: Statement, source: str) -> tuple[float, ...]:
    """All words as numbers; one that is none is an error."""
    found = leading_numbers(words)
    if len(found) < len(words):
        raise bad(
            f"{words[len(found)][:SHOWN]!r} is not a number",
            statement,
            source,
            "put # before what is a comment",
        )
    return found


def shown(statement: Statement) -> str:
    """The statement as an error repeats it."""
    text = statement.text if len(statement.text) <= SHOWN else statement.text[:SHOWN] + "..."
    return repr(text)


def bad(message: str, statement: Statement, source: str, hint: str = "") -> DatabaseError:
    """An error at the line of a statement."""
    return DatabaseError(message, source, statement.line, hint)
