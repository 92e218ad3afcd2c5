"""The microscopic reading of a reaction network: jumps per second for given copy numbers."""

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.networks.reactions import ReactionNetwork

AnyArray = Array | np.ndarray


def propensities(
    network: ReactionNetwork, counts: Float[AnyArray, "species ..."]
) -> tuple[Float[AnyArray, "reactions ..."], Float[AnyArray, "reactions ..."]]:
    """Forward and backward propensities [1/s] of every reaction for copy numbers of the dynamic species.

    Mass action counts ordered groups, w+ = k+ V prod_k n_k (n_k - 1) ... (n_k - nu_k + 1)/V^nu_k, never negative
    and zero where there are too few. Laws of their own are evaluated as they are. NumPy arrays give NumPy arrays,
    so that millions of states need no compilation.
    """
    before, after = network.stoichiometry()
    forward, backward = network.constants()
    plain = isinstance(counts, np.ndarray)
    named = dict(zip(network.species, counts, strict=True))
    ways: tuple[list[AnyArray], list[AnyArray]] = ([], [])
    for k, one in enumerate(network.reactions):
        for way, constant, orders, law in (
            (0, forward[k], before[k], one.forward_law),
            (1, backward[k], after[k], one.backward_law),
        ):
            if law is None:
                value = _groups(counts, orders, float(constant), network.volume)
            else:
                value = jnp.broadcast_to(law(named), counts.shape[1:])
            ways[way].append(np.asarray(value) if plain else value)
    stacked = [np.stack(one) if plain else jnp.stack(one) for one in ways]
    return stacked[0], stacked[1]


def _groups(counts: AnyArray, orders: np.ndarray, constant: float, volume: float) -> AnyArray:
    library = np if isinstance(counts, np.ndarray) else jnp
    value: AnyArray = library.full(counts.shape[1:], constant * volume ** (1.0 - float(orders.sum())))
    for s, order in enumerate(orders):
        for taken in range(int(order)):
            value = value * library.maximum(counts[s] - float(taken), 0.0)
    return value
