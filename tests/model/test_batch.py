"""Beakers from their files: laws, surfaces, gases, what is refused, and PHREEQC's calcite."""

import copy

import numpy as np
import pytest

import fluxforce as ff
from fluxforce.balance import evaluated
from fluxforce.errors import BadInput
from fluxforce.ledger_text import imbalances
from fluxforce.model import from_data
from fluxforce.model.assemble import assemble
from fluxforce.model.schema import BatchModel
from fluxforce.solve.tableau import tableau_for

DATA = {
    "fluxforce": 1,
    "kind": "batch",
    "temperature": "25 degC",
    "database": "phreeqc.dat",
    "elements": ["H", "O", "C(4)", "Ca", "Na", "Cl"],
    "waters": {
        "acid": {
            "pH": 4.5,
            "totals": {"C(4)": "2 mmol/kgw", "Ca": "0.1 mmol/kgw", "Na": "1 mmol/kgw"},
            "charge": "Cl",
        }
    },
    "minerals": {
        "Calcite": {
            "amount": "3 mmol/kgw",
            "surface area": "16.7 m2/mol",
            "rate": {"law": "plummer-wigley-parkhurst", "temkin": 1.5},
        }
    },
    "beaker": {"water": "acid"},
    "time": {"end": "1 hour", "outputs": 2, "tolerance": 1e-4},
    "environment": {"temperature": "25 degC"},
}


def changed(path: str, value, base: dict = DATA) -> dict:
    """The data with one value put at a path of keys."""
    data = copy.deepcopy(base)
    inside = data
    *keys, last = path.split("/")
    for key in keys:
        inside = inside.setdefault(key, {})
    inside[last] = value
    return data


def first_rate(data: dict, process: int = 0) -> float:
    """Extent per second of a process at the start."""
    made = assemble(from_data(data))
    return float(evaluated(made.system, made.start).fluxes[process][0, 0])


def rate_by_phreeqc(rate: str, ph: str = "4.5") -> float:
    """A rate in the same water by IPhreeqc, as a BASIC expression per m2."""
    from tests.phreeqc_oracle import punch, solution

    lines = ["C(4) 2e-3", "Ca 1e-4", "Na 1e-3", "Cl 1e-3 charge"]
    return float(punch(solution(1, 25.0, ph, lines), [rate], database="phreeqc_rates.dat")[0, 0])


def test_first_rates_are_those_of_phreeqc():
    """Both laws in one water, over the surface of 3 mmol: 0.0501 m2/kgw."""
    area = 16.7 * 3e-3
    forward = '10*(10^(0.198-444/298.15)*ACT("H+")+10^(2.84-2177/298.15)*ACT("CO2")+10^(-5.86-317/298.15)*ACT("H2O"))'
    plummer = rate_by_phreeqc(f'{forward}*(1-10^(2/3*SI("Calcite")))')
    assert first_rate(DATA) == pytest.approx(area * plummer, rel=1e-5)
    table = changed("minerals/Calcite/rate", {"law": "palandri-kharaka"})
    tabulated = rate_by_phreeqc('(10^-0.3*ACT("H+")+10^-5.81+10^-3.48*10^SI("CO2(g)"))*(1-SR("Calcite"))')
    assert first_rate(table) == pytest.approx(area * tabulated, rel=1e-4)


def test_surfaces_by_mole_by_mass_and_by_water_are_one():
    """0.167 m2/g of 100 g/mol, 3 mmol of it."""
    by_mass = changed("minerals/Calcite/surface area", "0.167 m2/g")
    by_mass["minerals"]["Calcite"] |= {"molar mass": "100 g/mol", "mass": "0.3 g/kgw"}
    del by_mass["minerals"]["Calcite"]["amount"]
    by_water = changed("minerals/Calcite/surface area", "0.0501 m2/kgw")
    wanted = first_rate(DATA)
    assert first_rate(by_mass) == pytest.approx(wanted, rel=1e-12)
    assert first_rate(by_water) == pytest.approx(wanted, rel=1e-12)


