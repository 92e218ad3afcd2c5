"""`fluxforce export`: the network of a model file in SBML and Antimony, and what has no words there."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from fluxforce.cli import app
from fluxforce.model.sbml.antimony import read_antimony
from fluxforce.model.sbml.read import read_sbml
from fluxforce.networks.propensity import propensities

MODEL = """fluxforce: 1
kind: reactions
reactions:
  volume: 10
  channels:
    supply: {reaction: G <=> A, forward: 2, backward: 1}
    binding: {reaction: 2 A <=> B, forward: 0.5, backward: 0.25, reservoir: cold}
  chemostats: {G: 1.5}
  initial: {A: 3, B: 4}
time: {end: 20 s}
"""


def invoke(*arguments):
    return CliRunner().invoke(app, [str(part) for part in arguments])


@pytest.mark.parametrize(("name", "reader"), [("a.xml", read_sbml), ("a.ant", read_antimony)])
def test_what_is_written_is_read_back(tmp_path, name, reader):
    (tmp_path / "a.yaml").write_text(MODEL)
    outcome = invoke("export", tmp_path / "a.yaml", "-o", tmp_path / name)
    assert outcome.exit_code == 0, outcome.output
    assert "which reaction belongs to which reservoir is lost: bath, cold" in outcome.stderr
    found = reader(tmp_path / name)
    network = found.network
    assert [str(one) for one in network.reactions] == ["G <=> A", "2 A <=> B"]
    assert [one.forward for one in network.reactions] == pytest.approx([2.0, 0.5], rel=1e-12)
    assert [one.backward for one in network.reactions] == pytest.approx([1.0, 0.25], rel=1e-12)
    assert (dict(found.initial), dict(network.chemostats)) == (
        {"A": 3.0, "B": 4.0},
        {"G": pytest.approx(1.5)},
    )


def test_json(tmp_path):
    (tmp_path / "a.yaml").write_text(MODEL)
    found = json.loads(invoke("export", tmp_path / "a.yaml", "-o", tmp_path / "a.sbml", "--json").stdout)
    assert (found["status"], found["species"], found["reactions"]) == ("written", 2, 2)


def test_laws_of_their_own(tmp_path):
    """Written with the numbers of the parameters: 3 A^2/(1 + B) and back, at A = 4, B = 5."""
    own = MODEL.replace(
        "forward: 2, backward: 1", "forward law: k*A**2/(1+B), backward law: 'where(A<9, log(1+A), 2)'"
    )
    own = own.replace("reactions:\n", "parameters: {k: 3}\nreactions:\n", 1) + "sample: {trajectories: 10}\n"
    (tmp_path / "own.yaml").write_text(own)
    assert invoke("export", tmp_path / "own.yaml", "-o", tmp_path / "own.xml").exit_code == 0
    found = read_sbml(tmp_path / "own.xml").network
    forward, backward = propensities(found, np.array([4.0, 5.0]))
    assert (forward[0], backward[0]) == pytest.approx((8.0, np.log(5.0)), rel=1e-12)


def test_what_is_refused(tmp_path, examples):
    (tmp_path / "bad.yaml").write_text(MODEL.replace("2 A <=> B", "2 A = = B"))
    for file, output, said in (
        (tmp_path / "bad.yaml", "a.xml", "bad.yaml:7:"),
        (examples / "markov-ring.yaml", "a.xml", "is not of the kind reactions"),
        (tmp_path / "bad.yaml", "a.yml", "unknown suffix '.yml'"),
    ):
        outcome = invoke("export", file, "-o", tmp_path / output)
        assert outcome.exit_code == 2, outcome.output
        assert said in outcome.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.yaml"]
