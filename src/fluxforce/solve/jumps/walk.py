"""Exact trajectories on a Markov network: many at once with currents counted, or one long one jump by jump."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from fluxforce._types import Array, Float, Int
from fluxforce.errors import BadInput, Problem, SolverGaveUp
from fluxforce.networks.counts import Count, count_currents
from fluxforce.networks.network import Network
from fluxforce.numerics.one_kernel import one_kernel
from fluxforce.numerics.random import exponential_and_uniform, seeded
from fluxforce.solve.jumps.channels import Times
from fluxforce.solve.jumps.direct import reading_times
from fluxforce.solve.jumps.paths import Outcome
from fluxforce.solve.jumps.pool import WIDTHS, Limits, Pool, advance
from fluxforce.solve.jumps.walk_step import Exits, WalkStep, chosen_exit, exits

COUNTED = 32  # channels that are counted one by one unless asked otherwise
MOST_JUMPS = 1e9
PORTION = 128
BLOCK = 1 << 16
START_STREAM = 2**63  # the stream of random numbers that chooses initial states


@dataclass(frozen=True)
class Walks:
    """Walkers at the times asked for.

    - ``times`` [times] in s; ``states`` [times, walkers]: numbers of states; ``initial`` [walkers];
    - ``events`` [times, walkers]: jumps so far;
    - ``entropy`` [times, walkers] in k_B: given to reservoirs; plus infinity after a jump through a one-way channel;
    - ``currents``: named sums over jumps [times, walkers];
    - ``forward``, ``backward`` [times, channels, walkers]: jumps of every channel, or None where not counted;
    - ``outcome`` [walkers]: an ``Outcome``; absorbed walkers sit in a state without exits.
    """

    network: Network
    initial: Int[np.ndarray, " walkers"]
    times: Float[np.ndarray, " times"]
    states: Int[np.ndarray, "times walkers"]
    events: Float[np.ndarray, "times walkers"]
    entropy: Float[np.ndarray, "times walkers"]
    currents: Mapping[str, Float[np.ndarray, "times walkers"]]
    forward: Float[np.ndarray, "times channels walkers"] | None
    backward: Float[np.ndarray, "times channels walkers"] | None
    outcome: Int[np.ndarray, " walkers"]

    def total_entropy(
        self, before: Float[np.ndarray, " states"], after: Float[np.ndarray, "times states"]
    ) -> Float[np.ndarray, "times walkers"]:
        """Entropy produced along every trajectory [k_B], for the distributions at the start and at the times.

        Reservoirs, internal entropy of the states, and ln p(0, start) - ln p(t, end): its exponential average
        <exp(-total)> is one where nothing is one-way. Source: [seifert2005].
        """
        inner = self.network.state_entropy()
        with np.errstate(divide="ignore"):
            first = np.log(before[self.initial])
            last = np.log(np.take_along_axis(np.atleast_2d(after), self.states, axis=1))
        return self.entropy + inner[self.states] - inner[self.initial][None] + first[None] - last


def walk(
    network: Network,
    start: int | str | np.ndarray,
    times: Times,
    *,
    walkers: int = 1000,
    seed: int = 0,
    currents: Mapping[str, Count] | None = None,
    count_channels: bool | None = None,
    most_jumps: float = MOST_JUMPS,
    widths: tuple[int, ...] = WIDTHS,
) -> Walks:
    """Walkers from time zero, read at ``times`` [s] (one number is the end), by the direct method.

    ``start``: a state by number or name, a whole-number array with the state of every walker, or probabilities of
    all states, from which the starts are drawn. ``currents``: what each counts, as ``counted`` takes it: the name of
    a process, weights, or what one jump forward adds (a jump backward takes it away). Channels are counted one by one
    up to 32 of them, or as ``count_channels`` says. The same seed gives the same walks. Source: [gillespie1977].
    Raises BadInput, and SolverGaveUp beyond ``most_jumps``.
    """
    named = {name: count_currents(network, [one])[0] for name, one in (currents or {}).items()}
    if walkers < 1:
        raise BadInput([Problem(f"{walkers} walkers", hint="one at least")])
    counting = network.channels <= COUNTED if count_channels is None else count_channels
    gains = np.stack(list(named.values())) if named else np.zeros((0, network.channels))
    tables, most = exits(network, gains)
    step = WalkStep(most, 1 + len(named), 2 * network.channels if counting else 0)
    initial = _starts(network, start, walkers, seed)
    at = reading_times(times)
    rows = np.zeros((step.rows, walkers))
    rows[2] = initial
    streams = jnp.arange(walkers, dtype=jnp.uint64)
    pool = Pool(jnp.asarray(rows), jnp.zeros_like(streams), streams)
    read = np.empty((at.size, step.rows, walkers))
    for k, end in enumerate(at):
        pool = advance(
            step, pool, seeded(seed), tables, float(end), Limits(most_jumps, np.inf), widths, PORTION
        )
        read[k] = np.asarray(pool.rows)
    if np.any(read[-1, 0] < at[-1]):
        lane = int(np.argmin(read[-1, 0]))
        where = network.label(int(read[-1, 2, lane]))
        raise SolverGaveUp(
            f"walker {lane} was stopped in state {where} at {read[-1, 0, lane]:.4g} s after {most_jumps:.3g} jumps; "
            "raise `most_jumps`, or walk for a shorter time"
        )
    states = read[:, 2].astype(np.int64)
    leaving = tables.upto.reshape(-1, most)[:, -1]
    outcome = np.where(leaving[states[-1]] == 0.0, int(Outcome.ABSORBED), int(Outcome.FINISHED))
    counts = read[:, 3 + step.currents :]
    ways = np.split(counts, 2, axis=1) if counting else (None, None)
    sums = {name: read[:, 4 + k] for k, name in enumerate(named)}
    return Walks(network, initial, at, states, read[:, 1], read[:, 3], sums, ways[0], ways[1], outcome)


def _starts(network: Network, start: object, walkers: int, seed: int) -> Int[np.ndarray, " walkers"]:
    if isinstance(start, str):
        return np.full(walkers, network.index(start))
    given = np.asarray(start)
    if given.ndim == 1 and given.dtype.kind == "f":
        if (
            given.shape != (network.states,)
            or np.any(given < 0.0)
            or not np.isclose(given.sum(), 1.0, atol=1e-9)
        ):
            raise BadInput(
                [Problem(f"start needs {network.states} probabilities, zero or above, that add up to one")]
            )
        stream = jnp.full(walkers, np.uint64(START_STREAM))
        _, u = exponential_and_uniform(seeded(seed), stream, jnp.arange(walkers, dtype=jnp.uint64))
        found = np.searchsorted(np.cumsum(given), np.asarray(u) * given.sum(), side="right")
        return np.minimum(found, network.states - 1)
    states = (
        np.broadcast_to(given, (walkers,)) if given.ndim == 0 or given.shape == (walkers,) else np.full(1, -1)
    )
    if given.dtype.kind not in "iu" or np.any((states < 0) | (states >= network.states)):
        raise BadInput(
            [Problem(f"start must be states 0 to {network.states - 1}, one or one of every walker")]
        )
    return states.astype(np.int64)


@dataclass(frozen=True)
class JumpSequence:
    """One trajectory jump by jump: ``states`` [jumps] left, after ``dwell`` [jumps] s each, through ``channels``
    [jumps] in ``directions`` [jumps] (+1 forward, -1 backward); ``last`` is the state after all of them.

    Shorter than asked for if the last state has no exits.
    """

    states: Int[np.ndarray, " jumps"]
    dwell: Float[np.ndarray, " jumps"]
    channels: Int[np.ndarray, " jumps"]
    directions: Int[np.ndarray, " jumps"]
    last: int


@partial(jax.jit, static_argnames=("most",))
def _block(
    tables: Exits, most: int, state: Array, seed: Array, first: Array
) -> tuple[Array, tuple[Array, Array, Array]]:
    draw = first + jnp.arange(BLOCK, dtype=jnp.uint64)
    waiting, choice = exponential_and_uniform(seed, jnp.zeros_like(draw), draw)

    def turn(state: Array, given: tuple[Array, Array]) -> tuple[Array, tuple[Array, Array, Array]]:
        entry, total = chosen_exit(tables, most, state, given[1])
        closed = total == 0.0
        new = lax.select(closed, state, tables.target[entry])
        return new, (state, given[0] / total, tables.channel[entry])

    kernel = one_kernel(lambda state, *given: lax.scan(turn, state, given))
    return kernel(state, waiting, choice)


def sequence(network: Network, jumps: int, *, start: int | str = 0, seed: int = 0) -> JumpSequence:
    """One exact trajectory of ``jumps`` jumps from the state ``start``. Source: [gillespie1977]."""
    tables, most = exits(network, np.zeros((0, network.channels)))
    state = jnp.asarray(float(_starts(network, start, 1, seed)[0]))
    given = jax.tree.map(jnp.asarray, tables)
    parts = []
    for first in range(0, jumps, BLOCK):
        state, part = _block(given, most, state, seeded(seed), jnp.asarray(np.uint64(first)))
        parts.append(jax.tree.map(np.asarray, part))
    left, dwell, channel = (
        np.concatenate([part[k] for part in parts] or [np.zeros(0)])[:jumps] for k in range(3)
    )
    some = int(np.argmax(np.isinf(dwell))) if np.any(np.isinf(dwell)) else jumps
    taken = channel[:some].astype(np.int64)
    ends = np.concatenate([network.head, network.tail])
    last = int(ends[taken[-1]]) if some else int(_starts(network, start, 1, seed)[0])
    return JumpSequence(
        left[:some].astype(np.int64),
        dwell[:some],
        taken % network.channels,
        np.where(taken < network.channels, 1, -1),
        last,
    )
