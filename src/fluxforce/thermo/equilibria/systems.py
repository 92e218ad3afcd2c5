"""Closed systems: contents that are known, in contact with minerals, solid solutions, gases and sorbing sites."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.constants import ATMOSPHERE, FARADAY, GAS_CONSTANT, VACUUM_PERMITTIVITY
from fluxforce.thermo.equilibria.activity.water import permittivity
from fluxforce.thermo.equilibria.chemistry import LN10, WATER_MASS, Chemistry, Members
from fluxforce.thermo.equilibria.equilibrate import STARTS, equilibrate
from fluxforce.thermo.equilibria.problem import Rows, conserve_water, system, total_rows
from fluxforce.thermo.equilibria.solution import Solution
from fluxforce.thermo.equilibria.waters import TRACE, Number, WaterError, per_cell

_LEAST_AMOUNT = 1e-6  # [mol] first value of a phase of which there is nothing
_GUESSES = (7.0, 4.0, 10.0)


@dataclass(frozen=True)
class Mineral:
    """A pure phase, or a gas of fixed fugacity: `amount` [mol] that there is, log10 of the saturation ratio it keeps."""

    name: str
    amount: Number = 10.0
    index: Number = 0.0


@dataclass(frozen=True)
class SolidSolution:
    """An ideal solid solution: its name, and the amount [mol] of each end-member, which are phases of the database."""

    name: str
    amounts: Mapping[str, Number]


@dataclass(frozen=True)
class Gas:
    """A gas at a fixed pressure [atm]: the amount [mol] of each of its components, which are gases of the database.

    It forms where the partial pressures add up to more than its pressure, and vanishes where they do not.
    """

    amounts: Mapping[str, Number]
    pressure: Number = 1.0
    name: str = "gas"


@dataclass(frozen=True)
class Surface:
    """A charged surface: its potential's component (`psi Hfo`), and its area [m2]."""

    potential: str
    area: Number


@dataclass(frozen=True)
class Contact:
    """All that a water is in contact with."""

    minerals: Sequence[Mineral] = ()
    solid_solutions: Sequence[SolidSolution] = ()
    gas: Gas | None = None
    sites: Mapping[str, Number] = field(default_factory=dict)  # [mol] by the name of their total: `X`, `Hfo_w`
    surfaces: Sequence[Surface] = ()


def react(
    chemistry: Chemistry,
    contents: Float[Array, "totals cells"],
    contact: Contact = Contact(),
    *,
    temperature: Number = 298.15,
    pressure: Number = 1.0,
    near: Solution | None = None,
) -> Solution:
    """The equilibrium of a closed system: `contents` [mol] of every component and of water, as `Solution.contents` gives.

    What the phases of ``contact`` hold comes on top of the contents; what sorbs at ``sites`` is part of them. The proton's
    and the electron's contents are excesses of either sign. ``near`` is a similar system to start from. All elements
    of the phases must be in the chemistry. Whether the equilibrium was found is `Solution.converged`.
    """
    cells = contents.shape[1]
    t, p = per_cell(temperature, cells), per_cell(pressure, cells)
    names, members, amounts, asked = _members(chemistry, contact, cells, p)
    total = contents + jnp.concatenate([members.nu.T, members.nu_w[None]]) @ amounts
    offset, field_, total = _sites(chemistry, contact, total, t)
    numbers = system(chemistry, members, t, p, offset, asked)
    rows = conserve_water(total_rows(chemistry, members, cells), chemistry, members)
    of_amounts, target = np.array(rows.of_amounts), total
    held = np.zeros(len(chemistry.components), dtype=bool)
    of_u = np.array(rows.of_u)
    for j, name in enumerate(chemistry.components):
        signed = bool(np.any(np.asarray(chemistry.counts)[:, j] < 0))
        if not signed:
            target = target.at[j].set(jnp.maximum(target[j], TRACE))
        if name.startswith("psi "):
            held[j] = True
            target = target.at[j].set(0.0)
    rows = Rows(
        of_amounts=jnp.array(of_amounts), of_u=jnp.array(of_u), of_members=rows.of_members, bulk=rows.bulk,
        field=field_, target=target, balanced=jnp.array(~held, dtype=float),
    )  # fmt: skip
    first = jnp.maximum(members.of @ amounts, _LEAST_AMOUNT)
    starts = _starts(chemistry, contents, near)
    held_cells = jnp.broadcast_to(jnp.array(held)[:, None], (len(held), cells))
    solved = equilibrate(numbers, rows, starts, held_cells, first)
    gas_pressure = None if contact.gas is None else per_cell(contact.gas.pressure, cells)
    return Solution(chemistry, t, p, solved, names, members, gas_pressure)


