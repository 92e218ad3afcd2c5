"""Slab, tank, network and bridge: from a document to arrays, and what is refused on the way."""

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.balance import evaluate
from fluxforce.constants import GAS_CONSTANT
from fluxforce.errors import BadInput
from fluxforce.laws.transport import ConstantOnsager, Fourier, IdealDiffusion
from fluxforce.model.assemble import assemble
from fluxforce.model.assemble.bridge import Ion, bridge, junction_potential
from fluxforce.model.assemble.mass_action import Reaction, conserved_groups, standard_conjugates
from fluxforce.model.assemble.slab import slab
from fluxforce.model.assemble.tank import tank
from fluxforce.model.reader import from_data, read_text

HEAD = {
    "fluxforce": 1, "time": {"end": "1 s"}, "environment": {"temperature": "25 degC"},
}  # fmt: skip


def tank_document(equation: str, k: str = "1e-3 1/s", feed: str = "1 mol/m3", **more):
    reactions = {"r": {"equation": equation, "k": k, "K": 10}}
    part = {
        "volume": "2 m3", "flow": "1 L/s", "species": ["A", "B"], "feed": {"A": "100 mol/m3", "B": feed},
        "initial": {"A": "100 mol/m3", "B": "1 mol/m3"}, "reactions": reactions, **more,
    }  # fmt: skip
    return from_data({**HEAD, "kind": "tank", "temperature": "25 degC", "tank": part})


@pytest.mark.parametrize("kind", ["slab", "tank", "network", "bridge"])
def test_templates_become_systems(kind, root):
    text = (root / "src" / "fluxforce" / "model" / "templates" / f"{kind}.yaml").read_text(encoding="utf-8")
    made = assemble(read_text(text))
    assert made.kind == kind
    rates = evaluate(made.system, made.start)
    assert all(bool(jnp.all(p >= 0.0)) for p in rates.production)
    assert made.conserved
    assert made.first_step > 0.0
    assert made.start.shape[0] == made.scale.shape[0]


def test_numbers_of_a_document_arrive_in_si():
    made = assemble(tank_document("A <=> B"))
    content = np.asarray(made.system.potential.read(made.start).content)
    np.testing.assert_allclose(content, [[100.0, 100.0, 100.0], [1.0, 1.0, 1.0]], rtol=1e-14)
    np.testing.assert_allclose(made.system.flows[0].rate, 1e-3)
    np.testing.assert_allclose(made.system.size, 2.0)
    # forward 1e-3 * 100, backward 1e-4 * 1 mol/m3/s, in 2 m3
    flux = evaluate(made.system, made.start).fluxes[0]
    np.testing.assert_allclose(flux[0], [0.0, 2.0 * (0.1 - 1e-4), 0.0], rtol=1e-13)


def test_nothing_in_the_feed_is_a_trace():
    """ln c needs a value: 1e-12 of the largest concentration."""
    made = assemble(tank_document("A <=> B", feed="0 mol/m3"))
    content = made.system.potential.read(made.start).content
    assert float(content[1, 0]) == pytest.approx(1e-10, rel=1e-12)


def test_an_autocatalyst_counts_in_the_order_of_the_rate():
    """A + B <=> 2 B forward: 1e-3 * 100 * 1; backward with K = 10: 1e-4 * 1^2 mol/m3/s, in 2 m3."""
    made = assemble(tank_document("A + B <=> 2 B", k="1e-3 m3/mol/s"))
    flux = evaluate(made.system, made.start).fluxes[0]
    np.testing.assert_allclose(flux[0, 1], 2.0 * (0.1 - 1e-4), rtol=1e-13)


def test_formulas_give_elements():
    made = assemble(tank_document("A <=> B", formulas={"A": "C6H12O6", "B": "C6H12O6"}))
    assert set(made.conserved) == {"C", "H", "O"}
    assert made.conserved["H"].tolist() == [12.0, 12.0]
    assert made.charge is None


