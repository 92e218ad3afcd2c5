"""A stirred reactor with heat: several feeds, reactions, a gas, a jacket, one or more outlets."""

import math

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import System
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.arrhenius import Arrhenius
from fluxforce.laws.reversible import MassAction, Reversible
from fluxforce.laws.transfer import FilmTransfer
from fluxforce.laws.transport import Fourier
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.heats import HotReaction, Species, Standard, standard
from fluxforce.model.assemble.mass_action import conserved_groups
from fluxforce.model.assemble.reactor_exergy import exergy_book
from fluxforce.model.assemble.reactor_numbers import numbers_of, profiles_of
from fluxforce.model.assemble.reactor_parts import (
    Adiabatic,
    Cooled,
    Dissolving,
    Feed,
    Gas,
    Heat,
    Isothermal,
    Layout,
    Solution,
    all_heats,
)
from fluxforce.model.equation import parse_formula, parse_sides
from fluxforce.model.schema.reactor import Reactor, ReactorModel
from fluxforce.places import Everywhere, Pairs
from fluxforce.process import Exchange, Flow
from fluxforce.solve.linear import Dense
from fluxforce.thermo.base import AbstractPotential
from fluxforce.thermo.mixture import Mixture
from fluxforce.thermo.thermostatted import Thermostatted

# Where nothing is, ln c has no value: the floor of every concentration over the largest one of the model, in streams
# and at the start inside, where less would make the first instants faster than anything that matters later.
TRACE, START = 1e-12, 1e-6
LITRE = 1000.0  # mol/m3 in 1 mol/L, the standard state of species' entropies in files


def reactor(
    *,
    volume: float,
    capacity: float,
    reference: float,
    species: dict[str, Species],
    reactions: dict[str, HotReaction],
    feeds: dict[str, Feed],
    initial: Solution,
    heat: Heat,
    gas: Gas | None = None,
    held: tuple[str, ...] = (),
    outlets: dict[str, float] | None = None,
    environment: float,
    dead: dict[str, float] | None = None,
) -> Assembled:
    """Places: the feeds in order, the tank, the outlets, then the gas and the coolant where there are such.

    The solution is ideal and dilute in a liquid that does not expand: heat ``capacity`` [J/m3/K], contents in mol/m3;
    volume flows in and out are equal. ``reference`` [K] is the temperature of all standard data and rate constants.
    ``held`` species are chemostats of the tank. ``outlets`` share the outflow (one outlet: None). ``dead`` is the
    composition of the dead state before its reactions come to equilibrium at ``environment`` T0; None: that of the
    mixed feeds, or of the start where there are none.
    """
    names = tuple(species)
    data = standard(species, reactions, reference, isothermal=isinstance(heat, Isothermal))
    mixture = Mixture(
        names, capacity=capacity, energy=jnp.asarray(data.energy), heat=jnp.asarray(data.heat),
        standard=jnp.asarray(data.entropy), reference=reference,
    )  # fmt: skip
    potential: AbstractPotential = mixture
    if isinstance(heat, Isothermal):
        potential = Thermostatted(mixture, heat.temperature)
    shares = outlets if outlets else {"outlet": 1.0} if feeds else {}
    layout = Layout(
        names=names, feeds=tuple(feeds), outlets=tuple(shares), gas=gas is not None,
        coolant=isinstance(heat, Cooled), flows=np.array([one.flow for one in feeds.values()]),
        shares=np.array(list(shares.values())), mixture=mixture, volume=volume,
        bath=heat.temperature if isinstance(heat, Isothermal) else None,
        heats=all_heats(species, reactions), held=held,
    )  # fmt: skip
    start = _start(layout, data, feeds, initial, heat, gas)
    inner = jnp.zeros(layout.places).at[layout.tank].set(1.0)
    exchanges = tuple(
        _reaction(name, one, layout, heat, data, volume * inner) for name, one in reactions.items()
    )
    if gas is not None:
        exchanges = (*exchanges, _dissolution(gas, layout, volume))
    if isinstance(heat, Cooled):
        exchanges = (*exchanges, _cooling(heat, layout))
    free = np.array([name not in held for name in names] + [not isinstance(heat, Isothermal)], dtype=float)
    system = System(
        potential, exchanges, _flows(layout), jnp.full(layout.places, float(volume)),
        jnp.asarray(free)[:, None] * inner[None],
    )  # fmt: skip
    conserved, charge = _conserved(species, reactions, isinstance(heat, Isothermal))
    fastest = _fastest(layout, reactions, np.exp(np.asarray(start[:-1])), gas)
    # without heats of reaction nothing is known of equilibrium at another temperature than the tank's
    known = layout.heats or layout.bath == environment
    book = exergy_book(layout, data, reactions, start, gas, environment, dead) if known else None
    return Assembled(
        kind="reactor", system=system, start=start, solver=Dense(), scale=jnp.ones(len(names) + 1),
        inside=np.array([layout.tank]), x=None, bulk=volume, conserved=conserved, charge=charge,
        temperature=layout.bath, environment=environment, first_step=1e-3 / fastest,
        numbers=numbers_of(layout, data, reactions, gas),
        profiles=profiles_of(layout), exergy=book,
        units=("mol/m3", "J/K/mol", "mol/s", "W/K/m3"), title="stirred reactor",
        quantity_units=(*["mol/m3"] * len(names), "K" if layout.bath else "J/m3"), place_names=("tank",),
    )  # fmt: skip


