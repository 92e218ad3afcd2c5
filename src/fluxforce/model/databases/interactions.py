"""Reads the interaction parameters of Pitzer's and the SIT model."""

from collections.abc import Iterator

from fluxforce.model.databases.definitions import Notes
from fluxforce.model.databases.fields import SHOWN, bad, leading_numbers, number, shown
from fluxforce.model.databases.lines import RawBlock, Statement
from fluxforce.model.databases.masters import canonical_or_bad
from fluxforce.model.databases.options import option_name
from fluxforce.model.databases.records import Interaction

# In PHREEQC's order, which decides what an abbreviation means.
_PITZER = (
    *("b0", "b1", "b2", "c0", "theta", "lamda", "zeta", "psi", "macinnes", "macinnis", "mac", "redox", "pe"),
    *("alphas", "mu", "eta", "etheta", "use_etheta", "lambda", "aphi"),
)
_SIT = ("epsilon", "epsilon1")
_SWITCHES = {
    **dict.fromkeys(("macinnes", "macinnis", "mac"), "macinnes"),
    **dict.fromkeys(("redox", "pe"), "redox"),
    **dict.fromkeys(("etheta", "use_etheta"), "use_etheta"),
}
_KINDS = {"lambda": "LAMDA", "epsilon1": "EPSILON_MU"}  # others are called as in the file
_SPECIES = {"ZETA": 3, "PSI": 3, "MU": 3, "ETA": 3, "APHI": 0}  # others are between two
_MOST = 6  # temperature coefficients
DEFAULT_SWITCHES = {"macinnes": True, "use_etheta": True, "redox": False}


def read_interactions(
    block: RawBlock, source: str, switches: dict[str, bool], notes: Notes
) -> Iterator[Interaction]:
    """Parameters of a PITZER or SIT block; its switches are put into ``switches``."""
    names, kind = (_PITZER if block.keyword == "PITZER" else _SIT), ""
    for statement in block.statements:
        option = option_name(statement, names, block.keyword, source)
        if option in _SWITCHES:
            switches[_SWITCHES[option]] = _truth(statement, source)
            kind = ""
        elif option:
            kind = _KINDS.get(option, option.upper())
        elif kind:
            yield _parameter(kind, statement, source, notes)
        else:
            hint = f"parameters stand below one of -{', -'.join(n for n in names if n not in _SWITCHES)}"
            raise bad(f"a parameter of no kind: {shown(statement)}", statement, source, hint)


def _parameter(kind: str, statement: Statement, source: str, notes: Notes) -> Interaction:
    words = statement.text.split()
    count = _SPECIES.get(kind, 2)
    species = words[:count]
    if len(species) < count or any(number(word) is not None for word in species):
        raise bad(f"{kind} is between {count} species: {shown(statement)}", statement, source)
    numbers = leading_numbers(words[count:])[:_MOST]
    if not numbers:
        raise bad(
            f"{kind} of {' '.join(species)[:SHOWN]} has no number: {shown(statement)}", statement, source
        )
    rest = " ".join(words[count + len(numbers) :])
    if rest:
        said = f"{rest[:SHOWN]!r} behind {kind} of {' '.join(species)[:SHOWN]} is not read"
        notes.unread.append(f"line {statement.line}: {said}")
    return Interaction(
        kind, tuple(canonical_or_bad(s, statement, source) for s in species), numbers, statement.line
    )


def _truth(statement: Statement, source: str) -> bool:
    """`-redox`, `-redox true`, `-redox f`: yes where nothing is written."""
    word = (*statement.text.lower().split()[1:2], "true")[0]
    if word not in ("t", "f", "true", "false"):
        raise bad(f"neither true nor false: {shown(statement)}", statement, source)
    return word.startswith("t")
