"""Langevin trajectories with steps that fit the motion, by Diffrax, in the same books as those of fixed steps."""

from collections.abc import Sequence
from typing import Any

import diffrax
import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from fluxforce._types import Array, Float, Scalar
from fluxforce.errors import BadInput, Problem, SolverGaveUp
from fluxforce.networks.diffusion import LangevinSystem, Underdamped
from fluxforce.networks.protocol import Protocol
from fluxforce.solve.langevin.ensemble import Ensemble
from fluxforce.solve.langevin.heat import booked_between
from fluxforce.solve.langevin.overdamped import Heun, noise_matrix, stratonovich_drift
from fluxforce.solve.langevin.plan import plan
from fluxforce.solve.langevin.run import Schedule, Seen, Value, energies, move_parameter
from fluxforce.solve.langevin.start import Initial, start
from fluxforce.solve.langevin.state import Books, State, nothing
from fluxforce.solve.langevin.underdamped import BAOAB

FINEST = 2.0**-20  # of the whole time: the Brownian path is known down to there


@eqx.filter_jit
def _leg(
    system: LangevinSystem,
    value: Value | None,
    tolerance: Scalar,
    most: int,
    end: Scalar,
    carry: tuple[State, Books, Array],
    keys: Array,
    schedule: Schedule,
) -> tuple[tuple[State, Books, Array], tuple[Seen, Array, Array]]:
    """All intervals of one smooth piece; trajectories are the last axis of states, the first of keys."""

    def interval(carry: tuple, given: Schedule) -> tuple:
        state, books, old = carry
        stop = given.begin + 2.0 * given.pairs.astype(float) * given.step

        def one(state: State, books: Books, key: Array) -> tuple:
            times, path, fine = _path(system, value, old, tolerance, most, end, state, key, given.begin, stop)
            state, books, last = _book(system, value, old, state, books, given.begin, times, path)
            books = move_parameter(system, state, books, last, given.closing)
            return state, books, fine, jnp.sum(jnp.isfinite(times))

        state, books, fine, steps = jax.vmap(one, in_axes=(-1, -1, 0), out_axes=-1)(state, books, keys)
        seen = Seen(state, books, energies(system, state, given.closing))
        return (state, books, given.closing), (seen, fine, steps)

    return lax.scan(interval, carry, schedule)


def _path(
    system: LangevinSystem,
    value: Value | None,
    fixed: Array,
    tolerance: Scalar,
    most: int,
    end: Scalar,
    state: State,
    key: Array,
    begin: Scalar,
    stop: Scalar,
) -> tuple[Float[Array, " most"], Float[Array, "most numbers"], Array]:
    """Accepted times (infinite where unused), [x, p] there, and whether the end was reached."""
    dims = system.dims

    def drift(t: Any, z: Array, _: Any) -> Array:
        parameter = fixed if value is None else value(t)
        if isinstance(system, Underdamped):
            x, p = z[:dims], z[dims:]
            friction = jnp.sum(system.friction, axis=0) / system.mass
            return jnp.concatenate([p / system.mass, system.total_force(x, parameter) - friction * p])
        return stratonovich_drift(system, z, parameter, state.y)

    def noise(t: Any, z: Array, _: Any) -> Array:
        if isinstance(system, Underdamped):
            strength = jnp.sqrt(2.0 * (system.temperature @ system.friction))
            return jnp.concatenate([jnp.zeros((dims, dims)), jnp.diag(strength)])
        return noise_matrix(system, z)

    brownian = diffrax.VirtualBrownianTree(
        0.0, end, tol=FINEST * end, shape=(dims,), key=key, levy_area=diffrax.SpaceTimeLevyArea
    )
    additive = isinstance(system, Underdamped) or system.uniform
    found = diffrax.diffeqsolve(
        diffrax.MultiTerm(diffrax.ODETerm(drift), diffrax.ControlTerm(noise, brownian)),
        diffrax.ShARK() if additive else diffrax.SPaRK(),
        begin,
        stop,
        None,
        jnp.concatenate([state.x, state.p]),
        saveat=diffrax.SaveAt(steps=True),
        stepsize_controller=diffrax.PIDController(
            rtol=tolerance,
            atol=tolerance,
            pcoeff=0.1,
            icoeff=0.3,
            dtmin=2.0 * FINEST * end,
            force_dtmin=False,
        ),
        max_steps=most,
        throw=False,
    )
    return jnp.asarray(found.ts), jnp.asarray(found.ys), diffrax.is_successful(found.result)


