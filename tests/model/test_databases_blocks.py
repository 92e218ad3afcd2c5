"""Blocks beside species and phases: sites, interactions, tables of temperature, of gases and of rates."""

import math
import re

import phreeqc
import pytest

from fluxforce.model.databases import DatabaseError, parse_database, read_database
from fluxforce.model.databases.contents import contents
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


@pytest.mark.parametrize("block", ["", EXCHANGE, SURFACE, PITZER, SIT, LLNL, TABLES])
def test_phreeqc_loads_these(block):
    assert not phreeqc_refuses(LOADABLE + block)


def test_exchange():
    database = parse_database(LOADABLE + EXCHANGE)
    assert database.exchange_masters["X"].species == "X-"
    assert database.exchange_species["X-"].reaction == {}
    sodium, calcium = database.exchange_species["NaX"], database.exchange_species["CaX2"]
    assert (sodium.reaction, sodium.elements, sodium.charge) == ({"Na+": 1, "X-": 1}, {"Na": 1, "X": 1}, 0)
    assert (sodium.gamma, calcium.gamma) == (("gamma", (4.0, 0.075)), ("davies", ()))
    assert (calcium.log_k.value, calcium.line) == (0.8, LINES + 9)
    offset = parse_database(LOADABLE + EXCHANGE + " -offset 0.1\n -offset 0.2\n")
    assert offset.exchange_species["CaX2"].log_k.value == pytest.approx(1.1)
    assert "CaX2" not in database.species


def test_surfaces():
    database = parse_database(LOADABLE + SURFACE)
    assert database.surface_masters["Hfo_s"].species == "Hfo_sOH"
    protonated = database.surface_species["Hfo_sOH2+"]
    assert protonated.elements == {"Hfo_s": 1, "O": 1, "H": 2}
    assert (protonated.charge, protonated.log_k.value, protonated.cd_music) == (1, 7.29, (1, 0, 0))
    assert database.account.unused_options == {"cd_music": 1}


def test_pitzer():
    database = parse_database(LOADABLE + PITZER)
    assert database.activity_model == "pitzer"
    assert [(one.kind, one.species, one.line - LINES) for one in database.interactions] == [
        ("B0", ("Na+", "Cl-"), 4),
        ("B0", ("Ca+2", "Cl-"), 5),
        ("ALPHAS", ("Ca+2", "Cl-"), 7),
        ("LAMDA", ("CO2", "Na+"), 9),
        ("PSI", ("Na+", "Ca+2", "Cl-"), 11),
    ]
    assert database.interactions[0].coefficients == (0.0765, -777.03, -4.4706, 0.008946, -3.3158e-6)
    assert database.activity_options == {"macinnes": True, "use_etheta": True, "redox": True}
    later = parse_database(LOADABLE + PITZER + "-B0\n Cl- Na+ 0.5\n-macinnes false\n-etheta f\n")
    assert len(later.interactions) == 5
    assert later.interactions[0].coefficients == (0.5,)
    assert f"line {LINES + 13}: B0 of Cl- Na+ defined again (line {LINES + 4})" in later.account.duplicates[0]
    assert later.activity_options == {"macinnes": False, "use_etheta": False, "redox": True}


@pytest.mark.parametrize(
    ("option", "kind", "species"),
    [
        *(
            ("theta", "THETA", 2),
            ("t", "THETA", 2),
            ("lamda", "LAMDA", 2),
            ("lam", "LAMDA", 2),
            ("zeta", "ZETA", 3),
        ),
        *(
            ("p", "PSI", 3),
            ("mu", "MU", 3),
            ("eta", "ETA", 3),
            ("e", "ETA", 3),
            ("c0", "C0", 2),
            ("b1", "B1", 2),
        ),
        *(("B2", "B2", 2), ("Alphas", "ALPHAS", 2), ("aphi", "APHI", 0)),
    ],
)
def test_kinds_of_pitzer_parameters(option, kind, species):
    """Abbreviations mean what they mean in PHREEQC, which wants as many species."""
    names = " ".join(("Na+", "Ca+2", "Cl-")[:species])
    text = f"{LOADABLE}PITZER\n-{option}\n {names} 1 2 3 4 5 6\n"
    assert not phreeqc_refuses(text)
    (one,) = parse_database(text).interactions
    assert (one.kind, len(one.species), one.coefficients) == (kind, species, (1, 2, 3, 4, 5, 6))


