"""Thermoelectric legs and couples: generators, coolers, and with S = 0 any wire that carries a current.

The track follows the current. A p leg alone goes from the top to the base, an n leg alone from the base to the top,
and a couple up the n leg, through the junction on top and down the p leg. A positive current takes heat from the top
to the base in each of them; a positive voltage delivers power.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.balance import Rates, System
from fluxforce.model.assemble.base import Assembled, Number, Profile
from fluxforce.model.assemble.conducting import (
    Contact,
    Layer,
    Outside,
    Surroundings,
    Track,
    conductance_of,
    conducting,
    heat_into,
    potential,
    produced,
    resistance_of,
    resistances,
    start_of,
    temperature,
    track,
)
from fluxforce.model.schema.thermoelectric import ThermoelectricModel
from fluxforce.solve.linear import FullBlocks

# F/m3. No steady state depends on it. What is held is the energy, so it is small: the energy c phi^2/2 of the charge
# at a terminal would shift its temperature otherwise.
CAPACITANCE = 1e-3


@dataclass(frozen=True)
class Held:
    """An end at a given temperature [K]."""

    temperature: float


@dataclass(frozen=True)
class Insulated:
    """An end through which no heat passes, Peltier's included."""


@dataclass(frozen=True)
class Heated:
    """An end that takes in a given power [W], shared by the legs there; an insulated one for no power."""

    power: float


@dataclass(frozen=True)
class Exchanging:
    """An end that exchanges heat with surroundings [K], coefficient in W/m2/K of the cross section."""

    temperature: float
    coefficient: float


End = Held | Insulated | Heated | Exchanging
Read = Callable[[System, Rates], Array]


@dataclass(frozen=True)
class Circuit:
    """One of `current` [A], `voltage` [V] (behind a `resistance` [ohm] if given) and `load` [ohm]; open without."""

    current: float | None = None
    voltage: float | None = None
    resistance: float = 0.0
    load: float | None = None

    @property
    def norton(self) -> tuple[float, float]:
        """Current [A] into the last terminal at zero voltage, and conductance [A/V]."""
        if self.current is not None:
            return -self.current, 0.0
        if self.load is not None:
            return 0.0, 1.0 / self.load
        if self.voltage is not None and self.resistance > 0.0:
            return self.voltage / self.resistance, 1.0 / self.resistance
        return 0.0, 0.0

    @property
    def held(self) -> float | None:
        """The voltage that is held, where nothing stands between source and terminal."""
        return self.voltage if self.resistance == 0.0 else None


@dataclass(frozen=True)
class Device:
    """Nodes of a device: the top, the base, and per node the leg's sign (+1 top to base, -1 base to top)."""

    along: Track
    top: tuple[int, ...]
    base: tuple[int, ...]
    sign: np.ndarray


def thermoelectric(
    *,
    p: Sequence[Layer | Contact] = (),
    n: Sequence[Layer | Contact] = (),
    top: End,
    base: End,
    circuit: Circuit = Circuit(),
    initial: float | None = None,
    environment: float | None = None,
) -> Assembled:
    """A leg or a couple; layers are listed from the top to the base.

    Without an ``initial`` temperature [K] it starts with straight lines between the temperatures of its ends.
    """
    device = _device(p, n)
    along = device.along
    areas = {0: (p or n)[0].area, -1: (p or n)[-1].area}
    if p and n:
        areas = {0: p[0].area + n[0].area, -1: p[-1].area}
    outside = _outside(device, top, base, circuit, areas)
    system = conducting(along, outside, capacitance=CAPACITANCE)
    known = {"top": _reach(top), "base": _reach(base)}
    warm = initial if initial is not None else known["top"] or known["base"] or 298.15
    cold = initial if initial is not None else known["base"] or warm
    guess = cold + (warm - cold) * _height(device)
    for node, value in outside.temperature.items():
        guess[node] = value
    start = start_of(along, outside, guess, _potential(along, circuit, guess))
    zero = float(environment or known["base"] or known["top"] or warm)
    rest = len(outside.baths)
    thick = [layer.thickness for layer in (*p, *n) if isinstance(layer, Layer)]
    slowest = max(1e-9, min(thick) ** 2 * along.heat.sum() / along.volume.sum() / 100.0)
    dead = np.array([1.0 / zero, 0.0, 1.0 / zero, 0.0, *[1.0 / zero] * rest])
    return Assembled(
        kind="thermoelectric", system=system, start=start, solver=FullBlocks(2),
        scale=jnp.array([1.0, 0.05, *[1.0] * (2 + rest)]), inside=np.arange(along.x.size), x=along.x,
        bulk=along.volume, conserved={"energy": np.array([1.0, 0.0, 1.0, 0.0, *[1.0] * rest])},
        charge=np.array([0.0, 1.0, 0.0, 1.0, *[0.0] * rest]), temperature=None, environment=zero,
        notes={"dead state": {"conjugates": dead, "dual": 0.0}, "device": device},
        first_step=1e-4 * slowest, profiles=PROFILES, title="Thermoelectric device",
        numbers=_numbers(device, _purpose(known["top"], known["base"], circuit)),
        along="distance along the current", units=("J/m3", "1/K", "W", "W/K/m3"),
        quantity_units=("J/m3", "C/m3", "J/m3", "C/m3", *["J/m3"] * rest),
    )  # fmt: skip


