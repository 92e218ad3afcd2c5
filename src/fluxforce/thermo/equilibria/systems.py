"""Closed systems: contents that are known, in contact with minerals, solid solutions, gases and sorbing sites."""

from collections.abc import Sequence

import equinox as eqx
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.constants import LN10
from fluxforce.thermo.equilibria.activity.base import WATER_MASS
from fluxforce.thermo.equilibria.activity.water import permittivity
from fluxforce.thermo.equilibria.chemistry import Chemistry, Members
from fluxforce.thermo.equilibria.compression import Shifts, settle
from fluxforce.thermo.equilibria.contact import Contact, Mineral, SolidSolution, Surface
from fluxforce.thermo.equilibria.equilibrate import STARTS, Solved, equilibrate
from fluxforce.thermo.equilibria.gas_phase import Gas, GasState, GasVolume, departure, gases_of, with_gas
from fluxforce.thermo.equilibria.gases import GAS_CONSTANT as LITRE_ATMOSPHERES
from fluxforce.thermo.equilibria.gases import Gases, fugacity_coefficients
from fluxforce.thermo.equilibria.mixing import Guggenheim, first_fraction
from fluxforce.thermo.equilibria.problem import Rows, conserve_water, system, total_rows
from fluxforce.thermo.equilibria.scaling import enlarged, scaled
from fluxforce.thermo.equilibria.solution import Solution
from fluxforce.thermo.equilibria.waters import (
    FIRST_STRENGTH,
    TRACE,
    Number,
    WaterError,
    asked_of,
    counted_strength,
    per_cell,
)

__all__ = ["Contact", "Gas", "GasVolume", "Mineral", "SolidSolution", "Surface", "react"]

# PHREEQC's constants, with which the constants of surfaces were fitted
_FARADAY, _GAS_CONSTANT, _PERMITTIVITY = 96493.5, 8.31470, 8.854e-12  # [C/mol], [J/mol/K], [F/m]
_HINT = 1e-7  # [mol] per kilogram of water, of each phase
_LEAST_AMOUNT = 1e-6  # [mol] first value of a phase of which there is nothing
_GUESSES = (7.0, 4.0, 10.0)


def react(
    chemistry: Chemistry,
    contents: Float[Array, "totals cells"],
    contact: Contact | None = None,
    *,
    temperature: Number = 298.15,
    pressure: Number = 1.0,
    near: Solution | None = None,
) -> Solution:
    """The equilibrium of a closed system: `contents` [mol] of every component and of water (`Solution.contents`).

    What the phases of ``contact`` hold comes on top of the contents; what sorbs at ``sites`` is part of them. The
    proton's and the electron's contents are excesses of either sign. ``near`` is a similar system to start from. All
    elements of the phases must be in the chemistry. Whether the equilibrium was found is `Solution.converged`.
    """
    cells = contents.shape[1]
    t, p = per_cell(temperature, cells), per_cell(pressure, cells)
    # A drop and a lake are one problem: solved per kilogram of the water that there is at first.
    kilograms = jnp.maximum(contents[-1] * WATER_MASS, 1e-30)
    contents, contact = contents / kilograms[None], scaled(contact or Contact(), 1 / kilograms)
    near = None if near is None else enlarged(near, 1 / kilograms)
    return enlarged(_per_kilogram(chemistry, contents, contact, t, p, near), kilograms)


def _per_kilogram(chemistry: Chemistry, contents, contact: Contact, t, p, near: Solution | None) -> Solution:
    """The same system with one kilogram of water, in rounds until its gas and its pressure fit."""
    cells = contents.shape[1]
    gas = contact.gas
    names = () if gas is None else tuple(gas.amounts)
    gases = _gases(chemistry, names)
    if isinstance(gas, GasVolume):
        chemistry = with_gas(chemistry, names)
    elif gas is not None:
        p = per_cell(gas.pressure, cells)
    system_ = _Closed(chemistry, contents, contact, gases, t, near)
    first = system_.first(p)
    if first is None:
        return system_.solve(None, None, p)
    return settle(lambda lagged, found: system_.solve(lagged, found, p), system_.update, first)


def _gases(chemistry: Chemistry, names: Sequence[str]) -> Gases:
    for name in names:
        _row(chemistry, name)
    try:
        return gases_of(chemistry, names)
    except ValueError as error:
        raise WaterError(str(error)) from error


class _Lagged(eqx.Module):
    """What the solution itself decides, taken from the round before."""

    pressure: Float[Array, " cells"]  # [atm] on the water
    shifts: Shifts | None
    ln_phi: Float[Array, "gases cells"]  # ln phi, or ln(phi Z) in a volume
    ln_lambda: Float[Array, "members cells"]  # of the members of solid solutions that are not ideal


