"""What is done to a water: contents are kept to the last digit, and every stop is a closed system at equilibrium."""

from dataclasses import dataclass, field, replace

import jax.numpy as jnp
import numpy as np

from fluxforce.constants import ATMOSPHERE
from fluxforce.errors import SolverGaveUp
from fluxforce.model.databases.chemistry import POTENTIAL, build_chemistry
from fluxforce.model.databases.records import Database
from fluxforce.model.schema import WaterModel
from fluxforce.model.schema.water_steps import Step
from fluxforce.model.waters.reactants import contents_of
from fluxforce.model.waters.readout import GAS, GAS_LITRES, Readout, member_amounts
from fluxforce.model.waters.sorption import sorbed_contents
from fluxforce.model.waters.states import WaterState
from fluxforce.thermo.equilibria.chemistry import Chemistry
from fluxforce.thermo.equilibria.solution import Solution
from fluxforce.thermo.equilibria.systems import Contact, Gas, Mineral, SolidSolution, Surface, react

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
    sites: dict[str, float] = field(default_factory=dict)
    areas: dict[str, float] = field(default_factory=dict)  # [m2] of surfaces with a diffuse layer

    def contact(self) -> Contact:
        """In the words of the engine."""
        return Contact(
            minerals=tuple(self.minerals.values()),
            solid_solutions=tuple(SolidSolution(name, members) for name, members in self.solids.items()),
            gas=Gas(self.gas, self.gas_pressure, GAS) if self.gas else None,
            sites=self.sites,
            surfaces=tuple(Surface(POTENTIAL + name, area) for name, area in self.areas.items()),
        )

    def members(self) -> list[tuple[str, str, float]]:
        """Every member of every phase: the phase, its own name and its amount [mol], in the engine's order."""
        found = [(m.name, m.name, float(m.amount)) for m in self.minerals.values()]
        found += [
            (solid, name, amount) for solid, parts in self.solids.items() for name, amount in parts.items()
        ]
        return found + [(GAS, name, amount) for name, amount in self.gas.items()]


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
    standing = _sorbed(standing, step, solutions, plain, chemistry)
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
    if step.gas is not None:
        litres = 1e3 * step.gas.volume
        temperature = step.temperature or standing.temperature
        gas = {n: p / ATMOSPHERE * litres / (GAS_LITRES * temperature) for n, p in step.gas.gases.items()}
        found = replace(found, gas=gas, gas_pressure=step.gas.pressure / ATMOSPHERE)
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
    return np.array([start + share * added for share in (step.shares if step.moving else (1.0,))])


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
        return f"{name} added", amount * share, "mol"
    return "reactants added", 100.0 * share, "%"


def _after(
    chemistry: Chemistry, standing: Standing, found: Solution, stops: np.ndarray, temperature: float
) -> Standing:
    """What the next step begins with: what left the phases is in the water, and the other way round."""
    amounts = member_amounts(found, stops.shape[0] - 1)
    nu = np.column_stack([np.asarray(found.members.nu), np.asarray(found.members.nu_w)])
    before = np.array([amount for *_, amount in standing.members()])
    total = stops[-1] + nu.T @ (before - amounts) if before.size else stops[-1]
    now = iter(amounts.tolist())
    minerals = {name: replace(mineral, amount=next(now)) for name, mineral in standing.minerals.items()}
    solids = {solid: {name: next(now) for name in parts} for solid, parts in standing.solids.items()}
    gas = {name: next(now) for name in standing.gas}
    return replace(
        standing,
        contents=_named(chemistry, total),
        temperature=temperature,
        minerals=minerals,
        solids=solids,
        gas=gas,
    )


def _why(found: Solution, cell: int, where: str) -> str:
    tries = "smaller steps, fewer phases at once, or an amount of the element that is nearly used up"
    return f"no equilibrium at {where} after {int(found.solved.iterations[cell])} iterations; what to try: {tries}"


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
        temperature, pressure = solutions[water].temperature[0], solutions[water].pressure[0]
        held = _named(chemistry, sorbed_contents(chemistry, whole, contact, temperature, pressure, water))
        for name, amount in held.items():
            if name not in sites and not name.startswith(POTENTIAL):
                contents[name] = contents.get(name, 0.0) + amount
    return replace(standing, contents=contents)


def name_of_surface(sites: dict[str, float]) -> str:
    """`Hfo` of Hfo_w and Hfo_s."""
    return next(iter(sites)).partition("_")[0]
