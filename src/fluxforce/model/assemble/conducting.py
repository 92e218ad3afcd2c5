"""A chain of layers through which heat and a second quantity flow together: the common part of three kinds.

Places are the nodes between elements, one at every border of layers, so that every element is of one material and
nothing has to be averaged over a border. With constant properties the temperatures and potentials at the nodes, and
all fluxes, are exact on any grid; otherwise errors are even in the width of the elements.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import Rates, System
from fluxforce.laws.bath import BathExchange
from fluxforce.laws.dissipation import Dissipation
from fluxforce.laws.material import Material, constant
from fluxforce.laws.source import NortonSource
from fluxforce.laws.thermoelectric import Carried, Conduction, means
from fluxforce.places import Chain, Everywhere
from fluxforce.process import Exchange
from fluxforce.thermo.conductor import Conductor
from fluxforce.thermo.joint import Joint
from fluxforce.thermo.linear import Linear


@dataclass(frozen=True)
class Layer:
    """A layer of one material: thickness [m], cross section [m2], heat capacity [J/m3/K], number of elements."""

    material: Material
    thickness: float
    area: float
    heat_capacity: float = 1.0e6
    cells: int = 20


@dataclass(frozen=True)
class Contact:
    """A contact without thickness: electrical [ohm m2] and thermal [m2 K/W] resistance, cross section [m2]."""

    electrical: float
    thermal: float
    area: float

    @property
    def material(self) -> Material:
        """One metre of it has the resistances of the contact."""
        return Material(constant(1.0 / self.thermal), constant(self.electrical), constant(0.0))


@dataclass(frozen=True)
class Track:
    """Elements and nodes of layers one behind the other, as plain arrays.

    ``which`` material and ``measure`` (area over length) of every element; ``x`` [m], ``volume`` [m3] and ``heat``
    capacity [J/K] of every node; ``borders``, the nodes at which a layer begins, and the last node.
    """

    materials: tuple[Material, ...]
    which: np.ndarray
    measure: np.ndarray
    x: np.ndarray
    volume: np.ndarray
    heat: np.ndarray
    borders: tuple[int, ...]


def track(layers: Sequence[Layer | Contact]) -> Track:
    """Cut layers into elements; a contact is one element without volume."""
    materials: list[Material] = []
    which, measure, widths, volumes, heats, borders = [], [], [], [], [], [0]
    for layer in layers:
        known = [k for k, material in enumerate(materials) if material is layer.material]
        if not known:
            materials.append(layer.material)
        index = known[0] if known else len(materials) - 1
        if isinstance(layer, Contact):
            count, width, length, capacity = 1, 0.0, 1.0, 0.0
        else:
            count, width, capacity = layer.cells, layer.thickness / layer.cells, layer.heat_capacity
            length = width
        which += [index] * count
        measure += [layer.area / length] * count
        widths += [width] * count
        volumes += [layer.area * width] * count
        heats += [layer.area * width * capacity] * count
        borders.append(borders[-1] + count)
    at_nodes = [0.5 * (np.append(v, 0.0) + np.insert(v, 0, 0.0)) for v in (volumes, heats)]
    # a node between two contacts holds next to nothing, but its balance needs a size to be divided by
    volume, heat = (np.maximum(v, 1e-3 * v[v > 0.0].min()) for v in map(np.asarray, at_nodes))
    return Track(
        tuple(materials), np.array(which), np.array(measure), np.concatenate([[0.0], np.cumsum(widths)]),
        volume, heat, tuple(borders),
    )  # fmt: skip


@dataclass(frozen=True)
class Surroundings:
    """A bath at a temperature [K] and its conductance to every node [W/K]."""

    name: str
    temperature: float
    conductance: np.ndarray


@dataclass(frozen=True)
class Outside:
    """What is done to the nodes of a track.

    ``temperature`` and ``potential`` hold nodes; ``current`` [A] and ``conductance`` [A/V] of the circuit at every
    node, ``heater`` power [W] at every node; ``baths``.
    """

    temperature: Mapping[int, float]
    potential: Mapping[int, float]
    current: np.ndarray
    conductance: np.ndarray
    heater: np.ndarray
    baths: tuple[Surroundings, ...] = ()


@dataclass(frozen=True)
class Names:
    """What a kind calls its process, its second quantity, where that goes and who drives it (nobody if empty)."""

    process: str = "electric current"
    carried: str = "charge"
    outside: str = "circuit"
    source: str = "power supply"


def conducting(along: Track, outside: Outside, *, capacitance: float, names: Names = Names()) -> System:
    """The system of a track: quantities energy, the carried one, work, the carried one outside, heat of every bath."""
    baths = [bath.name for bath in outside.baths]
    linear = Linear(
        ("work", names.outside, *(f"heat of {name}" for name in baths)),
        jnp.array([0.0, 0.0, *(1.0 / bath.temperature for bath in outside.baths)]),
    )
    # the size of a node is its volume weighted by heat capacity, in units of that of the first layer
    capacity = along.heat[0] / along.volume[0]
    body = Conductor(
        capacity=jnp.array(capacity), capacitance=jnp.array(float(capacitance)),
        quantities=("energy", names.carried),
    )  # fmt: skip
    count, quantities = along.x.size, 4 + len(baths)
    unit = np.eye(quantities)
    exchanges = coupled(along, unit, names.process, names.carried)
    if names.source:
        source = NortonSource(jnp.asarray(outside.current), jnp.asarray(outside.conductance))
        exchanges.append(
            Exchange(names.source, Everywhere(), jnp.asarray(unit[[3, 2]]), jnp.asarray(unit[[1, 0]]), source,
                     jnp.ones(count), (names.carried, "work"))
        )  # fmt: skip
    if np.any(outside.heater):
        exchanges.append(
            Exchange("heater", Everywhere(), jnp.asarray(unit[2:3]), jnp.asarray(unit[:1]), Dissipation(0),
                     jnp.asarray(outside.heater), ("heat",))
        )  # fmt: skip
    for k, bath in enumerate(outside.baths):
        row = 4 + k
        exchanges.append(
            Exchange(f"heat to {bath.name}", Everywhere(), jnp.asarray(unit[row : row + 1]),
                     jnp.asarray(unit[:1]), BathExchange(row), jnp.asarray(bath.conductance), ("heat",))
        )  # fmt: skip
    active = np.zeros((quantities, count))
    active[:2] = 1.0
    active[0, list(outside.temperature)] = 0.0
    active[1, list(outside.potential)] = 0.0
    return System(
        Joint(body, linear), tuple(exchanges), (), jnp.asarray(along.heat / capacity), jnp.asarray(active)
    )


def coupled(along: Track, unit: np.ndarray, process: str, carried: str) -> list[Exchange]:
    """What a current does and what conduction does, both along the track; ``unit`` are the rows of all quantities."""
    which, measure, both = jnp.asarray(along.which), jnp.asarray(along.measure), jnp.asarray(unit[:2])
    heat = jnp.asarray(unit[:1])
    current, conduction = Carried(along.materials, which), Conduction(along.materials, which)
    return [
        Exchange(process, Chain(), both, both, current, measure, ("heat", carried)),
        Exchange("heat conduction", Chain(), heat, heat, conduction, measure, ("heat",)),
    ]


def start_of(
    along: Track, outside: Outside, temperature: np.ndarray, potential: np.ndarray
) -> Float[Array, "coordinates places"]:
    """First coordinates: given temperatures and potentials, and what is held in place of them."""
    temperature, potential = np.array(temperature, dtype=float), np.array(potential, dtype=float)
    for values, held in ((temperature, outside.temperature), (potential, outside.potential)):
        for node, value in held.items():
            values[node] = value
    rest = np.zeros((2 + len(outside.baths), along.x.size))
    return jnp.asarray(np.concatenate([np.log(temperature)[None], potential[None], rest]))


def resistances(along: Track, temperature: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Heat conductance [W/K], resistance [ohm] and Seebeck coefficient [V/K] of every element in a given state."""
    ends = jnp.asarray(temperature[:-1]), jnp.asarray(temperature[1:])
    found = np.array(
        [
            [m.conductivity.mean(*ends), m.resistivity.mean(*ends), m.seebeck.mean(*ends)]
            for m in along.materials
        ]
    )
    here = found[along.which, :, np.arange(along.which.size)]
    return here[:, 0] * along.measure, here[:, 1] / along.measure, here[:, 2]


