"""How a rate depends on its force: dimensionless factors that vanish with it and carry its sign."""

import abc
import math

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import AVOGADRO, BOLTZMANN, GAS_CONSTANT
from fluxforce.laws.transition_state import regularised

# Powers below one have an infinite slope at equilibrium; below this distance they run straight to zero.
STRAIGHT = 1e-8


class AbstractDrive(eqx.Module):
    """f(X), the same for all rows and sites; X/R = A/(RT) = -ln Omega where a mineral dissolves as written.

    What must hold: f X >= 0, f(0) = 0, and a finite slope. Rates that multiply f by something positive then produce
    entropy in every state.
    """

    @abc.abstractmethod
    def share(self, force: Float[Array, "rows sites"]) -> Float[Array, "rows sites"]:
        """f [1]."""


class Saturation(AbstractDrive):
    """f = sign(d) |d|^n with d = 1 - exp(-X/(sigma R)) = 1 - Omega^(1/sigma) [temkin1963] [lasaga1984].

    ``temkin`` sigma, ``exponent`` n; Lasaga's pair of exponents |1 - Omega^p|^q is sigma = 1/p, n = q. Growth by
    spirals is n = 2 [burton1951].
    """

    temkin: float = eqx.field(static=True, default=1.0)
    exponent: float = eqx.field(static=True, default=1.0)

    def share(self, force: Float[Array, "rows sites"]) -> Float[Array, "rows sites"]:
        distance = -jnp.expm1(-force / (self.temkin * GAS_CONSTANT))
        if self.exponent == 1.0:
            return distance
        if self.exponent < 1.0:
            return regularised(distance, self.exponent, STRAIGHT)
        return jnp.sign(distance) * jnp.abs(distance) ** self.exponent


class Stretched(AbstractDrive):
    """f = sign(X) (1 - exp(-n g^m))^q with g = |X|/R = |A|/(RT) [burch1993] [hellmann2006].

    ``coefficient`` n, ``inner`` m, ``outer`` q. The published laws hold for dissolution; here supersaturated states
    mirror them.
    """

    coefficient: Float[Array, ""]
    inner: float = eqx.field(static=True)
    outer: float = eqx.field(static=True, default=1.0)

    def share(self, force: Float[Array, "rows sites"]) -> Float[Array, "rows sites"]:
        size = jnp.abs(force) / GAS_CONSTANT
        # the slope of 0^m is not finite for m < 1, and that of |X| has no value at zero
        power = jnp.where(size > 0.0, jnp.where(size > 0.0, size, 1.0) ** self.inner, 0.0)
        share = -jnp.expm1(-self.coefficient * power)
        return jnp.sign(force) * (share if self.outer == 1.0 else regularised(share, self.outer, STRAIGHT))


class EnergyLeft(AbstractDrive):
    """f = max(0, 1 - exp(-(A - m DGp)/(chi R T))): what a cell does not keep drives its respiration [jin2003].

    ``kept`` m DGp/T [J/K per unit extent], the energy a cell keeps as ATP over the temperature, not negative;
    ``chi`` the average stoichiometric number. Below A = m DGp cells rest: they do not run backwards, so f is zero and
    not negative there. What is kept counts as dissipated, as it is by cells that do not grow.
    """

    kept: Float[Array, ""]
    chi: float = eqx.field(static=True, default=1.0)

    def share(self, force: Float[Array, "rows sites"]) -> Float[Array, "rows sites"]:
        left = (force - self.kept) / (self.chi * GAS_CONSTANT)
        return -jnp.expm1(-jnp.maximum(left, 0.0))


class Nucleation(AbstractDrive):
    """f = -exp(-B/(ln Omega)^2) above saturation and nothing below: classical nucleation [kashchiev2000].

    ``barrier`` B [1], see ``nucleation_barrier``. With every derivative zero at saturation it needs no cut.
    """

    barrier: Float[Array, ""]

    def share(self, force: Float[Array, "rows sites"]) -> Float[Array, "rows sites"]:
        above = jnp.maximum(-force / GAS_CONSTANT, 0.0)
        there = above > 0.0
        square = jnp.where(there, above, 1.0) ** 2
        return jnp.where(there, -jnp.exp(-self.barrier / square), 0.0)


def nucleation_barrier(
    tension: float, molar_volume: float, temperature: float, shape: float = 16.0 * math.pi / 3.0
) -> float:
    """B = shape gamma^3 v^2/(k_B T)^3 of a nucleus; 16 pi/3 is a sphere's shape [kashchiev2000].

    ``tension`` gamma [J/m2], ``molar_volume`` [m3/mol] of one formula, v that of a molecule.
    """
    molecule = molar_volume / AVOGADRO
    return shape * tension**3 * molecule**2 / (BOLTZMANN * temperature) ** 3
