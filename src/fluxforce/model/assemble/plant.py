"""A plant of streams: mixers, splitters, heaters and heat exchangers, every stream a flow on the kernel."""

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.balance import System
from fluxforce.budget.exergy import dead_state
from fluxforce.laws.dissipation import Dissipation
from fluxforce.laws.transport import Fourier
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.plant_numbers import Where, exergy_book, numbers_of, profiles_of
from fluxforce.model.assemble.plant_parts import (
    Exchanger,
    Fluid,
    Heater,
    Mixer,
    Net,
    Side,
    Splitter,
    Unit,
    inputs,
    network,
    outputs,
    stage_conductance,
)
from fluxforce.model.schema.plant import (
    ExchangerUnit,
    HeaterUnit,
    MixerUnit,
    PlantModel,
    PlantUnit,
    SplitterUnit,
)
from fluxforce.places import Pairs
from fluxforce.process import Exchange, Flow
from fluxforce.solve.linear import Dense
from fluxforce.thermo.base import AbstractPotential
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.gas_stream import GasStream
from fluxforce.thermo.joint import Joint
from fluxforce.thermo.linear import Linear
from fluxforce.thermo.thermal import HeatCapacity

TRACE = 1e-12  # mole fraction of a gas that is not there


@dataclass
class _Layout:
    """Places in the order in which they are made, and for every stream the place it leaves and the one it enters."""

    names: list[str]
    size: list[float]
    leaves: dict[str, int]
    enters: dict[str, int]
    units: dict[str, list[int]]

    def add(self, name: str, size: float) -> int:
        """A new place."""
        self.names.append(name)
        self.size.append(size)
        return len(self.names) - 1


def plant(
    *,
    feeds: dict[str, Fluid],
    units: dict[str, Unit],
    gases: dict[str, float] | None = None,
    residence: float = 10.0,
    environment: float,
    dead: dict[str, float] | None = None,
    useful: tuple[str, ...] = (),
) -> Assembled:
    """Feeds pass through units and leave as products: the streams that no unit takes.

    Liquids do not expand: the content of a place is its energy per J/K of heat capacity, and streams are counted by
    their heat capacity flow [W/K]. ``gases`` maps the species of ideal gases, all at one pressure, to their heat
    capacities [J/mol/K]; a stream then carries mole fractions and enthalpy. ``residence`` [s] of every unit sets how
    fast it settles. Exergy is reckoned at ``environment`` T0, for gases against the composition ``dead`` (None: that
    of the mixed feeds); ``useful`` products (all, if none is named) make the efficiency.
    """
    net = network(feeds, units, gases)
    layout = _places(feeds, units, net, residence)
    thermal = _thermal(gases, environment)
    heaters = {
        name: unit for name, unit in units.items() if isinstance(unit, Heater) and unit.conductance > 0.0
    }
    reservoirs = {name: layout.add(f"{name} reservoir", 1.0) for name in heaters}
    powered = any(isinstance(unit, Heater) and unit.power for unit in units.values())
    potential: AbstractPotential = Joint(thermal, Linear(("work",), jnp.zeros(1))) if powered else thermal
    start = _start(thermal, layout, feeds, net, gases)
    for name, place in reservoirs.items():
        start[-1, place] = np.log(float(heaters[name].temperature or environment))
    if powered:
        start = np.concatenate([start, np.zeros((1, start.shape[1]))])
    energy = len(thermal.linear) - 1
    where = Where(
        layout.leaves, layout.enters, layout.units, net, units, energy, reservoirs, gases is not None
    )
    exchanges = _exchanges(units, layout, net, len(potential.linear), energy, reservoirs)
    inner = np.zeros(len(layout.names))
    own = [place for places in layout.units.values() for place in places]
    inner[own] = 1.0
    active = np.zeros((len(potential.linear), len(layout.names)))
    active[: energy + 1] = inner
    system = System(
        potential, exchanges, _flows(units, layout, net, energy + 1), jnp.asarray(np.array(layout.size)),
        jnp.asarray(active),
    )  # fmt: skip
    at_rest = _dead_state(thermal, feeds, gases, environment, dead)
    inside = _shown_first(layout, units, own)
    called = {layout.leaves[name]: name for unit in units.values() for name in reversed(outputs(unit))}
    sizes = np.array(layout.size)[inside]
    return Assembled(
        kind="plant", system=system, start=jnp.asarray(start), solver=Dense(),
        scale=jnp.asarray([1.0] * (energy + 1) + [1e3] * powered), inside=inside, x=None, bulk=sizes,
        conserved=_conserved(thermal, powered), charge=None, temperature=None, environment=environment,
        first_step=0.01 * residence, numbers=numbers_of(where), profiles=profiles_of(where),
        units=("J/mol", "J/K/mol", "W", "W/K/mol") if gases else ("K", "1/K", "W", "1/s"),
        quantity_units=(*["mol/mol"] * energy, "J/mol" if gases else "K", *["J"] * powered),
        place_names=tuple(str(called.get(k, layout.names[k])) for k in inside), title="plant of streams",
        exergy=exergy_book(where, dead_state(thermal, at_rest), environment, useful or net.products, gases, at_rest),
    )  # fmt: skip


