"""Newton's method for mass action, totals, activity coefficients and phases that come and go, in blocks of cells.

Unknowns: u = (ln a of the components, ln a_w, ln W), the activity coefficients g = ln gamma, and for every phase its
amount N and its distance from saturation s >= 0, with N s = tau and tau driven to zero (the primal-dual interior point
method; Wright, 1997, doi:10.1137/1.9781611971453). At fixed g the equations of totals are those of a convex function:
the sum of all amounts less totals times u. Activity coefficients follow one step behind, with their exact
derivative along a dilution at fixed proportions, d g/d ln I, taken into account: xi = d ln I is an unknown of the step.
"""

import equinox as eqx
import jax
import jax.numpy as jnp

from fluxforce._types import Array, Bool, Float, Int
from fluxforce.thermo.equilibria.problem import Rows, System

LONGEST_STEP = 4.0  # in ln a; a longer Newton step is shortened as a whole
_LARGEST_CHANGE = 1.5  # in ln gamma within one step
_LARGEST_DRYING = (
    0.15  # in ln a_w within one step: what is dissolved by the gram binds water and takes it up as well
)
_TO_BOUNDARY = 0.99  # share of the way to N = 0 or s = 0 that a step may go
_EASING = 0.03  # tau of the next step over the present N s
_LEAST = 1e-32  # [mol] N s is not brought down further: less than the traces that elements may have
_CLOSED = 1e-19  # [mol] N s that counts as none
_SATURATED = 1e-12  # distance from saturation of a phase that is there: above the round-off of ln Omega
_SMALL = 1e-8  # [mol] an amount of a phase below which its relative change does not matter
_TINY = 1e-300


class State(eqx.Module):
    """Where the iteration of every cell stands."""

    u: Float[Array, "unknowns cells"]
    ln_gamma: Float[Array, "species cells"]
    amount: Float[Array, "phases cells"]
    distance: Float[Array, "phases cells"]
    size: Float[Array, " cells"]  # of the last step
    iterations: Int[Array, " cells"]


class Step(eqx.Module):
    """One Newton step and what it starts from."""

    u: Float[Array, "unknowns cells"]
    ln_gamma: Float[Array, "species cells"]
    relative: Float[Array, "phases cells"]  # d ln N
    distance: Float[Array, "phases cells"]


def amounts(system: System, u: Array, ln_gamma: Array) -> Array:
    """Moles of every species, [species, cells]."""
    return jnp.exp(system.ln_k - ln_gamma + system.columns @ u)


def coefficients(system: System, molality: Array) -> tuple[Array, Array]:
    """ln gamma of all species and ln a_w from the molalities of the dissolved."""
    ln_gamma = system.activity.ln_gamma(system.at[0], molality)
    if system.sorbed is not None:
        ln_gamma = jnp.concatenate([ln_gamma, system.sorbed.ln_gamma(system.at[1], molality)])
    elif ln_gamma.shape[0] < system.columns.shape[0]:
        rest = system.columns.shape[0] - ln_gamma.shape[0]
        ln_gamma = jnp.pad(ln_gamma, ((0, rest), (0, 0)))
    return system.ideality * ln_gamma, system.ideality * system.activity.ln_water(system.at[0], molality)


def fractions(system: System, u: Array) -> tuple[Array, Array]:
    """ln of the saturation ratio of every phase, and the mole fractions of its members."""
    ln_ratio = system.member_columns @ u - system.member_ln_k
    if system.of.shape[0] == 0:
        return jnp.zeros((0, u.shape[1])), ln_ratio
    largest = jnp.max(jnp.where(system.of[:, :, None] > 0, ln_ratio[None], -jnp.inf), axis=1)
    share = jnp.exp(ln_ratio - system.of.T @ largest)
    total = system.of @ share
    return largest + jnp.log(total), share / (system.of.T @ total)


def newton(system: System, rows: Rows, start: State, tolerance: float, limit: int) -> State:
    """Iterate a block of cells until the step of each is below the tolerance, or `limit` steps."""

    def body(state: State) -> State:
        step = newton_step(system, rows, state)
        size = _size(state, step)
        share = jnp.minimum(_longest(state, step), 1.0)
        going = (state.size >= tolerance) & jnp.isfinite(size)
        moved = State(
            u=state.u + share[None] * step.u,
            ln_gamma=state.ln_gamma + share[None] * step.ln_gamma,
            amount=state.amount * (1 + share[None] * step.relative),
            distance=state.distance + share[None] * step.distance,
            size=size,
            iterations=state.iterations + 1,
        )
        kept = jax.tree.map(lambda new, old: jnp.where(going, new, old), moved, state)
        stuck = jnp.where(jnp.isfinite(size), kept.size, jnp.nan)
        return eqx.tree_at(lambda s: s.size, kept, stuck)

    def unfinished(state: State) -> Bool[Array, ""]:
        return jnp.any((state.size >= tolerance) & (state.iterations < limit))

    return jax.lax.while_loop(unfinished, body, start)


