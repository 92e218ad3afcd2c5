"""`fluxforce water`: examples beside IPhreeqc, tables, folders, and what happens with bad files."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from fluxforce.cli import app
from fluxforce.cli.water_text import WIDTH, lines
from fluxforce.model import read
from fluxforce.model.named import named_database
from fluxforce.model.schema import WaterModel
from fluxforce.model.waters.solve import solve_waters
from fluxforce.model.waters.states import WaterState
from fluxforce.readings.water_results import records
from fluxforce.results import describe, load
from tests.phreeqc_waters import Oracle

SEAWATER = """SOLUTION 1
 units ppm
 density 1.023
 pH 8.22
 pe 8.451
 Ca 412.3
 Mg 1291.8
 Na 10768.0
 K 399.1
 Fe 0.002
 Mn 0.0002
 Si 4.28
 Cl 19353.0
 Alkalinity 141.682 as HCO3
 S(6) 2712.0
 N(5) 0.29 gfw 62.0
 N(-3) 0.03 as NH4
 U 3.3 ppb N(5)/N(-3)
 O(0) 1e-12 O2(g) -0.7
"""
HARD = """SOLUTION 1
 units mmol/kgw
 temp 20
 pH 7.9
 Ca 2.4
 Mg 0.9
 Na 1.2
 Cl 1.8
 S(6) 0.6
 C(4) 4 charge
"""
ACID = "EQUILIBRIUM_PHASES\n Calcite 0 2e-3\nREACTION\n HCl 1\n {share} moles\n"
FRESH = "SOLUTION 1\n units mmol/kgw\n pH 7.6\n Ca 1.6\n Mg 0.4\n Na 0.5\n K 0.1\n Cl 0.6\n C(4) 1 charge\n"
SEA = "SOLUTION 2\n units mmol/kgw\n pH 8.2\n Ca 10.7\n Mg 55.1\n Na 485\n K 10.6\n Cl 566\n S(6) 29.3\n C(4) 2.1\n"
CLAY = f"{FRESH}{SEA}END\nEXCHANGE 1\n X 0.5\n -equilibrate 1\nEND\nMIX\n 1 0.2\n 2 0.8\nUSE exchange 1\n"
ZINC = "SOLUTION 1\n units mmol/kgw\n pH 5\n Zn 0.1\n Cl 100\n Na 100 charge\n"
OXIDE = (
    f"{ZINC}SURFACE 1\n Hfo_sOH 5e-6 600 0.09\n Hfo_wOH 2e-4\n -equilibrate 1\nEND\n"
    "USE solution 1\nUSE surface 1\nREACTION 1\n NaOH 1\n {share} moles\n"
)
BRINE = (
    "SOLUTION 1\n units mmol/kgw\n pH 8.2\n Na 485\n Mg 55.1\n Ca 10.66\n K 10.58\n S(6) 29.3\n C(4) 2.1\n"
    " Cl 560 charge\n"
)
PAN = (
    f"{BRINE}EQUILIBRIUM_PHASES\n Calcite 0 0\n Gypsum 0 0\n Halite 0 0\n CO2(g) -3.4 10\n"
    "REACTION\n H2O -1\n {share} moles\n"
)
PURE = "SOLUTION 1\n pH 7 charge\n"
SULFATES = PURE + "EQUILIBRIUM_PHASES\n Gypsum 0 10\n Anhydrite 0 10\nREACTION_TEMPERATURE\n {share}\n"
RAIN = """SOLUTION 1
 units mg/L
 temp 10
 pH 7 charge
 Na 1.1
 K 0.3
 Ca 0.4
 Mg 0.2
 Cl 1.8
 S(6) 1.5 as SO4
 C(4) 1e-9 CO2(g) -3.4
"""
SOIL = RAIN + "EQUILIBRIUM_PHASES\n CO2(g) -1.8 10\n Calcite 0 10\n Dolomite 0 0\nSAVE solution 1\n"
KETTLE = SOIL + "END\nUSE solution 1\nREACTION_TEMPERATURE\n {share}\n"
MINE = """SOLUTION 1
 units mg/L
 temp 14
 pH 2.9
 Fe(2) 310
 Fe(3) 85
 Al 42
 Ca 160
 Mg 75
 Na 30
 Mn(2) 9
 Zn 6
 K 4
 Cl 20
 O(0) 1.5
 S(6) 1e-6 charge
