"""Totals to activities where the coefficients depend on every molality: Pitzer, SIT, and all other models.

Newton's method as for the plain model, with ln a_j and ln I as unknowns. At the molalities m of the last step the
model gives ln gamma and ln a_w, and at those of the first guess, by one derivative along m itself, how they grow
when all molalities grow together (h_k = d ln gamma_k/d ln I and w = d ln a_w/d ln I along the dilution). Between
steps

    ln m_k = ln K_k + nu_k . ln a + nu_w,k (ln a_w + w D) - ln gamma_k - h_k D,     D = ln I - ln I(m)

so the response to the ionic strength is in the Jacobian as it was at the start, and what comes from shifts between
species of one strength lags. Steps shrink by a constant factor, the smaller the fewer complexes there are.
A cell has converged when neither activities nor coefficients change any more.
"""

import functools

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax.core import Tracer

from fluxforce._types import Array, Float, PyTree
from fluxforce.constants import LN10
from fluxforce.numerics.cells import block_by_block, bucket, change_of_roots, pad
from fluxforce.thermo.aqueous.blocks import BLOCK, Speciation
from fluxforce.thermo.aqueous.guess import activities_near
from fluxforce.thermo.aqueous.newton import System, eliminate, mismatch, molalities, newton
from fluxforce.thermo.aqueous.rescue import rescued
from fluxforce.thermo.equilibria.activity.base import AbstractActivity
from fluxforce.thermo.equilibria.chemistry import Chemistry, ln_k

TOLERANCE = 1e-10
_LONGEST_STEP = 2.0  # in ln a
_CLOSE = 1.0  # a step in ln a or ln m after which the coefficients' growth enters the matrix
_ABSENT = -1e3  # ln K of a species that fills up the list
_STRONGEST = 40.0  # [mol/kg] coefficients of stronger waters, on the way, are those of this ionic strength
_PATIENCE = 15  # steps with the growth of the coefficients
_HIGHEST = 7.0  # ln m on the way
_STRENGTHS = (1e-7, 20.0)  # [mol/kg] range of guessed ionic strengths
_NEAR, _NEAR_STEPS = 0.3, 40  # last step of a first guess, and most steps of it
_TINY = 1e-300
_GUESSED = (
    0.51,
    0.1,
)  # A [(kg/mol)^1/2] and slope/(A z^2) of the coefficients that a first guess is made with


class Mixture(eqx.Module):
    """The arrays of a chemistry that mass action needs, without names."""

    nu: Float[Array, "species components"]
    nu_w: Float[Array, " species"]
    log_k: Float[Array, "species 6"]
    charge: Float[Array, " species"]
    proton: Float[Array, " components"]
    activity: AbstractActivity

    @staticmethod
    def of(chemistry: Chemistry) -> "Mixture":
        """The dissolved species of a chemistry, as many as its activity model has room for."""
        if chemistry.electron is not None or chemistry.sorbed is not None:
            raise ValueError(
                "plain speciation knows no electrons, exchangers and surfaces; "
                "build the chemistry without (redox=False), or equilibrate it"
            )
        if not np.array_equal(np.asarray(chemistry.counts), np.asarray(chemistry.nu)):
            raise ValueError(
                "species that count otherwise than by their formula (-mole_balance) need equilibrate"
            )
        rest = chemistry.room[0] - len(chemistry.species)
        filled = jnp.zeros((rest, 6)).at[:, 0].set(_ABSENT / LN10)
        return Mixture(
            nu=jnp.concatenate([chemistry.nu, jnp.zeros((rest, len(chemistry.components)))]),
            nu_w=jnp.pad(chemistry.nu_w, (0, rest)),
            log_k=jnp.concatenate([chemistry.log_k, filled]),
            charge=jnp.pad(chemistry.charge, (0, rest)),
            proton=jnp.array([float(name == "H+") for name in chemistry.components]),
            activity=chemistry.activity,
        )

    def near(self, constants: Float[Array, " species"]) -> System:
        """A plain model of about the same water, for a first guess."""
        a, slope = _GUESSED
        squared = self.charge**2
        present = jnp.where(constants > 0.5 * _ABSENT, 0.017, 0.0)
        return System(
            columns=jnp.concatenate([self.nu, self.nu_w[:, None]], axis=1),
            rows=jnp.concatenate([self.nu.T, 0.5 * squared[None], present[None]]),
            ln_k=constants,
            reach=LN10 * a * squared,
            beta=jnp.ones_like(squared),
            slope=LN10 * a * slope * squared,
            bend=jnp.zeros_like(squared),
            proton=self.proton,
        )


