"""`fluxforce import`: what is written runs, what cannot be represented is refused and nothing is written."""

import json

import pytest
from typer.testing import CliRunner

from fluxforce.cli import app
from fluxforce.model import read
from fluxforce.model.schema import ReactionsModel
from tests.model.sbml_texts import ci, cn, event, later, model, reaction, species, times

ANTIMONY = "model dimers\n on: 2 P -> P2; k1*P*(P-1)/2 - k2*P2; k1 = 0.02; k2 = 0.5; P = 20; P2 = 0\n"
DEATH = reaction("d", {"X": 1}, {}, times(ci("m"), ci("X")))
SBML = model(DEATH, parts=species("X", 12), parameters={"m": 0.25})


def invoke(*arguments):
    return CliRunner().invoke(app, [str(part) for part in arguments])


def test_antimony_becomes_a_model_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dimers.ant").write_text(ANTIMONY + " total := P + 2*P2\nend\n")
    outcome = invoke("import", "dimers.ant", "--end", 3)
    assert outcome.exit_code == 0, outcome.output
    assert "fluxforce run dimers.yaml" in outcome.stdout
    assert "left out, as it follows from the copy numbers: total" in outcome.stderr
    made = read("dimers.yaml")
    assert isinstance(made, ReactionsModel)
    channel = made.reactions.channels["on"]
    assert channel.forward is not None
    assert channel.backward is not None
    assert (channel.reaction, channel.forward.written, channel.backward.written) == ("2 P <=> P2", 0.01, 0.5)
    assert (made.time.end, sorted(p.name for p in tmp_path.iterdir())) == (3.0, ["dimers.ant", "dimers.yaml"])


def test_sbml_with_a_law_of_its_own(tmp_path):
    law = f"<apply><divide/>{ci('X')}<apply><plus/>{cn(1.0)}{ci('X')}</apply></apply>"
    text = model(reaction("d", {"X": 1}, {}, law), parts=species("X", 12))
    (tmp_path / "a.xml").write_text(text)
    outcome = invoke("import", tmp_path / "a.xml", "-o", tmp_path / "a.yaml", "--json")
    found = json.loads(outcome.stdout)
    assert (found["status"], found["species"], found["reactions"]) == ("written", 1, 1)
    assert "not mass action" in found["remarks"][-1]
    made = read(tmp_path / "a.yaml")
    assert isinstance(made, ReactionsModel)
    assert made.sample is not None
    assert made.master_equation is not None


def test_files_are_replaced_only_when_asked(tmp_path):
    (tmp_path / "a.xml").write_text(SBML)
    (tmp_path / "a.yaml").write_text("mine")
    outcome = invoke("import", tmp_path / "a.xml", "-o", tmp_path / "a.yaml")
    assert (outcome.exit_code, (tmp_path / "a.yaml").read_text()) == (2, "mine")
    assert "exists already and is left as it is" in outcome.stderr
    assert "--force" in outcome.stderr
    assert invoke("import", tmp_path / "a.xml", "-o", tmp_path / "a.yaml", "--force").exit_code == 0


def test_events_are_refused_with_their_line(tmp_path):
    text = model(
        DEATH, parts=species("X", 12), parameters={"m": 0.25}, events=event("reset", later(5.0), {"X": 50.0})
    )
    (tmp_path / "a.xml").write_text(text)
    line = next(k for k, one in enumerate(text.splitlines(), 1) if "<event " in one)
    outcome = invoke("import", tmp_path / "a.xml", "-o", tmp_path / "a.yaml")
    assert outcome.exit_code == 2
    assert f"a.xml:{line}: error: event 'reset' has no place in a model file" in outcome.stderr
    assert not (tmp_path / "a.yaml").exists()


@pytest.mark.parametrize(
    ("name", "text", "more", "said"),
    [
        ("a.ant", "model a\n J0: A -> ", (), "a.ant:2: error: syntax error"),
        ("a.xml", "<sbml>", (), "a.xml"),
        ("a.csv", "x", (), "unknown suffix '.csv'"),
        ("a.xml", SBML, ("--end", "-1"), "--end is -1"),
    ],
)
def test_bad_input(tmp_path, name, text, more, said):
    (tmp_path / name).write_text(text)
    outcome = invoke("import", tmp_path / name, "-o", tmp_path / "a.yaml", *more)
    assert outcome.exit_code == 2
    assert said in outcome.stderr
    assert "Traceback" not in outcome.output
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_folder_that_is_not_there(tmp_path):
    (tmp_path / "a.xml").write_text(SBML)
    outcome = invoke("import", tmp_path / "a.xml", "-o", tmp_path / "none" / "a.yaml")
    assert outcome.exit_code == 2
    assert "cannot be written" in outcome.stderr