def reactor_state(
    made: Assembled, content: dict[str, float], temperature: float
) -> Float[Array, "coordinates places"]:
    """The start of a reactor with other contents [mol/m3] and another temperature [K] in its tank.

    A start for each branch: a cold one stays extinct, a hot one with the reactant used up stays ignited.
    """
    names = made.system.potential.quantities[:-1]
    largest = float(np.exp(np.asarray(made.start[:-1])).max())
    amounts = np.maximum([content[name] for name in names], START * largest)
    column = jnp.asarray(np.log([*amounts, temperature]))
    return made.start.at[:, int(made.inside[0])].set(column)


def _start(
    layout: Layout, data: Standard, feeds: dict[str, Feed], initial: Solution, heat: Heat, gas: Gas | None
) -> Float[Array, "coordinates places"]:
    """ln c and ln T of all places; the gas is seen as the liquid that it would be in equilibrium with."""
    inside = heat.temperature if isinstance(heat, Isothermal) else initial.temperature
    tank = Solution(initial.content, inside)
    rows: list[Solution] = [*feeds.values(), tank, *[tank] * len(layout.outlets)]
    if gas is not None:
        dissolved = {name: one.henry * one.pressure for name, one in gas.species.items()}
        rows.append(Solution(initial.content | dissolved, gas.temperature))
    if isinstance(heat, Cooled):
        rows.append(Solution(initial.content, heat.temperature))
    contents = np.array([[row.content[name] for row in rows] for name in layout.names])
    floor = np.full(len(rows), TRACE)
    floor[layout.tank : layout.tank + 1 + len(layout.outlets)] = START
    contents = np.maximum(contents, floor * max(contents.max(), 1e-300))
    temperatures = np.array([[row.temperature for row in rows]])
    return jnp.asarray(np.log(np.concatenate([contents, temperatures])))


def _reaction(
    name: str, one: HotReaction, layout: Layout, heat: Heat, data: Standard, measure: Float[Array, " places"]
) -> Exchange:
    """The exchange of one reaction; energy stays in the solution, so only species stand in it."""
    both = np.zeros((2, 1, len(layout.names) + 1))
    for side, numbers in zip(both, (one.reactants, one.products), strict=True):
        side[0, : len(layout.names)] = [numbers.get(each, 0.0) for each in layout.names]
    reactants, products = jnp.asarray(both[0]), jnp.asarray(both[1])
    orders = reactants
    if isinstance(heat, Isothermal):
        colder = 1.0 / heat.temperature - 1.0 / data.reference
        k = one.k * float(np.exp(-one.activation / GAS_CONSTANT * colder))
        law = Reversible(MassAction(jnp.array([k]), orders))
    else:
        law = Reversible(
            Arrhenius(
                MassAction(jnp.array([float(one.k)]), orders), jnp.array([float(one.activation)]),
                jnp.asarray(data.reference, float), len(layout.names),
            )
        )  # fmt: skip
    return Exchange(name, Everywhere(), reactants, products, law, measure, (name,))


def _dissolution(gas: Gas, layout: Layout, volume: float) -> Exchange:
    """Every gas brings itself and the energy it has in the gas: that in solution less the heat of solution."""
    index = tuple(layout.names.index(name) for name in gas.species)
    numbers = np.zeros((len(index), len(layout.names) + 1))
    for row, k in enumerate(index):
        numbers[row, k] = 1.0
        if layout.bath is None:
            numbers[row, -1] = layout.brought(gas)[k]
    side = jnp.asarray(numbers)
    law = FilmTransfer(jnp.full(len(index), float(gas.rate)), index)
    sites = Pairs(jnp.array([layout.gas_place]), jnp.array([layout.tank]))
    return Exchange("gas exchange", sites, side, side, law, jnp.array([float(volume)]), tuple(gas.species))


