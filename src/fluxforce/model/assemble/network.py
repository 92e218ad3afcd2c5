"""A Markov network: probabilities of states in one place, and jumps that obey local detailed balance."""

from collections.abc import Mapping

import jax.numpy as jnp
import numpy as np

from fluxforce.balance import System
from fluxforce.constants import GAS_CONSTANT, ROOM_TEMPERATURE
from fluxforce.laws.hop import Irreversible
from fluxforce.laws.reversible import MassAction, Reversible
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.schema.network import NetworkModel
from fluxforce.model.schema.values import parameter_values
from fluxforce.networks.network import Channel, Network
from fluxforce.networks.network import network as markov_network
from fluxforce.places import Everywhere
from fluxforce.process import Exchange
from fluxforce.solve.linear import Dense
from fluxforce.solve.markov.stationary import stationary
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.ideal import IdealSolution
from fluxforce.thermo.joint import Joint
from fluxforce.thermo.linear import Linear

LEAST = 1e-12  # probability of a state that is empty at the start: ln p needs one


def network(
    *,
    jumps: Mapping[str, Channel],
    initial: dict[str, float],
    environment: float = ROOM_TEMPERATURE,
    internal: Mapping[str, float] | None = None,
) -> Assembled:
    """One place; its quantities are the probabilities of the states and the entropy given to every reservoir.

    A reservoir takes up R (ln(k+/k-) + s_source - s_target) with every jump (local detailed balance), so the force
    of a channel is X = R ln(k+ p_source / k- p_target) [schnakenberg1976]. Two channels between the same states
    stay two rows: merging them would hide entropy production. Channels of one ``process`` are rows of one
    exchange. Entropies are per mole of copies of the network.

    A one-way channel gives its reservoir more than any number: it is kept out of the reservoirs' books, and its
    row holds only what it changes in the entropy of the probabilities, R ln(p_source/p_target). Its total is
    unbounded (``notes["one-way"]`` names the processes).
    """
    states = tuple(initial)
    count = len(states)
    net = markov_network(jumps, states, internal)
    standard = jnp.asarray(GAS_CONSTANT * net.state_entropy())
    baths = Linear(net.reservoirs, jnp.ones(len(net.reservoirs)))
    potential = Joint(FromEntropy(IdealSolution(standard=standard, names=states)), baths)
    labels = tuple(jumps)
    exchanges = tuple(_exchange(name, net, np.flatnonzero(chosen), labels) for name, chosen in _groups(net))
    active = jnp.ones((count + len(net.reservoirs), 1)).at[count:].set(0.0)
    system = System(potential, exchanges, (), jnp.ones(1), active)
    p = np.maximum(np.array([initial[state] for state in states], dtype=float), LEAST)
    p = p / p.sum()
    start = jnp.asarray(np.concatenate([np.log(p), np.zeros(len(net.reservoirs))])[:, None])
    fastest = float(max(net.forward.max(), net.backward.max()))
    one_way = tuple(dict.fromkeys(net.processes[k] for k in net.process[net.one_way]))
    return Assembled(
        kind="network", system=system, start=start, solver=Dense(), scale=jnp.ones(start.shape[0]),
        inside=np.array([0]), x=None, bulk=1.0,
        conserved={"probability": np.append(np.ones(count), np.zeros(len(net.reservoirs)))}, charge=None,
        temperature=environment, environment=environment, first_step=1e-3 / fastest,
        notes={"network": net, "jumps": labels, "one-way": one_way},
    )  # fmt: skip


def _groups(net: Network) -> list[tuple[str, np.ndarray]]:
    """Processes in order; the one-way channels of a process that has others too stand apart."""
    found = []
    for index, name in enumerate(net.processes):
        own = net.process == index
        both, one_way = own & ~net.one_way, own & net.one_way
        if both.any():
            found.append((name, both))
        if one_way.any():
            found.append((f"{name}, one-way" if both.any() else name, one_way))
    return found


def _exchange(name: str, net: Network, chosen: np.ndarray, labels: tuple[str, ...]) -> Exchange:
    width = net.states + len(net.reservoirs)
    reactants, products = np.zeros((chosen.size, width)), np.zeros((chosen.size, width))
    rows = np.arange(chosen.size)
    reactants[rows, net.tail[chosen]] = 1.0
    products[rows, net.head[chosen]] = 1.0
    orders = reactants.copy()
    one_way = MassAction(jnp.asarray(net.forward[chosen]), jnp.asarray(orders))
    typed = bool(net.one_way[chosen[0]])
    if not typed:
        products[rows, net.states + net.reservoir[chosen]] = GAS_CONSTANT * net.entropy[chosen]
    ends = tuple(f"{net.label(int(net.tail[k]))} -> {net.label(int(net.head[k]))}" for k in chosen)
    words = ends if chosen.size == 1 or len(set(ends)) == chosen.size else tuple(labels[k] for k in chosen)
    both = (jnp.asarray(reactants), jnp.asarray(products))
    law = Irreversible(one_way) if typed else Reversible(one_way)
    return Exchange(name, Everywhere(), *both, law, jnp.ones(1), words)


def channels_of(document: NetworkModel) -> dict[str, Channel]:
    """Jumps of a document as channels; a way back that is left out follows by local detailed balance."""
    known = parameter_values(document.parameters)
    given = document.network
    own = {state: value.number(known) for state, value in given.entropies.items()}
    found = {}
    for name, jump in given.jumps.items():
        forward, declared = jump.forward.number(known), document.declared_entropy(name, known)
        if jump.backward is not None:
            backward = jump.backward.number(known)
        else:
            inner = own.get(jump.to, 0.0) - own.get(jump.from_, 0.0)
            backward = float(forward * np.exp(-(declared or 0.0) - inner))
        found[name] = Channel(
            jump.from_, jump.to, forward, backward, jump.reservoir, None, jump.process or name
        )
    return found


def assemble_network(document: NetworkModel) -> Assembled:
    """The network of a model document. Raises BadInput where 'steady' is asked for and is not unique."""
    given = document.network
    known = parameter_values(document.parameters)
    channels = channels_of(document)
    internal = {state: value.number(known) for state, value in given.entropies.items()} or None
    count = len(given.states)
    if isinstance(given.initial, dict):
        initial = {state: given.initial[state] for state in given.states}
    elif given.initial == "uniform":
        initial = dict.fromkeys(given.states, 1.0 / count)
    else:
        net = markov_network(channels, given.states, internal)
        initial = dict(zip(given.states, map(float, stationary(net)), strict=True))
    made = network(
        jumps=channels, initial=initial, environment=document.environment.temperature, internal=internal
    )
    place = {name: k for k, name in enumerate(channels)}
    counted = {}
    for name, weights in given.counted.items():
        counted[name] = np.zeros(len(channels))
        for jump, weight in weights.items():
            counted[name][place[jump]] = weight.number(known)
    made.notes["counted"] = counted
    made.notes["temperatures"] = {
        name: one.temperature.number(known) for name, one in given.reservoirs.items() if one.temperature
    }
    made.notes["parameters"] = known
    return made
