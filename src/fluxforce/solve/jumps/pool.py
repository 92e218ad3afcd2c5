"""Many trajectories through few lanes: whoever has arrived makes room for the next one.

The lanes (some hundred trajectories side by side) stay in the first-level cache and advance by portions of some
hundred steps in one kernel; after a portion, lanes that have arrived are written back and loaded again. A waiting
time that leads beyond the end is thrown away: the exponential distribution has no memory, and the next segment
starts with the next draw. What a trajectory does depends on its own stream of random numbers only. When nobody
waits any more and most lanes are empty, the rest goes on in fewer lanes.
"""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple, Protocol, runtime_checkable

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from fluxforce._types import Array, Float, Int, PyTree
from fluxforce.numerics.one_kernel import one_kernel

WIDTHS = (256, 32, 4)  # how many lanes, and how many for the stragglers
PORTION = 256
ONE = np.uint64(1)
TIME, EVENTS = (
    0,
    1,
)  # the first two rows of every trajectory; the numbers that populations are limited by follow


@runtime_checkable
class Step(Protocol):
    """One jump of every lane. Hashable: programs are compiled once per step."""

    @property
    def numbers(self) -> int:
        """How many rows after time and events hold populations."""
        ...

    def __call__(
        self, rows: list[Array], draw: Array, stream: Array, seed: Array, constants: PyTree, end: Array
    ) -> tuple[list[Array], Array]:
        """New rows and draws; lanes whose time has reached ``end`` stay as they are."""
        ...


class Pool(NamedTuple):
    """Trajectories at rest: ``rows`` (time, events, populations, whatever is counted), the random ``stream`` that
    each owns and the draws of it that have been used."""

    rows: Float[Array, "rows trajectories"]
    draw: Int[Array, " trajectories"]
    stream: Int[Array, " trajectories"]


class Limits(NamedTuple):
    """Where a trajectory is stopped before its end: [1] events and [individuals] of any one population."""

    events: float = 1e9
    population: float = 1e9


class _Lanes(NamedTuple):
    """Trajectories on their way: where in the pool each lane's belongs, and who is next."""

    rows: list[Array]
    draw: Array
    stream: Array
    at: Array
    following: Array
    pool: Pool


def arrived(step: Step, rows: Sequence[Array | np.ndarray], end: Array, limits: Limits) -> Array | np.ndarray:
    """Which trajectories need no further step: at the end, or beyond a limit."""
    over = (rows[TIME] >= end) | (rows[EVENTS] > limits.events)
    for one in rows[2 : 2 + step.numbers]:
        over = over | (one > limits.population)
    return over


@partial(jax.jit, static_argnames=("step", "width", "portion", "last"))
def _advance(
    step: Step, width: int, portion: int, last: bool,
    pool: Pool, count: Array, seed: Array, constants: PyTree, end: Array, limits: Limits,
) -> Pool:  # fmt: skip
    """Every trajectory to the end; unless this is the last width, until a quarter of the lanes are in use."""
    idle = pool.draw.shape[0] - 1  # the last column is where lanes without work rest

    def kernel(rows: list[Array], draw: Array, stream: Array, *given: PyTree) -> tuple[list[Array], Array]:
        def turn(_: Array, now: tuple[list[Array], Array]) -> tuple[list[Array], Array]:
            return step(*now, stream, *given)

        return lax.fori_loop(0, portion, turn, (rows, draw))

    together = one_kernel(kernel)

    def store(now: _Lanes) -> Pool:
        rows = now.pool.rows.at[:, now.at].set(jnp.stack(now.rows))
        return now.pool._replace(rows=rows, draw=now.pool.draw.at[now.at].set(now.draw))

    def load(at: Array, following: Array, pool: Pool) -> _Lanes:
        return _Lanes(list(pool.rows[:, at]), pool.draw[at], pool.stream[at], at, following, pool)

    def exchange(now: _Lanes) -> _Lanes:
        leaving = arrived(step, now.rows, end, limits) & (now.at < idle)
        at = jnp.where(leaving, now.following + jnp.cumsum(leaving) - 1, now.at)
        return load(jnp.where(at < count, at, idle), now.following + jnp.sum(leaving), store(now))

    def turn(now: _Lanes) -> _Lanes:
        rows, draw = together(now.rows, now.draw, now.stream, seed, constants, end)
        now = now._replace(rows=rows, draw=draw)
        leaves = jnp.any(arrived(step, rows, end, limits) & (now.at < idle))
        return lax.cond(leaves, exchange, lambda same: same, now)

    def working(now: _Lanes) -> Array:
        fewest = 0 if last else width // 4
        return (now.following < count) | (jnp.sum(now.at < idle) > fewest)

    first = jnp.arange(width)
    rested = pool._replace(rows=pool.rows.at[TIME, idle].set(end))
    start = load(jnp.where(first < count, first, idle), jnp.asarray(width), rested)
    return store(lax.while_loop(working, turn, start))


def advance(
    step: Step, pool: Pool, seed: Array, constants: PyTree, end: float, limits: Limits,
    widths: tuple[int, ...] = WIDTHS, portion: int = PORTION,
) -> Pool:  # fmt: skip
    """All trajectories of a pool to the time ``end`` [s], or to where a limit stops them (checked per portion)."""
    bounds = Limits(jnp.asarray(limits.events), jnp.asarray(limits.population))  # type: ignore[arg-type]
    until, given = jnp.asarray(float(end)), jax.tree.map(jnp.asarray, constants)
    rows, draw, stream = (np.array(one) for one in pool)
    for k, width in enumerate(widths):
        left = np.flatnonzero(~np.asarray(arrived(step, list(rows), until, limits)))
        last = k + 1 == len(widths)
        if left.size == 0:
            break
        if not last and left.size <= widths[k + 1]:
            continue
        # One column more for idle lanes; sizes are rounded up so that few programs have to be compiled.
        room = max(width, 1 << int(left.size - 1).bit_length()) + 1
        chosen = np.append(left, np.zeros(room - left.size, dtype=np.int64))
        part = Pool(jnp.asarray(rows[:, chosen]), jnp.asarray(draw[chosen]), jnp.asarray(stream[chosen]))
        ran = _advance(step, width, portion, last, part, jnp.asarray(left.size), seed, given, until, bounds)
        rows[:, left] = np.asarray(ran.rows)[:, : left.size]
        draw[left] = np.asarray(ran.draw)[: left.size]
    # The waiting time that led beyond the end has used a draw.
    return Pool(jnp.asarray(rows), jnp.asarray(draw + ONE), jnp.asarray(stream))
