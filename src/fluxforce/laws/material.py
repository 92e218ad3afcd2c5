"""Properties of materials as functions of the temperature: constants, polynomials, logarithms and tables."""

import abc

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float, Int

# Three points of Gauss and Legendre on 0..1: means of polynomials up to degree five are exact.
_NODES = (0.1127016653792583, 0.5, 0.8872983346207417)
_WEIGHTS = (0.2777777777777778, 0.4444444444444444, 0.2777777777777778)


class AbstractProperty(eqx.Module):
    """One property of one material, a function of the temperature [K] alone."""

    @abc.abstractmethod
    def at(self, temperature: Float[Array, "..."]) -> Float[Array, "..."]:
        """Its value at any temperatures, in SI units."""

    def mean(self, one: Float[Array, " sites"], other: Float[Array, " sites"]) -> Float[Array, " sites"]:
        """Its mean over the temperatures between two, smooth also where both are alike."""
        nodes = one[None] + jnp.array(_NODES)[:, None] * (other - one)[None]
        return jnp.array(_WEIGHTS) @ self.at(nodes)


class Polynomial(AbstractProperty):
    """sum_k a_k (T - T0)^k; a constant has one coefficient.

    ``coefficients`` a_k [SI unit of the property per K^k], ``about`` T0 [K].
    """

    coefficients: Float[Array, " terms"]
    about: Float[Array, ""]

    def at(self, temperature: Float[Array, "..."]) -> Float[Array, "..."]:
        warmer = temperature - self.about
        value = jnp.zeros_like(temperature)
        for k in range(self.coefficients.shape[0] - 1, -1, -1):
            value = value * warmer + self.coefficients[k]
        return value


class Logarithmic(AbstractProperty):
    """a + b ln(T/T0): a Seebeck coefficient whose Thomson coefficient T dS/dT is the constant b."""

    value: Float[Array, ""]
    slope: Float[Array, ""]
    about: Float[Array, ""]

    def at(self, temperature: Float[Array, "..."]) -> Float[Array, "..."]:
        return self.value + self.slope * jnp.log(temperature / self.about)


class Exponential(AbstractProperty):
    """a exp(-b (T - T0)): a viscosity that falls with the temperature, b [1/K]."""

    value: Float[Array, ""]
    rate: Float[Array, ""]
    about: Float[Array, ""]

    def at(self, temperature: Float[Array, "..."]) -> Float[Array, "..."]:
        return self.value * jnp.exp(-self.rate * (temperature - self.about))


class Table(AbstractProperty):
    """Piecewise polynomials between knots, the end values beyond: linear interpolation, or cubic splines.

    ``knots`` [K], rising; ``coefficients`` [power, interval] of (T - knot), the highest power first.
    """

    knots: Float[Array, " knots"]
    coefficients: Float[Array, "powers intervals"]

    def at(self, temperature: Float[Array, "..."]) -> Float[Array, "..."]:
        inside = jnp.clip(temperature, self.knots[0], self.knots[-1])
        last = self.knots.shape[0] - 2
        interval: Int[Array, ...] = jnp.clip(jnp.searchsorted(self.knots, inside, side="right") - 1, 0, last)
        further = inside - self.knots[interval]
        value = jnp.zeros_like(temperature)
        for k in range(self.coefficients.shape[0]):
            value = value * further + self.coefficients[k][interval]
        return value


class Reciprocal(AbstractProperty):
    """1/f(T): the resistivity of a material whose conductivity is given."""

    of: AbstractProperty

    def at(self, temperature: Float[Array, "..."]) -> Float[Array, "..."]:
        return 1.0 / self.of.at(temperature)


class Scaled(AbstractProperty):
    """a f(T): the resistance of a porous rock to a liquid, its viscosity over the permeability."""

    of: AbstractProperty
    factor: Float[Array, ""]

    def at(self, temperature: Float[Array, "..."]) -> Float[Array, "..."]:
        return self.factor * self.of.at(temperature)


class Material(eqx.Module):
    """What a coupled flow of heat and charge needs of a material.

    ``conductivity`` k [W/m/K] at zero current, ``resistivity`` rho [ohm m], ``seebeck`` S [V/K]. For a fluid under
    shear the resistivity is the fluidity 1/mu; for water in a porous rock it is mu/kappa, and S is the entropy that
    a volume of water carries [J/m3/K] (laws/thermoelectric.py).
    """

    conductivity: AbstractProperty
    resistivity: AbstractProperty
    seebeck: AbstractProperty


def constant(value: float | Array) -> Polynomial:
    """A property that is the same at every temperature."""
    return Polynomial(jnp.asarray(value, dtype=float).reshape(1), jnp.zeros(()))