def test_more_than_is_understood_is_noted():
    """A seventh number, or a word, is passed over by PHREEQC, which says nothing."""
    text = LOADABLE + PITZER + "-C0\n Na+ Cl- 1 2 3 4 5 6 7\n Ca+2 Cl- 1 (guess)\n"
    assert not phreeqc_refuses(text)
    database = parse_database(text)
    assert database.interactions[-2].coefficients == (1, 2, 3, 4, 5, 6)
    assert database.account.unread == (
        f"line {LINES + 13}: '7' behind C0 of Na+ Cl- is not read",
        f"line {LINES + 14}: '(guess)' behind C0 of Ca+2 Cl- is not read",
    )


def test_defaults_of_pitzer_are_phreeqc_s():
    """What -macinnes, -use_etheta and -redox mean where they are not given: activities do not change with them."""

    def gammas(block: str) -> list[float]:
        engine = phreeqc.Phreeqc()
        assert engine.LoadBuiltInDatabase("pitzer.dat") == 0  # type: ignore[arg-type]
        water = (
            "SOLUTION 1\n Na 1000\n Cl 2000\n Mg 500\nSELECTED_OUTPUT\n -reset false\n -high_precision true\n"
        )
        punch = 'USER_PUNCH\n -start\n 10 PUNCH LG("Na+"), LG("Cl-")\n -end\nEND\n'
        assert engine.RunString(block + water + punch) == 0
        return [float(engine.GetSelectedOutputValue(1, k)) for k in range(2)]

    plain, options = gammas(""), read_database("pitzer.dat").activity_options
    for name in ("macinnes", "use_etheta"):
        assert gammas(f"PITZER\n-{name} {str(options[name]).lower()}\n") == plain
        assert gammas(f"PITZER\n-{name} {str(not options[name]).lower()}\n") != plain


def test_sit():
    database = parse_database(LOADABLE + SIT)
    assert database.activity_model == "sit"
    assert [(one.kind, one.coefficients) for one in database.interactions] == [
        ("EPSILON", (0.03,)),
        ("EPSILON_MU", (0.14, 1e-3)),
    ]


def test_llnl():
    database = parse_database(LOADABLE + LLNL)
    table = database.llnl
    assert table is not None
    assert database.activity_model == "llnl"
    assert table.temperatures == (0.01, 25, 60, 100)
    assert table.adh == (0.49, 0.51, 0.54, 0.6)
    assert table.bdh == (0.32, 0.33, 0.34, 0.35)
    assert table.bdot == (0.03, 0.04, 0.05, 0.06)
    assert table.co2 == (-1.0312, 0.0012806, 255.9, 0.445, -0.001606)


@pytest.mark.parametrize(("first", "second"), [(PITZER, SIT), (SIT, PITZER), (LLNL, PITZER), (SIT, LLNL)])
def test_a_database_has_one_activity_model(first, second):
    assert phreeqc_refuses(LOADABLE + first + second)
    with pytest.raises(DatabaseError, match="exclude each other"):
        parse_database(LOADABLE + first + second)


