"""When trajectories first reach a region."""

from collections.abc import Callable

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from fluxforce._types import Array, Float, Scalar
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.diffusion import LangevinSystem, Underdamped
from fluxforce.numerics.lanes import gathered, numbers, over_lanes, spread
from fluxforce.numerics.normal import normal_pair
from fluxforce.numerics.stages import apart
from fluxforce.numerics.xoshiro import Streams, advance, streams
from fluxforce.solve.langevin.overdamped import Heun
from fluxforce.solve.langevin.stability import check_step
from fluxforce.solve.langevin.start import Initial, start
from fluxforce.solve.langevin.state import AbstractIntegrator, State
from fluxforce.solve.langevin.underdamped import BAOAB

CHUNK = 32  # pairs of steps between two looks at whether anybody is still on the way
Region = Callable[[Array], Array]


def first_passage(
    system: LangevinSystem,
    initial: Initial,
    reached: Region,
    *,
    step: float,
    longest: float,
    trajectories: int = 1024,
    seed: int = 0,
    parameter: float | np.ndarray | Array = 0.0,
    integrator: AbstractIntegrator | None = None,
) -> Float[np.ndarray, " trajectories"]:
    """Times [s] at which each trajectory first stands in the region; infinity where it did not within ``longest``.

    ``reached`` is a JAX function of one point x [coordinates] that says whether it is inside. Looked at after every
    step, so that an edge is felt 0.58 sqrt(2 D step) farther away than it is. Raises BadInput as ``sample`` does.
    """
    if not 0.0 < step < longest < np.inf:
        raise BadInput(
            [Problem(f"a step of {step:g} s and at most {longest:g} s", hint="0 < step < longest")]
        )
    chosen = integrator or (BAOAB if isinstance(system, Underdamped) else Heun())
    fixed = jnp.asarray(parameter, dtype=float)
    begin = start(system, chosen, initial, trajectories, seed)
    check_step(system, begin, fixed, step)
    rows = chosen.rows(system)[0] + begin.y.shape[0]
    drawn = streams(seed, rows, begin.x.shape[-1])
    return np.asarray(
        _run(system, chosen, reached, fixed, jnp.asarray(step), jnp.asarray(longest), begin, drawn)
    )


@eqx.filter_jit
def _run(
    system: LangevinSystem,
    integrator: AbstractIntegrator,
    reached: Region,
    parameter: Array,
    step: Scalar,
    longest: Scalar,
    begin: State,
    drawn: Streams,
) -> Float[Array, " lanes"]:
    lanes = begin.x.shape[-1]

    def one(state: State, first: Array, time: Array, normals: Array) -> tuple[State, Array]:
        after, _ = integrator.advance(system, state, parameter, step, normals)
        arrives = jnp.logical_and(jnp.isinf(first), reached(after.x))
        return after, lax.select(arrives, time, first)

    def moved(state: State, first: Array, time: Array, normals: Array) -> tuple[State, Array]:
        given = (*jax.tree.map(spread, (state, first)), time, numbers(list(normals), (normals.shape[0],)))
        return jax.tree.map(lambda leaf: gathered(leaf, lanes), over_lanes(one, *given))

    def pair(k: Array, carry: tuple) -> tuple:
        state, first, done, drawn = carry
        bits, drawn = advance(drawn)
        for normals in apart(longest > 0.0, normal_pair, bits):
            done = done + 1
            state, first = apart(longest > 0.0, moved, state, first, done.astype(float) * step, normals)
        return state, first, done, drawn

    def chunk(carry: tuple) -> tuple:
        return lax.fori_loop(0, CHUNK, pair, carry)

    def going(carry: tuple) -> Array:
        _, first, done, _ = carry
        return jnp.logical_and(jnp.any(jnp.isinf(first)), done.astype(float) * step < longest)

    there = jax.vmap(reached, in_axes=-1)(begin.x)
    first = jnp.where(there, 0.0, jnp.full(lanes, jnp.inf))
    carry = (begin, first, jnp.zeros((), dtype=jnp.int64), drawn)
    found = lax.while_loop(going, chunk, carry)[1]
    return jnp.where(found > longest, jnp.inf, found)
