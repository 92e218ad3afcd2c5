"""Two solutions of ions and a membrane between them: leaks in a constant field, a pump, a capacitance."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.balance import Rates, System
from fluxforce.constants import FARADAY, GAS_CONSTANT
from fluxforce.laws.membrane import Goldman, Saturating
from fluxforce.laws.reversible import Reversible
from fluxforce.model.assemble.base import Assembled, Number, Profile
from fluxforce.places import Pairs
from fluxforce.process import Exchange
from fluxforce.solve.linear import Dense
from fluxforce.thermo.charged import Charged
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.ideal import IdealSolution
from fluxforce.thermo.joint import Joint

Held = Literal["both", "inside", "outside", "neither"]


@dataclass(frozen=True)
class Permeant:
    """Charge number, and permeability [m/s]."""

    charge: float
    permeability: float


@dataclass(frozen=True)
class Pump:
    """A cycle that moves ``outward`` ions out (negative: in), at most ``rate`` [mol/m2/s].

    ``affinity`` [J/mol] of the reaction that drives one turn, at concentrations that are held.
    """

    rate: float
    outward: dict[str, float]
    affinity: float


def ion_membrane(
    *,
    ions: Mapping[str, Permeant],
    inside: Mapping[str, float],
    outside: Mapping[str, float],
    temperature: float,
    area: float = 1.0,
    inside_volume: float = 1.0,
    outside_volume: float = 1.0,
    capacitance: float = 0.01,
    held: Held = "both",
    voltage: float | None = None,
    initial_voltage: float = -1e-3,
    pump: Pump | None = None,
    environment: float | None = None,
) -> Assembled:
    """Places: inside and outside. Concentrations [mol/m3], volumes [m3], capacitance [F/m2].

    Every ion takes its charge along, from one side of a capacitor to the other; the outside is the reference of the
    potential. The charge of the inside is free and starts at ``initial_voltage`` (errors of steps are relative to it
    at first), unless ``voltage`` clamps it: then the circuit supplies it. ``held`` names the compartments whose
    concentrations do not change.
    """
    names, count = tuple(ions), len(ions)
    charge = np.array([float(one.charge) for one in ions.values()])
    stored = capacitance * area / inside_volume
    potential = Joint(
        FromEntropy(IdealSolution(standard=jnp.zeros(count), names=names)),
        Charged(capacitance=jnp.asarray(stored), temperature=jnp.asarray(float(temperature))),
    )
    moved = np.concatenate([np.eye(count), FARADAY * charge[:, None]], axis=1)
    sites, surface = Pairs(jnp.array([0]), jnp.array([1])), jnp.array([float(area)])
    permeability = jnp.array([float(one.permeability) for one in ions.values()])
    leak = Reversible(Goldman(permeability, jnp.asarray(charge), count))
    both = jnp.asarray(moved)
    exchanges = [Exchange("leak", sites, both, both, leak, surface, names)]
    if pump is not None:
        turn = np.array([pump.outward.get(name, 0.0) for name in names]) @ moved
        row = jnp.asarray(turn[None])
        law = Saturating(jnp.array([float(pump.rate)]))
        given = jnp.array([[pump.affinity / temperature]])
        exchanges.append(Exchange("pump", sites, row, row, law, surface, ("turn",), given))
    active = np.zeros((count + 1, 2))
    active[:count, 0] = held not in ("both", "inside")
    active[:count, 1] = held not in ("both", "outside")
    active[count, 0] = voltage is None
    size = jnp.array([float(inside_volume), float(outside_volume)])
    system = System(potential, tuple(exchanges), (), size, jnp.asarray(active))
    first = initial_voltage if voltage is None else voltage
    start = np.zeros((count + 1, 2))
    start[:count] = np.log([[side[name] for side in (inside, outside)] for name in names])
    start[count, 0] = first
    shown = np.flatnonzero(active.any(axis=0)) if active.any() else np.array([0])
    conserved = dict(zip((*names, "electric charge"), np.eye(count + 1), strict=True))
    conductance = float(np.max(charge**2 * permeability)) * FARADAY**2 / (GAS_CONSTANT * temperature)
    # charging is faster than anything else: the time of the membrane, by the most permeant ion
    fastest = capacitance / (conductance * max(max(inside.values()), max(outside.values())))
    return Assembled(
        kind="membrane", system=system, start=jnp.asarray(start), solver=Dense(),
        scale=jnp.ones(count + 1).at[count].set(0.025), inside=shown, x=None,
        bulk=float(inside_volume) if shown.size == 1 and shown[0] == 0 else np.asarray(size)[shown],
        conserved=conserved, charge=None, temperature=temperature,
        environment=temperature if environment is None else environment, first_step=0.01 * fastest,
        numbers=_numbers(ions, temperature, area, pump),
        profiles=_profiles(names, temperature), quantity_units=(*("mol/m3",) * count, "C/m3"),
        units=("mol/m3", "J/K/mol", "mol/s", "W/K/m3"), title="membrane with ions",
        place_names=tuple(np.array(["inside", "outside"])[shown]),
    )  # fmt: skip


def _profiles(names: tuple[str, ...], temperature: float) -> tuple[Profile, ...]:
    """Potential and concentrations of the compartments, followed in time."""
    voltage = Profile("voltage", "Electric potential", "V",
                      lambda system, rates: -temperature * rates.reading.conjugates[len(names)])  # fmt: skip
    amounts = [
        Profile(f"concentration of {name}", f"Concentration of {name}", "mol/m3",
                lambda system, rates, k=k: rates.reading.content[k])
        for k, name in enumerate(names)
    ]  # fmt: skip
    return (voltage, *amounts)


def _numbers(
    ions: Mapping[str, Permeant], temperature: float, area: float, pump: Pump | None
) -> tuple[Number, ...]:
    count = len(ions)

    def inward(rates: Rates) -> Array:
        """-phi/T of the inside less that of the outside."""
        return rates.reading.conjugates[count, 0] - rates.reading.conjugates[count, 1]

    def through(rates: Rates, k: int) -> Array:
        """Supply of a quantity to the outside by all processes, which is what crosses the membrane."""
        return sum((one[k, 1] for one in rates.exchanged), start=jnp.zeros(()))

    found = [
        Number("membrane potential", "V", "inside against outside",
               lambda system, rates: -temperature * inward(rates)),
        Number("current density", "A/m2", "positive charge outwards, leaks and pump",
               lambda system, rates: through(rates, count) / area),
    ]  # fmt: skip
    for k, (name, ion) in enumerate(ions.items()):
        if ion.charge:
            found += _of_ion(k, name, ion, temperature, area)
        else:
            found.append(
                Number(
                    f"flux of {name}",
                    "mol/m2/s",
                    "outwards",
                    lambda system, rates, k=k: through(rates, k) / area,
                )
            )
    if pump is not None:
        found += [
            Number("pump rate", "mol/m2/s", "turns of the pump", lambda system, rates: rates.fluxes[1][0, 0] / area),
            Number("pump power", "W/m2", "affinity of the driving reaction times the rate",
                   lambda system, rates: pump.affinity * rates.fluxes[1][0, 0] / area),
            Number("pump efficiency", "1", "free energy gained by ions over that spent by the reaction",
                   lambda system, rates: 1.0 - rates.forces[1][0, 0] * temperature / pump.affinity),
        ]  # fmt: skip
    found.append(
        Number("entropy production", "W/m2/K", "of leaks and pump, per area of membrane",
               lambda system, rates: sum((jnp.sum(one) for one in rates.production), start=jnp.zeros(())) / area)
    )  # fmt: skip
    return tuple(found)


def _of_ion(k: int, name: str, ion: Permeant, temperature: float, area: float) -> list[Number]:
    scale = GAS_CONSTANT * temperature / (ion.charge * FARADAY)
    return [
        Number(f"Nernst potential of {name}", "V", "at which this ion would be at rest",
               lambda system, rates: scale * jnp.log(rates.reading.content[k, 1] / rates.reading.content[k, 0])),
        Number(f"leak current of {name}", "A/m2", "outwards, through the membrane and not the pump",
               lambda system, rates: ion.charge * FARADAY * rates.fluxes[0][k, 0] / area),
    ]  # fmt: skip