def _members(chemistry: Chemistry, contact: Contact, cells: int, pressure: Array):
    """Names of the phases, their members, how much of each member there is, and ln of what is asked of each."""
    parts: list[tuple[str, int, Number, Array]] = []  # phase, row of the catalogue, amount, ln asked
    names: list[str] = []
    for mineral in contact.minerals:
        names.append(mineral.name)
        parts.append((mineral.name, _row(chemistry, mineral.name), mineral.amount, LN10 * per_cell(mineral.index, cells)))
    for solid in contact.solid_solutions:
        names.append(solid.name)
        for name, amount in solid.amounts.items():
            parts.append((solid.name, _row(chemistry, name), amount, jnp.zeros(cells)))
    if contact.gas is not None:
        names.append(contact.gas.name)
        for name, amount in contact.gas.amounts.items():
            parts.append((contact.gas.name, _row(chemistry, name), amount, jnp.log(per_cell(contact.gas.pressure, cells))))
    if len(set(names)) != len(names):
        raise WaterError(f"a phase is named twice: {', '.join(names)}")
    if not parts:
        return (), Members.none(len(chemistry.components)), jnp.zeros((0, cells)), jnp.zeros((0, cells))
    rows = np.array([part[1] for part in parts])
    of = np.array([[float(part[0] == name) for part in parts] for name in names])
    catalogue = chemistry.catalogue
    members = Members(catalogue.nu[rows], catalogue.nu_w[rows], catalogue.log_k[rows], jnp.array(of))
    amounts = jnp.stack([per_cell(part[2], cells) for part in parts])
    return tuple(names), members, amounts, jnp.stack([part[3] for part in parts])


def _row(chemistry: Chemistry, name: str) -> int:
    if name not in chemistry.phases:
        raise WaterError(f"no phase {name!r} of these elements in the database")
    return chemistry.phases.index(name)


def _sites(chemistry: Chemistry, contact: Contact, total: Array, temperature: Array):
    """Offsets ln(sites/equivalents) of the sorbed, the diffuse layer's factor, and totals with the sites put in."""
    cells = total.shape[1]
    offset = jnp.zeros((len(chemistry.species), cells))
    layer = jnp.zeros((len(chemistry.components), cells))
    nu = np.asarray(chemistry.nu)
    for name, amount in contact.sites.items():
        j = chemistry.component(name)
        amount = per_cell(amount, cells)
        total = total.at[j].set(amount)
        takers = np.flatnonzero((nu[:, j] != 0) & (np.arange(len(nu)) >= chemistry.dissolved))
        offset = offset.at[takers].add(jnp.log(amount)[None] - jnp.log(chemistry.equivalents[takers])[:, None])
    for surface in contact.surfaces:
        j = chemistry.component(surface.potential)
        eps = permittivity(temperature, jnp.ones_like(temperature)) * VACUUM_PERMITTIVITY
        # 1000: from mol per litre, as the ionic strength counts, to mol per cubic metre
        density = jnp.sqrt(8000.0 * eps * GAS_CONSTANT * temperature)  # [C/m2] over sqrt(I) sinh
        layer = layer.at[j].set(per_cell(surface.area, cells) * density / FARADAY)
    return offset, layer, total


def _starts(chemistry: Chemistry, contents: Array, near: Solution | None) -> Array:
    """First values of u."""
    count = len(chemistry.components)
    ln_mass = jnp.log(jnp.maximum(contents[-1] * WATER_MASS, 1e-12))
    plain = jnp.log(jnp.maximum(jnp.abs(contents[:count]), 1e-12)) - ln_mass[None]
    plain = jnp.clip(plain, -40.0, 2.0)
    starts = []
    for guess in _GUESSES[:STARTS]:
        ln_a = plain
        for name, value in (("H+", guess), ("e-", 14.0 - guess - 3.0)):
            if name in chemistry.components:
                ln_a = ln_a.at[chemistry.components.index(name)].set(-LN10 * value)
        for j, name in enumerate(chemistry.components):
            if name.startswith("psi "):
                ln_a = ln_a.at[j].set(0.0)
        starts.append(jnp.concatenate([ln_a, jnp.zeros_like(ln_mass)[None], ln_mass[None]]))
    stacked = jnp.stack(starts)
    if near is None:
        return stacked
    known = [near.chemistry.components.index(c) if c in near.chemistry.components else -1 for c in chemistry.components]
    for j, k in enumerate(known):
        if k >= 0:
            stacked = stacked.at[0, j].set(near.solved.u[k])
    return stacked.at[0, -2:].set(near.solved.u[-2:])