def _places(feeds: dict[str, Fluid], units: dict[str, Unit], net: Net, residence: float) -> _Layout:
    """Feeds, then the cells of every unit, then the products."""
    layout = _Layout([], [], {}, {}, {})
    for name in feeds:
        layout.leaves[name] = layout.add(name, 1.0)
    for name, unit in units.items():
        layout.units[name] = []
        if isinstance(unit, Exchanger):
            for what, side in (("hot", unit.hot), ("cold", unit.cold)):
                hold = net.rate(side.input) * residence / unit.cells
                cells = [layout.add(f"{name} {what} {k + 1}", hold) for k in range(unit.cells)]
                layout.enters[side.input], layout.leaves[side.output] = cells[0], cells[-1]
                layout.units[name] += cells
            continue
        place = layout.add(name, residence * sum(net.rate(stream) for stream in inputs(unit)))
        layout.units[name].append(place)
        layout.enters |= dict.fromkeys(inputs(unit), place)
        layout.leaves |= dict.fromkeys(outputs(unit), place)
    for name in net.products:
        layout.enters[name] = layout.add(f"{name} leaves", 1.0)
    return layout


def _thermal(gases: dict[str, float] | None, environment: float) -> AbstractPotential:
    if gases is None:
        return FromEntropy(HeatCapacity(capacity=jnp.ones(()), names=("energy",)))
    return GasStream(tuple(gases), jnp.asarray(list(gases.values())), environment)


def _start(
    thermal: AbstractPotential,
    layout: _Layout,
    feeds: dict[str, Fluid],
    net: Net,
    gases: dict[str, float] | None,
) -> np.ndarray:
    """Feeds as they are; everything else at the mean temperature of the feeds and, for a gas, its own composition."""
    temperatures = np.array([feed.temperature for feed in feeds.values()])
    capacities = np.array([net.heat(name) for name in feeds])
    start = np.full((len(thermal.linear), len(layout.names)), 0.0)
    start[-1] = np.log(capacities @ temperatures / capacities.sum())
    for name, place in [*layout.enters.items(), *layout.leaves.items()]:
        start[:-1, place] = _ratios(net, name, gases)
    for unit in layout.units.values():
        for first, place in zip([unit[0], *unit[:-1]], unit, strict=True):
            if not start[:-1, place].any():
                start[:-1, place] = start[:-1, first]
    for name, feed in feeds.items():
        start[-1, layout.leaves[name]] = np.log(feed.temperature)
    return start


def _ratios(net: Net, stream: str, gases: dict[str, float] | None) -> np.ndarray:
    """ln(x_k/x_n) of a stream; nothing for liquids."""
    if gases is None:
        return np.zeros(0)
    amounts = net.rates[net.streams.index(stream), 1:]
    fraction = np.maximum(amounts / amounts.sum(), TRACE)
    return np.log(fraction[:-1] / fraction[-1])


def _flows(units: dict[str, Unit], layout: _Layout, net: Net, mobile: int) -> tuple[Flow, ...]:
    """One flow per unit, and one for the products; what enters a vessel mixes there, what enters a channel does not."""
    flows = []
    for name, unit in units.items():
        streams = inputs(unit)
        tails = [layout.leaves[stream] for stream in streams]
        heads, rates = [layout.enters[stream] for stream in streams], [net.rate(stream) for stream in streams]
        mixes = len(streams)
        if isinstance(unit, Exchanger):
            mixes = 0
            cells = layout.units[name]
            for start, stream in ((0, unit.hot.input), (unit.cells, unit.cold.input)):
                tails += cells[start : start + unit.cells - 1]
                heads += cells[start + 1 : start + unit.cells]
                rates += [net.rate(stream)] * (unit.cells - 1)
        flows.append(_flow(name, tails, heads, rates, mobile, mixes))
    ends = net.products
    flows.append(
        _flow(
            "products", [layout.leaves[s] for s in ends], [layout.enters[s] for s in ends],
            [net.rate(s) for s in ends], mobile, 0,
        )
    )  # fmt: skip
    return tuple(flows)


def _flow(name: str, tails: list[int], heads: list[int], rates: list[float], mobile: int, mixes: int) -> Flow:
    count = len(tails)
    inside = jnp.asarray((np.arange(count) < mixes).astype(float))
    sites = Pairs(jnp.asarray(tails), jnp.asarray(heads))
    return Flow(
        name,
        sites,
        jnp.asarray(rates),
        jnp.zeros(count),
        jnp.zeros(count),
        inside,
        mobile,
        tuple(range(mixes)),
    )


