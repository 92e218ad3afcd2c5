"""Two solutions under pressure and a membrane that lets solvent pass more easily than solutes."""

from collections.abc import Mapping
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from fluxforce.balance import Rates, System
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.membrane import KedemKatchalsky
from fluxforce.model.assemble.base import Assembled, Number, Profile
from fluxforce.places import Pairs
from fluxforce.process import Exchange
from fluxforce.solve.linear import Dense
from fluxforce.thermo.compartment import Compartment


@dataclass(frozen=True)
class Solute:
    """Reflection coefficient, permeability at no volume flow [mol/m2/s/Pa], particles per formula unit."""

    reflection: float
    permeability: float
    particles: float = 1.0


@dataclass(frozen=True)
class Side:
    """Concentrations [mol/m3], pressure of its piston [Pa], volume [m3], and whether it is held as it is."""

    concentrations: Mapping[str, float]
    pressure: float = 101325.0
    volume: float = 1.0
    held: bool = True


def solute_membrane(
    *,
    solutes: Mapping[str, Solute],
    feed: Side,
    permeate: Side,
    hydraulic: float,
    temperature: float,
    area: float = 1.0,
    stiffness: float = 0.0,
    environment: float | None = None,
) -> Assembled:
    """Places: feed and permeate. ``hydraulic`` L_p [m/s/Pa] by Kedem and Katchalsky; flows from feed to permeate count.

    Pressures are those of pistons outside; ``stiffness`` [Pa] adds that of elastic walls as a volume changes.
    """
    names, count = tuple(solutes), len(solutes)
    particles = jnp.array([float(one.particles) for one in solutes.values()])
    potential = Compartment(names, particles, stiffness, temperature)
    law = KedemKatchalsky(
        jnp.asarray(float(hydraulic)), jnp.array([float(one.reflection) for one in solutes.values()]),
        jnp.array([float(one.permeability) for one in solutes.values()]), jnp.asarray(float(temperature)),
    )  # fmt: skip
    rows = np.eye(count + 1)[[count, *range(count)]]
    given = np.zeros((count + 1, 1))
    given[0] = (feed.pressure - permeate.pressure) / temperature
    sites = Pairs(jnp.array([0]), jnp.array([1]))
    process = Exchange(
        "permeation", sites, jnp.asarray(rows), jnp.asarray(rows), law, jnp.array([float(area)]),
        ("volume", *names), jnp.asarray(given),
    )  # fmt: skip
    free = [0.0 if side.held else 1.0 for side in (feed, permeate)]
    active = jnp.asarray(np.tile(free, (count + 1, 1)))
    size = np.array([feed.volume, permeate.volume])
    system = System(potential, (process,), (), jnp.asarray(size), active)
    start = np.zeros((count + 1, 2))
    start[:count] = np.log([[side.concentrations[name] for side in (feed, permeate)] for name in names])
    shown = np.flatnonzero(free) if any(free) else np.array([0])
    pressure = abs(feed.pressure - permeate.pressure) + GAS_CONSTANT * temperature * max(
        one.particles * max(feed.concentrations[n], permeate.concentrations[n]) for n, one in solutes.items()
    )
    return Assembled(
        kind="membrane", system=system, start=jnp.asarray(start), solver=Dense(), scale=jnp.ones(count + 1),
        inside=shown, x=None, bulk=float(size[0]) if shown.size == 1 and shown[0] == 0 else size[shown],
        conserved=dict(zip((*names, "volume"), np.eye(count + 1), strict=True)), charge=None,
        temperature=temperature, environment=temperature if environment is None else environment,
        first_step=1e-3 * float(size.min()) / (area * hydraulic * pressure + 1e-300),
        numbers=_numbers(solutes, feed, permeate, temperature, area), profiles=_profiles(tuple(solutes)),
        quantity_units=(*("mol/m3",) * count, "1"), units=("mol/m3", "J/K/mol", "mol/s", "W/K/m3"),
        title="membrane with solutes", place_names=tuple(np.array(["feed", "permeate"])[shown]),
    )  # fmt: skip


def _profiles(names: tuple[str, ...]) -> tuple[Profile, ...]:
    """Volume and concentrations of what is not held, followed in time."""
    count = len(names)
    volume = Profile("volume of solution", "Volume", "m3",
                     lambda system, rates: rates.reading.content[count] * system.size)  # fmt: skip
    amounts = [
        Profile(f"concentration of {name}", f"Concentration of {name}", "mol/m3",
                lambda system, rates, k=k: rates.reading.content[k] / rates.reading.content[count])
        for k, name in enumerate(names)
    ]  # fmt: skip
    return (volume, *amounts)


def _numbers(
    solutes: Mapping[str, Solute], feed: Side, permeate: Side, temperature: float, area: float
) -> tuple[Number, ...]:
    count, pressure = len(solutes), feed.pressure - permeate.pressure
    units = GAS_CONSTANT * temperature * np.array([one.particles for one in solutes.values()])

    def osmotic(rates: Rates):
        content = rates.reading.content
        return jnp.asarray(units) @ (
            content[:count, 0] / content[count, 0] - content[:count, 1] / content[count, 1]
        )

    def dissipated(rates: Rates):
        return temperature * jnp.sum(rates.production[0]) / area

    found = [
        Number("volume flux", "m/s", "from feed to permeate", lambda system, rates: rates.fluxes[0][0, 0] / area),
        Number("osmotic pressure difference", "Pa", "of the feed over that of the permeate",
               lambda system, rates: osmotic(rates)),
    ]  # fmt: skip
    for k, name in enumerate(solutes, 1):
        found.append(
            Number(f"flux of {name}", "mol/m2/s", "from feed to permeate",
                   lambda system, rates, k=k: rates.fluxes[0][k, 0] / area)
        )  # fmt: skip
        found.append(
            Number(f"rejection of {name}", "1", "1 less concentration of what passes over that of the feed",
                   lambda system, rates, k=k: 1.0 - rates.fluxes[0][k, 0] / rates.fluxes[0][0, 0]
                   * rates.reading.content[count, 0] / rates.reading.content[k - 1, 0])
        )  # fmt: skip
    if pressure != 0.0:
        found += [
            Number("power", "W/m2", "work of the pistons",
                   lambda system, rates: rates.fluxes[0][0, 0] * pressure / area),
            Number("efficiency", "1", "share of that work which is kept as free energy of demixing, zero where none is",
                   lambda system, rates: jnp.maximum(
                       0.0, 1.0 - dissipated(rates) * area / (rates.fluxes[0][0, 0] * pressure))),
        ]  # fmt: skip
    found += [
        Number("dissipation", "W/m2", "T sum J X", lambda system, rates: dissipated(rates)),
        Number("entropy production", "W/m2/K", "per area of membrane",
               lambda system, rates: dissipated(rates) / temperature),
    ]  # fmt: skip
    return tuple(found)
