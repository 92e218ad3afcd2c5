"""Broken databases: an error that names file and line, and what to do, for each."""

import re
from itertools import pairwise

import pytest

from fluxforce.model.databases import DatabaseError, parse_database, read_database
from tests.model.database_texts import (
    EXCHANGE,
    LINES,
    LLNL,
    LOADABLE,
    PITZER,
    SIT,
    SURFACE,
    TABLES,
    phreeqc_refuses,
)

HCO3 = LOADABLE.splitlines().index("CO3-2 + H+ = HCO3-") + 1
NA = LOADABLE.splitlines().index("Na Na+ 0 Na 23") + 1
CALCITE = LOADABLE.splitlines().index("Calcite") + 1
NAMED = "NAMED_EXPRESSIONS\nFoo\n log_k 1\n"


def edited(old: str, new: str, text: str = LOADABLE) -> str:
    assert old in text
    return text.replace(old, new, 1)


# name -> (text, line of the error or 0 where the whole file is meant, what it says, whether PHREEQC refuses it too)
BROKEN: dict[str, tuple[str, int, str, bool]] = {
    # formulas and equations
    "hydrogen": (
        edited("CO3-2 + H+ =", "CO3-2 + 2H+ ="),
        HCO3,
        "does not balance: H by -1, charge by -1",
        True,
    ),
    "a little": (
        edited("CO3-2 + H+ =", "CO3-2 + 1.00000001H+ ="),
        HCO3,
        "does not balance: H by -1e-08",
        True,
    ),
    "oxygen": (edited("CaCO3 =", "CaCO2 ="), CALCITE + 1, r"does not balance: O by \+1", True),
    "small letter": (edited("H2O = OH- +", "H2O = oh- +"), HCO3 - 2, "cannot read", True),
    "bracket": (edited("CaCO3 =", "Ca(CO3 ="), CALCITE + 1, "bracket is not closed", True),
    "too many brackets": (edited("CaCO3 =", "CaCO3) ="), CALCITE + 1, "cannot read the formula", True),
    "deep brackets": (
        edited("CaCO3 =", "(" * 99 + "Ca" + ")" * 99 + "CO3 ="),
        CALCITE + 1,
        "deeper than 20",
        False,
    ),
    "no left side": (edited("CO3-2 + H+ = HCO3-", "= HCO3-"), HCO3, "one side of an equation is empty", True),
    "no right side": (
        edited("CO3-2 + H+ = HCO3-", "CO3-2 + H+ ="),
        HCO3,
        "one side of an equation is empty",
        True,
    ),
    "two equal signs": (edited("H+ = HCO3-", "H+ = HCO3- = HCO3-"), HCO3, "has one '='", True),
    "no equal sign": (
        edited("CO3-2 + H+ = HCO3-", "CO3-2 + H+"),
        HCO3,
        "neither an equation nor an option",
        True,
    ),
    "coefficient": (
        edited("CO3-2 + H+ = HCO3-", "2CO3-2 + 2H+ = 2HCO3-"),
        HCO3,
        "must have coefficient 1",
        True,
    ),
    "of a phase": (
        edited("CaCO3 = Ca+2 + CO3-2", "2CaCO3 = 2Ca+2 + 2CO3-2"),
        CALCITE + 1,
        "coefficient 1",
        True,
    ),
    "huge number": (
        edited("CO3-2 + H+ =", f"CO3-2 + {'9' * 400}H+ ="),
        HCO3,
        "too large for a formula",
        True,
    ),
    "huge charge": (edited("= HCO3-\n", f"= HCO3-{'9' * 400}\n"), HCO3, "too large for a formula", True),
    # options
    "unknown option": (
        edited(" log_k 10.329", " -weird 1"),
        HCO3 + 1,
        "unknown option -weird in SOLUTION_SP",
        True,
    ),
    "too long": (
        edited(" log_k 10.329", " -analytical_expressions 1"),
        HCO3 + 1,
        "unknown option.*did you mean",
        True,
    ),
    "of species": (
        edited(" log_k -8.48", " -gamma 4 0"),
        CALCITE + 2,
        "unknown option -gamma in PHASES",
        True,
    ),
    "no number": (edited("log_k 10.329", "log_k"), HCO3 + 1, "'log_k' needs a number", True),
    "word": (edited("log_k 10.329", "log_k high"), HCO3 + 1, "'log_k high' needs a number", True),
    "not finite": (edited("log_k 10.329", "log_k 1e999"), HCO3 + 1, "needs a number", False),
    "no enthalpy": (edited("log_k 10.329", "-delta_h kcal"), HCO3 + 1, "needs a number", True),
    "unit": (
        edited("log_k 10.329", "-delta_h 3 BTU"),
        HCO3 + 1,
        "unknown unit 'BTU'; units of -delta_h are",
        False,
    ),
    "volume": (
        edited(" log_k -8.48", " -Vm 37 gallons"),
        CALCITE + 2,
        "unknown unit 'gallons'; units of -vm",
        False,
    ),
    "expression": (
        edited("log_k 10.329", "-analytic x"),
        HCO3 + 1,
        "-analytical_expression needs 1 number",
        True,
    ),
    "gamma": (edited("-gamma 5.4 0", "-gamma 5.4"), HCO3 + 2, "-gamma needs 2 number", False),
    "balance": (edited("-gamma 5.4 0", "-mole_balance"), HCO3 + 2, "-mole_balance needs a formula", False),
    "odd balance": (edited("-gamma 5.4 0", "-mass_balance 12"), HCO3 + 2, "cannot read the formula", True),
    "option first": (edited("H+ = H+\n", "-gamma 9 0\nH+ = H+\n"), 16, "an option before any equation", True),
    "phase option first": (
        edited("PHASES\n", "PHASES\n log_k 1\n"),
        CALCITE,
        "an option before any phase",
        False,
    ),
    # names
    "no species": (
        edited("CO3-2 + H+ = HCO3-", "CO3-2 + H+ + K+ = KHCO3"),
        HCO3,
        r"no species 'K\+' to form",
        True,
    ),
    "none of phase": (
        edited("CaCO3 = Ca+2", "KCaCO3 = K + Ca+2"),
        CALCITE,
        "no species 'K' for phase Calcite",
        True,
    ),
    "misspelt": (
        edited("2H+ = CO2 + H2O", "2H+ = CO2 + h2O"),
        HCO3 + 7,
        "cannot read the formula 'h2O'",
        True,
    ),
    "no phase": (edited("CO2 = CO2\n", "CO2 = Dry(s)\n"), CALCITE + 3, r"no phase 'Dry\(s\)' in", True),
    "phase of itself": (edited("CO2 = CO2\n", "CO2 = CO2(g)\n"), CALCITE + 3, "defined by itself", True),
    "no named": (edited("-gamma 5.4 0", "-add_logk Foo"), HCO3, "no named expression 'Foo'", True),
    "near named": (NAMED + edited("-gamma 5.4 0", "-add_logk Fooo"), HCO3 + 3, "did you mean 'Foo'", True),
    "named by itself": (f"{NAMED} -add_logk Foo\n{LOADABLE}", 2, "Foo is defined by itself", True),
    "factor": (NAMED + edited("-gamma 5.4 0", "-add_logk Foo x"), HCO3 + 5, "'x' is not a number", False),
    "itself": (
        LOADABLE + "SOLUTION_SPECIES\n2CO2 = CO2 + CO2\n",
        LINES + 2,
        "'CO2' is defined by itself",
        True,
    ),
    "circle": (
        LOADABLE + "SOLUTION_SPECIES\nCaOH+ = CaO + H+\nCaO + H+ = CaOH+\n",
        LINES + 2,
        r"in a circle: CaO, CaOH\+",
        True,
    ),
    "no master": (
        edited("CO3-2 + H+ = HCO3-", "HCO3- = HCO3-"),
        HCO3,
        "written as itself, but no element",
        True,
    ),
    "master's species": (edited("Na+ = Na+\n", ""), NA, r"master species Na\+ of Na is not defined", True),
    "no water": (edited("H2O = H2O\n", ""), 5, "master species H2O of O is not defined", True),
    "chain": (
        LOADABLE
        + "SOLUTION_SPECIES\n"
        + "".join(f"Q{'q' * k} = Q{'q' * k}q\n -no_check\n" for k in range(120)),
        LINES + 2,
        "no species 'Q' to form Qq",
        True,
    ),
    # master species
    "element alone": (edited("Na Na+ 0 Na 23", "Na"), NA, "needs an element and a species", True),
    "no alkalinity": (edited("Na Na+ 0 Na 23", "Na Na+"), NA, "Na needs an alkalinity", True),
    "odd alkalinity": (edited("Na Na+ 0 Na 23", "Na Na+ none Na 23"), NA, "'none' is no alkalinity", True),
    "no formula": (edited("Na Na+ 0 Na 23", "Na Na+ 0"), NA, "Na needs a formula or a mass", True),
    "no mass": (edited("Na Na+ 0 Na 23", "Na Na+ 0 Na"), NA, "Na needs its mass", True),
    "small element": (edited("Na Na+ 0 Na 23", "na Na+ 0 Na 23"), NA, "begins with a capital", True),
    "odd master": (edited("Na Na+ 0 Na 23", "Na Na+( 0 Na 23"), NA, "not closed|cannot read", True),
    # phases
    "no equation": (edited("CaCO3 = Ca+2 + CO3-2\n", ""), CALCITE, "phase 'Calcite' has no equation", True),
    "half": (
        edited("CaCO3 = Ca+2 + CO3-2\n", "CaCO3\n"),
        CALCITE,
        "has no equation; its equation stands",
        True,
    ),
    # sites
    "exchange": (LOADABLE + edited("CaX2", "CaX", EXCHANGE), LINES + 9, r"does not balance: X by -1", True),
    "no exchanger": (
        LOADABLE + edited("X X-\n", "", EXCHANGE),
        LINES + 3,
        "no element has it as its master",
        True,
    ),
    "site alone": (
        LOADABLE + edited("X X-\n", "X\n", EXCHANGE),
        LINES + 2,
        "needs an element and a species",
        True,
    ),
    "surface gamma": (
        LOADABLE + SURFACE + " -gamma 4 0\n",
        LINES + 9,
        "unknown option -gamma in SURFACE",
        True,
    ),
    "charge": (LOADABLE + edited("Hfo_sOH2+", "Hfo_sOH2", SURFACE), LINES + 6, "balance: charge by -1", True),
    # interactions
    "stranger": (
        LOADABLE + PITZER + "-C0\n K+ Cl- 1\n",
        LINES + 13,
        r"no species 'K\+' for C0 of K\+ Cl-",
        True,
    ),
    "one species": (LOADABLE + PITZER + "-C0\n Cl- 1\n", LINES + 13, "C0 is between 2 species", True),
    "no value": (LOADABLE + PITZER + "-C0\n Na+ Cl-\n", LINES + 13, r"C0 of Na\+ Cl- has no number", False),
    "no kind": (
        LOADABLE + "PITZER\n Na+ Cl- 1\n",
        LINES + 2,
        "a parameter of no kind.*stand below one of",
        True,
    ),
    "unknown kind": (LOADABLE + PITZER + "-B7\n", LINES + 12, "unknown option -b7 in PITZER", True),
    "no truth": (LOADABLE + PITZER + "-macinnes maybe\n", LINES + 12, "neither true nor false", False),
    "kind of SIT": (LOADABLE + SIT + "-epsilon2\n", LINES + 6, "unknown option -epsilon2 in SIT", True),
    # tables
    "three of four": (LOADABLE + edited(" 0.6\n", "\n", LLNL), LINES + 1, "-dh_a has 3 numbers for 4", True),
    "no temperatures": (LOADABLE + "LLNL_AQUEOUS_MODEL_PARAMETERS\n", LINES + 1, "0 numbers for 0", True),
    "falling": (LOADABLE + edited("0.01 25", "25 0.01", LLNL), LINES + 1, "must rise", True),
    "four of five": (
        LOADABLE + edited(" -0.001606\n", "", LLNL),
        LINES + 1,
        "-co2_coefs has 4 numbers",
        True,
    ),
    "word in table": (LOADABLE + edited(".05 .06", ".05 x", LLNL), LINES + 9, "'x' is not a number", True),
    "pair": (LOADABLE + edited(" 0.19", "", TABLES), LINES + 2, "a row is two gases and a number", True),
    "salt": (LOADABLE + edited("Cl- 2", "Cl-", TABLES), LINES + 4, "not a salt with its ions", False),
    "rate": (LOADABLE + edited("90.9 -30 0 0", "90.9", TABLES), LINES + 6, "has 5 numbers, RATE_PARA", False),
    # files
    "include": (
        "INCLUDE$ other.dat\n" + LOADABLE,
        1,
        r"INCLUDE\$ is not followed; name the files one after",
        True,
    ),
    "NUL": (edited("HCO3-", "HC\0O3-"), HCO3, "a character that no text has", True),
    "binary": ("\x7fELF\x02\x01\x01\0\0\0" * 20, 1, "a character that no text has.*a text file", True),
    "empty": ("", 0, "nothing that a database has; a database begins with a keyword", True),
    "comments only": ("# nothing\n" * 10, 0, "nothing that a database has", True),
    "prose": ("This is no database.\nAt all.\n", 0, "nothing that a database has", True),
    "cut short": (
        LOADABLE[: LOADABLE.index("H2O = H2O")],
        3,
        r"master species H2 of H\(0\) is not defined",
        True,
    ),
    "cut in a line": (LOADABLE[: LOADABLE.index("CO3-2 + H+") + 8], HCO3, "neither an equation", True),
    "one line": (LOADABLE.replace("\n", " "), 0, "nothing that a database has|needs", True),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken(case):
    text, line, says, phreeqc_too = BROKEN[case]
    with pytest.raises(DatabaseError) as caught:
        parse_database(text, "broken.dat")
    place = f"broken.dat:{line}: " if line else "broken.dat: "
    assert re.match(re.escape(place) + f".*(?:{says})", str(caught.value)), str(caught.value)
    assert caught.value.line == line
    assert len(str(caught.value)) < 600
    assert phreeqc_refuses(text) == phreeqc_too


def test_an_error_in_a_second_file_names_that_file(tmp_path):
    (tmp_path / "more.dat").write_text("PHASES\nSalt\nNaCl = Na+\n")
    with pytest.raises(DatabaseError, match=r"^more\.dat:3: .*does not balance: Cl by -1, charge by \+1"):
        read_database(["phreeqc.dat", tmp_path / "more.dat"])


def test_files_that_are_none(tmp_path):
    with pytest.raises(DatabaseError, match=r"nothing\.dat: cannot be read: No such file"):
        read_database(tmp_path / "nothing.dat")
    with pytest.raises(DatabaseError, match="cannot be read: Is a directory"):
        read_database(tmp_path)
    with pytest.raises(DatabaseError, match=r"no database 'nothing\.dat'"):
        read_database("nothing.dat")
    with pytest.raises(DatabaseError, match="no database"):
        read_database("a\0b")
    with pytest.raises(DatabaseError, match="no file to read"):
        read_database([])
    with open(tmp_path / "huge.dat", "wb") as stream:
        stream.truncate(60_000_000)
    with pytest.raises(DatabaseError, match=r"huge\.dat: file has 60000000 bytes.*is it a database\?"):
        read_database(tmp_path / "huge.dat")


def test_a_long_chain_of_definitions_is_refused():
    """One species formed from the one before it, 150 times over; 90 times over is no error."""

    def chain(length: int) -> str:
        names = ["CO2", *(f"C{'c' * k}" for k in range(1, length))]
        pairs = pairwise(names)
        return (
            LOADABLE
            + "SOLUTION_SPECIES\n"
            + "".join(f"{one} = {other}\n -no_check\n" for one, other in pairs)
        )

    assert parse_database(chain(90)).species
    with pytest.raises(DatabaseError, match="through more than 100 other species"):
        parse_database(chain(150))
