"""What can be wrong with a database, said with its place."""

import difflib
from collections.abc import Iterable


class DatabaseError(ValueError):
    """A database that cannot be read or used; the message names file and line where there is one."""

    def __init__(self, message: str, source: str = "", line: int = 0, hint: str = ""):
        self.message, self.source, self.line, self.hint = message, source, line, hint
        place = f"{source}:{line}: " if line else f"{source}: " if source else ""
        ValueError.__init__(self, f"{place}{message}" + (f"; {hint}" if hint else ""))


def suggestion(name: str, known: Iterable[str]) -> str:
    """Names near one that is not known, as a question: did you mean 'Calcite'? Empty if none is near."""
    folded: dict[str, str] = {}
    for each in known:
        folded.setdefault(each.casefold(), each)
    near = difflib.get_close_matches(name.casefold(), folded, n=3, cutoff=0.6)
    return "did you mean " + " or ".join(repr(folded[n]) for n in near) + "?" if near else ""
