"""The exact linear process of a Langevin system whose forces are linear."""

from collections.abc import Sequence

import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.budget.diffusion.linear import Coupling, LinearLangevin, linear_langevin
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.diffusion import LangevinSystem, Overdamped, Underdamped
from fluxforce.networks.drives import ColouredForce

PROBES = 3  # points at which a force must agree with its linear form
STRAIGHT = 1e-9


def linear_of(system: LangevinSystem, parameter: float | np.ndarray = 0.0) -> LinearLangevin:
    """Drift and noise of every bath of a system, for means, covariances, production and generating functions.

    Variables are the coordinates, then (underdamped) the velocities v_<name> = p/m, then those of a coloured force,
    whose noise is a bath without temperature. A force that is no gradient is reversible in an underdamped system
    (it does not change sign with the velocities) and dissipates in an overdamped one.

    Raises BadInput where the force or the mobility is not linear, and for drives that are not Gaussian: their second
    moments are those of ``propelled``.
    """
    drive = system.drive
    if drive is not None and not isinstance(drive, ColouredForce):
        said = f"the drive {type(drive).__name__} is not Gaussian"
        raise BadInput(
            [Problem(said, hint="its second moments are those of `propelled` with the same memory")]
        )
    axes = 0 if drive is None else len(drive.names)
    matrix, constant, pushed = _linear_force(system, jnp.asarray(parameter, dtype=float), axes)
    if isinstance(system, Underdamped):
        return _with_velocities(system, matrix, constant, pushed)
    return _without_velocities(system, matrix, constant, pushed)


def forget(process: LinearLangevin, names: Sequence[str]) -> LinearLangevin:
    """The process without variables that nothing else depends on, such as the position of a free particle.

    Raises BadInput for a name that is not there, or on which another variable depends.
    """
    unknown = [name for name in names if name not in process.names]
    if unknown:
        raise BadInput(
            [Problem(f"there is no variable '{unknown[0]}'", hint=f"variables: {', '.join(process.names)}")]
        )
    kept = np.array([k for k, name in enumerate(process.names) if name not in names], dtype=np.int64)
    for name in names:
        column = process.drift[kept, process.names.index(name)]
        if np.any(column != 0.0):
            other = process.names[int(kept[np.argmax(column != 0.0)])]
            raise BadInput([Problem(f"'{other}' depends on '{name}', which can therefore not be forgotten")])
    part = np.ix_(kept, kept)
    baths = {
        name: Coupling(one.damping[part], one.diffusion[part], one.temperature, one.pull()[kept])
        for name, one in process.baths.items()
    }
    return linear_langevin(
        [process.names[k] for k in kept],
        baths,
        reversible=process.reversible[part],
        parity=process.parity[kept],
        push=process.push[kept],
    )


def _linear_force(
    system: LangevinSystem, held: Array, axes: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """F(x, y) = matrix x + constant + pushed y from values at zero and at unit vectors, checked at other points."""
    count = system.dims

    def force(z: Array) -> Array:
        return system.total_force(z[:count], held, z[count:] if axes else None)

    size = count + axes
    probes = np.random.default_rng(0).normal(size=(PROBES, size))
    points = np.concatenate([np.zeros((1, size)), np.eye(size), probes])
    found = np.asarray(jax.jit(jax.vmap(force))(jnp.asarray(points)))
    constant, both = found[0], (found[1 : size + 1] - found[0]).T
    off = np.abs(found[size + 1 :] - constant - probes @ both.T) / (1.0 + np.abs(found[size + 1 :]))
    if not np.all(off <= STRAIGHT):
        name = system.coordinates[int(np.argmax(np.max(off, axis=0)))]
        raise BadInput([Problem(f"the force on '{name}' is not linear", hint="use a grid or trajectories")])
    return both[:, :count], constant, both[:, count:]


def _without_velocities(
    system: Overdamped, matrix: np.ndarray, constant: np.ndarray, pushed: np.ndarray
) -> LinearLangevin:
    if not system.uniform:
        raise BadInput([Problem("a mobility that depends on position makes no linear process")])
    count, axes = system.dims, pushed.shape[1]
    mobility = np.asarray(system.mobility_at(jnp.zeros(count)))
    mobility = mobility if mobility.ndim == 2 else np.diag(np.broadcast_to(mobility, (count,)))
    size, inside = count + axes, np.arange(count)
    baths = {}
    for b, name in enumerate(system.baths):
        # a full matrix belongs to a single bath, so rows can be shared out by coordinate
        mine = np.array([owner == b for owner in system.bath], dtype=float)
        damping, diffusion, force = np.zeros((size, size)), np.zeros((size, size)), np.zeros(size)
        damping[inside] = -mine[:, None] * (mobility @ np.concatenate([matrix, pushed], axis=1))
        temperature = float(system.temperature[b])
        diffusion[np.ix_(inside, inside)] = mine[:, None] * mobility * temperature
        force[inside] = mine * (mobility @ constant)
        baths[name] = Coupling(damping, diffusion, temperature if temperature > 0.0 else None, force)
    return linear_langevin([*system.coordinates, *_drive(system, baths, size)], baths)


def _with_velocities(
    system: Underdamped, matrix: np.ndarray, constant: np.ndarray, pushed: np.ndarray
) -> LinearLangevin:
    count, axes = system.dims, pushed.shape[1]
    mass, friction = np.asarray(system.mass), np.asarray(system.friction)
    size, speeds = 2 * count + axes, np.arange(count, 2 * count)
    reversible, push = np.zeros((size, size)), np.zeros(size)
    reversible[:count, count : 2 * count] = -np.eye(count)
    reversible[speeds, :count] = -matrix / mass[:, None]
    reversible[speeds, 2 * count :] = -pushed / mass[:, None]
    push[speeds] = constant / mass
    baths = {}
    for b, name in enumerate(system.baths):
        damping, diffusion = np.zeros((2, size, size))
        temperature = float(system.temperature[b])
        damping[speeds, speeds] = friction[b] / mass
        diffusion[speeds, speeds] = friction[b] * temperature / mass**2
        baths[name] = Coupling(damping, diffusion, temperature if temperature > 0.0 else None)
    names = [*system.coordinates, *(f"v_{name}" for name in system.coordinates), *_drive(system, baths, size)]
    parity = np.ones(size)
    parity[speeds] = -1.0
    return linear_langevin(names, baths, reversible=reversible, parity=parity, push=push)


def _drive(system: LangevinSystem, baths: dict[str, Coupling], size: int) -> tuple[str, ...]:
    """Adds the noise of a coloured force as a bath; names of its variables, which stand last."""
    drive = system.drive
    if not isinstance(drive, ColouredForce):
        return ()
    last = np.arange(size - len(drive.names), size)
    damping, diffusion = np.zeros((2, size, size))
    damping[last, last] = 1.0 / float(drive.tau)
    diffusion[last, last] = float(drive.diffusion) / float(drive.tau) ** 2
    baths["drive"] = Coupling(damping, diffusion)
    return drive.names