def newton_step(system: System, rows: Rows, state: State) -> Step:
    """The full step of every cell."""
    u = state.u
    unknowns, cells = u.shape
    phases = system.of.shape[0]
    n = amounts(system, u, state.ln_gamma)
    kilograms = jnp.exp(u[-1])
    dissolved = system.charge_squared.shape[0]
    molality = n[:dissolved] / kilograms[None]
    (ln_gamma, ln_water), (bend, water_bend) = jax.jvp(
        lambda m: coefficients(system, m), (molality,), (molality,)
    )
    # How ln a_w answers each species, d ln a_w/d ln m: by its share in the molalities, neutral species as ions. Exact
    # where a_w depends on their sum alone.
    answer = water_bend[None] * molality / jnp.maximum(jnp.sum(molality, axis=0), _TINY)[None]
    behind = jnp.clip(ln_gamma - state.ln_gamma, -_LARGEST_CHANGE, _LARGEST_CHANGE)

    # the share of each species in the ionic strength
    strength = 0.5 * system.charge_squared @ molality
    weight = 0.5 * system.charge_squared[:, None] * molality / jnp.maximum(strength, _TINY)[None]
    chemical = system.columns[:dissolved].at[:, -1].set(0.0)  # a molality does not see the mass of water

    ln_ratio, share = fractions(system, u)

    matrix, right = _rows(system, rows, u, n, bend, behind, strength, state.amount, share)
    # ln a_w follows the molalities
    row = (-jnp.einsum("kc,ku->uc", answer, chemical)).at[-2].add(1.0)
    own = jnp.sum(answer * bend[:dissolved], axis=0)
    matrix_water = jnp.concatenate([row, own[None], jnp.zeros((phases, cells))])
    far = jnp.clip(ln_water - u[-2], -_LARGEST_DRYING, _LARGEST_DRYING)
    right_water = far - jnp.sum(answer * behind[:dissolved], axis=0)
    # xi = d ln I
    follow = -jnp.einsum("kc,ku->uc", weight, chemical)
    own = 1 + jnp.sum(weight * bend[:dissolved], axis=0)
    matrix_strength = jnp.concatenate([follow, own[None], jnp.zeros((phases, cells))])
    right_strength = -jnp.sum(weight * behind[:dissolved], axis=0)

    matrix = jnp.concatenate([matrix, matrix_water[None], matrix_strength[None]])
    right = jnp.concatenate([right, right_water[None], right_strength[None]])
    if phases:
        below, right_below, mean_columns, miss = _phase_rows(system, state, ln_ratio, share)
        matrix = jnp.concatenate([matrix, below])
        right = jnp.concatenate([right, right_below])
    else:
        mean_columns, miss = jnp.zeros((0, unknowns, cells)), jnp.zeros((0, cells))

    change = _solve(matrix, right)
    du, xi = change[:unknowns], change[unknowns]
    relative = change[unknowns + 1 :] * (1 + _SMALL / jnp.maximum(state.amount, _TINY))
    return Step(
        u=du,
        ln_gamma=behind + bend * xi[None],
        relative=relative,
        distance=-miss - jnp.einsum("fuc,uc->fc", mean_columns, du),
    )


def known(
    system: System, rows: Rows, u: Array, n: Array, strength: Array, amount: Array, share: Array
) -> Array:
    """What the rows add up to, [rows, cells]; the target is what they should."""
    components = rows.field.shape[0]
    value = rows.of_amounts @ n + rows.of_u @ u + rows.bulk[:, None] * jnp.exp(u[-1])[None]
    value = value + rows.of_members @ (system.of.T @ amount * share)
    layer = rows.field * jnp.sqrt(strength)[None] * jnp.sinh(0.5 * u[:components])
    return value.at[:components].add(layer)


