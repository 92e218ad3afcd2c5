"""Water pressed through a porous column: its friction heats it, and it carries the heat along.

Water of constant volume has the chemical potential per volume mu = p + c (T - T0) - c T ln(T/T0), so that
dmu = dp - s dT with the entropy s = c ln(T/T0) per volume: Darcy's law q = -(kappa/mu_f) dp/dx is
q = -(kappa/mu_f) (dmu/dx + s dT/dx), and the energy flux -k dT/dx + (mu + T s) q carries the enthalpy c T + p. This
is the law of heat and charge with s for the Seebeck coefficient: Thomson's heat is what water takes along.
"""

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.balance import Rates, System
from fluxforce.laws.material import AbstractProperty, Logarithmic, Material, Scaled
from fluxforce.laws.source import Outflow
from fluxforce.model.assemble.base import Assembled, Number, Profile
from fluxforce.model.assemble.conducting import (
    Layer,
    coupled,
    potential,
    produced,
    resistance_of,
    temperature,
    track,
)
from fluxforce.model.assemble.properties import property_of
from fluxforce.model.schema.darcy import DarcyModel
from fluxforce.places import Everywhere
from fluxforce.process import Exchange
from fluxforce.solve.linear import FullBlocks
from fluxforce.thermo.conductor import Conductor
from fluxforce.thermo.joint import Joint
from fluxforce.thermo.linear import Linear


def darcy(
    *,
    length: float,
    permeability: float,
    viscosity: AbstractProperty,
    conductivity: AbstractProperty,
    heat_capacity: float,
    water_heat: float,
    inlet_temperature: float,
    inlet_pressure: float,
    velocity: float,
    cells: int = 60,
    area: float = 1.0,
    storage: float = 1e-10,
    initial: float | None = None,
    environment: float = 298.15,
) -> Assembled:
    """Nodes from the inlet, where temperature and pressure are held, to the outlet, where water leaves.

    ``velocity`` is the flow through the column [m3/s per m2]; ``heat_capacity`` that of rock and water together,
    ``water_heat`` c that of the water [J/m3/K]; ``storage`` [1/Pa] sets how fast pressure settles.
    """
    entropy = Logarithmic(jnp.zeros(()), jnp.array(float(water_heat)), jnp.array(float(inlet_temperature)))
    rock = Material(conductivity, Scaled(viscosity, jnp.array(1.0 / permeability)), entropy)
    along = track([Layer(rock, length, area, heat_capacity, cells)])
    count = cells + 1
    body = Conductor(
        capacity=jnp.array(float(heat_capacity)), capacitance=jnp.array(float(storage)),
        quantities=("energy", "water"),
    )  # fmt: skip
    carried = Linear(
        ("water outside", "energy of the water", "entropy of the water"), jnp.array([0.0, 0.0, 1.0])
    )
    unit = np.eye(5)
    last = jnp.zeros(count).at[-1].set(1.0)
    inside = coupled(along, unit, "Darcy friction", "water")
    leaves = Outflow(jnp.full(count, velocity * area), jnp.array(float(water_heat)), entropy.about)
    taken = jnp.asarray(np.stack([unit[1], unit[0], 0.0 * unit[0]]))
    out = Exchange(
        "outflow", Everywhere(), taken, jnp.asarray(unit[2:]), leaves, last, ("water", "energy", "entropy")
    )
    active = jnp.zeros((5, count)).at[:2, 1:].set(1.0)
    system = System(Joint(body, carried), (*inside, out), (), jnp.asarray(along.volume), active)
    within = inlet_temperature if initial is None else initial
    warm = np.full(count, within)
    warm[0] = inlet_temperature
    fluid = float(viscosity.at(jnp.array(within)))
    drop = velocity * fluid / permeability * length
    phi = inlet_pressure - drop * along.x / length + _of_heat(warm, water_heat, inlet_temperature)
    start = jnp.asarray(np.concatenate([[np.log(warm)], [phi], np.zeros((3, count))]))
    return Assembled(
        kind="darcy", system=system, start=start, solver=FullBlocks(2),
        scale=jnp.array([1.0, max(drop, inlet_pressure), 1.0, 1.0, 1.0]), inside=np.arange(count), x=along.x,
        bulk=along.volume,
        conserved={"energy": np.array([1.0, 0.0, 0.0, 1.0, 0.0]), "water": np.array([0.0, 1.0, 1.0, 0.0, 0.0])},
        charge=None, temperature=None, environment=environment,
        first_step=1e-3 * length / cells * heat_capacity / (velocity * water_heat),
        numbers=_numbers(water_heat, inlet_temperature), profiles=_profiles(water_heat, inlet_temperature),
        title="Flow through a porous column", along="distance from the inlet",
        units=("J/m3", "1/K", "W", "W/K/m3"), quantity_units=("J/m3", "1", "1", "J/m3", "J/m3/K"),
    )  # fmt: skip


