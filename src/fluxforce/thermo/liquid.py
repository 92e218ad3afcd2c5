"""A liquid mixture with heat: mass fractions that add up to one, at constant density."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import GAS_CONSTANT
from fluxforce.thermo.base import AbstractPotential, Reading


class LiquidMixture(AbstractPotential):
    """Masses rho w_k of all components but the last, and energy u, per cubic metre: ideal mixing, density held.

    u = C T + rho sum_k w_k e_k,
    s = C ln T - R rho sum_k (w_k/M_k) ln x_k, x_k the mole fractions, hence y_u = 1/T and
    y_k = -(mu_k - mu_n)/T = -e_k/T - R (ln x_k/M_k - ln x_n/M_n) [J/K/kg] for every component k against the last, n:
    the barycentric frame. At one density for all components it is the frame of the volume, too.

    Coordinates ln(w_k/w_n) and ln T, so that mass fractions stay between 0 and 1. ``density`` rho [kg/m3],
    ``capacity`` C [J/m3/K], ``molar`` mass M of every component [kg/mol]; ``enthalpy`` e_k [J/kg] of every component
    but the last over that of the last: a datum that no measurable number depends on.
    """

    density: Float[Array, ""]
    capacity: Float[Array, ""]
    molar: Float[Array, " components"]
    enthalpy: Float[Array, " rows"]
    quantities: tuple[str, ...] = eqx.field(static=True)
    linear: tuple[bool, ...] = eqx.field(static=True)

    def __init__(
        self,
        names: tuple[str, ...],
        *,
        density: float | Array,
        capacity: float | Array,
        molar: Float[Array, " components"],
        enthalpy: Float[Array, " rows"] | None = None,
    ):
        """``names`` of all components; the last one is no quantity of its own."""
        rows = len(names) - 1
        self.density, self.capacity = jnp.asarray(density, float), jnp.asarray(capacity, float)
        self.molar = jnp.asarray(molar, float)
        self.enthalpy = jnp.zeros(rows) if enthalpy is None else jnp.asarray(enthalpy, float)
        self.quantities = (*names[:-1], "energy")
        self.linear = (False,) * (rows + 1)

    def read(self, coordinates: Float[Array, "coordinates places"]) -> Reading:
        ratio = jnp.concatenate([coordinates[:-1], jnp.zeros((1, coordinates.shape[1]))])
        shift = jnp.max(ratio, axis=0)
        mass = jnp.exp(ratio - shift[None])
        logarithm = ratio - (shift + jnp.log(jnp.sum(mass, axis=0)))[None]
        fraction = jnp.exp(logarithm)
        amount = fraction / self.molar[:, None]
        total = jnp.sum(amount, axis=0)
        share = logarithm - jnp.log(self.molar)[:, None] - jnp.log(total)[None]  # ln x
        temperature = jnp.exp(coordinates[-1])
        energy = self.capacity * temperature + self.density * (self.enthalpy @ fraction[:-1])
        mixing = -GAS_CONSTANT * self.density * jnp.sum(amount * share, axis=0)
        own = share / self.molar[:, None]
        conjugates = -GAS_CONSTANT * (own[:-1] - own[-1:]) - self.enthalpy[:, None] / temperature[None]
        nothing = jnp.zeros((0, coordinates.shape[1]))
        return Reading(
            content=jnp.concatenate([self.density * fraction[:-1], energy[None]]),
            conjugates=jnp.concatenate([conjugates, 1.0 / temperature[None]]),
            slaved=nothing,
            constraints=nothing,
            entropy=self.capacity * coordinates[-1] + mixing,
            detail={"mass fraction": fraction},
        )

    def guess(self, content: Float[Array, "balanced places"]) -> Float[Array, "coordinates places"]:
        fraction = content[:-1] / self.density
        rest = 1.0 - jnp.sum(fraction, axis=0)
        temperature = (content[-1] - self.density * (self.enthalpy @ fraction)) / self.capacity
        return jnp.concatenate([jnp.log(fraction / rest[None]), jnp.log(temperature)[None]])
