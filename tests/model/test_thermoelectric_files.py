"""Mistakes in files of thermoelectric devices, sheared fluids and porous columns: each is named where it stands."""

import re

import pytest

import fluxforce as ff
from fluxforce.cli.new import template
from fluxforce.errors import BadInput
from fluxforce.model import read_text
from fluxforce.model.yaml_tree import write_yaml
from tests.refusals import refusal

PLACE = "Bi2Te3, thickness: 5 mm, cells: 20"
BASE = "surroundings: 300 K, exchange coefficient: 50000 W/m2/K"
MISTAKES = [
    ("thermoelectric", "seebeck: 200 uV/K", "seebeck: 200 uV", r"7:14.*'200 uV' is of dimension"),
    ("thermoelectric", "seebeck: 200 uV/K", "seebeck: {value: 200 uV/K, thomson: 3}", "unknown key 'thomson'"),
    ("thermoelectric", "seebeck: 200 uV/K", "seebeck: {value: 200 uV/K}", "is not complete"),
    ("thermoelectric", "seebeck: 200 uV/K",
     "seebeck: {temperatures: [300 K, 290 K], values: [1 uV/K, 2 uV/K]}", "must rise"),
    ("thermoelectric", "seebeck: 200 uV/K",
     "seebeck: {temperatures: [300 K, 400 K], values: [1 uV/K]}", "2 temperatures and 1 values"),
    ("thermoelectric", "seebeck: 200 uV/K",
     "seebeck: {temperatures: [300 K, 400 K], values: [1 uV/K, 2 uV/K]}", "from 300 to 400 K, not to 500 K"),
    ("thermoelectric", "electrical conductivity: 1e5 S/m", "electrical conductivity: -1e5 S/m", "greater than 0"),
    ("thermoelectric", "0.002 W/m/K^2", "-0.02 W/m/K^2", "comes to -2.6 at 500 K"),
    ("thermoelectric", "0.002 W/m/K^2", "0.002 W/m/K", "expected coefficient 1"),
    ("thermoelectric", PLACE, "Bi2Te, thickness: 5 mm", "did you mean 'Bi2Te3'"),
    ("thermoelectric", PLACE, "Bi2Te3", "needs 'material' and 'thickness'"),
    ("thermoelectric", "load: 15 mohm", "load: 15 mohm, current: 1 A", "and only one"),
    ("thermoelectric", "load: 15 mohm", "load: 0 ohm", "greater than 0"),
    ("thermoelectric", "load: 15 mohm", "voltage: 15 mV", "terminal whose temperature is held"),
    ("thermoelectric", "load: 15 mohm", "load: 1 ohm, resistance: 1 ohm", "only a source of voltage"),
    ("thermoelectric", "temperature: 500 K", "temperature: 500 K, heat: 1 W", "exactly one condition"),
    ("thermoelectric", BASE, "surroundings: 300 K", "go together"),
    ("shear", "velocity: 10 m/s", "velocity: 0 m/s", "nothing drives the fluid"),
    ("shear", "value: 0.1 Pa*s", "value: 0 Pa*s", "greater than 0"),
    ("shear", "fixed wall: 300 K", "fixed wall: cold", "expected a temperature"),
    ("darcy", "outlet pressure: 10 bar", "outlet pressure: 50 bar", "less than the inlet pressure"),
    ("darcy", "outlet pressure: 10 bar", "darcy velocity: 1 m", "is a length"),
    ("darcy", "viscosity: 1 mPa*s", "viscosity: {value: 1 mPa*s, decay rate: 0.02 1/K, about: 293 K}",
     "the flow must be given"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "right", "wrong", "said"), MISTAKES, ids=[m[3] for m in MISTAKES])
def test_mistakes(kind, right, wrong, said, tmp_path):
    assert re.search(said, refusal(tmp_path, template(kind), right, wrong))


def test_both_ends_insulated_never_come_to_rest(tmp_path):
    text = (
        template("thermoelectric").replace(BASE, "insulated: true").replace("temperature: 500 K", "heat: 1 W")
    )
    file = tmp_path / "model.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match="neither end passes heat"):
        ff.read(file)


@pytest.mark.parametrize("kind", ["thermoelectric", "shear", "darcy"])
def test_resolved_files_read_back(kind):
    """The document written out in SI units is a model file of the same content."""
    first = read_text(template(kind)).resolved()
    assert read_text(write_yaml(first)).resolved() == first
