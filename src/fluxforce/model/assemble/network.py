"""A Markov network: probabilities of states in one place, and jumps that obey local detailed balance."""

import math
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from fluxforce.balance import System
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.reversible import MassAction, Reversible
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.schema.network import NetworkModel
from fluxforce.places import Everywhere
from fluxforce.process import Exchange
from fluxforce.solve.linear import Dense
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.ideal import IdealSolution
from fluxforce.thermo.joint import Joint
from fluxforce.thermo.linear import Linear

LEAST = 1e-12  # probability of a state that is empty at the start: ln p needs one


@dataclass(frozen=True)
class Jump:
    """A channel from one state to another, with both of its rates [1/s]."""

    source: str
    target: str
    forward: float
    backward: float


def network(*, jumps: dict[str, Jump], initial: dict[str, float], environment: float = 298.15) -> Assembled:
    """One place; its quantities are the probabilities of the states and the entropy given to the bath.

    The bath takes up R ln(k+/k-) with every jump (local detailed balance), so the force of a channel is
    X = R ln(k+ p_source / k- p_target) [schnakenberg1976]. Two channels between the same states stay two
    processes: merging them would hide entropy production. Entropies are per mole of copies of the network.
    """
    states = tuple(initial)
    count = len(states)
    potential = Joint(
        FromEntropy(IdealSolution(standard=jnp.zeros(count), names=states)), Linear(("bath",), jnp.ones(1))
    )
    exchanges = tuple(_channel(name, jump, states) for name, jump in jumps.items())
    active = jnp.ones((count + 1, 1)).at[-1].set(0.0)
    system = System(potential, exchanges, (), jnp.ones(1), active)
    p = np.maximum(np.array([initial[state] for state in states], dtype=float), LEAST)
    p = p / p.sum()
    start = jnp.asarray(np.concatenate([np.log(p), [0.0]])[:, None])
    fastest = max(max(jump.forward, jump.backward) for jump in jumps.values())
    return Assembled(
        kind="network", system=system, start=start, solver=Dense(), scale=jnp.ones(count + 1),
        inside=np.array([0]), x=None, bulk=1.0,
        conserved={"probability": np.append(np.ones(count), 0.0)}, charge=None,
        temperature=environment, environment=environment, first_step=1e-3 / fastest,
    )  # fmt: skip


def _channel(name: str, jump: Jump, states: tuple[str, ...]) -> Exchange:
    reactants, products = np.zeros((1, len(states) + 1)), np.zeros((1, len(states) + 1))
    reactants[0, states.index(jump.source)] = 1.0
    products[0, states.index(jump.target)] = 1.0
    orders = reactants.copy()
    products[0, -1] = GAS_CONSTANT * math.log(jump.forward / jump.backward)
    law = Reversible(MassAction(jnp.array([float(jump.forward)]), jnp.asarray(orders)))
    label = f"{jump.source} -> {jump.target}"
    both = (jnp.asarray(reactants), jnp.asarray(products))
    return Exchange(name, Everywhere(), *both, law, jnp.ones(1), (label,))


def assemble_network(document: NetworkModel) -> Assembled:
    """The network of a model document."""
    given = document.network
    jumps = {name: Jump(one.from_, one.to, one.forward, one.backward) for name, one in given.jumps.items()}
    initial = {state: given.initial[state] for state in given.states}
    return network(jumps=jumps, initial=initial, environment=document.environment.temperature)
