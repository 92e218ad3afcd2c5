"""A water, or a closed system with phases, at equilibrium: what a chemist reads from it."""

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Bool, Float
from fluxforce.constants import FARADAY, GAS_CONSTANT, LN10
from fluxforce.thermo.equilibria.activity.base import WATER_MASS
from fluxforce.thermo.equilibria.chemistry import Chemistry, Members, ln_k
from fluxforce.thermo.equilibria.compression import Shifts
from fluxforce.thermo.equilibria.equilibrate import Solved
from fluxforce.thermo.equilibria.gas_phase import GasState


@dataclass(frozen=True)
class Solution:
    """Equilibrium of many cells; arrays have cells on their last axis. SI units, but for atm."""

    chemistry: Chemistry
    temperature: Float[Array, " cells"]  # [K]
    pressure: Float[Array, " cells"]  # [atm]
    solved: Solved
    phases: tuple[str, ...]  # that were in contact with the water; a gas or a solid solution is one
    members: Members
    gas_pressure: Float[Array, " cells"] | None = None  # [atm]
    shifts: Shifts | None = None  # of the constants, by pressure
    gas: GasState | None = None

    @property
    def converged(self) -> Bool[Array, " cells"]:
        """Whether the equilibrium of each cell was found; nothing else here may be used where it was not."""
        return self.solved.converged

    @property
    def ln_activity(self) -> Float[Array, "species cells"]:
        """ln a_k = ln(gamma_k m_k) of dissolved species; ln of the equivalent or mole fraction for sorbed ones."""
        chemistry, u = self.chemistry, self.solved.u
        columns = jnp.concatenate([chemistry.nu, chemistry.nu_w[:, None]], axis=1)
        constants = ln_k(chemistry.log_k, self.temperature)
        return constants + (0.0 if self.shifts is None else self.shifts.species) + columns @ u[:-1]

    @property
    def molality(self) -> Float[Array, "species cells"]:
        """mol per kg of water; sorbed species likewise."""
        return self.solved.amounts / self.kilograms[None]

    @property
    def ln_gamma(self) -> Float[Array, "species cells"]:
        """Natural logarithm of the activity coefficients."""
        return self.solved.ln_gamma

    @property
    def kilograms(self) -> Float[Array, " cells"]:
        """Mass of water, kg."""
        return jnp.exp(self.solved.u[-1])

    @property
    def water_activity(self) -> Float[Array, " cells"]:
        """a_w."""
        return jnp.exp(self.solved.u[-2])

    @property
    def ph(self) -> Float[Array, " cells"]:
        """-log10 a(H+)."""
        return -self.solved.u[self.chemistry.components.index("H+")] / LN10

    @property
    def pe(self) -> Float[Array, " cells"]:
        """-log10 a(e-); nan where redox is not coupled."""
        electron = self.chemistry.electron
        return jnp.full_like(self.ph, jnp.nan) if electron is None else -self.solved.u[electron] / LN10

    @property
    def eh(self) -> Float[Array, " cells"]:
        """Eh = ln(10) R T pe / F, V."""
        return LN10 * GAS_CONSTANT * self.temperature * self.pe / FARADAY

    @property
    def ionic_strength(self) -> Float[Array, " cells"]:
        """1/2 sum z^2 m, mol/kgw."""
        count = self.chemistry.dissolved
        return 0.5 * self.chemistry.charge[:count] ** 2 @ self.molality[:count]

    @property
    def charge(self) -> Float[Array, " cells"]:
        """Charge of the water, eq (of all its kilograms): zero for a neutral one."""
        count = self.chemistry.dissolved
        return self.chemistry.charge[:count] @ self.solved.amounts[:count]

    @property
    def alkalinity(self) -> Float[Array, " cells"]:
        """eq per kg of water."""
        return self.chemistry.alkalinity @ self.molality

    @property
    def totals(self) -> dict[str, Array]:
        """mol of each component in the water alone, by the name of its total; sorbed species and phases apart."""
        count = self.chemistry.dissolved
        found = self.chemistry.counts[:count].T @ self.solved.amounts[:count]
        return dict(zip(self.chemistry.totals, found, strict=True))

    @property
    def valence_totals(self) -> dict[str, Array]:
        """mol of each valence state in the water."""
        count = self.chemistry.dissolved
        found = self.chemistry.by_valence[:, :count] @ self.solved.amounts[:count]
        return dict(zip(self.chemistry.valences, found, strict=True))

    @property
    def saturation(self) -> Float[Array, "phases cells"]:
        """Saturation indices log10 Omega of all phases of the system, in the order of `chemistry.phases`; for a gas
        log10 of its fugacity, atm."""
        catalogue, u = self.chemistry.catalogue, self.solved.u
        columns = jnp.concatenate([catalogue.nu, catalogue.nu_w[:, None]], axis=1)
        constants = ln_k(catalogue.log_k, self.temperature)
        return (columns @ u[:-1] - constants - (0.0 if self.shifts is None else self.shifts.phases)) / LN10

    @property
    def saturation_indices(self) -> dict[str, Array]:
        """Saturation index by the name of the phase."""
        return dict(zip(self.chemistry.phases, self.saturation, strict=True))

    @property
    def affinities(self) -> dict[str, Array]:
        """Affinity of dissolution A = -R T ln Omega of every phase, J/mol: positive where it would dissolve."""
        scale = -LN10 * GAS_CONSTANT * self.temperature
        return dict(zip(self.chemistry.phases, scale[None] * self.saturation, strict=True))

    @property
    def phase_amounts(self) -> dict[str, Array]:
        """mol of every phase that was in contact."""
        return dict(zip(self.phases, self.solved.phase_amounts, strict=True))

    def contents(self, chemistry: Chemistry | None = None) -> Float[Array, "totals cells"]:
        """mol of every component, and of water, in the water alone; of another chemistry where one is given.

        Another chemistry must know all the species; it may couple states that this one keeps apart.
        """
        to = chemistry or self.chemistry
        count = self.chemistry.dissolved
        names = self.chemistry.species[:count]
        missing = [name for name in names if name not in to.species]
        if missing:
            raise KeyError(f"the other chemistry lacks {', '.join(missing[:5])}")
        rows = np.array([to.species.index(name) for name in names])
        n = self.solved.amounts[:count]
        water = self.kilograms / WATER_MASS + to.nu_w[rows] @ n
        return jnp.concatenate([to.counts[rows].T @ n, water[None]])
