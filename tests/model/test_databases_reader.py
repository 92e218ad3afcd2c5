"""The reader of PHREEQC databases: syntax, options, constants, and an account of what was not used."""

import math
import subprocess
import sys

import numpy as np
import phreeqc
import pytest

from fluxforce.model.databases import (
    DatabaseError,
    aqueous_model,
    database_path,
    parse_database,
    phase_reaction,
    read_database,
)
from fluxforce.model.databases.basis import at_temperature, coefficients
from fluxforce.model.databases.lines import statements

SMALL = """\
# a small database
SOLUTION_MASTER_SPECIES
H H+ -1 H 1.008 ; O H2O 0 O 16
C(+4) CO3-2 2 HCO3 12 # the sign of a valence does not matter
Ca Ca+2 0 Ca 40.08
E e- 0 0 0
solution_species
H+ = H+
    -gamma 9 0
e- = e-
H2O = H2O
Ca+2 = Ca++
    -gamma 5 0.1
    -gamma 5 0.165
CO3-2 = CO3-2
H2O = OH- + H+
    log_k -14; -delta_h 13.362 kcal
CO3-2 + H+ = HCO3-
    -logk 10.329
    -delta_h -14.9
Ca+2 + \\
   HCO3- = CaHCO3+1
    -log_k 1.1
    -analyt 1.0 0.001
    -dw 5e-10 10
2H2O = O2 + 4H+ + 4e-
    -log_k -86 (approximate)
    -viscosity 3
PHASES
Calcite 10
    CaCO3 = Ca+2 + CO3-2
    -log_k -8.48
    -Vm 36.9 cm3/mol
CO2(g)
    CO2 + H2O = HCO3- + H+
    -log_k -7.8
    -T_c 304.2; -P_c 72.86; -Omega 0.225
RATES
Calcite
 -start
 10 PRINT "never run"
 -end
END
what stands here is not read
PHASES
Nothing
"""


def log10_k(database, record, kelvin):
    """log10 K with its named expressions."""
    named = sum(factor * coefficients(database.named[name]) for name, factor in record.added)
    return at_temperature(coefficients(record.log_k) + named, kelvin)


def test_a_small_database():
    database = parse_database(SMALL, "small.dat")
    assert list(database.species) == ["H+", "e-", "H2O", "Ca+2", "CO3-2", "OH-", "HCO3-", "CaHCO3+", "O2"]
    assert database.species["CaHCO3+"].reaction == {"Ca+2": 1, "HCO3-": 1}
    assert database.species["CaHCO3+"].line == 21
    assert database.species["O2"].reaction == {"H2O": 2, "H+": -4, "e-": -4}
    assert database.phases["Calcite"].molar_volume == pytest.approx(36.9e-6)
    assert database.phases["CO2(g)"].critical == {"t_c": 304.2, "p_c": 72.86, "omega": 0.225}
    assert database.find_master("C(+4)") == database.find_master("C(4)")
    assert database.species["Ca+2"].gamma == ("gamma", (5.0, 0.165))
    assert database.masters["C(4)"].formula == "HCO3"
    assert database.masters["Ca"].atomic_weight == 40.08
    assert database.activity_model == "davies-wateq"


def test_the_account_of_a_small_database():
    account = parse_database(SMALL, "small.dat").account
    # RATES holds BASIC, which is listed and never run; the repeated line is reported, the last one holds
    assert account.not_used() == ("RATES",)
    assert account.unused_options == {"viscosity": 1}
    assert [text.split(":")[0] for text in account.duplicates] == ["line 14"]
    assert account.unread == (
        "line 27: '(approximate)' after -log_k is not read",
        "line 44: 3 line(s) behind END are not read: a database ends there",
        "numbers behind the names of 1 phases are not read",
    )
    assert account.complete


def test_constants_with_temperature():
    database = parse_database(SMALL)
    # van 't Hoff with PHREEQC's R and calorie, and with kJ where no unit is written
    reach = 13.362e3 * 4.184 / (8.3147 * math.log(10))
    expected = -14 - reach * (1 / 323.15 - 1 / 298.15)
    assert log10_k(database, database.species["OH-"], 323.15) == pytest.approx(expected, rel=1e-14)
    assert database.species["HCO3-"].log_k.enthalpy == -14.9e3
    # an analytic expression wins over log K
    assert log10_k(database, database.species["CaHCO3+"], 300.0) == pytest.approx(1.3)


def test_reactions_are_rewritten_in_components():
    database = parse_database(SMALL)
    model = aqueous_model(database, ("H", "O", "C(4)", "Ca"), 298.15)
    assert model.components == ("H+", "CO3-2", "Ca+2")
    assert model.elements == ("H", "C(4)", "Ca")
    assert model.left_out == ("O2",)
    k = model.species.index("CaHCO3+")
    np.testing.assert_array_equal(model.nu[k], [1, 1, 1])
    assert float(model.ln_k[k]) == pytest.approx(math.log(10) * (10.329 + 1.29815))
    gas = phase_reaction(database, model, "CO2(g)", 298.15)
    np.testing.assert_array_equal(gas.nu, [2, 1, 0])
    assert float(gas.nu_w) == -1
    # CO2 + H2O = HCO3- + H+ with -7.8, and HCO3- = H+ + CO3-2 with -10.329
    assert float(gas.ln_k) == pytest.approx(math.log(10) * (-7.8 - 10.329))