def _book(
    system: LangevinSystem,
    value: Value | None,
    old: Array,
    state: State,
    books: Books,
    begin: Scalar,
    times: Array,
    path: Array,
) -> tuple[State, Books, Array]:
    """Work, heat and driven work of the accepted steps, each at the parameter of its middle."""

    def step(carry: tuple, given: tuple) -> tuple:
        state, books, old, time = carry
        later, z = given
        used = jnp.isfinite(later)
        middle = 0.5 * (time + jnp.where(used, later, time))
        new = old if value is None else value(middle)
        after = State(z[: system.dims], z[system.dims :], state.y, state.memory)
        gained = jax.tree.map(
            jnp.add, move_parameter(system, state, books, old, new), booked_between(system, state, after, new)
        )
        taken = (after, gained, new, later)
        return jax.tree.map(lambda a, b: jnp.where(used, a, b), taken, carry), None

    (state, books, last, _), _ = lax.scan(step, (state, books, old, begin), (times, path))
    return state, books, last


def sample_adaptive(
    system: LangevinSystem,
    initial: Initial,
    times: float | Sequence[float] | np.ndarray,
    *,
    tolerance: float = 1e-3,
    trajectories: int = 64,
    seed: int = 0,
    protocol: Protocol | None = None,
    parameter: float | np.ndarray | Array = 0.0,
    most_steps: int = 1024,
) -> Ensemble:
    """Trajectories as ``sample`` gives them, with steps chosen by ``tolerance`` (of a step, relative and absolute).

    Diffrax's ShARK where the noise is the same everywhere, else SPaRK, on a virtual Brownian tree with space-time Levy
    area; the energies are booked over the accepted steps, so the first law holds to round-off here too. For stiff
    potentials and rare violent moments; where all steps are alike, ``sample`` is several hundred times faster.
    ``most_steps`` are those between two outputs. Raises BadInput for drives, for coordinates in several baths and as
    ``sample`` does, SolverGaveUp where the steps run out or become too small. Source: [foster2024], [kidger2021].
    """
    _check(system)
    outputs = np.atleast_1d(np.asarray(times, dtype=float))
    fixed = jnp.asarray(parameter, dtype=float) if protocol is None else protocol.before
    if not 0.0 < tolerance < 1.0:
        raise BadInput([Problem(f"a tolerance of {tolerance:g}", hint="between 0 and 1")])
    legs = plan(outputs, max(float(outputs[-1]), 1e-300), protocol, fixed)
    begin = start(system, BAOAB if isinstance(system, Underdamped) else Heun(), initial, trajectories, seed)
    lanes = begin.x.shape[-1]
    started = np.asarray(energies(system, begin, fixed))
    books = jax.tree.map(lambda zero: jnp.zeros((*zero.shape, lanes)), nothing(system))
    keys = jax.random.split(jax.random.fold_in(jax.random.key(seed), 1), lanes)
    carry, kept = (begin, books, fixed), []
    end = jnp.asarray(float(outputs[-1]) if protocol is None else protocol.duration)
    for leg in legs:
        carry, (seen, fine, _) = _leg(
            system, leg.value, jnp.asarray(tolerance), most_steps, end, carry, keys, leg.schedule
        )
        if not bool(jnp.all(fine)):
            k, lane = (int(n) for n in np.argwhere(~np.asarray(fine))[0])
            time = float(leg.schedule.begin[k])
            raise SolverGaveUp(
                f"trajectory {lane} did not get from {time:g} s to its next output: {most_steps} steps were not "
                "enough, or they became too small. Allow more steps, a larger tolerance, or confine the coordinates."
            )
        kept.append(jax.tree.map(lambda one, chosen=leg.kept: np.asarray(one)[chosen], seen))
    seen = jax.tree.map(lambda *one: np.concatenate(one, axis=0), *kept)
    booked = seen.books
    return Ensemble(
        system, outputs, seen.state.x, seen.state.p, seen.state.y, seen.energy, booked.work, booked.driven,
        booked.heat, booked.shadow, booked.convention, started, {}, carry[0],
    )  # fmt: skip


def _check(system: LangevinSystem) -> None:
    if system.drive is not None:
        raise BadInput([Problem("adaptive steps know no active drives", hint="take `sample`")])
    if isinstance(system, Underdamped) and any(len(touched) > 1 for touched in system.touched):
        raise BadInput([Problem("adaptive steps cannot part the heats of two baths at one coordinate",
                                hint="take `sample`, which lets the baths act one after the other")])  # fmt: skip