def speciate_chemistry(
    chemistry: Chemistry,
    totals: Float[Array | np.ndarray, "components places"],
    start: Speciation | None,
    temperature: Float[Array, "#places"],
    tolerance: float,
    max_iterations: int,
) -> Speciation:
    """See `speciate`; temperatures in K, one for all cells or one each; at one atmosphere."""
    totals = jnp.asarray(totals)
    mixture, cells, species = Mixture.of(chemistry), totals.shape[1], len(chemistry.species)
    padded = bucket(cells)
    state = pad(temperature[None], padded) if temperature.shape[0] > 1 else temperature[None]
    begin = None
    if start is not None:
        if start.ln_molality is None:
            raise ValueError("a start for this chemistry is a Speciation of the same chemistry")
        filled = jnp.full((mixture.nu.shape[0] - species, cells), _ABSENT)
        begin = pad(start.z[:-1], padded), pad(jnp.concatenate([start.ln_molality, filled]), padded)
    found = _solve(mixture, state, pad(totals, padded), begin, tolerance, max_iterations)
    z, ln_molality, size, iterations = (a[..., :cells] for a in found)
    good = (size < tolerance) & jnp.all(jnp.isfinite(z), axis=0)
    found = Speciation(z, good, size, iterations.astype(int), ln_molality[:species])
    return found if isinstance(good, Tracer) else rescued(chemistry, totals, temperature, found)


def _sums(mixture: Mixture) -> tuple[Array, np.ndarray]:
    """Rows of all sums of molalities that a step needs, and where each element of the symmetric part stands."""
    count = mixture.nu.shape[1]
    nu, strength = mixture.nu.T, 0.5 * mixture.charge**2
    first, second = np.triu_indices(count)
    position = np.zeros((count, count), dtype=int)
    position[first, second] = position[second, first] = np.arange(first.size)
    rows = [
        nu[first] * nu[second],
        jnp.maximum(nu, 0),
        jnp.maximum(-nu, 0),
        strength[None] * nu,
        strength[None],
    ]
    return jnp.concatenate(rows), position


def _rows(mixture: Mixture) -> Array:
    """What is known of the molalities: totals and ionic strength, [components + 1, species]."""
    return jnp.concatenate([mixture.nu.T, 0.5 * mixture.charge[None] ** 2])


def _newton(mixture: Mixture, state: Array, totals: Array, begin, tolerance: float, max_iterations: int):
    """A block of cells: z, ln m, last steps and iterations."""
    constants, at = _at(mixture, state)
    (table, position), rows, strength = _sums(mixture), _rows(mixture), 0.5 * mixture.charge**2
    count, cells = totals.shape
    parts = np.cumsum([position.max() + 1, count, count, count])
    z, ln_m = _first(mixture, constants, totals) if begin is None else begin

    begun = jnp.exp(ln_m)
    _, (growth, drying) = jax.jvp(lambda m: _coefficients(mixture, at, m), (begun,), (begun,))

    def step(carry):
        z, ln_m, _, size, iterations = carry
        molality = jnp.exp(ln_m)
        counted = strength @ molality
        molality = molality * jnp.minimum(1.0, _STRONGEST / counted)[None, :]
        ln_strength = jnp.log(jnp.minimum(counted, _STRONGEST))
        ln_gamma, ln_water = _coefficients(mixture, at, molality)
        # What is carried on from step to step are the molalities of the components, not their activities: where
        # coefficients jump, a fixed activity would make molalities that no total allows.
        held = jnp.concatenate([ln_m[:count] + ln_gamma[:count], ln_strength[None]])
        slid = jnp.max(jnp.abs(held - z), axis=0)
        z = jnp.where((size >= tolerance)[None], held, z)
        free = constants + mixture.nu_w[:, None] * ln_water[None, :] - ln_gamma
        # Far off, and where that does not help, coefficients stay as they are for a step: the matrix of the rest
        # is positive definite.
        near = (size < _CLOSE) & (iterations < _PATIENCE)
        bend = jnp.where(near[None, :], growth - mixture.nu_w[:, None] * drying[None, :], 0.0)

        def mass_action(z):
            return jnp.minimum(free + mixture.nu @ z[:-1] - bend * (z[-1] - ln_strength)[None, :], _HIGHEST)

        now = mass_action(z)
        molality = jnp.exp(now)
        half, brought, taken, border, total = jnp.split(table @ molality, parts)
        bent = rows @ (molality * bend)
        upper = jnp.concatenate([half[position], -bent[:-1, None]], axis=1)
        lower = jnp.concatenate([border, -bent[-1:] - jnp.exp(z[-1:])])
        error = jnp.concatenate([mismatch(brought, taken, totals), total - jnp.exp(z[-1:])])
        change = eliminate(jnp.concatenate([upper, lower[None]]), -error)

        longest = jnp.max(jnp.abs(change), axis=0)
        shifted = jnp.maximum(slid, jnp.max(jnp.abs(now - ln_m), axis=0))
        active = size >= tolerance  # False for NaN: such a cell stops, and is not counted as converged
        moved = z + jnp.where(active, jnp.minimum(1.0, _LONGEST_STEP / longest), 0.0)[None] * change
        counted = jnp.log(jnp.clip(total, *_STRENGTHS))
        moved = jnp.where((longest > _LONGEST_STEP)[None], moved.at[-1:].set(counted), moved)
        z = jnp.where(active[None], moved, z)
        return (
            z,
            jnp.where(active[None], mass_action(z), ln_m),
            jnp.where(active, ln_water + drying * (z[-1] - ln_strength), carry[2]),
            jnp.where(active, jnp.maximum(longest, shifted), size),
            iterations + active.astype(float),
        )

    def unfinished(carry):
        _, _, _, size, iterations = carry
        return jnp.any((size >= tolerance) & (iterations < max_iterations))

    carry = (z, ln_m, jnp.zeros(cells), jnp.full(cells, jnp.inf), jnp.zeros(cells))
    z, ln_m, ln_water, size, iterations = jax.lax.while_loop(unfinished, step, carry)
    return jnp.concatenate([z, ln_water[None]]), ln_m, size, iterations


