"""What the stochastic kinds add to books and fields, from small documents, and what the report makes of it."""

import math
import xml.etree.ElementTree as ElementTree
from typing import Any

import numpy as np
import pytest

import fluxforce as ff
from fluxforce import report
from fluxforce.cli.findings import findings
from fluxforce.errors import BadInput
from fluxforce.ledger_text import imbalances, ledger
from fluxforce.model import from_data, read_text
from fluxforce.model.assemble import assemble, has_system
from fluxforce.model.assemble.reactions import network_of
from fluxforce.model.documents import reactions_document
from fluxforce.networks.kinetics import schloegl
from fluxforce.readings.fields import new_dataset, with_fields
from fluxforce.readings.network import steady_numbers
from fluxforce.results import Results

TWO_EXITS = """
fluxforce: 1
kind: network
network:
  states: [a, b, c]
  jumps:
    one: {from: a, to: b, forward: 1 1/s, backward: none}
    two: {from: a, to: c, forward: 2 1/s, backward: none}
  initial: {a: 1, b: 0, c: 0}
time: {end: 5 s}
"""

LAW = """
fluxforce: 1
kind: reactions
title: Repression
parameters: {K: 5}
reactions:
  channels:
    make: {reaction: 0 -> X, forward law: 10 / (1 + X / K)}
    decay: {reaction: X -> 0, forward: 1}
  initial: {X: 0}
master equation: {bounds: {X: 20}}
time: {end: 5 s}
"""

WELL = """
fluxforce: 1
kind: langevin
title: A harmonic well
langevin:
  coordinates: [x]
  potential: 0.5 * x**2
  baths: {water: {temperature: 1}}
  mobility: 1
  start: {x: 0}
  settle: 5 s
  step: 0.05 s
sample: {trajectories: 400, seed: 1}
grid: {x: {from: -6, to: 6, cells: 60}}
time: {end: 1 s, outputs: 5}
"""


def rendered(results: Results) -> str:
    """The report, every drawing of which is well formed."""
    text = report.html(results)
    for drawing in text.split("<svg")[1:]:
        whole = f"<svg{drawing.split('</svg>')[0]}</svg>"
        ElementTree.fromstring(f'<page xmlns:xlink="http://www.w3.org/1999/xlink">{whole}</page>')
    return text


def test_two_exits_have_no_one_steady_state():
    """Nothing is chosen: the classes are named, as a warning and in the books."""
    made = assemble(read_text(TWO_EXITS))
    numbers, fields, warnings = steady_numbers(made.notes["network"], {})
    assert not numbers["unique"]
    assert fields == {}
    assert "not unique: {b}, {c}" in warnings[0]
    assert any("never reached: {a}" in one for one in warnings)
    assert made.notes["one-way"] == ("one", "two")


def test_unbounded_production_is_printed():
    """One-way processes stand in the ledger by name; the rest is summed up without them."""
    budget = {
        "entropy": {"produced": {"b": 2.0}, "numerical": {}, "unbounded": {"a": 0.1}},
        "shown": {"unit": "k_B", "factor": 0.5},
        "closure": {"entropy": 0.0, "leak": 0.0},
    }
    text = ledger(budget)
    assert "unbounded" in text
    assert "all with a way back" in text
    assert "k_B" in text
    assert "a has no way back" in text


def test_baths_may_be_given_negative_entropy():
    budget = {
        "entropy": {"produced": {"hot": -1.0, "cold": 2.0}},
        "shown": {"unit": "k_B", "factor": 1.0, "row": "bath", "column": "entropy given"},
        "books": ["energy"],
        "closure": {"energy": 0.0},
    }
    assert imbalances(budget) == []
    assert "DESTROYED" not in ledger(budget)
    assert "-1 to hot" in ledger(budget)
    assert imbalances({**budget, "closure": {}}) == ["energy: not computed"]


def test_laws_of_their_own_have_no_rate_equations():
    """Mean copies by the recursion p(n + 1) (n + 1) = p(n) 10/(1 + n/5), in the test."""
    model = read_text(LAW)
    assert not has_system(model)
    results = ff.run(model)
    p = np.ones(80)
    for n in range(79):
        p[n + 1] = p[n] * 10.0 / (1.0 + n / 5.0) / (n + 1)
    p /= p.sum()
    master = results.budget["master equation"]
    assert master["mean"]["X"] == pytest.approx(p @ np.arange(80), rel=1e-9)
    assert master["production"] == "unbounded"
    assert any("were raised" in one for one in results.budget["warnings"])
    assert "unbounded" in ledger(results.budget)
    assert any("master equation" in line for line in findings(results.budget))
    assert "Copy numbers" in rendered(results)


