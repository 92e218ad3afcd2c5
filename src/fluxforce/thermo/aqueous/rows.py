"""Statements about one water as rows of a system of equations, and its solution from several first guesses."""

import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.thermo.aqueous.newton import System, closures, molalities

_LONGEST_STEP = 2.0
_ITERATIONS = 300
_TOLERANCE = 1e-9
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
    of_m, of_z, target = (jnp.array(np.array(part)) for part in (rows.of_molality, rows.of_z, rows.target))
    guesses = (_PH_GUESSES if ph is None else (ph,)) if proton is not None else (7.0,)
    starts = jnp.array(np.array([_start(rows, amounts, proton, guess) for guess in guesses]))
    found, last = (np.asarray(part) for part in _newton(system, of_m, of_z, target, starts))
    good = np.flatnonzero((last < _TOLERANCE) & np.all(np.isfinite(found), axis=1))
    return found[good[0]] if good.size else None


def _start(rows: Rows, amounts: dict[int, float], proton: int | None, ph: float) -> np.ndarray:
    """Activities equal to the totals; the free ones such that the phases are in equilibrium, as nearly as can be."""
    z = np.full(rows.components, np.log(1e-3))
    for j, amount in amounts.items():
        z[j] = np.log(abs(amount) + 1e-7)
    if proton is not None:
        z[proton] = -ph * np.log(10.0)
    free = [j for j in range(rows.components) if j not in amounts and j != proton]
    phases = [i for i, row in enumerate(rows.of_z) if np.any(row[free])]
    if free and phases:
        matrix = np.array([rows.of_z[i][:-2] for i in phases])
        short = np.array([rows.target[i] for i in phases]) - matrix @ z
        z[free] += np.linalg.lstsq(matrix[:, free], short, rcond=None)[0]
    return np.concatenate([np.clip(z, -60.0, 0.0), [np.log(1e-3), 0.0]])


@jax.jit
def _newton(system: System, of_m: Array, of_z: Array, target: Array, starts: Array):
    """Newton's method with the whole step shortened, from every start: coordinates and last steps."""

    def residual(z):
        molality = molalities(system, z[:, None])[0][:, 0]
        borders = system.rows[-2:] @ molality - closures(z[:, None])[:, 0]
        asked = of_m @ molality + of_z @ z - target
        size = jnp.abs(of_m) @ molality + jnp.abs(of_z).sum(axis=1)
        # Rows count relative to what they add up, so that traces weigh as much as main components.
        return jnp.concatenate([asked / jax.lax.stop_gradient(size), borders])

    def step(carry):
        z, _, count = carry
        change = -jnp.linalg.solve(jax.jacfwd(residual)(z), residual(z))
        longest = jnp.max(jnp.abs(change))
        return z + change * jnp.minimum(1.0, _LONGEST_STEP / longest), longest, count + 1

    def unfinished(carry):
        _, longest, count = carry
        return (longest >= _TOLERANCE) & (count < _ITERATIONS)

    def from_start(z):
        z, longest, _ = jax.lax.while_loop(unfinished, step, (z, jnp.inf, 0))
        return z, longest

    return jax.vmap(from_start)(starts)
