"""Reactions in many places at once, from one water to a million: every place takes time steps of its own.

The method is Rodas5P, linearly implicit and of fifth order, for the extents of the processes together with the
coordinates that follow from them (see ``place``): one Jacobian and one inverse per step, and no Newton iterations.
"""

from collections.abc import Callable, Sequence
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp

from fluxforce._types import Array, Float, Int
from fluxforce.balance import System
from fluxforce.solve.cells.place import State, contents, coordinates, follows, settled
from fluxforce.solve.cells.step import Carry, MarchOptions, attempt, one_step
from fluxforce.solve.status import Status

BLOCK = 128  # places that are stepped together: their arrays stay in the cache of one core


class March(eqx.Module):
    """What came out, place by place; ``status`` is a value of ``Status``, to be looked at by the caller.

    ``extents`` [mol per unit size] of every row of every exchange since the start.
    """

    extents: Float[Array, "times rows places"]
    coordinates: Float[Array, "times coordinates places"]
    content: Float[Array, "times balanced places"]
    steps: Int[Array, " places"]
    rejected: Int[Array, " places"]
    status: Int[Array, " places"]


def alike(system: System, each: Any) -> System:
    """Every place obeys the same system."""
    return system


def march(
    system: System,
    start: Float[Array, "coordinates places"],
    times: Sequence[float] | Float[Array, " times"],
    *,
    each: Any = None,
    place: Callable[[System, Any], System] = alike,
    options: MarchOptions = MarchOptions(),  # noqa: B008 - a frozen module
) -> March:
    """Integrate dq/dt = S r(q) in every place from its ``start`` through rising ``times`` [s].

    ``system`` is that of one place: its parameters have a last axis of length one, no flows, and processes inside
    the place only. What differs from place to place stands in ``each``, arrays with places on the last axis, and
    ``place(system, each)`` puts it in; it sees one block of places at a time.

    Derivatives by the system, the start and ``each``, forwards and backwards, are those of the discrete solution on
    the steps that were taken. For derivatives at given contents, make the start with ``implicit_coordinates``.
    """
    if system.flows:
        raise ValueError("places with flows between them are no separate places: use integrate")
    return _march(system, start, jnp.asarray(times, dtype=float), each, place, options)


@eqx.filter_jit
def _march(system, start, times, each, place, options) -> March:
    cells = start.shape[1]
    size = min(BLOCK, cells)
    blocks = -(-cells // size)

    def cut(array: Array) -> Array:
        padding = [(0, 0)] * (array.ndim - 1) + [(0, blocks * size - cells)]
        padded = jnp.pad(array, padding, mode="edge")
        return jnp.moveaxis(padded.reshape(*array.shape[:-1], blocks, size), -2, 0)

    def block(given) -> tuple[Array, ...]:
        z, own = given
        here = place(system, own)
        found = _block(here, z, times, options)
        state = [State(found[0][k], found[1][k], found[2]) for k in range(times.shape[0])]
        whole = jnp.stack([coordinates(here, one) for one in state])
        content = jnp.stack([contents(here, one) for one in state])
        return found[0], whole, content, *found[3:]

    found = jax.lax.map(block, (cut(start), jax.tree.map(cut, each)))
    joined = [jnp.moveaxis(a, 0, -2).reshape(*a.shape[1:-1], blocks * size)[..., :cells] for a in found]
    steps, rejected, status = (a.astype(int) for a in joined[3:])
    extents, whole, content = joined[:3]
    return March(extents, whole, content, steps, rejected, status)


def _start(system: System, z: Array) -> State:
    reading = system.potential.read(z)
    keep = follows(system.potential, z.shape[0])
    rows = sum(e.products.shape[0] for e in system.exchanges)
    return State(jnp.zeros((rows, z.shape[1])), z[keep], reading.content)


@eqx.filter_custom_jvp
def _block(system: System, z: Array, times: Array, options: MarchOptions) -> tuple[Array, ...]:
    """Extents and coordinates at all times, contents at the start, steps, rejections and status (as floats)."""
    return _through(system, z, times, options, record=False)[0]


@_block.def_jvp
def _block_jvp(primals, tangents):
    system, z, times, options = primals
    found, steps = _through(system, z, times, options, record=True)
    steps = jax.lax.stop_gradient(steps)

    def again(system, z):
        return _replay(system, z, steps, options)

    _, moved = eqx.filter_jvp(again, (system, z), tangents[:2])
    # a place whose record is full was not followed to the end
    followed = jnp.where(found[5] == float(Status.DONE), 1.0, jnp.nan)
    shaped = [followed.reshape((1,) * (one.ndim - 1) + (-1,)) for one in found[:3]]
    moved = tuple(
        jnp.zeros_like(value) if one is None else one * share
        for value, one, share in zip(found[:3], moved, shaped, strict=True)
    )
    still = tuple(jnp.zeros_like(a) for a in found[3:])
    return found, (*moved, *still)


def _through(system, z, times, options, *, record: bool):
    """From output time to output time; with ``record``, the steps [times, kept, places] that were taken."""
    state = _start(system, z)
    cells = z.shape[1]
    lengths = jnp.diff(times, prepend=0.0)
    taken = jnp.zeros((options.kept if record else 1, cells))
    zero = jnp.zeros(cells, dtype=int)

    def segment(carry: Carry, length: Array):
        begin = Carry(
            carry.state, jnp.zeros(cells), carry.step, carry.largest, zero, zero, carry.failed(zero)
        )

        def unfinished(now):
            return jnp.any(now[0].status == Status.RUNNING)

        def go(now):
            before, taken = now
            after, step = attempt(system, before, length, options)
            if record:
                index = jnp.minimum(before.steps, options.kept - 1)
                taken = taken.at[index, jnp.arange(cells)].add(step)
                full = (after.steps >= options.kept) & (after.status == Status.RUNNING)
                after = eqx.tree_at(
                    lambda c: c.status, after, jnp.where(full, Status.TOO_MANY_STEPS, after.status)
                )
            return after, taken

        after, steps = jax.lax.while_loop(unfinished, go, (begin, taken))
        after = eqx.tree_at(lambda c: c.state, after, settled(system, after.state))
        kept = (after.state.extents, after.state.follow, steps, after.steps, after.rejected)
        return after, kept

    first = Carry(state, jnp.zeros(cells), jnp.zeros(cells), jnp.zeros_like(state.extents), zero, zero, zero)
    last, (extents, follow, steps, accepted, rejected) = jax.lax.scan(segment, first, lengths)
    counts = (accepted.sum(axis=0), rejected.sum(axis=0), last.status)
    return (extents, follow, state.base, *(a.astype(float) for a in counts)), steps


def _replay(system, z, steps, options) -> tuple[Array, Array, Array]:
    """The same steps again, each a plain function of what came before."""

    def step(state: State, length: Array):
        after, _, _ = one_step(system, state, length, options.tableau)
        return jax.tree.map(lambda new, old: jnp.where(length[None] > 0.0, new, old), after, state), None

    def segment(state: State, lengths: Array):
        state, _ = jax.lax.scan(jax.checkpoint(step), state, lengths)
        state = settled(system, state)
        return state, (state.extents, state.follow)

    start = _start(system, z)
    _, (extents, follow) = jax.lax.scan(segment, start, steps)
    return extents, follow, start.base
