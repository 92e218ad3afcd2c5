"""Reads the tables of a database: the LLNL model, pairs of gases, mean activities, rates of minerals."""

from collections.abc import Iterator
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
# The law of this program that stands for a rate in the databases of the package, by its name in small letters.
_SVERDRUP = "transition state with the mechanisms of acid, water and base (theirs has CO2 and inhibition by Al as well)"
RATE_LAWS = {
    "calcite": "Plummer, Wigley and Parkhurst: H+, CO2 and water forward, Temkin exponent 2/3",
    "quartz": "transition state with one mechanism (Rimstidt and Barnes)",
    "k-feldspar": _SVERDRUP,
    "albite": _SVERDRUP,
    "pyrite": "power law in O2 and H+ without a reverse (Williamson and Rimstidt): entropy production unbounded",
    "organic_c": "Monod, a sum over O2, nitrate and sulfate, without a reverse: entropy production unbounded",
    "pyrolusite": "a law of your own: transition state times Fe(2) (Postma and Appelo)",
}
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


def read_gas_pairs(block: RawBlock, source: str) -> Iterator[tuple[tuple[str, str], float, int]]:
    """Binary parameters of the Peng-Robinson equation: two gases and a number in each row. Gives the line, too."""
    for statement in block.statements:
        words = statement.text.split()
        value = number(words[2]) if len(words) == 3 else None
        if value is None:
            raise bad(f"a row is two gases and a number: {shown(statement)}", statement, source)
        yield (words[0], words[1]), value, statement.line


def read_mean_gammas(block: RawBlock, source: str) -> Iterator[tuple[str, dict[str, float], int]]:
    """Salts and the ions they are made of: name, then ion and how often it is in the salt. Gives the line, too."""
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
        yield salt, dict(zip(ions, (a for a in amounts if a is not None), strict=True)), statement.line


def read_rate_table(block: RawBlock, source: str) -> Iterator[tuple[str, tuple[float, ...], int]]:
    """Rate parameters of minerals, as their table has them: name and numbers in each row. Gives the line, too."""
    table = block.keyword.removeprefix("RATE_PARAMETERS_")
    for statement in block.statements:
        mineral, *words = statement.text.split()
        numbers = only_numbers(words, statement, source)
        if len(numbers) not in _ROWS[table]:
            counts = " or ".join(str(n) for n in _ROWS[table])
            said = f"{mineral[:SHOWN]} has {len(numbers)} numbers, {block.keyword} needs {counts}"
            raise bad(said, statement, source)
        yield mineral, numbers, statement.line


def read_rate_names(block: RawBlock) -> Iterator[tuple[str, int, int]]:
    """Names in a RATES block and their lines, twice. The BASIC programs below them are passed over, never run."""
    inside = False
    for statement in block.statements:
        word = statement.text.split()[0]
        lower = word.lower()
        if lower.startswith("-s") or lower == "start":
            inside = True
        elif lower.startswith("-e") or lower == "end":
            inside = False
        elif not inside and not word[0].isdigit() and not word.startswith("-"):
            yield word, statement.line, statement.line
