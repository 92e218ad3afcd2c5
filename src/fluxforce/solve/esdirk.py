"""An adaptive, conservative ESDIRK integrator in the coordinates of the potential.

A stage solves q(Z_i) - h gamma f(Z_i) = q_n + h sum_{j<i} a_ij k_j: contents, not coordinates, are what is added
up, so every balance closes to the tolerance of Newton's method whatever the step size.
"""

import equinox as eqx
import jax
import jax.numpy as jnp

from fluxforce._types import Array, Float, Int
from fluxforce.balance import System, prepared
from fluxforce.solve.linear import AbstractCorrection
from fluxforce.solve.newton import NewtonOptions, newton
from fluxforce.solve.residual import Stage
from fluxforce.solve.status import Status
from fluxforce.solve.tableau import TR_BDF2, Tableau

STALLED = 1e-15  # of the time that has passed: steps below it no longer change it
OVERDRAWN = 1e-3  # of the tolerance: how far below nothing a stage may take a pure phase


class StepOptions(eqx.Module):
    """``tolerance`` is the error of a step in content, relative to the largest content of each quantity."""

    tolerance: float = 1e-3
    first: float = 1e-3
    smallest: float = 1e-12
    longest: float = float("inf")
    newton: NewtonOptions = NewtonOptions()
    tableau: Tableau = eqx.field(static=True, default=TR_BDF2)
    chunk: int = eqx.field(static=True, default=64)


class Carry(eqx.Module):
    """What one step hands to the next."""

    time: Float[Array, ""]
    coordinates: Float[Array, "coordinates places"]
    slope: Float[Array, "balanced places"]
    drift: Float[Array, "coordinates places"]
    step: Float[Array, ""]
    rejected: Int[Array, ""]
    status: Int[Array, ""]


class Records(eqx.Module):
    """Accepted steps of one chunk: end time, length, implicit stages, work and error."""

    time: Float[Array, " steps"]
    step: Float[Array, " steps"]
    stages: Float[Array, "steps stages coordinates places"]
    iterations: Int[Array, " steps"]
    error: Float[Array, " steps"]


def advance(
    solver: AbstractCorrection,
    system: System,
    carry: Carry,
    targets: Float[Array, " targets"],
    scale: Float[Array, " coordinates"],
    options: StepOptions,
) -> tuple[Carry, Records, Int[Array, ""]]:
    """Take steps until the last target time, a full chunk, or a failure; returns how many were accepted.

    Every target time is the end of a step. The step size is outside the derivative: forward derivatives through
    this loop are those of the discrete solution on the steps that were taken.
    """
    tableau = options.tableau
    shape = carry.coordinates.shape
    stages = len(tableau.a)
    empty = Records(
        jnp.zeros(options.chunk),
        jnp.zeros(options.chunk),
        jnp.zeros((options.chunk, stages, *shape)),
        jnp.zeros(options.chunk, dtype=int),
        jnp.zeros(options.chunk),
    )

    def unfinished(state):
        carry, _, count = state
        return (count < options.chunk) & (carry.status == Status.RUNNING)

    def attempt(state):
        carry, records, count = state
        target = jnp.min(jnp.where(targets > carry.time * (1 + 1e-14), targets, jnp.inf))
        left = target - carry.time
        # the last two steps before a target are made equal, so that no sliver of a step is left over
        hits = carry.step >= left * (1 - 1e-9)
        step = jnp.where(hits, left, jnp.where(carry.step > 0.5 * left, 0.5 * left, carry.step))
        step = jax.lax.stop_gradient(step)
        taken = one_step(solver, system, carry, step, scale, options)
        # a step too short to move the clock gets nowhere, however often it is repeated
        stalled = ~hits & (step < STALLED * carry.time)
        good = taken.converged & (taken.error <= 1.0) & ~stalled
        order = min(tableau.order, tableau.embedded_order) + 1
        growth = jnp.clip(0.85 * jnp.maximum(taken.error, 1e-10) ** (-1.0 / order), 0.2, 4.0)
        growth = jnp.where(taken.converged, growth, 0.25)
        # a step cut short by a target says little about the next one
        wanted = jnp.where(good & (step < carry.step), jnp.maximum(carry.step, step * growth), step * growth)
        wanted = jax.lax.stop_gradient(jnp.minimum(wanted, options.longest))
        time = jnp.where(good, jnp.where(hits, target, carry.time + step), carry.time)
        done = good & (time >= targets[-1])
        stuck = ~good & (wanted < options.smallest * jnp.maximum(1.0, jnp.abs(carry.time) * 1e-3)) | stalled
        status = jnp.where(done, Status.DONE, jnp.where(stuck, Status.STEP_TOO_SMALL, Status.RUNNING))
        after = Carry(
            time,
            jnp.where(good, taken.stages[-1], carry.coordinates),
            jnp.where(good, taken.slope, carry.slope),
            jnp.where(good, taken.drift, carry.drift),
            wanted,
            carry.rejected + jnp.where(good, 0, 1),
            status,
        )
        place = jnp.where(good, count, options.chunk)  # an index past the end drops the write
        records = Records(
            records.time.at[place].set(time, mode="drop"),
            records.step.at[place].set(step, mode="drop"),
            records.stages.at[place].set(taken.stages, mode="drop"),
            records.iterations.at[place].set(taken.iterations, mode="drop"),
            records.error.at[place].set(taken.error, mode="drop"),
        )
        return after, records, count + jnp.where(good, 1, 0)

    return jax.lax.while_loop(unfinished, attempt, (carry, empty, jnp.array(0)))


