"""Totals of the components to activities: which species a water holds, for many cells at once."""

import functools
import math

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Bool, Float, Int
from fluxforce.thermo.aqueous.guess import activities_near
from fluxforce.thermo.aqueous.model import AqueousModel
from fluxforce.thermo.aqueous.newton import System, jacobian, molalities, newton, pair_products, residual

BLOCK = 128  # cells solved together: their arrays stay in the cache of one core


class Speciation(eqx.Module):
    """What came out of a speciation, cell by cell; `converged` is a value, to be looked at by the caller."""

    z: Float[Array, "coordinates places"]  # ln a of the components, ln I, ln a_w
    converged: Bool[Array, " places"]
    last_step: Float[Array, " places"]  # largest change of a coordinate in the last Newton step
    iterations: Int[Array, " places"]


def speciate(
    model: AqueousModel,
    totals: Float[Array | np.ndarray, "components places"],
    start: Float[Array | np.ndarray, "coordinates places"] | None = None,
    *,
    tolerance: float = 1e-7,
    max_iterations: int = 100,
) -> Speciation:
    """Find the activities of a water from the totals of its components, mol/kgw, cells on the last axis.

    Newton's method on the totals, the ionic strength and the activity of water, with ln a, ln I and ln a_w as
    unknowns and the whole step scaled where it is long. The total of H+ is a proton excess and may be
    negative; the others must be positive (for an absent element 1e-14 serves, 1e-100 does not). `start` are
    coordinates of a similar water. A cell has converged when its Newton step falls below `tolerance`; that
    step is still taken, and leaves an error of about its square. Derivatives by totals and model are implicit
    (of the solution, not of the iteration).
    """
    totals = jnp.asarray(totals)
    cells = totals.shape[1]
    padded = bucket(cells)
    begin = None if start is None else _pad(jnp.asarray(start), padded)
    z, steps, iterations = _solve(System.of(model), _pad(totals, padded), begin, tolerance, max_iterations)
    z, steps, iterations = z[:, :cells], steps[:cells], iterations[:cells].astype(int)
    good = (steps < tolerance) & jnp.all(jnp.isfinite(z), axis=0)
    return Speciation(z, good, steps, iterations)


@functools.partial(jax.custom_jvp, nondiff_argnums=(3, 4))
def _blocks(system: System, totals: Array, start: Array | None, tolerance: float, max_iterations: int):
    """Newton's method block by block: z, last steps and iterations (as floats, which pass through
    derivatives)."""

    def block(inputs):
        totals, start = inputs
        begin = activities_near(system, totals) if start is None else start
        z, steps, iterations = newton(system, totals, begin, tolerance, max_iterations)
        return z, steps, iterations.astype(float)

    cells = totals.shape[1]
    if cells <= BLOCK:
        return block((totals, start))
    whole = bucket(-(-cells // BLOCK)) * BLOCK
    split = jax.tree.map(
        lambda a: _pad(a, whole).reshape(a.shape[0], -1, BLOCK).swapaxes(0, 1), (totals, start)
    )
    z, steps, iterations = jax.lax.map(block, split)
    return (
        z.swapaxes(0, 1).reshape(z.shape[1], -1)[:, :cells],
        steps.reshape(-1)[:cells],
        iterations.reshape(-1)[:cells],
    )


@_blocks.defjvp
def _blocks_jvp(tolerance, max_iterations, primals, tangents):
    """dz = -(dF/dz)^-1 (dF by totals and system), by the theorem of the implicit function."""
    system, totals, start = primals
    z, steps, iterations = _blocks(system, totals, start, tolerance, max_iterations)
    _, change = jax.jvp(lambda s, t: residual(s, t, z), (system, totals), tangents[:2])
    molality, bend = molalities(system, z)
    matrix = jacobian(system, pair_products(system), molality, bend, z)
    moved = -jnp.linalg.solve(matrix.transpose(2, 0, 1), change.T[..., None])[..., 0].T
    return (z, steps, iterations), (moved, jnp.zeros_like(steps), jnp.zeros_like(iterations))


_solve = jax.jit(_blocks, static_argnums=(3, 4))


def bucket(cells: int) -> int:
    """Number of cells to compute for, so that few programs serve all sizes and at most a quarter is
    wasted."""
    if cells <= 4:
        return max(cells, 1)
    unit = 2 ** max(math.ceil(math.log2(cells)) - 3, 0)
    return unit * -(-cells // unit)


def _pad(array: Array, cells: int) -> Array:
    """Repeat the last cell up to a number of cells."""
    return jnp.pad(array, ((0, 0), (0, cells - array.shape[1])), mode="edge")