class _Closed:
    """One closed system, solved as often as its pressure and its gas need."""

    def __init__(
        self, chemistry, contents, contact: Contact, gases: Gases, temperature: Array, near: Solution | None
    ):
        self.chemistry, self.contents, self.contact, self.gases = chemistry, contents, contact, gases
        self.temperature, self.near = temperature, near
        cells = contents.shape[1]
        self.names, self.members, self.amounts, self.asked = _members(chemistry, contact, cells, temperature)
        self.made = _made(contact, self.members)
        self.total = contents + self.made @ self.amounts
        self.excess = _excess(contact)
        # A little of what is there to dissolve, for a first guess of a water that has nothing of it yet.
        self.guess = contents + self.made @ jnp.minimum(self.amounts, _HINT)
        self.volume = None
        if isinstance(contact.gas, GasVolume):
            self.volume = per_cell(contact.gas.volume, cells)
            held = jnp.stack([per_cell(amount, cells) for amount in contact.gas.amounts.values()])
            self.gas_amounts = held
            rows = np.array([chemistry.species.index(name) for name in gases.names])
            self.total = (
                self.total + jnp.concatenate([chemistry.nu[rows].T, chemistry.nu_w[rows][None]]) @ held
            )

    def first(self, pressure: Array) -> _Lagged | None:
        """What the first round takes; nothing where one round is enough."""
        t, compression = self.temperature, self.chemistry.compression
        cells = self.contents.shape[1]
        real = bool(np.any(np.asarray(self.gases.critical_pressure) > 0))
        if self.volume is not None:
            ln_phi, pressure = departure(self.gases, self.gas_amounts, t, self.volume)
        elif real:
            amount = jnp.stack([per_cell(a, cells) for a in self.contact.gas.amounts.values()])  # type: ignore[union-attr]
            fraction = (amount + 1e-12) / jnp.sum(amount + 1e-12, axis=0)[None]
            ln_phi = fugacity_coefficients(self.gases, fraction, t, pressure)[0]
        elif (compression is None or not compression.matters(t, pressure)) and not self.excess:
            return None
        else:
            ln_phi = jnp.zeros((len(self.gases.names), cells))
        strength = jnp.full(cells, FIRST_STRENGTH)
        return _Lagged(pressure, self._shifts(pressure, strength), ln_phi, self._ln_lambda(None))

    def _ln_lambda(self, found: Solution | None) -> Array:
        """ln of the activity coefficients of all members, by the fractions of a solution."""
        ln_lambda = jnp.zeros_like(self.asked)
        for row, excess, side in self.excess:
            fraction = jnp.full(self.asked.shape[1], first_fraction(side))
            if found is not None:
                fraction = jnp.clip(found.solved.fractions[row + 1], *side)
                fraction = jnp.where(found.converged, fraction, first_fraction(side))
            ln_lambda = ln_lambda.at[row : row + 2].set(excess.ln_lambda(fraction))
        return ln_lambda

    def _shifts(self, pressure: Array, strength: Array) -> Shifts | None:
        compression = self.chemistry.compression
        return None if compression is None else compression.shifts(self.temperature, pressure, strength)

    def update(self, found: Solution, before: _Lagged) -> _Lagged:
        """What the next round takes."""
        ln_phi, pressure = before.ln_phi, before.pressure
        assert found.gas is not None or not self.gases.names
        if found.gas is not None and self.volume is not None:
            ln_phi, pressure = departure(self.gases, found.gas.amounts, self.temperature, self.volume)
        elif found.gas is not None:
            ln_phi = fugacity_coefficients(self.gases, found.gas.fractions, self.temperature, pressure)[0]
        ln_phi = jnp.where(found.converged, ln_phi, before.ln_phi)
        pressure = jnp.where(found.converged, pressure, before.pressure)
        shifts = self._shifts(pressure, counted_strength(found))
        return _Lagged(pressure, shifts, ln_phi, self._ln_lambda(found))

    def solve(self, lagged: _Lagged | None, found: Solution | None, pressure: Array) -> Solution:
        """One round."""
        chemistry, t, cells = self.chemistry, self.temperature, self.contents.shape[1]
        shifts = None if lagged is None else lagged.shifts
        pressure = pressure if lagged is None else lagged.pressure
        offset, layer, total = _sites(chemistry, self.contact, self.total, t)
        asked = self.asked
        if shifts is not None:
            offset = offset + shifts.species
            asked = asked + shifts.phases[self._rows()]
        if lagged is not None:
            asked = asked + lagged.ln_lambda
        gas = self.contact.gas
        if self.volume is not None:
            assert lagged is not None
            ideal = jnp.log(self.volume / (LITRE_ATMOSPHERES * t))
            offset = offset.at[-len(self.gases.names) :].add(ideal[None] - lagged.ln_phi)
        elif gas is not None:
            ln_phi = jnp.zeros((len(self.gases.names), cells)) if lagged is None else lagged.ln_phi
            asked = asked.at[-len(self.gases.names) :].add(jnp.log(pressure)[None] + ln_phi)
        numbers = system(chemistry, self.members, t, pressure, offset, asked)
        rows, held = _conserved(chemistry, self.members, total, self.guess, layer, self.contact.sites)
        rows = eqx.tree_at(lambda r: r.of_members, rows, self.made)
        least = self._least()
        amount = jnp.maximum(self.members.of @ self.amounts, least)
        starts = starts_of(chemistry, self.guess, self.near)
        if found is not None:
            starts = starts.at[0].set(jnp.where(found.converged, found.solved.u, starts[0]))
            amount = jnp.where(found.converged, jnp.maximum(found.solved.phase_amounts, least), amount)
        warm = self.near is not None or found is not None
        rows = eqx.tree_at(lambda r: r.warm, rows, jnp.array(float(warm)))
        solved = equilibrate(numbers, rows, starts, held, amount)
        gas_pressure = None if gas is None else pressure
        state = None if gas is None else self._state(solved, lagged, pressure)
        return Solution(chemistry, t, pressure, solved, self.names, self.members, gas_pressure, shifts, state)

    def _least(self) -> Array:
        """First amount [mol] of a phase of which there is nothing: a little of what the water could make of it."""
        chemistry = self.chemistry
        elements = jnp.array(~chemistry.signed)
        nu = jnp.where(elements[None], self.members.nu, 0.0)
        held = jnp.maximum(self.total[: nu.shape[1]], TRACE)
        enough = jnp.where(nu[:, :, None] > 0, held[None] / jnp.where(nu > 0, nu, 1.0)[:, :, None], jnp.inf)
        could = jnp.min(enough, axis=1, initial=_LEAST_AMOUNT)
        return 0.01 * jnp.min(
            jnp.where(self.members.of[:, :, None] > 0, could[None], jnp.inf), axis=1, initial=_LEAST_AMOUNT
        )

    def _rows(self) -> np.ndarray:
        """Rows of the catalogue of the members."""
        return np.array(_member_rows(self.chemistry, self.contact), dtype=int)

    def _state(self, solved: Solved, lagged: _Lagged | None, pressure: Array) -> GasState:
        """The gas of a round."""
        count, t = len(self.gases.names), self.temperature
        if self.volume is not None:
            assert lagged is not None
            amounts = solved.amounts[-count:]
            whole = jnp.sum(amounts, axis=0)
            z = pressure * self.volume / (whole * LITRE_ATMOSPHERES * t)
            phi = jnp.exp(lagged.ln_phi) / z[None]
            return GasState(
                self.gases.names, amounts, amounts / whole[None], pressure, phi, self.volume / whole
            )
        share = solved.fractions[-count:]
        ln_phi, z = fugacity_coefficients(self.gases, share, t, pressure)
        amounts = share * solved.phase_amounts[-1:]
        return GasState(
            self.gases.names, amounts, share, pressure, jnp.exp(ln_phi), z * LITRE_ATMOSPHERES * t / pressure
        )


