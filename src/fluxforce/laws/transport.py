"""Transport between neighbours: conduction, Fick's law in content, and diffusion of single species."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.base import AbstractLaw
from fluxforce.thermo.base import Reading


def logarithmic_mean(one: Float[Array, "..."], other: Float[Array, "..."]) -> Float[Array, "..."]:
    """(a - b)/(ln a - ln b), and its limit where a = b.

    With x = ln(b/a) it is a (e^x - 1)/x; the series to fifth order serves |x| < 1e-2 to round-off.
    """
    ratio = jnp.log(other / one)
    near = jnp.abs(ratio) < 1e-2
    safe = jnp.where(near, 1.0, ratio)
    series = 1.0 + ratio / 2 * (1.0 + ratio / 3 * (1.0 + ratio / 4 * (1.0 + ratio / 5 * (1.0 + ratio / 6))))
    return one * jnp.where(near, series, jnp.expm1(safe) / safe)


class Fourier(AbstractLaw):
    """q = -k grad T, written in its own force: J = (k T_tail T_head) (1/T_head - 1/T_tail).

    ``conductance`` k A/h [W/K] of every face, half a cell at a reservoir. The product T_tail T_head makes the
    entropy-variable form exactly Fourier's law (docs/theory.md).
    ``energy`` is the position of the energy among the quantities.
    """

    conductance: Float[Array, " sites"]
    energy: int = eqx.field(static=True, default=0)

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        product = tail.conjugates[self.energy] * head.conjugates[self.energy]
        return (self.conductance / product)[None] * force


class ConstantOnsager(AbstractLaw):
    """J = L X with one constant, symmetric, positive semidefinite matrix at every site.

    ``matrix`` L [extent^2 K/J/s per measure]; heat with L = k T_ref^2 is the textbook linear law.
    """

    matrix: Float[Array, "rows rows"]

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        return self.matrix @ force


class Fick(AbstractLaw):
    """J = g (w_tail - w_head) for ALL mobile contents with one coefficient: equal diffusion, or dispersion.

    ``conductance`` g = D A rho/h of every face [size of place per second]; ``mobile`` counts the rows that are
    balanced quantities, slaved ones (bound water) follow. Dissipative by the concavity of s; with one common
    coefficient the flow of charge is zero wherever the waters are neutral.
    """

    conductance: Float[Array, " sites"]
    mobile: int = eqx.field(static=True)

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        before = jnp.concatenate([tail.content[: self.mobile], tail.slaved])
        after = jnp.concatenate([head.content[: self.mobile], head.slaved])
        return self.conductance[None] * (before - after)


class IdealDiffusion(AbstractLaw):
    """J_k = (g_k/R) c_lm,k X_k: exactly Fick's law for an ideal solute, by the logarithmic mean.

    ``conductance`` g_k = D_k A/h [size per second]; rows are the first quantities, in order.
    """

    conductance: Float[Array, "rows sites"]

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        rows = force.shape[0]
        mean = logarithmic_mean(tail.content[:rows], head.content[:rows])
        return self.conductance / GAS_CONSTANT * mean * force
