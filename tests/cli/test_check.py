"""`fluxforce check` from outside: every rule is told, and a law that destroys entropy is an exit code."""

import json

import pytest
from typer.testing import CliRunner

from fluxforce.budget.checks.outcome import RULES
from fluxforce.cli import app


def invoke(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.mark.slow
def test_every_rule_is_told(examples):
    outcome = invoke("check", examples / "heat-slab.yaml", "--json", "--seed", "3")
    assert outcome.exit_code == 0, outcome.output
    found = json.loads(outcome.stdout)
    assert found["status"] == "valid"
    assert {one["rule"] for one in found["checks"]} == set(RULES)
    assert {one["status"] for one in found["checks"]} == {"held", "not applicable"}
    held = {one["rule"] for one in found["checks"] if one["status"] == "held"}
    assert held >= {"C1", "C2", "C3", "C6", "C7", "C9", "C10", "C11", "C13"}
    assert all(one["reached"] < 1e-8 for one in found["checks"] if one["status"] == "held")
    text = invoke("check", examples / "heat-slab.yaml").stdout
    assert all(asked in text for asked in RULES.values())
    assert "seed 0" in text
    assert (
        json.loads(invoke("check", "--quick", examples / "heat-slab.yaml", "--json").stdout)["checks"] == []
    )


@pytest.mark.slow
def test_a_rate_that_destroys_entropy_is_an_exit_code(examples, tmp_path):
    text = (examples / "calcite-benchmark.yaml").read_text()
    wrong = '{expression: "area * k * (1 - omega)**2", constants: {k: 1e-9 mol/m2/s}}'
    text = text.replace("{law: transition-state, mechanisms: {neutral: {k: 1e-9 mol/m2/s}}}", wrong)
    file = tmp_path / "squared.yaml"
    file.write_text(text.replace("cells: 100", "cells: 4"))
    outcome = invoke("check", file)
    assert outcome.exit_code == 4
    assert "trap 3" in outcome.stdout
    assert "trap 3" in outcome.stderr
