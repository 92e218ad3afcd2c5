"""Waters made from constraints, as PHREEQC makes its initial solutions, and refusals that explain."""

import numpy as np
import pytest

from fluxforce.model.databases import aqueous_model, database_path, phase_reaction, read_database
from fluxforce.thermo.aqueous import WaterError, make_water, speciate
from fluxforce.thermo.aqueous.gas import ln_fugacity_coefficient
from tests.phreeqc_oracle import punch, solution

ELEMENTS = ("H", "O", "C(4)", "Ca", "Mg", "Na", "Cl")


def chemistry(celsius: float):
    database = read_database(database_path("phreeqc.dat"))
    model = aqueous_model(database, ELEMENTS, celsius + 273.15)
    names = ("Calcite", "Dolomite", "CO2(g)")
    return model, {name: phase_reaction(database, model, name, celsius + 273.15) for name in names}


@pytest.fixture(scope="module")
def room():
    return chemistry(25.0)


# Each case: degC, ours (totals, pH, equilibria, charge), and the same for PHREEQC (pH line, other lines).
SALT = {"Na": 2e-4, "Cl": 2e-4}
SALT_LINES = ["Na 2e-4", "Cl 2e-4"]
CASES = {
    "rain with soil gas": (
        (10.0, {**SALT, "Ca": 1e-5, "Mg": 5e-6}, None, {"CO2(g)": -1.5}, "pH"),
        ("7 charge", [*SALT_LINES, "Ca 1e-5", "Mg 5e-6", "C(4) 1 CO2(g) -1.5"]),
    ),
    "limestone water": (
        (25.0, {**SALT, "Mg": 1e-5}, None, {"Calcite": 0.0, "CO2(g)": -3.0}, "pH"),
        ("7 charge", [*SALT_LINES, "Mg 1e-5", "C(4) 1e-3 CO2(g) -3", "Ca 1e-3 Calcite 0"]),
    ),
    "dolomite and calcite": (
        (40.0, SALT, None, {"Calcite": 0.3, "Dolomite": -0.2, "CO2(g)": -2.0}, "pH"),
        ("7 charge", [*SALT_LINES, "C(4) 1e-3 CO2(g) -2", "Ca 1e-3 Calcite 0.3", "Mg 1e-3 Dolomite -0.2"]),
    ),
    "pH given, closed by chloride": (
        (25.0, {"Na": 0.1, "Ca": 0.05, "C(4)": 1e-3}, 6.0, {}, "Cl"),
        ("6", ["Na 0.1", "Ca 0.05", "C(4) 1e-3", "Cl 0.1 charge"]),
    ),
    "pH given, charge left": (
        (60.0, {"Na": 0.1, "Cl": 0.1, "C(4)": 1e-2}, 9.0, {}, None),
        ("9", ["Na 0.1", "Cl 0.1", "C(4) 1e-2"]),
    ),
    "pH from a gas": (
        (25.0, {"Na": 0.3, "C(4)": 0.2, "Cl": 0.05}, None, {"CO2(g)": -0.5}, None),
        ("7 CO2(g) -0.5", ["Na 0.3", "C(4) 0.2", "Cl 0.05"]),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_as_phreeqc_makes_them(name):
    (celsius, totals, ph, equilibrate, charge), (ph_line, lines) = CASES[name]
    model, phases = chemistry(celsius)
    water = make_water(model, phases, totals, ph, equilibrate, charge)
    asked = ['-LA("H+")', *(f'MOL("{s}")' for s in model.species)]
    theirs = punch(solution(1, celsius, ph_line, lines), asked)[:, 0]
    assert -water.z[0] / np.log(10) == pytest.approx(theirs[0], abs=1e-6)
    seen = theirs[1:] > 1e-12
    np.testing.assert_allclose(water.molality[seen], theirs[1:][seen], rtol=1e-6)
    if charge:
        assert abs(water.charge) < 1e-14
    again = speciate(model, np.asarray(water.totals)[:, None])
    np.testing.assert_allclose(again.z[:, 0], water.z, atol=1e-9)


def test_a_bare_proton_excess_is_enough(room):
    model, phases = room
    water = make_water(model, phases, {"H": 1e-3, "Cl": 1e-3})
    assert water.by_component(model)["H+"] == pytest.approx(1e-3, rel=1e-10)
    assert water.by_component(model)["Ca+2"] == pytest.approx(1e-14, rel=1e-6)  # an absent element is a trace


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"totals": {"Na": 1e-3}}, "under-determined"),
        ({"totals": {}, "equilibrate": {"Calcite": 0.0}, "charge": "pH"}, "under-determined.*C\\(4\\), Ca"),
        (
            {"totals": {"Ca": 1e-3, "C(4)": 1e-3}, "equilibrate": {"Calcite": 0.0}, "charge": "pH"},
            "over-determined",
        ),
        ({"totals": {}, "ph": 7.0, "charge": "pH"}, "neither pH"),
        ({"totals": {"H": 1e-3}, "ph": 7.0}, "pH is given"),
        ({"totals": {"Ka": 1e-3}, "ph": 7.0}, "this model has H, C\\(4\\)"),
        ({"totals": {"Na": -1e-3}, "ph": 7.0}, "negative"),
        ({"totals": {"Na": 1e-3, "Na+": 1e-3}, "ph": 7.0}, "twice"),
        ({"totals": {}, "ph": 7.0, "equilibrate": {"Calcit": 0.0}}, "no such phase"),
        ({"totals": {}, "ph": 3.0, "charge": "Na"}, "found no water"),
        ({"totals": {"Cl": 0.1}, "ph": 7.0, "charge": "C(4)"}, "found no water"),
        ({"totals": {"Na": float("nan")}, "ph": 7.0}, "not a number"),
    ],
)
def test_bad_waters_are_explained(room, arguments, says):
    model, phases = room
    with pytest.raises(WaterError, match=says):
        make_water(model, phases, **arguments)


def test_fugacity_of_carbon_dioxide():
    """The second virial coefficient of CO2 at 25 degC is -123 cm3/mol (Dymond and Smith, 1980)."""
    for pressure in (1e-3, 0.1):
        virial = ln_fugacity_coefficient(pressure, 298.15, 304.2, 72.86, 0.225) / pressure * 82.057 * 298.15
        assert virial == pytest.approx(-123, rel=0.12)
