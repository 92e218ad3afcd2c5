"""The ledger of a run: every row of the entropy balance, for every step, each computed on its own."""

from dataclasses import dataclass

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import System, prepared
from fluxforce.budget.instant import Instant, instant
from fluxforce.budget.path import TIERS, path_integral
from fluxforce.constants import GAS_CONSTANT
from fluxforce.solve.trajectory import Trajectory
from fluxforce.thermo.slopes import books

BATCH = 16


@dataclass(frozen=True)
class Ledger:
    """Rows of every step [J/K]; first axis steps, then exchanges or flows where there are several.

    ``stored`` is S(end) - S(start) from the scalar s(q). ``closure`` is what is left of it after all other rows:
    nothing but round-off and the leak of an inexact quadrature. ``scale`` is the denominator of THEORY 6.9.
    """

    produced: np.ndarray
    model: np.ndarray
    discharged: np.ndarray
    slaved: np.ndarray
    space: np.ndarray
    mixing: np.ndarray
    carried_in: np.ndarray
    carried_out: np.ndarray
    volume_work: np.ndarray
    time: np.ndarray
    leak: np.ndarray
    stored: np.ndarray
    closure: np.ndarray
    scale: np.ndarray
    into: np.ndarray
    out_of: np.ndarray
    gained: np.ndarray

    def relative_closure(self) -> float:
        """|sum of closures| over the scale."""
        return float(abs(self.closure.sum()) / self.scale.sum()) if self.scale.size else 0.0

    def relative_leak(self) -> float:
        """Sum of |leak| over the scale."""
        return float(np.abs(self.leak).sum() / self.scale.sum()) if self.scale.size else 0.0


class _StepTerms(eqx.Module):
    """What a batch of steps contributes before the path integral is known."""

    mean_times_change: Array
    second: Array
    leak: Array
    stored: Array
    rows: Instant
    gained: Array


@eqx.filter_jit
def _stage_books(system: System, starts: Array, stages: Array) -> Instant:
    """Books of all stages of a batch of steps: [steps, stages, ...]."""

    def one(start: Array, own: Array) -> Instant:
        ready = prepared(system, system.potential.read(start).content)
        return jax.vmap(lambda z: instant(ready, z))(own)

    return jax.vmap(one)(starts, stages)


@eqx.filter_jit
def _combine(system: System, step: Array, weights: Array, starts: Array, ends: Array, at: Instant) -> _StepTerms:
    """Rows of a batch of steps; ``at`` holds the books of all stages, the explicit first one included."""

    def one(h: Array, start: Array, end: Array, own: Instant) -> _StepTerms:
        def total(values: Array) -> Array:
            return h * jnp.tensordot(weights, values, axes=1)

        before, after = books(system.potential, start), books(system.potential, end)
        linear = jnp.array(system.potential.linear)[:, None]
        mean = 0.5 * (before.conjugates + after.conjugates)
        change = (after.reading.content - before.reading.content) * system.size
        supplied = total(own.supply)
        stored = system.size * (after.reading.entropy - before.reading.entropy)
        stored = jnp.sum(stored) + jnp.sum(jnp.where(linear, mean * change, 0.0))
        second = jnp.sum(total((mean[None] - own.conjugates) * own.supply))
        return _StepTerms(
            mean_times_change=jnp.sum(jnp.where(linear, 0.0, mean * change)),
            second=second,
            leak=jnp.sum(mean * (change - supplied)),
            stored=stored,
            rows=jax.tree.map(total, _without_arrays(own)),
            gained=jnp.sum(change, axis=1),
        )

    return jax.vmap(one)(step, starts, ends, at)


def _without_arrays(at: Instant) -> Instant:
    """Drop the place-resolved leaves, which nobody adds up over time."""
    nothing = jnp.zeros((at.magnitude.shape[0], 0, 0))
    return eqx.tree_at(lambda i: (i.conjugates, i.supply), at, (nothing, nothing))


@eqx.filter_jit
def _path(potential, start: Float[Array, "z n"], end: Float[Array, "z n"], nodes: int) -> Array:
    return path_integral(potential, start, end, nodes)


