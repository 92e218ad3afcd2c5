"""Active drives: further coordinates that push a particle and feel nothing back."""

from abc import abstractmethod

import equinox as eqx
import jax
import jax.numpy as jnp

from fluxforce._types import Array, Float, Scalar
from fluxforce.numerics.angle import cosine_and_sine


class AbstractDrive(eqx.Module):
    """Coordinates y with dynamics of their own, which act on x by a force and take no notice of x.

    ``names`` are those of the drive's coordinates; as many is the length of y.

    A drive is no heat bath: its force is even under time reversal, does work, and the entropy it produces itself
    (which depends on what makes it) is not counted.
    """

    names: eqx.AbstractVar[tuple[str, ...]]

    @abstractmethod
    def advance(
        self, y: Float[Array, " axes"], time: Scalar, normal: Float[Array, " axes"]
    ) -> Float[Array, " axes"]:
        """y after ``time``, exact in law, from one standard normal number of each coordinate.

        After an infinite time it is a draw from the stationary law, whatever y was.
        """

    @abstractmethod
    def push(self, y: Float[Array, " axes"], x: Float[Array, " coordinates"]) -> Float[Array, " coordinates"]:
        """Force on x [energy per length]."""


class Telegraph(AbstractDrive):
    """Run and tumble on a line: y is +1 or -1 and flips at ``rate`` [1/s]; force ``strength`` times y on x[0].

    The correlation <y(0) y(t)> is exp(-2 rate t). Source: [tailleur2008].
    """

    rate: Float[Array, ""] = eqx.field(converter=jnp.asarray)
    strength: Float[Array, ""] = eqx.field(converter=jnp.asarray)
    names: tuple[str, ...] = eqx.field(default=("direction",), static=True)

    def advance(self, y, time, normal):
        flips = -0.5 * jnp.expm1(-2.0 * self.rate * time)  # odd numbers of flips
        now = jnp.where(y < 0.0, -1.0, 1.0)
        return jnp.where(normal < jax.scipy.special.ndtri(flips), -now, now)

    def push(self, y, x):
        return jnp.concatenate([self.strength * y, jnp.zeros(x.shape[0] - 1)])


class RotationalDiffusion(AbstractDrive):
    """Active Brownian particle: y is the angle of the direction in the plane of x[0] and x[1].

    dy = sqrt(2 rate) dW with ``rate`` [1/s]; force ``strength`` (cos y, sin y). Source: [romanczuk2012].
    """

    rate: Float[Array, ""] = eqx.field(converter=jnp.asarray)
    strength: Float[Array, ""] = eqx.field(converter=jnp.asarray)
    names: tuple[str, ...] = eqx.field(default=("angle",), static=True)

    def advance(self, y, time, normal):
        anywhere = jnp.pi * (2.0 * jax.scipy.special.ndtr(normal) - 1.0)
        return jnp.where(jnp.isinf(time), anywhere, y + jnp.sqrt(2.0 * self.rate * time) * normal)

    def push(self, y, x):
        along = jnp.concatenate(cosine_and_sine(y))
        return jnp.concatenate([self.strength * along, jnp.zeros(x.shape[0] - 2)])


class ColouredForce(AbstractDrive):
    """Active Ornstein-Uhlenbeck particle: every x[i] feels the force y[i], dy = -y dt/tau + sqrt(2 D)/tau dW.

    ``tau`` [s] is the memory and ``diffusion`` D is what the force alone would give a free particle of mobility one:
    <y^2> = D/tau. Source: [fodor2016].
    """

    tau: Float[Array, ""] = eqx.field(converter=jnp.asarray)
    diffusion: Float[Array, ""] = eqx.field(converter=jnp.asarray)
    names: tuple[str, ...] = eqx.field(default=("drive",), static=True)

    def advance(self, y, time, normal):
        spread = jnp.sqrt(-self.diffusion / self.tau * jnp.expm1(-2.0 * time / self.tau))
        return jnp.exp(-time / self.tau) * y + spread * normal

    def push(self, y, x):
        return jnp.concatenate([y, jnp.zeros(x.shape[0] - y.shape[0])])


def settled(drive: AbstractDrive, normal: Float[Array, " axes"]) -> Float[Array, " axes"]:
    """A value drawn from the stationary law of the drive (angles: uniform from -pi to pi)."""
    return drive.advance(jnp.zeros_like(normal), jnp.asarray(jnp.inf), normal)
