"""`fluxforce import`: a file of another language becomes a model file that reads."""

import pytest
from typer.testing import CliRunner

from fluxforce.cli import app
from fluxforce.model import read

ENZYME = """
model enzyme
  J1: S + E -> ES; k1*S*E
  J2: ES -> E + P; k3*ES
  S = 100; E = 10; ES = 0; P = 0; k1 = 0.01; k3 = 0.5
end
"""


def test_antimony_becomes_a_model_file(tmp_path):
    pytest.importorskip("antimony")
    (tmp_path / "enzyme.ant").write_text(ENZYME)
    call = ["import", str(tmp_path / "enzyme.ant"), "-o", str(tmp_path / "enzyme.yaml")]
    outcome = CliRunner().invoke(app, call)
    assert outcome.exit_code == 0, outcome.output
    model = read(tmp_path / "enzyme.yaml")
    assert model.reactions.channels["J1"].reaction == "S + E -> ES"  # type: ignore[attr-defined]  # of this kind
    assert model.reactions.channels["J1"].forward.written == 0.01  # type: ignore[attr-defined]
    # an existing file is never replaced
    assert CliRunner().invoke(app, call).exit_code == 2


def test_what_cannot_be_read_is_bad_input(tmp_path):
    pytest.importorskip("libsbml")
    outcome = CliRunner().invoke(app, ["import", str(tmp_path / "none.xml"), "-o", str(tmp_path / "x.yaml")])
    assert outcome.exit_code == 2
    assert not (tmp_path / "x.yaml").exists()