def _exchanges(
    units: dict[str, Unit],
    layout: _Layout,
    net: Net,
    quantities: int,
    energy: int,
    reservoirs: dict[str, int],
) -> tuple[Exchange, ...]:
    """Walls of exchangers and heaters, and work that is dissipated."""
    heat, found = np.zeros((1, quantities)), []
    heat[0, energy] = 1.0
    side = jnp.asarray(heat)
    for name, unit in units.items():
        cells = layout.units[name]
        if isinstance(unit, Exchanger):
            hot, cold = cells[: unit.cells], cells[unit.cells :]
            facing = cold if unit.parallel else cold[::-1]
            conductance = stage_conductance(unit, net.heat(unit.hot.input), net.heat(unit.cold.input))
            sites = Pairs(jnp.asarray(hot), jnp.asarray(facing))
            law = Fourier(jnp.full(unit.cells, conductance), energy)
            found.append(Exchange(f"wall of {name}", sites, side, side, law, jnp.ones(unit.cells), ("heat",)))
        elif isinstance(unit, Heater):
            if name in reservoirs:
                sites = Pairs(jnp.array([reservoirs[name]]), jnp.array(cells))
                law = Fourier(jnp.array([unit.conductance]), energy)
                found.append(Exchange(f"wall of {name}", sites, side, side, law, jnp.ones(1), ("heat",)))
            if unit.power:
                work = jnp.zeros((1, quantities)).at[0, -1].set(1.0)
                sites = Pairs(jnp.array(cells), jnp.array(cells))
                power = jnp.array([float(unit.power)])
                found.append(
                    Exchange(f"power of {name}", sites, work, side, Dissipation(energy), power, ("work",))
                )
    return tuple(found)


def _dead_state(
    thermal: AbstractPotential,
    feeds: dict[str, Fluid],
    gases: dict[str, float] | None,
    environment: float,
    dead: dict[str, float] | None,
) -> Array:
    """Coordinates of the dead state."""
    if gases is None:
        return jnp.log(jnp.array([environment]))
    if dead is None:
        parts = [(feed.flow, feed.composition or {}) for feed in feeds.values()]
        dead = {
            name: sum(flow * each.get(name, 0.0) / sum(each.values()) for flow, each in parts)
            for name in gases
        }
    amounts = np.array([dead[name] for name in gases])
    fraction = np.maximum(amounts / amounts.sum(), TRACE)
    return jnp.asarray([*np.log(fraction[:-1] / fraction[-1]), np.log(environment)])


def _shown_first(layout: _Layout, units: dict[str, Unit], own: list[int]) -> np.ndarray:
    """Inside places, the outlets of the units first: these are the curves that people look for."""
    first = list(dict.fromkeys(layout.leaves[stream] for unit in units.values() for stream in outputs(unit)))
    return np.array([*first, *(place for place in own if place not in first)])


def _conserved(thermal: AbstractPotential, powered: bool) -> dict[str, np.ndarray]:
    """Energy, with the work that becomes heat, and the amount of every species of a gas but the last."""
    count = len(thermal.linear)
    found = {"energy": np.array([0.0] * (count - 1) + [1.0] + [1.0] * powered)}
    for k, name in enumerate(thermal.quantities[: count - 1]):
        found[name] = np.eye(count + powered)[k]
    return found


def assemble_plant(document: PlantModel) -> Assembled:
    """The plant of a model document. Raises BadInput where streams run in a closed circle or cells are too few."""
    given = document.plant
    feeds = {
        name: Fluid(
            feed.molar_flow or feed.flow or 0.0, feed.temperature, feed.heat_capacity or given.heat_capacity,
            feed.composition,
        )
        for name, feed in given.feeds.items()
    }  # fmt: skip
    return plant(
        feeds=feeds, units={name: _unit(unit) for name, unit in given.units.items()}, gases=given.gases or None,
        residence=given.residence_time, environment=document.environment.temperature,
        dead=_complete(given.gases, document.environment.composition), useful=given.useful,
    )  # fmt: skip


def _complete(gases: dict[str, float], composition: dict[str, float] | None) -> dict[str, float] | None:
    """All gases of the dead state; one that is not named is not there."""
    return None if composition is None else {name: composition.get(name, 0.0) for name in gases}


def _unit(unit: PlantUnit) -> Unit:
    match unit:
        case MixerUnit():
            return Mixer(unit.inputs, unit.output)
        case SplitterUnit():
            return Splitter(unit.input, unit.outputs)
        case HeaterUnit():
            return Heater(
                unit.input, unit.output, unit.power or 0.0, unit.conductance or 0.0, unit.temperature
            )
        case ExchangerUnit():
            hot, cold = (Side(side.input, side.output) for side in (unit.hot, unit.cold))
            return Exchanger(hot, cold, unit.conductance, unit.arrangement == "parallel", unit.cells)