def _rows(system, rows: Rows, u, n, bend, behind, strength, amount, share) -> tuple[Array, Array]:
    """The rows of what is known: matrix [rows, all unknowns, cells] and right side [rows, cells]."""
    count, unknowns = rows.of_amounts.shape[0], u.shape[0]
    components = count - 1
    pairs = (rows.of_amounts[:, None, :] * system.columns.T[None]).reshape(count * unknowns, -1)
    by_u = (pairs @ n).reshape(count, unknowns, -1) + rows.of_u[:, :, None]
    by_strength = -(rows.of_amounts @ (n * bend))
    kilograms = jnp.exp(u[-1])
    by_u = by_u.at[:, -1].add(rows.bulk[:, None] * kilograms[None])
    value = known(system, rows, u, n, strength, amount, share)
    right = rows.target - value + rows.of_amounts @ (n * behind)

    root = rows.field * jnp.sqrt(strength)[None]
    half = 0.5 * u[:components]
    own = jnp.arange(components)
    by_u = by_u.at[own, own].add(0.5 * root * jnp.cosh(half))
    by_strength = by_strength.at[:components].add(0.5 * root * jnp.sinh(half))

    by_phase = jnp.zeros((count, 0, u.shape[1]))
    if system.of.shape[0]:
        held = system.of.T[None] * rows.of_members[:, :, None]  # [rows, members, phases]
        # the column of a phase is dN/(N + small), so that traces of it do not spoil the digits of the others
        amount_of = system.of.T @ amount * share  # of every member
        counted = system.of.T @ (amount + _SMALL) * share
        by_phase = jnp.einsum("rmf,mc->rfc", held, counted)
        # members of one phase exchange places: x_i (nu_i - mean nu)
        apart = system.member_columns[:, :, None] - jnp.einsum(
            "fm,fuc->muc", system.of, _mean_columns(system, share)
        )
        by_u = by_u + jnp.einsum("rm,mc,muc->ruc", rows.of_members, amount_of, apart)
    return jnp.concatenate([by_u, by_strength[:, None], by_phase], axis=1), right


def _mean_columns(system: System, share: Array) -> Array:
    """d ln(ratio of a phase) / d u: the mean over its members, [phases, unknowns, cells]."""
    return jnp.einsum("fm,mc,mu->fuc", system.of, share, system.member_columns)


def _phase_rows(system: System, state: State, ln_ratio, share):
    """N s = tau, linear in d ln N and d u: s d ln N - mean nu . d u = tau/N - s + (s + ln ratio)."""
    phases, cells = state.amount.shape
    # Each phase comes down its own way: a common tau would ask for more of a trace mineral than its elements allow.
    tau = jnp.maximum(_EASING * state.amount * state.distance, jnp.maximum(_SATURATED * state.amount, _LEAST))
    mean_columns = _mean_columns(system, share)
    miss = state.distance + ln_ratio
    own = jnp.eye(phases)[:, :, None] * state.distance[:, None]
    part = state.amount / (state.amount + _SMALL)
    below = jnp.concatenate([-part[:, None] * mean_columns, jnp.zeros((phases, 1, cells)), own], axis=1)
    return below, part * (tau / state.amount - state.distance + miss), mean_columns, miss


def _solve(matrix: Array, right: Array) -> Array:
    """Solve for every cell, each row divided by its largest entry."""
    scale = jnp.max(jnp.abs(matrix), axis=1)
    scale = jnp.where(scale > 0, scale, 1.0)
    scaled = (matrix / scale[:, None]).transpose(2, 0, 1)
    return jnp.linalg.solve(scaled, (right / scale).T[..., None])[..., 0].T


def _size(state: State, step: Step) -> Array:
    """How far the iteration still is: steps in ln a and ln gamma, and of phases what matters of N and s."""
    size = jnp.maximum(jnp.max(jnp.abs(step.u), axis=0), jnp.max(jnp.abs(step.ln_gamma), axis=0))
    if state.amount.shape[0] == 0:
        return size
    # an amount matters where it is not tiny; a phase is absent, or at its saturation: N s = 0 within 1e-17 mol
    moved = jnp.abs(step.relative) * state.amount / (state.amount + _SMALL)
    # where both are small, as at a change of phase, N s = tau is all that there is to reach
    gap = jnp.where(
        state.amount * state.distance > _CLOSED, jnp.minimum(state.amount / _SMALL, state.distance), 0.0
    )
    return jnp.maximum(size, jnp.max(jnp.maximum(moved, gap), axis=0))


def _longest(state: State, step: Step) -> Array:
    """Share of the step that keeps ln a within reach and amounts and distances above zero."""
    share = LONGEST_STEP / jnp.maximum(jnp.max(jnp.abs(step.u), axis=0), _TINY)
    if state.amount.shape[0]:
        down = jnp.maximum(-step.relative, _TINY)
        near = jnp.maximum(-step.distance / state.distance, _TINY)
        share = jnp.minimum(share, _TO_BOUNDARY / jnp.max(jnp.maximum(down, near), axis=0))
    return share
