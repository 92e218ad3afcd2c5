"""Where trajectories begin."""

from collections.abc import Sequence

import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.diffusion import LangevinSystem, Underdamped
from fluxforce.networks.drives import settled
from fluxforce.networks.gaussian import Gaussian
from fluxforce.solve.langevin.state import AbstractIntegrator, State

Initial = State | Gaussian | np.ndarray | Array | Sequence | float


def start(
    system: LangevinSystem,
    integrator: AbstractIntegrator,
    initial: Initial,
    count: int,
    seed: int,
    momenta: np.ndarray | None = None,
) -> State:
    """``count`` trajectories, lanes on the last axis.

    ``initial`` is one point [coordinates], one of each [coordinates, trajectories] (arrays or lists; for one
    coordinate also a number, or one for each trajectory), a Gaussian, or the State that another run ended with.
    Momenta left out are thermal, at the mean temperature of a coordinate's baths weighted with their friction; drives
    start in their stationary law. Raises BadInput for another type and where shapes do not fit.
    """
    if isinstance(initial, State):
        return initial
    place, thermal, active, kept = jax.random.split(jax.random.key(seed), 4)
    dims = system.dims
    if isinstance(initial, Gaussian):
        x = _drawn(initial, place, dims, count)
    else:
        given = _positions(initial, dims, count)
        x = jnp.broadcast_to(given.reshape(dims, -1), (dims, count))
    if not bool(jnp.all(jnp.isfinite(x))):
        k = int(jnp.argmin(jnp.all(jnp.isfinite(x), axis=1)))
        raise BadInput([Problem(f"initial position '{system.coordinates[k]}' is not a finite number")])
    p = jnp.zeros((0, count))
    if isinstance(system, Underdamped):
        p = _momenta(system, thermal, count) if momenta is None else jnp.asarray(momenta, dtype=float)
        p = jnp.broadcast_to(p.reshape(dims, -1), (dims, count))
    y = jnp.zeros((0, count))
    if system.drive is not None:
        normals = jax.random.normal(active, (len(system.drive.names), count))
        y = jax.vmap(settled, in_axes=(None, -1), out_axes=-1)(system.drive, normals)
    memory = jax.random.normal(kept, (integrator.rows(system)[1], count))
    return State(x, p, y, memory)


def _positions(initial: np.ndarray | Array | Sequence | float, dims: int, count: int) -> Array:
    hint = f"[coordinates] = [{dims}], or with trajectories [{dims}, {count}]"
    try:
        given = np.asarray(initial, dtype=float)
    except (TypeError, ValueError):
        said = f"trajectories cannot start from a {type(initial).__name__}"
        also = "; or a Gaussian, or 'final' of another ensemble"
        raise BadInput([Problem(said, hint=hint + also)]) from None
    if given.shape not in ((dims,), (dims, count)) and not (dims == 1 and given.shape in ((), (count,))):
        raise BadInput([Problem(f"initial positions have the shape {given.shape}", hint=hint)])
    return jnp.asarray(given)


def _drawn(initial: Gaussian, key: Array, dims: int, count: int) -> Array:
    mean, covariance = initial.mean, initial.covariance
    if mean.size != dims:
        raise BadInput([Problem(f"a Gaussian of {mean.size} variables for {dims} coordinates")])
    values, vectors = np.linalg.eigh(covariance)
    if values[0] < -1e-12 * max(abs(values[-1]), 1e-300):
        raise BadInput([Problem("the covariance of the initial positions is not positive")])
    root = jnp.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))
    return jnp.asarray(mean)[:, None] + root @ jax.random.normal(key, (dims, count))


def _momenta(system: Underdamped, key: Array, count: int) -> Array:
    friction = jnp.sum(system.friction, axis=0)
    weighted = system.temperature @ system.friction
    mean = jnp.where(friction > 0.0, weighted / jnp.maximum(friction, 1e-300), jnp.mean(system.temperature))
    return jnp.sqrt(system.mass * mean)[:, None] * jax.random.normal(key, (system.dims, count))
