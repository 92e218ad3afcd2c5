"""Structure of reaction networks: published counts, and chemostats = broken laws + emergent cycles on all members."""

import math

import numpy as np
import pytest

from fluxforce.budget.reactions.structure import complex_imbalance, structure
from fluxforce.networks import kinetics
from fluxforce.networks.reactions import reaction_network

MEMBERS = {
    "michaelis_menten": kinetics.michaelis_menten(),
    "michaelis_menten held": kinetics.michaelis_menten(substrate=2.0, product=0.5),
    "brusselator": kinetics.brusselator(),
    "schloegl": kinetics.schloegl(20.0),
    "edelstein": kinetics.edelstein(),
    "horn_jackson": kinetics.horn_jackson(),
    "vilar": kinetics.vilar_oscillator(),
    "open_dimer": kinetics.open_dimer(),
    "gene_expression": kinetics.gene_expression(),
}

# complexes, linkage classes, rank, deficiency, conservation laws: tables of the theory of deficiency
PUBLISHED = {
    "michaelis_menten": (3, 1, 2, 0, 2),
    "brusselator": (5, 2, 2, 1, 0),
    "schloegl": (4, 2, 1, 1, 0),
    "edelstein": (5, 2, 2, 1, 1),
    "horn_jackson": (4, 1, 1, 2, 1),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_counts_are_those_published(name: str):
    got = structure(MEMBERS[name])
    counted = (len(got.complexes), len(got.linkage), got.rank, got.deficiency, len(got.conserved))
    assert counted == PUBLISHED[name]
    assert got.weakly_reversible


@pytest.mark.parametrize("name", MEMBERS)
def test_every_chemostat_breaks_a_law_or_opens_a_cycle(name: str):
    network, got = MEMBERS[name], structure(MEMBERS[name])
    assert len(network.chemostats) == len(got.broken) + len(got.emergent)
    for law in got.conserved:
        weights = np.array([law.get(s, 0) for s in network.species])
        np.testing.assert_array_equal(network.change() @ weights, 0)
    for cycle in (*got.emergent, *got.internal):
        turns = np.array([cycle.reactions.get(r, 0) for r in network.names])
        np.testing.assert_array_equal(turns @ network.change(), 0)


def test_laws_of_an_enzyme_are_its_moieties():
    laws = [dict(sorted(law.items())) for law in structure(MEMBERS["michaelis_menten"]).conserved]
    assert {"C": 1, "E": 1} in laws
    assert {"C": 1, "P": 1, "S": 1} in laws


def test_affinities_of_the_brusselator():
    """A -> E is worth ln(1/1e-4); B -> D ln(1.5 * 0.01/(0.01 * 0.01 * ... )) by hand: ln(1.5/0.01) + ln(1/0.01)."""
    found = {
        tuple(sorted(c.exchanged.items())): c.affinity for c in structure(MEMBERS["brusselator"]).emergent
    }
    by_hand = {(("A", -1), ("E", 1)): math.log(1e4), (("B", -1), ("D", 1)): math.log(150.0 * 100.0)}
    for exchanged, affinity in by_hand.items():
        forth = found.get(exchanged)
        back = found.get(tuple((name, -n) for name, n in exchanged))
        got = forth if forth is not None else -(back or 0.0)
        np.testing.assert_allclose(got, affinity, rtol=1e-14)


def test_closed_cycles_of_inconsistent_constants_say_so():
    """A <=> B <=> C <=> A with constants whose product round the cycle is not one: a drive that nobody declared."""
    made = reaction_network(
        {"ab": ("A <=> B", 2.0, 1.0), "bc": ("B <=> C", 3.0, 1.0), "ca": ("C <=> A", 1.0, 1.0)}
    )
    (cycle,) = structure(made).internal
    assert cycle.affinity == pytest.approx(math.log(6.0), rel=1e-14)


def test_a_cycle_with_a_one_way_reaction_has_no_finite_affinity():
    made = reaction_network(
        {"in": ("S -> X", 1.0), "out": ("X <=> P", 1.0, 1.0)}, chemostats={"S": 1.0, "P": 1.0}
    )
    (cycle,) = structure(made).emergent
    assert cycle.affinity == math.inf


def test_not_weakly_reversible():
    assert not structure(kinetics.gene_expression()).weakly_reversible
    assert structure(kinetics.open_dimer()).always_complex_balanced


def test_complex_balance_by_hand():
    """A ring A -> B -> C -> A with equal fluxes is balanced, whatever their size; unequal ones are not."""
    got = structure(reaction_network({"ab": ("A -> B", 1.0), "bc": ("B -> C", 1.0), "ca": ("C -> A", 1.0)}))
    assert complex_imbalance(got, np.array([2.0, 2.0, 2.0])) == 0.0
    assert complex_imbalance(got, np.array([2.0, 2.0, 1.0])) == 0.5
