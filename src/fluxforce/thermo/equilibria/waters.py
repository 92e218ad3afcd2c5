"""Waters by what is known of them: totals, pH, pe, alkalinity, charge balance, saturation with phases."""

import math
from collections.abc import Callable, Mapping, Sequence

import equinox as eqx
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.constants import LN10
from fluxforce.thermo.equilibria.chemistry import Chemistry, Members
from fluxforce.thermo.equilibria.compression import Shifts, settle
from fluxforce.thermo.equilibria.couples import Couple, Split, equal_electrons
from fluxforce.thermo.equilibria.equilibrate import STARTS, equilibrate
from fluxforce.thermo.equilibria.newton import amounts
from fluxforce.thermo.equilibria.problem import Rows, System, system, total_rows
from fluxforce.thermo.equilibria.solution import Solution

Number = float | np.ndarray | Array  # one number for all cells, or one each
FIRST_STRENGTH = 0.1  # [mol/kgw] at which volumes are taken first
TRACE = 1e-25  # [mol] stands for an element that is absent: its logarithm stays finite
DEFAULT_PE = 4.0  # PHREEQC's, where nothing is said
_GUESSES = (7.0, 4.5, 9.5)  # of a pH that is not known
_UNKNOWN = 1e-3  # [mol/kgw] first guess of an activity of which nothing is known


class WaterError(ValueError):
    """A water that is not determined, or that no solution was found for."""


def make_water(
    chemistry: Chemistry,
    totals: Mapping[str, Number],
    *,
    ph: Number | None = None,
    pe: Number | Couple | None = None,
    alkalinity: Number | None = None,
    charge: str | None = None,
    equilibrate_with: Mapping[str, Number] | None = None,
    splits: Sequence[Split] = (),
    temperature: Number = 298.15,
    pressure: Number = 1.0,
    kilograms: Number = 1.0,
    start: Solution | None = None,
) -> Solution:
    """The water with these totals [mol/kgw] by element, valence or component; numbers or arrays, one per cell.

    ``ph`` and ``pe`` are -log10 of activities; pe may be that of a couple, and where nothing fixes it, it is PHREEQC's
    4. ``splits`` are elements whose states are components and which are given as a whole: couples, or a pe, distribute
    them. ``alkalinity`` [eq/kgw] takes the place of the total of carbon or, where carbon has one, of the pH. ``charge``
    names what is adjusted until the water is neutral: "pH" or an element. ``equilibrate_with`` gives log10 of the
    saturation ratio of a mineral or of the partial pressure [atm] of a gas; each fixes one component: in
    ``"CO2(g)": -3.5`` the first element of the phase that has no total, or else the electron. Temperature in K,
    pressure in atm, ``kilograms`` of water. Raises WaterError where the water is not determined; whether it was found
    is `Solution.converged`.
    """
    given = dict(totals)
    numbers = [
        *given.values(),
        ph,
        None if isinstance(pe, Couple) else pe,
        alkalinity,
        temperature,
        pressure,
        kilograms,
        *(equilibrate_with or {}).values(),
    ]
    cells = cells_of(numbers)
    rows = _Rows(chemistry, cells)
    for split in splits:
        rows.split(split, given.pop(split.element, 0.0))
    for name, amount in given.items():
        rows.total(_position(chemistry, name), amount)
    if ph is not None:
        rows.activity(_position(chemistry, "H+"), ph, "pH")
    electron = chemistry.electron
    if electron is not None and pe is not None:
        if isinstance(pe, Couple):
            rows.electrons(electron, pe, None)
        else:
            rows.activity(electron, pe, "pe")
    if alkalinity is not None:
        rows.alkalinity(alkalinity)
    if charge is not None:
        rows.charge(_position(chemistry, "H+" if charge == "pH" else charge), charge)
    for name, index in (equilibrate_with or {}).items():
        rows.phase(name, index)
    rows.close()
    return rows.solve(temperature, pressure, kilograms, start)


