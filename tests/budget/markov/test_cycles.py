"""Fundamental cycles, Kolmogorov's criterion, and spanning forests."""

import networkx
import numpy as np
import pytest

from fluxforce.budget.markov.cycles import fundamental_cycles
from fluxforce.budget.markov.entropy import entropy_rates
from fluxforce.budget.markov.kolmogorov import equilibrium, kolmogorov, require_local_detailed_balance
from fluxforce.budget.markov.trees import potentials, spanning_forest
from fluxforce.errors import BadInput
from fluxforce.networks.network import Channel, from_arrays, network
from fluxforce.networks.rings import ring
from tests.budget.markov.samples import random_equilibrium, random_network

LINE = {"first": Channel("a", "b", 1.0, 2.0), "second": Channel("b", "c", 3.0, 1.0)}


@pytest.mark.parametrize("key", range(4))
def test_cycles_carry_all_that_a_steady_state_produces(key: int):
    """Schnakenberg: currents of the chords make all currents, and production is current times affinity."""
    net = random_network(key)
    steady = entropy_rates(net)
    found = fundamental_cycles(net)
    assert len(found.cycles) == net.channels - net.states + 1
    np.testing.assert_allclose(found.matrix.T @ found.currents(steady.rates), steady.rates.flux, atol=1e-13)
    np.testing.assert_allclose(found.production(steady.rates), steady.total, rtol=1e-12)


def test_parallel_channels_form_a_cycle():
    """Rates 1, 2 and 2, 1 between two states: merged in balance, apart an affinity of ln 4."""
    net = network({"hot": Channel("a", "b", 1.0, 2.0, "hot"), "cold": Channel("a", "b", 2.0, 1.0, "cold")})
    found = fundamental_cycles(net)
    np.testing.assert_allclose(np.abs(found.affinities), np.log(4.0), rtol=1e-15)
    verdict = kolmogorov(net)
    assert not verdict.holds
    assert "a -> b -> a" in verdict.sentence()
    assert "1.38629" in verdict.sentence()


def test_equilibrium_from_ratios_alone():
    net, p = random_equilibrium(5)
    np.testing.assert_allclose(equilibrium(net), p, rtol=1e-13)
    assert kolmogorov(net).sentence() == "detailed balance holds: the affinities of all cycles vanish"


def test_a_long_chain_is_walked_quickly():
    """A hundred thousand states in a line: ln p of state k is the sum of k logarithms."""
    size = 100_000
    here = np.arange(size - 1)
    net = from_arrays(
        states=size,
        tail=here,
        head=here + 1,
        forward=np.full(size - 1, 2.0),
        backward=np.full(size - 1, 2.001),
    )
    log_p = kolmogorov(net).log_probability
    np.testing.assert_allclose(log_p[-1] - log_p[0], (size - 1) * np.log(2.0 / 2.001), rtol=1e-12)


def test_a_one_way_channel_breaks_detailed_balance():
    verdict = kolmogorov(network({"there": Channel("a", "b", 1.0), "round": Channel("a", "b", 1.0, 1.0)}))
    assert not verdict.holds
    assert verdict.affinity == np.inf
    assert "there (a -> b) has no way back" in verdict.sentence()
    with pytest.raises(BadInput, match="no way back"):
        equilibrium(network({"there": Channel("a", "b", 1.0)}))


def test_cycles_with_one_way_channels_are_unbounded_by_type():
    """Two one-way channels there and one back: one pair can be walked round, the other blocks itself."""
    net = network(
        {"one": Channel("a", "b", 1.0), "other": Channel("a", "b", 2.0), "back": Channel("b", "a", 1.0)}
    )
    found, steady = fundamental_cycles(net), entropy_rates(net)
    assert list(found.affinities) == [np.inf, np.inf]
    assert found.production(steady.rates) == np.inf


def test_parts_that_are_not_connected_have_no_one_equilibrium():
    net = network(LINE | {"else": Channel("d", "e", 1.0, 1.0)})
    assert kolmogorov(net).holds
    with pytest.raises(BadInput, match="falls into parts"):
        equilibrium(net)


def test_potentials_of_a_forest_are_differences_along_its_trees():
    net = random_network(2)
    forest = spanning_forest(net)
    drop = np.random.default_rng(0).normal(size=net.channels)
    value = potentials(forest, drop)
    tree = np.setdiff1d(np.arange(net.channels), forest.chords)
    assert tree.size == net.states - 1
    np.testing.assert_allclose(value[net.head[tree]] - value[net.tail[tree]], drop[tree], atol=1e-14)
    graph = networkx.Graph(zip(net.tail[tree].tolist(), net.head[tree].tolist(), strict=True))
    assert networkx.is_tree(graph)


def test_local_detailed_balance_is_compared_channel_by_channel():
    require_local_detailed_balance(ring([1.0, 2.0, 3.0], [0.5, 0.25, 0.2]))
    net = network(LINE | {"wrong": Channel("c", "a", 2.0, 1.0, entropy=0.0)})
    with pytest.raises(
        BadInput, match=r"wrong \(c -> a\) declares an entropy that its rates exceed by 0\.693147"
    ):
        require_local_detailed_balance(net)
