"""Whether a law keeps its contract: entropy is produced, never destroyed."""

from dataclasses import dataclass

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.laws.base import AbstractLaw
from fluxforce.thermo.base import AbstractPotential


@dataclass(frozen=True)
class LawReport:
    """Least production over its own size, and the largest flux without force over the largest with it."""

    least: float
    at_rest: float
    sites: int


def check_law(
    law: AbstractLaw,
    potential: AbstractPotential,
    tail: Float[Array, "coordinates sites"],
    head: Float[Array, "coordinates sites"] | None = None,
    *,
    reactants: Float[Array, "rows quantities"] | None = None,
    products: Float[Array, "rows quantities"] | None = None,
    tolerance: float = 1e-12,
) -> LawReport:
    """The contract of `AbstractLaw` at every site, with forces made as the kernel makes them.

    ``tail`` and ``head`` are coordinates of the potential; no head means a reaction inside one place. No
    stoichiometry means that every quantity moves as it is, one row each.

    1. The sum over rows of J X >= 0, up to ``tolerance`` of the sum of absolute values.
    2. J = 0 where X = 0 (for transport: where both ends are alike).
    3. J and its derivatives by the state of both ends are finite.
    """
    count = len(potential.quantities)
    reactants = jnp.eye(count) if reactants is None else reactants
    products = reactants if products is None else products

    both = tail if head is None else head
    keys = jax.random.split(jax.random.key(0))
    tangents = (jax.random.normal(keys[0], tail.shape), jax.random.normal(keys[1], tail.shape))
    force, found, slope, still = _measured(law, potential, (tail, both), tangents, reactants, products)
    _finite("flux", found, tail, both)
    produced = np.asarray(jnp.sum(force * found, axis=0))
    size = np.asarray(jnp.sum(jnp.abs(force * found), axis=0)) + 1e-300
    worst = int(np.argmin(produced / size))
    assert produced[worst] >= -tolerance * size[worst], (
        f"{type(law).__name__} destroys entropy, sum J X = {produced[worst]:g}: force "
        f"{_column(force, worst)}, flux {_column(found, worst)}, tail {_column(tail, worst)}, "
        f"head {_column(both, worst)}"
    )
    resting = float(jnp.max(jnp.abs(still)) / (jnp.max(jnp.abs(found)) + 1e-300))
    assert resting <= tolerance, (
        f"{type(law).__name__} has the flux {np.asarray(still).max():g} where there is no force"
    )
    _finite("slope of the flux", slope, tail, both)
    return LawReport(float(produced[worst] / size[worst]), resting, tail.shape[1])


@eqx.filter_jit
def _measured(law, potential, ends, tangents, reactants, products) -> tuple[Array, Array, Array, Array]:
    """Force, flux, its change along tangents of both ends, and the flux that is left without a force."""

    def flux(tail: Array, head: Array) -> tuple[Array, Array]:
        one, other = potential.read(tail), potential.read(head)
        force = products @ other.conjugates - reactants @ one.conjugates
        return force, law.flux(force, one, other)

    (force, found), (_, slope) = jax.jvp(flux, ends, tangents)
    one = potential.read(ends[0])
    return force, found, slope, law.flux(jnp.zeros_like(force), one, one)


def _finite(what: str, values: Array, tail: Array, head: Array) -> None:
    bad = np.argwhere(~np.isfinite(np.asarray(values)))
    if bad.size:
        row, site = bad[0]
        raise AssertionError(
            f"the {what} of row {row} is not finite: tail {_column(tail, site)}, head {_column(head, site)}"
        )


def _column(values: Array, site: int) -> list[float]:
    return [float(f"{v:.6g}") for v in np.asarray(values)[:, site]]
