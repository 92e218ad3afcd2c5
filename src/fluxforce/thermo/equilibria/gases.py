"""Mixtures of gases by the equation of Peng and Robinson, ideal where critical constants are missing.

With x the mole fractions, v the molar volume, and sums over the gases of the mixture,

    p = R T / (v - b) - a / (v^2 + 2 b v - b^2)
    a = sum_ij x_i x_j (1 - k_ij) sqrt(a_i a_j)         b = sum_i x_i b_i
    a_i = 0.457235 (R T_c)^2 / p_c (1 + kappa (1 - sqrt(T / T_c)))^2         b_i = 0.077796 R T_c / p_c
    kappa = 0.37464 + 1.54226 omega - 0.26992 omega^2

Sources: Peng and Robinson (1976), doi:10.1021/i160057a011; as PHREEQC uses it: Parkhurst and Appelo (2013),
equations 53 to 60, with the interactions with water of Soreide and Whitson (1992),
doi:10.1016/0378-3812(92)85105-H. Units are PHREEQC's: K, atm, litres and mol, with R = 0.0820597. Its
factors 2.828427 and 2.41421356 are 2 sqrt 2 and 1 + sqrt 2 here, which moves ln phi by parts in 1e8.

Where the pressure allows three volumes, the largest is taken: a gas stays a gas beyond its condensation, and
above the pressure where that volume ends the mixture is as dense as a liquid. All arrays have the cells on
their last axis.
"""

import math

import equinox as eqx
import jax
import jax.numpy as jnp

from fluxforce._types import Array, Float

GAS_CONSTANT = 0.0820597  # [L atm/mol/K] in PHREEQC
HIGHEST_PRESSURE = 10**3.5  # [atm] of a gas by itself in PHREEQC
LOWEST, HIGHEST = -4.6, 4.44  # bounds of ln phi in PHREEQC
_LARGE = 1 + math.sqrt(2.0)
_SMALL = 1 - math.sqrt(2.0)


class Gases(eqx.Module):
    """Critical constants of gases and their interactions; one without constants (zeros) is ideal."""

    names: tuple[str, ...] = eqx.field(static=True)
    critical_temperature: Float[Array, " gases"]  # [K]
    critical_pressure: Float[Array, " gases"]  # [atm]
    acentric: Float[Array, " gases"]  # omega
    binary: Float[Array, "gases gases"]  # k_ij, symmetric, zero diagonal


def attraction(gas: Gases, temperature: Float[Array, " cells"]) -> Float[Array, "gases cells"]:
    """a_i [L2 atm/mol2] of each gas by itself; zero for an ideal one."""
    t_c, p_c = _constants(gas)
    kappa = 0.37464 + gas.acentric * (1.54226 - 0.26992 * gas.acentric)
    alpha = (1 + kappa[:, None] * (1 - jnp.sqrt(temperature[None, :] / t_c[:, None]))) ** 2
    return (0.457235 * (GAS_CONSTANT * t_c) ** 2 / p_c * _real(gas))[:, None] * alpha


def covolume(gas: Gases) -> Float[Array, " gases"]:
    """b_i [L/mol] of each gas; zero for an ideal one."""
    t_c, p_c = _constants(gas)
    return 0.077796 * GAS_CONSTANT * t_c / p_c * _real(gas)


def fugacity_coefficients(
    gas: Gases,
    fraction: Float[Array, "gases cells"],
    temperature: Float[Array, " cells"],
    pressure: Float[Array, " cells"],
) -> tuple[Float[Array, "gases cells"], Float[Array, " cells"]]:
    """ln phi_i and the compressibility Z = p v / (R T) of a mixture at a pressure.

    With A = a p / (R T)^2, B = b p / (R T) and a_i' = sum_j x_j (1 - k_ij) sqrt(a_i a_j),

        ln phi_i = (b_i / b) (Z - 1) - ln(Z - B)
                   - A / (2 sqrt2 B) (2 a_i' / a - b_i / b) ln((Z + (1 + sqrt2) B) / (Z + (1 - sqrt2) B)).

    Like PHREEQC's, ln phi is kept between -4.6 and 4.44. Fractions that do not add up to one are taken as
    they are, as in the middle of an iteration.
    """
    partial, mixed = _mixed_attraction(gas, fraction, temperature)
    b = covolume(gas)
    per_rt = pressure / (GAS_CONSTANT * temperature)
    small_a, small_b = mixed * per_rt / (GAS_CONSTANT * temperature), (b @ fraction) * per_rt
    z = compressibility(small_a, small_b)
    to_a = (per_rt / (GAS_CONSTANT * temperature))[None, :]
    departure = _departure(
        z[None, :], small_a[None, :], small_b[None, :], b[:, None] * per_rt[None, :], partial * to_a
    )
    return _bounded(departure), z


def fugacity_coefficients_alone(
    gas: Gases, pressure: Float[Array, "gases cells"], temperature: Float[Array, " cells"]
) -> Float[Array, "gases cells"]:
    """ln phi_i of each gas as if nothing else were there, at its own pressure [atm].

    This is what PHREEQC does where a water is in equilibrium with a gas of given partial pressure
    (EQUILIBRIUM_PHASES, and the phases of SOLUTION), whatever the pressure on the water. It caps the pressure
    at 10^3.5 atm.
    """
    pressure = jnp.minimum(pressure, HIGHEST_PRESSURE)
    thermal = (GAS_CONSTANT * temperature)[None, :]
    small_a = attraction(gas, temperature) * pressure / thermal**2
    small_b = covolume(gas)[:, None] * pressure / thermal
    z = compressibility(small_a, small_b)
    return _bounded(_departure(z, small_a, small_b, small_b, small_a))


