"""Reads a PHREEQC database: elements, aqueous species, minerals and gases; the rest is listed as not used."""

import hashlib
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

from fluxforce.model.databases.errors import DatabaseError, suggestion
from fluxforce.model.databases.formula import FormulaError, composition, equation, imbalance
from fluxforce.model.databases.lines import RawBlock, Statement, blocks
from fluxforce.model.databases.options import Options, leading_numbers
from fluxforce.model.databases.records import Account, Block, Database, Master, Phase, Species

_LARGEST = 50_000_000  # bytes; the largest database of the package has 1.5 million
_USED = frozenset(
    {"SOLUTION_MASTER_SPECIES", "SOLUTION_SPECIES", "PHASES", "END", "TITLE", "COMMENT", "DATABASE"}
)
_KNOWN_OPTIONS = frozenset(
    {
        *("no_check", "check", "gamma", "log_k", "delta_h", "analytical_expression", "llnl_gamma"),
        *("co2_llnl_gamma", "add_constant", "dw", "vm", "t_c", "p_c", "omega"),
    }
)


def database_path(name: str) -> Path:
    """A database by path, or by the name it has in the installed package `phreeqc`."""
    if Path(name).is_file():
        return Path(name)
    # find_spec locates the package without running its native code.
    spec = find_spec("phreeqc")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseError(
            f"no database {name!r}", hint="install the package 'phreeqc', which brings 19 of them"
        )
    folder = Path(next(iter(spec.submodule_search_locations))) / "databases"
    if (folder / name).is_file():
        return folder / name
    known = sorted(path.name for path in folder.glob("*.dat"))
    raise DatabaseError(
        f"no database {name!r}", hint=suggestion(name, known) or f"there are {', '.join(known)}"
    )


def read_database(path: str | Path) -> Database:
    """Read a database file; what does not balance or cannot be read is an error that names its line."""
    path = Path(path)
    if path.stat().st_size > _LARGEST:
        raise DatabaseError(f"file is larger than {_LARGEST} bytes", path.name)
    raw = path.read_bytes()
    return parse_database(raw.decode("latin-1"), path.name, hashlib.sha256(raw).hexdigest())


def parse_database(text: str, name: str = "database", sha256: str = "") -> Database:
    """Read a database from its text."""
    reader = _Reader(name)
    accounts = []
    for block in blocks(text):
        if block.keyword == "SOLUTION_MASTER_SPECIES":
            reader.read_masters(block)
        elif block.keyword == "SOLUTION_SPECIES":
            reader.read_species(block)
        elif block.keyword == "PHASES":
            reader.read_phases(block)
        accounts.append(Block(block.keyword, block.line, len(block.statements), block.keyword in _USED))
    account = Account(tuple(accounts), tuple(reader.duplicates), dict(reader.unused), tuple(reader.unread))
    sha256 = sha256 or hashlib.sha256(text.encode("latin-1", "replace")).hexdigest()
    return Database(name, sha256, reader.masters, reader.species, reader.phases, account)