def cells_of(numbers: Sequence[Number | None]) -> int:
    """The number of cells that numbers and arrays speak of together."""
    sizes = {np.shape(n)[0] for n in numbers if n is not None and np.ndim(n) == 1} - {1}
    if len(sizes) > 1:
        raise WaterError(f"arrays of different lengths: {', '.join(map(str, sorted(sizes)))}")
    return sizes.pop() if sizes else 1


def counted_strength(solution: Solution) -> Array:
    """Ionic strength of the cells that have a solution, mol/kgw; a stand-in for the others."""
    return jnp.where(solution.converged, solution.ionic_strength, FIRST_STRENGTH)


def asked_of(chemistry: Chemistry, name: str, index: Number, temperature: Array, cells: int) -> Array:
    """ln of the saturation ratio asked of a phase: of a gas, that of its fugacity at the partial pressure 10^index.

    As in PHREEQC the fugacity coefficient is that of the gas by itself at this pressure (Peng and Robinson), and no
    partial pressure is above 10^3.5 atm; a gas without critical constants is ideal.
    """
    asked = LN10 * per_cell(index, cells)
    compression = chemistry.compression
    return asked if compression is None else compression.ln_fugacity_alone(name, asked, temperature)


def per_cell(number: Number, cells: int) -> Array:
    """One value for each cell."""
    return jnp.broadcast_to(jnp.asarray(number, dtype=float).reshape(-1), (cells,))


def _position(chemistry: Chemistry, name: str) -> int:
    try:
        return chemistry.component(name)
    except KeyError as error:
        raise WaterError(str(error.args[0])) from error


