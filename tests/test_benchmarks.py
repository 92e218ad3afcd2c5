"""The benchmarks measure what they say: errors by hand on made-up profiles, peers on small problems."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

from benchmarks.cases import Case, as_json, as_table
from benchmarks.problem import CALCITE, DAY, LimestoneColumn
from benchmarks.profiles import Profiles, coarsen, dissolved_error, extrapolate
from benchmarks.waters import CHARGES, random_brines, random_waters
from tests.conftest import ROOT


def test_rate_constants_are_those_of_the_source():
    """Palandri and Kharaka (2004): log k of calcite -0.30 (acid) and -5.81 (neutral) at 25 degC."""
    acid, neutral = (m.constant(298.15) for m in CALCITE.mechanisms)
    assert np.log10([acid, neutral]) == pytest.approx([-0.30, -5.81])


def test_volumes_become_kilograms_of_water():
    column = LimestoneColumn()
    assert column.water == 300.0
    assert column.area("Calcite") == pytest.approx(0.02)
    assert column.pore_velocity * DAY == pytest.approx(1.0)
    assert column.shifts(100) == 500
    with pytest.raises(ValueError, match="multiple"):
        column.shifts(7)


def test_errors_by_hand():
    def made_up(change: list[float]) -> Profiles:
        minerals = {"Calcite": np.stack([np.full(len(change), 50.0), 50.0 + np.array(change)])}
        zeros = np.zeros((2, len(change)))
        return Profiles(np.array([0.0, 1.0]), np.arange(len(change)) + 0.5, zeros, {}, minerals)

    assert dissolved_error(
        made_up([-1.0, -1.0]), made_up([-1.0, -1.0, -1.0, -2.0]), "Calcite"
    ) == pytest.approx(0.2)
    assert coarsen(np.array([1.0, 3.0, 5.0, 7.0]), 2) == pytest.approx([2.0, 6.0])
    first_order = [1 + 0.1, 1 + 0.05]
    assert extrapolate(np.array(first_order[0]), np.array(first_order[1]), order=1) == pytest.approx(1.0)


@pytest.mark.parametrize("make", [random_waters, random_brines])
def test_random_waters_are_neutral(make):
    waters = make(100)
    assert len(waters.elements) == 10
    assert all(np.all(content > 0) for content in waters.contents.values())
    charge = sum(CHARGES[name] * content for name, content in waters.contents.items())
    assert np.abs(charge).max() < 1e-14
    moved = waters.changed(0.01).contents["Na+"] / waters.contents["Na+"]
    assert moved == pytest.approx(np.full(100, 1.01))


def test_totals_follow_the_components():
    """CO3-2 = HCO3- - H+: what counts with bicarbonate counts one proton less for each."""
    waters = random_waters(5)
    by_carbonate = waters.totals(("H+", "CO3-2", "H4SiO4"))
    by_bicarbonate = waters.totals(("H+", "HCO3-", "SiO2"))
    assert by_bicarbonate[1:] == pytest.approx(by_carbonate[1:])
    assert by_bicarbonate[0] == pytest.approx(by_carbonate[0] - by_carbonate[1])


def test_json_is_one_object_with_the_promised_keys():
    cases = [
        Case("solver", 0.5, 10.0, "s", 1e-3),
        Case("error", 1e-3, 2e-3, "1"),
        Case("later", None, 1.0, "s"),
    ]
    read = json.loads(as_json(cases))["cases"]
    assert [set(case) for case in read] == [{"name", "ours", "peer", "ratio", "unit", "error"}] * 3
    assert [case["ratio"] for case in read] == [20.0, None, None]
    assert "20" in as_table(cases)


def test_phreeqc_transport_conserves_and_dissolves():
    """Calcium that entered or dissolved is in the water or left by the outlet; chloride stays as it was."""
    transport = pytest.importorskip("benchmarks.peers.phreeqc_transport").transport
    column = LimestoneColumn(end=1 * DAY, outputs=20)
    found, seconds = transport(column, 20)
    assert seconds > 0
    assert found.ph.shape == (21, 20)
    assert found.time == pytest.approx(np.linspace(0, DAY, 21))
    assert found.totals["Cl"] == pytest.approx(0.2e-3, rel=1e-4)
    assert 6.0 < found.ph[-1, 0] < found.ph[-1, -1] < 8.2
    lost = [found.minerals[name][0] - found.minerals[name][-1] for name in ("Calcite", "Dolomite")]
    assert lost[0][0] > 0
    # Twenty shifts, each written down, move one pore volume; each pushes out what the last cell held.
    calcium = found.totals["Ca"]
    leaving = calcium[:-1, -1].mean()
    gained = calcium[-1].mean() - calcium[0].mean()
    assert gained == pytest.approx(
        np.sum(lost, axis=0).mean() + column.inlet.totals["Ca"] - leaving, rel=1e-4
    )


def test_phreeqcrm_speciates():
    """In a process of its own: its vectors and those of libsbml, both wrapped by SWIG, take each other's names."""
    if find_spec("phreeqcrm") is None:
        pytest.skip("phreeqcrm is not installed")
    said = (
        "from benchmarks.peers.phreeqc_rm import speciation; from benchmarks.waters import random_waters; "
        "print(*speciation(random_waters(20), 0.01).ph)"
    )
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    ph = np.array(done.stdout.splitlines()[-1].split(), dtype=float)
    assert ph.size == 20
    assert np.all((ph > 4) & (ph < 11))


def test_the_example_states_the_same_problem(examples: Path):
    """The model that is timed against PHREEQC is the one that README runs."""
    model = YAML(typ="safe", pure=True).load((examples / "limestone-column.yaml").read_text(encoding="utf-8"))
    column, given = LimestoneColumn(), model["column"]

    def number(text: str, unit: str) -> float:
        value, _, stated = text.partition(" ")
        assert stated == unit, f"{text}: compared in {unit}"
        return float(value)

    assert number(given["darcy velocity"], "m/day") / DAY == pytest.approx(column.darcy_velocity)
    assert number(given["dispersivity"], "cm") / 100 == pytest.approx(column.dispersivity)
    assert number(given["diffusion"]["coefficient"], "m2/s") == pytest.approx(column.diffusion)
    assert (given["porosity"], given["diffusion"]["tortuosity"]) == (column.porosity, column.tortuosity)
    assert number(model["time"]["end"], "day") * DAY == pytest.approx(column.end)
    for name, mineral in column.minerals.items():
        stated = model["minerals"][name]
        assert stated["volume fraction"] == mineral.volume_fraction
        assert number(stated["surface area"], "m2/m3") == pytest.approx(mineral.surface_area)
        for path, mechanism in zip(("acid", "neutral"), mineral.mechanisms, strict=True):
            k = number(stated["rate"]["mechanisms"][path]["k"], "mol/m2/s")
            assert k == pytest.approx(mechanism.k25, rel=1e-5)
    magnesium = model["waters"]["pore"]["totals"]["Mg"]
    assert number(magnesium, "mmol/kgw") / 1000 == pytest.approx(column.initial.totals["Mg"])