def test_tables():
    database = parse_database(LOADABLE + TABLES)
    assert database.gas_binary == {("H2O(g)", "CO2(g)"): 0.19}
    assert database.mean_gammas == {"CaCl2": {"Ca+2": 1, "Cl-": 2}}
    # capitals do not matter, the last row holds
    assert database.mineral_rates["PK"]["Quartz"][3] == -12
    assert list(database.mineral_rates["PK"]) == ["Quartz", "calcite"]
    assert len(database.mineral_rates["PK"]["calcite"]) == 9
    assert len(database.mineral_rates["HERMANSKA"]["Quartz"]) == 11
    assert "Quartz of RATE_PARAMETERS_PK defined again" in database.account.duplicates[0]


def test_rates_of_the_tables_are_phreeqc_s():
    """log10 of RATE_PK of quartz at 25 degC in pure water is the number of the neutral mechanism."""
    engine = phreeqc.Phreeqc()
    assert engine.LoadBuiltInDatabase("phreeqc_rates.dat") == 0  # type: ignore[arg-type]
    punch = 'SELECTED_OUTPUT\n -reset false\n -high_precision true\nUSER_PUNCH\n -start\n 10 PUNCH RATE_PK("Quartz")\n'
    assert engine.RunString(f"SOLUTION 1\n{punch} -end\nEND\n") == 0
    numbers = read_database("phreeqc_rates.dat").mineral_rates["PK"]["Quartz"]
    assert math.log10(float(engine.GetSelectedOutputValue(1, 0))) == pytest.approx(numbers[3], abs=1e-6)


def test_rates_are_named_and_never_run():
    said = contents(read_database("phreeqc_rates.dat"))["rates"]
    assert [one["name"] for one in said] == [
        *("Quartz", "K-feldspar", "Albite", "Calcite", "Pyrite", "Organic_C", "Pyrolusite")
    ]
    assert all(one["law"] for one in said)
    by_name = {one["name"]: one for one in said}
    assert by_name["Calcite"]["law"].startswith("Plummer, Wigley and Parkhurst")
    assert by_name["Albite"]["tables"] == ["PK", "SVD", "HERMANSKA"]
    unknown = LOADABLE + "RATES\nMagic\n-start\n10 SAVE 1\n-end\nCalcite\n-start\n10 REM Nothing\n-end\n"
    laws = {one["name"]: one["law"] for one in contents(parse_database(unknown))["rates"]}
    assert laws["Magic"] is None
    assert set(laws) == {"Magic", "Calcite"}


def test_totals_of_their_own():
    """-mole_balance, whose elements may have valences; -no_check for what does not balance, which is noted."""
    database = read_database("minteq.dat")
    assert database.species["S2-2"].balance == {"S(-2)": 2}
    assert database.species["Cu(S4)2-3"].balance == {"Cu(1)": 1, "S(-2)": 8}
    assert not database.species["S2-2"].checked
    assert len(database.account.unbalanced) == 10
    assert re.match(
        r"line 1424: 'HS- = S2-2 \+ H\+' does not balance \(S by \+1\)", database.account.unbalanced[5]
    )


def test_isotopes():
    database = read_database("iso.dat")
    assert database.species["HDO"].activity_water
    assert database.species["OD-"].balance == {"O": 1, "D": 1}
    assert database.species["OD-"].added == (("Log_alpha_D_OH-/H2O(l)", 1.0),)
    # ln_alpha1000 is 1000 ln of the factor
    assert database.named["Log_alpha_D_OH-/H2O(l)"].analytic[0] == pytest.approx(-1.435 / math.log(10))
    carbon, doubled = (database.named[f"Log_alpha_{n}C_HCO3-/CO2(g)"] for n in (13, 14))
    assert doubled.analytic == pytest.approx([2 * a for a in (*carbon.analytic, 0.0)][:6])
    # CaCO2[18O](s) + H2O(l) = H2[18O](aq) + Calcite(s), and Calcite = Ca+2 + CO3-2
    mixed = database.phases["CaCO2[18O](s)"]
    assert mixed.through == (("Calcite(s)", 1.0),)
    assert mixed.reaction == {"H2[18O]": 1, "H2O": -1, "Ca+2": 1, "CO3-2": 1}
