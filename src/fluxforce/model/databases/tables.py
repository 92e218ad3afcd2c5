"""Reads the tables of a database: the LLNL model, pairs of gases, mean activities, rates of minerals."""

from itertools import pairwise

from fluxforce.model.databases.fields import SHOWN, bad, number, only_numbers, shown
from fluxforce.model.databases.formula import FormulaError, canonical
from fluxforce.model.databases.lines import RawBlock, Statement
from fluxforce.model.databases.options import option_name
from fluxforce.model.databases.records import LlnlTable

_LLNL = {
    **dict.fromkeys(("temperatures", "temperature", "temp"), "temperatures"),
    **dict.fromkeys(("adh", "debye_huckel_a", "dh_a"), "dh_a"),
    **dict.fromkeys(("bdh", "debye_huckel_b", "dh_b"), "dh_b"),
    **dict.fromkeys(("bdot", "b_dot"), "bdot"),
    **dict.fromkeys(("c_co2", "co2_coefs"), "co2_coefs"),
}
_OF_CO2 = 5
# Numbers of a row in each table of rate parameters. Palandri and Kharaka have three mechanisms (8), carbonates with
# CO2 in place of hydroxide (9) and sulfides with iron and oxygen (11), the last number being that of the table.
_ROWS = {"PK": (8, 9, 11), "SVD": (31,), "HERMANSKA": (11,)}


def read_llnl(block: RawBlock, source: str) -> LlnlTable:
    """Debye-Hueckel parameters against temperature."""
    found: dict[str, list[float]] = {}
    option = ""
    for statement in block.statements:
        words = statement.text.split()
        name = option_name(statement, tuple(_LLNL), block.keyword, source)
        if name:
            option, words = _LLNL[name], words[1:]
            found[option] = []
        elif not option:
            raise bad(
                f"numbers of no option: {shown(statement)}",
                statement,
                source,
                f"there are {', '.join(_LLNL)}",
            )
        found[option] += only_numbers(words, statement, source)
    return _table(found, Statement(block.keyword, block.line), source)


def _table(found: dict[str, list[float]], head: Statement, source: str) -> LlnlTable:
    temperatures, adh, bdh, bdot, co2 = (
        tuple(found.get(name, ())) for name in ("temperatures", "dh_a", "dh_b", "bdot", "co2_coefs")
    )
    for name, numbers in {"dh_a": adh, "dh_b": bdh, "bdot": bdot}.items():
        if not temperatures or len(numbers) != len(temperatures):
            said = f"-{name} has {len(numbers)} numbers for {len(temperatures)} temperatures"
            raise bad(said, head, source, "each temperature needs its dh_a, dh_b and bdot")
    if any(b <= a for a, b in pairwise(temperatures)):
        raise bad("the temperatures of the LLNL model must rise", head, source)
    if len(co2) != _OF_CO2:
        raise bad(f"-co2_coefs has {len(co2)} numbers, not {_OF_CO2}", head, source)
    return LlnlTable(temperatures, adh, bdh, bdot, co2)


def read_gas_pairs(block: RawBlock, source: str) -> dict[tuple[str, str], float]:
    """Binary parameters of the Peng-Robinson equation: two gases and a number in each row."""
    found = {}
    for statement in block.statements:
        words = statement.text.split()
        value = number(words[2]) if len(words) == 3 else None
        if value is None:
            raise bad(f"a row is two gases and a number: {shown(statement)}", statement, source)
        found[words[0], words[1]] = value
    return found


def read_mean_gammas(block: RawBlock, source: str) -> dict[str, dict[str, float]]:
    """Salts and the ions they are made of: name, then ion and how often it is in the salt."""
    found = {}
    for statement in block.statements:
        salt, *words = statement.text.split()
        amounts = [number(word) for word in words[1::2]]
        if len(words) < 4 or len(words) % 2 or None in amounts:
            hint = "a row is: salt, ion, number of them, ion, number of them"
            raise bad(f"not a salt with its ions: {shown(statement)}", statement, source, hint)
        try:
            ions = [canonical(ion) for ion in words[::2]]
        except FormulaError as error:
            raise bad(str(error), statement, source) from error
        found[salt] = dict(zip(ions, (a for a in amounts if a is not None), strict=True))
    return found


def read_rate_table(block: RawBlock, source: str) -> dict[str, tuple[float, ...]]:
    """Rate parameters of minerals, as their table has them: name and numbers in each row."""
    table, found = block.keyword.removeprefix("RATE_PARAMETERS_"), {}
    for statement in block.statements:
        mineral, *words = statement.text.split()
        numbers = only_numbers(words, statement, source)
        if len(numbers) not in _ROWS[table]:
            counts = " or ".join(str(n) for n in _ROWS[table])
            said = f"{mineral[:SHOWN]} has {len(numbers)} numbers, {block.keyword} needs {counts}"
            raise bad(said, statement, source)
        found[mineral] = numbers
    return found


def read_rate_names(block: RawBlock) -> dict[str, int]:
    """Names in a RATES block and their lines. The BASIC programs below them are passed over, never run."""
    found, inside = {}, False
    for statement in block.statements:
        word = statement.text.split()[0]
        lower = word.lower()
        if lower.startswith("-s") or lower == "start":
            inside = True
        elif lower.startswith("-e") or lower == "end":
            inside = False
        elif not inside and not word[0].isdigit() and not word.startswith("-"):
            found[word] = statement.line
    return found