def test_without_its_element_nothing_forms():
    model = aqueous_model(parse_database(SMALL), ("H", "O", "Ca"), 298.15)
    assert model.species == ("H+", "Ca+2", "OH-")
    with pytest.raises(DatabaseError, match=r"Calcite.*needs electrons or elements besides"):
        phase_reaction(parse_database(SMALL), model, "Calcite", 298.15)


def test_misspelt_names_get_suggestions():
    database = read_database(database_path("phreeqc.dat"))
    with pytest.raises(DatabaseError, match="did you mean 'Calcite'"):
        database.find_phase("calcit")
    with pytest.raises(DatabaseError, match=r"did you mean 'HCO3-'"):
        database.find_species("HCO3--")
    with pytest.raises(DatabaseError, match="no element 'Xx'"):
        aqueous_model(database, ("H", "O", "Xx"), 298.15)
    with pytest.raises(DatabaseError, match=r"did you mean 'phreeqc\.dat'"):
        database_path("phreeq.dat")
    with pytest.raises(DatabaseError, match="same master species"):
        aqueous_model(database, ("H", "O", "C", "C(4)"), 298.15)
    assert database.find("Calcite") is database.phases["Calcite"]


@pytest.mark.parametrize("name", ["pitzer.dat", "sit.dat"])
def test_other_activity_models_are_refused(name):
    with pytest.raises(DatabaseError, match=r"\.dat:\d+: .*activity model"):
        aqueous_model(read_database(database_path(name)), ("H", "O", "Na", "Cl"), 298.15)


def test_species_with_totals_of_their_own_are_refused_where_totals_are_formulas():
    """Polysulfides count as S(-2) only by -mole_balance, which AqueousModel does not know."""
    with pytest.raises(
        DatabaseError, match=r"wateq4f\.dat:\d+: S2-2 uses -mole_balance, which is not supported"
    ):
        aqueous_model(read_database("wateq4f.dat"), ("H", "O", "S(-2)"), 298.15)


def test_valences_that_are_asked_for_stay_apart():
    database = read_database(database_path("phreeqc.dat"))
    model = aqueous_model(database, ("H", "O", "S(6)", "S(-2)", "Fe(2)"), 298.15)
    assert model.components == ("H+", "SO4-2", "HS-", "Fe+2")
    k = model.species.index("H2S")
    np.testing.assert_array_equal(model.nu[k], [1, 0, 1, 0])
    assert "Fe+3" in model.left_out
    assert not any(name.startswith("Fe(OH)2+") for name in model.species)


def test_lines_and_their_places():
    text = "a # b\r\n\r\nc; d \\\r\n e ;f\r\n;\n# g\nh\\\n"
    assert [(s.text, s.line) for s in statements(text)] == [
        ("a", 1),
        ("c", 3),
        ("d   e", 3),
        ("f", 3),
        ("h", 7),
    ]


def test_encodings():
    """Latin-1 and byte order marks; what else stands before the first keyword is noted."""
    database = parse_database("\xef\xbb\xbf# 25 \xb0C\n" + SMALL)
    assert database.account.unread[0].startswith("line 28")
    assert parse_database(SMALL + "\x1a").phases
    noted = parse_database("hello\n" + SMALL).account.unread[0]
    assert noted == "line 1: 'hello' before any keyword: not read"


