"""Molar volumes of what is dissolved, and what pressure does to equilibrium constants and to density.

A species with parameters a1..a4, W, a0, i1..i4 (-Vm of a database) has, in cm3/mol with pb the pressure in bar,

    V0 = 41.84 (0.1 a1 + 100 a2 / (2600 + pb) + (a3 + 1e4 a4 / (2600 + pb)) / (T - 228)) - 1e5 W Q
    V  = V0 + z^2/2 A_v f(sqrt I) + (i1 + i2 / (T - 228) + i3 (T - 228)) I^i4        f(s) = s / (1 + a0 B s)

the last two terms for ions only; with six numbers of Millero, t in degC,

    V = b1 + b2 t + b3 t^2 + z^2/2 A_v sqrt I + (b4 + b5 t + b6 t^2) I.

Water gives the Born function Q = 41.84 d(eps)/dpb / eps^2 and the slope A_v = -4/3 ln(10) R T dA/dp, with A and B of
Debye and Hueckel. Sources: Johnson, Oelkers and Helgeson (1992), doi:10.1016/0098-3004(92)90029-Q; Redlich and Meyer
(1964), doi:10.1021/cr60229a001; Appelo, Parkhurst and Post (2014), doi:10.1016/j.gca.2013.10.003; Millero (1971),
doi:10.1021/cr60270a001. A species without numbers has the volume zero, as in PHREEQC. Temperatures are in K,
pressures in atm, and the cells are the last axis of every array.
"""

import equinox as eqx
import jax
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import LN10
from fluxforce.thermo.equilibria.activity.base import LEAST_STRENGTH
from fluxforce.thermo.equilibria.activity.water import (
    debye_hueckel,
    density,
    permittivity,
    saturation_pressure,
)
from fluxforce.thermo.equilibria.gases import GAS_CONSTANT as LITRE_ATMOSPHERES

WATER_MASS = 18.016  # [g/mol] of water in its molar volume (PHREEQC)
REFERENCE_PRESSURE = 1.0  # [atm] at which a database states its log K
_GAS_CONSTANT = 8.31470  # [J/mol/K] in PHREEQC's log K
_JOULES = 0.101325  # [J/cm3/atm]
_BAR_PER_ATMOSPHERE = 1.01325
_CALORIES = 41.84  # [cm3 bar/cal]
_BORN_CALORIES = 41.84004  # the same in PHREEQC's Born function
_SINGULAR = 228.0  # [K] where the structure of water gives way in the equations of Helgeson and others


class Volumes(eqx.Module):
    """Parameters of the molar volumes of species, zeros where a database gives none."""

    names: tuple[str, ...] = eqx.field(static=True)
    charge: Float[Array, " species"]
    helgeson: Float[Array, "species 5"]  # a1..a4, W
    size: Float[Array, " species"]  # a0 [angstrom]; 0: the limiting law
    ionic: Float[Array, "species 4"]  # i1..i4
    millero: Float[Array, "species 6"]  # for those without `helgeson`
    water: Float[Array, ""]  # 1, or 0 in a database where nothing dissolved has a volume


class Pressed(eqx.Module):
    """What depends on temperature and pressure alone."""

    temperature: Float[Array, " cells"]
    pressure: Float[Array, " cells"]  # [atm] not below the vapour pressure of water
    dilute: Float[Array, "species cells"]  # [cm3/mol] V at I = 0
    linear: Float[Array, "species cells"]  # [cm3/mol] factor of I^i4
    slope: Float[Array, " cells"]  # A_v [cm3/mol (kg/mol)^1/2]
    reach: Float[Array, " cells"]  # B of Debye and Hueckel [(kg/mol)^1/2 per angstrom]
    density: Float[Array, " cells"]  # [kg/L] of pure water
    water: Float[Array, " cells"]  # [cm3/mol] of water


