"""The results folder: what it holds, that it opens whatever happens, and which folders are left alone."""

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
import xarray as xr

from fluxforce.errors import BadInput
from fluxforce.model import read, read_text
from fluxforce.results import Results, ResultsFolder, check_folder, describe, load, provenance
from fluxforce.results.records import as_dataset, read_records
from fluxforce.results.status import spoken_time

BUDGET = {
    "entropy": {"produced": {"calcite": 5.0}, "numerical": {"space": 0.1}},
    "closure": {"entropy": 1e-14, "leak": 0.0, "energy": None},
    "verdict": "",
}


def results():
    dataset = xr.Dataset(
        {
            "pH": (("time", "place"), np.linspace(5.0, 8.0, 6).reshape(2, 3), {"units": "1"}),
            "production": (("process", "time", "place"), np.ones((1, 2, 3)), {"units": "W/K/m3"}),
        },
        coords={
            "time": ("time", [0.0, 10.0], {"units": "s"}),
            "process": ["calcite"],
            "x": ("place", [1.0, 2.0, 3.0]),
        },
    )
    return Results(dataset, dict(BUDGET), {}, history={"steps": 12})


def folder(path, examples):
    model = read(examples / "heat-slab.yaml")
    return ResultsFolder(path, model=model.resolved(), provenance=provenance(model), end=10.0)


def record(moment):
    return {
        "time": moment,
        "pH": np.full(3, moment),
        "file": np.array(2.0),
        "dims": {"pH": ["place"]},
        "units": {"pH": "1"},
    }


def test_nothing_is_written_before_the_start(tmp_path, examples):
    place = tmp_path / "deep" / "run"
    writer = folder(place, examples)
    writer.stop("interrupted", "")
    assert not place.parent.exists()


def test_complete_run(tmp_path, examples):
    writer = folder(tmp_path / "run", examples)
    writer.progress(0.0, 10.0)
    writer.checkpoint(record(5.0))
    writer.complete(results(), lambda found, path: path.write_text(f"<html>{found.status['status']}"))
    names = {path.name for path in (tmp_path / "run").iterdir()}
    assert names == {
        "STATUS",
        "budget.json",
        "history.json",
        "provenance.json",
        "report.html",
        "resolved.yaml",
        "results.nc",
    }
    found = load(tmp_path / "run")
    xr.testing.assert_identical(found.dataset, results().dataset)
    assert found.budget == BUDGET
    assert found.history == {"steps": 12}
    assert found.complete
    assert found.sigma.attrs["units"] == "W/K/m3"
    assert found.model["kind"] == "slab"
    assert read_text((tmp_path / "run" / "resolved.yaml").read_text()).resolved() == found.model
    assert found.provenance["packages"]["jax"]
    assert len(found.provenance["model"]["sha256"]) == 64
    assert describe(tmp_path / "run") == "complete, 10 s of 10 s"
    status = json.loads((tmp_path / "run" / "STATUS").read_text())
    assert status["status"] == "complete"
    assert status["of"] == 10.0
    assert "<html>" in found._repr_html_() or "<pre>" in found._repr_html_()


def test_numbers_that_are_not_finite_are_null_in_json(tmp_path, examples):
    writer = folder(tmp_path / "run", examples)
    found = results()
    found.budget = {
        "closure": {"entropy": float("nan"), "leak": np.float64(1.0), "list": np.array([1.0, np.inf])}
    }
    writer.complete(found)
    text = (tmp_path / "run" / "budget.json").read_text()
    assert json.loads(text) == {"closure": {"entropy": None, "leak": 1.0, "list": [1.0, None]}}


def test_failed_run_keeps_what_was_computed(tmp_path, examples):
    writer = folder(tmp_path / "run", examples)
    writer.progress(7.0, 20.0)
    writer.fail("step size below 1e-12 s", results(), None)
    assert describe(tmp_path / "run") == "failed at 10 s of 20 s: step size below 1e-12 s"
    assert load(tmp_path / "run").dataset.sizes["time"] == 2


def test_interrupted_run_opens_with_its_records(tmp_path, examples):
    writer = folder(tmp_path / "run", examples)
    for moment in (1.0, 2.0, 3.0):
        writer.checkpoint(record(moment))
    writer.stop("interrupted", "stopped by the user")
    assert describe(tmp_path / "run") == "interrupted at 3 s of 10 s: stopped by the user; 3 records kept"
    dataset = load(tmp_path / "run").dataset
    assert dataset["pH"].dims == ("time", "place")
    assert dataset["pH"].attrs["units"] == "1"
    assert dataset["time"].values.tolist() == [1.0, 2.0, 3.0]
    assert dataset["file"].values.tolist() == [2.0, 2.0, 2.0]


