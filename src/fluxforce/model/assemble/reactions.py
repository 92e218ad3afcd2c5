"""A reaction network: its macroscopic system, and the network itself for every other reading of it."""

from collections.abc import Mapping
from typing import Any

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.balance import System
from fluxforce.errors import BadInput, Problem
from fluxforce.laws.hop import Irreversible
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.expression import parse
from fluxforce.model.schema.reactions import ReactionsModel
from fluxforce.model.schema.values import parameter_values
from fluxforce.networks.macroscopic import macroscopic
from fluxforce.networks.reactions import Propensity, Reaction, ReactionNetwork, parse_sides, reaction_network
from fluxforce.process import Exchange
from fluxforce.solve.linear import Dense

# Where nothing is, ln c has no value: the floor of every concentration, in copies.
TRACE = 1e-9


def network_of(document: ReactionsModel) -> ReactionNetwork:
    """The reactions of a document. Raises BadInput."""
    known = parameter_values(document.parameters)
    given = document.reactions
    made = {}
    for name, channel in given.channels.items():
        before, after, _ = parse_sides(channel.reaction)
        constants = []
        for value, side in ((channel.forward, before), (channel.backward, after)):
            power = 1 - sum(side.values())
            constants.append(0.0 if value is None else document.in_copies(value, power, known))
        made[name] = Reaction(
            name, before, after, constants[0], constants[1], channel.reservoir,
            _law(channel.forward_law, document.species(), known),
            _law(channel.backward_law, document.species(), known),
        )  # fmt: skip
    held = {name: document.in_copies(value, 1, known) for name, value in given.chemostats.items()}
    volume = given.volume.number(known)
    return reaction_network(made, chemostats=held, species=document.species(), volume=volume)


def _law(text: str | None, species: list[str], known: Mapping[str, float]) -> Propensity | None:
    if text is None:
        return None
    evaluate = parse(text, names=tuple(species), constants=known).compiled()

    def propensity(counts: Mapping[str, Array]) -> Array:
        return evaluate(counts)

    return propensity


def initial_counts(document: ReactionsModel) -> dict[str, float]:
    """Copy numbers at the start."""
    known = parameter_values(document.parameters)
    return {name: document.reactions.initial[name].number(known) for name in document.species()}


def assemble_reactions(document: ReactionsModel) -> Assembled:
    """The macroscopic system; ``notes`` hold the network and the copy numbers at the start.

    A one-way reaction gives its reservoirs more than any number: its row holds only what it changes in the entropy
    of the solution, and its total is unbounded.
    """
    network = network_of(document)
    if not all(one.mass_action for one in network.reactions):
        odd = next(one.name for one in network.reactions if not one.mass_action)
        raise BadInput([Problem(f"reaction '{odd}' has a law of its own, which has no macroscopic reading")])
    system = macroscopic(network)
    exchanges = tuple(_finite(one) for one in system.exchanges)
    system = System(system.potential, exchanges, system.flows, system.size, system.active)
    counts = initial_counts(document)
    content = np.array([counts[name] for name in network.species]) / network.volume
    content = np.maximum(content, TRACE / network.volume)
    start = system.potential.guess(jnp.asarray(content[:, None]))
    notes: dict[str, Any] = {"reactions": network, "counts": counts}
    return Assembled(
        kind="reactions", system=system, start=start, solver=Dense(), scale=jnp.ones(len(network.species)),
        inside=np.array([0]), x=None, bulk=network.volume, conserved={}, charge=None,
        temperature=document.environment.temperature, environment=document.environment.temperature,
        first_step=1e-3 / _fastest(network, content), notes=notes,
    )  # fmt: skip


def _finite(exchange: Exchange) -> Exchange:
    if not isinstance(exchange.law, Irreversible):
        return exchange
    return Exchange(
        exchange.name, exchange.sites, exchange.reactants, exchange.products, exchange.law, exchange.measure,
        exchange.rows, None,
    )  # fmt: skip


def _fastest(network: ReactionNetwork, content: np.ndarray) -> float:
    """Largest relative rate of change at the start [1/s], bounded below by the slowest constant."""
    forward, backward = network.constants()
    before, after = network.stoichiometry()
    rates = [
        constant * np.prod(content**orders) / np.min(np.where(orders > 0, content, np.inf), initial=1.0)
        for constant, orders in [*zip(forward, before, strict=True), *zip(backward, after, strict=True)]
    ]
    return float(max(max(rates), 1e-12))
