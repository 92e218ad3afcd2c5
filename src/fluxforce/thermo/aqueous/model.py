"""The species of a water and how they form from components, at one temperature."""

import equinox as eqx

from fluxforce._types import Array, Float


class AqueousModel(eqx.Module):
    """Stoichiometry, formation constants and activity coefficients of the species in one kilogram of water.

    Components come first among the species, in the same order; each is formed from itself with ln K = 0.
    Water is no component: its coefficient stands apart in `nu_w`. One formula holds the extended
    Debye-Hueckel (WATEQ), the Davies, LLNL's B-dot, its carbon dioxide, and the neutral rules (Parkhurst and
    Appelo, 2013, PHREEQC version 3, equations 2 to 4):

        log10 gamma_k = -A z_k^2 sqrt(I) / (1 + beta_k sqrt(I)) + slope_k I - bend_k I / (1 + I)

    and the activity of water is a_w = 1 - water_slope * sum of molalities.
    """

    components: tuple[str, ...] = eqx.field(static=True)
    species: tuple[str, ...] = eqx.field(static=True)
    elements: tuple[str, ...] = eqx.field(static=True)  # the name in the database of each component's total
    left_out: tuple[str, ...] = eqx.field(static=True)  # species of these elements that need electrons
    nu: Float[Array, "species components"]  # mol of component in a mol of species
    nu_w: Float[Array, " species"]  # mol of water in a mol of species
    ln_k: Float[Array, " species"]  # formation from components, molal
    charge: Float[Array, " species"]
    beta: Float[Array, " species"]  # [(kg/mol)^1/2] B times the ion size; 1 for Davies
    slope: Float[Array, " species"]  # [kg/mol] for log10 gamma; 0.3 A z^2 for Davies
    bend: Float[Array, " species"]  # for log10 gamma; 0 but for LLNL's carbon dioxide
    debye_huckel_a: Float[Array, ""]  # [(kg/mol)^1/2] for log10 gamma
    water_slope: Float[Array, ""]  # [kg/mol] 0.017 in PHREEQC, 0 for a_w = 1
    diffusion: Float[Array, " species"]  # [m2/s] at the temperature of the model; nan where unknown
    temperature: Float[Array, ""]  # [K]

    def component(self, name: str) -> int:
        """Position of a component, by its own name or by that of its element."""
        for names in (self.components, self.elements):
            if name in names:
                return names.index(name)
        raise KeyError(f"{name!r} is no component; there are {', '.join(self.components)}")


class PhaseReaction(eqx.Module):
    """A mineral or gas that dissolves: phase = sum_j nu_j component_j + nu_w H2O, with ln K.

    The saturation ratio is Omega = prod a_j^nu_j a_w^nu_w / K, and for a gas Omega is its fugacity [atm]
    where the database counts in atmospheres.
    """

    name: str = eqx.field(static=True)
    formula: str = eqx.field(static=True)
    is_gas: bool = eqx.field(static=True)
    nu: Float[Array, " components"]
    nu_w: Float[Array, ""]
    ln_k: Float[Array, ""]
    molar_volume: Float[Array, ""]  # [m3/mol], nan where the database gives none
    critical: tuple[float, ...] = eqx.field(
        static=True, default=()
    )  # of a gas: T [K], p [atm], acentric factor
