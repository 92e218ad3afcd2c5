"""Heat and mass in a liquid mixture: Fick, Soret, Fourier and Dufour, as one symmetric matrix on every face."""

import abc

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.base import AbstractLaw
from fluxforce.laws.transport import logarithmic_mean
from fluxforce.thermo.base import Reading


class AbstractSoret(eqx.Module):
    """How mass fractions answer a gradient of temperature where nothing diffuses: dw_k = -S'_k dT."""

    @abc.abstractmethod
    def primed(self, mean: Float[Array, "components sites"]) -> Float[Array, "rows sites"]:
        """S'_k [1/K] of all components but the last, from the means of the mass fractions on a face."""

    @abc.abstractmethod
    def moved(
        self, fraction: Float[Array, " components"], step: Float[Array, ""]
    ) -> Float[Array, " components"]:
        """Mass fractions at rest where it is warmer by ``step`` [K]."""


class PrimedSoret(AbstractSoret):
    """S'_k are constants, as for the ternary mixtures of the DCMIX project; over all components they sum to zero."""

    coefficient: Float[Array, " rows"]

    def primed(self, mean: Float[Array, "components sites"]) -> Float[Array, "rows sites"]:
        return jnp.broadcast_to(self.coefficient[:, None], (self.coefficient.shape[0], mean.shape[1]))

    def moved(
        self, fraction: Float[Array, " components"], step: Float[Array, ""]
    ) -> Float[Array, " components"]:
        return fraction - step * jnp.append(self.coefficient, -jnp.sum(self.coefficient))


class RatioSoret(AbstractSoret):
    """d ln(w_k/w_n) = -S_k dT with constant S_k, n the last component; in a binary mixture S'_T = w (1 - w) S_T.

    With sum_k w_k S'_k/w_k = 0: S'_k = w_k (S_k - sum_j w_j S_j).
    """

    coefficient: Float[Array, " rows"]

    def primed(self, mean: Float[Array, "components sites"]) -> Float[Array, "rows sites"]:
        own = mean[:-1]
        shared = (self.coefficient @ own) / jnp.sum(mean, axis=0)
        return own * (self.coefficient[:, None] - shared[None])

    def moved(
        self, fraction: Float[Array, " components"], step: Float[Array, ""]
    ) -> Float[Array, " components"]:
        amount = fraction * jnp.exp(-step * jnp.append(self.coefficient, 0.0))
        return amount / jnp.sum(amount)


def curvature(
    fraction: tuple[Float[Array, "components sites"], Float[Array, "components sites"]],
    molar: Float[Array, " components"],
) -> Float[Array, "rows rows sites"]:
    """H = d((mu_k - mu_n)/T)/dw_j of an ideal mixture, its mean along the straight way between two compositions.

    H_kj = R (delta_kj/(M_k w_k) + 1/(M_n w_n) - b_k b_j M), b_k = 1/M_k - 1/M_n, 1/M = sum_k w_k/M_k. The
    means of 1/w_k and of M are one over logarithmic means, so that H (w_head - w_tail) is exactly the
    difference of the conjugates. Positive definite, since a mean of such matrices is.
    """
    tail, head = fraction
    mean = logarithmic_mean(tail, head)
    inverse = 1.0 / (mean * molar[:, None])
    step = 1.0 / molar[:-1] - 1.0 / molar[-1]
    total = logarithmic_mean(jnp.sum(tail / molar[:, None], axis=0), jnp.sum(head / molar[:, None], axis=0))
    rows = molar.shape[0] - 1
    diagonal = jnp.eye(rows)[:, :, None] * inverse[:-1][:, None]
    shared = inverse[-1][None, None] - jnp.outer(step, step)[:, :, None] / total[None, None]
    return GAS_CONSTANT * (diagonal + shared)


