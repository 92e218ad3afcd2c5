"""Two grains that are pressed together and dissolve where they touch: pressure solution."""

import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.base import AbstractLaw
from fluxforce.thermo.base import Reading

CLOSE = 1e-6  # distance from the fastest rate below which the affinity goes on along its tangent


class RigidContact(AbstractLaw):
    """Dissolution under the normal stress of the interface itself, by grains that move as rigid bodies.

    A solid under the normal traction p_n has mu = f V + p_n V at that interface: Gibbs (1876), [paterson1973],
    [lehner1990]. With sigma = p_n - p_pore its dissolution has the affinity A = T X_1 + sigma Omega; X_1 is that of
    the solid at the pressure of the pore.

    Rows: dissolution [mol], and the momentum [N s] that the grain takes up. Grains are rigid, so that every part of
    the contact dissolves at the rate V/Omega of their convergence V = -T X_2. A rate law k [1 - exp(-A/RT)] at that
    rate gives A, and A the stress:

        J_1 = V/Omega,    J_2 = -sigma,    sigma = (A - T X_1)/Omega,    A = -RT ln(1 - V/(k Omega)).

    J_1 X_1 + J_2 X_2 = A V/(T Omega) >= 0: rows are coupled antisymmetrically, momentum being odd in time, and what
    is left is the production of the reaction alone. The load is the sum of sigma over the contact.

    - ``molar_volume`` Omega [m3/mol], ``temperature`` [K];
    - ``rate_constant`` k [mol/m2/s] of what faces the contact, infinite for equilibrium of solid and film. V
      cannot exceed k Omega; close to it the affinity goes on along its tangent, for Newton's method.
    """

    molar_volume: Float[Array, ""]
    rate_constant: Float[Array, ""]
    temperature: Float[Array, ""]

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        dissolved = -force[1] * self.temperature / self.molar_volume
        needed = GAS_CONSTANT * affinity(dissolved / self.rate_constant)
        stress = (needed - force[0]) * self.temperature / self.molar_volume
        return jnp.stack([dissolved, -stress])


def affinity(share: Float[Array, "..."]) -> Float[Array, "..."]:
    """A/RT at a share of the fastest rate: -ln(1 - share), along the tangent beyond 1 - CLOSE."""
    most = 1.0 - CLOSE
    below = jnp.minimum(share, most)
    return -jnp.log1p(-below) + (share - below) / CLOSE
