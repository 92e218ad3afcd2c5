"""Exact trajectories by the next reaction method: every channel has a clock of its own, also where rates are driven."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from fluxforce._types import Array
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.reactions import ReactionNetwork
from fluxforce.numerics.one_kernel import one_kernel
from fluxforce.numerics.random import exponential_and_uniform, seeded
from fluxforce.solve.jumps.channels import Channels, Start, Times, channels, scaled_constants
from fluxforce.solve.jumps.direct import MOST, by_reaction, finished, reading_times, started, stopped_how
from fluxforce.solve.jumps.direct_step import log_ratio
from fluxforce.solve.jumps.paths import Paths
from fluxforce.solve.jumps.pool import WIDTHS, Limits, Pool, advance

ONE, NONE = np.uint64(1), np.uint64(0)
HALVINGS = 60
PORTION = 64

# G(t) = integral of g from 0 to t [s], of a factor g(t) >= 0 that multiplies a propensity.
Clock = Callable[[Array], Array]


@dataclass(frozen=True)
class Drive:
    """Factors of time on the propensities of one reaction, each given by its integral G(t), or None for 1."""

    forward: Clock | None = None
    backward: Clock | None = None


@dataclass(frozen=True)
class NextReactionStep:
    """The channel whose clock rings first jumps; the others keep what is left of theirs.

    Channel k rings when its internal time T_k = integral of w_k dt reaches P_k, a sum of exponential numbers of mean
    one: one random number per event. Rows: time, events, populations, jumps per channel, T, P, sum of ln(w+/w-).
    Source: [gibson2000], in the form of [anderson2007].
    """

    channels: Channels
    clocks: tuple[Clock | None, ...]

    @property
    def numbers(self) -> int:
        """How many species there are."""
        return len(self.channels.species)

    @property
    def rows(self) -> int:
        """How many rows a trajectory has."""
        return 2 + self.numbers + 3 * len(self.channels.reaction) + 1

    def __call__(
        self, rows: list[Array], draw: Array, stream: Array, seed: Array, constants: Array, end: Array
    ) -> tuple[list[Array], Array]:
        """The next event of every lane that has one before ``end``; at the end all clocks are brought up to it."""
        species, many = self.numbers, len(self.channels.reaction)
        time, events, numbers = rows[0], rows[1], rows[2 : 2 + species]
        counts, inner, rings = (rows[2 + species + k * many : 2 + species + (k + 1) * many] for k in range(3))
        values = [jnp.full_like(time, constants[c]) for c in range(many)]
        rates = self.channels.rates(numbers, values)
        until = jnp.full_like(time, end)
        times = [
            _rings_at(clock, time, until, lax.max(ring - passed, jnp.zeros_like(time)), rate)
            for clock, ring, passed, rate in zip(self.clocks, rings, inner, rates, strict=True)
        ]
        first = times[0]
        for one in times[1:]:
            first = lax.min(first, one)
        jumps = first < until
        arrival = lax.select(jumps, first, until)
        happened, taken = [], jnp.zeros_like(jumps)
        for one in times:
            happened.append(jumps & (one <= first) & ~taken)
            taken = taken | happened[-1]
        fresh, _ = exponential_and_uniform(seed, stream, draw, apart=one_kernel)
        flags = [lax.select(one, jnp.ones_like(time), jnp.zeros_like(time)) for one in happened]
        inner = [
            lax.select(rang, ring, passed + rate * _lasted(clock, time, arrival))
            for rang, ring, passed, rate, clock in zip(
                happened, rings, inner, rates, self.clocks, strict=True
            )
        ]
        rings = [ring + flag * fresh for ring, flag in zip(rings, flags, strict=True)]
        new = [_changed(n, [row[s] for row in self.channels.change], flags) for s, n in enumerate(numbers)]
        factors = [value * _factor(clock, arrival) for value, clock in zip(values, self.clocks, strict=True)]
        gained = rows[-1] + log_ratio(self.channels, numbers, new, factors, flags)
        counts = [count + flag for count, flag in zip(counts, flags, strict=True)]
        after = draw + lax.select(jumps, jnp.full_like(draw, ONE), jnp.full_like(draw, NONE))
        total = events + lax.select(jumps, jnp.ones_like(time), jnp.zeros_like(time))
        return [arrival, total, *new, *counts, *inner, *rings, gained], after


def sample_next_reaction(
    network: ReactionNetwork,
    initial: Start,
    times: Times,
    *,
    trajectories: int = 1000,
    seed: int = 0,
    drives: Mapping[str, Drive] | None = None,
    limits: Limits = MOST,
    widths: tuple[int, ...] = WIDTHS,
) -> Paths:
    """Exact trajectories by the next reaction method; arguments and results as in ``direct.sample``.

    ``drives``: factors of time on mass-action reactions by name, exact as well: a clock rings where the integral of
    the propensity says so, found by bisection to round-off. The entropy then counts ln(w+/w-) at the time of every
    jump (``Paths.own_ratio``). Source: [gibson2000], [anderson2007]. Raises as ``direct.sample`` does.
    """
    chosen = channels(network)
    constants = scaled_constants(network, chosen)
    clocks = _clocks(network, chosen, drives or {})
    step = NextReactionStep(chosen, clocks)
    start = started(network, initial, trajectories)
    at = reading_times(times)
    many, species = len(chosen.reaction), step.numbers
    made = np.zeros((step.rows, trajectories))
    made[2 : 2 + species] = start
    streams = jnp.arange(trajectories, dtype=jnp.uint64)
    for c in range(many):
        ring, _ = exponential_and_uniform(seeded(seed), streams, jnp.full_like(streams, np.uint64(c)))
        made[2 + species + 2 * many + c] = np.asarray(ring)
    pool = Pool(jnp.asarray(made), jnp.full_like(streams, np.uint64(many)), streams)
    rows = np.empty((at.size, step.rows, trajectories))
    for k, end in enumerate(at):
        pool = advance(step, pool, seeded(seed), constants, float(end), limits, widths, PORTION)
        rows[k] = np.asarray(pool.rows)
    own = None if chosen.mass_action and not any(clocks) else rows[:, -1]
    paths = Paths(
        network,
        np.array(start),
        at,
        rows[:, 2 : 2 + species],
        *by_reaction(network, chosen, rows[:, 2 + species : 2 + species + many]),
        stopped_how(rows[-1], species, at[-1], limits),
        rows[-1, 0],
        own_ratio=own,
    )
    return finished(paths, chosen, constants)


def _clocks(
    network: ReactionNetwork, chosen: Channels, drives: Mapping[str, Drive]
) -> tuple[Clock | None, ...]:
    for name in drives:
        if name not in network.names:
            raise BadInput(
                [Problem(f"there is no reaction '{name}'", hint=f"reactions: {', '.join(network.names)}")]
            )
        if not network.reactions[network.names.index(name)].mass_action:
            raise BadInput([Problem(f"reaction '{name}' has a law of its own and cannot be driven as well")])
    found = []
    for k, sign in zip(chosen.reaction, chosen.sign, strict=True):
        drive = drives.get(network.names[k], Drive())
        found.append(drive.forward if sign > 0 else drive.backward)
    return tuple(found)


def _lasted(clock: Clock | None, begin: Array, end: Array) -> Array:
    return end - begin if clock is None else clock(end) - clock(begin)


def _factor(clock: Clock | None, time: Array) -> Array:
    return jnp.ones_like(time) if clock is None else jax.jvp(clock, (time,), (jnp.ones_like(time),))[1]


def _rings_at(clock: Clock | None, time: Array, until: Array, left: Array, rate: Array) -> Array:
    """When the clock rings [s]: later than ``until`` where it does not before."""
    never = jnp.full_like(time, jnp.inf)
    if clock is None:
        return lax.select(rate > 0.0, time + left / rate, never)
    begun = clock(time)

    def halve(_: Array, bracket: tuple[Array, Array]) -> tuple[Array, Array]:
        low, high = bracket
        middle = 0.5 * (low + high)
        before = rate * (clock(middle) - begun) < left
        return lax.select(before, middle, low), lax.select(before, high, middle)

    _, high = lax.fori_loop(0, HALVINGS, halve, (time, until))
    return lax.select(rate * (clock(until) - begun) > left, high, never)


def _changed(n: Array, change: Sequence[int], flags: Sequence[Array]) -> Array:
    for by, flag in zip(change, flags, strict=True):
        if by:
            n = n + float(by) * flag
    return n