PROFILES = (
    Profile("temperature", "Temperature", "K", temperature),
    Profile("potential", "Electric potential", "V", potential),
)


def _device(p: Sequence[Layer | Contact], n: Sequence[Layer | Contact]) -> Device:
    along = track([*reversed(n), *p])
    last = along.x.size - 1
    if p and n:
        junction = along.borders[len(n)]
        sign = np.where(np.arange(last) < junction, -1.0, 1.0)
        return Device(along, (junction,), (0, last), sign)
    return Device(along, (0,), (last,), np.ones(last)) if p else Device(along, (last,), (0,), -np.ones(last))


def _reach(end: End) -> float | None:
    return end.temperature if isinstance(end, Held | Exchanging) else None


def _height(device: Device) -> np.ndarray:
    """1 at the top, 0 at the base, straight in between."""
    x = device.along.x
    corners = sorted([(x[k], 1.0) for k in device.top] + [(x[k], 0.0) for k in device.base])
    return np.interp(x, [c[0] for c in corners], [c[1] for c in corners])


def _outside(device: Device, top: End, base: End, circuit: Circuit, areas: dict[int, float]) -> Outside:
    count = device.along.x.size
    held, baths, heater = {}, [], np.zeros(count)
    for name, end, nodes, area in (
        ("top", top, device.top, areas[0]),
        ("base", base, device.base, areas[-1]),
    ):
        match end:
            case Held(value):
                held |= dict.fromkeys(nodes, value)
            case Heated(power):
                heater[list(nodes)] = power / len(nodes)
            case Exchanging(value, coefficient):
                conductance = np.zeros(count)
                conductance[list(nodes)] = coefficient * area
                baths.append(Surroundings(f"the surroundings of the {name}", value, conductance))
    current, conductance = np.zeros(count), np.zeros(count)
    current[-1], conductance[-1] = circuit.norton
    potentials = {0: 0.0} if circuit.held is None else {0: 0.0, count - 1: circuit.held}
    return Outside(held, potentials, current, conductance, heater, tuple(baths))


def _potential(along: Track, circuit: Circuit, guess: np.ndarray) -> np.ndarray:
    """phi of every node for the current that the circuit passes at these temperatures."""
    _, resistance, seebeck = resistances(along, guess)
    force = -seebeck * np.diff(guess)
    drive, conductance = circuit.norton
    if circuit.held is not None:
        current = (force.sum() - circuit.held) / resistance.sum()
    else:
        current = (conductance * force.sum() - drive) / (1.0 + conductance * resistance.sum())
    return np.concatenate([[0.0], np.cumsum(force - current * resistance)])


def current_of(system: System, rates: Rates) -> Array:
    """Current through the last element [A]."""
    return rates.fluxes[0][1, -1]


def voltage_of(system: System, rates: Rates) -> Array:
    """Potential of the last terminal against the first [V]."""
    phi = potential(system, rates)
    return phi[-1] - phi[0]


def lumped(device: Device, system: System, rates: Rates) -> tuple[Array, Array, Array, Array]:
    """Resistance [ohm], heat conductance [W/K], Seebeck coefficient [V/K] and mean temperature [K] of a device."""
    t = temperature(system, rates)
    resistance, seebeck = resistance_of(system, rates)
    thermal = 1.0 / conductance_of(system, rates)
    legs = [jnp.asarray(device.sign == s) for s in (1.0, -1.0) if np.any(device.sign == s)]
    conductance = sum((1.0 / jnp.sum(jnp.where(leg, thermal, 0.0)) for leg in legs), start=jnp.zeros(()))
    hot, cold = t[jnp.array(device.top)].mean(), t[jnp.array(device.base)].mean()
    step = hot - cold
    integral = -jnp.sum(seebeck * jnp.diff(t))
    effective = integral / jnp.where(step == 0.0, jnp.nan, step)
    return jnp.sum(resistance), conductance, effective, 0.5 * (hot + cold)


def _purpose(top: float | None, base: float | None, circuit: Circuit) -> str:
    """A generator, a cooler, or a wire between equal temperatures, which has no efficiency."""
    if top is None or base is None:
        return "generator" if circuit.load is not None else "cooler"
    return "generator" if top > base else "cooler" if top < base else "wire"


