"""Langevin systems: potentials, forces, mobilities and baths of particles that diffuse."""

from collections.abc import Callable, Sequence
from enum import Enum

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float, Scalar
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.drives import AbstractDrive

Potential = Callable[[Array, Array], Array]
Force = Callable[[Array, Array], Array]
Mobility = Array | Callable[[Array], Array]


class Convention(Enum):
    """Where in a step the noise amplitude is read: the value is the share of the step that has passed.

    With D = mu T the equation of Ito is dx = (mu F + value div D) dt + sqrt(2 D) dW. ISOTHERMAL (also called
    anti-Ito, Haenggi-Klimontovich) is the one whose equilibrium is exp(-U/T) for every mobility; the others give
    exp(-U/T) D^(value - 1). They differ only where the mobility depends on the position. [lau2007b]
    """

    ITO = 0.0
    STRATONOVICH = 0.5
    ISOTHERMAL = 1.0


class Overdamped(eqx.Module):
    """dx = mu(x) F dt + sqrt(2 mu T) dW with F = -grad U(x, lambda) + f(x, lambda) + push of the drive; k_B = 1.

    - ``potential`` U(x, lambda) [energy] of ONE point x [coordinates] and the parameter lambda (scalar or array);
    - ``force`` f(x, lambda) [coordinates], what is not a gradient; None where there is none;
    - ``mobility`` mu: a number, one of each coordinate, a symmetric matrix, or a function of x that gives any;
    - ``temperature`` [baths], ``bath`` (static): the bath of every coordinate;
    - ``convention``: how the noise is read where mu depends on x;
    - ``drive``: active coordinates with a memory of their own.

    Make one with ``overdamped``, which checks. Source: [sekimoto2010], [seifert2012].
    """

    potential: Potential
    force: Force | None
    mobility: Mobility
    temperature: Float[Array, " baths"]
    drive: AbstractDrive | None
    bath: tuple[int, ...] = eqx.field(static=True)
    baths: tuple[str, ...] = eqx.field(static=True)
    coordinates: tuple[str, ...] = eqx.field(static=True)
    convention: Convention = eqx.field(static=True)

    @property
    def dims(self) -> int:
        """How many coordinates there are, those of the drive apart."""
        return len(self.coordinates)

    @property
    def uniform(self) -> bool:
        """Whether the mobility is the same everywhere."""
        return not callable(self.mobility)

    def temperatures(self) -> Float[Array, " coordinates"]:
        """Temperature of every coordinate's bath."""
        return self.temperature[jnp.asarray(self.bath)]

    def mobility_at(self, x: Float[Array, " coordinates"]) -> Array:
        """mu at one point, in the shape it was given: [], [coordinates] or [coordinates, coordinates]."""
        return jnp.asarray(self.mobility(x) if callable(self.mobility) else self.mobility)

    def diffusion_at(self, x: Float[Array, " coordinates"]) -> Array:
        """D = mu T at one point: [coordinates] for a diagonal mobility, else [coordinates, coordinates]."""
        mobility = self.mobility_at(x)
        if mobility.ndim == 2:
            return mobility * self.temperature[0]
        return mobility * self.temperatures()

    def diffusion_matrix(self, x: Float[Array, " coordinates"]) -> Float[Array, "coordinates coordinates"]:
        """D at one point as a matrix."""
        found = self.diffusion_at(x)
        return found if found.ndim == 2 else jnp.diag(found)

    def energy(self, x: Float[Array, " coordinates"], parameter: Array) -> Scalar:
        """U at one point."""
        return self.potential(x, parameter)

    def driven(
        self, x: Float[Array, " coordinates"], parameter: Array, y: Array
    ) -> Float[Array, " coordinates"]:
        """All force that is not a gradient: f and the push of the drive in state y [axes]."""
        return driven_force(self, x, parameter, y)

    def total_force(
        self, x: Float[Array, " coordinates"], parameter: Array, y: Array | None = None
    ) -> Float[Array, " coordinates"]:
        """F = -grad U + f + push at one point; y [axes] is the state of the drive, if there is one."""
        gradient = jax.grad(self.potential)(x, parameter)
        return driven_force(self, x, parameter, y) - gradient

    def along(
        self, x: Float[Array, " coordinates"], force: Float[Array, " coordinates"]
    ) -> Float[Array, " coordinates"]:
        """mu(x) times a force."""
        mobility = self.mobility_at(x)
        return mobility @ force if mobility.ndim == 2 else mobility * force

    def ito_drift(
        self, x: Float[Array, " coordinates"], parameter: Array, y: Array | None = None
    ) -> Float[Array, " coordinates"]:
        """mu F + value div D, the drift of the equation of Ito."""
        along = self.along(x, self.total_force(x, parameter, y))
        if self.uniform or self.convention is Convention.ITO:
            return along
        return along + self.convention.value * self.divergence(x)

    def divergence(self, x: Float[Array, " coordinates"]) -> Float[Array, " coordinates"]:
        """(div D)_i = sum_j dD_ij/dx_j."""
        if self.uniform:
            return jnp.zeros_like(x)
        return jnp.einsum("ijj->i", jax.jacfwd(self.diffusion_matrix)(x))


