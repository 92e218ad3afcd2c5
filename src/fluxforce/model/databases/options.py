"""The options of species and phases: their names, abbreviations and numbers."""

from dataclasses import dataclass, field

from fluxforce.model.databases.errors import DatabaseError
from fluxforce.model.databases.lines import Statement
from fluxforce.model.databases.records import LogK
from fluxforce.model.databases.water_properties import JOULES_PER_CALORIE

# In PHREEQC's order: with a dash an abbreviation means the first name that begins with it.
_NAMES = (
    *("no_check", "check", "gamma", "mb", "mass_balance", "log_k", "logk", "delta_h", "deltah"),
    *("analytical_expression", "a_e", "ae", "mole_balance", "llnl_gamma", "co2_llnl_gamma"),
    *("activity_water", "add_logk", "add_constant", "dw", "erm_ddl", "millero", "vm", "viscosity"),
    *("t_c", "p_c", "omega"),
)
_SAME = {
    "logk": "log_k",
    "deltah": "delta_h",
    "a_e": "analytical_expression",
    "ae": "analytical_expression",
    "mb": "mole_balance",
    "mass_balance": "mole_balance",
}
# Options that change the equilibrium in a way that is not understood here.
CHANGES_EQUILIBRIUM = frozenset({"mole_balance", "activity_water", "add_logk"})
_VOLUME = {"cm3/mol": 1e-6, "dm3/mol": 1e-3, "l/mol": 1e-3, "m3/mol": 1.0}


@dataclass
class Options:
    """What the options of one species or phase say, and on which line."""

    values: dict[str, Statement] = field(default_factory=dict)
    repeated: list[tuple[str, int]] = field(default_factory=list)

    def take(self, statement: Statement) -> bool:
        """Keep the statement if it is an option; a later one of the same name replaces an earlier."""
        name = option_name(statement.text.split()[0])
        if not name:
            return False
        if name in self.values:
            self.repeated.append((name, statement.line))
        self.values[name] = statement
        return True

    def numbers(self, name: str, source: str, least: int = 0) -> tuple[float, ...]:
        """The numbers that follow an option, up to the first word that is none; () without the option."""
        if name not in self.values:
            return ()
        statement = self.values[name]
        found = leading_numbers(statement.text.split()[1:])
        if len(found) < least:
            raise DatabaseError(
                f"-{name} needs {least} number(s): {statement.text!r}", source, statement.line
            )
        return found

    def log_k(self, source: str) -> LogK:
        """log10 K with its enthalpy and analytic expression."""
        value = self.numbers("log_k", source, 1)
        enthalpy = self.numbers("delta_h", source, 1)
        extra = self.numbers("add_constant", source, 1)
        analytic = self.numbers("analytical_expression", source, 1)
        if any(extra):
            value = ((value[0] if value else 0.0) + extra[0],)
            analytic = (analytic[0] + extra[0], *analytic[1:]) if analytic else ()
        joules = enthalpy[0] * _joules(self.values["delta_h"].text.split()[2:3]) if enthalpy else 0.0
        return LogK(value[0] if value else 0.0, joules, analytic if any(analytic) else ())

    def gamma(self, source: str) -> tuple[str, tuple[float, ...]]:
        """Kind of activity coefficient and its numbers; the last line of whichever kind holds."""
        kinds = [k for k in ("gamma", "llnl_gamma", "co2_llnl_gamma") if k in self.values]
        if not kinds:
            return "", ()
        kind = max(kinds, key=lambda k: self.values[k].line)
        return kind, self.numbers(kind, source, {"gamma": 2, "llnl_gamma": 1}.get(kind, 0))

    def molar_volume(self, source: str) -> float | None:
        """Molar volume of a phase in m3/mol (cm3/mol where no unit is written)."""
        found = self.numbers("vm", source)
        if not found:
            return None
        words = self.values["vm"].text.split()
        unit = words[2].lower() if len(words) > 2 else "cm3/mol"
        return found[0] * _VOLUME.get(unit, 1e-6)

    def unsupported(self) -> tuple[str, ...]:
        """Options given here that change the equilibrium and are not understood."""
        return tuple(sorted(CHANGES_EQUILIBRIUM & set(self.values)))


def option_name(word: str) -> str:
    """Full name of an option; '' if the word is none."""
    lower = word.lower()
    if lower.startswith("-") and lower[1:2].isalpha():
        matches = [name for name in _NAMES if name.startswith(lower[1:])]
        # A longer spelling of a known name (`-analytical_expressions`) is accepted as well.
        matches = matches or [name for name in _NAMES if len(name) > 4 and lower[1:].startswith(name)]
        return _SAME.get(matches[0], matches[0]) if matches else lower[1:]
    return _SAME.get(lower, lower) if lower in _NAMES else ""


def leading_numbers(words: list[str]) -> tuple[float, ...]:
    """Numbers at the start of a list of words."""
    found = []
    for word in words:
        try:
            found.append(float(word))
        except ValueError:
            break
    return tuple(found)


def _joules(words: list[str]) -> float:
    """Joules in the unit of an enthalpy; kJ where none is written."""
    unit = words[0].lower() if words else "kj"
    kilo = 1000.0 if unit.startswith("k") else 1.0
    bare = unit.removeprefix("k")
    if bare.startswith("c"):
        return kilo * JOULES_PER_CALORIE
    return kilo if bare.startswith("j") else 1000.0
