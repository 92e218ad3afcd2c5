"""The command line: what it prints, what it writes, how it leaves. The solver is a stand-in here."""

import json
import os
import signal
import subprocess
import sys
import time
import types

import numpy as np
import pytest
import xarray as xr
from typer.testing import CliRunner

from fluxforce.cli import app
from fluxforce.cli.cite import bibliography, used
from fluxforce.errors import BadInput, SolverGaveUp
from fluxforce.model import read
from fluxforce.model.schema import KINDS
from fluxforce.results import Results, describe, load

BUDGET = {
    "entropy": {"produced": {"conduction": 2.0}, "numerical": {"space": 0.0, "time": 0.01, "leak": 0.0}},
    "exergy": {"destroyed": {"conduction": 596.3}, "total": 596.3},
    "closure": {"entropy": 1e-14, "leak": 1e-12, "elements": {}, "charge": None, "energy": 1e-15},
    "verdict": "Conduction dissipates everything.",
}


def results(budget=BUDGET):
    fields = {"temperature": (("time", "place"), np.full((2, 3), 300.0), {"units": "K"})}
    return Results(xr.Dataset(fields, coords={"time": [0.0, 43200.0]}), dict(budget), {})


def good(model, *, progress, checkpoint, settle=False):
    progress(0.0, model.time.end)
    checkpoint({"time": 1.0, "temperature": np.full(3, 300.0)})
    return results()


@pytest.fixture
def fake(monkeypatch):
    """Put a function in the place of the solver and a line of text in that of the report."""

    def put(run):
        monkeypatch.setitem(sys.modules, "fluxforce.simulate", types.SimpleNamespace(run=run))
        report = types.SimpleNamespace(write=lambda found, path: path.write_text("<html>"))
        monkeypatch.setitem(sys.modules, "fluxforce.report", report)
        monkeypatch.setattr("fluxforce.report", report, raising=False)

    put(good)
    return put


def invoke(*arguments):
    return CliRunner().invoke(app, [str(part) for part in arguments])


def test_run(fake, examples, tmp_path):
    outcome = invoke("run", examples / "heat-slab.yaml", "-o", tmp_path / "out")
    assert outcome.exit_code == 0, outcome.output
    assert "conduction" in outcome.stdout
    assert "Conduction dissipates everything. The books balance." in outcome.stdout
    assert load(tmp_path / "out").complete
    assert (tmp_path / "out" / "report.html").read_text() == "<html>"
    assert not (tmp_path / "out" / "records").exists()
    # A second run takes the folder over.
    assert invoke("run", examples / "heat-slab.yaml", "-o", tmp_path / "out").exit_code == 0


