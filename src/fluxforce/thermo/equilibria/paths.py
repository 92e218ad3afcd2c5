"""Reaction paths: contents of a water along a mixture, a reagent, a heating or an evaporation, and its equilibria.

A path is linear in its contents [mol of every component and of water]:

    c(xi) = c_0 + sum_r xi_r nu_r          T(xi), p(xi) given

with xi_r [mol] how much of reagent r has been added (negative: taken away) and nu_r the contents of one mole of it.
Nothing along such a path depends on what happened before, so all its stops are cells of one batch (`Path.stops`).
`Path.in_turn` follows it stop by stop, where what forms is taken away from the water's reach (fractionation).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.thermo.equilibria.chemistry import Chemistry
from fluxforce.thermo.equilibria.solution import Solution
from fluxforce.thermo.equilibria.systems import Contact, react
from fluxforce.thermo.equilibria.waters import Number, WaterError, per_cell

ALONE = Contact()  # a water in contact with nothing


@dataclass(frozen=True)
class Path:
    """Stops of a path: progress variable (in the unit of what drives it), contents, temperature [K], pressure [atm]."""

    progress: Float[Array, " stops"]
    contents: Float[Array, "totals stops"]
    temperature: Float[Array, " stops"]
    pressure: Float[Array, " stops"]

    def stops(self, chemistry: Chemistry, contact: Contact = ALONE, near: Solution | None = None) -> Solution:
        """Equilibrium at every stop, each from the start of the path: one batch, cells are stops.

        Stops of which no solution is found are tried again from their nearest neighbour, as long as that helps.
        """

        def solve(near: Solution | None) -> Solution:
            return react(
                chemistry,
                self.contents,
                contact,
                temperature=self.temperature,
                pressure=self.pressure,
                near=near,
            )

        found = solve(near)
        for _ in range(self.progress.shape[0]):
            good = np.flatnonzero(np.asarray(found.converged))
            if good.size in (0, self.progress.shape[0]):
                break
            again = solve(_neighbours(found, good))
            if int(jnp.sum(again.converged)) <= good.size:
                break
            found = again
        return found

    def in_turn(
        self, chemistry: Chemistry, contact: Callable[[int], Contact] = lambda stop: ALONE
    ) -> list[Solution]:
        """Equilibrium stop by stop, where each begins with the water that the stop before has left behind.

        What phases, gas and sites took up is gone: `contact` says what the water meets at each stop, 0 the first.
        """
        water: Array | None = None
        found: list[Solution] = []
        for k in range(self.contents.shape[1]):
            at = slice(k, k + 1)
            step = self.contents[:, at] if k == 0 else self.contents[:, at] - self.contents[:, k - 1 : k]
            contents = step if water is None else water + step
            solution = react(
                chemistry,
                contents,
                contact(k),
                temperature=self.temperature[at],
                pressure=self.pressure[at],
                near=found[-1] if found else None,
            )
            water = solution.contents(chemistry)
            found.append(solution)
        return found


def mixture(chemistry: Chemistry, waters: Sequence[tuple[Solution, Number]]) -> Float[Array, "totals cells"]:
    """Contents of a mixture: every water times its fraction, added up; nothing is lost, water itself included.

    Fractions are multiples of each water as it is, and need not add up to one; arrays give a mixing series. Waters of
    another chemistry (valences kept apart, no sites) are read in the components of this one.
    """
    if not waters:
        raise WaterError("a mixture of no water")
    total: Array | None = None
    for water, fraction in waters:
        own = water.contents(chemistry)
        part = jnp.atleast_1d(jnp.asarray(fraction, dtype=float))[None] * own
        total = part if total is None else total + part
    assert total is not None
    return total


def mixed_temperature(waters: Sequence[tuple[Solution, Number]]) -> Float[Array, " cells"]:
    """Temperature [K] of a mixture: the mean by fraction and mass of water, heat capacities being alike."""
    shares = [jnp.asarray(fraction, dtype=float) * water.kilograms for water, fraction in waters]
    weighed = [share * water.temperature for share, (water, _) in zip(shares, waters, strict=True)]
    return sum(weighed[1:], weighed[0]) / sum(shares[1:], shares[0])


def added(
    start: Float[Array, "totals 1"],
    reagent: Float[Array, " totals"],
    amounts: Number,
    *,
    temperature: Number = 298.15,
    pressure: Number = 1.0,
) -> Path:
    """A reagent whose mole has the contents `reagent`, added in `amounts` [mol] counted from the start."""
    progress = jnp.atleast_1d(jnp.asarray(amounts, dtype=float))
    return _path(progress, start + reagent[:, None] * progress[None], temperature, pressure)


def heated(start: Float[Array, "totals 1"], temperature: Number, *, pressure: Number = 1.0) -> Path:
    """The same contents at other temperatures [K], which are the progress variable."""
    progress = jnp.atleast_1d(jnp.asarray(temperature, dtype=float))
    return _path(progress, jnp.broadcast_to(start, (start.shape[0], progress.shape[0])), progress, pressure)


def evaporated(
    start: Float[Array, "totals 1"],
    amounts: Number,
    *,
    temperature: Number = 298.15,
    pressure: Number = 1.0,
) -> Path:
    """Water taken away [mol]; negative amounts dilute. The salts stay."""
    water = jnp.zeros(start.shape[0]).at[-1].set(-1.0)
    path = added(start, water, amounts, temperature=temperature, pressure=pressure)
    if np.any(np.asarray(path.contents[-1]) <= 0):
        raise WaterError(f"there are {float(start[-1, 0]):.6g} mol of water, and more are to evaporate")
    return path


def mixed(chemistry: Chemistry, first: Solution, second: Solution, fraction: Number) -> Path:
    """Two waters at one pressure, from the first to the second: `fraction` of the second; temperatures mix too."""
    progress = jnp.atleast_1d(jnp.asarray(fraction, dtype=float))
    parts = [(first, 1.0 - progress), (second, progress)]
    return Path(
        progress,
        mixture(chemistry, parts),
        mixed_temperature(parts),
        per_cell(first.pressure, progress.shape[0]),
    )


def _path(progress: Array, contents: Array, temperature: Number, pressure: Number) -> Path:
    stops = progress.shape[0]
    return Path(progress, contents, per_cell(temperature, stops), per_cell(pressure, stops))


def _neighbours(solution: Solution, good: np.ndarray) -> Solution:
    """For every cell the solution of the nearest cell that has one."""
    cells = np.arange(solution.solved.u.shape[1])
    nearest = good[np.argmin(np.abs(cells[:, None] - good[None]), axis=1)]
    return replace(solution, solved=jax.tree.map(lambda a: a[..., nearest], solution.solved))