"""

# example, database, state, what is put in for {share}, input of PHREEQC
BESIDE = [
    ("titration", "phreeqc.dat", 0, 0.0, HARD),
    ("titration", "phreeqc.dat", 4, 2e-3, HARD + ACID),
    ("titration", "phreeqc.dat", -1, 10e-3, HARD + ACID),
    ("seawater", "wateq4f.dat", 0, 0.0, SEAWATER),
    ("exchange", "phreeqc.dat", 0, 0.0, FRESH),
    ("exchange", "phreeqc.dat", -1, 0.0, CLAY),
    ("zinc-on-ferrihydrite", "phreeqc.dat", 1, 0.35e-3 / 14, OXIDE),
    ("zinc-on-ferrihydrite", "phreeqc.dat", -1, 0.35e-3, OXIDE),
    ("evaporating-sea", "pitzer.dat", 0, 0.0, BRINE),
    ("evaporating-sea", "pitzer.dat", 5, 0.95 * 0.75 / 0.018016, PAN),
    ("evaporating-sea", "pitzer.dat", -1, 0.95 / 0.018016, PAN),
    ("groundwater", "phreeqc.dat", 0, 0.0, RAIN),
    ("groundwater", "phreeqc.dat", 1, 0.0, SOIL),
    ("groundwater", "phreeqc.dat", -1, 90.0, KETTLE),
    ("acid-mine-drainage", "wateq4f.dat", 0, 0.0, MINE),
    ("gypsum", "phreeqc.dat", 15, 40.0, SULFATES),
    ("gypsum", "phreeqc.dat", -1, 75.0, SULFATES),
]  # fmt: skip
# Kept by default: the fastest with a path, with phases, a reactant and a balance of charge.
QUICK = {"titration"}


def solved(examples: Path, name: str, kept: dict[str, list[WaterState]] = {}) -> list[WaterState]:  # noqa: B006
    """All states of an example, once for all tests."""
    if name not in kept:
        model = read(examples / "waters" / f"{name}.yaml")
        assert isinstance(model, WaterModel)
        database = named_database(model)
        assert database is not None
        kept[name] = list(solve_waters(model, database))
    return kept[name]


@pytest.mark.parametrize(
    ("name", "database", "state", "share", "text"),
    [
        pytest.param(*case, id=f"{case[0]}-{case[2]}", marks=() if case[0] in QUICK else pytest.mark.slow)
        for case in BESIDE
    ],
)
def test_examples_beside_phreeqc(examples, name, database, state, share, text):
    """pH within 1e-5, saturation indices within 1e-4, molalities above 1e-12 within 1e-4."""
    found = solved(examples, name)[state]
    answer = Oracle(database).ask_text(text.replace("{share}", repr(share)))
    assert answer is not None
    assert found.pH == pytest.approx(answer.ph, abs=1e-5)
    assert found.ionic_strength == pytest.approx(answer.strength, rel=1e-4)
    assert found.water_activity == pytest.approx(answer.water_activity, abs=1e-6)
    index = {one.name: one.index for one in found.saturation}
    shared = set(index) & set(answer.saturation)
    # without electrons, as here in most files, there are no phases that need them
    assert len(shared) >= len(answer.saturation) - 12
    worst = max(shared, key=lambda phase: abs(index[phase] - answer.saturation[phase]))
    assert index[worst] == pytest.approx(answer.saturation[worst], abs=1e-4), worst
    molality = {one.name: one.molality for one in found.species}
    for species, expected in answer.molality.items():
        if expected > 1e-12 and species in molality:
            assert molality[species] == pytest.approx(expected, rel=1e-4), species


def test_affinities_and_couples_follow_from_indices(examples):
    """A = -R T ln 10 SI with the exact R; the acid uses the calcite up, so it would dissolve."""
    states = solved(examples, "titration")
    for state in (states[0], states[-1]):
        for one in state.saturation:
            exact = -8.31446261815324 * state.temperature * np.log(10.0) * one.index
            assert one.affinity == pytest.approx(exact, rel=1e-12, abs=1e-9)
            assert one.log_iap - one.log_k == pytest.approx(one.index, abs=1e-12)
    end = states[-1].held[0]
    assert (end.name, end.amount) == ("Calcite", 0.0)
    assert next(one for one in states[-1].saturation if one.name == "Calcite").affinity > 0.0


@pytest.mark.slow
def test_couples_of_seawater(examples):
    """The affinity is F times the gap, F exact; the uranium beside PHREEQC's holds the pe of nitrogen to account."""
    state = solved(examples, "seawater")[0]
    couples = {one.name: one for one in state.couples}
    assert set(couples) == {"N(5)/N(-3)", "O(-2)/O(0)"}
    faraday = 96485.33212331
    gap = couples["O(-2)/O(0)"].Eh - couples["N(5)/N(-3)"].Eh
    drive = next(d for d in state.drives if d.donor == "N(5)/N(-3)" and d.acceptor == "O(-2)/O(0)")
    assert drive.affinity == pytest.approx(faraday * gap, rel=1e-9)
    assert drive.affinity > 0.0


