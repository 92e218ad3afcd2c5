"""Newton's method for mass action and totals, in blocks of cells."""

import equinox as eqx
import jax
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.thermo.aqueous.activity import LN10, weights
from fluxforce.thermo.aqueous.model import AqueousModel

_LONGEST_STEP = 5.0  # in ln a; a longer Newton step is shortened as a whole
_STRENGTHS = (1e-7, 3.0)  # [mol/kg] range of guessed ionic strengths


class System(eqx.Module):
    """The arrays of a model that mass action needs, without names: one compiled program serves all of a
    shape.

    `rows` are the functionals of the molalities in the residual (totals, ionic strength, 1 - a_w), `columns`
    the constant columns of d ln m / dz (components, ln a_w).
    """

    columns: Float[Array, "species columns"]
    rows: Float[Array, "coordinates species"]
    ln_k: Float[Array, " species"]
    reach: Float[Array, " species"]  # ln10 A z^2
    beta: Float[Array, " species"]
    slope: Float[Array, " species"]  # ln10 slope

    @staticmethod
    def of(model: AqueousModel) -> "System":
        """The system of a model."""
        count = len(model.components)
        sums = weights(model)
        return System(
            columns=jnp.concatenate([model.nu, model.nu_w[:, None]], axis=1),
            rows=jnp.concatenate([sums[:count], sums[count + 1 : count + 3]]),
            ln_k=model.ln_k,
            reach=LN10 * model.debye_huckel_a * model.charge**2,
            beta=model.beta,
            slope=LN10 * model.slope,
        )


def molalities(system: System, z: Array) -> tuple[Array, Array]:
    """Molalities and -d ln m / d ln I = d ln gamma / d ln I, [species, cells], by one exponential."""
    ln_a = jnp.concatenate([z[:-2], z[-1:]])
    strength = jnp.exp(z[-2])[None, :]
    root = jnp.exp(0.5 * z[-2])[None, :]
    linear = system.slope[:, None] * strength
    screened = 1 / (1 + system.beta[:, None] * root)
    debye = system.reach[:, None] * (root * screened)
    molality = jnp.exp(system.ln_k[:, None] + system.columns @ ln_a - linear + debye)
    return molality, linear - 0.5 * debye * screened


def closures(z: Array) -> Array:
    """The targets (I, 1 - a_w) of the two closures, [2, cells]."""
    return jnp.stack([jnp.exp(z[-2]), -jnp.expm1(z[-1])])


def closing(sums: Array) -> Array:
    """ln I and ln a_w from the sums of the molalities, kept within what waters can have; [2, cells]."""
    return jnp.stack([jnp.log(jnp.clip(sums[0], *_STRENGTHS)), jnp.log1p(-jnp.minimum(sums[1], 0.5))])


def residual(system: System, totals: Array, z: Array) -> Array:
    """What the molalities sum to, less what they should: totals, ionic strength, 1 - a_w; [coordinates,
    cells]."""
    molality, _ = molalities(system, z)
    return system.rows @ molality - jnp.concatenate([totals, closures(z)])


def jacobian(system: System, pairs: Array, molality: Array, bend: Array, z: Array) -> Array:
    """d residual / dz, [coordinates, coordinates, cells], by two matrix products with the molalities."""
    count, cells = z.shape
    constant = (pairs @ molality).reshape(count, count - 1, cells)
    by_strength = -(system.rows @ (molality * bend))
    full = jnp.concatenate([constant[:, :-1], by_strength[:, None], constant[:, -1:]], axis=1)
    full = full.at[-2, -2].add(-jnp.exp(z[-2]))
    return full.at[-1, -1].add(jnp.exp(z[-1]))


def pair_products(system: System) -> Array:
    """Products of row and column coefficients, [coordinates * columns, species]: all of the Jacobian but
    m."""
    pairs = system.rows[:, None, :] * system.columns.T[None, :, :]
    return pairs.reshape(-1, pairs.shape[-1])


def eliminate(matrix: Array, right: Array) -> Array:
    """Solve by Gauss-Jordan elimination without pivoting, cells last.

    At fixed I and a_w the Jacobian is symmetric positive definite (nu^T m nu), and the two closures are its
    border, so pivots do not vanish.
    """
    table = jnp.concatenate([matrix, right[:, None]], axis=1)
    # Written out pivot by pivot: a loop with dynamic indices is eight times slower. Each pivot drops its
    # column.
    for k in range(matrix.shape[0]):
        row = table[k, 1:] / table[k, :1]
        table = (table[:, 1:] - table[:, :1] * row[None]).at[k].set(row)
    return table[:, 0]


def newton(system: System, totals: Array, z: Array, tolerance: float, max_iterations: int):
    """Iterate a block of cells until every step is below the tolerance; returns z, last steps and
    iterations."""
    pairs = pair_products(system)

    def step(carry):
        z, size, iterations = carry
        molality, bend = molalities(system, z)
        sums = system.rows @ molality
        error = sums - jnp.concatenate([totals, closures(z)])
        change = eliminate(jacobian(system, pairs, molality, bend, z), -error)
        longest = jnp.max(jnp.abs(change), axis=0)
        active = size >= tolerance  # False for NaN: such a cell stops, and is not counted as converged
        scale = jnp.where(active, jnp.minimum(1.0, _LONGEST_STEP / longest), 0.0)
        moved = z + scale[None] * change
        # While steps are long, the closures follow the molalities: Newton's step in ln I can run away from
        # far off.
        far = active & (longest > _LONGEST_STEP)
        moved = jnp.where(far[None], moved.at[-2:].set(closing(sums[-2:])), moved)
        z = jnp.where(active[None], moved, z)
        return z, jnp.where(active, longest, size), iterations + active.astype(int)

    def unfinished(carry):
        _, size, iterations = carry
        return jnp.any((size >= tolerance) & (iterations < max_iterations))

    cells = totals.shape[1]
    carry = (z, jnp.full(cells, jnp.inf), jnp.zeros(cells, dtype=int))
    return jax.lax.while_loop(unfinished, step, carry)