def pressure_of_volume(
    gas: Gases,
    fraction: Float[Array, "gases cells"],
    temperature: Float[Array, " cells"],
    volume: Float[Array, " cells"],
) -> Float[Array, " cells"]:
    """Pressure [atm] of a mixture with a molar volume [L/mol]."""
    mixed = _mixed_attraction(gas, fraction, temperature)[1]
    b = covolume(gas) @ fraction
    return GAS_CONSTANT * temperature / (volume - b) - mixed / (volume * (volume + 2 * b) - b**2)


def residual_helmholtz(
    gas: Gases,
    amount: Float[Array, "gases cells"],
    temperature: Float[Array, " cells"],
    volume: Float[Array, " cells"],
) -> Float[Array, " cells"]:
    """Helmholtz energy beyond that of ideal gases at the same T and V, over R T [mol]; volume in L.

    A / (R T) = -n ln(1 - b n / V) - a n / (2 sqrt2 b R T) ln((V + (1 + sqrt2) b n) / (V + (1 - sqrt2) b n)).
    Its derivative by n_i at T and V is ln phi_i + ln Z: the scalar that all fugacities come from.
    """
    total = jnp.sum(amount, axis=0)
    mixed = _mixed_attraction(gas, amount / total[None, :], temperature)[1]
    filled = covolume(gas) @ amount
    real = filled > 0
    safe = jnp.where(real, filled, 1.0)
    stretch = jnp.log((volume + _LARGE * filled) / (volume + _SMALL * filled))
    pull = mixed * total**2 / (2 * math.sqrt(2.0) * safe * GAS_CONSTANT * temperature) * stretch
    return -total * jnp.log1p(-filled / volume) - jnp.where(real, pull, 0.0)


def compressibility(a: Float[Array, "*shape"], b: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """The largest root Z of Z^3 - (1 - B) Z^2 + (A - 3 B^2 - 2 B) Z - (A B - B^2 - B^3) = 0.

    The closed form finds it; two Newton steps from there, through which alone derivatives pass, make value
    and derivatives up to the third exact. Where two roots meet the derivative does not exist, and the steps
    are left out.
    """
    z = jax.lax.stop_gradient(_largest_root(jax.lax.stop_gradient(a), jax.lax.stop_gradient(b)))
    c2, c1, c0 = b - 1, a - 3 * b**2 - 2 * b, b**3 + b**2 - a * b
    for _ in range(2):
        slope = (3 * z + 2 * c2) * z + c1
        simple = jnp.abs(slope) > 1e-9
        step = (((z + c2) * z + c1) * z + c0) / jnp.where(simple, slope, 1.0)
        z = z - jnp.where(simple, step, 0.0)
    return z


def _largest_root(a, b):
    """Closed form for the largest real root of the cubic in Z."""
    c2, c1, c0 = b - 1, a - 3 * b**2 - 2 * b, b**3 + b**2 - a * b
    # with Z = t - c2/3: t^3 - 3 p t - 2 q = 0
    p = (c2**2 / 3 - c1) / 3
    q = (c1 * c2 / 3 - 2 * c2**3 / 27 - c0) / 2
    discriminant = q**2 - p**3
    three = discriminant < 0
    root_p = jnp.sqrt(jnp.where(three, p, 1.0))
    cosine = jnp.clip(jnp.where(three, q, 0.0) / root_p**3, -1.0, 1.0)
    of_three = 2 * root_p * jnp.cos(jnp.arccos(cosine) / 3)
    # one real root: the cube root of the larger magnitude, and p over it, so that nothing cancels
    larger = jnp.cbrt(q + jnp.where(q < 0, -1.0, 1.0) * jnp.sqrt(jnp.where(three, 0.0, discriminant)))
    of_one = larger + p / jnp.where(larger == 0, 1.0, larger)
    return jnp.where(three, of_three, of_one) - c2 / 3


def _departure(z, a, b, b_i, a_i):
    """ln phi of a gas with A_i' and B_i in a mixture with A and B."""
    real = b > 0
    safe = jnp.where(real, b, 1.0)
    room = jnp.where(z > b, z - b, 1.0)
    stretch = jnp.log((z + _LARGE * safe) / jnp.where(z > b, z + _SMALL * safe, 1.0))
    # A (2 a_i'/a - b_i/b) / B, written without a division by A, which an ideal gas does not have
    pull = (2 * a_i - a * b_i / safe) / (2 * math.sqrt(2.0) * safe) * stretch
    departure = b_i / safe * (z - 1) - jnp.log(room) - pull
    return jnp.where(real, jnp.where(z > b, departure, LOWEST), 0.0)


def _bounded(ln_phi):
    return jnp.clip(ln_phi, LOWEST, HIGHEST)


def _mixed_attraction(gas, fraction, temperature):
    """a_i' = sum_j x_j a_ij of each gas, and a = sum_i x_i a_i' of the mixture."""
    squared = attraction(gas, temperature)
    root = jnp.where(squared > 0, jnp.sqrt(jnp.where(squared > 0, squared, 1.0)), 0.0)
    partial = root * ((1 - gas.binary) @ (fraction * root))
    return partial, jnp.sum(fraction * partial, axis=0)


def _real(gas: Gases):
    return jnp.where((gas.critical_temperature > 0) & (gas.critical_pressure > 0), 1.0, 0.0)


def _constants(gas: Gases):
    """Critical constants, with a stand-in for those of an ideal gas."""
    real = _real(gas) > 0
    return (
        jnp.where(real, gas.critical_temperature, 1.0),
        jnp.where(real, gas.critical_pressure, 1.0),
    )
