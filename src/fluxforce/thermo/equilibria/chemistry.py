"""The species, phases and components of a chemical system, as arrays, and what is known of it in each cell.

Every species k forms from components j (one of them may be the electron) and water:

    ln n_k = ln K_k(T) + sum_j nu_kj y_j + nu_w,k ln a_w + aq_k ln W - ln gamma_k + offset_k

n_k amount [mol], y_j = ln a_j, W kilograms of water, aq_k = 1 for what is dissolved and 0 for what sits on sites or
fills a fixed volume. The offset of an exchange species is ln(sites/equivalents) (Gaines and Thomas: activity is an
equivalent fraction), that of a surface species ln(sites/denticity), that of a gas in a volume V ln(V/(R T)).
"""

import equinox as eqx
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.constants import LN10
from fluxforce.thermo.equilibria.activity.base import AbstractActivity
from fluxforce.thermo.equilibria.compression import Compression
from fluxforce.thermo.equilibria.sorbed import Sorbed

POTENTIAL = "psi "  # begins the name of the component that is the potential of a surface: `psi Hfo`


def temperature_powers(temperature: Float[Array, " cells"]) -> Float[Array, "6 cells"]:
    """(1, T, 1/T, log10 T, 1/T^2, T^2): log10 K is linear in these six in every database."""
    t = temperature
    return jnp.stack([jnp.ones_like(t), t, 1 / t, jnp.log10(t), 1 / t**2, t**2])


class Members(eqx.Module):
    """Phases with one member or several: pure minerals, ideal solid solutions, gases at a given pressure.

    The saturation ratio of a member is Omega_i = exp(nu_i . y + nu_w,i ln a_w - ln K_i), that of a phase the sum over
    its members, divided by what is asked (10^index, or the pressure). A phase that is present has the ratio one; mole
    fractions are x_i = Omega_i / sum Omega.
    """

    nu: Float[Array, "members components"]  # what dissolving one mole gives
    nu_w: Float[Array, " members"]
    log_k: Float[Array, "members 6"]  # of dissolution
    of: Float[Array, "phases members"]  # 1 where a member belongs to a phase

    @staticmethod
    def none(components: int) -> "Members":
        """No phase at all."""
        return Members(jnp.zeros((0, components)), jnp.zeros(0), jnp.zeros((0, 6)), jnp.zeros((0, 0)))


class Chemistry(eqx.Module):
    """Names and arrays of one system. Dissolved species come first, the components' own species among them.

    `totals` names the total of each component (`Ca`, `Fe`, `S(6)`; `E` that of the electron). `counts` is what a
    species counts for in the totals: `nu`, unless the database says otherwise (-mole_balance).
    """

    components: tuple[str, ...] = eqx.field(static=True)
    totals: tuple[str, ...] = eqx.field(static=True)
    species: tuple[str, ...] = eqx.field(static=True)
    dissolved: int = eqx.field(static=True)  # how many of the species are in the water
    room: tuple[int, int] = eqx.field(
        static=True
    )  # dissolved and sorbed species that the activity models have room for
    nu: Float[Array, "species components"]
    nu_w: Float[Array, " species"]
    counts: Float[Array, "species components"]
    log_k: Float[Array, "species 6"]
    charge: Float[Array, " species"]
    equivalents: Float[Array, " species"]  # sites that a sorbed species takes; 1 for others
    alkalinity: Float[Array, " species"]  # [eq/mol]
    activity: AbstractActivity
    sorbed: Sorbed | None  # of the species that are not dissolved; none: all coefficients are one
    phases: tuple[str, ...] = eqx.field(static=True)  # names of the rows of `catalogue`
    catalogue: Members  # every mineral and gas that could form, one member each
    gases: tuple[bool, ...] = eqx.field(static=True)
    # for each total: the valence state of every species, so that a total by valence can be read off
    valences: tuple[str, ...] = eqx.field(static=True)
    by_valence: Float[Array, "valences species"]
    compression: Compression | None = None  # none: constants do not change with pressure, and gases are ideal

    def component(self, name: str) -> int:
        """Position of a component, by its own name or by that of its total."""
        for names in (self.components, self.totals):
            if name in names:
                return names.index(name)
        raise KeyError(f"{name!r} is no component; there are {', '.join(self.totals)}")

    def phase_ln_k(self, name: str, temperature: Float[Array, " cells"]) -> Float[Array, " cells"]:
        """ln K(T) of the dissolution of a phase of the catalogue."""
        return ln_k(self.catalogue.log_k[self.phases.index(name)][None], temperature)[0]

    @property
    def potentials(self) -> np.ndarray:
        """Which components are the potentials of surfaces, and no matter."""
        return np.array([name.startswith(POTENTIAL) for name in self.components])

    @property
    def signed(self) -> np.ndarray:
        """Which totals are excesses of either sign: the proton's, the electron's, and charges of surfaces."""
        return np.any(np.asarray(self.counts) < 0, axis=0)

    @property
    def electron(self) -> int | None:
        """Position of the electron, where redox is coupled."""
        return self.components.index("e-") if "e-" in self.components else None


def ln_k(log_k: Float[Array, "any 6"], temperature: Float[Array, " cells"]) -> Float[Array, "any cells"]:
    """ln K(T) of every species or member."""
    return LN10 * (log_k @ temperature_powers(temperature))
