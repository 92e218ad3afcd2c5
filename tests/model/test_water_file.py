"""Files of waters: units against PHREEQC, what is refused and where, what reads back the same."""

import numpy as np
import pytest

from fluxforce.errors import BadInput
from fluxforce.model import read_text
from fluxforce.model.databases import database_path, read_database
from fluxforce.model.named import named_database
from fluxforce.model.schema import WaterModel
from fluxforce.model.waters.amounts import amounts
from fluxforce.model.waters.couples import half_reaction, pe_of
from fluxforce.model.waters.names import check_waters
from fluxforce.model.yaml_tree import write_yaml
from tests.phreeqc_oracle import punch

# (total in our file, the same for PHREEQC, default units, density)
UNITS = [
    ("412.3 mg/L", "412.3 mg/L", "mg/L", 1.023),
    ("10 mmol/L", "10 mmol/L", "mmol/L", 1.1),
    ("300 g/L", "300 g/L", "g/L", 1.2),
    ("412.3 ppm", "412.3 ppm", "ppm", 1.0),
    ("412.3 ppb", "412.3 ppb", "ppb", 1.0),
    ("50 g/kgs", "50 g/kgs", "g/kgs", 1.0),
    ("2 mol/kgs", "2 mol/kgs", "mol/kgs", 1.0),
    ("3 umol/kgw", "3 umol/kgw", "umol/kgw", 1.0),
    ("3 mg/kgw", "3 mg/kgw", "mg/kgw", 1.0),
]


def model(water: str, more: str = "") -> WaterModel:
    found = read_text(f"kind: water\ndatabase: phreeqc.dat\nwaters:\n  a: {water}\n{more}")
    assert isinstance(found, WaterModel)
    return found


@pytest.fixture(scope="module")
def database():
    return read_database(database_path("phreeqc.dat"))


@pytest.mark.parametrize(("ours", "theirs", "units", "density"), UNITS)
def test_units_are_converted_as_by_phreeqc(database, ours, theirs, units, density):
    """Sulfate beside calcium: what one weighs changes the water that is left for the other."""
    text = f"SOLUTION 1\n pH 6\n units {units}\n density {density}\n Ca {theirs}\n S(6) {theirs} as SO4\n"
    text = text if "g/" in ours or "pp" in ours else text.replace(" as SO4", "")
    exact = punch(text, ['TOT("Ca")', 'TOT("S(6)")'])[:, 0]
    sulfate = f"{ours} as SO4" if "g/" in ours or "pp" in ours else ours
    water = model(f"{{pH: 6, density: {density} kg/L, totals: {{Ca: {ours}, S(6): {sulfate}}}}}").waters["a"]
    found = amounts(water, database, ())
    assert not found.complaints
    np.testing.assert_allclose([found.molality["Ca"], found.molality["S(6)"]], exact, rtol=1e-8)


@pytest.mark.parametrize(
    "given",
    [
        "100 mg/L",
        "100 mg/L as HCO3",
        "100 mg/L as CaCO3",
        "2 meq/L",
        "2 mmol/L",
        "100 mg/L gfw 61.0",
        "3 meq/kgw",
    ],
)
def test_alkalinity_is_read_as_by_phreeqc(database, given):
    """PHREEQC tells the alkalinity of the species that it found, which its iteration leaves good to 1e-7."""
    unit = given.split()[1]
    text = f"SOLUTION 1\n pH 8\n units {unit.replace('eq', 'mol')}\n Na 1\n Alkalinity {given}\n"
    exact = punch(text, ["ALK"])[0, 0]
    sodium = f"1 {unit.replace('eq', 'mol')}"
    water = model(f"{{pH: 8, totals: {{Na: {sodium}, Alkalinity: {given}}}}}").waters["a"]
    assert amounts(water, database, ()).molality["Alkalinity"] == pytest.approx(exact, rel=1e-7)


def test_default_formulas_of_the_database(database):
    """Milligrams of C(4) are HCO3 in phreeqc.dat, those of Si SiO2 and of N nitrogen, as PHREEQC takes them."""
    text = "SOLUTION 1\n pH 7\n units mg/L\n C(4) 61\n Si 10\n N(5) 14\n P 3\n S(6) 96\n"
    exact = punch(text, [f'TOT("{name}")' for name in ("C(4)", "Si", "N(5)", "P", "S(6)")])[:, 0]
    water = model("{pH: 7, units: mg/L, totals: {C(4): 61, Si: 10, N(+5): 14, P: 3, S(6): 96}}").waters["a"]
    found = amounts(water, database, ()).molality
    np.testing.assert_allclose([found[n] for n in ("C(4)", "Si", "N(5)", "P", "S(6)")], exact, rtol=1e-8)


