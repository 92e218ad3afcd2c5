"""Reads definitions of species, phases and named expressions: a heading with options below it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from fluxforce.model.databases.fields import SHOWN, bad, number, shown
from fluxforce.model.databases.formula import (
    FormulaError,
    composition,
    equation,
    imbalance,
    without_state,
)
from fluxforce.model.databases.lines import RawBlock, Statement
from fluxforce.model.databases.options import Options
from fluxforce.model.databases.records import LogK, Phase, Species

# Options whose numbers are kept but enter no calculation.
KEPT_ONLY = frozenset({"viscosity", "erm_ddl", "cd_music"})
_PHASES = ("(s)", "(g)", "(S)", "(G)")  # what marks a phase within the equation of another
Terms = list[tuple[float, str]]


@dataclass
class Notes:
    """What a reader has to say about a file besides its records."""

    duplicates: list[str] = field(default_factory=list)
    kept_only: Counter[str] = field(default_factory=Counter)  # options that are kept and not computed with
    unread: list[str] = field(default_factory=list)
    numbered: int = 0  # phases with a number behind their names
    unbalanced: list[str] = field(default_factory=list)

    def of_options(self, options: Options, name: str) -> None:
        """Repeated options, text behind numbers, and options that are kept only."""
        for option, line in options.repeated:
            self.duplicates.append(f"line {line}: -{option} of {name} given again; the last one holds")
        self.unread += [f"line {line}: {text} is not read" for text, line in options.unread]
        self.kept_only.update(KEPT_ONLY & set(options.values))

    def of_name(self, name: str, line: int, before: int | None) -> None:
        """A second definition of a name."""
        if before is not None:
            self.duplicates.append(f"line {line}: {name} defined again (line {before}); the last one holds")


def read_species(block: RawBlock, source: str, notes: Notes) -> Iterator[Species]:
    """Association reactions of a block; the first species on the right is the one defined."""
    for head, options in _species_groups(block, source):
        try:
            left, right = equation(head.text)
            (count, name), others = right[0], right[1:]
            if count != 1:
                raise bad(f"species {name!r} must have coefficient 1", head, source)
            _check(left, right, head, options, notes)
            parts = composition(name)
        except FormulaError as error:
            raise bad(str(error), head, source) from error
        reaction = {} if left == right else summed(left, others)
        if name in reaction:
            raise bad(f"{name!r} is defined by itself: {shown(head)}", head, source)
        yield Species(
            name, head.line, head.text, reaction, parts.elements, parts.charge,
            options.log_k(), options.gamma(), options.numbers("dw", 1), options.numbers("vm", 1),
            balance=options.balance(), activity_water="activity_water" in options.values, added=options.added(),
            millero=options.numbers("millero"), viscosity=options.numbers("viscosity"),
            erm_ddl=options.numbers("erm_ddl", 1), cd_music=options.numbers("cd_music", 1),
            checked=options.checked(),
        )  # fmt: skip
        notes.of_options(options, name)


def read_phases(block: RawBlock, source: str, notes: Notes) -> Iterator[Phase]:
    """Dissolution reactions below the names of phases; the first formula on the left is the phase."""
    for head, written, options in _phase_groups(block, source, notes):
        name, *rest = head.text.split()
        if rest and all(number(word) is not None for word in rest):
            notes.numbered += 1
        elif rest:
            notes.unread.append(
                f"line {head.line}: {' '.join(rest)[:SHOWN]!r} behind the name {name} is not read"
            )
        try:
            left, right = equation(written.text)
            if left[0][0] != 1:
                raise bad(f"phase {name!r} must have coefficient 1", written, source)
            reaction = summed(
                [(c, _dissolved(n)) for c, n in right], [(c, _dissolved(n)) for c, n in left[1:]]
            )
            composition(left[0][1])
            if not any(is_phase(n) for n in reaction):
                _check(left, right, written, options, notes)
        except FormulaError as error:
            raise bad(str(error), written, source) from error
        critical = {
            key: options.numbers(key, 1)[0] for key in ("t_c", "p_c", "omega") if key in options.values
        }
        yield Phase(
            name, head.line, without_state(left[0][1]), written.text, reaction, options.log_k(),
            options.molar_volume(), critical, added=options.added(),
            through=tuple((n, c) for n, c in reaction.items() if is_phase(n)), checked=options.checked(),
        )  # fmt: skip
        notes.of_options(options, name)


def read_named(block: RawBlock, source: str, notes: Notes) -> Iterator[tuple[Statement, LogK, tuple]]:
    """Named expressions of a block: heading, log10 K and the expressions added to it."""
    head, options = None, Options(block.keyword, source)
    for statement in (*block.statements, None):
        if statement is not None and options.take(statement):
            if head is None:
                raise bad(f"an option before any name: {shown(statement)}", statement, source)
            continue
        if head is not None:
            yield head, options.log_k(), options.added()
            notes.of_options(options, head.text.split()[0])
        head, options = statement, Options(block.keyword, source)


def is_phase(name: str) -> bool:
    """Whether a name in the equation of a phase is that of another phase."""
    return any(mark in name for mark in _PHASES)


def summed(plus: Terms, minus: Terms) -> dict[str, float]:
    """Net coefficients of two lists of terms."""
    total: dict[str, float] = {}
    for terms, sign in ((plus, 1.0), (minus, -1.0)):
        for coefficient, name in terms:
            total[name] = total.get(name, 0.0) + sign * coefficient
    return {name: amount for name, amount in total.items() if amount != 0}


def _dissolved(name: str) -> str:
    """The species that a name in the equation of a phase means: `CO2(aq)` is CO2, `H2O(l)` is H2O."""
    return name if is_phase(name) else without_state(name)


def _check(left: Terms, right: Terms, statement: Statement, options: Options, notes: Notes) -> None:
    """Elements and charge of both sides must agree, unless -no_check is given: then it is noted."""
    wrong = imbalance(left, right)
    if not wrong:
        return
    said = ", ".join(f"{element} by {amount:+g}" for element, amount in sorted(wrong.items()))
    if options.checked():
        raise bad(f"{shown(statement)} does not balance: {said}", statement, options.source)
    notes.unbalanced.append(f"line {statement.line}: {shown(statement)} does not balance ({said}): -no_check")


def _species_groups(block: RawBlock, source: str) -> Iterator[tuple[Statement, Options]]:
    """Each equation of a block with its options."""
    head, options = None, Options(block.keyword, source)
    for statement in (*block.statements, None):
        if statement is not None and options.take(statement):
            if head is None:
                raise bad(f"an option before any equation: {shown(statement)}", statement, source)
            continue
        if head is not None:
            yield head, options
        if statement is not None and "=" not in statement.text:
            hint = f"{block.keyword} holds equations, and options below each"
            raise bad(f"neither an equation nor an option: {shown(statement)}", statement, source, hint)
        head, options = statement, Options(block.keyword, source)


def _phase_groups(
    block: RawBlock, source: str, notes: Notes
) -> Iterator[tuple[Statement, Statement, Options]]:
    """Each phase of a block: its name, its equation, which stands right below, and its options."""
    rest = list(reversed(block.statements))
    while rest:
        head, options = rest.pop(), Options(block.keyword, source)
        if options.take(head):
            raise bad(f"an option before any phase: {shown(head)}", head, source)
        if not rest:
            # Text at the end of a block, such as the heading of a list of references, defines nothing.
            notes.unread.append(f"line {head.line}: {shown(head)} has no equation")
            return
        written = rest.pop()
        if "=" not in written.text:
            hint = "its equation stands on the line below its name"
            raise bad(f"phase {shown(head)} has no equation", head, source, hint)
        while rest and options.take(rest[-1]):
            rest.pop()
        yield head, written, options