def path_integrals(system: System, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Integral of y_s . dq of every step, summed over places with their sizes [J/K].

    Places that change much get many quadrature nodes, the many quiet ones few; each tier is one batch padded to
    a power of two, so that few shapes are compiled.
    """
    steps, coordinates, places = starts.shape
    balanced = len(system.potential.linear)
    logarithmic = ~np.array(system.potential.linear)
    size = np.asarray(system.size)
    # largest change of a logarithmic coordinate of every place in every step
    reach = np.max(np.abs(ends - starts)[:, :balanced][:, logarithmic], axis=1, initial=0.0).reshape(-1)
    first = np.moveaxis(starts, 1, 0).reshape(coordinates, -1)
    last = np.moveaxis(ends, 1, 0).reshape(coordinates, -1)
    result = np.zeros(steps * places)
    below = 0.0
    for limit, nodes in TIERS:
        chosen = np.flatnonzero((reach > below) & (reach <= limit))
        below = limit
        for part in np.array_split(chosen, -(-chosen.size // 4096)) if chosen.size else []:
            padded = 1 << int(np.ceil(np.log2(max(part.size, 64))))
            index = np.concatenate([part, np.full(padded - part.size, part[0])])
            values = _path(system.potential, jnp.asarray(first[:, index]), jnp.asarray(last[:, index]), nodes)
            result[part] = np.asarray(values)[: part.size]
    return (result.reshape(steps, places) * size).sum(axis=1)


def ledger(trajectory: Trajectory) -> Ledger:
    """The books of every step of a trajectory."""
    system, tableau = trajectory.system, trajectory.tableau
    states = trajectory.states()
    steps = trajectory.time.size
    weights = jnp.asarray(tableau.b)
    parts: list[_StepTerms] = []
    # the explicit first stage is the last stage of the step before, seen with that step's flow weights
    start = jnp.asarray(trajectory.start)
    last = jax.tree.map(lambda v: v[0, 0], _stage_books(system, start[None], start[None, None]))
    for begin in range(0, steps, BATCH):
        index = np.minimum(np.arange(begin, begin + BATCH), steps - 1)
        own = _stage_books(system, jnp.asarray(states[index]), jnp.asarray(trajectory.stages[index]))
        first = jax.tree.map(lambda v, own_v: jnp.concatenate([v[None], own_v[:-1, -1]]), last, own)
        at = jax.tree.map(lambda f, v: jnp.concatenate([f[:, None], v], axis=1), first, own)
        last = jax.tree.map(lambda v: v[-1, -1], own)
        step = jnp.asarray(trajectory.step[index])
        terms = _combine(
            system, step, weights, jnp.asarray(states[index]), jnp.asarray(states[index + 1]), at
        )
        parts.append(jax.tree.map(lambda v, n=min(BATCH, steps - begin): np.asarray(v)[:n], terms))
    terms = jax.tree.map(lambda *v: np.concatenate(v), *parts)
    integral = path_integrals(system, states[:-1], states[1:])
    return _assemble(terms, integral)


def _assemble(terms: _StepTerms, integral: np.ndarray) -> Ledger:
    rows = terms.rows
    time = (integral - terms.mean_times_change) + terms.second
    known = (
        rows.produced.sum(1) + rows.model.sum(1) - rows.discharged.sum(1) + rows.slaved
        + rows.space.sum(1) + rows.mixing.sum(1) + rows.carried_in.sum(1) - rows.carried_out.sum(1)
        + rows.volume_work.sum(1) + time + terms.leak
    )  # fmt: skip
    scale = rows.magnitude + 1e-12 * GAS_CONSTANT * rows.turnover
    return Ledger(
        produced=rows.produced, model=rows.model, discharged=rows.discharged, slaved=rows.slaved,
        space=rows.space, mixing=rows.mixing, carried_in=rows.carried_in, carried_out=rows.carried_out,
        volume_work=rows.volume_work, time=time, leak=terms.leak, stored=terms.stored,
        closure=terms.stored - known, scale=scale, into=rows.into, out_of=rows.out_of, gained=terms.gained,
    )  # fmt: skip