def test_a_gas_over_the_water_brings_it_to_its_pressure():
    """At rest the fugacity in the water is that of the gas; no phase but the gas reacts."""
    data = changed("beaker/gases", {"CO2(g)": {"log pressure": -3.4, "rate": "1e-6 mol/kgw/s"}})
    data |= {"minerals": {}, "time": {"end": "1 day", "outputs": 1, "tolerance": 1e-4}}
    made = assemble(from_data(data))
    rates = evaluated(made.system, made.start)
    # the water holds more CO2 than the gas: X/R = ln(f_gas/f_water), and J = rate (1 - f_water/f_gas)
    excess = np.exp(-float(rates.forces[0][0, 0]) / 8.31446261815324)
    assert float(rates.fluxes[0][0, 0]) == pytest.approx(1e-6 * (1.0 - excess), rel=1e-12)
    wanted = rate_by_phreeqc('10^(SI("CO2(g)") + 3.4)')
    assert excess == pytest.approx(wanted, rel=1e-3)


@pytest.mark.slow
def test_one_way_rates_are_unbounded_in_the_ledger():
    rate = {"law": "one-way", "mechanisms": {"any": {"k": "1e-8 mol/m2/s", "activation energy": "0 kJ/mol"}}}
    results = ff.run(from_data(changed("minerals/Calcite/rate", rate)))
    assert "Calcite dissolution" in results.budget["entropy"]["unbounded"]
    assert "Calcite dissolution" not in results.budget["entropy"]["produced"]
    assert imbalances(results.budget) == []
    dissolved = 3e-3 - float(results.dataset["mineral_amount"].values[0, -1, 0])
    # area shrinks with the two-thirds power: grains of one size lose a constant thickness
    k_area = 1e-8 * 16.7 * 3600.0 / 3.0
    assert dissolved == pytest.approx(3e-3 * (1.0 - (1.0 - k_area) ** 3), rel=1e-4)


def test_a_mineral_that_is_not_there_begins_by_nucleation():
    data = changed(
        "waters/acid",
        {"pH": 9.5, "totals": {"C(4)": "5 mmol/kgw", "Ca": "5 mmol/kgw", "Na": "1 mmol/kgw"}, "charge": "Cl"},
    )
    data["minerals"]["Calcite"] |= {
        "amount": "0 mol/kgw", "area model": "proportional",
        "nucleation": {"k": "1e-6 mol/kgw/s", "tension": "0.04 J/m2"},
    }  # fmt: skip
    made = assemble(from_data(data))
    rates = evaluated(made.system, made.start)
    assert float(rates.fluxes[0][0, 0]) == 0.0  # nothing has a surface yet
    assert -1e-6 < float(rates.fluxes[1][0, 0]) < 0.0


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("minerals/Calcite/rate", {"law": "palandri-kharaka", "mineral": "Quarz"}, "did you mean 'Quartz'"),
        ("minerals/Calcite/rate", {"law": "palandri-kharaka", "without": ["base"]}, "no base mechanism"),
        ("minerals/Calcite/rate", {"law": "palandri"}, "is not one of"),
        ("minerals/Calcite/surface area", "3 m2", "no surface per mole"),
        ("minerals/Calcite/surface area", "0.1 m2/g", "mass of a mole"),
        ("minerals/Calcite/amount", "0 mol/kgw", "proportional"),
        ("minerals/Calcite/mass", "1 g/kgw", "either 'amount' or 'mass'"),
        ("beaker/water", "acit", "did you mean 'acid'"),
        ("beaker/gases", {"CO3(g)": {"log pressure": -3, "rate": "1e-6 mol/kgw/s"}}, "no gas 'CO3(g)'"),
        ("temperature", "70 degC", "5 to 60 degC"),
        ("time/solver", "Kvaerno9", "is not one of"),
    ],
)
def test_what_is_wrong_is_said(path, value, said):
    with pytest.raises(BadInput) as found:
        assemble(from_data(changed(path, value)))
    assert said in "\n".join(str(problem) for problem in found.value.problems)


