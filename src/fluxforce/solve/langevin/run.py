"""The loop: many trajectories side by side, two steps for every draw of random bits."""

from collections.abc import Callable
from functools import partial
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
from jax import lax

from fluxforce._types import Array, Float, Int, Scalar
from fluxforce.networks.diffusion import LangevinSystem
from fluxforce.numerics.lanes import gathered, numbers, over_lanes, spread
from fluxforce.numerics.normal import normal_pair
from fluxforce.numerics.stages import apart
from fluxforce.numerics.xoshiro import Streams, advance
from fluxforce.solve.langevin.currents import Current
from fluxforce.solve.langevin.state import AbstractIntegrator, Books, State, total_energy

Value = Callable[[Array], Array]


class Flight(eqx.Module):
    """All trajectories at one instant; lanes are the last axis of every array but the parameter."""

    state: State
    books: Books
    parameter: Array
    streams: Streams


class Schedule(eqx.Module):
    """Intervals between outputs: from ``begin`` [s], 2 ``pairs`` steps of ``step`` [s]; at its end the parameter
    becomes ``closing``.
    """

    begin: Float[Array, " intervals"]
    step: Float[Array, " intervals"]
    pairs: Int[Array, " intervals"]
    closing: Float[Array, "intervals ..."]


class Seen(eqx.Module):
    """What is kept of one output time."""

    state: State
    books: Books
    energy: Float[Array, " lanes"]


@eqx.filter_jit
def energies(system: LangevinSystem, state: State, parameter: Array) -> Float[Array, " lanes"]:
    """Energy of every trajectory, kinetic energy included."""
    return jax.vmap(lambda one: total_energy(system, one, parameter), in_axes=-1)(state)


@eqx.filter_jit
def fly(
    system: LangevinSystem,
    integrator: AbstractIntegrator,
    counted: tuple[Current, ...],
    value: Value | None,
    flight: Flight,
    schedule: Schedule,
) -> tuple[Flight, Seen]:
    """Run through all intervals; what is seen has the intervals as its first axis.

    Within a step the parameter is that of the step's middle, value(t + h/2): it changes between the moves, at fixed x,
    so the work is exact for the path that was gone and of second order in h. Without ``value`` it stays what it is.
    """

    lanes = flight.books.work.shape[-1]

    def moves(flight: Flight, interval: Schedule) -> tuple[Flight, Seen]:
        flight = _walked(system, integrator, counted, value, flight, interval)
        if value is not None:
            state, books = jax.tree.map(spread, (flight.state, flight.books))
            books = over_lanes(
                partial(move_parameter, system), state, books, flight.parameter, interval.closing
            )
            books = jax.tree.map(lambda one: gathered(one, lanes), books)
            flight = Flight(flight.state, books, interval.closing, flight.streams)
        return flight, Seen(flight.state, flight.books, energies(system, flight.state, flight.parameter))

    return lax.scan(moves, flight, schedule)


def _walked(
    system: LangevinSystem,
    integrator: AbstractIntegrator,
    counted: tuple[Current, ...],
    value: Value | None,
    flight: Flight,
    interval: Schedule,
) -> Flight:
    """One interval. While it lasts every number of a trajectory is an array [lanes] of its own."""
    lanes = flight.books.work.shape[-1]
    rows = flight.streams.words[0].shape[0]
    carried = jax.tree.map(spread, (flight.state, flight.books))
    streams = [Streams(tuple(word[k] for word in flight.streams.words)) for k in range(rows)]

    begin = [n for leaf in jax.tree.leaves(carried) for n in leaf.ravel()]
    changing = value is not None

    def walk(begin: list, parameter: Array, streams: list, interval: Schedule) -> tuple:
        true = interval.pairs >= 0  # known to us and not to the compiler

        def step(members: list, old: Array, new: Array, normals: list) -> list:
            one = partial(_moved, system, integrator, counted, changing)
            both = over_lanes(
                one, *_filled(carried, members), old, new, interval.step, numbers(normals, (rows,))
            )
            return [
                n if jnp.ndim(n) else jnp.full(lanes, n)
                for leaf in jax.tree.leaves(both)
                for n in leaf.ravel()
            ]

        def pair(k: Array, carry: tuple) -> tuple:
            members, parameter, streams = carry
            drawn = [advance(one) for one in streams]
            both = apart(true, lambda *bits: [normal_pair(one) for one in bits], *(bits for bits, _ in drawn))
            for j in range(2):
                time = interval.begin + (2.0 * k.astype(float) + (j + 0.5)) * interval.step
                new = parameter if value is None else value(time)
                members = apart(true, step, members, parameter, new, [one[j] for one in both])
                parameter = new
            return members, parameter, [stream for _, stream in drawn]

        return lax.fori_loop(
            jnp.zeros_like(interval.pairs), interval.pairs, pair, (begin, parameter, streams)
        )

    members, parameter, streams = walk(begin, flight.parameter, streams, interval)
    state, books = jax.tree.map(lambda one: gathered(one, lanes), _filled(carried, members))
    words = tuple(jnp.stack([one.words[k] for one in streams]) for k in range(4))
    return Flight(state, books, parameter, Streams(words))


def _filled(like: Any, members: list[Array]) -> Any:
    """The tree ``like`` with its numbers, in order, replaced."""
    leaves, tree = jax.tree.flatten(like)
    found, used = [], 0
    for leaf in leaves:
        found.append(numbers(members[used : used + leaf.size], leaf.shape))
        used += leaf.size
    return jax.tree.unflatten(tree, found)


def _moved(
    system: LangevinSystem,
    integrator: AbstractIntegrator,
    counted: tuple[Current, ...],
    moving: bool,
    state: State,
    books: Books,
    old: Array,
    new: Array,
    step: Scalar,
    normals: Array,
) -> tuple[State, Books]:
    """One step of one trajectory and all that is booked on the way."""
    if moving:
        books = move_parameter(system, state, books, old, new)
    after, booked = integrator.advance(system, state, new, step, normals)
    gained = tuple(one.over(state.x, after.x, new) for one in counted)
    booked = eqx.tree_at(lambda b: b.currents, booked, gained)
    return after, jax.tree.map(jnp.add, books, booked)


def move_parameter(system: LangevinSystem, state: State, books: Books, old: Array, new: Array) -> Books:
    """The work of moving the parameter at fixed x."""
    work = system.energy(state.x, new) - system.energy(state.x, old)
    return eqx.tree_at(lambda b: b.work, books, books.work + work)
