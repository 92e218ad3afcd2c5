"""A solution of the equilibrium engine -> the record of one water, with names."""

import math
from dataclasses import replace
from itertools import combinations

import jax.numpy as jnp
import numpy as np

from fluxforce.constants import FARADAY, GAS_CONSTANT, LN10
from fluxforce.model.databases.basis import at_temperature, coefficients
from fluxforce.model.databases.records import Database
from fluxforce.model.waters.amounts import WeightError, element_weight
from fluxforce.model.waters.couples import Half, half_reaction, pe_of
from fluxforce.model.waters.elements import element_of
from fluxforce.model.waters.states import (
    ChargedSurface,
    Dissolved,
    Drive,
    GasMember,
    Held,
    RedoxCouple,
    Saturation,
    Sorbed,
    WaterState,
)
from fluxforce.thermo.equilibria.activity.base import WATER_MASS
from fluxforce.thermo.equilibria.chemistry import POTENTIAL
from fluxforce.thermo.equilibria.gas_phase import GasState
from fluxforce.thermo.equilibria.solution import Solution
from fluxforce.thermo.equilibria.volumes import molar_volumes, press, solution_density

GIVEN = "pe of the water"
GAS = "gas phase"
SAME_EH = 1e-9  # [V]
LEAST_AMOUNT = 1e-11  # [mol] of a phase below which it is gone


