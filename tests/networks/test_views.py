"""Networks as graphs, and back."""

import networkx
import numpy as np
import pytest

from fluxforce.errors import BadInput
from fluxforce.networks.network import Channel, network
from fluxforce.networks.reactions import reaction_network
from fluxforce.networks.system import network_rates
from fluxforce.networks.views import from_networkx, reactions_to_networkx, to_networkx


def test_parallel_channels_survive_the_round_trip():
    made = network(
        {
            "hot": Channel("a", "b", 1.0, 2.0, "furnace", process="lead"),
            "cold": Channel("a", "b", 2.0, 1.0, "river"),
            "on": Channel("b", "c", 1.0),
        },
        internal={"c": 0.5},
    )
    again = from_networkx(to_networkx(made))
    for name in ("tail", "head", "forward", "backward", "entropy"):
        np.testing.assert_array_equal(getattr(again, name), getattr(made, name))
    assert again.processes[0] == "lead"
    assert again.reservoirs == ("furnace", "river", "bath")
    np.testing.assert_array_equal(again.internal, [0.0, 0.0, 0.5])


def test_one_edge_for_each_direction_becomes_one_channel():
    graph = networkx.DiGraph()
    graph.add_edge("0", "1", rate=3.0)
    graph.add_edge("1", "0", rate=1.0)
    made = from_networkx(graph)
    assert (made.channels, made.forward[0], made.backward[0]) == (1, 3.0, 1.0)
    np.testing.assert_allclose(network_rates(made, np.array([0.5, 0.5])).force, np.log(3.0))


def test_edges_without_rates_are_named():
    graph = networkx.DiGraph()
    graph.add_edge("a", "b", weight=3.0)
    with pytest.raises(BadInput, match="a -> b has no rate"):
        from_networkx(graph)


def test_parallel_one_way_edges_are_refused():
    graph = networkx.MultiDiGraph()
    graph.add_edge("a", "b", rate=3.0)
    graph.add_edge("a", "b", rate=1.0)
    with pytest.raises(BadInput, match="several edges a -> b"):
        from_networkx(graph)


def test_species_and_reactions_as_a_bipartite_graph():
    made = reaction_network({"auto": ("2 X + A <=> 3 X", 1.0, 2.0)}, chemostats={"A": 1.0})
    graph = reactions_to_networkx(made)
    assert graph.edges["X", "reaction auto"]["number"] == 2
    assert graph.edges["reaction auto", "X"]["number"] == 3
    assert graph.nodes["A"]["chemostat"]
