"""`fluxforce database`: what a database holds and what of it is not used, as text and as JSON."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from fluxforce.cli import app


def invoke(*arguments):
    return CliRunner().invoke(app, [str(part) for part in arguments])


def test_what_there_is():
    outcome = invoke("database")
    assert outcome.exit_code == 0
    assert outcome.stdout.split()[:3] == ["Amm.dat", "ColdChem.dat", "Concrete_PHR.dat"]
    assert len(json.loads(invoke("database", "--json").stdout)["databases"]) == 19


def test_account_as_text():
    outcome = invoke("database", "phreeqc.dat")
    assert outcome.exit_code == 0, outcome.output
    for said in (
        "phreeqc.dat: valid",
        "234  aqueous species",
        "40  surface species",
        "RATES (line 1606, 146 statements): programs in BASIC are never run",
        "-viscosity, 29 times: kept, no calculation uses it",
        "Calcite (line 1799): Plummer, Wigley and Parkhurst",
        "line 92: -gamma of Na+ given again; the last one holds",
    ):
        assert said in outcome.stdout


def test_account_as_json():
    found = json.loads(invoke("database", "iso.dat", "--json").stdout)
    assert found["status"] == "valid"
    assert found["holds"]["named expressions"] == 74
    assert [block["keyword"] for block in found["not used"]] == [
        *("ISOTOPES", "ISOTOPE_RATIOS", "ISOTOPE_ALPHAS", "CALCULATE_VALUES", "CALCULATE_VALUES")
    ]
    assert found["activity coefficients"]["as water"] == 11


def test_long_lists_are_cut_and_say_so():
    assert "... and 124 more (--full)" in invoke("database", "Kinec.v2.dat").stdout
    assert "more (--full)" not in invoke("database", "Kinec.v2.dat", "--full").stdout


@pytest.mark.parametrize("names", [("pitzer.dat + Concrete_PZ.dat",), ("pitzer.dat", "Concrete_PZ.dat")])
def test_files_in_turn(names):
    outcome = invoke("database", *names)
    assert outcome.stdout.startswith("pitzer.dat + Concrete_PZ.dat: valid")
    assert "PRINT (Concrete_PZ.dat, line 6, 1 statements): it steers a calculation" in outcome.stdout
    assert "brings no water" in invoke("database", "Concrete_PZ.dat").stdout


def test_what_is_wrong_is_said_with_its_line(tmp_path):
    broken = tmp_path / "broken.dat"
    broken.write_text("PHASES\nSalt\n NaCl = Na+\n")
    outcome = invoke("database", broken)
    assert outcome.exit_code == 2
    assert outcome.stderr.startswith(
        "broken.dat:3: error: 'NaCl = Na+' does not balance: Cl by -1, charge by +1"
    )
    found = json.loads(invoke("database", broken, "--json").stdout)
    assert (found["status"], found["problems"][0]["line"]) == ("bad input", 3)
    assert "hint: did you mean 'phreeqc.dat'" in invoke("database", "phreeq.dat").stderr


def test_needs_no_jax():
    code = (
        "import sys\nfrom fluxforce.cli import main\nsys.argv = ['fluxforce', 'database', 'pitzer.dat', '--json']\n"
        "try:\n    main()\nexcept SystemExit:\n    print('jax' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "False"
    assert json.loads(done.stdout)["name"] == "pitzer.dat"