def test_reading_a_database_needs_no_jax():
    said = "import sys; from fluxforce.model.databases import read_database as r; r('phreeqc.dat')"
    done = subprocess.run(
        [sys.executable, "-c", said + "; print('jax' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "False"


def with_options(*lines: str) -> str:
    """SMALL as PHREEQC can load it, with options of HCO3-. Named expressions only where they are used: with them
    PHREEQC 3.8.6 forgets -add_constant."""
    named = "NAMED_EXPRESSIONS\nFoo\n log_k 0.5\n -delta_h 4 kJ\nBar\n -ln_alpha1000 10 0 100 0 0 1e-9\nBaz\n"
    added = f"{named} -add_logk foo 2\n -add_logk Bar\n"
    small = SMALL.replace("C(+4) CO3-2 2 HCO3 12", "C CO3-2 2 HCO3 12\nC(4) CO3-2 2 HCO3")
    small = small.replace("E e- 0 0 0", "H(1) H+ -1 0\nO(0) O2 0 O\nO(-2) H2O 0 0\nE e- 0 0 0\nH(0) H2 0 H")
    small = small.replace("-log_k -86 (approximate)", "-log_k -86\n2H+ + 2e- = H2\n log_k -3.15")
    added = added if any("-add_log" in line for line in lines) else ""
    return added + small.replace("-logk 10.329\n    -delta_h -14.9", "\n".join(lines))


@pytest.mark.parametrize(
    "lines",
    [
        ("log_k 10", "delta_h 3000 cal"),
        ("LOG_K 10", "DELTAH 3 kcal"),
        ("-l 10", "-d 3000 joules"),
        ("log_k 10", "-delta_h 3 kJoules/mol"),
        ("log_k 10", "-delta_h 3 kJ.mol-1"),
        ("log_k 10", "-analytic 1 2e-3 3 0 0 0 7"),
        ("log_k 10", "-delta_h 3"),
        ("log_k 10", "-delta_h 3", "-analytic 0 0 0 0 0"),
        ("log_k 10", "-a_e 1 1e-3 100 0.1 1e4 1e-6"),
        ("log_k 10", "-an 1"),
        ("log_k 10", "ae 0 1e-3"),
        ("log_k 10", "-add_constant 0.1", "-add_constant 0.2"),
        ("-analytic 9 1e-3", "-add_constant 0.1"),
        ("-analytic 0 0 0", "log_k 10", "-add_constant 0.1"),
        ("log_k 10", "-add_logk FOO 2"),
        ("log_k 10", "-add_log_k Bar", "-add_logk Foo -1"),
        ("-analytic 9 1e-3", "-add_logk baz 0.5"),
        ("log_k 10", "-add_logk Baz"),
        ("log_k 10", "log_k 9"),
        ("-delta_h 3",),
        (),
    ],
)
def test_constants_as_phreeqc_reads_them(lines):
    """Units, abbreviations, precedence and sums: log K of HCO3- at 50 degC by LK_SPECIES."""
    text = with_options(*lines)
    engine = phreeqc.Phreeqc()
    assert engine.LoadDatabaseString(text) == 0, engine.GetErrorString()
    output = "SELECTED_OUTPUT\n -high_precision true\n -reset false\n"
    punch = 'USER_PUNCH\n -start\n 10 PUNCH LK_SPECIES("HCO3-")\n -end\n'
    assert engine.RunString(f"SOLUTION 1\n temp 50\n{output}{punch}END\n") == 0
    database = parse_database(text)
    ours = log10_k(database, database.species["HCO3-"], 323.15)
    assert ours == pytest.approx(float(engine.GetSelectedOutputValue(1, 0)), rel=1e-12)


def test_an_expression_of_both_kinds_is_noted():
    """What has an analytic part counts by that alone where it is added, which is PHREEQC's way."""
    noted = parse_database(with_options("-add_logk Baz")).account.unread
    assert "line 7: log K of Baz is not used beside its analytic parts, as in PHREEQC" in noted


def test_the_later_definition_holds():
    text = SMALL.replace("END\n", "PHASES\ncalcite\n CaCO3 = Ca+2 + CO3-2\n log_k -9\nEND\n")
    database = parse_database(
        text.replace("PHASES\ncalcite", "SOLUTION_SPECIES\nCO3-2 + H+ = HCO3-\nPHASES\ncalcite")
    )
    # capitals do not matter in names of phases, and nothing stays of the earlier definition
    assert [name for name in database.phases if name.lower() == "calcite"] == ["calcite"]
    assert database.phases["calcite"].log_k.value == -9
    assert database.species["HCO3-"].log_k.value == 0
    assert [text.split("; ")[0] for text in database.account.duplicates[1:]] == [
        "line 44: HCO3- defined again (line 18)",
        "line 46: calcite defined again (line 30)",
    ]


def test_files_in_turn():
    database = read_database("phreeqc.dat + Concrete_PHR.dat")
    assert database.name == "phreeqc.dat + Concrete_PHR.dat"
    assert database.account.complete
    first, second = read_database("phreeqc.dat"), read_database("Concrete_PHR.dat")
    assert not second.account.complete
    assert {name.lower() for name in database.phases} == {
        name.lower() for name in (*first.phases, *second.phases)
    }
    # Gibbsite stands in both: the second file holds, and the account says where
    assert database.phases["Gibbsite"] == second.phases["Gibbsite"] != first.phases["Gibbsite"]
    assert "Concrete_PHR.dat, line 42: Gibbsite defined again" in database.account.duplicates[-1]
    assert {block.source for block in database.account.blocks} == {"phreeqc.dat", "Concrete_PHR.dat"}


def test_a_file_that_extends_another_is_read_past_its_end():
    """PHREEQC includes Concrete_PZ.dat in an input file, where END ends a simulation and not the file."""
    alone = read_database("Concrete_PZ.dat")
    assert len(alone.phases) == 27
    both = read_database(["pitzer.dat", database_path("Concrete_PZ.dat")])
    assert both.activity_model == "pitzer"
    assert "Portlandite" in both.phases
    assert len(both.interactions) == 264 + 13
    assert both.species["Al(OH)4-"].reaction == {}
