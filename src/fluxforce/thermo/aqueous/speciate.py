"""Totals of the components to activities: which species a water holds, for many cells at once."""

import functools

import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.numerics.cells import block_by_block, bucket, pad
from fluxforce.thermo.aqueous.blocks import BLOCK, Speciation, room
from fluxforce.thermo.aqueous.guess import activities_near
from fluxforce.thermo.aqueous.interacting import TOLERANCE, speciate_chemistry
from fluxforce.thermo.aqueous.model import AqueousModel
from fluxforce.thermo.aqueous.newton import System, jacobian, molalities, newton, residual, sums_of
from fluxforce.thermo.equilibria.chemistry import Chemistry

__all__ = ["BLOCK", "Speciation", "bucket", "speciate"]


def speciate(
    model: AqueousModel | Chemistry,
    totals: Float[Array | np.ndarray, "components places"],
    start: Float[Array | np.ndarray, "coordinates places"] | Speciation | None = None,
    *,
    temperature: float | Float[Array, ""] | Float[Array, "#places"] = 298.15,
    tolerance: float | None = None,
    max_iterations: int = 100,
) -> Speciation:
    """Find the activities of a water from the totals of its components, mol/kgw, cells on the last axis.

    Newton's method on the totals, the ionic strength and the activity of water, with ln a, ln I and ln a_w as
    unknowns and the whole step scaled where it is long. The total of H+ is a proton excess and may be
    negative; the others must be positive (for an absent element 1e-14 serves, 1e-100 does not). `start` is the
    speciation of similar waters, or their coordinates. Derivatives by totals and model are implicit (of the
    solution, not of the iteration).

    A cell of an `AqueousModel`, made for one temperature, has converged when its Newton step falls below
    `tolerance` (1e-7); that step is still taken, and leaves an error of about its square. Systems are filled up
    to sizes that many share, so that the next one of about this size finds its program compiled. A `Chemistry`
    without redox (Pitzer, SIT and all other activity models) is solved at `temperature` [K], one for all cells
    or one each, and one atmosphere; its steps shrink linearly, and `tolerance` (1e-10) bounds the last.
    """
    if isinstance(model, Chemistry):
        at = jnp.atleast_1d(jnp.asarray(temperature, dtype=float))
        if start is not None and not isinstance(start, Speciation):
            raise TypeError("the start of a Chemistry is a Speciation of similar waters")
        least = TOLERANCE if tolerance is None else tolerance
        return speciate_chemistry(model, totals, start, at, least, max_iterations)
    tolerance = 1e-7 if tolerance is None else tolerance
    totals = jnp.asarray(totals)
    count, cells = totals.shape
    components = room(count, 4)
    system = System.of(model, components, room(len(model.species) + components - count, 16))
    begin = start.z if isinstance(start, Speciation) else start
    padded = bucket(cells)
    begin = None if begin is None else pad(_insert(jnp.asarray(begin), count, components, 0.0), padded)
    found = _solve(
        system,
        pad(_insert(totals, count, components, 1.0), padded),
        begin,
        tolerance,
        max_iterations,
    )
    z, steps, iterations = found[0][:, :cells], found[1][:cells], found[2][:cells].astype(int)
    z = jnp.concatenate([z[:count], z[components:]])
    good = (steps < tolerance) & jnp.all(jnp.isfinite(z), axis=0)
    return Speciation(z, good, steps, iterations)


def _insert(array: Array, count: int, components: int, value: float) -> Array:
    """Rows for the components that fill up, behind the others."""
    extra = jnp.full((components - count, array.shape[1]), value)
    return jnp.concatenate([array[:count], extra, array[count:]])


@functools.partial(jax.custom_jvp, nondiff_argnums=(3, 4))
def _blocks(system: System, totals: Array, start: Array | None, tolerance: float, max_iterations: int):
    """Newton's method block by block: z, last steps and iterations (as floats, which pass through
    derivatives)."""

    def block(inputs):
        totals, start = inputs
        begin = activities_near(system, totals) if start is None else start
        z, steps, iterations = newton(system, totals, begin, tolerance, max_iterations)
        return z, steps, iterations.astype(float)

    return block_by_block(block, (totals, start), totals.shape[1], BLOCK)


@_blocks.defjvp
def _blocks_jvp(tolerance, max_iterations, primals, tangents):
    """dz = -(dF/dz)^-1 (dF by totals and system), by the theorem of the implicit function."""
    system, totals, start = primals
    z, steps, iterations = _blocks(system, totals, start, tolerance, max_iterations)
    _, change = jax.jvp(lambda s, t: residual(s, t, z), (system, totals), tangents[:2])
    molality, bend = molalities(system, z)
    matrix = jacobian(system, sums_of(system) @ molality, molality, bend, z)
    moved = -jnp.linalg.solve(matrix.transpose(2, 0, 1), change.T[..., None])[..., 0].T
    return (z, steps, iterations), (moved, jnp.zeros_like(steps), jnp.zeros_like(iterations))


_solve = jax.jit(_blocks, static_argnums=(3, 4))
