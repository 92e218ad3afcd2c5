"""The options of species, phases and named expressions: their names, abbreviations and numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from fluxforce.constants import LN10
from fluxforce.model.databases.errors import DatabaseError, suggestion
from fluxforce.model.databases.fields import SHOWN, bad, leading_numbers, number, shown
from fluxforce.model.databases.formula import FormulaError, balance
from fluxforce.model.databases.lines import Statement
from fluxforce.model.databases.records import LogK
from fluxforce.model.databases.water_properties import JOULES_PER_CALORIE

# In PHREEQC's order: with a dash an abbreviation means the first name that begins with it.
_CHECKS = ("no_check", "check")
_BALANCES = ("mb", "mass_balance")
_LOG_K = ("log_k", "logk", "delta_h", "deltah", "analytical_expression", "a_e", "ae")
_ADDED = ("add_logk", "add_log_k", "add_constant")
_SITES = (*_CHECKS, *_BALANCES, *_LOG_K, "mole_balance")
OPTIONS: dict[str, tuple[str, ...]] = {
    "SOLUTION_SPECIES": (
        *(*_CHECKS, "gamma", *_BALANCES, *_LOG_K, "mole_balance", "llnl_gamma", "co2_llnl_gamma"),
        *("activity_water", *_ADDED, "dw", "erm_ddl", "millero", "vm", "viscosity"),
    ),
    "EXCHANGE_SPECIES": (*_SITES, "gamma", "davies", "offset", "llnl_gamma", *_ADDED, "vm"),
    "SURFACE_SPECIES": (*_SITES, "offset", *_ADDED, "cd_music", "music", "vm"),
    "PHASES": (*_CHECKS, *_LOG_K, *_ADDED, "t_c", "p_c", "omega", "vm"),
    "NAMED_EXPRESSIONS": (*_LOG_K, "ln_alpha1000", "add_logk", "add_log_k", "vm"),
}
_SAME = {
    "logk": "log_k",
    "deltah": "delta_h",
    "a_e": "analytical_expression",
    "ae": "analytical_expression",
    "mb": "mole_balance",
    "mass_balance": "mole_balance",
    "add_log_k": "add_logk",
    "music": "cd_music",
}
_SUMMED = frozenset({"add_logk", "add_constant", "offset"})  # each line counts, not only the last
_VOLUME = {"cm3/mol": 1e-6, "dm3/mol": 1e-3, "l/mol": 1e-3, "m3/mol": 1.0}
_ENTHALPY = re.compile(r"(k?)(?:(j)|(c)).*", re.IGNORECASE)  # kJ, J/mol, cal, kcal/mole, kJ.mol-1
_COEFFICIENTS = 6  # of an analytical expression


@dataclass
class Options:
    """What the options of one definition say, and on which line."""

    keyword: str
    source: str
    values: dict[str, list[Statement]] = field(default_factory=dict)
    repeated: list[tuple[str, int]] = field(default_factory=list)
    unread: list[tuple[str, int]] = field(default_factory=list)

    def take(self, statement: Statement) -> bool:
        """Keep the statement if it is an option; a later one of the same name replaces an earlier."""
        name = option_name(statement, OPTIONS[self.keyword], self.keyword, self.source)
        if not name:
            return False
        if name in self.values and name not in _SUMMED:
            self.repeated.append((name, statement.line))
        self.values.setdefault(name, []).append(statement)
        return True

    def numbers(self, name: str, least: int = 0, most: int = 100) -> tuple[float, ...]:
        """The numbers that follow an option, ``most`` at most; () without it. What follows them is noted."""
        if name not in self.values:
            return ()
        statement = self.values[name][-1]
        words = statement.text.split()[1:]
        found = leading_numbers(words)
        if len(found) < least:
            raise bad(f"-{name} needs {least} number(s): {shown(statement)}", statement, self.source)
        found = found[:most]
        self._unread(name, words[len(found) :], statement)
        return found

    def log_k(self) -> LogK:
        """log10 K with its enthalpy and analytic expression, -offset and -add_constant put in.

        An analytic expression holds over log K and enthalpy, unless all of its numbers are zero.
        """
        value = 0.0
        lines = [(s, name) for name in ("log_k", "offset") for s in self.values.get(name, ())]
        for statement, name in sorted(lines, key=lambda pair: pair[0].line):
            found = self._first_number(statement)
            value = value + found if name == "offset" else found
        self.numbers("log_k", 1)
        analytic = self.numbers("analytical_expression", 1, _COEFFICIENTS)
        if "ln_alpha1000" in self.values:
            # The sixth number stays as it is, as in PHREEQC 3.8.6.
            scaled = self.numbers("ln_alpha1000", 1, _COEFFICIENTS)
            analytic = (*(a / (1000.0 * LN10) for a in scaled[:5]), *scaled[5:])
        extra = sum(self._first_number(s) for s in self.values.get("add_constant", ()))
        if any(analytic):
            return LogK(value + extra, self._enthalpy(), (analytic[0] + extra, *analytic[1:]))
        return LogK(value + extra, self._enthalpy())

    def _enthalpy(self) -> float:
        """Enthalpy of reaction, J/mol; kJ where no unit is written."""
        if "delta_h" not in self.values:
            return 0.0
        statement = self.values["delta_h"][-1]
        found, (unit, *rest) = self._first_number(statement), (*statement.text.split()[2:], "")
        match = _ENTHALPY.fullmatch(unit or "kJ")
        if not match:
            hint = "units of -delta_h are J, kJ, cal and kcal"
            raise bad(f"unknown unit {unit[:SHOWN]!r}", statement, self.source, hint)
        self._unread("delta_h", rest[:-1], statement)
        kilo, _, calories = match.groups()
        return found * (1000.0 if kilo else 1.0) * (JOULES_PER_CALORIE if calories else 1.0)

    def gamma(self) -> tuple[str, tuple[float, ...]]:
        """Kind of activity coefficient and its numbers; the last line of whichever kind holds."""
        least = {"gamma": 2, "llnl_gamma": 1, "co2_llnl_gamma": 0, "davies": 0}
        kinds = [k for k in least if k in self.values]
        if not kinds:
            return "", ()
        kind = max(kinds, key=lambda k: self.values[k][-1].line)
        return kind, self.numbers(kind, least[kind])

    def molar_volume(self) -> float | None:
        """Molar volume of a phase in m3/mol (cm3/mol where no unit is written)."""
        if "vm" not in self.values:
            return None
        statement = self.values["vm"][-1]
        unit, *rest = (*statement.text.split()[2:], "")
        if unit and unit.lower() not in _VOLUME:
            hint = f"units of -vm are {', '.join(_VOLUME)}"
            raise bad(f"unknown unit {unit[:SHOWN]!r}", statement, self.source, hint)
        self._unread("vm", rest[:-1], statement)
        return self._first_number(statement) * _VOLUME[unit.lower() or "cm3/mol"]

    def balance(self) -> dict[str, float] | None:
        """What the species counts for in totals, where -mole_balance says so."""
        if "mole_balance" not in self.values:
            return None
        statement = self.values["mole_balance"][-1]
        words = statement.text.split()[1:]
        if not words:
            raise bad("-mole_balance needs a formula", statement, self.source)
        self._unread("mole_balance", words[1:], statement)
        try:
            return balance(words[0])
        except FormulaError as error:
            raise bad(str(error), statement, self.source) from error

    def added(self) -> tuple[tuple[str, float], ...]:
        """Named expressions added to log K, each with its factor (1 where none is written)."""
        found = []
        for statement in self.values.get("add_logk", ()):
            words = statement.text.split()[1:]
            if not words:
                raise bad("-add_logk needs the name of an expression", statement, self.source)
            factor = number(words[1]) if len(words) > 1 else 1.0
            if factor is None:
                raise bad(f"{words[1][:SHOWN]!r} is not a number", statement, self.source)
            self._unread("add_logk", words[2:], statement)
            found.append((words[0], factor))
        return tuple(found)

    def checked(self) -> bool:
        """Whether the equation must balance: the later of -check and -no_check, yes without either."""
        lines = {name: self.values[name][-1].line for name in _CHECKS if name in self.values}
        return not lines or max(lines, key=lambda name: lines[name]) == "check"

    def _first_number(self, statement: Statement) -> float:
        found = leading_numbers(statement.text.split()[1:2])
        if not found:
            raise bad(f"{shown(statement)} needs a number", statement, self.source)
        return found[0]

    def _unread(self, name: str, words: Sequence[str], statement: Statement) -> None:
        if words:
            self.unread.append((f"{' '.join(words)[:SHOWN]!r} after -{name}", statement.line))


def option_name(statement: Statement, names: tuple[str, ...], keyword: str, source: str) -> str:
    """Full name of the option that a statement begins with; '' if it begins with none.

    With a dash the name may be cut short; without one it must be whole. A dash before anything but a letter is a
    sign.
    """
    word = statement.text.split(maxsplit=1)[0].lower()
    found = _full_name(word, names)
    if found is None:
        hint = suggestion(word[1:], names) or f"there are {', '.join(names)}"
        raise DatabaseError(f"unknown option {word[:SHOWN]} in {keyword}", source, statement.line, hint)
    return found


@lru_cache(maxsize=5_000)
def _full_name(word: str, names: tuple[str, ...]) -> str | None:
    """The option that a word means, '' for what is no option, None for one that is unknown."""
    if not (word.startswith("-") and word[1:2].isalpha()):
        return _SAME.get(word, word) if word in names else ""
    return next((_SAME.get(name, name) for name in names if name.startswith(word[1:])), None)