def test_text_fits_a_terminal_and_groups_by_element(examples):
    states = solved(examples, "titration")
    told = list(lines(states, "a title"))
    assert max(map(len, told)) <= WIDTH
    assert told[0] == "a title"
    heads = [line for line in told if line.startswith("  Ca  ")]
    assert heads
    start = told.index(next(line for line in told if line.startswith("Distribution of species")))
    calcium = told.index(next(line for line in told[start:] if line.startswith("  Ca  ")))
    molalities = [float(line.split()[1]) for line in told[calcium + 1 : calcium + 5]]
    assert molalities == sorted(molalities, reverse=True)


def test_a_folder_reads_back(examples, tmp_path):
    """Everything is written, STATUS last, and the report is one file without scripts or requests."""
    file = examples / "waters" / "titration.yaml"
    done = CliRunner().invoke(app, ["water", str(file), "-o", str(tmp_path / "out"), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["status"] == "complete"
    assert [one["name"] for one in told["waters"]][:2] == ["hard", "acid"]
    folder = tmp_path / "out"
    assert describe(folder).startswith("complete")
    results = load(folder)
    assert results.dataset.sizes["state"] == len(told["waters"])
    states = records(results.budget["waters"])
    np.testing.assert_allclose(results.dataset["pH"].values, [state.pH for state in states])
    assert (folder / "saturation.csv").read_text().splitlines()[0].startswith("water,step,share,phase,SI")
    page = (folder / "report.html").read_text()
    assert "<script" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "Affinity of every mineral" in page
    again = CliRunner().invoke(app, ["report", str(folder)])
    assert again.exit_code == 0, again.output


BAD = {
    "": 2,
    "kind: water": 2,
    "kind: water\ndatabase: nothing.dat\nwaters: {a: {pH: 7}}": 2,
    "kind: water\ndatabase: phreeqc.dat\nwaters: {}": 2,
    "kind: water\ndatabase: phreeqc.dat\nwaters: {a: {pH: 7, totals: {Ca: 1e400 mol/kgw}}}": 2,
    "kind: water\ndatabase: phreeqc.dat\nwaters: {a: 7}": 2,
    "kind: water\ndatabase: phreeqc.dat\nwaters: [a]": 2,
    "kind: water\ndatabase: {inline: {}}\nwaters: {a: {pH: 7}}": 2,
    "kind: water\ndatabase: phreeqc.dat\nwaters: {a: {pH: 7}}\nreaction: 3": 2,
    "kind: water\ndatabase: phreeqc.dat\nwaters: {a: {pH: 7}}\nmemory limit: 1 byte": 2,
}


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_bad_files_are_told_without_a_traceback(tmp_path, text):
    file = tmp_path / "bad.yaml"
    file.write_text(text + "\n")
    done = CliRunner().invoke(app, ["water", str(file)])
    assert done.exit_code == BAD[text], done.output
    assert "error" in done.output
    assert "Traceback" not in done.output


@pytest.mark.slow
@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("{add: {H2O: -100 mol}}", "more water is taken away than there is"),
        ("{add: {NaCl: -5 mmol}}", "more Na is taken away than there is, by 0.004 mol"),
        ("{add: {Fe: 1 mmol}}", "'Fe' exchanges electrons with the water"),
    ],
)
def test_steps_that_cannot_be_done_are_told(tmp_path, step, said):
    file = tmp_path / "bad.yaml"
    water = "{pH: 7, units: mmol/kgw, totals: {Na: 1, Cl: 1}}"
    file.write_text(f"kind: water\ndatabase: phreeqc.dat\nwaters: {{a: {water}}}\nreaction:\n  - {step}\n")
    done = CliRunner().invoke(app, ["water", str(file)])
    assert done.exit_code == 2, done.output
    assert f"bad.yaml:5:5: error: reaction.0: {said}" in done.output


def test_other_kinds_and_other_verbs_are_sent_away(examples, tmp_path):
    done = CliRunner().invoke(app, ["water", str(examples / "heat-slab.yaml")])
    assert done.exit_code == 2
    assert "fluxforce run" in done.output
    file = examples / "waters" / "titration.yaml"
    done = CliRunner().invoke(app, ["run", str(file), "-o", str(tmp_path / "out")])
    assert done.exit_code == 2
    assert "fluxforce water" in done.output


def test_help_does_not_import_jax():
    code = "import sys; from fluxforce.cli import app; assert 'jax' not in sys.modules, 'jax'"
    subprocess.run([sys.executable, "-c", code], check=True)