class Readout:
    """Reads all states of one chemistry: what does not change between states is worked out once."""

    def __init__(
        self, database: Database, names: tuple[str, ...], elements: list[str], follow: tuple[str, ...] = ()
    ):
        """`names`: phases of the chemistry; `elements`: its totals, in the order of the file, those in
        `follow` divided by the couple of another element.
        """
        self.database, self.names, self.elements = database, names, elements
        self.halves = _halves(database, [name for name in elements if name not in follow])
        self.masses: list[float] | None = None
        self.log_k = {
            name: coefficients(database.phases[name].log_k) + _added(database, database.phases[name].added)
            for name in names
        }

    def state(
        self, solution: Solution, cell: int, name: str, *, step: int = 0, share: float = 1.0
    ) -> WaterState:
        """One cell as a record."""
        chemistry = solution.chemistry
        count = chemistry.dissolved
        temperature = float(solution.temperature[cell])
        molality = np.asarray(solution.molality)[:count, cell]
        log_activity = np.asarray(solution.ln_activity)[:count, cell] / LN10
        log_gamma = np.asarray(solution.ln_gamma)[:count, cell] / LN10
        charge = np.asarray(chemistry.charge)[:count]
        kilograms, water = float(solution.kilograms[cell]), float(solution.water_activity[cell])
        species = _dissolved(chemistry, molality, log_activity, log_gamma, charge)
        species.append(Dissolved("H2O", 1.0 / WATER_MASS, math.log10(water), 0.0, 0.0, {}))
        positive, negative = float(np.maximum(charge, 0) @ molality), float(np.maximum(-charge, 0) @ molality)
        pe = float(solution.pe[cell])
        known = {one.name: one.log_activity for one in species}
        couples = self._couples(known, temperature)
        state = WaterState(
            name=name, step=step, share=share, temperature=temperature, pressure=float(solution.pressure[cell]),
            water=kilograms, pH=float(solution.ph[cell]), pe=pe if math.isfinite(pe) else None,
            ionic_strength=float(solution.ionic_strength[cell]), water_activity=water,
            osmotic=self._osmotic(water, float(molality.sum())),
            alkalinity=float(solution.alkalinity[cell]), charge=float(solution.charge[cell]),
            charge_error=100.0 * (positive - negative) / (positive + negative), density=self._density(solution, cell),
            totals=self._totals(solution, cell, kilograms), species=tuple(species),
            saturation=self._saturation(solution, cell, temperature),
            iterations=int(solution.solved.iterations[cell]), couples=couples,
        )  # fmt: skip
        return replace(state, drives=_drives(couples, state.pe, temperature))

    def with_contact(
        self, state: WaterState, solution: Solution, cell: int, members: list[tuple[str, str, float]],
        asked: dict[str, float], areas: dict[str, float], path: tuple[str, float, str] | None,
    ) -> WaterState:  # fmt: skip
        """The same with the phases and sites that it is in contact with; `members` as (phase, name, amount before)."""
        index = {one.name: one.index for one in state.saturation}
        now = member_amounts(solution, cell)
        held = []
        for (phase, name, before), amount in zip(members, now.tolist(), strict=True):
            amount = amount if amount > LEAST_AMOUNT else 0.0
            of = phase if phase != name else ""
            held.append(Held(name, asked.get(name, 0.0), index.get(name, math.nan), before, amount, of))
        gas = solution.gas
        return replace(
            state, held=tuple(held), gas=() if gas is None else _gas(gas, cell), path=path,
            gas_volume=None if gas is None else float(gas.volume[cell]),
            gas_pressure=None if gas is None else float(gas.pressure[cell]),
            sorbed=_sorbed(solution, cell), surfaces=_surfaces(solution, cell, areas, state.temperature),
        )  # fmt: skip

    def _totals(self, solution: Solution, cell: int, kilograms: float) -> dict[str, float]:
        by_name = {**solution.valence_totals, **solution.totals}
        names = [name for name in self.elements if name in by_name]
        return {name: float(by_name[name][cell]) / kilograms for name in names}

    def _density(self, solution: Solution, cell: int) -> float | None:
        """kg/m3, where the database has molar volumes."""
        compression = solution.chemistry.compression
        if compression is None or not bool(compression.volumes.water):
            return None
        if self.masses is None:
            self.masses = _masses(self.database, compression.volumes.names)
        if self.masses is None:
            return None
        at = slice(cell, cell + 1)
        pressed = press(compression.volumes, solution.temperature[at], solution.pressure[at])
        volume = molar_volumes(compression.volumes, pressed, solution.ionic_strength[at])
        count = len(compression.volumes.names)
        found = solution_density(pressed, solution.molality[:count, at], volume, jnp.asarray(self.masses))
        return 1e3 * float(found[0])

    def _osmotic(self, water: float, total: float) -> float | None:
        """-ln a_w / (M_w sum m), where the model of the database is one of osmotic coefficients."""
        if self.database.activity_model not in ("pitzer", "sit") or total <= 0.0:
            return None
        return -math.log(water) / (WATER_MASS * total)

    def _saturation(self, solution: Solution, cell: int, temperature: float) -> tuple[Saturation, ...]:
        index = np.asarray(solution.saturation)[:, cell]
        found = []
        for name, si in zip(solution.chemistry.phases, index, strict=True):
            if not math.isfinite(si):
                continue
            phase = self.database.phases[name]
            log_k = at_temperature(self.log_k[name], temperature)
            affinity = -GAS_CONSTANT * temperature * LN10 * float(si)
            found.append(
                Saturation(
                    name,
                    phase.formula,
                    phase.equation,
                    float(si),
                    float(si) + log_k,
                    log_k,
                    affinity,
                    phase.is_gas,
                )
            )
        return tuple(found)

    def _couples(self, known: dict[str, float], temperature: float) -> tuple[RedoxCouple, ...]:
        found = []
        for half in self.halves:
            pe = pe_of(half, known, temperature)
            if pe is not None and math.isfinite(pe):
                found.append(RedoxCouple(half.name, half.equation, pe, _eh(pe, temperature)))
        return tuple(found)


def _halves(database: Database, elements: list[str]) -> list[Half]:
    """Couples of valences whose amounts are known apart; oxygen with water."""
    found = []
    states = [name for name in elements if "(" in name]
    pairs = [(a, b) for a, b in combinations(states, 2) if element_of(a) == element_of(b)]
    pairs += [
        (a, b) for a, b in (("O(-2)", "O(0)"), ("H(1)", "H(0)")) if b in states and a in database.masters
    ]
    for one, other in pairs:
        half = half_reaction(database, one, other)
        if half is not None:
            found.append(half)
    return found


def _dissolved(chemistry, molality, log_activity, log_gamma, charge) -> list[Dissolved]:
    by_valence = np.asarray(chemistry.by_valence)
    found = []
    for k, name in enumerate(chemistry.species[: chemistry.dissolved]):
        counts = {v: float(by_valence[j, k]) for j, v in enumerate(chemistry.valences) if by_valence[j, k]}
        found.append(
            Dissolved(
                name,
                float(molality[k]),
                float(log_activity[k]),
                float(log_gamma[k]),
                float(charge[k]),
                counts,
            )
        )
    return found


