"""Exact trajectories of a reaction network by the direct method, with every channel counted while they run."""

from collections.abc import Mapping

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Float
from fluxforce.errors import BadInput, Problem, SolverGaveUp
from fluxforce.networks.reactions import Propensity, ReactionNetwork
from fluxforce.numerics.random import seeded
from fluxforce.solve.jumps.channels import Channels, Start, Times, channels, scaled_constants, whole_numbers
from fluxforce.solve.jumps.direct_step import DirectStep
from fluxforce.solve.jumps.paths import Outcome, Paths
from fluxforce.solve.jumps.pool import PORTION, WIDTHS, Limits, Pool, advance

MOST = Limits(events=1e9, population=1e9)


def sample(
    network: ReactionNetwork,
    initial: Start,
    times: Times,
    *,
    trajectories: int = 1000,
    seed: int = 0,
    observables: Mapping[str, Propensity] | None = None,
    limits: Limits = MOST,
    widths: tuple[int, ...] = WIDTHS,
    portion: int = PORTION,
) -> Paths:
    """Exact trajectories from time zero, read at ``times`` [s] (a single number is the end).

    ``initial``: copy numbers by name (others are zero), or an array [species] or [species, trajectories].
    ``observables``: functions of the copy numbers by name, integrated over time exactly. The same ``seed`` gives
    the same trajectories, however many are sampled and whatever ``widths`` and ``portion`` (sizes that only
    concern speed) are. Times of reading are times at which a waiting time is drawn anew, which changes the
    sample and not its distribution. Source: [gillespie1977].

    Raises BadInput for what cannot be started, and SolverGaveUp, with the reaction named and the ``Paths`` so far
    as its results, if a trajectory exceeds ``limits``.
    """
    chosen = channels(network)
    constants = scaled_constants(network, chosen)
    step = DirectStep(chosen, tuple((observables or {}).values()))
    start = started(network, initial, trajectories)
    at = reading_times(times)
    pool = empty(step.rows, start)
    rows = np.empty((at.size, step.rows, trajectories))
    for k, end in enumerate(at):
        pool = advance(step, pool, seeded(seed), constants, float(end), limits, widths, portion)
        rows[k] = np.asarray(pool.rows)
    paths = _read(network, chosen, step, start, at, rows, tuple(observables or ()), limits)
    return finished(paths, chosen, constants)


def started(
    network: ReactionNetwork, initial: object, trajectories: int
) -> Float[np.ndarray, "species trajectories"]:
    """Copy numbers at the start of every trajectory. Raises BadInput."""
    start = whole_numbers(network, initial)
    if trajectories < 1 or start.shape[1] not in (1, trajectories):
        raise BadInput(
            [Problem(f"{trajectories} trajectories cannot start from {start.shape[1]} given initial states")]
        )
    return np.broadcast_to(start, (start.shape[0], trajectories))


def reading_times(times: object) -> Float[np.ndarray, " times"]:
    """Times of reading, increasing and not negative. Raises BadInput."""
    at = np.atleast_1d(np.asarray(times, dtype=float))
    if (
        at.ndim != 1
        or at.size == 0
        or not np.all(np.isfinite(at))
        or at[0] < 0.0
        or np.any(np.diff(at) <= 0.0)
    ):
        raise BadInput(
            [Problem("times must be finite, zero or later, and increase", hint="for example 0.5, 1, 2")]
        )
    return at


def empty(rows: int, start: Float[np.ndarray, "species trajectories"]) -> Pool:
    """Trajectories at time zero with nothing counted yet."""
    made = np.zeros((rows, start.shape[1]))
    made[2 : 2 + start.shape[0]] = start
    streams = jnp.arange(start.shape[1], dtype=jnp.uint64)
    return Pool(jnp.asarray(made), jnp.zeros_like(streams), streams)


def _read(
    network: ReactionNetwork, chosen: Channels, step: DirectStep, start: np.ndarray, at: np.ndarray,
    rows: np.ndarray, names: tuple[str, ...], limits: Limits,
) -> Paths:  # fmt: skip
    first = 2 + step.numbers
    last = first + len(chosen.reaction) - 1
    sums = np.concatenate([rows[:, first:last], rows[:, 1:2]], axis=1)
    ways = by_reaction(network, chosen, np.diff(sums, axis=1, prepend=0.0))
    own = None if chosen.mass_action else rows[:, last]
    grown = rows[:, rows.shape[1] - len(names) :]
    numbers = rows[:, 2:first]
    return Paths(
        network, np.array(start), at, numbers, *ways, stopped_how(rows[-1], step.numbers, at[-1], limits),
        rows[-1, 0], {name: grown[:, k] for k, name in enumerate(names)}, own,
    )  # fmt: skip


def by_reaction(
    network: ReactionNetwork, chosen: Channels, jumps: Float[np.ndarray, "times channels trajectories"]
) -> tuple[
    Float[np.ndarray, "times reactions trajectories"], Float[np.ndarray, "times reactions trajectories"]
]:
    """Jumps forward and backward of every reaction from those of the directed channels."""
    ways = tuple(np.zeros((jumps.shape[0], len(network.reactions), jumps.shape[2])) for _ in range(2))
    for c, (reaction, sign) in enumerate(zip(chosen.reaction, chosen.sign, strict=True)):
        ways[0 if sign > 0 else 1][:, reaction] = jumps[:, c]
    return ways[0], ways[1]


def stopped_how(rows: np.ndarray, species: int, end: float, limits: Limits) -> np.ndarray:
    """EXPLODED where a limit was exceeded before the end, FINISHED elsewhere."""
    over = (rows[0] < end) | (rows[2 : 2 + species].max(axis=0, initial=0.0) > limits.population)
    return np.where(over, int(Outcome.EXPLODED), int(Outcome.FINISHED))


def finished(paths: Paths, chosen: Channels, constants: Float[np.ndarray, " channels"]) -> Paths:
    """The paths with absorbed trajectories marked. Raises SolverGaveUp if one of them has exploded."""
    numbers = paths.numbers[-1]
    given = [jnp.full(numbers.shape[1], one) for one in constants]
    rates = np.stack([np.asarray(one) for one in chosen.rates(list(jnp.asarray(numbers)), given)])
    closed = (rates.sum(axis=0) == 0.0) & (paths.outcome == Outcome.FINISHED)
    paths.outcome[closed] = int(Outcome.ABSORBED)
    if not np.any(paths.outcome == Outcome.EXPLODED):
        return paths
    lane = int(np.argmax(paths.outcome == Outcome.EXPLODED))
    fastest = int(np.argmax(rates[:, lane]))
    reaction = paths.network.reactions[chosen.reaction[fastest]]
    largest = int(np.argmax(numbers[:, lane]))
    way = "forward" if chosen.sign[fastest] > 0 else "backward"
    raise SolverGaveUp(
        f"trajectory {lane} was stopped at {paths.stopped[lane]:.4g} s after {paths.events[lane]:.4g} events, with "
        f"{numbers[largest, lane]:.4g} of '{paths.network.species[largest]}': reaction '{reaction.name}' ({reaction}) "
        f"runs {way} {rates[fastest, lane]:.3g} times a second; raise `limits`, or sample a shorter time",
        paths,
    )
