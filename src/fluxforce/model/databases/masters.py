"""Reads the tables of master species: of elements, exchangers and surfaces."""

from collections.abc import Iterator

from fluxforce.model.databases.fields import SHOWN, bad, number, shown
from fluxforce.model.databases.formula import FormulaError, canonical, composition
from fluxforce.model.databases.lines import RawBlock, Statement
from fluxforce.model.databases.records import Master

_ROW = "a row is: element, species, alkalinity, formula or mass, and for an element without valence its mass"


def read_masters(block: RawBlock, source: str) -> Iterator[Master]:
    """Rows of element, species, alkalinity, formula (or its mass) and atomic mass."""
    for statement in block.statements:
        element, species, words = _names(statement, source, _ROW)
        if not words:
            raise bad(f"{element} needs an alkalinity: {shown(statement)}", statement, source, _ROW)
        alkalinity = number(words[0])
        if alkalinity is None:
            raise bad(f"{words[0][:SHOWN]!r} is no alkalinity", statement, source, _ROW)
        if len(words) < 2:
            raise bad(f"{element} needs a formula or a mass: {shown(statement)}", statement, source, _ROW)
        weight, atomic = number(words[1]), number(words[2]) if len(words) > 2 else None
        if weight is None:
            _formula(words[1], statement, source)
        if atomic is None and "(" not in element and element != "E":
            raise bad(f"{element} needs its mass in g/mol: {shown(statement)}", statement, source, _ROW)
        formula = "" if weight is not None else words[1]
        yield Master(element, species, alkalinity, statement.line, formula, weight, atomic)


def read_sites(block: RawBlock, source: str) -> Iterator[Master]:
    """Rows of an exchanger or a surface site and the species that stands for it."""
    for statement in block.statements:
        site, species, _ = _names(statement, source, "a row is: name of the site, its species")
        yield Master(site, species, 0.0, statement.line)


def _names(statement: Statement, source: str, hint: str) -> tuple[str, str, list[str]]:
    """Element and species at the start of a row, and the words behind them."""
    words = statement.text.split()
    if not (words[0][0].isupper() or words[0][0] == "["):
        said = f"a master species needs an element, which begins with a capital: {shown(statement)}"
        raise bad(said, statement, source, hint)
    if len(words) < 2:
        raise bad(
            f"a master species needs an element and a species: {shown(statement)}", statement, source, hint
        )
    species = _formula(canonical_or_bad(words[1], statement, source), statement, source)
    return words[0].replace("(+", "("), species, words[2:]


def canonical_or_bad(name: str, statement: Statement, source: str) -> str:
    """A species name in its one way of writing."""
    try:
        return canonical(name)
    except FormulaError as error:
        raise bad(str(error), statement, source) from error


def _formula(text: str, statement: Statement, source: str) -> str:
    try:
        composition(text)
    except FormulaError as error:
        raise bad(str(error), statement, source) from error
    return text