def _of_heat(warm, heat: float, about: float):
    """The part of the chemical potential that depends on the temperature [J/m3]."""
    return heat * (warm - about) - heat * warm * np.log(warm / about)


def _pressure(heat: float, about: float):
    def of(system: System, rates: Rates) -> Array:
        warm = temperature(system, rates)
        return potential(system, rates) - heat * (warm - about) + heat * warm * jnp.log(warm / about)

    return of


def _profiles(heat: float, about: float) -> tuple[Profile, ...]:
    return (
        Profile("temperature", "Temperature", "K", temperature),
        Profile("pressure", "Pressure", "Pa", _pressure(heat, about)),
    )


def _numbers(heat: float, about: float) -> tuple[Number, ...]:
    pressure = _pressure(heat, about)

    def drop(system: System, rates: Rates) -> Array:
        p = pressure(system, rates)
        return p[0] - p[-1]

    def flow(system: System, rates: Rates) -> Array:
        return rates.fluxes[2][0, -1]

    def friction(system: System, rates: Rates) -> Array:
        return jnp.sum(rates.fluxes[0][1] ** 2 * resistance_of(system, rates)[0])

    def conducted(system: System, rates: Rates) -> Array:
        # what is not carried by the water that enters with the enthalpy c (T - T0) + p = p
        return (
            pressure(system, rates)[0] * rates.fluxes[0][1, 0] - rates.fluxes[0][0, 0] - rates.fluxes[1][0, 0]
        )

    def rise(system: System, rates: Rates) -> Array:
        warm = temperature(system, rates)
        return warm[-1] - warm[0]

    return (
        Number("flow", "m3/s", "of water out of the column", flow),
        Number("pressure drop", "Pa", "from inlet to outlet", drop),
        Number("pressure power", "W", "flow times pressure drop", lambda s, r: flow(s, r) * drop(s, r)),
        Number("heat by friction", "W", "integral of (mu/kappa) q^2", friction),
        Number("rise of temperature", "K", "of the water, from inlet to outlet", rise),
        Number("heat lost at the inlet", "W", "conducted against the flow", conducted),
        Number("entropy by friction", "W/K", "integral of (mu/kappa) q^2/T", lambda s, r: produced(s, r)[1]),
        Number("entropy by conduction", "W/K", "integral of k (grad T)^2/T^2", lambda s, r: produced(s, r)[0]),
    )  # fmt: skip


def assemble_darcy(document: DarcyModel) -> Assembled:
    """The column of a model document."""
    given = document.darcy
    velocity = given.darcy_velocity
    if velocity is None:
        assert given.outlet_pressure is not None
        drop = given.inlet_pressure - given.outlet_pressure
        velocity = given.permeability / given.viscosity.numbers[0] * drop / given.length
    return darcy(
        length=given.length, permeability=given.permeability, viscosity=property_of(given.viscosity),
        conductivity=property_of(given.thermal_conductivity), heat_capacity=given.heat_capacity,
        water_heat=given.water_heat_capacity, inlet_temperature=given.inlet_temperature,
        inlet_pressure=given.inlet_pressure, velocity=velocity, cells=given.cells, area=given.area,
        storage=given.storage, initial=given.initial_temperature,
        environment=document.environment.temperature,
    )  # fmt: skip
