"""One jump of the direct method: when the next event comes, which one it is, and what it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import jax.numpy as jnp
import numpy as np
from jax import lax

from fluxforce._types import Array
from fluxforce.networks.reactions import Propensity
from fluxforce.numerics.logarithm import minus_log
from fluxforce.numerics.one_kernel import one_kernel
from fluxforce.numerics.random import uniform, words
from fluxforce.solve.jumps.channels import Channels

ONE, NONE = np.uint64(1), np.uint64(0)


@dataclass(frozen=True)
class DirectStep:
    """Waiting time -ln u/w with w the sum of all propensities, channel by comparing v w with running sums.

    Rows of a trajectory: time [s], events, populations [species], jumps of the channels ADDED UP from the first
    on [channels - 1] (with the events as the last of these sums), entropy given to reservoirs and reaped by the
    chemistry of laws of their own [1, only where such laws exist], time integrals of the observables. Running
    sums of indicators cost one comparison and one addition per channel. Source: [gillespie1977].
    """

    channels: Channels
    observables: tuple[Propensity, ...] = ()

    @property
    def numbers(self) -> int:
        """How many species there are."""
        return len(self.channels.species)

    @property
    def rows(self) -> int:
        """How many rows a trajectory has."""
        own = 0 if self.channels.mass_action else 1
        return 2 + self.numbers + len(self.channels.reaction) - 1 + own + len(self.observables)

    def __call__(
        self, rows: list[Array], draw: Array, stream: Array, seed: Array, constants: Array, end: Array
    ) -> tuple[list[Array], Array]:
        """The next event of every lane that has one before ``end``."""
        species, chosen = self.numbers, self.channels
        time, events, numbers = rows[0], rows[1], rows[2 : 2 + species]
        counted = rows[2 + species : 1 + species + len(chosen.reaction)]
        rest = rows[1 + species + len(chosen.reaction) :]
        values = [jnp.full_like(time, constants[c]) for c in range(len(chosen.reaction))]
        until = jnp.full_like(time, end)
        a, b, c, d = words(seed, stream, draw, apart=one_kernel)
        sums = summed(chosen, numbers, values)
        later = one_kernel(_later)(time, a, b, sums[-1])
        aim = one_kernel(_aim)(c, d, sums[-1])
        jumps = later < until
        # upto[c] is one if this event is one of the channels 0..c.
        upto = [one_kernel(_reached)(later, until, aim, total) for total in sums[:-1]]
        upto.append(one_kernel(_jumps)(later, until))
        new = [moved(n, [row[s] for row in chosen.change], upto) for s, n in enumerate(numbers)]
        arrival = lax.select(jumps, later, until)
        if not chosen.mass_action:
            single = [upto[0], *(b - a for a, b in pairwise(upto))]
            rest = [rest[0] + log_ratio(chosen, numbers, new, values, single), *rest[1:]]
        if self.observables:
            named = dict(zip(chosen.species, numbers, strict=True))
            lasted = arrival - time
            first = len(rest) - len(self.observables)
            grown = [rest[first + k] + one(named) * lasted for k, one in enumerate(self.observables)]
            rest = [*rest[:first], *grown]
        counted = [c + b for c, b in zip(counted, upto[:-1], strict=True)]
        after = draw + lax.select(jumps, jnp.full_like(draw, ONE), jnp.full_like(draw, NONE))
        return [arrival, events + upto[-1], *new, *counted, *rest], after


def _later(time: Array, high: Array, low: Array, total: Array) -> Array:
    return time + minus_log(uniform(high, low)) / total


def _aim(high: Array, low: Array, total: Array) -> Array:
    return uniform(high, low) * total


def _reached(later: Array, until: Array, aim: Array, total: Array) -> Array:
    return lax.select((later < until) & (aim < total), jnp.ones_like(later), jnp.zeros_like(later))


def _jumps(later: Array, until: Array) -> Array:
    return lax.select(later < until, jnp.ones_like(later), jnp.zeros_like(later))


def summed(chosen: Channels, numbers: list[Array], constants: list[Array]) -> list[Array]:
    """Running sums of the propensities: first, first two, ..., all of them."""
    sums: list[Array] = []
    for c in range(len(chosen.reaction)):

        def grown(numbers: list[Array], constant: Array, before: list[Array], c: int = c) -> Array:
            rate = chosen.rate(c, numbers, constant)
            return before[0] + rate if before else rate

        sums.append(one_kernel(grown)(numbers, constants[c], sums[-1:]))
    return sums


def moved(n: Array, change: Sequence[int], upto: Sequence[Array]) -> Array:
    """n plus the change of the one channel that jumped, from indicators that stay one from that channel on."""
    for c, here in enumerate(change):
        weight = here - (change[c + 1] if c + 1 < len(change) else 0)
        if weight:
            n = n + upto[c] if weight == 1 else n - upto[c] if weight == -1 else n + float(weight) * upto[c]
    return n


def log_ratio(
    chosen: Channels,
    before: Sequence[Array],
    after: Sequence[Array],
    constants: Sequence[Array],
    happened: Sequence[Array],
) -> Array:
    """ln(w(before)/w of the way back(after)) of the jump that ``happened`` (one or zero per channel), else zero.

    Infinite for a one-way channel.
    """
    there = chosen.rates(before, constants)
    back = chosen.rates(after, constants)
    gain = jnp.zeros_like(before[0])
    for c, reverse in enumerate(chosen.reverse):
        returning = back[reverse] if reverse >= 0 else jnp.zeros_like(gain)
        gain = lax.select(happened[c] > 0.5, jnp.log(there[c]) - jnp.log(returning), gain)
    return gain
