"""Mass action with a rate constant that depends on temperature."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.base import AbstractOneWay
from fluxforce.laws.reversible import MassAction
from fluxforce.thermo.base import Reading


class Arrhenius(AbstractOneWay):
    """J+ = k exp(-(E/R) (1/T - 1/T0)) prod_k c_k^nu_k over the reactants of every row [arrhenius1889].

    ``mass_action`` holds k, at the temperature ``reference`` T0 [K], and the orders; ``activation`` E [J/mol];
    ``energy`` is the position of the energy among the quantities, whose conjugate is 1/T.
    """

    mass_action: MassAction
    activation: Float[Array, " rows"]
    reference: Float[Array, ""]
    energy: int = eqx.field(static=True)

    def forward(self, tail: Reading, head: Reading) -> Float[Array, "rows sites"]:
        colder = tail.conjugates[self.energy] - 1.0 / self.reference
        return self.mass_action.forward(tail, head) * jnp.exp(
            -self.activation[:, None] / GAS_CONSTANT * colder[None]
        )
