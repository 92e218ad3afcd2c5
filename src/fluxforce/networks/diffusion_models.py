"""Langevin systems that the literature knows by name; k_B = 1 and every unit is the reader's own."""

import equinox as eqx
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.diffusion import Overdamped, Underdamped, overdamped, underdamped
from fluxforce.networks.drives import ColouredForce, RotationalDiffusion, Telegraph
from fluxforce.numerics.angle import cosine_and_sine


class HarmonicTrap(eqx.Module):
    """U = stiffness |x - lambda|^2 / 2: the parameter is the centre, the same in every coordinate if a scalar."""

    stiffness: Float[Array, ""] = eqx.field(converter=jnp.asarray)

    def __call__(self, x: Array, parameter: Array) -> Array:
        return 0.5 * self.stiffness * jnp.sum((x - parameter) ** 2)


class BreathingTrap(eqx.Module):
    """U = lambda |x|^2 / 2: the parameter is the stiffness."""

    def __call__(self, x: Array, parameter: Array) -> Array:
        return 0.5 * parameter * jnp.sum(x**2)


class DoubleWell(eqx.Module):
    """U = barrier (x^2 - 1)^2 - lambda x, minima near -1 and +1 (``barrier`` high): the parameter tilts."""

    barrier: Float[Array, ""] = eqx.field(converter=jnp.asarray)

    def __call__(self, x: Array, parameter: Array) -> Array:
        return self.barrier * (x[0] ** 2 - 1.0) ** 2 - parameter * x[0]


class Washboard(eqx.Module):
    """U = amplitude cos(wavenumber x); the parameter is not used."""

    amplitude: Float[Array, ""] = eqx.field(converter=jnp.asarray)
    wavenumber: Float[Array, ""] = eqx.field(converter=jnp.asarray)

    def __call__(self, x: Array, parameter: Array) -> Array:
        return self.amplitude * cosine_and_sine(self.wavenumber * x[0])[0]


class Coupled(eqx.Module):
    """U = stiffness (x^2 + y^2)/2 + coupling x y."""

    stiffness: Float[Array, ""] = eqx.field(converter=jnp.asarray)
    coupling: Float[Array, ""] = eqx.field(converter=jnp.asarray)

    def __call__(self, x: Array, parameter: Array) -> Array:
        return 0.5 * self.stiffness * (x[0] ** 2 + x[1] ** 2) + self.coupling * x[0] * x[1]


class Springs(eqx.Module):
    """U = stiffness/2 (x_1^2 + sum (x_{i+1} - x_i)^2 + x_N^2): a chain between two walls."""

    stiffness: Float[Array, ""] = eqx.field(converter=jnp.asarray)

    def __call__(self, x: Array, parameter: Array) -> Array:
        inner = jnp.sum((x[1:] - x[:-1]) ** 2)
        return 0.5 * self.stiffness * (x[0] ** 2 + inner + x[-1] ** 2)


class Flat(eqx.Module):
    """U = 0."""

    def __call__(self, x: Array, parameter: Array) -> Array:
        return 0.0 * x[0]


class Constant(eqx.Module):
    """A force that is the same everywhere [coordinates]."""

    value: Float[Array, " coordinates"] = eqx.field(converter=jnp.asarray)

    def __call__(self, x: Array, parameter: Array) -> Array:
        return self.value


class Swirl(eqx.Module):
    """f = strength (-y, x): turns counter-clockwise for a positive strength."""

    strength: Float[Array, ""] = eqx.field(converter=jnp.asarray)

    def __call__(self, x: Array, parameter: Array) -> Array:
        return self.strength * jnp.stack([-x[1], x[0]])


def dragged_trap(stiffness: float = 1.0, friction: float = 1.0, temperature: float = 1.0) -> Overdamped:
    """A bead in a harmonic trap; the parameter is the centre of the trap. [mazonka1999]"""
    return overdamped(HarmonicTrap(stiffness), temperature=temperature, mobility=1.0 / friction)


def breathing_trap(friction: float = 1.0, temperature: float = 1.0) -> Overdamped:
    """A bead in a harmonic trap; the parameter is the stiffness of the trap. [schmiedl2007]"""
    return overdamped(BreathingTrap(), temperature=temperature, mobility=1.0 / friction)


def double_well(barrier: float = 0.25, temperature: float = 0.1, friction: float = 1.0) -> Overdamped:
    """U = barrier (x^2 - 1)^2 - lambda x; barrier 1/4 is x^4/4 - x^2/2 up to a constant. [kramers1940]"""
    return overdamped(DoubleWell(barrier), temperature=temperature, mobility=1.0 / friction)


