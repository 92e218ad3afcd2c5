"""What is done to a water: contents are kept to the last digit, and every stop is a closed system at equilibrium."""

from dataclasses import dataclass, field, replace

import jax.numpy as jnp
import numpy as np

from fluxforce.constants import ATMOSPHERE
from fluxforce.errors import SolverGaveUp
from fluxforce.model.databases.chemistry import build_chemistry
from fluxforce.model.databases.records import Database
from fluxforce.model.schema import WaterModel
from fluxforce.model.schema.water_steps import Step
from fluxforce.model.waters.reactants import ReactantError, contents_of, contents_of_phase
from fluxforce.model.waters.readout import GAS, Readout, member_amounts
from fluxforce.model.waters.sorption import sorbed_contents
from fluxforce.model.waters.states import WaterState
from fluxforce.thermo.equilibria.chemistry import POTENTIAL, Chemistry
from fluxforce.thermo.equilibria.contact import Contact, Mineral, SolidSolution, Surface
from fluxforce.thermo.equilibria.failures import unsolved
from fluxforce.thermo.equilibria.gas_phase import Gas, GasVolume, amounts_of_pressures, gases_of
from fluxforce.thermo.equilibria.solution import Solution
from fluxforce.thermo.equilibria.systems import react

LEAST_CONTENT = 1e-12  # [mol] round-off of what is taken away entirely
Path = tuple[str, float, str] | None  # what changes along a step: name, value, unit


@dataclass
class Standing:
    """What a step begins with. Contents [mol] by total (`Ca`, `H`, `E`, `water`) of the water and what is sorbed."""

    contents: dict[str, float]
    temperature: float
    pressure: float  # [atm]
    minerals: dict[str, Mineral] = field(default_factory=dict)
    solids: dict[str, dict[str, float]] = field(default_factory=dict)
    gas: dict[str, float] = field(default_factory=dict)
    gas_pressure: float = 1.0
    gas_volume: float | None = None  # [L] where that is fixed
    sites: dict[str, float] = field(default_factory=dict)
    areas: dict[str, float] = field(default_factory=dict)  # [m2] of surfaces with a diffuse layer

    def contact(self) -> Contact:
        """In the words of the engine."""
        return Contact(
            minerals=tuple(self.minerals.values()),
            solid_solutions=tuple(SolidSolution(name, members) for name, members in self.solids.items()),
            gas=self._gas(),
            sites=self.sites,
            surfaces=tuple(Surface(POTENTIAL + name, area) for name, area in self.areas.items()),
        )

    def _gas(self) -> Gas | GasVolume | None:
        if not self.gas:
            return None
        fixed = self.gas_volume
        return Gas(self.gas, self.gas_pressure, GAS) if fixed is None else GasVolume(self.gas, fixed, GAS)

    def members(self) -> list[tuple[str, str, float]]:
        """Every member of the minerals and solid solutions: phase, own name, amount [mol], in the engine's order."""
        found = [(m.name, m.name, float(m.amount)) for m in self.minerals.values()]
        found += [
            (solid, name, amount) for solid, parts in self.solids.items() for name, amount in parts.items()
        ]
        return found


def begin(model: WaterModel, solutions: dict[str, Solution], chemistry: Chemistry, step: Step) -> Standing:
    """The water of a first step, or the mixture that it asks for."""
    mix = step.mix or {step.water or next(iter(model.waters)): 1.0}
    total, share = np.zeros(len(chemistry.components) + 1), sum(mix.values())
    for name, part in mix.items():
        total = total + part * np.asarray(solutions[name].contents(chemistry))[:, 0]
    temperature = sum(part * model.waters[name].temperature for name, part in mix.items()) / share
    pressure = sum(part * model.waters[name].pressure for name, part in mix.items()) / share / ATMOSPHERE
    return Standing(_named(chemistry, total), temperature, pressure)


