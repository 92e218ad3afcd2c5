"""Formulas, charges and equations."""

import pytest

from fluxforce.model.databases.formula import (
    FormulaError,
    balance,
    canonical,
    composition,
    equation,
    imbalance,
    split_charge,
    terms,
)


@pytest.mark.parametrize(
    ("name", "elements", "charge"),
    [
        ("Ca+2", {"Ca": 1}, 2),
        ("Ca++", {"Ca": 1}, 2),
        ("SO4--", {"S": 1, "O": 4}, -2),
        ("H+", {"H": 1}, 1),
        ("e-", {}, -1),
        ("(CO2)2", {"C": 2, "O": 4}, 0),
        ("CaMg(CO3)2", {"Ca": 1, "Mg": 1, "C": 2, "O": 6}, 0),
        ("CaSO4:2H2O", {"Ca": 1, "S": 1, "O": 6, "H": 4}, 0),
        ("MgSO4:H2O", {"Mg": 1, "S": 1, "O": 5, "H": 2}, 0),
        ("KAl3(SO4)2(OH)6", {"K": 1, "Al": 3, "S": 2, "O": 14, "H": 6}, 0),
        ("Ca0.165Al2.33Si3.67O10(OH)2", {"Ca": 0.165, "Al": 2.33, "Si": 3.67, "O": 12, "H": 2}, 0),
        ("Fe3(Fe(CN)6)2", {"Fe": 5, "C": 12, "N": 12}, 0),
        ("[13C]O2", {"[13C]": 1, "O": 2}, 0),
        ("Mtg", {"Mtg": 1}, 0),
        ("CO2(g)", {"C": 1, "O": 2}, 0),
        ("HDO(aq)", {"H": 1, "D": 1, "O": 1}, 0),
        ("Ag(S)2-3", {"Ag": 1, "S": 2}, -3),
        ("X-0.5", {"X": 1}, -0.5),
    ],
)
def test_compositions(name, elements, charge):
    found = composition(name)
    assert found.elements == pytest.approx(elements)
    assert found.charge == charge


@pytest.mark.parametrize(
    "name", ["", "2", "Ca(OH", "caO", "Ca)2", "Ca%", "CaCO3:", "(" * 50 + "H" + ")" * 50]
)
def test_what_is_no_formula(name):
    with pytest.raises(FormulaError):
        composition(name)


def test_charges():
    assert split_charge("Al(OH)4-") == ("Al(OH)4", -1)
    assert split_charge("Na2SO4") == ("Na2SO4", 0)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        *(
            ("Ca++", "Ca+2"),
            ("Ca+2.0", "Ca+2"),
            ("Na+1", "Na+"),
            ("Cl-1", "Cl-"),
            ("X+0", "X"),
            ("CO2", "CO2"),
        ),
        *(("HSO4-", "HSO4-"), ("X-0.5", "X-0.5"), ("[13C]O3--", "[13C]O3-2")),
    ],
)
def test_one_way_of_writing_a_charge(name, expected):
    assert canonical(name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("S(-2)2", {"S(-2)": 2}),
        ("Cu(1)(S(-2)4)2", {"Cu(1)": 1, "S(-2)": 8}),
        ("Ag(HS(-2))S(-2)4", {"Ag": 1, "H": 1, "S(-2)": 5}),
        ("[15N](-3)DT3", {"[15N](-3)": 1, "D": 1, "T": 3}),
        ("Fe(+3)(OH)2", {"Fe(3)": 1, "O": 2, "H": 2}),
        ("HS(6)O4-", {"H": 1, "S(6)": 1, "O": 4}),
    ],
)
def test_what_species_count_for(text, expected):
    assert balance(text) == expected


@pytest.mark.parametrize(
    ("side", "expected"),
    [
        ("Ca+2 + 2 HCO3-", [(1, "Ca+2"), (2, "HCO3-")]),
        ("Ca+2+2HCO3-", [(1, "Ca+2"), (2, "HCO3-")]),
        ("H+ + 2 F-", [(1, "H+"), (2, "F-")]),
        ("SO4-- + 2.0000 K+1", [(1, "SO4-2"), (2, "K+")]),
        ("+ SO4-2 + 2K+", [(1, "SO4-2"), (2, "K+")]),
        ("Am+3 - e-", [(1, "Am+3"), (-1, "e-")]),
        ("2 H4SiO4 - H2O", [(2, "H4SiO4"), (-1, "H2O")]),
        ("0.165 Ca+2 + 2.33 Al(OH)4-", [(0.165, "Ca+2"), (2.33, "Al(OH)4-")]),
        ("2 CO2", [(2, "CO2")]),
        ("[13C]O2 + H2O", [(1, "[13C]O2"), (1, "H2O")]),
    ],
)
def test_sides_of_equations(side, expected):
    assert terms(side) == expected


def test_balance():
    assert imbalance(*equation("CaCO3 + H+ = Ca+2 + HCO3-")) == {}
    assert imbalance(*equation("CaCO3 = Ca+2 + HCO3-")) == {"H": 1, "charge": 1}


@pytest.mark.parametrize("text", ["CaCO3", "Ca+2 = ", "a = b = c", "Ca+2 = % + H2O"])
def test_what_is_no_equation(text):
    with pytest.raises(FormulaError):
        equation(text)
