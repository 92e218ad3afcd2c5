"""Networks as the objects of other libraries: graphs of networkx, tables of pandas, and back."""

from typing import Any

import networkx
import numpy as np

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.network import Channel, Network, network
from fluxforce.networks.reactions import ReactionNetwork

MOST_STATES = 200_000  # beyond this a graph of Python objects is no longer a sensible view


def to_networkx(net: Network) -> "networkx.MultiDiGraph[Any]":
    """Every channel as an edge of its own from tail to head, with both rates, entropy, process and reservoir.

    Nodes carry the labels of the states. Raises BadInput for networks too large to be looked at as objects.
    """
    if net.states > MOST_STATES:
        said = f"a graph of {net.states} states would not fit in memory as objects"
        raise BadInput([Problem(said, hint="solve.markov.generator gives a sparse matrix")])
    graph: networkx.MultiDiGraph[Any] = networkx.MultiDiGraph()
    inner = net.state_entropy()
    for state in range(net.states):
        graph.add_node(net.label(state), entropy=float(inner[state]))
    for k in range(net.channels):
        graph.add_edge(
            net.label(int(net.tail[k])),
            net.label(int(net.head[k])),
            key=k,
            forward=float(net.forward[k]),
            backward=float(net.backward[k]),
            entropy=float(net.entropy[k]),
            process=net.processes[int(net.process[k])],
            reservoir=net.reservoirs[int(net.reservoir[k])],
        )
    return graph


def from_networkx(graph: "networkx.MultiDiGraph[Any] | networkx.DiGraph[Any]") -> Network:
    """A network from a directed graph whose edges carry `forward` and, where there is a way back, `backward`.

    In a graph with one edge for each direction (`rate` on every edge) the two edges between a pair of states
    become one channel. Raises BadInput that names an edge without a rate.
    """
    edges = list(graph.edges(data=True))
    paired = [(str(a), str(b), data) for a, b, data in edges]
    if all("rate" in data and "forward" not in data for *_, data in paired) and paired:
        return _from_one_way_edges(graph, paired)
    channels = {}
    for k, (source, target, data) in enumerate(paired):
        if "forward" not in data:
            said = f"the edge {source} -> {target} has no rate"
            raise BadInput([Problem(said, hint="give edges 'forward' and 'backward', or all of them 'rate'")])
        entropy = data.get("entropy")
        taken = float(entropy) if entropy is not None and np.isfinite(entropy) else None
        channels[f"{k}"] = Channel(
            source, target, float(data["forward"]), float(data.get("backward", 0.0)),
            str(data.get("reservoir", "bath")), taken,
            str(data.get("process", f"{source} -> {target}")),
        )  # fmt: skip
    given = {str(n): float(d["entropy"]) for n, d in graph.nodes(data=True) if d.get("entropy")}
    return network(channels, [str(n) for n in graph.nodes], given or None)


def _from_one_way_edges(graph: Any, edges: list[tuple[str, str, dict[str, Any]]]) -> Network:
    """The rates of both directions put together; parallel edges cannot be told apart and are refused."""
    rates: dict[tuple[str, str], float] = {}
    for source, target, data in edges:
        if (source, target) in rates:
            said = f"several edges {source} -> {target}, and nothing says which way back belongs to which"
            raise BadInput([Problem(said, hint="give each edge 'forward' and 'backward'")])
        rates[source, target] = float(data["rate"])
    channels = {}
    for (source, target), rate in rates.items():
        if (target, source) in rates and f"{target} -> {source}" in channels:
            continue
        back = 0.0 if source == target else rates.get((target, source), 0.0)
        channels[f"{source} -> {target}"] = Channel(source, target, rate, back)
    return network(channels, [str(n) for n in graph.nodes])


def reactions_to_networkx(net: ReactionNetwork) -> "networkx.DiGraph[Any]":
    """The bipartite graph of species and reactions; edges carry stoichiometric numbers, chemostats are marked."""
    graph: networkx.DiGraph[Any] = networkx.DiGraph()
    for name in net.species:
        graph.add_node(name, kind="species", chemostat=False)
    for name, value in net.chemostats.items():
        graph.add_node(name, kind="species", chemostat=True, concentration=float(value))
    for one in net.reactions:
        at = f"reaction {one.name}"
        graph.add_node(at, kind="reaction", equation=str(one), one_way=one.one_way)
        for side, into in ((one.reactants, True), (one.products, False)):
            for name, number in side.items():
                graph.add_edge(*((name, at) if into else (at, name)), number=int(number))
    return graph
