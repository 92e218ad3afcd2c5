"""What pressure does to the equilibrium constants of a chemical system, and which of its phases are real gases."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax.core import Tracer

from fluxforce._types import Array, Float
from fluxforce.thermo.equilibria.gases import HIGHEST_PRESSURE, Gases, fugacity_coefficients_alone
from fluxforce.thermo.equilibria.volumes import (
    REFERENCE_PRESSURE,
    Pressed,
    Volumes,
    ln_k_shift,
    molar_volumes,
    press,
    reaction_volumes,
)

Lagged = TypeVar("Lagged")
Found = TypeVar("Found")  # a Solution
_ROUNDS, _TRACED = 40, 6  # at most, and where nobody can see whether it has settled
_AGREED = 1e-9
_BELIEVED = 1e-7  # in a cell that would not settle further
_FARTHEST = 2.0  # steps that two rounds are trusted to foresee


class Shifts(eqx.Module):
    """ln K at a pressure less ln K at one atmosphere."""

    species: Float[Array, "species cells"]  # of formation from the components
    phases: Float[Array, "phases cells"]  # of dissolution


class Compression(eqx.Module):
    """Volumes of the dissolved species, components and phases of a chemistry, and its gases.

    What sits on sites has the volume zero, as in PHREEQC, and so has the electron.
    """

    volumes: Volumes  # of the dissolved species, in their order
    own: Float[Array, "components dissolved"]  # 1 where a component is that species
    nu: Float[Array, "species components"]
    nu_w: Float[Array, " species"]
    phase_nu: Float[Array, "phases components"]
    phase_nu_w: Float[Array, " phases"]
    phase_volumes: Float[Array, " phases"]  # [cm3/mol]
    gases: Gases  # those of the phases that are gases

    def shifts(
        self,
        temperature: Float[Array, " cells"],
        pressure: Float[Array, " cells"],
        strength: Float[Array, " cells"],
    ) -> Shifts:
        """The shifts of all constants at T [K], p [atm] and an ionic strength [mol/kg]."""
        return self.shifts_of(self.pressed(temperature, pressure), strength)

    def pressed(self, temperature: Float[Array, " cells"], pressure: Float[Array, " cells"]) -> Pressed:
        """What the shifts need to know of temperature and pressure."""
        return press(self.volumes, temperature, pressure)

    def shifts_of(self, pressed: Pressed, strength: Float[Array, " cells"]) -> Shifts:
        """The shifts of all constants at an ionic strength [mol/kg]."""
        dissolved = molar_volumes(self.volumes, pressed, strength)
        component = self.own @ dissolved
        sorbed = jnp.zeros((len(self.nu_w) - dissolved.shape[0], dissolved.shape[1]))
        made = jnp.concatenate([dissolved, sorbed])
        phase = jnp.broadcast_to(self.phase_volumes[:, None], (len(self.phase_volumes), dissolved.shape[1]))
        of_species = reaction_volumes(made, self.nu, self.nu_w, component, pressed.water)
        of_phases = -reaction_volumes(phase, self.phase_nu, self.phase_nu_w, component, pressed.water)
        return Shifts(ln_k_shift(of_species, pressed), ln_k_shift(of_phases, pressed))

    def ln_fugacity_alone(
        self, name: str, ln_pressure: Float[Array, " cells"], temperature: Float[Array, " cells"]
    ) -> Float[Array, " cells"]:
        """ln of the fugacity [atm] of a gas by itself at its partial pressure (given as ln of atm).

        A mineral, and a gas without critical constants, is left as it is; other gases have at most `HIGHEST_PRESSURE`.
        """
        k = self.gases.names.index(name) if name in self.gases.names else None
        if k is None or float(self.gases.critical_pressure[k]) == 0:
            return ln_pressure
        capped = jnp.minimum(ln_pressure, jnp.log(HIGHEST_PRESSURE))
        alone = some_gases(self.gases, (name,))
        return capped + fugacity_coefficients_alone(alone, jnp.exp(capped)[None], temperature)[0]

    def matters(self, temperature: Float[Array, " cells"], pressure: Float[Array, " cells"]) -> bool:
        """Whether any cell is above the pressure at which the constants are given; yes where nobody can tell yet."""
        if isinstance(pressure, Tracer) or isinstance(temperature, Tracer):
            return True
        hot = np.asarray(temperature).max(initial=0.0) > 373.15
        return bool(np.asarray(pressure).max(initial=0.0) > REFERENCE_PRESSURE or hot)


def some_gases(gases: Gases, names: tuple[str, ...]) -> Gases:
    """Some of the gases, in the order asked for."""
    rows = np.array([gases.names.index(name) for name in names], dtype=int)
    return Gases(
        names,
        gases.critical_temperature[rows],
        gases.critical_pressure[rows],
        gases.acentric[rows],
        gases.binary[rows][:, rows],
    )


def settle(
    solve: Callable[[Lagged, Found | None], Found], update: Callable[[Found, Lagged], Lagged], first: Lagged
) -> Found:
    """Solve again and again with what the solution itself decides: constants under pressure, fugacity coefficients.

    ``solve(lagged, near)`` finds the equilibrium with numbers of the round before, starting near its solution;
    ``update`` draws the numbers from it. It ends when two rounds agree to 1e-9, or after `_ROUNDS`, and then cells
    that do not agree count as not found; where the arrays are traced, and nobody can look at them, after `_TRACED`.
    """
    found, lagged = solve(first, None), first
    traced = any(isinstance(leaf, Tracer) for leaf in jax.tree.leaves((first, found)))
    # what the round before drew from its solution, and how far that was from what it took
    drawn, gap = None, None
    for _ in range(_TRACED if traced else _ROUNDS):
        fresh = update(found, lagged)
        if not traced and _apart(fresh, lagged) < _AGREED:
            return found
        apart = jax.tree.map(jnp.subtract, fresh, lagged)
        lagged = fresh if gap is None else _hastened(fresh, drawn, apart, gap)
        drawn, gap = fresh, apart
        found = solve(lagged, found)
    return found if traced else _doubted(found, _gaps(update(found, lagged), lagged))


def _doubted(found, gaps: np.ndarray):
    """The same with cells that have not settled counted as not found."""
    solved = replace(found.solved, converged=found.solved.converged & jnp.asarray(gaps < _BELIEVED))
    return replace(found, solved=solved)


def _hastened(fresh, drawn, apart, before):
    """The numbers at which two rounds say that the gap closes, cell by cell.

    Anderson (1965), doi:10.1145/321296.321305, with one round remembered.
    """

    def dot(one, other):
        parts = zip(jax.tree.leaves(one), jax.tree.leaves(other), strict=True)
        return sum(jnp.sum((x * y).reshape(-1, x.shape[-1]), axis=0) for x, y in parts)

    change = jax.tree.map(jnp.subtract, apart, before)
    square = dot(change, change)
    back = jnp.where(square > 0, dot(apart, change) / jnp.where(square > 0, square, 1.0), 0.0)
    back = jnp.clip(back, -_FARTHEST, _FARTHEST)
    return jax.tree.map(
        lambda new, old: new - back.reshape((1,) * (new.ndim - 1) + (-1,)) * (new - old), fresh, drawn
    )


def _apart(values, before) -> float:
    """Largest difference of two rounds over all cells."""
    return float(_gaps(values, before).max(initial=0.0))


def _gaps(values, before) -> np.ndarray:
    """Largest difference of two rounds in each cell; a cell that has no solution has no say."""
    gaps = [
        np.nan_to_num(np.abs(np.asarray(one) - np.asarray(other)), nan=0.0, posinf=0.0)
        for one, other in zip(jax.tree.leaves(values), jax.tree.leaves(before), strict=True)
    ]
    flat = [gap.reshape(-1, gap.shape[-1]).max(axis=0, initial=0.0) for gap in gaps]
    return np.max(flat, axis=0) if flat else np.zeros(0)