class _Reader:
    """Gathers the records of one file."""

    def __init__(self, source: str):
        self.source = source
        self.masters: dict[str, Master] = {}
        self.species: dict[str, Species] = {}
        self.phases: dict[str, Phase] = {}
        self.duplicates: list[str] = []
        self.unused: Counter[str] = Counter()
        self.unread: list[str] = []

    def read_masters(self, block: RawBlock) -> None:
        """Rows of element, species, alkalinity, formula, atomic weight."""
        for statement in block.statements:
            words = statement.text.split()
            if len(words) < 2:
                raise DatabaseError(
                    f"a master species needs an element: {statement.text!r}", self.source, statement.line
                )
            element = words[0].replace("(+", "(")
            alkalinity = leading_numbers(words[2:3])
            self._note(self.masters, element, statement.line)
            self.masters[element] = Master(
                element, words[1], alkalinity[0] if alkalinity else 0.0, statement.line
            )

    def read_species(self, block: RawBlock) -> None:
        """Association reactions; the first species on the right is the one defined."""
        for head, options in _groups(block, self.source, False):
            left, right = self._sides(head, options)
            (count, name), others = right[0], right[1:]
            if count != 1:
                raise DatabaseError(f"species {name!r} must have coefficient 1", self.source, head.line)
            reaction = {} if left == right else _sum(left, others)
            parts = composition(name)
            self._finish(options, name, self.species, head.line)
            self.species[name] = Species(
                name, head.line, head.text, reaction, parts.elements, parts.charge,
                options.log_k(self.source), options.gamma(self.source), options.numbers("dw", self.source),
                options.numbers("vm", self.source), options.unsupported(),
            )  # fmt: skip

    def read_phases(self, block: RawBlock) -> None:
        """Dissolution reactions below the name of the phase; the first formula on the left is the phase."""
        for head, options in _groups(block, self.source, True, self.unread):
            name, statement = head.text.split()[0], options.values.pop("=")
            left, right = self._sides(statement, options)
            if left[0][0] != 1:
                raise DatabaseError(f"phase {name!r} must have coefficient 1", self.source, statement.line)
            self._finish(options, name, self.phases, head.line)
            critical = {
                k: options.numbers(k, self.source, 1)[0]
                for k in ("t_c", "p_c", "omega")
                if k in options.values
            }
            self.phases[name] = Phase(
                name, head.line, left[0][1], statement.text, _sum(right, left[1:]),
                options.log_k(self.source), options.molar_volume(self.source), critical,
                options.unsupported(),
            )  # fmt: skip

    def _sides(self, statement: Statement, options: Options):
        """Both sides of an equation, checked for elements and charge."""
        try:
            left, right = equation(statement.text)
            wrong = {} if {"no_check", "mole_balance"} & set(options.values) else imbalance(left, right)
        except FormulaError as error:
            raise DatabaseError(str(error), self.source, statement.line) from error
        if wrong:
            found = ", ".join(f"{element} by {amount:+g}" for element, amount in sorted(wrong.items()))
            raise DatabaseError(f"{statement.text!r} does not balance: {found}", self.source, statement.line)
        return left, right

    def _finish(self, options: Options, name: str, table: dict, line: int) -> None:
        """Note repeated and unused options and a second definition."""
        for option, at in options.repeated:
            self.duplicates.append(f"line {at}: -{option} of {name} given again; the last one holds")
        self.unused.update(set(options.values) - _KNOWN_OPTIONS)
        self._note(table, name, line)

    def _note(self, table: dict, name: str, line: int) -> None:
        if name in table:
            self.duplicates.append(
                f"line {line}: {name} defined again (line {table[name].line}); the last one holds"
            )


def _groups(block: RawBlock, source: str, named: bool, unread: list[str] | None = None):
    """Each definition of a block with its options; for phases the equation stands under '='."""
    head, options = None, Options()
    for statement in block.statements:
        if head is not None and options.take(statement):
            continue
        if named and head is not None and "=" not in options.values:
            if "=" not in statement.text:
                raise DatabaseError(f"phase {head.text!r} has no equation", source, head.line)
            options.values["="] = statement
            continue
        if not named and "=" not in statement.text:
            raise DatabaseError(
                f"neither an equation nor an option: {statement.text!r}", source, statement.line
            )
        if head is not None:
            yield head, options
        head, options = statement, Options()
    if head is not None:
        # Text at the end of a block, such as the heading of a list of references, defines nothing.
        if not named or "=" in options.values:
            yield head, options
        elif unread is not None:
            unread.append(f"line {head.line}: {head.text!r} has no equation")


def _sum(plus: list[tuple[float, str]], minus: list[tuple[float, str]]) -> dict[str, float]:
    """Net coefficients of two lists of terms."""
    total: dict[str, float] = {}
    for terms, sign in ((plus, 1.0), (minus, -1.0)):
        for coefficient, name in terms:
            total[name] = total.get(name, 0.0) + sign * coefficient
    return {name: amount for name, amount in total.items() if amount != 0}
