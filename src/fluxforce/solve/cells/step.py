"""One step of every place of a block, and how long the next one may be."""

import equinox as eqx
import jax
import jax.numpy as jnp

from fluxforce._types import Array, Float, Int
from fluxforce.balance import System
from fluxforce.numerics.small import gauss_jordan
from fluxforce.solve.cells.place import Linearised, State, contents, evaluated, linearised
from fluxforce.solve.cells.rosenbrock import RODAS5P, Rosenbrock
from fluxforce.solve.status import Status

OVERDRAWN = 1e-3  # of the tolerance: how far below nothing a step may take a pure phase
ASTRAY = (
    1e-2  # of ln a: the largest error of a coordinate that linearised equations stand, whatever the tolerance
)
SMALLEST = 1e-14  # of the time to go: steps below it get nowhere


class MarchOptions(eqx.Module):
    """``tolerance`` is the error of a step in every extent, relative to the largest that the extent has been so far
    and to at least ``least`` [mol per unit size].

    ``follow`` is the error of a coordinate (of ln a) that goes with it, over ``tolerance``; ``most`` bounds the steps
    of a place between two output times, ``kept`` those of a march that is differentiated: beyond it derivatives are
    not numbers.
    """

    tolerance: float = 1e-6
    least: float = 1e-14
    follow: float = 10.0
    most: int = eqx.field(static=True, default=2000)
    kept: int = eqx.field(static=True, default=256)
    tableau: Rosenbrock = eqx.field(static=True, default=RODAS5P)


class Carry(eqx.Module):
    """What one step hands to the next, for every place of a block."""

    state: State
    time: Float[Array, " places"]
    step: Float[Array, " places"]
    largest: Float[Array, "rows places"]
    steps: Int[Array, " places"]
    rejected: Int[Array, " places"]
    status: Int[Array, " places"]

    def failed(self, otherwise: Int[Array, " places"]) -> Int[Array, " places"]:
        """The status of places that gave up before, ``otherwise`` for all others."""
        return jnp.where(self.status > Status.DONE, self.status, otherwise)


def one_step(
    system: System,
    state: State,
    step: Float[Array, " places"],
    tableau: Rosenbrock,
    at: Linearised | None = None,
) -> tuple[State, Float[Array, "rows places"], Float[Array, "follow places"]]:
    """A step of every place: the state after it, and the errors of extents and of coordinates."""
    at = linearised(system, state) if at is None else at
    rows = at.total.shape[0]
    identity = jnp.eye(rows)[:, :, None]
    matrix = identity - tableau.gamma * step[None, None] * at.total
    if rows == 1:
        solve = 1.0 / matrix
    else:
        solve = gauss_jordan(matrix, jnp.broadcast_to(identity, matrix.shape))
    places = step.shape[0]
    weights, back_weights = (jnp.array(_square(table)) for table in (tableau.a, tableau.c))

    def stage(i, found):
        extents, follow = found
        here = _moved(state, weights[i], extents, follow)
        rate, off = evaluated(system, here)
        back = jnp.sum(at.inverse * off[None], axis=1)
        right = step[None] * (rate - jnp.sum(at.by_follow * back[None], axis=1))
        right = tableau.gamma * (right + jnp.tensordot(back_weights[i], extents, 1))
        moved = jnp.sum(solve * right[None], axis=1)
        own = jnp.sum(at.moved * moved[None], axis=1) - back
        return extents.at[i].set(moved), follow.at[i].set(own)

    stages = len(tableau.a)
    nothing = (jnp.zeros((stages, rows, places)), jnp.zeros((stages, *state.follow.shape)))
    extents, follow = jax.lax.fori_loop(0, stages, stage, nothing)
    after = _moved(state, jnp.array([*tableau.a[-1], 1.0]), extents, follow)
    return after, extents[-1], follow[-1]


def _square(table: tuple[tuple[float, ...], ...]) -> list[list[float]]:
    return [[*row, *[0.0] * (len(table) - len(row))] for row in table]


def _moved(state: State, weights: Array, extents: Array, follow: Array) -> State:
    return State(
        state.extents + jnp.tensordot(weights, extents, 1),
        state.follow + jnp.tensordot(weights, follow, 1),
        state.base,
    )


def attempt(system: System, carry: Carry, end: Array, options: MarchOptions) -> tuple[Carry, Array]:
    """One attempt in every place that is not done yet; also the step that was taken, zero where none was."""
    tableau = options.tableau
    at = linearised(system, carry.state)
    power = 1.0 / min(tableau.order, tableau.embedded_order + 1)
    fastest = jnp.max(jnp.sum(jnp.abs(at.total), axis=1), axis=0)
    begin = 0.5 * options.tolerance**power / (fastest + 1e-300)
    wish = jnp.where(carry.step > 0.0, carry.step, begin)
    left = end - carry.time
    hits = wish >= left * (1 - 1e-9)
    step = jnp.where(hits, left, jnp.where(wish > 0.5 * left, 0.5 * left, wish))
    after, off, astray = one_step(system, carry.state, step, tableau, at)
    largest = jnp.maximum(carry.largest, jnp.abs(after.extents))
    error = jnp.max(jnp.abs(off) / (largest + options.least), axis=0) / options.tolerance
    reach = jnp.minimum(options.follow * options.tolerance, ASTRAY)
    error = jnp.maximum(error, jnp.max(jnp.abs(astray), axis=0) / reach)
    error = jnp.maximum(error, _overdrawn(system, carry.state, after) / (OVERDRAWN * options.tolerance))
    error = jnp.where(jnp.isfinite(error), error, 1e10)
    running = carry.status == Status.RUNNING
    good = running & (error <= 1.0)
    growth = jnp.clip(0.9 * jnp.maximum(error, 1e-10) ** -power, 0.1, 6.0)
    wanted = jnp.where(good & (step < wish), jnp.maximum(wish, step * growth), step * growth)
    status = jnp.where(good & hits, Status.DONE, Status.RUNNING)
    status = jnp.where(~good & (wanted < SMALLEST * end), Status.STEP_TOO_SMALL, status)
    steps = carry.steps + good.astype(int)
    rejected = carry.rejected + (running & ~good).astype(int)
    status = jnp.where(
        (status == Status.RUNNING) & (steps + rejected >= options.most), Status.TOO_MANY_STEPS, status
    )
    state = jax.tree.map(lambda new, old: jnp.where(good[None], new, old), after, carry.state)
    moved = Carry(
        state, jnp.where(good, carry.time + step, carry.time), jnp.where(running, wanted, carry.step),
        jnp.where(good[None], largest, carry.largest), steps, rejected,
        jnp.where(running, status, carry.status),
    )  # fmt: skip
    return moved, jnp.where(good, step, 0.0)


def _overdrawn(system: System, before: State, after: State) -> Float[Array, " places"]:
    """How far pure phases would be below nothing, over what there was."""
    linear = [k for k, flag in enumerate(system.potential.linear) if flag]
    if not linear:
        return jnp.zeros(after.extents.shape[1])
    chosen = jnp.array(linear)
    held = contents(system, after)[chosen]
    start = jnp.abs(before.base[chosen]) + 1e-300
    return jnp.max(jnp.maximum(-held / start, 0.0), axis=0)