# (what is wrong, what must be said)
WRONG = [
    ("{pH: 7, totals: {Ca: 3}}", "'3' has no unit; expected an amount of Ca"),
    ("{pH: 7, totals: {Ca: 3 mg/kg}}", "a kilogram of what"),
    ("{pH: 7, totals: {Ca: 3 ppt}}", "a thousandth to some"),
    ("{pH: 7, totals: {Ca: 3 MMOL/kgw}}", "did you mean 'mmol/kgw'?"),
    ("{pH: 7, totals: {Ca: 3 meq/L}}", "equivalents are for Alkalinity"),
    ("{pH: 7, totals: {Ca: -3 mmol/L}}", "must not be negative"),
    ("{pH: 7, totals: {Ca: .nan}}", "not a finite number"),
    ("{pH: 7, totals: {Ca: [1]}}", "expected an amount of an element, not a list"),
    ("{pH: 7, totals: {Ca: {amont: 1 mmol/L}}}", "unknown key 'amont'"),
    ("{pH: 7, totals: {Ca: 3 mmol/L gfw zero}}", "no gram formula weight"),
    ("{pH: 7, totals: {C(4): 3 mg/L as X, Ca: 1 mg/L}}", "no atomic weight of 'X'"),
    ("{pH: 7, totals: {C(4): 3 mg/L as (, Ca: 1 mg/L}}", "a bracket is not closed"),
    ("{pH: 17, totals: {Ca: 3 mmol/L}}", "must not exceed 16"),
    ("{pH: 7, pe: 4, Eh: 0.3 V}", "pe and Eh each set the redox state"),
    ("{pH: 7, redox: O(0)}", "is no redox couple"),
    ("{pH: 7, redox: N(5)/S(6)}", "are not two valences of one element"),
    ("{pH: 7, redox: O(-2)/O(0)}", "needs the total of 'O(0)'"),
    ("{totals: {Ca: 3 mmol/L}}", "missing 'pH'"),
    ("{pH: 7, charge: pH}", "pH is both given and adjusted"),
    ("{pH: 7, charge: Ca, totals: {Ca: 3 mmol/L}}", "Ca is both given and adjusted"),
    ("{pH: 7, charge: Si, totals: {Na: 3 mmol/L}}", "cannot balance charge"),
    ("{pH: 7, charge: Xx}", "the database has no element 'Xx'"),
    ("{pH: 7, totals: {CA: 3 mmol/L}}", "did you mean 'Ca'?"),
    ("{pH: 7, totals: {Fe: 3 mmol/L}}", "'Fe' has the valences Fe(2), Fe(3)"),
    ("{pH: 7, totals: {Fe(4): 3 mmol/L}}", "the database has no element 'Fe(4)'"),
    ("{pH: 7, pe: 4, totals: {Fe: 3 mmol/L, Fe(2): 3 mmol/L}}", "'Fe(2)' is part of 'Fe'"),
    ("{pH: 7, totals: {'13C': 3 mmol/L}}", "isotopes are not computed"),
    ("{pH: 7, totals: {H: 3 mmol/L}}", "'H' is no total"),
    ("{pH: 7, equilibrate: {calcite: 0}}", "did you mean 'Calcite'?"),
    ("{pH: 7, equilibrate: {Calcite: 0}}", "too few"),
    ("{pH: 7, totals: {Ca: 1 mmol/L, C(4): 1 mmol/L}, equilibrate: {Calcite: 0}}", "too many"),
    ("{pH: 7, totals: {C(4): 1 mmol/L, Alkalinity: 1 meq/L}}", "determine each other"),
    ("{pH: 7, totals: {Na: 1 mmol/kgw, Cl: 1 mmol/L}}", "beside amounts per solution"),
    ("{pH: 7, totals: {Na: 900 g/L, Cl: 900 g/L}}", "would weigh"),
    ("{pH: 7, temperature: 400 degC}", "outside 0 to 200 degC"),
]  # fmt: skip


@pytest.mark.parametrize(("water", "said"), WRONG)
def test_what_is_wrong_with_a_water_is_said_with_its_place(database, water, said):
    with pytest.raises(BadInput) as caught:
        check_waters(model(water), database)
    told = str(caught.value)
    assert said in told
    assert "<text>:4:" in told