def _conserved(
    chemistry: Chemistry, members: Members, total: Array, first: Array, layer: Array, sites
) -> tuple[Rows, Array]:
    """Rows of a closed system, and which activities a first guess must leave alone."""
    cells, count = total.shape[1], len(chemistry.components)
    potential, signed = chemistry.potentials[:, None], chemistry.signed[:, None]
    enough = jnp.where(signed, total[:count], jnp.maximum(total[:count], TRACE))
    # The guess is the water without its minerals: with all of them dissolved it would be no water.
    sorbing = np.array([name in sites for name in chemistry.totals])[:, None]
    first = jnp.where(signed, first[:count], jnp.maximum(first[:count], TRACE))
    rows = eqx.tree_at(
        lambda r: (r.field, r.target, r.first),
        conserve_water(total_rows(chemistry, members, cells), chemistry, members),
        (
            layer,
            jnp.concatenate([jnp.where(potential, 0.0, enough), total[count:]]),
            jnp.where(sorbing, enough, first),
        ),
    )
    return rows, jnp.broadcast_to(jnp.asarray(potential), (count, cells))


def _member_rows(chemistry: Chemistry, contact: Contact) -> list[int]:
    """Rows of the catalogue of all members: minerals, end-members, gases of a fixed pressure."""
    names = [mineral.name for mineral in contact.minerals]
    names += [name for solid in contact.solid_solutions for _ in solid.parts() for name in solid.amounts]
    names += list(contact.gas.amounts) if isinstance(contact.gas, Gas) else []
    return [_row(chemistry, name) for name in names]