def test_a_record_cut_short_is_left_out(tmp_path, examples):
    writer = folder(tmp_path / "run", examples)
    for moment in (1.0, 2.0, 3.0):
        writer.checkpoint(record(moment))
    place = tmp_path / "run" / "records"
    last = place / "record-000003.npz"
    last.write_bytes(last.read_bytes()[:-7])
    assert len(read_records(tmp_path / "run")) == 2
    with (place / "index.jsonl").open("r+") as index:
        index.truncate(len((place / "index.jsonl").read_text()) - 500)
    assert len(read_records(tmp_path / "run")) <= 2
    assert as_dataset([]).sizes == {}


KILLED = """
import sys, time
import numpy as np
from pathlib import Path
from fluxforce.model import read
from fluxforce.results import ResultsFolder, provenance
model = read(sys.argv[1])
writer = ResultsFolder(Path(sys.argv[2]), model=model.resolved(), provenance=provenance(model), end=1e6)
for step in range(1, 10**6):
    writer.checkpoint({"time": float(step), "pH": np.full(1000, 7.0)})
    if step == 3:
        print("going", flush=True)
"""


def test_kill_9_at_any_moment(tmp_path, examples):
    for pause in (0.0, 0.013, 0.031, 0.05):
        place = tmp_path / f"run-{pause}"
        command = [sys.executable, "-c", KILLED, str(examples / "heat-slab.yaml"), str(place)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "going\n"
            with pytest.raises(BadInput, match="is writing here"):
                check_folder(place)
            assert describe(place).startswith(f"running (process {process.pid})")
            time.sleep(pause)
            os.kill(process.pid, signal.SIGKILL)
        found = load(place)
        assert not found.complete
        kept = found.dataset.sizes["time"]
        assert kept >= 3
        assert found.dataset["time"].values.tolist() == [float(step) for step in range(1, kept + 1)]
        assert describe(place).startswith("killed at ")
        # Such a folder can be used again, and nothing of the old run stays.
        writer = folder(place, examples)
        writer.begin()
        assert read_records(place) == []


def test_folders_that_are_left_alone(tmp_path, examples):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").write_text("text")
    with pytest.raises(BadInput, match="not results of fluxforce"):
        check_folder(tmp_path / "mine")
    with pytest.raises(BadInput, match="not results of fluxforce"):
        folder(tmp_path / "mine", examples).begin()
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.tex"]
    (tmp_path / "mine" / "STATUS").write_text("all is well")
    with pytest.raises(BadInput, match="not results of fluxforce"):
        check_folder(tmp_path / "mine")
    with pytest.raises(BadInput, match="not a folder"):
        check_folder(tmp_path / "mine" / "thesis.tex")
    (tmp_path / "empty").mkdir()
    check_folder(tmp_path / "empty")
    check_folder(tmp_path / "none")


def test_taking_over_an_older_run_replaces_only_our_files(tmp_path, examples):
    place = tmp_path / "run"
    folder(place, examples).complete(results())
    (place / "notes.txt").write_text("mine")
    check_folder(place)
    folder(place, examples).begin()
    assert (place / "notes.txt").read_text() == "mine"
    assert not (place / "results.nc").exists()
    assert load(place).status["status"] == "running"


def test_damage_is_noticed(tmp_path, examples):
    place = tmp_path / "run"
    folder(place, examples).complete(results())
    (place / "budget.json").write_text("{}")
    with pytest.raises(BadInput, match="damaged or was changed"):
        load(place)
    with pytest.raises(BadInput, match="not a results folder"):
        load(tmp_path)


def test_times_as_spoken():
    assert spoken_time(432000.0) == "5 day"
    assert spoken_time(50 * 31557600.0) == "50 year"
    assert spoken_time(30.0) == "30 s"
    assert spoken_time(7200.0) == "2 hour"


def test_a_half_written_first_status_does_not_block_a_folder(tmp_path):
    """A kill between the making of the folder and its first STATUS leaves a file of ours beside its place."""
    (tmp_path / ".STATUS.part").write_text("{")
    check_folder(tmp_path)
    (tmp_path / "thesis.tex").write_text("text")
    with pytest.raises(BadInput):
        check_folder(tmp_path)