def temperature(system: System, rates: Rates) -> Array:
    """T of every place [K]."""
    return 1.0 / rates.reading.conjugates[0]


def potential(system: System, rates: Rates) -> Array:
    """phi of every place: volts, a velocity, or a chemical potential per volume."""
    return -rates.reading.conjugates[1] / rates.reading.conjugates[0]


def heat_into(system: System, rates: Rates, nodes: tuple[int, ...]) -> Array:
    """Heat given to nodes by what holds their temperature, by their baths and by their heaters [W].

    What a held temperature supplies is all that the processes take, less the work phi i of the charge with it.
    """
    where = jnp.array(nodes)
    total = sum((s[:2] for s in rates.exchanged), start=jnp.zeros((2, system.size.shape[0])))
    phi = potential(system, rates)
    held = (1.0 - system.active[0]) * (phi * (1.0 - system.active[1]) * total[1] - total[0])
    found = jnp.sum(held[where])
    for exchange, flux in zip(system.exchanges, rates.fluxes, strict=True):
        if exchange.name == "heater" or isinstance(exchange.law, BathExchange):
            found = found + jnp.sum(flux[0, where])
    return found


def produced(system: System, rates: Rates) -> tuple[Array, Array]:
    """Entropy production by conduction and by resistance, all elements [W/K]."""
    return jnp.sum(rates.production[1]), jnp.sum(rates.production[0])


def resistance_of(system: System, rates: Rates) -> tuple[Array, Array]:
    """Resistance [ohm] and Seebeck coefficient [V/K] of every element in a state."""
    exchange = system.exchanges[0]
    assert isinstance(exchange.law, Carried)
    warm = jnp.asarray(temperature(system, rates))
    law, names = exchange.law, ("resistivity", "seebeck")
    resistivity, seebeck = means(law.materials, law.which, names, warm[:-1], warm[1:])
    return resistivity / exchange.measure, seebeck


def conductance_of(system: System, rates: Rates) -> Array:
    """Heat conductance of every element in a state [W/K]."""
    exchange = system.exchanges[1]
    assert isinstance(exchange.law, Conduction)
    warm = jnp.asarray(temperature(system, rates))
    law = exchange.law
    (conductivity,) = means(law.materials, law.which, ("conductivity",), warm[:-1], warm[1:])
    return conductivity * exchange.measure
