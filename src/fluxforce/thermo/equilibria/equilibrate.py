"""Equilibrium of many cells at once: stages of Newton's method, blocks of cells, derivatives of the solution."""

from collections.abc import Callable

import equinox as eqx
import jax
import jax.numpy as jnp

from fluxforce._types import Array, Bool, Float, Int
from fluxforce.numerics.cells import block_by_block, change_of_roots
from fluxforce.thermo.equilibria.guess import first_state
from fluxforce.thermo.equilibria.newton import State, amounts, coefficients, fractions, known, newton
from fluxforce.thermo.equilibria.padding import pad, sizes_of, unpad
from fluxforce.thermo.equilibria.problem import Rows, System

BLOCK = 64  # cells solved together
TOLERANCE = 1e-9  # of a step in ln a, ln gamma, ln N
_ACCEPTED = 1e-7  # where round-off does not let it come down to that: redox that nothing poises, mostly
_LIMIT = 150  # Newton steps of one stage
# Share of ln gamma in each stage, and the start it begins from; None goes on from where the stage before ended.
_STAGES = ((1.0, 0), (0.0, 0), (0.3, None), (0.6, None), (0.8, None), (1.0, None), (1.0, 1), (0.0, 1), (0.5, None),
           (1.0, None), (1.0, 2), (0.0, 2), (0.5, None), (1.0, None))  # fmt: skip
STARTS = 3


class Solved(eqx.Module):
    """Where the cells came to rest; `converged` is a value, to be looked at by the caller."""

    u: Float[Array, "unknowns cells"]  # ln a of the components, ln a_w, ln of the kilograms of water
    ln_gamma: Float[Array, "species cells"]
    amounts: Float[Array, "species cells"]  # [mol]
    phase_amounts: Float[Array, "phases cells"]  # [mol]
    fractions: Float[Array, "members cells"]  # mole fraction of each member in its phase
    ln_ratio: Float[Array, "phases cells"]  # ln of the saturation ratio over what was asked
    converged: Bool[Array, " cells"]
    size: Float[Array, " cells"]  # of the last step
    iterations: Int[Array, " cells"]


def equilibrate(
    system: System,
    rows: Rows,
    starts: Float[Array, "starts unknowns cells"],
    held: Bool[Array, "components cells"],
    amount: Float[Array, "phases cells"],
) -> Solved:
    """Solve all cells; `starts` are first values of u, tried in turn, `held` the activities a guess must not move.

    `amount` is a first value of the phases' amounts, above zero. Derivatives by the numbers of `system` and
    `rows` are those of the solution (implicit function theorem), not of the iteration.
    """
    sizes = sizes_of(system, rows, held.shape[1], BLOCK)
    new_system, new_rows, starts, held, amount = pad(system, rows, starts, held, amount, sizes)
    found = _compiled(new_system, new_rows, starts, held, amount)
    u, ln_gamma, amount, size, iterations = unpad(found, sizes)
    ln_ratio, share = fractions(system, u)
    good = (size < _ACCEPTED) & jnp.all(jnp.isfinite(u), axis=0)
    return Solved(
        u=u,
        ln_gamma=ln_gamma,
        amounts=amounts(system, u, ln_gamma),
        phase_amounts=amount,
        fractions=share,
        ln_ratio=ln_ratio,
        converged=good,
        size=size,
        iterations=iterations.astype(int),
    )


