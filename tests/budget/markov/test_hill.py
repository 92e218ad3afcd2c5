"""Hill's cycles against brute force over all spanning trees, and Kirchhoff's count of them."""

from itertools import combinations

import networkx
import numpy as np
import pytest

from fluxforce.budget.markov.entropy import entropy_rates
from fluxforce.budget.markov.hill import hill_cycles, simple_cycles, spanning_trees
from fluxforce.errors import BadInput
from fluxforce.networks.network import Channel, Network, from_arrays, network
from fluxforce.networks.rings import ring
from tests.budget.markov.samples import random_network


def brute_force(net: Network, roots: set[int]) -> float:
    """Sum over spanning forests directed towards ``roots``: every choice of one jump out of each other state."""
    jumps = [(t, h, w) for t, h, w in zip(net.tail, net.head, net.forward, strict=True) if t != h]
    jumps += [(h, t, w) for t, h, w in zip(net.tail, net.head, net.backward, strict=True) if t != h]
    others = [s for s in range(net.states) if s not in roots]
    total = 0.0
    for chosen in combinations(range(len(jumps)), len(others)):
        taken = [jumps[k] for k in chosen]
        if sorted(t for t, _, _ in taken) != others:
            continue
        graph = networkx.DiGraph([(int(t), int(h)) for t, h, _ in taken])
        if networkx.is_directed_acyclic_graph(graph):
            total += float(np.prod([w for _, _, w in taken]))
    return total


def small(key: int) -> Network:
    draw = np.random.default_rng(key)
    rates = np.exp(3.0 * draw.normal(size=(2, 6)))
    return from_arrays(
        states=4, tail=[0, 1, 2, 3, 0, 1], head=[1, 2, 3, 0, 2, 2], forward=rates[0], backward=rates[1]
    )


@pytest.mark.parametrize("key", range(3))
def test_one_way_fluxes_are_those_of_all_trees(key: int):
    net = small(key)
    found = hill_cycles(net)
    every = sum(brute_force(net, {root}) for root in range(net.states))
    for one, along, against in zip(found.cycles, found.forward, found.backward, strict=True):
        rest = brute_force(net, set(one.states(net)))
        pairs = list(zip(one.channels, one.directions, strict=True))
        forth = np.prod([net.forward[c] if way > 0 else net.backward[c] for c, way in pairs])
        back = np.prod([net.backward[c] if way > 0 else net.forward[c] for c, way in pairs])
        np.testing.assert_allclose([along, against], np.array([forth, back]) * rest / every, rtol=1e-12)


@pytest.mark.parametrize("key", range(3))
def test_cycles_sum_to_currents_and_to_the_production(key: int):
    net = random_network(key)
    steady, found = entropy_rates(net), hill_cycles(net)
    apart = (
        net.tail != net.head
    )  # the channel from a state to itself has as many completions each way as jumps
    np.testing.assert_allclose(found.currents()[apart], steady.rates.flux[apart], atol=1e-12)
    np.testing.assert_allclose(found.currents()[~apart], steady.rates.flux[~apart], rtol=1e-12)
    np.testing.assert_allclose(found.production(), steady.total, rtol=1e-12)
    np.testing.assert_allclose(np.log(found.forward / found.backward), found.affinities, atol=1e-11)
    assert np.all(found.affinities >= 0.0)


def test_cycles_of_parallel_channels_are_told_apart():
    """1-2 twice: ring of five, chords 0-2 and 1-4. Counted by networkx on the graph with one edge of each kind."""
    net = random_network(0)
    middles = networkx.Graph()
    for k, (a, b) in enumerate(zip(net.tail.tolist(), net.head.tolist(), strict=True)):
        if a != b:  # a node in the middle of each channel makes parallel ones distinct
            middles.add_edges_from([(("state", a), k), (k, ("state", b))])
    apart = len(list(networkx.simple_cycles(middles)))
    assert len(simple_cycles(net)) == apart + 1  # and the channel from a state to itself


def test_irreversible_rings_have_one_direction():
    found = hill_cycles(ring([1.0, 2.0, 4.0], [0.0, 0.0, 0.0]))
    # three exponential waits one after the other: 1/(1 + 1/2 + 1/4)
    np.testing.assert_allclose(found.forward, 4.0 / 7.0, rtol=1e-14)
    assert list(found.backward) == [0.0]
    assert found.production() == np.inf
    mixed = network(
        {"one": Channel("a", "b", 1.0), "other": Channel("a", "b", 1.0), "back": Channel("b", "a", 1.0)}
    )
    assert len(simple_cycles(mixed)) == 2


def test_number_of_spanning_trees():
    """Cayley: n^(n-2) of the complete graph; 4 x 4 - 1 of two squares that share an edge."""
    for size in (3, 6, 9):
        pairs = np.array(list(combinations(range(size), 2)))
        rates = np.ones(len(pairs))
        net = from_arrays(states=size, tail=pairs[:, 0], head=pairs[:, 1], forward=rates, backward=rates)
        assert spanning_trees(net) == size ** (size - 2)
    parts = network({"one": Channel("a", "b", 1.0, 1.0), "two": Channel("c", "d", 1.0, 1.0)})
    assert spanning_trees(parts) == 0


def test_too_many_cycles_are_refused():
    pairs = np.array(list(combinations(range(9), 2)))
    net = from_arrays(states=9, tail=pairs[:, 0], head=pairs[:, 1], forward=np.ones(36), backward=np.ones(36))
    with pytest.raises(BadInput, match="more than 1000 simple cycles"):
        hill_cycles(net, most=1000)
    with pytest.raises(BadInput, match="one recurrent network"):
        hill_cycles(network({"away": Channel("start", "a", 1.0), "round": Channel("a", "b", 1.0, 1.0)}))
    with pytest.raises(BadInput, match="at most 400"):
        hill_cycles(ring(np.ones(401), np.ones(401)))