def test_an_absent_catalyst_is_an_error_and_may_be_stated_to_do_nothing():
    """Gypsum as calcite: no carbon in the water, so the carbonate mechanism has no CO2."""
    data = copy.deepcopy(DATA)
    data["elements"] = ["H", "O", "Ca", "S(6)", "Na", "Cl"]
    data["waters"]["acid"] = {
        "pH": 5,
        "totals": {"S(6)": "1 mmol/kgw", "Ca": "1 mmol/kgw", "Na": "1 mmol/kgw"},
        "charge": "Cl",
    }
    data["minerals"] = {
        "Gypsum": {
            "amount": "3 mmol/kgw",
            "surface area": "1 m2/mol",
            "rate": {"law": "palandri-kharaka", "mineral": "Calcite"},
        }
    }
    with pytest.raises(BadInput, match=r"carbonate mechanism.*needs CO2"):
        assemble(from_data(data))
    data["minerals"]["Gypsum"]["rate"]["without"] = ["carbonate"]
    assert first_rate(data) > 0.0


def test_the_method_follows_the_tolerance():
    """Third order below 1e-5, or where the file asks for it."""
    for tolerance, solver, wanted in (
        (1e-3, "automatic", "TR-BDF2"), (1e-6, "automatic", "Kvaerno3"), (1e-3, "Kvaerno3", "Kvaerno3")
    ):  # fmt: skip
        time = from_data(changed("time", {"end": "1 min", "tolerance": tolerance, "solver": solver})).time
        assert tableau_for(time.solver, time.tolerance).name == wanted


@pytest.mark.slow
def test_the_example_follows_phreeqc():
    """Calcite dissolved after each hour of a day by IPhreeqc with PHREEQC's Temkin number of 1.5."""
    from tests.phreeqc_oracle import KNOBS

    phreeqc = pytest.importorskip("phreeqc")
    data = changed("time", {"end": "1 day", "outputs": ["1 hour", "6 hour", "1 day"], "tolerance": 1e-6})
    results = ff.run(from_data(data))
    assert results.history["tableau"] == "Kvaerno3"
    assert imbalances(results.budget) == []
    assert all(value > 0.0 for value in results.budget["entropy"]["produced"].values())
    mine = 3e-3 - results.dataset["mineral_amount"].values[0, 1:, 0]
    k = [
        10 * 10 ** (0.198 - 444 / 298.15),
        10 * 10 ** (2.84 - 2177 / 298.15),
        10 * 10 ** (-5.86 - 317 / 298.15),
    ]
    text = (
        f'{KNOBS}\nRATES\nCalcite\n-start\n10 r = 0.0501*(M/M0)^(2/3)*({k[0]!r}*ACT("H+")+{k[1]!r}*ACT("CO2")+'
        f'{k[2]!r}*ACT("H2O"))\n20 SAVE r*(1-10^(2/3*SI("Calcite")))*TIME\n-end\nEND\n'
        "SOLUTION 1\n-units mol/kgw\npH 4.5\nC(4) 2e-3\nCa 1e-4\nNa 1e-3\nCl 1e-3 charge\n"
        "KINETICS 1\nCalcite\n-formula CaCO3\n-m0 3e-3\n-tol 1e-11\n-steps 3600 21600 86400\n"
        "SELECTED_OUTPUT\n-reset false\n-high_precision true\n-kinetic_reactants Calcite\nEND\n"
    )
    engine = phreeqc.Phreeqc()
    assert engine.LoadBuiltInDatabase("phreeqc.dat") == 0
    assert engine.RunString(text) == 0, engine.GetErrorString()
    rows = engine.GetSelectedOutputRowCount()
    theirs = 3e-3 - np.array([engine.GetSelectedOutputValue(r, 0) for r in range(rows - 3, rows)])
    np.testing.assert_allclose(mine, theirs, rtol=1e-4)


def test_a_disputed_value_is_warned_of():
    from fluxforce.cli.scrutiny import disputed

    tabulated, own = from_data(changed("minerals/Calcite/rate", {"law": "palandri-kharaka"})), from_data(DATA)
    assert isinstance(tabulated, BatchModel)
    assert isinstance(own, BatchModel)
    (said,) = disputed(tabulated)
    assert "Calcite" in said
    assert "28 times faster" in said
    assert list(disputed(own)) == []
