"""Newton's method for mass action and totals, in blocks of cells."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax.core import Tracer

from fluxforce._types import Array, Float
from fluxforce.constants import LN10
from fluxforce.thermo.aqueous.model import AqueousModel

_PATIENCE = 15  # steps after which a cell begins again, its totals on a plain scale
_LONGEST_STEP = 5.0  # in ln a; a longer Newton step is shortened as a whole
_STRENGTHS = (1e-7, 3.0)  # [mol/kg] range of guessed ionic strengths
_TINY = 1e-300
_NOTHING = -1e3  # ln K of a species that fills up: its molality is zero


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
    bend: Float[Array, " species"]  # ln10 bend
    proton: Float[Array, " components"]  # 1 for H+, 0 for the others

    @staticmethod
    def of(model: AqueousModel, components: int = 0, species: int = 0) -> "System":
        """The system of a model, filled up to a number of components and of species.

        Nothing contains the added components but a species of their own each, and the added species never form,
        so that systems of one bucket share a program. With a total of 1 mol/kgw the activity of an added
        component is one. It stands behind the others, and so does its species.
        """
        # NumPy where values are known: it compiles nothing.
        traced = any(isinstance(leaf, Tracer) for leaf in jax.tree.leaves(model))
        xp = jnp if traced else np
        count, have = model.nu.shape[1], model.nu.shape[0]
        more = max(components - count, 0)
        rest = max(species - have - more, 0)

        def fill(values, last: float):
            return xp.concatenate([values[:count], xp.zeros(more), values[count:], xp.full(rest, last)])

        nu = xp.concatenate([model.nu, xp.zeros((have, more))], axis=1)
        own = xp.eye(more, count + more, k=count)
        nu = xp.concatenate([nu[:count], own, nu[count:], xp.zeros((rest, count + more))])
        strength = 0.5 * fill(model.charge, 0.0) ** 2
        water = fill(xp.ones(have), 0.0) * xp.asarray(model.water_slope)
        names = (*model.components, *[""] * more)
        parts = {
            "columns": xp.concatenate([nu, fill(model.nu_w, 0.0)[:, None]], axis=1),
            "rows": xp.concatenate([nu.T, strength[None], water[None]]),
            "ln_k": fill(model.ln_k, _NOTHING),
            "reach": fill(LN10 * xp.asarray(model.debye_huckel_a) * xp.asarray(model.charge) ** 2, 0.0),
            "beta": fill(model.beta, 0.0),
            "slope": fill(LN10 * xp.asarray(model.slope), 0.0),
            "bend": fill(LN10 * xp.asarray(model.bend), 0.0),
            "proton": np.array([float(name == "H+") for name in names]),
        }
        return System(**{name: jnp.asarray(part) for name, part in parts.items()})


def molalities(system: System, z: Array) -> tuple[Array, Array]:
    """Molalities and -d ln m / d ln I = d ln gamma / d ln I, [species, cells], by one exponential."""
    ln_a = jnp.concatenate([z[:-2], z[-1:]])
    strength = jnp.exp(z[-2])[None, :]
    root = jnp.exp(0.5 * z[-2])[None, :]
    share = 1 / (1 + strength)
    bent = system.bend[:, None] * (strength * share)
    linear = system.slope[:, None] * strength
    screened = 1 / (1 + system.beta[:, None] * root)
    debye = system.reach[:, None] * (root * screened)
    molality = jnp.exp(system.ln_k[:, None] + system.columns @ ln_a - linear + debye + bent)
    return molality, linear - 0.5 * debye * screened - bent * share


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


def positions(count: int) -> np.ndarray:
    """Where each element of d (totals, closures) / d (ln a, ln a_w) stands among the sums of `sums_of`."""
    first, second = np.triu_indices(count, 0, count + 1)
    found = np.zeros((count + 2, count + 1), dtype=int)
    for number, (i, j) in enumerate(zip(first, second, strict=True)):
        found[i, j] = number
        if j < count:
            found[j, i] = number
    found[count:] = first.size + np.arange(2 * (count + 1)).reshape(2, count + 1)
    return found


def sums_of(system: System) -> Array:
    """All sums of molalities that a Newton step needs, [sums, species]: one matrix product gives them.

    The Jacobian of the totals by ln a, sum_k nu_ki nu_kj m_k, is symmetric, so half of it is computed; the
    rows of the closures follow, then what species bring of each component, what they take, and the closures.
    """
    count = system.columns.shape[1] - 1
    nu = system.rows[:count]
    first, second = np.triu_indices(count, 0, count + 1)
    half = nu[first] * system.columns.T[second]
    borders = (system.rows[count:, None, :] * system.columns.T[None]).reshape(-1, nu.shape[1])
    return jnp.concatenate([half, borders, jnp.maximum(nu, 0), jnp.maximum(-nu, 0), system.rows[count:]])


def jacobian(system: System, sums: Array, molality: Array, bend: Array, z: Array) -> Array:
    """d residual / dz, [coordinates, coordinates, cells], from the sums of the molalities."""
    constant = sums[positions(z.shape[0] - 2)]
    by_strength = -(system.rows @ (molality * bend))
    full = jnp.concatenate([constant[:, :-1], by_strength[:, None], constant[:, -1:]], axis=1)
    full = full.at[-2, -2].add(-jnp.exp(z[-2]))
    return full.at[-1, -1].add(jnp.exp(z[-1]))


def mismatch(brought: Array, taken: Array, totals: Array) -> Array:
    """Totals that the molalities make, less those given, on a scale that is logarithmic far off.

    What brings a component (and what is owed, where its total is negative) is compared with what takes it and
    its total: max(b, t) ln(b/t), which is b - t near the solution. So Newton's method needs no step per
    factor e where the molalities are too large.
    """
    brought = brought + jnp.maximum(-totals, 0) + _TINY
    taken = taken + jnp.maximum(totals, 0) + _TINY
    return jnp.maximum(brought, taken) * jnp.log(brought / taken)


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
    table, count, begun = sums_of(system), totals.shape[0], z

    def step(carry):
        z, size, iterations = carry
        # A few cells run away on the logarithmic scale: they begin again on the plain one, slower and safer.
        plain = iterations >= _PATIENCE
        z = jnp.where((iterations == _PATIENCE)[None], begun, z)
        molality, bend = molalities(system, z)
        sums = table @ molality
        brought, taken = sums[-2 * count - 2 : -count - 2], sums[-count - 2 : -2]
        apart = jnp.where(plain[None], brought - taken - totals, mismatch(brought, taken, totals))
        error = jnp.concatenate([apart, sums[-2:] - closures(z)])
        change = eliminate(jacobian(system, sums, molality, bend, z), -error)
        longest = jnp.max(jnp.abs(change), axis=0)
        # False for NaN: such a cell stops, and is not counted as converged, unless it may begin again
        longest = jnp.where(plain | jnp.isfinite(longest), longest, jnp.inf)
        active = size >= tolerance
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