def press(model: Volumes, temperature: Float[Array, " cells"], pressure: Float[Array, " cells"]) -> Pressed:
    """Volumes at infinite dilution and the properties of water that the rest needs."""
    # just above the vapour pressure, where the derivatives by the pressure have one value
    pressure = jnp.maximum(pressure, saturation_pressure(temperature) * (1 + 1e-12))
    one = jnp.ones_like(pressure)
    (_a, b), (by_pressure, _) = jax.jvp(lambda p: debye_hueckel(temperature, p), (pressure,), (one,))
    eps, eps_by_pressure = jax.jvp(lambda p: permittivity(temperature, p), (pressure,), (one,))
    born = _BORN_CALORIES * eps_by_pressure / _BAR_PER_ATMOSPHERE / eps**2
    slope = -4 / 3 * LN10 * LITRE_ATMOSPHERES * 1e3 * temperature * by_pressure
    above = temperature - _SINGULAR
    squeezed = 1 / (2600.0 + _BAR_PER_ATMOSPHERE * pressure)
    one = jnp.ones_like(above)
    terms = jnp.stack([0.1 * one, 100 * squeezed, 1 / above, 1e4 * squeezed / above, -1e5 * born / _CALORIES])
    celsius = temperature - 273.15
    powers = jnp.stack([one, celsius, celsius**2])
    in_range = jnp.stack([one, 1 / above, above])
    rho = density(temperature, pressure) / 1e3
    return Pressed(
        temperature,
        pressure,
        _CALORIES * (model.helgeson @ terms) + model.millero[:, :3] @ powers,
        model.ionic[:, :3] @ in_range + model.millero[:, 3:] @ powers,
        slope,
        b,
        rho,
        model.water * WATER_MASS / rho,
    )


def molar_volumes(
    model: Volumes, pressed: Pressed, ionic_strength: Float[Array, " cells"]
) -> Float[Array, "species cells"]:
    """V [cm3/mol] of each species at an ionic strength [mol/kg]."""
    strength = jnp.maximum(ionic_strength, LEAST_STRENGTH)[None, :]
    root = jnp.sqrt(strength)
    shielded = root / (1 + model.size[:, None] * pressed.reach[None, :] * root)
    ion = jnp.where(model.charge != 0, 1.0, 0.0)[:, None]
    known = jnp.any(model.helgeson != 0, axis=1) | jnp.any(model.millero != 0, axis=1)
    limiting = jnp.where(
        known[:, None], (model.charge**2)[:, None] / 2 * pressed.slope[None, :] * shielded, 0.0
    )
    return pressed.dilute + limiting + ion * pressed.linear * strength ** _exponent(model)[:, None]


def volumes(
    model: Volumes,
    temperature: Float[Array, " cells"],
    pressure: Float[Array, " cells"],
    ionic_strength: Float[Array, " cells"],
) -> Float[Array, "species cells"]:
    """V [cm3/mol] of each species at T [K], p [atm] and I [mol/kg]."""
    return molar_volumes(model, press(model, temperature, pressure), ionic_strength)


def reaction_volumes(
    made: Float[Array, "reactions cells"],
    nu: Float[Array, "reactions components"],
    nu_w: Float[Array, " reactions"],
    component: Float[Array, "components cells"],
    water: Float[Array, " cells"],
) -> Float[Array, "reactions cells"]:
    """Volume [cm3/mol] gained where `made` forms from its components and water.

    For a phase that dissolves this is the loss: turn the sign. The electron has the volume zero.
    """
    return made - nu @ component - nu_w[:, None] * water[None, :]


def ln_k_shift(gained: Float[Array, "reactions cells"], pressed: Pressed) -> Float[Array, "reactions cells"]:
    """ln K(T, p) - ln K(T, 1 atm) = -Delta V (p - 1 atm) / (R T), Delta V [cm3/mol] taken as it is at p.

    PHREEQC's rule (Parkhurst and Appelo, 2013, equation 4): no integral over the pressure, and no
    shift below one atmosphere.
    """
    excess = jnp.maximum(pressed.pressure - REFERENCE_PRESSURE, 0.0)
    return -gained * (_JOULES * excess / (_GAS_CONSTANT * pressed.temperature))[None, :]


def solution_density(
    pressed: Pressed,
    molality: Float[Array, "species cells"],
    volume: Float[Array, "species cells"],
    molar_mass: Float[Array, " species"],
) -> Float[Array, " cells"]:
    """Density [kg/L] of a solution: (1000 g + sum m_k M_k) over (1000 g / rho + sum m_k V_k), M_k in g/mol."""
    return (1e3 + molar_mass @ molality) / (1e3 / pressed.density + jnp.sum(molality * volume, axis=0))


def _exponent(model: Volumes):
    """i4, and one for the linear term of Millero."""
    return jnp.where(jnp.any(model.millero != 0, axis=1), 1.0, model.ionic[:, 3])
