"""Gathers the records of one or several files, block by block, into a database."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from fluxforce.model.databases.closure import (
    Place,
    RawExpression,
    check_interactions,
    check_masters,
    check_phases,
    check_species,
    known_names,
    named_expressions,
    phases_of_species,
)
from fluxforce.model.databases.definitions import Notes, read_named, read_phases, read_species
from fluxforce.model.databases.errors import DatabaseError
from fluxforce.model.databases.interactions import DEFAULT_SWITCHES, read_interactions
from fluxforce.model.databases.lines import RawBlock, blocks
from fluxforce.model.databases.masters import read_masters, read_sites
from fluxforce.model.databases.records import (
    Account,
    Block,
    Database,
    Interaction,
    LlnlTable,
    Master,
    Phase,
    Species,
)
from fluxforce.model.databases.tables import (
    read_gas_pairs,
    read_llnl,
    read_mean_gammas,
    read_rate_names,
    read_rate_table,
)

_MARKS = ("\ufeff", "\xef\xbb\xbf")  # byte order marks, the second one as Latin-1 shows it
_ACTIVITY = ("PITZER", "SIT", "LLNL_AQUEOUS_MODEL_PARAMETERS")
_HARMLESS = frozenset({"END", "TITLE", "DATABASE"})  # nothing is lost where these are passed over
_BINARY = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_DOS_END = "\x1a"


@dataclass
class Reader:
    """What has been read so far. Later definitions hold over earlier ones of the same name."""

    masters: dict[str, Master] = field(default_factory=dict)
    species: dict[str, Species] = field(default_factory=dict)
    phases: dict[str, Phase] = field(default_factory=dict)
    exchange_masters: dict[str, Master] = field(default_factory=dict)
    exchange_species: dict[str, Species] = field(default_factory=dict)
    surface_masters: dict[str, Master] = field(default_factory=dict)
    surface_species: dict[str, Species] = field(default_factory=dict)
    named: dict[str, RawExpression] = field(default_factory=dict)
    interactions: dict[tuple, tuple[Interaction, str]] = field(default_factory=dict)
    switches: dict[str, bool] = field(default_factory=lambda: dict(DEFAULT_SWITCHES))
    llnl: LlnlTable | None = None
    gas_binary: dict[tuple[str, str], float] = field(default_factory=dict)
    mean_gammas: dict[str, dict[str, float]] = field(default_factory=dict)
    mineral_rates: dict[str, dict[str, tuple[float, ...]]] = field(default_factory=dict)
    rates: dict[str, int] = field(default_factory=dict)
    row_lines: dict[tuple[str, str], int] = field(default_factory=dict)  # of tables, by keyword and name
    phase_names: dict[str, str] = field(default_factory=dict)  # in small letters -> as written
    phase_places: dict[str, Place] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)  # of species and elements
    notes: Notes = field(default_factory=Notes)
    accounts: list[Block] = field(default_factory=list)

    def take(self, text: str, source: str, *, whole: bool) -> None:
        """Read one file. One that brings water ends at END, as in PHREEQC, unless ``whole`` is true."""
        strange = _BINARY.search(text)
        if strange:
            said = f"a character that no text has: {strange.group()!r}"
            raise DatabaseError(
                said, source, text.count("\n", 0, strange.start()) + 1, "a database is a text file"
            )
        said = len(self.notes.duplicates), len(self.notes.unread), len(self.notes.unbalanced)
        for mark in _MARKS:
            text = text.removeprefix(mark)
        text = text.rstrip(_DOS_END)
        found = blocks(text)
        while found:
            block = found.pop(0)
            self._block(block, source)
            if block.keyword == "END" and not whole and "H" in self.masters:
                self._ended(block, found)
                break
        if source and self.accounts and self.accounts[0].source != source:
            for lines, start in zip(
                (self.notes.duplicates, self.notes.unread, self.notes.unbalanced), said, strict=True
            ):
                lines[start:] = [f"{source}, {line}" for line in lines[start:]]

    def _ended(self, end: RawBlock, rest: list[RawBlock]) -> None:
        """Book what stands behind the END of a database."""
        lines = len(end.statements) + sum(
            1 + len(block.statements) for block in rest if block.keyword != "END"
        )
        if lines:
            first = (*(s.line for s in end.statements), *(block.line for block in rest))[0]
            said = f"line {first}: {lines} line(s) behind END are not read: a database ends there"
            self.notes.unread.append(said)

    def _block(self, block: RawBlock, source: str) -> None:
        """Hand a block to the one who reads it, and book it."""
        if block.keyword == "INCLUDE$":
            hint = "name the files one after the other: 'first.dat + second.dat'"
            raise DatabaseError("INCLUDE$ is not followed", source, block.line, hint)
        read = self._readers().get(block.keyword)
        if read is not None:
            read(block, source)
        if block.keyword == "" and block.statements:
            first = block.statements[0]
            many = f" and {len(block.statements) - 1} more" if len(block.statements) > 1 else ""
            self.notes.unread.append(
                f"line {first.line}: {first.text[:60]!r}{many} before any keyword: not read"
            )
        self._one_model(block, source)
        used = (read is not None and block.keyword != "RATES") or block.keyword in _HARMLESS
        if block.keyword:
            self.accounts.append(Block(block.keyword, block.line, len(block.statements), used, source))

    def _readers(self) -> dict[str, Callable[[RawBlock, str], None]]:
        return {
            "SOLUTION_MASTER_SPECIES": lambda b, s: self._masters(b, s, self.masters),
            "EXCHANGE_MASTER_SPECIES": lambda b, s: self._masters(b, s, self.exchange_masters),
            "SURFACE_MASTER_SPECIES": lambda b, s: self._masters(b, s, self.surface_masters),
            "SOLUTION_SPECIES": lambda b, s: self._species(b, s, self.species),
            "EXCHANGE_SPECIES": lambda b, s: self._species(b, s, self.exchange_species),
            "SURFACE_SPECIES": lambda b, s: self._species(b, s, self.surface_species),
            "PHASES": self._phases,
            "NAMED_EXPRESSIONS": self._named,
            "PITZER": self._interactions,
            "SIT": self._interactions,
            "LLNL_AQUEOUS_MODEL_PARAMETERS": self._llnl,
            "GAS_BINARY_PARAMETERS": lambda b, s: self._rows(self.gas_binary, b, read_gas_pairs(b, s)),
            "MEAN_GAMMAS": lambda b, s: self._rows(self.mean_gammas, b, read_mean_gammas(b, s)),
            "RATE_PARAMETERS_PK": self._rate_table,
            "RATE_PARAMETERS_SVD": self._rate_table,
            "RATE_PARAMETERS_HERMANSKA": self._rate_table,
            "RATES": lambda b, s: self._rows(self.rates, b, read_rate_names(b)),
        }

    def _masters(self, block: RawBlock, source: str, table: dict[str, Master]) -> None:
        rows = read_masters if table is self.masters else read_sites
        for master in rows(block, source):
            self._place(table, master.element, master.line, source)
            table[master.element] = master

    def _species(self, block: RawBlock, source: str, table: dict[str, Species]) -> None:
        for record in read_species(block, source, self.notes):
            # PHREEQC has one table for all kinds: a name that comes again in another block is taken away there.
            for other in (self.species, self.exchange_species, self.surface_species):
                if record.name in other:
                    self._place(other, record.name, record.line, source)
                    if other is not table:
                        del other[record.name]
            self.places[record.name] = Place(source, record.line)
            table[record.name] = record

    def _phases(self, block: RawBlock, source: str) -> None:
        for phase in read_phases(block, source, self.notes):
            # Capitals do not matter in names of phases.
            before = self.phase_names.get(phase.name.lower())
            if before is not None:
                self.notes.of_name(phase.name, phase.line, self.phases[before].line)
                if before != phase.name:
                    del self.phases[before]
            self.phase_names[phase.name.lower()] = phase.name
            self.phases[phase.name] = phase
            self.phase_places[phase.name] = Place(source, phase.line)

    def _named(self, block: RawBlock, source: str) -> None:
        for head, log_k, added in read_named(block, source, self.notes):
            name = head.text.split()[0]
            before = self.named.get(name.lower())
            self.notes.of_name(name, head.line, None if before is None else before.place.line)
            self.named[name.lower()] = RawExpression(name, log_k, added, Place(source, head.line))

    def _interactions(self, block: RawBlock, source: str) -> None:
        for one in read_interactions(block, source, self.switches, self.notes):
            key = one.kind, *sorted(one.species)
            if key in self.interactions:
                named = f"{one.kind} of {' '.join(one.species)}"
                self.notes.of_name(named, one.line, self.interactions[key][0].line)
            self.interactions[key] = one, source

    def _llnl(self, block: RawBlock, source: str) -> None:
        self.llnl = read_llnl(block, source)

    def _rate_table(self, block: RawBlock, source: str) -> None:
        table = self.mineral_rates.setdefault(block.keyword.removeprefix("RATE_PARAMETERS_"), {})
        rows = list(read_rate_table(block, source))
        # Capitals do not matter in names of minerals.
        known = {name.lower(): name for name in (*(row[0] for row in rows[::-1]), *table)}
        self._rows(table, block, [(known[name.lower()], numbers, line) for name, numbers, line in rows])

    def _rows(self, table: dict[Any, Any], block: RawBlock, rows: Iterable[tuple[Any, Any, int]]) -> None:
        """Put the rows of a table in place: name, value, line."""
        for name, value, line in rows:
            named = name if isinstance(name, str) else " ".join(name)
            before = self.row_lines.get((block.keyword, named))
            self.notes.of_name(f"{named} of {block.keyword}", line, before)
            self.row_lines[block.keyword, named] = line
            table[name] = value

    def _one_model(self, block: RawBlock, source: str) -> None:
        """Pitzer's, the SIT and LLNL's model exclude each other, as in PHREEQC."""
        if block.keyword in _ACTIVITY:
            for other in self.accounts:
                if other.keyword in _ACTIVITY and other.keyword != block.keyword:
                    said = f"{block.keyword} and {other.keyword} (line {other.line}) exclude each other"
                    raise DatabaseError(said, source, block.line, "a database has one activity model")

    def _place(self, table: dict, name: str, line: int, source: str) -> None:
        before = table.get(name)
        self.notes.of_name(name, line, None if before is None else before.line)
        self.places[name] = Place(source, line)

    def database(self, name: str, sha256: str) -> Database:
        """What was read, when the records fit together. Raises DatabaseError."""
        tables = (self.species, self.exchange_species, self.surface_species)
        masters = [*self.masters.values(), *self.exchange_masters.values(), *self.surface_masters.values()]
        everything = {record.name: record for table in tables for record in table.values()}
        if not (
            everything or masters or self.phases or self.interactions or self.named or self.mineral_rates
        ):
            hint = "a database begins with a keyword such as SOLUTION_MASTER_SPECIES"
            raise DatabaseError("no species, no phase, nothing that a database has", name, hint=hint)
        complete = "H" in self.masters or "H2O" in self.species
        if complete:
            check_masters(masters, everything, self.places)
            check_species(everything, masters, self.places, name)
            check_interactions(self.interactions.values(), everything)
            phases = phases_of_species(self.phases, self.phase_places)
            check_phases(phases, everything, self.phase_places)
        else:
            phases = self.phases
        for table in tables:
            for record in [each for each in table.values() if each.added]:
                table[record.name] = replace(
                    record, added=self._names(record.added, self.places[record.name], complete)
                )
        phases = {
            name: replace(phase, added=self._names(phase.added, self.phase_places[name], complete))
            if phase.added
            else phase
            for name, phase in phases.items()
        }
        named = named_expressions(self.named)
        for one in self.named.values():
            if one.added and named[one.name].analytic and (named[one.name].value or named[one.name].enthalpy):
                said = f"log K of {one.name} is not used beside its analytic parts, as in PHREEQC"
                self.notes.unread.append(f"line {one.place.line}: {said}")
        return Database(
            name, sha256, self.masters, self.species, phases, self._account(complete),
            self.exchange_masters, self.exchange_species, self.surface_masters, self.surface_species, named,
            tuple(one for one, _ in self.interactions.values()), dict(self.switches), self.llnl,
            self.gas_binary, self.mean_gammas, self.mineral_rates, self.rates,
        )  # fmt: skip

    def _names(self, added, place: Place, complete: bool):
        """-add_logk with names as they are defined; a file that extends another may leave them to that one."""
        known = added if complete else [pair for pair in added if pair[0].lower() in self.named]
        rest = [pair for pair in added if pair not in known]
        return (*known_names(known, self.named, place), *rest)

    def _account(self, complete: bool) -> Account:
        notes = self.notes
        unread = list(notes.unread)
        if notes.numbered:
            unread.append(f"numbers behind the names of {notes.numbered} phases are not read")
        return Account(
            tuple(self.accounts), tuple(notes.duplicates), dict(notes.kept_only), tuple(unread),
            tuple(notes.unbalanced), complete,
        )  # fmt: skip