WRONG_STEPS = [
    ("{mix: {b: 1}}", "unknown water 'b'"),
    ("{water: a, mix: {a: 1}}", "two ways to begin"),
    ("{steps: 3}", "nothing here goes in steps"),
    ("{add: {HCl: 1}}", "'1' has no unit"),
    ("{add: {Hcl: 1 mol}}", "no element 'Hcl' of 'Hcl'"),
    ("{add: {HCl: 1 mol}, steps: [0.5, 0.2]}", "must rise"),
    ("{evaporate: 100 %}", "must be less than 1"),
    ("{phases: {Calcit: 0}}", "did you mean 'Calcite'?"),
    ("{gas: {gases: {CO2: 1 atm}}}", "the database has no gas 'CO2'"),
    ("{exchange: {sites: {Y: 1 mol}, equilibrate: a}}", "the database has no exchanger 'Y'"),
    ("{exchange: {sites: {X: 1 mol}, equilibrate: b}}", "unknown water 'b'"),
    ("{surface: {Hfo: {sites: {Hfo: 1 mmol}, mass: 1 g}}}", "the database has no surface 'Hfo'"),
    ("{temperature: 20 degC, heat: {from: 2 degC, to: 3 degC}}", "both set it"),
    ("{solid solutions: {ss: {Calcite: 1 mol}}}", "at least 2 needed"),
    ("{wash: 3}", "unknown key 'wash'"),
]


@pytest.mark.parametrize(("step", "said"), WRONG_STEPS)
def test_what_is_wrong_with_a_step_is_said_with_its_place(database, step, said):
    with pytest.raises(BadInput) as caught:
        check_waters(model("{pH: 7, totals: {Na: 1 mmol/kgw}}", f"reaction:\n - {step}\n"), database)
    told = str(caught.value)
    assert said in told
    assert "<text>:6:" in told


def test_a_water_reads_back_the_same():
    first = model(
        "{temperature: 12 degC, pH: 7, pe: 4, units: ppm, totals: {Ca: 3, C(4): 4 mg/kgs as CO3, "
        "O(0): {equilibrate: O2(g) -0.7}, U: {amount: 3 ppb gfw 238.0, redox: O(-2)/O(0)}}}",
        "reaction:\n - {add: {NaOH: 1 mmol}, steps: 4}\n - {heat: {from: 12 degC, to: 50 degC}, steps: [0.1, 0.5]}\n",
    )
    again = read_text(write_yaml(first.resolved()))
    assert again.resolved() == first.resolved()
    assert "time" not in first.resolved()
    assert first.reaction[0].shares == (0.25, 0.5, 0.75, 1.0)
    assert first.reaction[1].shares == (0.1, 0.5, 1.0)


@pytest.mark.parametrize(
    ("couple", "equation", "electrons"),
    [
        (("Fe(2)", "Fe(3)"), "Fe+3 + e- = Fe+2", 1),
        (("O(-2)", "O(0)"), "O2 + 4 H+ + 4 e- = 2 H2O", 4),
        (("N(5)", "N(-3)"), "NO3- + 10 H+ + 8 e- = NH4+ + 3 H2O", 8),
        (("S(6)", "S(-2)"), "SO4-2 + 9 H+ + 8 e- = HS- + 4 H2O", 8),
    ],
)
def test_half_reactions(database, couple, equation, electrons):
    half = half_reaction(database, *couple)
    assert half is not None
    assert half.electrons == electrons
    # the terms may stand in any order
    left, right = (set(side.split(" + ")) for side in half.equation.split(" = "))
    assert [left, right] == [set(side.split(" + ")) for side in equation.split(" = ")]


def test_pe_of_oxygen_against_phreeqc(database):
    """Where valences exchange electrons PHREEQC's pe is that of every couple."""
    names = ["O2", "H+", "H2O", "Fe+2", "Fe+3"]
    text = "SOLUTION 1\n pH 3\n pe 14\n temp 40\n units mmol/kgw\n Fe 1\n Cl 3\n"
    pe, *logs = punch(text, ['-LA("e-")', *(f'LA("{name}")' for name in names)])[:, 0]
    known = dict(zip(names, logs, strict=True))
    for couple in (("O(-2)", "O(0)"), ("Fe(2)", "Fe(3)")):
        half = half_reaction(database, *couple)
        assert half is not None
        assert pe_of(half, known, 313.15) == pytest.approx(pe, abs=1e-6)


def test_database_of_a_file(tmp_path):
    """A database beside the file is found, and one that is not there is told."""
    (tmp_path / "water.yaml").write_text("kind: water\ndatabase: {file: my.dat}\nwaters: {a: {pH: 7}}\n")
    from fluxforce.model import read

    with pytest.raises(BadInput, match="no such file"):
        read(tmp_path / "water.yaml")
    (tmp_path / "my.dat").write_bytes(database_path("phreeqc.dat").read_bytes())
    found = read(tmp_path / "water.yaml")
    assert isinstance(found, WaterModel)
    database = named_database(found)
    assert database is not None
    assert "Calcite" in database.phases
