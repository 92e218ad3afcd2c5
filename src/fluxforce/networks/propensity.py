"""The microscopic reading of a reaction network: jumps per second for given copy numbers."""

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.networks.reactions import ReactionNetwork


def propensities(
    network: ReactionNetwork, counts: Float[Array, "species ..."]
) -> tuple[Float[Array, "reactions ..."], Float[Array, "reactions ..."]]:
    """Forward and backward propensities [1/s] of every reaction for copy numbers of the dynamic species.

    Mass action counts ordered groups, w+ = k+ V prod_k n_k (n_k - 1) ... (n_k - nu_k + 1)/V^nu_k, never negative
    and zero where there are too few. Laws of their own are evaluated as they are.
    """
    before, after = network.stoichiometry()
    forward, backward = network.constants()
    named = dict(zip(network.species, counts, strict=True))
    ways: tuple[list[Array], list[Array]] = ([], [])
    for k, one in enumerate(network.reactions):
        for way, constant, orders, law in (
            (0, forward[k], before[k], one.forward_law),
            (1, backward[k], after[k], one.backward_law),
        ):
            if law is not None:
                ways[way].append(jnp.broadcast_to(law(named), counts.shape[1:]))
            else:
                ways[way].append(_groups(counts, orders, float(constant), network.volume))
    return jnp.stack(ways[0]), jnp.stack(ways[1])


def _groups(counts: Array, orders: np.ndarray, constant: float, volume: float) -> Array:
    value = jnp.full(counts.shape[1:], constant * volume ** (1.0 - float(orders.sum())))
    for s, order in enumerate(orders):
        for taken in range(int(order)):
            value = value * jnp.maximum(counts[s] - float(taken), 0.0)
    return value
