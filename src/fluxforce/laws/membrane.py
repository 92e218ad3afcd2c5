"""Membranes between two solutions: ions in a constant field, solution and solutes, and pumps."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import FARADAY, GAS_CONSTANT
from fluxforce.laws.base import AbstractLaw, AbstractOneWay
from fluxforce.laws.electrodiffusion import bernoulli
from fluxforce.laws.transport import logarithmic_mean
from fluxforce.thermo.base import Reading


class Goldman(AbstractOneWay):
    """J+ = P c_tail w/(1 - e^-w), w = z F (phi_tail - phi_head)/RT: ions through a constant field.

    With the reversible contract J = P w (c_tail - c_head e^-w)/(1 - e^-w), the equation of Goldman, Hodgkin and Katz:
    the force of `ion, z F charge` is X = R ln(c_tail/c_head) + R w in an ideal solution. [goldman1943; hodgkin1949]

    ``permeability`` P [m/s] and ``charge`` z of the rows, which are the first quantities, contents in mol/m3; the
    quantity at position ``electric`` is the charge of the compartment, with the conjugate -phi/T.
    """

    permeability: Float[Array, " ions"]
    charge: Float[Array, " ions"]
    electric: int = eqx.field(static=True)

    def forward(self, tail: Reading, head: Reading) -> Float[Array, "rows sites"]:
        fall = head.conjugates[self.electric] - tail.conjugates[self.electric]  # (phi_tail - phi_head)/T
        w = self.charge[:, None] * (FARADAY / GAS_CONSTANT) * fall[None]
        return self.permeability[:, None] * tail.content[: self.charge.size] * bernoulli(-w)


class KedemKatchalsky(AbstractLaw):
    """J_v = L_p (Delta p - sum s_k Delta pi_k) and J_k = (1 - s_k) c_k J_v + w_k Delta pi_k. [kedem1958]

    Rows: the volume, then the solutes. Forces X_v = (Delta p - sum Delta pi_k)/T and X_k = nu_k R ln(c_tail/c_head), so
    that Delta pi_k = c_k T X_k with the logarithmic mean c_k; in these

        sum J X = L_p T (X_v + sum (1 - s_k) c_k X_k)^2 + sum w_k c_k T X_k^2 >= 0.

    ``hydraulic`` L_p [m/s/Pa], ``reflection`` s_k in 0..1 and ``permeability`` w_k [mol/m2/s/Pa]; ``temperature`` [K].
    Quantities are the amounts of the solutes in order and then the volume.
    """

    hydraulic: Float[Array, ""]
    reflection: Float[Array, " solutes"]
    permeability: Float[Array, " solutes"]
    temperature: Float[Array, ""]

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        count = self.reflection.size
        before, after = (side.content[:count] / side.content[count : count + 1] for side in (tail, head))
        mean = logarithmic_mean(before, after)
        dragged = (1.0 - self.reflection)[:, None] * mean
        volume = self.hydraulic * self.temperature * (force[0] + jnp.sum(dragged * force[1:], axis=0))
        osmotic = self.temperature * mean * force[1:]
        solutes = dragged * volume[None] + self.permeability[:, None] * osmotic
        return jnp.concatenate([volume[None], solutes])


class Saturating(AbstractLaw):
    """J = r tanh(X/2R): a cycle that runs either way, at most r times per second and measure.

    Near equilibrium J = r X/2R; J X >= 0 always. One row couples a reaction to what it carries across a membrane,
    which symmetry allows at a surface though not in an isotropic bulk.
    """

    most: Float[Array, " rows"]

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        return self.most[:, None] * jnp.tanh(force / (2.0 * GAS_CONSTANT))
