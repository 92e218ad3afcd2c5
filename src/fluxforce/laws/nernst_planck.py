"""Diffusion of ions that share one electric field, eliminated by the condition of zero current."""

import abc

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import FARADAY, GAS_CONSTANT
from fluxforce.laws.base import AbstractLaw
from fluxforce.laws.transport import logarithmic_mean
from fluxforce.thermo.base import Reading


class AbstractConcentration(eqx.Module):
    """Where a law finds the concentration of each of its rows."""

    @abc.abstractmethod
    def of(self, reading: Reading) -> Float[Array, "rows sites"]:
        """Concentrations, positive, in amount per unit size of the place."""


class Molality(AbstractConcentration):
    """Rows are aqueous species: molalities by mass action [mol/kgw]."""

    def of(self, reading: Reading) -> Float[Array, "rows sites"]:
        return reading.detail["molality"]


class Content(AbstractConcentration):
    """Rows are the first balanced quantities themselves."""

    rows: int = eqx.field(static=True)

    def of(self, reading: Reading) -> Float[Array, "rows sites"]:
        return reading.content[: self.rows]


def mobility(
    conductance: Float[Array, "rows sites"],
    concentration: AbstractConcentration,
    tail: Reading,
    head: Reading,
) -> Float[Array, "rows sites"]:
    """L_k = g_k c_lm,k/R, with the logarithmic mean of both ends, exactly Fick's law without a field."""
    mean = logarithmic_mean(concentration.of(tail), concentration.of(head))
    return conductance * mean / GAS_CONSTANT


class NernstPlanck(AbstractLaw):
    """J_k = L_k (X_k - z_k F E), L_k = D_k c_lm,k g/R, with E such that sum_k z_k J_k = 0.

    X_k = y_k(head) - y_k(tail) is the chemical part; E [V/K] = Delta phi/T follows on each face from
    E = sum z_k L_k X_k / (F sum z_k^2 L_k). The matrix of X is L minus a rank-one part, symmetric and positive
    semidefinite (Schwarz), so that sum_k J_k X_k >= 0. The central arithmetic form is not.

    ``conductance`` D_k A rho/h [size per second]; ``charge`` z_k.
    """

    conductance: Float[Array, "rows sites"]
    charge: Float[Array, " rows"]
    concentration: AbstractConcentration

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        freedom = mobility(self.conductance, self.concentration, tail, head)
        return freedom * (force - self.charge[:, None] * self._field(freedom, force)[None])

    def potential_step(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading, temperature: float
    ) -> Float[Array, " sites"]:
        """Delta phi = phi_head - phi_tail on every face [V]."""
        freedom = mobility(self.conductance, self.concentration, tail, head)
        return self._field(freedom, force) * temperature / FARADAY

    def _field(
        self, freedom: Float[Array, "rows sites"], force: Float[Array, "rows sites"]
    ) -> Float[Array, " sites"]:
        """F E [J/K/mol], by which no current flows."""
        charge = self.charge[:, None]
        return jnp.sum(charge * freedom * force, axis=0) / jnp.sum(charge**2 * freedom, axis=0)