def factored(matrix: Float[Array, "rows rows sites"]) -> list[list[Float[Array, " sites"]]]:
    """C of H = C C^T at every site, lower triangular, as a table of its entries."""
    rows = matrix.shape[0]
    factor: list[list[Array]] = [[jnp.zeros(matrix.shape[2])] * rows for _ in range(rows)]
    for j in range(rows):
        left = matrix[j, j] - sum((factor[j][k] ** 2 for k in range(j)), start=jnp.zeros(()))
        factor[j][j] = jnp.sqrt(left)
        for i in range(j + 1, rows):
            known = sum((factor[i][k] * factor[j][k] for k in range(j)), start=jnp.zeros(()))
            factor[i][j] = (matrix[i, j] - known) / factor[j][j]
    return factor


def forward(factor: list[list[Array]], right: Float[Array, "rows sites"]) -> Float[Array, "rows sites"]:
    """x of C x = right."""
    found: list[Array] = []
    for i, row in enumerate(factor):
        known = sum((row[k] * found[k] for k in range(i)), start=jnp.zeros(()))
        found.append((right[i] - known) / row[i])
    return jnp.stack(found)


def backward(factor: list[list[Array]], right: Float[Array, "rows sites"]) -> Float[Array, "rows sites"]:
    """x of C^T x = right."""
    rows = len(factor)
    found: list[Array] = [right[0]] * rows
    for i in reversed(range(rows)):
        known = sum((factor[k][i] * found[k] for k in range(i + 1, rows)), start=jnp.zeros(()))
        found[i] = (right[i] - known) / factor[i][i]
    return jnp.stack(found)


class Thermodiffusion(AbstractLaw):
    """J = -rho (D grad w + D S' grad T), q = -k grad T + Q J: rows of all components but the last, then of energy.

    In forces: J = L (X + (Q + e) X_u) and J_u = k T_tail T_head X_u + (Q + e) . J, with L = rho C^-T D~ C^-1 from the
    factor H = C C^T of ``curvature`` and Q = T_tail T_head H S' the heats of transport. So the whole matrix is
    symmetric and semidefinite in every state: Dufour's effect is Soret's by reciprocity. On every face exactly:
    J = -rho D (w_head - w_tail) without a step of temperature, J = 0 where w_head - w_tail = -S' (T_head - T_tail),
    and Fourier's law where J = 0: ``conductivity`` k [W/m/K] is that at zero flux of mass. At zero gradient of
    composition it is larger by rho (Q . L Q)/T^2.

    ``spread`` D~ [m2/s] is constant, symmetric and semidefinite: the diffusion matrix D = C^-T D~ C^T has the
    eigenvalues of D~ at all compositions; with two components D = D~. ``density`` rho [kg/m3], ``molar`` masses
    [kg/mol], ``enthalpy`` e_k [J/kg] as in the potential. Per unit of area over distance.
    """

    spread: Float[Array, "rows rows"]
    soret: AbstractSoret
    conductivity: Float[Array, ""]
    density: Float[Array, ""]
    molar: Float[Array, " components"]
    enthalpy: Float[Array, " rows"]

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        product, transport, factor = self._face(tail, head)
        carried = transport + self.enthalpy[:, None]
        mass = self._mass(factor, force[:-1] + carried * force[-1:])
        heat = self.conductivity * product * force[-1] + jnp.sum(carried * mass, axis=0)
        return jnp.concatenate([mass, heat[None]])

    def dufour(self, tail: Reading, head: Reading) -> Float[Array, " sites"]:
        """How much larger the conductivity is at zero gradient of composition [W/m/K]."""
        product, transport, factor = self._face(tail, head)
        return jnp.sum(transport * self._mass(factor, transport), axis=0) / product

    def _mass(self, factor: list[list[Array]], force: Float[Array, "rows sites"]) -> Array:
        return self.density * backward(factor, self.spread @ forward(factor, force))

    def _face(self, tail: Reading, head: Reading) -> tuple[Array, Array, list[list[Array]]]:
        """T_tail T_head, the heats of transport Q [J/kg], and the factor of H."""
        product = 1.0 / (tail.conjugates[-1] * head.conjugates[-1])
        ends = (tail.detail["mass fraction"], head.detail["mass fraction"])
        bend = curvature(ends, self.molar)
        soret = self.soret.primed(logarithmic_mean(*ends))
        transport = product[None] * jnp.einsum("kjs,js->ks", bend, soret)
        return product, transport, factored(bend)