def _at(mixture: Mixture, state: Array) -> tuple[Array, PyTree]:
    """ln K and the parameters of the activity model at T, [1, cells] or [1, 1], and one atmosphere."""
    temperature = state[0]
    return ln_k(mixture.log_k, temperature), mixture.activity.at(temperature, jnp.ones_like(temperature))


def _coefficients(mixture: Mixture, at: PyTree, molality: Array) -> tuple[Array, Array]:
    return mixture.activity.ln_gamma(at, molality), mixture.activity.ln_water(at, molality)


def _first(mixture: Mixture, constants: Array, totals: Array) -> tuple[Array, Array]:
    """ln a and ln I, and ln m, of waters with these totals and simple coefficients.

    Molalities that do not add up to the totals can be far too large, and interactions grow with them.
    """
    near = mixture.near(jnp.mean(constants, axis=1))
    z, _, _ = newton(near, totals, activities_near(near, totals), _NEAR, _NEAR_STEPS)
    return z[:-1], jnp.log(molalities(near, z)[0] + _TINY)


@functools.partial(jax.custom_jvp, nondiff_argnums=(4, 5))
def _blocks(mixture: Mixture, state: Array, totals: Array, begin, tolerance: float, max_iterations: int):
    """Newton's method block by block: z, ln m, last steps and iterations (as floats)."""
    uniform = state.shape[1] == 1

    def block(inputs):
        moving, totals, begin = inputs
        return _newton(mixture, state if uniform else moving, totals, begin, tolerance, max_iterations)

    return block_by_block(block, (None if uniform else state, totals, begin), totals.shape[1], BLOCK)


@_blocks.defjvp
def _blocks_jvp(tolerance, max_iterations, primals, tangents):
    """d(y, ln m) from the linearised mass action and totals, by the theorem of the implicit function."""
    mixture, state, totals, begin = primals
    out = _blocks(mixture, state, totals, begin, tolerance, max_iterations)
    z, ln_m = out[:2]
    count = totals.shape[0]

    def unknowns(mixture, state, totals, x):
        ln_a, ln_m = x[:count], x[count:]
        constants, at = _at(mixture, state)
        ln_gamma, ln_water = _coefficients(mixture, at, jnp.exp(ln_m))
        formed = constants + mixture.nu @ ln_a + mixture.nu_w[:, None] * ln_water[None, :] - ln_gamma
        return jnp.concatenate([mixture.nu.T @ jnp.exp(ln_m) - totals, ln_m - formed])

    x = jnp.concatenate([z[:count], ln_m])
    _, change = jax.jvp(lambda m, s, t: unknowns(m, s, t, x), (mixture, state, totals), tangents[:3])
    moved = change_of_roots(lambda x: unknowns(mixture, state, totals, x), x, change)

    def borders(mixture, state, ln_m):
        _, at = _at(mixture, state)
        molality = jnp.exp(ln_m)
        strength = 0.5 * mixture.charge**2 @ molality
        return jnp.stack([jnp.log(strength), mixture.activity.ln_water(at, molality)])

    _, closed = jax.jvp(borders, (mixture, state, ln_m), (*tangents[:2], moved[count:]))
    moved_z = jnp.concatenate([moved[:count], closed])
    return out, (moved_z, moved[count:], jnp.zeros_like(out[2]), jnp.zeros_like(out[3]))


_solve = jax.jit(_blocks, static_argnums=(4, 5))
