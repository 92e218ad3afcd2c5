"""`fluxforce estimate`: a table or JSON from data, and sentences for data that cannot be read."""

import json
import subprocess
import sys

import numpy as np
import pytest
from typer.testing import CliRunner

from fluxforce.cli import app

FORWARD, BACKWARD = 3.0, 1.0


def invoke(*arguments):
    return CliRunner().invoke(app, [str(part) for part in arguments])


@pytest.fixture
def ring(tmp_path):
    """A biased ring of three states, 4000 visits: (p - m) ln(p/m) = 2 ln 3 k_B/s."""
    random = np.random.default_rng(11)
    steps = np.where(random.random(4000) < FORWARD / (FORWARD + BACKWARD), 1, -1)
    states = np.cumsum(steps) % 3
    dwell = random.exponential(1.0 / (FORWARD + BACKWARD), 4000)
    lines = [f"{'abc'[s]},{t:.9f}" for s, t in zip(states, dwell, strict=True)]
    (tmp_path / "ring.csv").write_text("\n".join(["state,dwell", *lines]))
    return tmp_path / "ring.csv"


def test_table(ring):
    outcome = invoke("estimate", ring)
    assert outcome.exit_code == 0, outcome.output
    assert "4000 visits to 3 states" in outcome.stdout
    for said in ("plug-in", "uncertainty relation", "lower bound", "assumes:", "95 % interval"):
        assert said in outcome.stdout


def test_json_and_a_chosen_method(ring):
    """4 standard errors around the exact value; steps give (p - m) ln(p/m)/(p + m) each."""
    exact = (FORWARD - BACKWARD) * np.log(FORWARD / BACKWARD)
    (one,) = json.loads(invoke("estimate", ring, "--method", "plug-in", "--json").stdout)["estimates"]
    assert (one["kind"], one["unit"]) == ("estimate", "k_B/s")
    assert abs(one["value"] - exact) < 4.0 * one["error"]
    (one,) = json.loads(invoke("estimate", ring, "--steps", "--method", "plug-in", "--json").stdout)[
        "estimates"
    ]
    assert one["unit"] == "k_B/step"
    assert abs(one["value"] - exact / (FORWARD + BACKWARD)) < 4.0 * one["error"]


def test_paths(tmp_path):
    """Two trapped variables without currents: the short-time bound holds zero within 4 standard errors."""
    random = np.random.default_rng(3)
    x = np.zeros((3000, 2))
    for k in range(1, 3000):
        x[k] = 0.9 * x[k - 1] + 0.3 * random.standard_normal(2)
    rows = [f"{0.1 * k:.10g},{a:.9g},{b:.9g}" for k, (a, b) in enumerate(x)]
    (tmp_path / "p.csv").write_text("\n".join(["t,x,y", *rows]))
    outcome = invoke(
        "estimate", tmp_path / "p.csv", "--path", "x,y", "--time", "t", "--method", "short-time", "--json"
    )
    found = json.loads(outcome.stdout)
    assert "a path of 2 variables at 3000 times" in found["data"]
    assert abs(found["estimates"][0]["value"]) < 4.0 * found["estimates"][0]["error"] + 0.1


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("state,dwell\na,1\nb,x\n", (), "d.csv:3:2: error: 'x' in column 'dwell'"),
        ("state,dwell\na,1\nb,1\n", (), "too few"),
        ("where,dwell\na,1\nb,1\n", (), "there is no column 'state'"),
        ("time,x\n0,1\n1,2\n2,1\n4,2\n", ("--path", "x"), "d.csv:5:1: error: the step of 'time'"),
        ("time,x\n0,1\n", ("--path", "x", "--method", "k-step"), "does not read a continuous path"),
        ("state,dwell\na,1\n", ("--method", "magic"), "unknown method 'magic'"),
    ],
)
def test_bad_input(tmp_path, text, options, said):
    (tmp_path / "d.csv").write_text(text)
    outcome = invoke("estimate", tmp_path / "d.csv", *options)
    assert outcome.exit_code == 2
    assert said in outcome.stderr
    assert outcome.stdout == ""
    found = json.loads(invoke("estimate", tmp_path / "d.csv", *options, "--json").stdout)
    assert found["status"] == "bad input"


@pytest.mark.parametrize("verb", ["import", "export", "estimate"])
def test_help_needs_no_libraries(verb):
    said = (
        "import sys; from typer.testing import CliRunner; from fluxforce.cli import app\n"
        f"assert CliRunner().invoke(app, ['{verb}', '--help']).exit_code == 0\n"
        "assert not {'jax', 'numpy', 'scipy', 'libsbml', 'antimony'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", said], check=True)