def test_conserved_groups_of_an_enzyme():
    """E + S <=> ES <=> E + P keeps the enzyme and the substance."""
    names = ("E", "S", "ES", "P")
    reactions = {
        "bind": Reaction({"E": 1, "S": 1}, {"ES": 1}, 1.0, 1.0),
        "turn": Reaction({"ES": 1}, {"E": 1, "P": 1}, 1.0, 1.0),
    }
    groups = conserved_groups(names, reactions)
    assert len(groups) == 2
    for vector in groups.values():
        assert vector @ np.array([-1.0, -1.0, 1.0, 0.0]) == 0.0
        assert vector @ np.array([1.0, 0.0, -1.0, 1.0]) == 0.0
    assert conserved_groups(("A",), {}) == {"A": pytest.approx([1.0])}


def test_constants_around_a_circle_must_agree():
    around = {
        "ab": Reaction({"A": 1}, {"B": 1}, 1.0, 2.0),
        "bc": Reaction({"B": 1}, {"C": 1}, 1.0, 3.0),
        "ca": Reaction({"C": 1}, {"A": 1}, 1.0, 1.0 / 6.0),
    }
    y = standard_conjugates(("A", "B", "C"), around)
    assert float(y[1] - y[0]) == pytest.approx(GAS_CONSTANT * np.log(2.0), rel=1e-12)
    around["ca"] = Reaction({"C": 1}, {"A": 1}, 1.0, 1.0)
    with pytest.raises(BadInput, match="contradict each other"):
        standard_conjugates(("A", "B", "C"), around)


def test_a_tank_without_reactions_only_mixes():
    made = tank(volume=1.0, flow=1.0, feed={"A": 2.0}, initial={"A": 1.0}, reactions={}, temperature=300.0)
    assert made.system.exchanges == ()
    assert float(evaluate(made.system, made.start).supply[0, 1]) == pytest.approx(1.0, rel=1e-13)


def test_two_laws_of_conduction():
    given = {"thickness": 1.0, "cells": 2, "conductivity": 2.0, "heat_capacity": 1.0}
    ends = {"left": 400.0, "right": 300.0, "initial": np.array([380.0, 320.0])}
    first = slab(**given, **ends)
    assert isinstance(first.system.exchanges[0].law, Fourier)
    # k A dT/h with h = 1/2 inside and half of that at the ends
    flux = evaluate(first.system, first.start).fluxes[0]
    np.testing.assert_allclose(flux[0], [2 * 20 / 0.25, 2 * 60 / 0.5, 2 * 20 / 0.25], rtol=1e-11)
    second = slab(**given, **ends, law="constant-L").system.exchanges[0].law
    assert isinstance(second, ConstantOnsager)
    assert float(second.matrix[0, 0]) == 2.0 * 350.0**2


def test_a_bridge_without_charges_is_ficks():
    made = bridge(
        length=1.0, cells=3, ions={"A": Ion(0, 1.0), "B": Ion(0, 2.0)}, left={"A": 1.0, "B": 1.0},
        right={"A": 2.0, "B": 3.0},
    )  # fmt: skip
    assert isinstance(made.system.exchanges[0].law, IdealDiffusion)
    assert made.charge is None
    with pytest.raises(TypeError, match="has a junction potential"):
        junction_potential(made, made.start)


def test_potential_of_one_salt_by_nernst():
    """(t+ - t-) RT/F ln of the concentrations, for any profile between the ends; 25 degC."""
    made = bridge(
        length=1.0, cells=4, ions={"+": Ion(1, 3.0), "-": Ion(-1, 1.0)}, left={"+": 1.0, "-": 1.0},
        right={"+": 10.0, "-": 10.0}, temperature=298.15,
    )  # fmt: skip
    found = junction_potential(made, made.start)
    # RT/F = 25.692579121493725 mV
    assert float(found[-1]) == pytest.approx(-0.5 * 25.692579121493725e-3 * np.log(10.0), rel=1e-10)
