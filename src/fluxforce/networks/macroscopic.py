"""The macroscopic reading of a reaction network: concentrations in one stirred place of the kernel."""

import jax.numpy as jnp

from fluxforce.balance import System
from fluxforce.constants import GAS_CONSTANT
from fluxforce.errors import BadInput, Problem
from fluxforce.laws.hop import Irreversible
from fluxforce.laws.reversible import MassAction, Reversible
from fluxforce.networks.reactions import ReactionNetwork
from fluxforce.places import Everywhere
from fluxforce.process import Exchange
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.ideal import IdealSolution


def macroscopic(network: ReactionNetwork) -> System:
    """One place of size V; every reaction is an exchange with X = R ln(k+ prod c^nu+ / k- prod c^nu-).

    The chemostats' part of the force, and whatever the standard potentials of the species are, enters as entropy
    given to reservoirs, R ln(k+/k-) with the held concentrations folded in. Raises BadInput for laws other than
    mass action, whose macroscopic limit is not known here, and for a reaction without a forward rate.
    """
    odd = [one.name for one in network.reactions if not one.mass_action]
    if odd:
        raise BadInput([Problem(f"reaction '{odd[0]}' has a law of its own and no known macroscopic limit")])
    before, after = network.stoichiometry()
    forward, backward = network.constants()
    still = [one.name for one, k in zip(network.reactions, forward, strict=True) if k == 0.0]
    if still:
        said = f"reaction '{still[0]}' has no forward rate, since a chemostat that it needs is held at zero"
        raise BadInput([Problem(said, hint="write it the other way round")])
    potential = FromEntropy(IdealSolution(standard=jnp.zeros(len(network.species)), names=network.species))
    exchanges = []
    for k, one in enumerate(network.reactions):
        reactants = jnp.asarray(before[k : k + 1], dtype=float)
        products = jnp.asarray(after[k : k + 1], dtype=float)
        one_way = MassAction(jnp.asarray(forward[k : k + 1]), reactants)
        law = Irreversible(one_way) if backward[k] == 0.0 else Reversible(one_way)
        given = GAS_CONSTANT * (jnp.log(forward[k]) - jnp.log(backward[k]))
        exchanges.append(
            Exchange(
                one.name,
                Everywhere(),
                reactants,
                products,
                law,
                jnp.full(1, network.volume),
                (str(one),),
                jnp.reshape(given, (1, 1)),
            )
        )
    active = jnp.ones((len(network.species), 1))
    return System(potential, tuple(exchanges), (), jnp.full(1, network.volume), active)
