"""Activity coefficients as functions of the ionic strength, and their mean along a path of dilution.

log10 gamma_k = -A z_k^2 sqrt(I) / (1 + beta_k sqrt(I)) + slope_k I - bend_k I / (1 + I). Arrays are [species,
places].
"""

import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import LN10
from fluxforce.thermo.aqueous.model import AqueousModel
from fluxforce.thermo.equilibria.activity.screening import mean_bend

# Below this t = beta sqrt(I) the closed form of the mean loses digits and its series takes over.
_SERIES_BELOW = 0.25
_SERIES_TERMS = 26


def ln_gamma(model: AqueousModel, ionic_strength: Float[Array, " places"]) -> Float[Array, "species places"]:
    """ln gamma_k at a molal ionic strength."""
    root = jnp.sqrt(ionic_strength)[None, :]
    reach = (LN10 * model.debye_huckel_a * model.charge**2)[:, None]
    strength = ionic_strength[None, :]
    return (
        -reach * root / (1 + model.beta[:, None] * root)
        + (LN10 * model.slope)[:, None] * strength
        - (LN10 * model.bend)[:, None] * (strength / (1 + strength))
    )


def ln_gamma_slope(
    model: AqueousModel, ionic_strength: Float[Array, " places"]
) -> Float[Array, "species places"]:
    """d ln gamma_k / d ln I = ln10 ( -A z^2 sqrt(I) / (2 (1 + beta sqrt(I))^2) + slope I - bend I / (1 + I)^2 )."""
    root = jnp.sqrt(ionic_strength)[None, :]
    reach = (LN10 * model.debye_huckel_a * model.charge**2)[:, None]
    screened = 1 + model.beta[:, None] * root
    strength = ionic_strength[None, :]
    return (
        -0.5 * reach * root / (screened * screened)
        + (LN10 * model.slope)[:, None] * strength
        - (LN10 * model.bend)[:, None] * (strength / (1 + strength) ** 2)
    )


def mean_ln_gamma(
    model: AqueousModel, ionic_strength: Float[Array, " places"]
) -> Float[Array, "species places"]:
    """G_k(I) = (1/I) integral_0^I ln gamma_k dI', in closed form.

    With t = beta sqrt(I) the Debye-Hueckel part is -ln10 A z^2 sqrt(I) phi(t),
    phi(t) = (1 - 2/t + 2 ln(1 + t)/t^2)/t = sum_n (-t)^n 2/(n + 3);
    the bent part is -ln10 bend (1 - ln(1 + I)/I).
    """
    root = jnp.sqrt(ionic_strength)[None, :]
    t = model.beta[:, None] * root
    large = jnp.maximum(t, _SERIES_BELOW)
    small = jnp.minimum(t, _SERIES_BELOW)
    closed = (1 - 2 / large + 2 * jnp.log1p(large) / large**2) / large
    coefficients = jnp.array([(-1.0) ** n * 2 / (n + 3) for n in reversed(range(_SERIES_TERMS))])
    series = jnp.polyval(coefficients, small)
    reach = (LN10 * model.debye_huckel_a * model.charge**2)[:, None]
    phi = jnp.where(t < _SERIES_BELOW, series, closed)
    strength = ionic_strength[None, :]
    return (
        -reach * root * phi
        + (0.5 * LN10 * model.slope)[:, None] * strength
        - (LN10 * model.bend)[:, None] * mean_bend(strength)
    )


def water_activity(model: AqueousModel, molality: Float[Array, "species places"]) -> Float[Array, " places"]:
    """a_w = 1 - water_slope * sum_k m_k (Garrels and Christ, 1965, as PHREEQC uses it)."""
    return 1 - model.water_slope * jnp.sum(molality, axis=0)


def ionic_strength_of(
    model: AqueousModel, molality: Float[Array, "species places"]
) -> Float[Array, " places"]:
    """I = 1/2 sum_k z_k^2 m_k, mol/kg."""
    return 0.5 * jnp.einsum("k,kp->p", model.charge**2, molality)


def saturation(nu, nu_w, ln_k, ln_activity: Array, ln_water: Array) -> Array:
    """ln Omega of phases: nu ln a + nu_w ln a_w - ln K; nu [phases, components], activities [components,
    places]."""
    return nu @ ln_activity + nu_w[:, None] * ln_water[None, :] - ln_k[:, None]


def weights(model: AqueousModel) -> Float[Array, "sums species"]:
    """Rows that sum molalities to: contents of the components, water bound, ionic strength, 1 - a_w,
    charge."""
    rows = [
        model.nu_w,
        0.5 * model.charge**2,
        jnp.broadcast_to(model.water_slope, model.charge.shape),
        model.charge,
    ]
    return jnp.concatenate([model.nu.T, jnp.stack(rows)])