def take(
    model: WaterModel, database: Database, elements: list[str], solutions: dict[str, Solution],
    standing: Standing | None, step: Step, number: int,
) -> tuple[list[WaterState], Standing]:  # fmt: skip
    """One step with all its stops; the standing at its end. Raises SolverGaveUp."""
    plain = build_chemistry(database, elements, redox=model.coupled)
    if standing is None or step.water is not None or step.mix:
        fresh = begin(model, solutions, plain, step)
        standing = fresh if standing is None else replace(standing, contents=fresh.contents)
    standing = _changed(standing, step)
    chemistry = build_chemistry(
        database, elements, redox=model.coupled, sites=tuple(standing.sites), potentials=bool(standing.areas)
    )
    standing = _sorbed(_gassed(standing, step, chemistry), step, solutions, plain, chemistry)
    stops = _stops(database, chemistry, standing, step)
    temperatures = _temperatures(standing, step)
    found = react(
        chemistry, jnp.asarray(stops.T), standing.contact(), temperature=np.array(temperatures),
        pressure=standing.pressure,
    )  # fmt: skip
    read = Readout(database, chemistry.phases, elements)
    states = []
    for cell, share in enumerate(step.shares if step.moving else (1.0,)):
        if not bool(found.converged[cell]):
            where = f"{share:.4g} of step {number}" if step.moving else f"step {number}"
            raise SolverGaveUp(_why(found, cell, where))
        state = read.state(found, cell, step.title, step=number, share=share)
        states.append(
            _with_contact(read, state, found, cell, standing, _path(step, share, temperatures[cell]))
        )
    return states, _after(chemistry, standing, found, stops, temperatures[-1])


def _with_contact(
    read: Readout,
    state: WaterState,
    found: Solution,
    cell: int,
    standing: Standing,
    path: Path,
) -> WaterState:
    asked = {name: float(mineral.index) for name, mineral in standing.minerals.items()}
    return read.with_contact(state, found, cell, standing.members(), asked, standing.areas, path)


def _named(chemistry: Chemistry, total: np.ndarray) -> dict[str, float]:
    return dict(zip((*chemistry.totals, "water"), map(float, total), strict=True))


def _changed(standing: Standing, step: Step) -> Standing:
    """Phases, gas, temperature and pressure that a step brings or takes away."""
    gone = set(step.remove)
    minerals = {} if "phases" in gone else dict(standing.minerals)
    minerals |= {name: Mineral(name, phase.amount, phase.index) for name, phase in step.phases.items()}
    solids = {} if "solid solutions" in gone else dict(standing.solids)
    solids |= {name: dict(members) for name, members in step.solid_solutions.items()}
    found = replace(standing, minerals=minerals, solids=solids)
    if "gas" in gone:
        found = replace(found, gas={})
    if step.temperature is not None:
        found = replace(found, temperature=step.temperature)
    sites, areas = dict(found.sites), dict(found.areas)
    for kind, of_kind in (("exchange", _is_exchange), ("surface", _is_surface)):
        if kind in gone:
            sites = {name: amount for name, amount in sites.items() if not of_kind(name)}
            areas = {} if kind == "surface" else areas
    if step.exchange is not None:
        sites |= step.exchange.sites
    for surface in step.surface.values():
        sites |= surface.sites
        if surface.electrostatics == "diffuse layer":
            areas[name_of_surface(surface.sites)] = surface.area * surface.mass
    found = replace(found, sites=sites, areas=areas)
    if step.pressure is not None:
        found = replace(found, pressure=step.pressure / ATMOSPHERE)
    return found


def _gassed(standing: Standing, step: Step, chemistry: Chemistry) -> Standing:
    """A gas phase by its partial pressures at the start, which fill its volume."""
    if step.gas is None:
        return standing
    litres, held = 1e3 * step.gas.volume, step.gas.hold
    partial = jnp.array([p / ATMOSPHERE for p in step.gas.gases.values()])[:, None]
    gases = gases_of(chemistry, tuple(step.gas.gases))
    temperature = standing.temperature if step.heat is None else step.heat.start
    moles = amounts_of_pressures(gases, partial, jnp.array([temperature]), jnp.array([litres]))[:, 0]
    return replace(
        standing, gas=dict(zip(step.gas.gases, map(float, moles), strict=True)),
        gas_pressure=step.gas.pressure / ATMOSPHERE, gas_volume=litres if held == "volume" else None,
    )  # fmt: skip


def _is_surface(site: str) -> bool:
    return "_" in site


def _is_exchange(site: str) -> bool:
    return "_" not in site


def _stops(database: Database, chemistry: Chemistry, standing: Standing, step: Step) -> np.ndarray:
    """Contents at every stop, [stops, components + 1]."""
    start = np.array([standing.contents.get(name, 0.0) for name in (*chemistry.totals, "water")])
    added = np.zeros_like(start)
    for name, amount in step.add.items():
        added += amount * contents_of(database, chemistry, name)
    if step.evaporate is not None:
        added[-1] -= step.evaporate * start[-1]
    stops = np.array([start + share * added for share in (step.shares if step.moving else (1.0,))])
    _enough(chemistry, standing, stops)
    return stops