class Underdamped(eqx.Module):
    """dx = p/m dt, dp = (F - sum_b gamma_b p/m) dt + sum_b sqrt(2 gamma_b T_b) dW_b, k_B = 1.

    F = -grad U(x, lambda) + f(x, lambda) + push of the drive. ``mass`` [coordinates], ``friction``
    [baths, coordinates]: a coordinate may touch several baths or none; ``touched`` (static) says which. Make one with
    ``underdamped``, which checks.
    """

    potential: Potential
    force: Force | None
    mass: Float[Array, " coordinates"]
    friction: Float[Array, "baths coordinates"]
    temperature: Float[Array, " baths"]
    drive: AbstractDrive | None
    touched: tuple[tuple[int, ...], ...] = eqx.field(static=True)
    baths: tuple[str, ...] = eqx.field(static=True)
    coordinates: tuple[str, ...] = eqx.field(static=True)

    @property
    def dims(self) -> int:
        """How many positions there are, those of the drive apart."""
        return len(self.coordinates)

    def energy(self, x: Float[Array, " coordinates"], parameter: Array) -> Scalar:
        """U at one point; the kinetic energy is apart."""
        return self.potential(x, parameter)

    def kinetic(self, p: Float[Array, " coordinates"]) -> Scalar:
        """sum p^2 / 2m."""
        return jnp.sum(p**2 / (2.0 * self.mass))

    def total_force(
        self, x: Float[Array, " coordinates"], parameter: Array, y: Array | None = None
    ) -> Float[Array, " coordinates"]:
        """F = -grad U + f + push at one point, friction apart."""
        return driven_force(self, x, parameter, y) - jax.grad(self.potential)(x, parameter)


LangevinSystem = Overdamped | Underdamped


def driven_force(system: LangevinSystem, x: Array, parameter: Array, y: Array | None) -> Array:
    """All force at one point that is not a gradient: f(x, lambda) and the push of the drive in state y."""
    force = jnp.zeros_like(x) if system.force is None else system.force(x, parameter)
    if system.drive is not None and y is not None:
        force = force + system.drive.push(y, x)
    return force


def overdamped(
    potential: Potential,
    *,
    temperature: float | Sequence[float],
    mobility: float | np.ndarray | Mobility = 1.0,
    coordinates: Sequence[str] = ("x",),
    force: Force | None = None,
    convention: Convention = Convention.ISOTHERMAL,
    drive: AbstractDrive | None = None,
    baths: Sequence[str] | None = None,
) -> Overdamped:
    """An overdamped system, checked. One temperature is one bath for all; several are one bath per coordinate.

    ``baths`` names the bath of every coordinate; equal names with equal temperatures are one bath. Raises BadInput
    for a negative temperature, a mobility that is negative, asymmetric or of the wrong shape, a bath with two
    temperatures, and a full mobility matrix with several temperatures (its noise would belong to no bath).
    """
    names = tuple(coordinates)
    heat = np.asarray(temperature, dtype=float)
    _check_temperature(heat, names)
    per = np.broadcast_to(heat, (len(names),))
    owners = tuple(baths) if baths is not None else (("bath",) * len(names) if heat.ndim == 0 else names)
    unique, bath, values = _baths(owners, per, names)
    fixed: Mobility = mobility if callable(mobility) else jnp.asarray(mobility, dtype=float)
    if callable(fixed):
        _check_shape(jax.eval_shape(fixed, jnp.zeros(len(names))).shape, names, len(unique))
    else:
        _check_shape(fixed.shape, names, len(unique))
        _check_mobility(np.asarray(fixed), names)
    return Overdamped(potential, force, fixed, jnp.asarray(values), drive, bath, unique, names, convention)