def _cooling(heat: Cooled, layout: Layout) -> Exchange:
    side = jnp.zeros((1, len(layout.names) + 1)).at[0, -1].set(1.0)
    sites = Pairs(jnp.array([layout.tank]), jnp.array([layout.coolant_place]))
    law = Fourier(jnp.array([float(heat.conductance)]), len(layout.names))
    return Exchange("cooling", sites, side, side, law, jnp.ones(1), ("heat",))


def _flows(layout: Layout) -> tuple[Flow, ...]:
    """One flow per feed, so that each has its own row of mixing, and one for all outlets."""
    mobile = len(layout.names) + (1 if layout.bath is None else 0)
    one, none = jnp.ones(1), jnp.zeros(1)
    flows = [
        Flow(
            name, Pairs(jnp.array([k]), jnp.array([layout.tank])), jnp.array([float(layout.flows[k])]),
            none, none, one, mobile, (0,),
        )
        for k, name in enumerate(layout.feeds)
    ]  # fmt: skip
    count = len(layout.outlets)
    if count:
        tails, heads = jnp.full(count, layout.tank), layout.tank + 1 + jnp.arange(count)
        rate = jnp.asarray(layout.flows.sum() * layout.shares / layout.shares.sum())
        nothing = jnp.zeros(count)
        flows.append(Flow("outflow", Pairs(tails, heads), rate, nothing, nothing, nothing, mobile, ()))
    return tuple(flows)


def _conserved(
    species: dict[str, Species], reactions: dict[str, HotReaction], isothermal: bool
) -> tuple[dict[str, np.ndarray], np.ndarray | None]:
    """Elements and charge where every species has a formula, else what no reaction changes; and the energy."""
    names, charge = tuple(species), None
    formulas = [one.formula for one in species.values()]
    if all(formulas):
        parsed = [parse_formula(formula) for formula in formulas if formula]
        elements = sorted({element for counts, _ in parsed for element in counts})
        found = {e: np.array([float(counts.get(e, 0)) for counts, _ in parsed]) for e in elements}
        charges = np.array([float(charge) for _, charge in parsed])
        charge = np.append(charges, 0.0) if charges.any() else None
    else:
        found = conserved_groups(names, reactions)
    found = {name: np.append(weights, 0.0) for name, weights in found.items()}
    if not isothermal:
        found["energy"] = np.append(np.zeros(len(names)), 1.0)
    return found, charge


def _fastest(
    layout: Layout, reactions: dict[str, HotReaction], contents: np.ndarray, gas: Gas | None
) -> float:
    """The largest relative rate [1/s] of throughput, of reactions as fast as their constants allow, of the gas."""
    rates = [float(layout.flows.sum()) / layout.volume, 0.0 if gas is None else gas.rate, 1e-12]
    for one in reactions.values():
        order = sum(one.reactants.values())
        rates.append(one.k * float(contents.max()) ** (order - 1.0))
    return max(rates)


def assemble_reactor(document: ReactorModel) -> Assembled:
    """The reactor of a model document."""
    given = document.reactor
    temperature = given.temperature
    # entropies of species stand for 1 mol/L, those of the potential for 1 mol/m3
    species = {
        name: Species(
            one.enthalpy, None if one.entropy is None else one.entropy + GAS_CONSTANT * math.log(LITRE),
            one.heat_capacity, one.formula,
        )
        for name, one in given.species.items()
    }  # fmt: skip
    reactions = {
        name: HotReaction(
            *parse_sides(one.equation), one.k.value, one.activation_energy,
            None if one.K is None else one.K.value, one.enthalpy,
        )
        for name, one in given.reactions.items()
    }  # fmt: skip
    return reactor(
        volume=given.volume, capacity=given.heat_capacity or 1.0, reference=given.reference, species=species,
        reactions=reactions,
        feeds={
            name: Feed(one.content, _first(one.temperature, temperature), one.flow)
            for name, one in given.feeds.items()
        },
        initial=Solution(given.initial.content, _first(given.initial.temperature, temperature)),
        heat=_heat(given), gas=_gas(given), held=given.held, outlets=dict(given.outlets),
        environment=document.environment.temperature, dead=document.environment.content,
    )  # fmt: skip


def _first(*given: float | None) -> float:
    """The first that is given; the schema makes sure that there is one."""
    return next(value for value in given if value is not None)


def _heat(given: Reactor) -> Heat:
    if given.heat == "isothermal":
        return Isothermal(_first(given.temperature))
    if given.cooling is not None:
        return Cooled(given.cooling.conductance, given.cooling.temperature)
    return Adiabatic()


def _gas(given: Reactor) -> Gas | None:
    if given.gas is None:
        return None
    dissolving = {
        name: Dissolving(one.pressure, one.henry, one.heat_of_solution or 0.0)
        for name, one in given.gas.species.items()
    }
    return Gas(given.gas.rate, _first(given.gas.temperature, given.temperature), dissolving)