def test_default_folder(fake, examples, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert invoke("run", examples / "heat-slab.yaml", "--quiet").stdout == ""
    assert load("heat-slab-results").complete


def test_json_is_one_object(fake, examples, tmp_path):
    outcome = invoke("run", examples / "heat-slab.yaml", "-o", tmp_path / "out", "--json")
    found = json.loads(outcome.stdout)
    assert found["status"] == "complete"
    assert found["budget"]["entropy"]["produced"] == {"conduction": 2.0}
    assert found["folder"] == str(tmp_path / "out")


def test_bad_input_writes_nothing(fake, tmp_path, examples):
    text = (examples / "heat-slab.yaml").read_text()
    (tmp_path / "bad.yaml").write_text(
        text.replace("cells: 40", "cells: 0").replace("end: 12 hour", "end: 12")
    )
    outcome = invoke("run", tmp_path / "bad.yaml", "-o", tmp_path / "out")
    assert outcome.exit_code == 2
    assert outcome.stderr.count("error:") == 2
    assert "bad.yaml:7:10: error: slab.cells" in outcome.stderr
    assert outcome.stdout == ""
    assert not (tmp_path / "out").exists()
    outcome = invoke("run", tmp_path / "bad.yaml", "-o", tmp_path / "out", "--json")
    found = json.loads(outcome.stdout)
    assert [problem["line"] for problem in found["problems"]] == [7, 15]
    assert invoke("run", tmp_path / "none.yaml", "-o", tmp_path / "out").exit_code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.yaml"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  Calcite:\n", "  Calcit:\n", "the database has no mineral 'Calcit'"),
        (
            "elements: [H, O, C(4), Ca, Mg,",
            "elements: [H, O, C(4), Ca, Mgg,",
            "the database has no element 'Mgg'",
        ),
        ("database: phreeqc.dat", "database: phreeq.dat", "no database 'phreeq.dat'"),
    ],
)
def test_names_that_only_the_database_knows(fake, tmp_path, examples, old, new, said):
    text = (examples / "limestone-column.yaml").read_text().replace(old, new)
    (tmp_path / "bad.yaml").write_text(text)
    for verb in (["check"], ["run", "-o", tmp_path / "out"]):
        outcome = invoke(verb[0], tmp_path / "bad.yaml", *verb[1:])
        assert outcome.exit_code == 2
        assert said in outcome.stderr
        assert "bad.yaml:" in outcome.stderr
        assert "hint: did you mean" in outcome.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_of_others_is_refused(fake, examples, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.tex").write_text("text")
    outcome = invoke("run", examples / "heat-slab.yaml", "-o", tmp_path / "out")
    assert outcome.exit_code == 2
    assert "choose another folder with -o" in outcome.stderr


def test_bad_input_leaves_earlier_results_alone(fake, examples, tmp_path):
    invoke("run", examples / "heat-slab.yaml", "-o", tmp_path / "out")
    (tmp_path / "bad.yaml").write_text("fluxforce: 1\n")
    assert invoke("run", tmp_path / "bad.yaml", "-o", tmp_path / "out").exit_code == 2
    assert load(tmp_path / "out").complete

    def late(model, *, progress, checkpoint, settle=False):
        raise BadInput("the water has no solution")

    fake(late)
    assert invoke("run", examples / "heat-slab.yaml", "-o", tmp_path / "out").exit_code == 2
    assert load(tmp_path / "out").complete


def test_solver_gave_up(fake, examples, tmp_path):
    def stuck(model, *, progress, checkpoint, settle=False):
        progress(100.0, model.time.end)
        raise SolverGaveUp("at 100 s in cell 3: temperature by conduction", results())

    fake(stuck)
    outcome = invoke("run", examples / "heat-slab.yaml", "-o", tmp_path / "out")
    assert outcome.exit_code == 3
    assert "the solver gave up: at 100 s in cell 3" in outcome.stderr
    assert describe(tmp_path / "out").startswith("failed at 12 hour of 12 hour: at 100 s in cell 3")
    assert load(tmp_path / "out").dataset.sizes["time"] == 2


def test_solver_gave_up_at_once(fake, examples, tmp_path):
    def stuck(model, *, progress, checkpoint, settle=False):
        raise SolverGaveUp("the first rates of conduction are not finite")

    fake(stuck)
    outcome = invoke("run", examples / "heat-slab.yaml", "-o", tmp_path / "out", "--json")
    assert outcome.exit_code == 3
    assert json.loads(outcome.stdout)["status"] == "solver gave up"
    assert describe(tmp_path / "out").startswith("failed at 0 s of 12 hour")


def test_books_that_do_not_balance(fake, examples, tmp_path):
    budget = {**BUDGET, "closure": {**BUDGET["closure"], "leak": 1e-3}}
    fake(lambda model, *, progress, checkpoint, settle=False: results(budget))
    outcome = invoke("run", examples / "heat-slab.yaml", "-o", tmp_path / "out")
    assert outcome.exit_code == 4
    assert "THE BOOKS DO NOT BALANCE: leak" in outcome.stdout.replace("\n", " ")


def test_interrupt(fake, examples, tmp_path):
    def interrupted(model, *, progress, checkpoint, settle=False):
        checkpoint({"time": 3600.0, "temperature": np.full(3, 300.0)})
        raise KeyboardInterrupt

    fake(interrupted)
    outcome = invoke("run", examples / "heat-slab.yaml", "-o", tmp_path / "out")
    assert outcome.exit_code == 130
    assert (
        describe(tmp_path / "out") == "interrupted at 60 min of 12 hour: stopped by the user; 1 record kept"
    )


PROGRAM = """
import sys, time, types
import numpy as np
def run(model, *, progress, checkpoint, settle=False):
    checkpoint({"time": 3600.0, "temperature": np.full(3, 300.0)})
    print("going", flush=True)
    BODY
sys.modules["fluxforce.simulate"] = types.SimpleNamespace(run=run)
from fluxforce.cli import main
main()
"""


def program(body, *arguments):
    command = [sys.executable, "-c", PROGRAM.replace("BODY", body), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_control_c_in_a_real_process(examples, tmp_path):
    with program("time.sleep(60)", "run", examples / "heat-slab.yaml", "-o", tmp_path / "out") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "going\n"
        os.kill(process.pid, signal.SIGINT)
        _, stderr = process.communicate(timeout=30)
        assert process.returncode == 130
    assert "interrupted at 60 min of 12 hour" in stderr
    assert "Traceback" not in stderr


def test_an_internal_error_is_one_line(examples, tmp_path):
    with program("1 / 0", "run", examples / "heat-slab.yaml", "-o", tmp_path / "out") as process:
        _, stderr = process.communicate(timeout=60)
        assert process.returncode == 1
    assert stderr.count("\n") == 1
    assert "internal error: ZeroDivisionError: division by zero (details in" in stderr
    assert "ZeroDivisionError" in (tmp_path / "out" / "error.txt").read_text()
    assert (
        describe(tmp_path / "out")
        == "failed at 60 min of 12 hour: internal error: ZeroDivisionError; 1 record kept"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_new_writes_what_check_accepts(tmp_path, kind):
    file = tmp_path / "model.yaml"
    assert invoke("new", kind, file).exit_code == 0
    assert type(read(file)) is KINDS[kind]
    outcome = invoke("check", "--quick", file)
    assert outcome.exit_code == 0, outcome.output
    assert "valid" in outcome.stdout
    assert "memory" in outcome.stdout
    found = json.loads(invoke("check", "--quick", file, "--json").stdout)
    assert found["summary"]["kind"] == kind
    assert found["resolved"]["kind"] == kind
    again = invoke("new", kind, file)
    assert again.exit_code == 2
    assert "left as it is" in again.stderr


def test_new_column_is_the_default(tmp_path):
    assert invoke("new", tmp_path / "a.yaml").exit_code == 0
    assert "kind: column" in (tmp_path / "a.yaml").read_text()
    assert invoke("new", "colum", tmp_path / "b.yaml").exit_code == 2
    assert invoke("new", "column").exit_code == 2


def test_check_counts_species(examples):
    # calcite.dbs: three components and six species made of them.
    found = json.loads(invoke("check", "--quick", examples / "calcite-benchmark.yaml", "--json").stdout)
    assert len(found["summary"]["species"]) == 9


def test_cite(examples):
    text = invoke("cite", examples / "limestone-column.yaml").stdout
    for key in (
        "parkhurst2013",
        "palandri2004",
        "bank1985",
        "tadmor2003",
        "danckwerts1953",
        "onsager1931",
        "plummer1982",
    ):
        assert f"{{{key}," in text
    assert "truesdell1974" in json.loads(invoke("cite", examples / "limestone-column.yaml", "--json").stdout)
    for name in ("heat-slab", "stirred-tank", "markov-ring", "salt-bridge", "calcite-benchmark"):
        keys = used(read(examples / f"{name}.yaml"))
        assert keys
        assert set(keys) <= set(bibliography())


def test_bibliography_is_whole():
    for key, entry in bibliography().items():
        assert entry.count("{") == entry.count("}")
        assert all(f"{name} = " in entry for name in ("author", "title", "year")), key


def test_verify(monkeypatch):
    checks = [
        {
            "id": "P1",
            "claim": "a [bracket]",
            "source": "book",
            "value": 1.0,
            "expected": 1.0,
            "tolerance": 1e-9,
            "ok": True,
        },
        {
            "id": "P2",
            "claim": "b",
            "source": "book",
            "value": 2.0,
            "expected": 1.0,
            "tolerance": 1e-9,
            "ok": False,
        },
    ]
    asked = []

    def table(group=None, workers=1):
        asked.append(group)
        return checks[:1] if group else checks

    monkeypatch.setitem(sys.modules, "fluxforce.verify", types.SimpleNamespace(table=table))
    outcome = invoke("verify")
    assert outcome.exit_code == 4
    assert "1 of 2 checks agree" in outcome.stdout
    outcome = invoke("verify", "continuum", "--json")
    assert outcome.exit_code == 0
    assert json.loads(outcome.stdout) == checks[:1]
    assert asked == [None, "continuum"]


def test_report_and_compare(fake, examples, tmp_path):
    for name in ("one", "two"):
        invoke("run", examples / "heat-slab.yaml", "-o", tmp_path / name)
    (tmp_path / "one" / "report.html").unlink()
    outcome = invoke("report", tmp_path / "one")
    assert outcome.exit_code == 0, outcome.output
    assert (tmp_path / "one" / "report.html").exists()
    assert load(tmp_path / "one").complete
    assert invoke("report", tmp_path).exit_code == 2
    found = json.loads(invoke("compare", tmp_path / "one", tmp_path / "two", "--json").stdout)
    assert found["entropy"] == {"conduction": [2.0, 2.0]}
    assert found["fields"]["temperature"] == {"absolute": 0.0, "relative": 0.0}
    assert "conduction" in invoke("compare", tmp_path / "one", tmp_path / "two").stdout


def test_help_is_quick_and_light():
    code = (
        "import sys\nfrom fluxforce.cli import main\nsys.argv = ['fluxforce', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'jax', 'xarray', 'matplotlib', 'pint', 'pydantic', 'numpy', 'plotly'} & set(sys.modules)\n"
        "print('heavy:', sorted(heavy))\n"
    )
    times = []
    for _ in range(3):
        start = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        times.append(time.perf_counter() - start)
        assert "heavy: []" in done.stdout
        assert all(
            verb in done.stdout for verb in ("run", "check", "report", "verify", "cite", "new", "compare")
        )
    assert min(times) < 0.4


def test_version_and_wrong_usage():
    assert invoke("--version").stdout.startswith("fluxforce 0.")
    assert invoke("rnu").exit_code == 2
    assert invoke("run").exit_code == 2