def _stages(system: System, rows: Rows, starts: Array, held: Array, amount: Array) -> State:
    """Solve a block; cells that a stage leaves unsolved go to the next, with other starts or eased coefficients."""
    share = jnp.array([stage[0] for stage in _STAGES])
    which = jnp.array([-1 if stage[1] is None else stage[1] for stage in _STAGES])

    def stage(carry):
        state, done, steps, k = carry
        eased = eqx.tree_at(lambda s: s.ideality, system, share[k])
        cold = (rows.warm == 0.0) | (k > 0)
        fresh = first_state(eased, rows, starts[jnp.maximum(which[k], 0)], held, amount, cold)
        lost = jnp.any(~jnp.isfinite(state.u), axis=0)
        again = (which[k] >= 0) | lost
        begin = jax.tree.map(lambda new, old: jnp.where(done, old, jnp.where(again, new, old)), fresh, state)
        # cells that are done stand still: their last step counts as none
        size = jnp.where(done, 0.0, jnp.inf)
        begin = eqx.tree_at(lambda s: (s.size, s.iterations), begin, (size, jnp.zeros_like(steps)))
        ended = newton(eased, rows, begin, TOLERANCE, _LIMIT)
        steps = steps + jnp.where(done, 0, ended.iterations)
        ended = eqx.tree_at(lambda s: s.size, ended, jnp.where(done, state.size, ended.size))
        return ended, done | ((ended.size < _ACCEPTED) & (share[k] == 1.0)), steps, k + 1

    def unfinished(carry):
        _, done, _, k = carry
        return (k < len(_STAGES)) & ~jnp.all(done)

    cells = held.shape[1]
    nothing = jnp.zeros((system.of.shape[0], cells))
    empty = State(
        u=starts[0],
        ln_gamma=jnp.zeros((system.columns.shape[0], cells)),
        amount=nothing,
        distance=nothing,
        size=jnp.full(cells, jnp.inf),
        iterations=jnp.zeros(cells, dtype=int),
    )
    carry = (empty, jnp.zeros(cells, dtype=bool), jnp.zeros(cells, dtype=int), jnp.array(0))
    state, _, steps, _ = jax.lax.while_loop(unfinished, stage, carry)
    return eqx.tree_at(lambda s: s.iterations, state, steps)


@jax.custom_jvp
def _solve(system: System, rows: Rows, starts: Array, held: Array, amount: Array):
    cells = held.shape[1]
    parts = (system, rows, starts, held, amount)
    moving, constant = eqx.partition(parts, _per_cell(parts, cells))

    def block(moving):
        state = _stages(*eqx.combine(moving, constant))
        return state.u, state.ln_gamma, state.amount, state.size, state.iterations.astype(float)

    return block_by_block(block, moving, cells, BLOCK)


def _per_cell(parts, cells: int):
    """Which arrays have the cells on their last axis; constants of the chemistry have not, whatever their size."""
    system, rows, *_ = parts
    constant = (system.columns, system.charge_squared, system.activity, system.sorbed, system.member_columns,
                system.of, system.ideality, rows.of_amounts, rows.of_u, rows.of_members, rows.bulk)  # fmt: skip
    fixed = {id(leaf) for leaf in jax.tree.leaves(constant)}
    return jax.tree.map(lambda a: id(a) not in fixed and a.ndim > 0 and a.shape[-1] == cells, parts)


def _unknowns(
    system: System, rows: Rows, u: Array, ln_gamma: Array, amount: Array
) -> tuple[Array, Array, Array]:
    """What vanishes at the solution, for u, ln gamma and the amounts of phases."""
    n = amounts(system, u, ln_gamma)
    dissolved = system.charge_squared.shape[0]
    kilograms = jnp.exp(u[-1])
    molality = n[:dissolved] / kilograms[None]
    found, ln_water = coefficients(system, molality)
    ln_ratio, share = fractions(system, u)
    strength = 0.5 * system.charge_squared @ molality
    value = known(system, rows, u, n, strength, amount, share)
    of_u = jnp.concatenate([value - rows.target, (ln_water - u[-2])[None]])
    # absent phases stay absent, present ones at their saturation
    present = amount > jnp.abs(ln_ratio)
    return of_u, found - ln_gamma, jnp.where(present, ln_ratio, amount)


@_solve.defjvp
def _solve_jvp(primals, tangents):
    """dx = -(dF/dx)^-1 dF for x = (u, ln gamma, amounts), cell by cell."""
    system, rows = primals[:2]
    out = _solve(*primals)
    u, ln_gamma, amount, size, iterations = out

    def by_numbers(system, rows):
        return jnp.concatenate(_unknowns(system, rows, u, ln_gamma, amount))

    _, change = jax.jvp(by_numbers, (system, rows), tangents[:2])
    sizes = (u.shape[0], ln_gamma.shape[0])

    def by_unknowns(x):
        parts = jnp.split(x, [sizes[0], sum(sizes)])
        return jnp.concatenate(_unknowns(system, rows, *parts))

    x = jnp.concatenate([u, ln_gamma, amount])
    moved = change_of_roots(by_unknowns, x, change)
    du, dg, dn = jnp.split(moved, [sizes[0], sum(sizes)])
    return out, (du, dg, dn, jnp.zeros_like(size), jnp.zeros_like(iterations))


_compiled: Callable[..., tuple[Array, ...]] = jax.jit(_solve)