def _drives(couples: tuple[RedoxCouple, ...], pe: float | None, temperature: float) -> tuple[Drive, ...]:
    """Electrons go from the lower Eh to the higher one; each pair is told in that direction."""
    all_of = [(one.name, one.Eh) for one in couples]
    if pe is not None and couples:
        all_of.append((GIVEN, _eh(pe, temperature)))
    found = []
    for (a, eh_a), (b, eh_b) in combinations(all_of, 2):
        donor, acceptor, gap = (a, b, eh_b - eh_a) if eh_b >= eh_a else (b, a, eh_a - eh_b)
        if gap < SAME_EH and GIVEN in (a, b):
            continue  # the pe of the water is that of this couple
        found.append(Drive(donor, acceptor, FARADAY * gap))
    return tuple(found)


def _eh(pe: float, temperature: float) -> float:
    return GAS_CONSTANT * temperature * LN10 / FARADAY * pe


def _masses(database: Database, names: tuple[str, ...]) -> list[float] | None:
    """Molar masses [g/mol] of species; None where the database lacks a weight."""
    try:
        return [
            sum(
                count * element_weight(database, element)
                for element, count in database.species[name].elements.items()
            )
            for name in names
        ]
    except WeightError:
        return None


def _added(database: Database, named: tuple[tuple[str, float], ...]) -> np.ndarray:
    total = np.zeros(6)
    for name, factor in named:
        total += factor * coefficients(database.named[name])
    return total


def member_amounts(found: Solution, cell: int) -> np.ndarray:
    """Moles of every member of the minerals and solid solutions."""
    phases = np.asarray(found.solved.phase_amounts)[:, cell]
    amounts = (np.asarray(found.members.of).T @ phases) * np.asarray(found.solved.fractions)[:, cell]
    # a gas of fixed pressure is a phase as well, the last one, and is told apart
    return amounts[
        : len(amounts) - (0 if found.gas is None or GAS not in found.phases else len(found.gas.names))
    ]


def _gas(gas: GasState, cell: int) -> tuple[GasMember, ...]:
    columns = (gas.partial_pressures, gas.amounts, gas.fugacity_coefficients)
    numbers = zip(*(np.asarray(column)[:, cell].tolist() for column in columns), strict=True)
    return tuple(GasMember(name, *row) for name, row in zip(gas.names, numbers, strict=True))


def _sorbed(solution: Solution, cell: int) -> tuple[Sorbed, ...]:
    """Species on sites, with the share of the sites that each takes."""
    chemistry = solution.chemistry
    amounts = np.asarray(solution.solved.amounts)[:, cell]
    taken = np.asarray(chemistry.equivalents) * amounts
    log_gamma = np.asarray(solution.ln_gamma)[:, cell] / LN10
    nu, kilograms = np.asarray(chemistry.nu), float(solution.kilograms[cell])
    sites = [
        j
        for j, name in enumerate(chemistry.totals)
        if not np.any(nu[: chemistry.dissolved, j]) and name != "E"
    ]
    sites = [j for j in sites if not chemistry.totals[j].startswith(POTENTIAL)]
    found = []
    for j in sites:
        rows = [k for k in range(chemistry.dissolved, len(amounts)) if nu[k, j]]
        total = taken[rows].sum()
        found += [
            Sorbed(
                chemistry.species[k], chemistry.totals[j], float(amounts[k]), float(taken[k] / total),
                float(log_gamma[k]), float(amounts[k]) / kilograms,
            )
            for k in rows
        ]  # fmt: skip
    return tuple(found)


def _surfaces(
    solution: Solution, cell: int, areas: dict[str, float], temperature: float
) -> tuple[ChargedSurface, ...]:
    """Charge and potential of surfaces with a diffuse layer: y = -F psi/(R T)."""
    chemistry, found = solution.chemistry, []
    amounts = np.asarray(solution.solved.amounts)[:, cell]
    for name, area in areas.items():
        j = chemistry.components.index(POTENTIAL + name)
        charge = float(np.asarray(chemistry.nu)[chemistry.dissolved :, j] @ amounts[chemistry.dissolved :])
        potential = -float(solution.solved.u[j, cell]) * GAS_CONSTANT * temperature / FARADAY
        found.append(ChargedSurface(name, area, charge, charge * FARADAY / area, potential))
    return tuple(found)
