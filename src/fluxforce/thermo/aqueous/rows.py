"""Statements about one water as rows of a system of equations, solved from several first guesses."""

import math

import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.thermo.aqueous.guess import balanced
from fluxforce.thermo.aqueous.newton import System, closing, closures, molalities

_LONGEST_STEP = 2.0
_ITERATIONS = 300
_TOLERANCE = 1e-9
_UNKNOWN = 1e-3  # [mol/kgw] guess of what nothing is known of
_FOLLOW = 4  # rounds of the first guess
_PH_GUESSES = (7.0, 5.0, 9.0, 3.0, 11.0, 1.0, 13.0)


class Rows:
    """Equations `of_molality . m + of_z . z = target`, one for each component."""

    def __init__(self, components: int, species: int):
        self.components, self.species = components, species
        self.of_molality: list[np.ndarray] = []
        self.of_z: list[np.ndarray] = []
        self.target: list[float] = []

    def total(self, weights: np.ndarray, amount: float) -> None:
        """A weighted sum of molalities."""
        self._add(np.asarray(weights), np.zeros(self.components + 2), amount)

    def activity(self, component: int, ln_a: float) -> None:
        """A fixed activity."""
        self._add(np.zeros(self.species), np.eye(self.components + 2)[component], ln_a)

    def phase(self, nu: np.ndarray, nu_w: float, target: float) -> None:
        """Equilibrium with a phase: nu ln a + nu_w ln a_w."""
        self._add(np.zeros(self.species), np.concatenate([nu, [0.0, nu_w]]), target)

    def _add(self, of_molality, of_z, target):
        self.of_molality.append(of_molality)
        self.of_z.append(of_z)
        self.target.append(target)


def solve_rows(system: System, rows: Rows, amounts: dict[int, float], proton: int | None, ph: float | None):
    """Coordinates of the water, or None if Newton's method finds none from any of the guesses."""
    equations = tuple(jnp.array(np.array(part)) for part in (rows.of_molality, rows.of_z, rows.target))
    count = rows.components
    guesses = ph if ph is not None else np.array(_PH_GUESSES)
    ln_a = np.full((count, len(_PH_GUESSES)), np.log(_UNKNOWN))
    if proton is not None:
        ln_a[proton] = -guesses * np.log(10.0)
    totals = np.zeros(count)
    for j, amount in amounts.items():
        totals[j] = amount
        ln_a[j] = np.log(abs(amount) + 1e-7)
    held = np.array([j not in amounts for j in range(count)])

    # Activities that no total gives follow from the phases, as nearly as can be, when the others are known.
    free = held & (np.arange(count) != proton)
    phases = np.array(rows.of_z)[:, :count]
    phases = np.where(np.any(phases[:, free], axis=1, keepdims=True), phases, 0.0)
    correction = np.zeros((count, count))
    correction[free] = np.linalg.pinv(phases[:, free])
    guess = tuple(jnp.array(part) for part in (totals, held, correction, phases, ln_a))
    found, last = (np.asarray(part) for part in _newton(system, equations, guess))
    good = np.flatnonzero((last < _TOLERANCE) & np.all(np.isfinite(found), axis=1))
    return found[good[0]] if good.size else None


@jax.jit
def _newton(system: System, equations: tuple, guess: tuple):
    """Newton's method with the whole step shortened, from every start: coordinates and last steps."""
    of_m, of_z, target = equations
    count = target.shape[0]

    def residual(z):
        molality = molalities(system, z[:, None])[0][:, 0]
        borders = system.rows[-2:] @ molality - closures(z[:, None])[:, 0]
        asked = of_m @ molality + of_z @ z - target
        size = jnp.abs(of_m) @ molality + jnp.abs(of_z).sum(axis=1)
        # Rows count relative to what they add up, so that traces weigh as much as main components.
        return jnp.concatenate([asked / jax.lax.stop_gradient(size), borders]), molality

    def step(carry):
        z, _, iterations = carry
        (error, molality), (slope, _) = residual(z), jax.jacfwd(residual)(z)
        change = -jnp.linalg.solve(slope, error)
        longest = jnp.max(jnp.abs(change))
        moved = z + change * jnp.minimum(1.0, _LONGEST_STEP / longest)
        # Far off, the closures follow the molalities (as in speciation).
        near = moved.at[count:].set(closing(system.rows[count:] @ molality[:, None])[:, 0])
        return jnp.where(longest > _LONGEST_STEP, near, moved), longest, iterations + 1

    def unfinished(carry):
        _, longest, iterations = carry
        return (longest >= _TOLERANCE) & (iterations < _ITERATIONS)

    def from_start(z):
        z, longest, _ = jax.lax.while_loop(unfinished, step, (z, jnp.inf, 0))
        return z, longest

    return jax.vmap(from_start)(_starts(system, target, guess).T)


def _starts(system: System, target: Array, guess: tuple) -> Array:
    """First coordinates, [coordinates, guesses]: totals balanced, then phases, and again."""
    totals, held, correction, phases, ln_a = guess
    totals = jnp.broadcast_to(totals[:, None], ln_a.shape)

    def follow(_, z):
        ln_a = z[:-2] + correction @ (target[:, None] - phases @ z[:-2])
        z = jnp.concatenate([jnp.clip(ln_a, -100.0, 5.0), z[-2:]])
        return balanced(system, totals, z, held[:, None])

    borders = jnp.broadcast_to(jnp.array([[math.log(_UNKNOWN)], [0.0]]), (2, ln_a.shape[1]))
    return jax.lax.fori_loop(0, _FOLLOW, follow, jnp.concatenate([ln_a, borders]))
