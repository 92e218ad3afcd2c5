"""The reader of PHREEQC databases: syntax, errors with their lines, and an account of what was not used."""

import math

import numpy as np
import pytest

from fluxforce.model.databases import (
    DatabaseError,
    aqueous_model,
    database_path,
    parse_database,
    phase_reaction,
    read_database,
)
from fluxforce.model.databases.basis import log10_k

SMALL = """\
# a small database
SOLUTION_MASTER_SPECIES
H H+ -1 H 1.008 ; O H2O 0 O 16
C(+4) CO3-2 2 HCO3 12 # the sign of a valence does not matter
Ca Ca+2 0 Ca 40.08
E e- 0 0 0
SOLUTION_SPECIES
H+ = H+
    -gamma 9 0
e- = e-
H2O = H2O
Ca+2 = Ca+2
    -gamma 5 0.1
    -gamma 5 0.165
CO3-2 = CO3-2
H2O = OH- + H+
    log_k -14; -delta_h 13.362 kcal
CO3-2 + H+ = HCO3-
    -logk 10.329
    -delta_h -14.9
Ca+2 + \\
   HCO3- = CaHCO3+
    -log_k 1.1
    -analyt 1.0 0.001
    -dw 5e-10 10
2H2O = O2 + 4H+ + 4e-
    -log_k -86
    -weird 3
PHASES
Calcite
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
"""


def test_a_small_database():
    database = parse_database(SMALL, "small.dat")
    assert list(database.species) == ["H+", "e-", "H2O", "Ca+2", "CO3-2", "OH-", "HCO3-", "CaHCO3+", "O2"]
    assert database.species["CaHCO3+"].reaction == {"Ca+2": 1, "HCO3-": 1}
    assert database.species["CaHCO3+"].line == 21
    assert database.species["O2"].reaction == {"H2O": 2, "H+": -4, "e-": -4}
    assert database.phases["Calcite"].molar_volume == pytest.approx(36.9e-6)
    assert database.phases["CO2(g)"].critical == {"t_c": 304.2, "p_c": 72.86, "omega": 0.225}
    assert database.find_master("C(+4)") == database.find_master("C(4)")
    # RATES holds BASIC, which is listed and never run; the repeated line is reported, the last one holds
    assert database.account.not_used() == ("RATES",)
    assert database.account.unused_options == {"weird": 1}
    assert [text.split(":")[0] for text in database.account.duplicates] == ["line 14"]
    assert database.species["Ca+2"].gamma == ("gamma", (5.0, 0.165))


def test_constants_with_temperature():
    database = parse_database(SMALL)
    # van 't Hoff with PHREEQC's R and calorie, and with kJ where no unit is written
    reach = 13.362e3 * 4.184 / (8.3147 * math.log(10))
    expected = -14 - reach * (1 / 323.15 - 1 / 298.15)
    assert log10_k(database.species["OH-"].log_k, 323.15) == pytest.approx(expected, rel=1e-14)
    assert database.species["HCO3-"].log_k.enthalpy == -14.9e3
    # an analytic expression wins over log K
    assert log10_k(database.species["CaHCO3+"].log_k, 300.0) == pytest.approx(1.3)


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


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("CO3-2 + H+ = HCO3-", "CO3-2 + 2H+ = HCO3-", 18, "does not balance: H by -1, charge by -1"),
        ("CaCO3 = Ca+2", "CaCO2 = Ca+2", 31, "does not balance: O by"),
        ("H2O = OH- + H+", "H2O = oh- + H+", 16, "cannot read"),
        ("    log_k -14;", "    log_k x;", 17, "-log_k needs 1 number"),
        ("    CaCO3 = Ca+2 + CO3-2\n", "    CaCO3\n", 30, "has no equation"),
        ("H2O = OH- + H+", "H2O", 16, "neither an equation nor an option"),
        ("Ca Ca+2 0 Ca 40.08", "Ca", 5, "needs an element"),
    ],
)
def test_errors_name_their_line(old, new, line, says):
    assert old in SMALL
    with pytest.raises(DatabaseError, match=rf"small\.dat:{line}: .*{says}"):
        parse_database(SMALL.replace(old, new, 1), "small.dat")


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


# iso.dat writes phases into the reactions of other phases, which is not understood.
READABLE = {
    *("phreeqc.dat", "wateq4f.dat", "minteq.dat", "minteq.v4.dat", "Amm.dat", "llnl.dat", "sit.dat"),
    *("pitzer.dat", "core10.dat", "frezchem.dat", "ColdChem.dat", "Concrete_PHR.dat", "Concrete_PZ.dat"),
    *("Kinec.v2.dat", "Kinec_v3.dat", "PHREEQC_ThermoddemV1.10_15Dec2020.dat", "Tipping_Hurley.dat"),
    *("phreeqc_rates.dat",),
}


@pytest.mark.parametrize("name", sorted(READABLE))
def test_databases_of_the_package_are_read(name):
    database = read_database(database_path(name))
    assert database.phases
    assert len(database.sha256) == 64


def test_a_database_that_is_not_understood_says_where():
    with pytest.raises(DatabaseError, match=r"iso\.dat:\d+: .*does not balance"):
        read_database(database_path("iso.dat"))


@pytest.mark.parametrize("name", ["pitzer.dat", "llnl.dat", "sit.dat"])
def test_other_activity_models_are_refused(name):
    with pytest.raises(DatabaseError, match="activity model is not supported"):
        aqueous_model(read_database(database_path(name)), ("H", "O", "Na", "Cl"), 298.15)


def test_valences_that_are_asked_for_stay_apart():
    database = read_database(database_path("phreeqc.dat"))
    model = aqueous_model(database, ("H", "O", "S(6)", "S(-2)", "Fe(2)"), 298.15)
    assert model.components == ("H+", "SO4-2", "HS-", "Fe+2")
    k = model.species.index("H2S")
    np.testing.assert_array_equal(model.nu[k], [1, 0, 1, 0])
    assert "Fe+3" in model.left_out
    assert not any(name.startswith("Fe(OH)2+") for name in model.species)
