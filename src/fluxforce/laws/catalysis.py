"""What sets the pace of a rate, whatever its force: constants, temperature, and the species that speed or slow it."""

import abc

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import GAS_CONSTANT
from fluxforce.thermo.base import Reading


class AbstractPace(eqx.Module):
    """J0 >= 0 at every site, per unit of surface [mol/m2/s] or of water [mol/kg/s]."""

    @abc.abstractmethod
    def pace(self, reading: Reading) -> Float[Array, " sites"]:
        """The rate far from equilibrium."""


class Mechanisms(AbstractPace):
    """J0 = sum_m k_m exp(-(E_m/R)(1/T - 1/T0)) prod_j a_j^n_mj: acid, neutral, base, carbonate, or any others.

    ``ln_constant`` ln k_m at T0, ``activation`` E_m [J/mol] [arrhenius1889], ``orders`` n_mj over the logarithms
    ``detail["ln_activity"]``; all may be differentiated, and so may the ``temperature`` T [K].
    """

    ln_constant: Float[Array, " mechanisms"]
    activation: Float[Array, " mechanisms"]
    orders: Float[Array, "mechanisms species"]
    temperature: Float[Array, ""]
    reference: Float[Array, ""]

    def pace(self, reading: Reading) -> Float[Array, " sites"]:
        colder = (1.0 / self.temperature - 1.0 / self.reference) / GAS_CONSTANT
        constants = self.ln_constant - self.activation * colder
        return jnp.sum(jnp.exp(constants[:, None] + self.orders @ reading.detail["ln_activity"]), axis=0)


class Plummer(AbstractPace):
    """J0 = k1 a(H+) + k2 a(CO2) + k3 a(H2O) of calcite, 5 to 60 degC [plummer1978].

    log10 k1 = 0.198 - 444/T, log10 k2 = 2.84 - 2177/T, log10 k3 = -5.86 - 317/T up to 25 degC and -1.10 - 1737/T
    above, in mmol/cm2/s, which is ten times as many mol/m2/s. Their backward term k4 a(Ca+2) a(HCO3-) with the k4 of
    equilibrium equals J0 Omega where the surface has the pH of the water: so the drive ``Saturation`` closes the law
    (with sigma = 1; PHREEQC's own RATES has 3/2), and its net rate has the sign of the affinity in every state.

    ``proton`` and ``dioxide`` are the positions of H+ and CO2 among the species.
    """

    temperature: Float[Array, ""]
    proton: int = eqx.field(static=True)
    dioxide: int = eqx.field(static=True)

    def constants(self) -> Float[Array, " 3"]:
        """k1, k2, k3 [mol/m2/s]."""
        t = self.temperature
        third = jnp.where(t <= 298.15, -5.86 - 317.0 / t, -1.10 - 1737.0 / t)
        return 10.0 ** (1.0 + jnp.stack([0.198 - 444.0 / t, 2.84 - 2177.0 / t, third]))

    def pace(self, reading: Reading) -> Float[Array, " sites"]:
        k = self.constants()
        activity = reading.detail["ln_activity"]
        return (
            k[0] * jnp.exp(activity[self.proton])
            + k[1] * jnp.exp(activity[self.dioxide])
            + k[2] * reading.detail["water_activity"]
        )


class Monod(AbstractPace):
    """J0 = k prod_d m_d/(K_d + m_d) prod_i K_i/(K_i + m_i): saturation in donors and acceptors, and inhibition.

    [monod1949]; ``constant`` k [mol/kg/s], biomass included; ``half`` K_d and ``inhibition`` K_i [mol/kg] over the
    molalities of the species at ``needed`` and ``inhibiting``.
    """

    constant: Float[Array, ""]
    half: Float[Array, " needed"]
    inhibition: Float[Array, " inhibiting"]
    needed: tuple[int, ...] = eqx.field(static=True)
    inhibiting: tuple[int, ...] = eqx.field(static=True, default=())

    def pace(self, reading: Reading) -> Float[Array, " sites"]:
        molality = reading.detail["molality"]
        pace = self.constant * jnp.ones(molality.shape[1])
        for k, row in enumerate(self.needed):
            pace = pace * molality[row] / (self.half[k] + molality[row])
        for k, row in enumerate(self.inhibiting):
            pace = pace * self.inhibition[k] / (self.inhibition[k] + molality[row])
        return pace