def _members(chemistry: Chemistry, contact: Contact, cells: int, temperature: Array):
    """Names of the phases, their members, how much of each member there is, and ln of what is asked of each."""
    parts: list[tuple[str, Number, Array]] = []  # phase, amount, ln asked
    names: list[str] = []
    for mineral in contact.minerals:
        names.append(mineral.name)
        asked = asked_of(chemistry, mineral.name, mineral.index, temperature, cells)
        parts.append((mineral.name, mineral.amount, asked))
    for solid in contact.solid_solutions:
        for k, (name, _) in enumerate(solid.parts()):
            names.append(name)
            there = solid.amounts.values() if k == 0 else [0.0] * len(solid.amounts)
            parts.extend((name, amount, jnp.zeros(cells)) for amount in there)
    if isinstance(contact.gas, Gas):
        names.append(contact.gas.name)
        parts.extend((contact.gas.name, amount, jnp.zeros(cells)) for amount in contact.gas.amounts.values())
    if len(set(names)) != len(names):
        raise WaterError(f"a phase is named twice: {', '.join(names)}")
    if not parts:
        return (), Members.none(len(chemistry.components)), jnp.zeros((0, cells)), jnp.zeros((0, cells))
    rows = np.array(_member_rows(chemistry, contact))
    of = np.array([[float(part[0] == name) for part in parts] for name in names])
    catalogue = chemistry.catalogue
    members = Members(catalogue.nu[rows], catalogue.nu_w[rows], catalogue.log_k[rows], jnp.array(of))
    amounts = jnp.stack([per_cell(part[1], cells) for part in parts])
    return tuple(names), members, amounts, jnp.stack([part[2] for part in parts])


def _made(contact: Contact, members: Members) -> Array:
    """Contents of a mole of every member, or of what stands for it, [components and water, members]."""
    made = jnp.concatenate([members.nu.T, members.nu_w[None]])
    for k, mineral in enumerate(contact.minerals):
        if mineral.reactant is not None:
            made = made.at[:, k].set(mineral.reactant)
    return made


def _excess(contact: Contact) -> list[tuple[int, Guggenheim, tuple[float, float]]]:
    """Row of the first of two members, coefficients and side of every phase that does not mix ideally."""
    found, row = [], len(contact.minerals)
    for solid in contact.solid_solutions:
        for _, side in solid.parts():
            if solid.excess is not None and side is not None:
                found.append((row, solid.excess, side))
            row += len(solid.amounts)
    return found


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
        offset = offset.at[takers].add(
            jnp.log(amount)[None] - jnp.log(chemistry.equivalents[takers])[:, None]
        )
    for surface in contact.surfaces:
        j = chemistry.component(surface.potential)
        eps = permittivity(temperature, jnp.ones_like(temperature)) * _PERMITTIVITY
        # 1000: from mol per litre, as the ionic strength counts, to mol per cubic metre
        density = jnp.sqrt(8000.0 * eps * _GAS_CONSTANT * temperature)  # [C/m2] over sqrt(I) sinh
        layer = layer.at[j].set(per_cell(surface.area, cells) * density / _FARADAY)
    return offset, layer, total


def starts_of(
    chemistry: Chemistry, contents: Float[Array, "totals cells"], near: Solution | None = None
) -> Float[Array, "starts unknowns cells"]:
    """First values of u for a system with these contents [mol], from several guesses of its pH; the first `near` a
    similar one."""
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
        ln_a = jnp.where(chemistry.potentials[:, None], 0.0, ln_a)
        starts.append(jnp.concatenate([ln_a, jnp.zeros_like(ln_mass)[None], ln_mass[None]]))
    stacked = jnp.stack(starts)
    if near is None:
        return stacked
    known = [
        near.chemistry.components.index(c) if c in near.chemistry.components else -1
        for c in chemistry.components
    ]
    for j, k in enumerate(known):
        if k >= 0:
            stacked = stacked.at[0, j].set(near.solved.u[k])
    return stacked.at[0, -2:].set(near.solved.u[-2:])
