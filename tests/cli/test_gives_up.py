"""Rates of the file that the solver cannot follow, and first rates that are no numbers: the real program."""

import json

import pytest
from typer.testing import CliRunner

from fluxforce.cli import app
from fluxforce.results import describe, load

BUILT_IN = "{law: transition-state, mechanisms: {neutral: {k: 1e-9 mol/m2/s}}}"


def run(examples, tmp_path, rate):
    text = (examples / "calcite-benchmark.yaml").read_text()
    assert BUILT_IN in text
    text = text.replace(BUILT_IN, rate).replace("cells: 100", "cells: 2")
    (tmp_path / "model.yaml").write_text(text)
    return CliRunner().invoke(app, ["run", str(tmp_path / "model.yaml"), "-o", str(tmp_path / "out")])


@pytest.mark.slow
def test_giving_up_says_where_and_keeps_what_there_is(examples, tmp_path):
    """Calcite that precipitates from water without it empties the water of calcium."""
    rate = '{expression: "area * k * (omega - 1)", constants: {k: 1e-9 mol/m2/s}}'
    outcome = run(examples, tmp_path, rate)
    assert outcome.exit_code == 3, outcome.output
    for said in (
        "at t = ",
        "place ",
        "quantity Ca+2",
        "'Calcite dissolution'",
        "hint: what to try: ",
        "tolerance",
    ):
        assert said in outcome.stderr
    assert "what was computed so far is in" in outcome.stderr
    kept = load(tmp_path / "out")
    assert kept.dataset.sizes["step"] > 0
    assert 0.0 < kept.status["time"] < kept.status["of"]
    assert describe(tmp_path / "out").startswith("failed at ")
    assert json.loads((tmp_path / "out" / "STATUS").read_text())["status"] == "failed"


def test_a_first_rate_that_is_no_number_is_bad_input(examples, tmp_path):
    """log(omega - 1) has no value where the water is undersaturated; nothing is written."""
    rate = '{expression: "area * k * log(omega - 2)", constants: {k: 1e-9 mol/m2/s}}'
    outcome = run(examples, tmp_path, rate)
    assert outcome.exit_code == 2, outcome.output
    assert "model.yaml:34:11: error: minerals.Calcite.rate: the first rate of process" in outcome.stderr
    assert not (tmp_path / "out").exists()
