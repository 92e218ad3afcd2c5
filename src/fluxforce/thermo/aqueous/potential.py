"""Fast equilibria in water as a potential: explicit content and conjugates from activities."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import GAS_CONSTANT, LN10
from fluxforce.thermo.aqueous.activity import ln_gamma, mean_ln_gamma, weights
from fluxforce.thermo.aqueous.guess import first_guess
from fluxforce.thermo.aqueous.model import AqueousModel
from fluxforce.thermo.aqueous.slopes import mass_action_slopes
from fluxforce.thermo.base import AbstractSloped, Reading, Slopes


class Aqueous(AbstractSloped):
    """All species of a water in equilibrium with each other, per kilogram of water, at constant temperature.

    Coordinates z = (ln a of the components, ln I, ln a_w). Content is explicit by mass action:

        ln m_k = ln K_k + sum_j nu_kj ln a_j + nu_w,k ln a_w - ln gamma_k(I)
        q_j = sum_k nu_kj m_k                           [mol/kgw], and the water bound in species is slaved
        y_j = -R ln a_j,  y_w = -R ln a_w               [J/K/mol]
        constraints: 1/2 sum z^2 m - I = 0,  1 - water_slope sum m - a_w = 0

    The gauge puts every component's standard potential to zero; a mineral then has y = -R ln K of its
    dissolution. The scalar of the books integrates the model's own potentials along a dilution at fixed
    proportions of species:

        s = -R sum_k m_k (ln m_k - 1 - ln K_k + G_k(I)),   G_k = (1/I) integral_0^I ln gamma_k dI'

    Then ds = y . dq + y_w dq_w exactly where the activity model is derivable (Davies for ions); with
    ion-specific sizes and slopes the two differ, and the books show the difference as a row of its own.
    """

    model: AqueousModel
    quantities: tuple[str, ...] = eqx.field(static=True, init=False)  # components, then the slaved water
    linear: tuple[bool, ...] = eqx.field(static=True, init=False)  # no aqueous content enters s linearly

    def __post_init__(self):
        self.quantities = (*self.model.components, "H2O")
        self.linear = (False,) * len(self.model.components)

    def read(self, coordinates: Float[Array, "coordinates places"]) -> Reading:
        """Molalities by mass action, and what follows from them."""
        model = self.model
        count = len(model.components)
        ln_a, ln_strength, ln_water = coordinates[:count], coordinates[count], coordinates[count + 1]
        strength, water = jnp.exp(ln_strength), jnp.exp(ln_water)

        ln_gammas = ln_gamma(model, strength)
        ln_activity = model.ln_k[:, None] + model.nu @ ln_a + model.nu_w[:, None] * ln_water[None, :]
        ln_molality = ln_activity - ln_gammas
        molality = jnp.exp(ln_molality)

        sums = weights(model) @ molality
        conjugates = -GAS_CONSTANT * jnp.concatenate([ln_a, ln_water[None, :]])
        path = ln_molality - 1 - model.ln_k[:, None] + mean_ln_gamma(model, strength)
        detail = {
            "molality": molality,
            "ln_activity": ln_activity,
            "ionic_strength": strength,
            "water_activity": water,
            "charge": sums[count + 3],
        }
        if "H+" in model.components:
            detail["pH"] = -ln_a[model.components.index("H+")] / LN10
        return Reading(
            content=sums[:count],
            conjugates=conjugates,
            slaved=sums[count : count + 1],
            constraints=jnp.stack([sums[count + 1] - strength, 1 - sums[count + 2] - water]),
            entropy=-GAS_CONSTANT * jnp.sum(molality * path, axis=0),
            detail=detail,
        )

    def guess(self, content: Float[Array, "balanced places"]) -> Float[Array, "coordinates places"]:
        """Activities from which a full Newton iteration finds the water with this content."""
        return first_guess(self.model, content)

    def slopes(self, coordinates: Float[Array, "coordinates places"]) -> Slopes:
        """Closed form: matrix products of stoichiometries with the molalities."""
        return mass_action_slopes(self.model, self.read(coordinates), coordinates)