def _enough(chemistry: Chemistry, standing: Standing, stops: np.ndarray) -> None:
    """Raise ReactantError where more is taken away than water and phases hold together."""
    held = np.zeros(stops.shape[1])
    for name, amount in [*((n, a) for _, n, a in standing.members()), *standing.gas.items()]:
        held += amount * contents_of_phase(chemistry, name)
    least = (stops + held).min(axis=0)
    if least[-1] <= 0.0:
        raise ReactantError("more water is taken away than there is")
    counts = np.asarray(chemistry.counts)
    for j, name in enumerate(chemistry.totals):
        if np.all(counts[:, j] >= 0.0) and least[j] < -LEAST_CONTENT:
            raise ReactantError(f"more {name} is taken away than there is, by {-least[j]:.3g} mol")


def _temperatures(standing: Standing, step: Step) -> list[float]:
    if step.heat is None:
        return [standing.temperature] * (len(step.shares) if step.moving else 1)
    return [step.heat.start + share * (step.heat.to - step.heat.start) for share in step.shares]


def _path(step: Step, share: float, temperature: float) -> Path:
    """What a person would draw along the axis."""
    if len(step.shares) == 1 or not step.moving:
        return None
    if step.heat is not None:
        return "temperature", temperature - 273.15, "degC"
    if step.evaporate is not None:
        return "evaporated", 100.0 * step.evaporate * share, "%"
    if len(step.add) == 1:
        name, amount = next(iter(step.add.items()))
        small = abs(amount) < 0.1
        return f"{name} added", amount * share * (1e3 if small else 1.0), "mmol" if small else "mol"
    return "reactants added", 100.0 * share, "%"


def _after(
    chemistry: Chemistry, standing: Standing, found: Solution, stops: np.ndarray, temperature: float
) -> Standing:
    """What the next step begins with: what left the phases is in the water, and the other way round."""
    amounts = member_amounts(found, stops.shape[0] - 1)
    names = [name for _, name, _ in standing.members()]
    before = np.array([amount for *_, amount in standing.members()])
    moved = list(zip(names, before - amounts, strict=True))
    gas = dict(standing.gas)
    if found.gas is not None:
        gas = dict(zip(found.gas.names, np.asarray(found.gas.amounts)[:, -1].tolist(), strict=True))
    total = stops[-1] + sum(
        (amount * contents_of_phase(chemistry, name) for name, amount in moved),
        np.zeros(stops.shape[1]),
    )
    for name, amount in gas.items():
        total = total + (standing.gas[name] - amount) * contents_of_phase(chemistry, name)
    now = iter(amounts.tolist())
    minerals = {name: replace(mineral, amount=next(now)) for name, mineral in standing.minerals.items()}
    solids = {solid: {name: next(now) for name in parts} for solid, parts in standing.solids.items()}
    return replace(
        standing,
        contents=_named(chemistry, total),
        temperature=temperature,
        minerals=minerals,
        solids=solids,
        gas=gas,
    )


def _why(found: Solution, cell: int, where: str) -> str:
    said, tries = unsolved(found, cell)
    return f"no equilibrium at {where}: {said}; what to try: {tries}"


def _sorbed(
    standing: Standing, step: Step, solutions: dict[str, Solution], plain: Chemistry, chemistry: Chemistry
) -> Standing:
    """New exchangers and surfaces with what they hold from the water that they met before."""
    new: dict[str, tuple[dict[str, float], dict[str, float]]] = {}
    if step.exchange is not None:
        new[step.exchange.equilibrate] = (dict(step.exchange.sites), {})
    for surface in step.surface.values():
        area = {name_of_surface(surface.sites): surface.area * surface.mass}
        areas = area if surface.electrostatics == "diffuse layer" else {}
        if surface.equilibrate is not None:
            sites, known = new.setdefault(surface.equilibrate, ({}, {}))
            sites.update(surface.sites)
            known.update(areas)
    contents = dict(standing.contents)
    for water, (sites, areas) in new.items():
        source = np.asarray(solutions[water].contents(plain))[:, 0]
        by_name = _named(plain, source)
        whole = np.array([by_name.get(name, 0.0) for name in (*chemistry.totals, "water")])
        contact = Standing({}, 0.0, 0.0, sites=sites, areas=areas).contact()
        temperature, pressure = float(solutions[water].temperature[0]), float(solutions[water].pressure[0])
        held = _named(chemistry, sorbed_contents(chemistry, whole, contact, temperature, pressure, water))
        for name, amount in held.items():
            if name not in sites and not name.startswith(POTENTIAL):
                contents[name] = contents.get(name, 0.0) + amount
    return replace(standing, contents=contents)


def name_of_surface(sites: dict[str, float]) -> str:
    """`Hfo` of Hfo_w and Hfo_s."""
    return next(iter(sites)).partition("_")[0]