class _Rows:
    """Gathers one statement for each component."""

    def __init__(self, chemistry: Chemistry, cells: int):
        self.chemistry, self.cells = chemistry, cells
        count = len(chemistry.components)
        self.members = Members.none(count)
        self.plain = total_rows(chemistry, self.members, cells)
        self.of_amounts = np.array(self.plain.of_amounts)
        self.of_u = np.array(self.plain.of_u)
        # a number for each cell, or what needs the temperature: a phase and its index, a function of it
        self.target: list[Array | tuple[str, Number] | Callable[[Array], Array] | None] = [None] * (count + 1)
        self.start: list[Array | None] = [None] * count
        self.held = np.zeros(count, dtype=bool)
        self.wanted: list[tuple[str, Number]] = []
        self.said: dict[int, str] = {}
        self.families: list[tuple[int, ...]] = []  # states of an element whose sum is known
        self.extensive: set[int] = set()  # targets for one kilogram of water

    def _say(self, j: int, what: str) -> None:
        if j in self.said:
            name = self.chemistry.totals[j]
            raise WaterError(f"over-determined: {name} has {self.said[j]} and {what}; leave one out")
        self.said[j] = what

    def total(self, j: int, amount: Number) -> None:
        """The content of a component; zero and less of it are for the proton and the electron alone."""
        name = self.chemistry.totals[j]
        self._say(j, "a total")
        value = per_cell(amount, self.cells)
        if not self.chemistry.signed[j]:
            if not isinstance(amount, Array) and np.any(~(np.asarray(amount) >= 0)):
                raise WaterError(f"the total of {name!r} is negative or not a number")
            value = jnp.maximum(value, TRACE)
        self.target[j] = value
        self.extensive.add(j)
        self.start[j] = jnp.log(jnp.maximum(jnp.abs(value), 1e-30))

    def activity(self, j: int, minus_log: Number, what: str) -> None:
        """A fixed activity, as -log10."""
        self._say(j, what)
        self.of_amounts[j], self.of_u[j, j] = 0.0, 1.0
        self.target[j] = self.start[j] = -LN10 * per_cell(minus_log, self.cells)
        self.held[j] = True

    def electrons(self, j: int, couple: Couple, by: float | Couple | None) -> None:
        """A couple at the electron activity of another, at a pe, or at that of the water."""
        self._say(j, f"the couple {couple.name}")
        electron = self.chemistry.electron
        try:
            row, _ = equal_electrons(couple, by, electron, jnp.array([298.15]))
        except ValueError as error:
            raise WaterError(str(error)) from error
        self.of_amounts[j], self.of_u[j] = 0.0, row
        self.target[j] = lambda t: equal_electrons(couple, by, electron, t)[1]
        self.held[j] = True

    def split(self, split: Split, amount: Number) -> None:
        """An element by the sum of its states, and their ratios by couples."""
        first, *others = (_position(self.chemistry, state) for state in split.states)
        self.total(first, amount)
        self.of_amounts[first] += self.of_amounts[others].sum(axis=0)
        self.held[first] = True  # alone it could not balance a total that is mostly in the other states
        self.families.append((first, *others))
        for j, couple in zip(others, split.couples, strict=True):
            self.electrons(j, couple, split.by)

    def alkalinity(self, amount: Number) -> None:
        """Alkalinity in place of the total of carbon, or of the pH where carbon has a total."""
        carbon = [j for j, name in enumerate(self.chemistry.totals) if name.split("(")[0] == "C"]
        if not carbon:
            raise WaterError("alkalinity is given, but there is no carbon among the elements")
        proton = self.chemistry.components.index("H+")
        by_ph = carbon[0] in self.said and proton not in self.said
        j = proton if by_ph else carbon[0]
        self._say(j, "an alkalinity")
        value = per_cell(amount, self.cells)
        self.of_amounts[j] = np.asarray(self.chemistry.alkalinity)
        self.target[j] = value
        # more protons make less alkalinity, so a first guess cannot balance them as it does a total
        self.held[j] = by_ph
        self.extensive.add(j)
        if not by_ph:
            self.start[j] = jnp.log(jnp.maximum(jnp.abs(value), 1e-30))

    def charge(self, j: int, name: str) -> None:
        """Neutrality in place of what was said of a component, if anything."""
        if name == "pH" and j in self.said:
            raise WaterError("charge is balanced by pH, so neither pH nor the total of H+ may be given")
        charges = np.asarray(self.chemistry.charge).copy()
        charges[self.chemistry.dissolved :] = 0.0
        if name != "pH" and float(charges[self.chemistry.species.index(self.chemistry.components[j])]) == 0:
            raise WaterError(f"{name!r} cannot balance the charge: {self.chemistry.components[j]} has none")
        self.said[j] = "the charge balance"
        self.of_amounts[j], self.of_u[j] = charges, 0.0
        self.target[j] = jnp.zeros(self.cells)
        self.held[j] = True

    def phase(self, name: str, index: Number) -> None:
        """Saturation with a phase."""
        if name not in self.chemistry.phases:
            raise WaterError(f"equilibrium with {name!r}: no such phase of these elements")
        self.wanted.append((name, index))

    def close(self) -> None:
        """Give each phase a component that nothing else determines; what is left over is absent or missing."""
        chemistry = self.chemistry
        nu = np.asarray(chemistry.catalogue.nu)
        for name, index in self.wanted:
            k = chemistry.phases.index(name)
            free = [int(j) for j in np.flatnonzero(nu[k]) if j not in self.said]
            free.sort(key=lambda j: (chemistry.components[j] == "H+", j == chemistry.electron))
            if not free:
                raise WaterError(
                    f"over-determined: all that {name} is made of is known already; leave out a total"
                )
            j = free[0]
            self._say(j, name)
            row = np.concatenate([nu[k], [float(chemistry.catalogue.nu_w[k]), 0.0]])
            self.of_amounts[j], self.of_u[j] = 0.0, row
            self.target[j] = (name, index)  # its ln K needs the temperature
            self.held[j] = True
        if chemistry.electron is not None and chemistry.electron not in self.said:
            self.activity(chemistry.electron, DEFAULT_PE, "pe")
        for j, name in enumerate(chemistry.components):
            if j in self.said:
                continue
            if name == "H+":
                raise WaterError("under-determined: give a pH, or balance the charge by pH")
            self.total(j, 0.0)

    def solve(
        self, temperature: Number, pressure: Number, kilograms: Number, near: Solution | None
    ) -> Solution:
        """Numbers for all cells, and the solution; under pressure again until the constants fit its ionic strength."""
        t, p = per_cell(temperature, self.cells), per_cell(pressure, self.cells)
        mass = per_cell(kilograms, self.cells)
        compression = self.chemistry.compression
        if compression is None or not compression.matters(t, p):
            return self._solved(t, p, mass, None, near)
        pressed = compression.pressed(t, p)
        return settle(
            lambda shifts, found: self._solved(t, p, mass, shifts, found or near),
            lambda found, _: compression.shifts_of(pressed, counted_strength(found)),
            compression.shifts_of(pressed, jnp.full(self.cells, FIRST_STRENGTH)),
        )

    def _solved(
        self, t: Array, p: Array, mass: Array, shifts: Shifts | None, near: Solution | None
    ) -> Solution:
        """The solution with given shifts of the constants."""
        chemistry, cells = self.chemistry, self.cells
        offset = jnp.zeros((len(chemistry.species), cells)) if shifts is None else shifts.species
        numbers = system(chemistry, self.members, t, p, offset, jnp.zeros((0, cells)))
        targets, begins = [], []
        for j in range(len(chemistry.components)):
            target = self.target[j]
            if isinstance(target, tuple):
                name, index = target
                target = chemistry.phase_ln_k(name, t) + asked_of(chemistry, name, index, t, cells)
                target = target if shifts is None else target + shifts.phases[chemistry.phases.index(name)]
            elif callable(target):
                target = target(t)
            elif j in self.extensive:
                assert target is not None
                target = target * mass
            targets.append(target)
            begin = self.start[j]
            begins.append(jnp.full(cells, math.log(_UNKNOWN)) if begin is None else begin)
        rows = eqx.tree_at(
            lambda r: (r.of_amounts, r.of_u, r.target, r.first, r.warm),
            self.plain,
            (
                jnp.array(self.of_amounts), jnp.array(self.of_u), jnp.stack([*targets, jnp.log(mass)]),
                jnp.stack(targets), jnp.array(float(near is not None)),
            ),
        )  # fmt: skip
        starts = self._starts(numbers, jnp.stack(begins), rows, jnp.log(mass))
        if near is not None:
            starts = starts.at[0].set(jnp.where(near.converged, near.solved.u, starts[0]))
        held = jnp.broadcast_to(jnp.array(self.held)[:, None], (len(targets), cells))
        solved = equilibrate(numbers, rows, starts, held, jnp.zeros((0, cells)))
        return Solution(
            chemistry, t, p, solved, phases=(), members=self.members, gas_pressure=None, shifts=shifts
        )

    def _starts(self, numbers: System, begin: Array, rows: Rows, ln_mass: Array) -> Array:
        """First values of u, for several guesses of a pH that is not known, phases followed."""
        proton = self.chemistry.components.index("H+")
        of_phases = [j for j, t in enumerate(self.target) if isinstance(t, tuple) or callable(t)]
        starts = []
        for guess in _GUESSES[:STARTS]:
            ln_a = begin
            if self.start[proton] is None:
                ln_a = ln_a.at[proton].set(-guess * LN10)
            for _ in range(2):
                for j in of_phases:
                    row = rows.of_u[j, : len(begin)]
                    left = rows.target[j] - row @ ln_a + row[j] * ln_a[j]
                    found = left / row[j]
                    ln_a = ln_a.at[j].set(found if callable(self.target[j]) else jnp.clip(found, -70.0, 3.0))
            for states in self.families:  # the most abundant state has about all of it
                family = jnp.array(states)
                ln_a = ln_a.at[family].add(ln_a[states[0]] - jnp.max(ln_a[family], axis=0))
            u = jnp.concatenate([ln_a, jnp.zeros_like(ln_mass)[None], ln_mass[None]])
            for states in self.families:  # and no more than there is, complexes counted
                for _ in range(3):
                    made = rows.of_amounts[states[0]] @ amounts(numbers, u, jnp.zeros_like(numbers.ln_k))
                    u = u.at[jnp.array(states)].add(jnp.log(rows.target[states[0]] / made)[None])
            starts.append(u)
        return jnp.stack(starts)