class Step(eqx.Module):
    stages: Float[Array, "stages coordinates places"]
    slope: Float[Array, "balanced places"]
    drift: Float[Array, "coordinates places"]
    iterations: Int[Array, ""]
    converged: Array
    error: Float[Array, ""]


def one_step(
    solver: AbstractCorrection,
    system: System,
    carry: Carry,
    step: Float[Array, ""],
    scale: Float[Array, " coordinates"],
    options: StepOptions,
) -> Step:
    """One step of the tableau: its stages, the slope at its end and the error relative to the tolerance."""
    tableau = options.tableau
    count = len(tableau.a)
    start = system.potential.read(carry.coordinates).content
    system = prepared(system, start)
    table, times = jnp.array(tableau.a), jnp.array(tableau.c)
    slopes = jnp.zeros((count + 1, *start.shape)).at[0].set(carry.slope)
    stages = jnp.zeros((count, *carry.coordinates.shape))

    def stage(i, state):
        slopes, stages, drift, iterations, converged = state
        target = start + step * jnp.einsum("s,sqp->qp", table[i], slopes)
        implicit = Stage(target, step * tableau.diagonal)
        # slopes[i + 1] is still zero, so the row's own diagonal does not enter the target
        ahead = times[i + 1] * step * drift
        far = jax.lax.stop_gradient(jnp.max(jnp.abs(ahead) / scale[:, None]))
        guess = carry.coordinates + ahead * jnp.minimum(1.0, options.newton.reach / (far + 1e-300))
        found = newton(solver, system, implicit, guess, scale, options.newton)
        content = system.potential.read(found.coordinates).content
        slopes = slopes.at[i + 1].set((content - target) / implicit.step)
        drift = (found.coordinates - carry.coordinates) / (times[i + 1] * step)
        return (
            slopes,
            stages.at[i].set(found.coordinates),
            drift,
            iterations + found.iterations,
            converged & found.converged,
        )

    state = (slopes, stages, carry.drift, jnp.array(0), jnp.array(True))
    slopes, stages, _, iterations, converged = jax.lax.fori_loop(0, count, stage, state)
    slopes = slopes * system.active[None]
    previous = carry.coordinates if tableau.c[-2] == 0.0 else stages[-2]
    last = tableau.c[-1] - tableau.c[-2]
    drift = (stages[-1] - (previous if last > 0 else carry.coordinates)) / (
        step * (last if last > 0 else 1.0)
    )
    difference = jnp.array(tableau.b) - jnp.array(tableau.embedded)
    error = step * jnp.einsum("s,sqp->qp", difference, slopes)
    size = jnp.max(jnp.abs(start), axis=1) + 1e-300
    moving = jnp.sum(system.active, axis=1) + 1e-300
    rms = jnp.sqrt(jnp.sum((error / size[:, None]) ** 2, axis=1) / moving)
    # a pure phase that ran out during the step is an event: a stage that took more than there was gives it back by
    # precipitating from undersaturated water, so the step is cut until that is a small part of the tolerance
    linear = jnp.array(system.potential.linear)[:, None] & (system.active > 0.0)
    held = jax.vmap(lambda z: system.potential.read(z).content)(stages)
    overdrawn = jnp.max(jnp.where(linear[None], -held / size[None, :, None], 0.0))
    rms = jnp.maximum(jnp.max(rms), overdrawn / OVERDRAWN)
    relative = jax.lax.stop_gradient(rms / options.tolerance)
    finite = jnp.all(jnp.isfinite(stages[-1])) & jnp.isfinite(relative)
    return Step(
        stages, slopes[-1], drift, iterations, converged & finite, jnp.where(finite, relative, jnp.inf)
    )