def _numbers(device: Device, purpose: str) -> tuple[Number, ...]:
    def top(system: System, rates: Rates) -> Array:
        return heat_into(system, rates, device.top)

    def base(system: System, rates: Rates) -> Array:
        return -heat_into(system, rates, device.base)

    def power(system: System, rates: Rates) -> Array:
        return current_of(system, rates) * voltage_of(system, rates)

    def at(nodes: tuple[int, ...]):
        return lambda system, rates: temperature(system, rates)[jnp.array(nodes)].mean()

    return (
        Number("current", "A", "through the device; positive takes heat from the top to the base", current_of),
        Number("voltage", "V", "of the last terminal against the first; positive delivers power", voltage_of),
        Number("power", "W", "delivered to the circuit; negative where it is taken up", power),
        Number("heat in at the top", "W", "what holds or heats the top supplies", top),
        Number("heat out at the base", "W", "what holds or cools the base takes away", base),
        Number("temperature of the top", "K", "of the far end, or of the junction of a couple", at(device.top)),
        Number("temperature of the base", "K", "mean over the terminals of the legs", at(device.base)),
        Number("entropy by conduction", "W/K", "integral of k (grad T)^2/T^2", lambda s, r: produced(s, r)[0]),
        Number("entropy by Joule heat", "W/K", "integral of rho i^2/T", lambda s, r: produced(s, r)[1]),
        Number("resistance", "ohm", "of all legs and contacts", lambda s, r: lumped(device, s, r)[0]),
        Number("heat conductance", "W/K", "of all legs side by side", lambda s, r: lumped(device, s, r)[1]),
    ) + ((*_GOODS[purpose](power, top), *_merit(device)) if purpose != "wire" else ())  # fmt: skip


def _efficiency(power: Read, top: Read) -> tuple[Number, ...]:
    of = Number("efficiency", "1", "power over heat in at the top", lambda s, r: power(s, r) / top(s, r))
    return (of,)


def _performance(power: Read, top: Read) -> tuple[Number, ...]:
    meaning = "heat in at the top over power taken up"
    return (Number("coefficient of performance", "1", meaning, lambda s, r: -top(s, r) / power(s, r)),)


_GOODS = {"generator": _efficiency, "cooler": _performance}


def _merit(device: Device) -> tuple[Number, ...]:
    def merit(system: System, rates: Rates) -> Array:
        resistance, conductance, seebeck, middle = lumped(device, system, rates)
        return seebeck**2 * middle / (resistance * conductance)

    return (
        Number("Seebeck coefficient", "V/K", "voltage of the open circuit over the step of temperature",
               lambda s, r: lumped(device, s, r)[2]),
        Number("figure of merit Z Tm", "1", "S^2 Tm/(R K) with the mean temperature of both ends", merit),
        Number("bound by Z Tm", "1", "best efficiency or coefficient of performance if Z were constant",
               lambda s, r: best_by_merit(device, s, r)),
    )  # fmt: skip


def best_by_merit(device: Device, system: System, rates: Rates) -> Array:
    """Best efficiency (top hotter) or coefficient of performance (top colder) for constant properties.

    With m = sqrt(1 + Z Tm): (1 - Tc/Th) (m - 1)/(m + Tc/Th), and Tc/(Th - Tc) (m - Th/Tc)/(m + 1).
    """
    resistance, conductance, seebeck, middle = lumped(device, system, rates)
    m = jnp.sqrt(1.0 + seebeck**2 * middle / (resistance * conductance))
    t = temperature(system, rates)
    top, base = t[jnp.array(device.top)].mean(), t[jnp.array(device.base)].mean()
    efficiency = (1.0 - base / top) * (m - 1.0) / (m + base / top)
    step = jnp.where(base > top, base - top, 1.0)
    return jnp.where(top > base, efficiency, top / step * (m - base / top) / (m + 1.0))


def assemble_thermoelectric(document: ThermoelectricModel) -> Assembled:
    """The device of a model document."""
    from fluxforce.model.assemble.properties import material_of

    given = document.thermoelectric
    materials = {name: material_of(one) for name, one in document.materials.items()}
    legs = {}
    for name, leg in given.legs.items():
        parts: list[Layer | Contact] = []
        for one in leg.layers:
            if one.contact is not None:
                parts.append(Contact(one.contact.electrical, one.contact.thermal, leg.area))
            else:
                assert one.material is not None
                assert one.thickness is not None
                parts.append(
                    Layer(materials[one.material], one.thickness, leg.area,
                          document.materials[one.material].heat_capacity, one.cells)
                )  # fmt: skip
        legs[name] = parts
    ends = {name: _end(end) for name, end in (("top", given.top), ("base", given.base))}
    circuit = given.circuit
    return thermoelectric(
        p=legs.get("p", ()), n=legs.get("n", ()), top=ends["top"], base=ends["base"],
        circuit=Circuit(circuit.current, circuit.voltage, circuit.resistance or 0.0, circuit.load),
        initial=given.initial_temperature, environment=document.environment.temperature,
    )  # fmt: skip


def _end(given) -> End:
    if given.exchange_coefficient is not None:
        return Exchanging(given.surroundings, given.exchange_coefficient)
    if given.temperature is not None:
        return Held(given.temperature)
    return Heated(given.heat) if given.heat is not None else Insulated()
