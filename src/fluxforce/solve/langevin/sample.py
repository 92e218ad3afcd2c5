"""Ensembles of Langevin trajectories."""

from collections.abc import Mapping, Sequence

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.errors import BadInput, Problem, SolverGaveUp
from fluxforce.networks.diffusion import LangevinSystem, Underdamped
from fluxforce.networks.protocol import Protocol
from fluxforce.numerics.xoshiro import streams
from fluxforce.solve.langevin.currents import Current
from fluxforce.solve.langevin.ensemble import Ensemble
from fluxforce.solve.langevin.overdamped import Heun
from fluxforce.solve.langevin.plan import Leg, plan
from fluxforce.solve.langevin.run import Flight, Seen, energies, fly
from fluxforce.solve.langevin.stability import check_step
from fluxforce.solve.langevin.start import Initial, start
from fluxforce.solve.langevin.state import AbstractIntegrator, State, nothing
from fluxforce.solve.langevin.underdamped import BAOAB

LANES = 1024  # trajectories side by side: all their numbers stay in the cache next to the core


def sample(
    system: LangevinSystem,
    initial: Initial,
    times: float | Sequence[float] | np.ndarray,
    *,
    step: float,
    trajectories: int = 1024,
    seed: int = 0,
    protocol: Protocol | None = None,
    parameter: float | np.ndarray | Array = 0.0,
    integrator: AbstractIntegrator | None = None,
    momenta: np.ndarray | None = None,
    currents: Mapping[str, Current] | None = None,
) -> Ensemble:
    """Trajectories from time 0 through ``times`` [s], with heat, work and currents summed while they run.

    - ``initial``: a point, one of each trajectory, a ``Gaussian``, or the ``final`` of another Ensemble;
    - ``step`` [s] at most; the number of steps between two outputs is even;
    - ``protocol`` moves the parameter, or it stays at ``parameter``;
    - ``integrator``: Heun where overdamped and BAOAB where not, unless another is named;
    - ``seed``: the same seed gives the same trajectories on the same machine, whatever their number.

    Raises BadInput for shapes and times that do not fit and for a step that is unstable where the trajectories start,
    SolverGaveUp with step, time and coordinate where a trajectory leaves the finite numbers. Source: [sekimoto2010].
    """
    chosen = integrator or (BAOAB if isinstance(system, Underdamped) else Heun())
    chosen.rows(system)
    outputs = np.atleast_1d(np.asarray(times, dtype=float))
    fixed = jnp.asarray(parameter, dtype=float) if protocol is None else protocol.before
    legs = plan(outputs, step, protocol, fixed)
    if isinstance(initial, State):
        trajectories = initial.x.shape[-1]
    if trajectories < 1:
        raise BadInput([Problem(f"{trajectories} trajectories", hint="one at least")])
    begin = start(system, chosen, initial, trajectories, seed, momenta)
    check_step(system, begin, fixed, step)
    started = np.asarray(energies(system, begin, fixed))
    begin = jax.tree.map(np.asarray, begin)
    names = tuple(currents or {})
    counted = tuple((currents or {})[name] for name in names)
    blocks = -(-trajectories // LANES)
    lanes = -(-trajectories // blocks)
    parts = [
        _block(system, chosen, counted, legs, _slice(begin, k * lanes, lanes), fixed, (seed, k * lanes))
        for k in range(blocks)
    ]
    seen = jax.tree.map(lambda *one: np.concatenate(one, axis=-1)[..., :trajectories], *(s for s, _ in parts))
    final = jax.tree.map(
        lambda *one: np.concatenate(one, axis=-1)[..., :trajectories], *(f for _, f in parts)
    )
    books = seen.books
    return Ensemble(
        system, outputs, seen.state.x, seen.state.p, seen.state.y, seen.energy, books.work, books.driven, books.heat,
        books.shadow, books.convention, started, dict(zip(names, books.currents, strict=True)), final,
    )  # fmt: skip


def _block(
    system: LangevinSystem,
    integrator: AbstractIntegrator,
    counted: tuple[Current, ...],
    legs: list[Leg],
    begin: State,
    parameter: Array,
    numbers: tuple[int, int],
) -> tuple[Seen, State]:
    """Lanes that run side by side through all legs; ``numbers`` are the seed and the first lane."""
    lanes = begin.x.shape[-1]
    rows = integrator.rows(system)[0] + begin.y.shape[0]
    books = jax.tree.map(lambda zero: np.zeros((*zero.shape, lanes)), nothing(system, len(counted)))
    flight = Flight(begin, books, parameter, streams(numbers[0], rows, lanes, numbers[1]))
    kept = []
    for leg in legs:
        before = flight
        flight, seen = fly(system, integrator, counted, leg.value, flight, leg.schedule)
        seen = jax.tree.map(np.asarray, seen)
        if not np.all(np.isfinite(seen.energy)):
            raise SolverGaveUp(_explosion(system, integrator, leg, before, seen))
        kept.append(jax.tree.map(lambda one, chosen=leg.kept: one[chosen], seen))
    return jax.tree.map(lambda *one: np.concatenate(one, axis=0), *kept), flight.state


def _explosion(
    system: LangevinSystem, integrator: AbstractIntegrator, leg: Leg, before: Flight, seen: Seen
) -> str:
    """The sentence for a trajectory that is not finite any more: the run is repeated, shorter and shorter."""
    interval = int(np.argmax(~np.all(np.isfinite(seen.energy), axis=1)))
    lane = int(np.argmax(~np.isfinite(seen.energy[interval])))
    counts = np.asarray(leg.schedule.pairs)
    good, bad = 0, int(counts[interval])
    bare = eqx.tree_at(lambda f: f.books.currents, before, ())
    while bad - good > 1:
        middle = (good + bad) // 2
        tried = np.where(np.arange(counts.size) < interval, counts, 0)
        tried[interval] = middle
        shorter = eqx.tree_at(lambda s: s.pairs, leg.schedule, jnp.asarray(tried))
        _, again = fly(system, integrator, (), leg.value, bare, shorter)
        good, bad = (middle, bad) if bool(np.isfinite(again.energy[interval, lane])) else (good, middle)
    x = np.concatenate([seen.state.x[interval, :, lane], seen.state.p[interval, :, lane]])
    names = [*system.coordinates, *(f"momentum of {name}" for name in system.coordinates)]
    name = names[int(np.argmax(~np.isfinite(x)))] if not np.all(np.isfinite(x)) else "the energy"
    steps = 2 * int(counts[:interval].sum()) + 2 * bad
    time = float(leg.schedule.begin[interval] + 2 * bad * leg.schedule.step[interval])
    return (
        f"trajectory {lane} left the finite numbers at step {steps}, time {time:g} s: {name} is no number. "
        f"Take a smaller step than {float(leg.schedule.step[interval]):g} s, or confine the coordinate."
    )


def _slice(begin: State, first: int, lanes: int) -> State:
    """The lanes from ``first`` on; past the last one, the first lanes again (they are dropped afterwards)."""
    count = begin.x.shape[-1]
    chosen = np.arange(first, first + lanes) % count
    return jax.tree.map(lambda one: one[..., chosen], begin)