def underdamped(
    potential: Potential,
    *,
    temperature: float | Sequence[float],
    friction: float | Sequence[float] | np.ndarray,
    mass: float | Sequence[float] = 1.0,
    coordinates: Sequence[str] = ("x",),
    force: Force | None = None,
    drive: AbstractDrive | None = None,
    baths: Sequence[str] | None = None,
) -> Underdamped:
    """An underdamped system, checked. ``temperature``: one number per bath; ``friction`` [baths, coordinates].

    With one temperature, friction may be a number or one of each coordinate. Raises BadInput for negative
    temperatures or frictions, masses that are not positive, or shapes that do not fit.
    """
    names = tuple(coordinates)
    heat = np.atleast_1d(np.asarray(temperature, dtype=float))
    given = np.asarray(friction, dtype=float)
    if given.ndim < 2 and heat.size == 1:
        given = np.broadcast_to(given, (1, len(names)))
    problems = []
    if given.shape != (heat.size, len(names)):
        hint = f"friction is [baths, coordinates] = [{heat.size}, {len(names)}]"
        problems.append(Problem(f"friction has the shape {given.shape}", hint=hint))
    elif np.any(~np.isfinite(given)) or np.any(given < 0.0):
        b, k = np.argwhere(~(given >= 0.0) | ~np.isfinite(given))[0]
        said = f"friction {given[b, k]:g} of bath {b} on '{names[k]}'"
        problems.append(Problem(said, hint="frictions are zero or above"))
    weights = np.broadcast_to(np.asarray(mass, dtype=float), (len(names),))
    if not np.all((weights > 0.0) & np.isfinite(weights)):
        k = int(np.argmin((weights > 0.0) & np.isfinite(weights)))
        problems.append(Problem(f"mass {weights[k]:g} of '{names[k]}'", hint="masses are positive"))
    labels = tuple(baths) if baths is not None else _bath_names(heat.size)
    if len(labels) != heat.size:
        problems.append(Problem(f"{len(labels)} names for {heat.size} baths"))
    if np.any(~(heat >= 0.0)) or np.any(~np.isfinite(heat)):
        b = int(np.argmax(~(heat >= 0.0) | ~np.isfinite(heat)))
        problems.append(
            Problem(f"temperature {heat[b]:g} of bath {b}", hint="temperatures are zero or above")
        )
    if problems:
        raise BadInput(problems)
    touched = tuple(tuple(int(b) for b in np.flatnonzero(given[:, k])) for k in range(len(names)))
    return Underdamped(
        potential,
        force,
        jnp.asarray(weights),
        jnp.asarray(given),
        jnp.asarray(heat),
        drive,
        touched,
        labels,
        names,
    )


def _bath_names(count: int) -> tuple[str, ...]:
    return ("bath",) if count == 1 else tuple(f"bath {k + 1}" for k in range(count))


def _baths(
    owners: tuple[str, ...], per: np.ndarray, names: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[int, ...], np.ndarray]:
    if len(owners) != len(names):
        raise BadInput([Problem(f"{len(owners)} baths named for {len(names)} coordinates")])
    unique = tuple(dict.fromkeys(owners))
    bath = tuple(unique.index(name) for name in owners)
    values = np.array([per[bath.index(k)] for k in range(len(unique))])
    for k, name in enumerate(names):
        if per[k] != values[bath[k]]:
            said = f"bath '{owners[k]}' has the temperatures {values[bath[k]]:g} and {per[k]:g} (at '{name}')"
            raise BadInput([Problem(said, hint="a bath has one temperature; give them different names")])
    return unique, bath, values


def _check_temperature(heat: np.ndarray, names: tuple[str, ...]) -> None:
    if heat.ndim > 1 or (heat.ndim == 1 and heat.size != len(names)):
        raise BadInput(
            [Problem(f"{heat.size} temperatures for {len(names)} coordinates", hint="one, or one of each")]
        )
    wrong = ~(np.atleast_1d(heat) >= 0.0) | ~np.isfinite(np.atleast_1d(heat))
    if np.any(wrong):
        k = int(np.argmax(wrong))
        where = f" at '{names[k]}'" if heat.ndim else ""
        said = f"temperature {np.atleast_1d(heat)[k]:g}{where}"
        raise BadInput([Problem(said, hint="temperatures are finite, zero or above")])


def _check_shape(shape: tuple[int, ...], names: tuple[str, ...], baths: int) -> None:
    n = len(names)
    if shape not in ((), (n,), (n, n)):
        hint = f"a number, one of each of the {n} coordinates, or a matrix of them"
        raise BadInput([Problem(f"mobility has the shape {shape}", hint=hint)])
    if len(shape) == 2 and baths > 1:
        hint = "make the mobility diagonal: then every coordinate has the noise of its own bath"
        raise BadInput([Problem("a full mobility matrix with several temperatures", hint=hint)])


def _check_mobility(mobility: np.ndarray, names: tuple[str, ...]) -> None:
    if not np.all(np.isfinite(mobility)):
        raise BadInput([Problem("mobility is not finite", hint="mobilities are finite numbers")])
    if mobility.ndim < 2:
        if np.any(mobility < 0.0):
            k = int(np.argmin(np.broadcast_to(mobility, (len(names),))))
            said = f"mobility {np.min(mobility):g} of '{names[k]}'"
            raise BadInput([Problem(said, hint="a negative mobility would climb uphill")])
        return
    if not np.allclose(mobility, mobility.T, rtol=1e-12, atol=1e-300):
        i, j = np.unravel_index(int(np.argmax(np.abs(mobility - mobility.T))), mobility.shape)
        said = f"mobility is asymmetric: {mobility[i, j]:g} of '{names[i]}' by '{names[j]}', and {mobility[j, i]:g}"
        raise BadInput([Problem(said, hint="noise and entropy need a symmetric mobility (Onsager)")])
    lowest = float(np.linalg.eigvalsh(mobility)[0])
    if lowest < -1e-12 * float(np.abs(mobility).max()):
        said = f"mobility has the negative eigenvalue {lowest:g}"
        raise BadInput([Problem(said, hint="a mobility is positive semidefinite")])