def tilted_periodic(
    amplitude: float = 1.0,
    tilt: float = 0.5,
    temperature: float = 0.5,
    period: float = 2.0 * np.pi,
    friction: float = 1.0,
) -> Overdamped:
    """U = amplitude cos(2 pi x/period) on the unwrapped line, with the constant force ``tilt``. [reimann2001]"""
    potential = Washboard(amplitude, 2.0 * np.pi / period)
    force = Constant(jnp.full(1, tilt))
    return overdamped(potential, temperature=temperature, mobility=1.0 / friction, force=force)


def brownian_gyrator(
    stiffness: float = 1.0,
    coupling: float = 0.5,
    temperatures: tuple[float, float] = (1.0, 2.0),
    friction: float = 1.0,
) -> Overdamped:
    """U = k(x^2 + y^2)/2 + c x y, x and y in baths of their own. [filliger2007]"""
    potential = Coupled(stiffness, coupling)
    return overdamped(potential, temperature=temperatures, mobility=1.0 / friction, coordinates=("x", "y"))


def bead_chain(
    beads: int = 5, cold: float = 1.0, hot: float = 10.0, stiffness: float = 1.0, friction: float = 1.0
) -> Overdamped:
    """Beads on springs between two walls, temperatures in equal steps from ``cold`` to ``hot``. [battle2016]"""
    names = _numbered("x", beads)
    return overdamped(
        Springs(stiffness),
        temperature=np.linspace(cold, hot, beads).tolist(),
        mobility=1.0 / friction,
        coordinates=names,
    )


def rotational_ou(
    stiffness: float = 1.0, swirl: float = 2.0, temperature: float = 0.5, friction: float = 1.0
) -> Overdamped:
    """A harmonic trap in the plane with the force swirl (-y, x). [turitsyn2007]"""
    return overdamped(
        HarmonicTrap(stiffness),
        temperature=temperature,
        mobility=1.0 / friction,
        coordinates=("x", "y"),
        force=Swirl(swirl),
    )


def harmonic_chain(
    sites: int = 4, left: float = 2.0, right: float = 1.0, stiffness: float = 1.0, friction: float = 1.0
) -> Underdamped:
    """Unit masses on springs between walls, a bath at either end. [rieder1967]"""
    ends = np.zeros((2, sites))
    ends[0, 0], ends[1, -1] = friction, friction
    return underdamped(
        Springs(stiffness),
        temperature=(left, right),
        friction=ends,
        coordinates=_numbered("q", sites),
        baths=("left", "right"),
    )


def two_baths(
    frictions: tuple[float, float] = (1.0, 2.0),
    temperatures: tuple[float, float] = (2.0, 1.0),
    mass: float = 1.0,
) -> Underdamped:
    """A free particle that touches two baths at once. [visco2006]"""
    return underdamped(Flat(), temperature=temperatures, friction=np.array(frictions)[:, None], mass=mass)


def run_and_tumble(
    stiffness: float = 1.0, speed: float = 1.0, rate: float = 2.0, temperature: float = 0.0
) -> Overdamped:
    """Velocity +speed or -speed (mobility one), flipped at ``rate``, in a harmonic trap. [dhar2019]"""
    return overdamped(
        HarmonicTrap(stiffness), temperature=temperature, drive=Telegraph(rate=rate, strength=speed)
    )


def active_brownian(
    speed: float = 2.0, rotation: float = 1.0, temperature: float = 0.1, stiffness: float = 0.0
) -> Overdamped:
    """A particle in the plane (mobility one) that swims along a direction with diffusion ``rotation``.
    [romanczuk2012]
    """
    return overdamped(
        HarmonicTrap(stiffness),
        temperature=temperature,
        coordinates=("x", "y"),
        drive=RotationalDiffusion(rate=rotation, strength=speed),
    )


def active_ou(
    stiffness: float = 1.0, tau: float = 0.5, diffusion: float = 1.0, temperature: float = 0.2
) -> Overdamped:
    """A trapped particle (mobility one) pushed by a coloured Gaussian force with memory tau. [fodor2016]"""
    return overdamped(
        HarmonicTrap(stiffness), temperature=temperature, drive=ColouredForce(tau=tau, diffusion=diffusion)
    )


def _numbered(letter: str, count: int) -> tuple[str, ...]:
    if count < 2:
        raise BadInput([Problem(f"a chain of {count}", hint="a chain has two members at least")])
    return tuple(f"{letter}{k + 1}" for k in range(count))
