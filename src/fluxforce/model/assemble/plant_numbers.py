"""What a plant of streams shows: temperatures of streams, duties, entropy produced by unit, exergy by stream."""

from collections.abc import Callable
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import Rates, System
from fluxforce.budget.exergy import DeadState
from fluxforce.constants import GAS_CONSTANT
from fluxforce.model.assemble.base import ExergyBook, Number, Port, Profile
from fluxforce.model.assemble.plant_parts import Exchanger, Heater, Net, Unit, inputs, outputs

Of = Callable[[System, Rates], Float[Array, ""]]


@dataclass(frozen=True)
class Where:
    """Places of streams and units; ``energy`` is the position of the energy among the quantities."""

    leaves: dict[str, int]
    enters: dict[str, int]
    units: dict[str, list[int]]
    net: Net
    made_of: dict[str, Unit]
    energy: int
    reservoirs: dict[str, int]
    gas: bool

    def temperature(self, rates: Rates) -> Float[Array, " places"]:
        """T [K] of all places."""
        return 1.0 / rates.reading.conjugates[self.energy]

    def content(self, rates: Rates) -> Float[Array, "quantities places"]:
        """What moves with the streams."""
        return rates.reading.content[: self.energy + 1]


def numbers_of(where: Where) -> tuple[Number, ...]:
    """Temperatures of all streams that units make, duties of walls, and entropy produced in every unit."""
    found = []
    for name, unit in where.made_of.items():
        found += [
            Number(
                f"temperature of {stream}",
                "K",
                f"of the stream that leaves {name}",
                _temperature(where, stream),
            )
            for stream in outputs(unit)
        ]
        if isinstance(unit, Exchanger):
            found.append(Number(f"duty of {name}", "W", "heat through its wall", _duty(where, unit)))
            found.append(
                Number(
                    f"effectiveness of {name}",
                    "1",
                    "duty over the largest possible",
                    _effectiveness(where, unit),
                )
            )
        words = "by the streams out less in: wall, mixing and the steps of the grid"
        if isinstance(unit, Heater):
            words += ", without what its reservoir gives"
        found.append(Number(f"entropy made in {name}", "W/K", words, _made(where, unit)))
    return tuple(found)


def profiles_of(where: Where) -> tuple[Profile, ...]:
    """Temperatures of all places."""
    return (Profile("temperature", "Temperature", "K", lambda _, rates: where.temperature(rates)),)


def _temperature(where: Where, stream: str) -> Of:
    return lambda _, rates: where.temperature(rates)[where.leaves[stream]]


def _duty(where: Where, unit: Exchanger) -> Of:
    """Heat that the cold stream takes up, between its two ends."""
    side, rate = unit.cold, where.net.rate(unit.cold.input)

    def of(_: System, rates: Rates) -> Float[Array, ""]:
        energy = rates.reading.content[where.energy]
        return rate * (energy[where.leaves[side.output]] - energy[where.leaves[side.input]])

    return of


def _effectiveness(where: Where, unit: Exchanger) -> Of:
    duty = _duty(where, unit)
    least = min(where.net.heat(unit.hot.input), where.net.heat(unit.cold.input))
    ends = where.leaves[unit.hot.input], where.leaves[unit.cold.input]

    def of(system: System, rates: Rates) -> Float[Array, ""]:
        temperature = where.temperature(rates)
        return duty(system, rates) / (least * (temperature[ends[0]] - temperature[ends[1]]))

    return of


def _made(where: Where, unit: Unit) -> Of:
    """sum Q s of what leaves less of what enters; entropy of a heater's reservoir and work add nothing or are apart."""
    signs = [(-1.0, name) for name in inputs(unit)] + [(1.0, name) for name in outputs(unit)]
    rate = jnp.array([sign * where.net.rate(name) for sign, name in signs])
    place = jnp.array([where.leaves[name] for _, name in signs])
    return lambda _, rates: rate @ rates.reading.entropy[place]


def exergy_book(
    where: Where,
    dead: DeadState,
    environment: float,
    useful: tuple[str, ...],
    gases: dict[str, float] | None,
    at_rest: Array,
) -> ExergyBook:
    """Feeds, products, and the heat and power of heaters against one dead state."""
    net = where.net
    made = {name for unit in where.made_of.values() for name in outputs(unit)}
    feeds = [name for name in net.streams if name not in made]
    ports = [_stream(where, dead, name, net.rate(name), at_rest) for name in feeds]
    ports += [_stream(where, dead, name, -net.rate(name), at_rest) for name in net.products if name in made]
    ports += [
        _power(name, unit) for name, unit in where.made_of.items() if isinstance(unit, Heater) and unit.power
    ]
    ports += [_reservoir(where, dead, name, place) for name, place in where.reservoirs.items()]
    described = {"temperature": f"{environment:g} K"}
    if gases is not None:
        ratios = np.exp(np.append(np.asarray(at_rest)[:-1], 0.0))
        fractions = zip(gases, ratios / ratios.sum(), strict=True)
        described["composition"] = ", ".join(f"{name} {value:.3g}" for name, value in fractions)
    return ExergyBook(tuple(ports), _stored(where, dead), described, useful)


def _stream(where: Where, dead: DeadState, name: str, rate: float, at_rest: Array) -> Port:
    place = where.leaves[name]

    def of(_: System, rates: Rates) -> Float[Array, ""]:
        return rate * dead.of(where.content(rates)[:, place], rates.reading.entropy[place])

    if not where.gas:
        return Port(name, of)

    def composition(_: System, rates: Rates) -> Float[Array, ""]:
        """R T0 sum x ln(x/x0) at the temperature of the dead state [kotas1985]."""
        first = rates.reading.content[: where.energy, place]
        fraction = jnp.append(first, 1.0 - jnp.sum(first))
        rest = jnp.append(at_rest[:-1], 0.0)
        rest = rest - jnp.log(jnp.sum(jnp.exp(rest)))
        return rate * GAS_CONSTANT * dead.temperature * jnp.sum(fraction * (jnp.log(fraction) - rest))

    def heat(system: System, rates: Rates) -> Float[Array, ""]:
        return of(system, rates) - composition(system, rates)

    return Port(name, of, {"heat": heat, "composition": composition})


def _power(name: str, unit: Heater) -> Port:
    return Port(f"power of {name}", lambda _, rates: jnp.asarray(float(unit.power)))


def _reservoir(where: Where, dead: DeadState, name: str, place: int) -> Port:
    """(1 - T0/T) of the heat that the reservoir gives."""
    conductance = where.made_of[name]

    def of(_: System, rates: Rates) -> Float[Array, ""]:
        temperature = where.temperature(rates)
        assert isinstance(conductance, Heater)
        heat = conductance.conductance * (temperature[place] - temperature[where.units[name][0]])
        return dead.of_heat(heat, temperature[place])

    return Port(f"reservoir of {name}", of)


def _stored(where: Where, dead: DeadState) -> Of:
    """T0 (y0 - y) . dw/dt, summed over all places."""
    count = where.energy + 1

    def of(_: System, rates: Rates) -> Float[Array, ""]:
        off = dead.conjugates[:, None] - rates.reading.conjugates[:count]
        return dead.temperature * jnp.sum(off * rates.supply[:count])

    return of