def test_a_network_as_a_document_is_the_same_network():
    """Rates and chemostats come back, whatever the file calls them."""
    network = schloegl(20.0)
    again = network_of(from_data(reactions_document(network, {network.species[0]: 3}, title="again")))  # type: ignore[arg-type]  # of this kind
    np.testing.assert_allclose(again.constants(), network.constants(), rtol=1e-15)
    np.testing.assert_array_equal(again.change(), network.change())
    assert again.volume == network.volume


def test_units_of_reactions():
    """1 fL holds 602214.076 molecules per mol/m3: a bimolecular constant of 1e6 1/M/s is 1e3 m3/mol/s."""
    text = """
fluxforce: 1
kind: reactions
reactions:
  volume: 1 fL
  channels:
    bind: {reaction: A + B <=> C, forward: 1e6 1/M/s, backward: 2 1/s}
    feed: {reaction: F <=> A, forward: 1 1/s, backward: 3 1/s}
  chemostats: {F: 1 uM}
  initial: {A: 10, B: 10, C: 0}
time: {end: 1 s}
"""
    network = network_of(read_text(text))  # type: ignore[arg-type]  # of this kind
    avogadro = 6.02214076e23
    forward, backward = network.constants()
    assert forward[0] / network.volume == pytest.approx(1e3 / avogadro / 1e-18, rel=1e-12)
    assert backward[0] == pytest.approx(2.0)
    assert forward[1] * network.volume == pytest.approx(1e-3 * avogadro * 1e-18, rel=1e-12)
    with pytest.raises(BadInput, match="the volume has a unit and this has none"):
        read_text(text.replace("backward: 2 1/s", "backward: 2"))


def test_energies_with_units_and_without():
    """4.1 pN nm at 25 degC and its plain value over k_B T give the same way back."""
    text = """
fluxforce: 1
kind: network
network:
  states: [a, b]
  jumps:
    hop: {from: a, to: b, forward: 1 1/s}
    other: {from: a, to: b, forward: 1 1/s, backward: 1 1/s, reservoir: second}
  energies: {a: 0 J, b: 4.1 pN*nm}
  reservoirs: {bath: {temperature: 25 degC}, second: {}}
  initial: uniform
time: {end: 1 s}
"""
    net = assemble(read_text(text)).notes["network"]
    assert net.backward[0] == pytest.approx(math.exp(4.1e-21 / (1.380649e-23 * 298.15)), rel=1e-12)


def test_particles_in_a_well():
    """Equilibrium of a harmonic well: unit variance, no entropy produced, first law to round-off."""
    results = ff.run(read_text(WELL))
    found = results.budget["sample"]["averages"]
    assert imbalances(results.budget) == []
    assert abs(found["variance of x"]["mean"] - 1.0) < 4.0 * found["variance of x"]["error"]
    assert abs(found["heat to water"]["mean"]) < 4.0 * found["heat to water"]["error"]
    assert results.budget["steady"]["production"] == pytest.approx(0.0, abs=1e-12)
    text = rendered(results)
    assert "Where the particles are" in text
    assert "Energies exchanged" in text


def test_report_of_a_steady_state(examples):
    """The graph of kinesin and its tables, without the time evolution."""
    model = ff.read(examples / "kinesin.yaml")
    made = assemble(model)
    net = made.notes["network"]
    steady, fields, _ = steady_numbers(net, made.notes["counted"], channels=made.notes["jumps"])
    names: dict[str, Any] = {"state": [net.label(k) for k in range(6)], "channel": list(made.notes["jumps"])}
    names["time"] = ("time", np.array([1.0]), {"units": "s"})
    data = with_fields(new_dataset("network"), fields, names)
    text = rendered(
        Results(data, {"steady": steady, "entropy": {"produced": {}}}, {"kind": "network", "title": "K"})
    )
    assert "Steady state and its currents" in text
    assert "1 → 2 → 5 → 6 → 1" in text
    assert "Uncertainty product" in text
