"""One jump of a walker on a Markov network, by tables of what leads out of every state."""

from dataclasses import dataclass
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import lax

from fluxforce._types import Array, Float
from fluxforce.networks.network import Network
from fluxforce.numerics.one_kernel import one_kernel
from fluxforce.numerics.random import exponential_and_uniform

ONE, NONE = np.uint64(1), np.uint64(0)


class Exits(NamedTuple):
    """Tables [states * most exits]; exit j of state i stands at i * most + j, unused ones are closed.

    ``upto`` [1/s]: running sums of the rates; ``target``: state; ``channel``: number of the channel, those of the
    backward direction counted on behind the forward ones; ``gains`` [currents][entries]: what one jump adds to
    every current, the entropy given to the reservoir first.
    """

    upto: Float[np.ndarray, " entries"]
    target: Float[np.ndarray, " entries"]
    channel: Float[np.ndarray, " entries"]
    gains: tuple[Float[np.ndarray, " entries"], ...]


def exits(network: Network, gains: Float[np.ndarray, "currents channels"]) -> tuple[Exits, int]:
    """The tables of a network and how many exits its busiest state has; jumps backward take the gains away."""
    channels = network.channels
    source = np.concatenate([network.tail, network.head])
    target = np.concatenate([network.head, network.tail])
    rate = np.concatenate([network.forward, network.backward])
    number = np.arange(2 * channels)
    all_gains = np.concatenate(
        [np.vstack([network.entropy, gains]), -np.vstack([network.entropy, gains])], axis=1
    )
    open_ones = np.flatnonzero(rate > 0.0)
    order = open_ones[np.argsort(source[open_ones], kind="stable")]
    degree = np.bincount(source[order], minlength=network.states)
    most = max(1, int(degree.max(initial=0)))
    first = np.cumsum(degree) - degree
    place = source[order] * most + np.arange(order.size) - first[source[order]]
    rates, to, which = (np.zeros(network.states * most) for _ in range(3))
    rates[place], to[place], which[place] = rate[order], target[order], number[order]
    gained = np.zeros((all_gains.shape[0], network.states * most))
    gained[:, place] = all_gains[:, order]
    upto = np.cumsum(rates.reshape(network.states, most), axis=1).ravel()
    return Exits(upto, to, which, tuple(gained)), most


@dataclass(frozen=True)
class WalkStep:
    """Rows: time [s], events, state, currents [entropy and the named ones], jumps per directed channel [counted].

    ``counted`` is twice the number of channels, or zero where there are too many to count one by one.
    """

    most: int
    currents: int
    counted: int
    numbers: int = 0  # a state is not a population

    @property
    def rows(self) -> int:
        """How many rows a trajectory has."""
        return 3 + self.currents + self.counted

    def __call__(
        self, rows: list[Array], draw: Array, stream: Array, seed: Array, constants: Exits, end: Array
    ) -> tuple[list[Array], Array]:
        """The next jump of every walker that has one before ``end``."""
        time, events, state = rows[:3]
        waiting, choice = exponential_and_uniform(seed, stream, draw, apart=one_kernel)
        entry, total = chosen_exit(constants, self.most, state, choice)
        later = one_kernel(_later)(time, waiting, total)
        until = jnp.full_like(time, end)
        jumps = later < until
        one, nothing = jnp.full_like(time, 1.0), jnp.full_like(time, 0.0)
        currents = [
            row + lax.select(jumps, gain[entry], nothing)
            for row, gain in zip(rows[3 : 3 + self.currents], constants.gains, strict=True)
        ]
        channel = one_kernel(_looked_up)(constants.channel, entry)
        counts = [
            row + lax.select(jumps & (channel == float(c)), one, nothing)
            for c, row in enumerate(rows[3 + self.currents :])
        ]
        new = lax.select(jumps, constants.target[entry], state)
        moved = [lax.select(jumps, later, until), events + lax.select(jumps, one, nothing), new]
        after = draw + lax.select(jumps, jnp.full_like(draw, ONE), jnp.full_like(draw, NONE))
        return [*moved, *currents, *counts], after


def chosen_exit(tables: Exits, most: int, state: Array, choice: Array) -> tuple[Array, Array]:
    """Entry of the exit taken and rate of leaving [1/s], for states (whole numbers) and uniform numbers."""
    first = one_kernel(_first)(state, jnp.full_like(state, float(most)))
    sums = [one_kernel(_looked_up)(tables.upto, first + j) for j in range(most)]
    return one_kernel(_entry)(first, choice, sums), sums[-1]


def _first(state: Array, most: Array) -> Array:
    return (state * most).astype(jnp.int32)


def _looked_up(table: Array, at: Array) -> Array:
    return table[at]


def _entry(first: Array, choice: Array, sums: list[Array]) -> Array:
    for one in sums[:-1]:
        first = first + (choice * sums[-1] >= one).astype(jnp.int32)
    return first


def _later(time: Array, waiting: Array, total: Array) -> Array:
    return time + waiting / total
