"""A gas in contact with a water, at a fixed pressure or in a fixed volume, by Peng and Robinson or ideal.

At a fixed pressure the gas is a phase like a solid solution: y_i = Omega_i / (phi_i p), and it vanishes where the y_i
add up to less than one. In a fixed volume V it never vanishes, and its components are species of the system:

    ln n_i = ln f_i + ln(V/(R T)) - g_i        g_i = d(A_res/(R T))/dn_i = ln(phi_i Z)

with ln f_i = ln Omega_i [atm] and V in litres. The phi_i, the g_i and the pressure in the volume depend on the gas
itself: they are taken from the round before (`compression.settle`). As in PHREEQC the pressure of the gas is that on
the water, also where a gas of fixed pressure has vanished. The constants are PHREEQC's, R = 0.0820597 L atm/mol/K.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.thermo.equilibria.chemistry import Chemistry
from fluxforce.thermo.equilibria.compression import some_gases
from fluxforce.thermo.equilibria.gases import (
    GAS_CONSTANT,
    Gases,
    fugacity_coefficients,
    pressure_of_volume,
    residual_helmholtz,
)
from fluxforce.thermo.equilibria.padding import room
from fluxforce.thermo.equilibria.sorbed import Sorbed

Number = float | np.ndarray | Array
_LEAST = 1e-30  # [mol]
_LEAST_PRESSURE = 1e-6  # [atm] of a gas whose equation has no pressure at this volume


@dataclass(frozen=True)
class Gas:
    """A gas at a fixed pressure [atm]: the amount [mol] of each of its components, which are gases of the database.

    It forms where the partial pressures add up to more than its pressure, and vanishes where they do not.
    """

    amounts: Mapping[str, Number]
    pressure: Number = 1.0
    name: str = "gas"


@dataclass(frozen=True)
class GasVolume:
    """A gas in a fixed volume [L], and the amount [mol] of each of its components."""

    amounts: Mapping[str, Number]
    volume: Number = 1.0
    name: str = "gas"


@dataclass(frozen=True)
class GasState:
    """What a gas came to: of a gas that has vanished the fractions are those it would have."""

    names: tuple[str, ...]
    amounts: Float[Array, "gases cells"]  # [mol]
    fractions: Float[Array, "gases cells"]
    pressure: Float[Array, " cells"]  # [atm]
    fugacity_coefficients: Float[Array, "gases cells"]
    molar_volume: Float[Array, " cells"]  # [L/mol]

    @property
    def volume(self) -> Float[Array, " cells"]:
        """Volume of the gas, L."""
        return jnp.sum(self.amounts, axis=0) * self.molar_volume

    @property
    def partial_pressures(self) -> Float[Array, "gases cells"]:
        """y_i p [atm]; zero where there is no gas."""
        there = jnp.sum(self.amounts, axis=0, keepdims=True) > 0
        return jnp.where(there, self.fractions * self.pressure[None], 0.0)


def gases_of(chemistry: Chemistry, names: Sequence[str]) -> Gases:
    """Constants of some gases of a system, ideal ones where it knows of none. A mixture of both is a ValueError."""
    names = tuple(names)
    if chemistry.compression is None:
        nothing = jnp.zeros(len(names))
        return Gases(names, nothing, nothing, nothing, jnp.zeros((len(names), len(names))))
    missing = [name for name in names if name not in chemistry.compression.gases.names]
    if missing:
        raise ValueError(f"{missing[0]!r} is no gas of these elements in the database")
    gases = some_gases(chemistry.compression.gases, names)
    real = np.asarray(gases.critical_pressure) > 0
    if real.any() and not real.all():
        raise ValueError(
            f"{names[int(np.argmin(real))]} has no critical temperature and pressure in the database, "
            f"{names[int(np.argmax(real))]} has: ideal and real gases cannot mix"
        )
    return gases


def amounts_of_pressures(
    gases: Gases,
    partial: Float[Array, "gases cells"],
    temperature: Float[Array, " cells"],
    volume: Float[Array, " cells"],
) -> Float[Array, "gases cells"]:
    """mol of each gas in a volume [L] where they have partial pressures [atm]: y_i V / v, v at the whole pressure."""
    pressure = jnp.sum(partial, axis=0)
    some = jnp.maximum(pressure, _LEAST)
    z = fugacity_coefficients(gases, partial / some[None], temperature, some)[1]
    return partial * (volume / (z * GAS_CONSTANT * temperature))[None]


def departure(
    gases: Gases,
    amount: Float[Array, "gases cells"],
    temperature: Float[Array, " cells"],
    volume: Float[Array, " cells"],
) -> tuple[Float[Array, "gases cells"], Float[Array, " cells"]]:
    """g_i = ln(phi_i Z) of a gas in a volume [L], and its pressure [atm]."""
    amount = jnp.maximum(amount, _LEAST)

    def total(n):
        return jnp.sum(residual_helmholtz(gases, n, temperature, volume))

    whole = jnp.sum(amount, axis=0)
    pressure = pressure_of_volume(gases, amount / whole[None], temperature, volume / whole)
    return jax.grad(total)(amount), jnp.maximum(pressure, _LEAST_PRESSURE)


def with_gas(chemistry: Chemistry, names: Sequence[str]) -> Chemistry:
    """The same system with gases among its species, after all others; their constants are those of the catalogue."""
    rows = np.array([chemistry.phases.index(name) for name in names])
    catalogue, more = chemistry.catalogue, len(rows)
    species, dissolved = len(chemistry.species), chemistry.dissolved
    sorbed = species - dissolved + more
    wide = room(sorbed)
    old = chemistry.sorbed
    charge = old.charge if old is not None else jnp.zeros(chemistry.room[0])
    numbers = (old.reach, old.size, old.slope, old.davies) if old is not None else (jnp.zeros(0),) * 4
    padded = [
        jnp.pad(part[: species - dissolved], (0, wide - part[: species - dissolved].shape[0]))
        for part in numbers
    ]
    nothing = jnp.zeros(more)
    nu, nu_w = (
        jnp.concatenate([chemistry.nu, catalogue.nu[rows]]),
        jnp.concatenate([chemistry.nu_w, catalogue.nu_w[rows]]),
    )
    compression = chemistry.compression
    return replace(
        chemistry,
        species=(*chemistry.species, *names),
        room=(chemistry.room[0], wide),
        nu=nu,
        nu_w=nu_w,
        counts=jnp.concatenate([chemistry.counts, catalogue.nu[rows]]),
        log_k=jnp.concatenate([chemistry.log_k, -catalogue.log_k[rows]]),
        charge=jnp.concatenate([chemistry.charge, nothing]),
        equivalents=jnp.concatenate([chemistry.equivalents, nothing + 1.0]),
        alkalinity=jnp.concatenate([chemistry.alkalinity, nothing]),
        sorbed=Sorbed(charge, *padded),
        by_valence=jnp.pad(chemistry.by_valence, ((0, 0), (0, more))),
        compression=None if compression is None else replace(compression, nu=nu, nu_w=nu_w),
    )
