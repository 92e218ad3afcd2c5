"""A fluid between two walls: momentum and energy diffuse together, by the law of heat and charge.

The velocity v stands for the electric potential and the momentum per volume for the charge: its conjugate is -v/T,
Newton's law of friction is Ohm's with the resistivity 1/mu, the energy of motion is that of the charge, and friction
heats as a current does. S = 0.
"""

from dataclasses import replace

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.balance import Rates, System
from fluxforce.laws.material import AbstractProperty, Material, Reciprocal, constant
from fluxforce.model.assemble.base import Assembled, Number, Profile
from fluxforce.model.assemble.conducting import (
    Layer,
    Names,
    Outside,
    conducting,
    heat_into,
    potential,
    produced,
    resistance_of,
    start_of,
    temperature,
    track,
)
from fluxforce.model.assemble.properties import property_of
from fluxforce.model.schema.shear import ShearModel
from fluxforce.solve.linear import FullBlocks

NAMES = Names("viscous friction", "momentum", "momentum outside", "pressure gradient")
PROFILES = (
    Profile("temperature", "Temperature", "K", temperature),
    Profile("velocity", "Velocity", "m/s", potential),
)


def shear(
    *,
    gap: float,
    viscosity: AbstractProperty,
    conductivity: AbstractProperty,
    density: float,
    heat_capacity: float,
    fixed_wall: float | None,
    moving_wall: float,
    velocity: float = 0.0,
    pressure_gradient: float = 0.0,
    cells: int = 40,
    area: float = 1.0,
    initial: float | None = None,
    environment: float = 298.15,
) -> Assembled:
    """Nodes from the fixed wall to the moving one; ``fixed_wall`` None for an insulated one.

    ``pressure_gradient`` [Pa/m] pushes in the direction of the velocity. The fluid is at rest at the start.
    """
    fluid = Material(conductivity, Reciprocal(viscosity), constant(0.0))
    along = track([Layer(fluid, gap, area, heat_capacity, cells)])
    last, nothing = cells, np.zeros(cells + 1)
    warm = {last: moving_wall} | ({} if fixed_wall is None else {0: fixed_wall})
    outside = Outside(warm, {0: 0.0, last: velocity}, pressure_gradient * along.volume, nothing, nothing)
    names = NAMES if pressure_gradient else replace(NAMES, source="")
    system = conducting(along, outside, capacitance=density, names=names)
    within = np.full(cells + 1, moving_wall if initial is None else initial)
    fast = max(
        abs(velocity), abs(pressure_gradient) * gap**2 / (8.0 * float(viscosity.at(jnp.array(within[0]))))
    )
    dead = np.array([1.0 / environment, 0.0, 1.0 / environment, 0.0])
    thinnest = min(heat_capacity / float(conductivity.at(jnp.array(within[0]))),
                   density / float(viscosity.at(jnp.array(within[0]))))  # fmt: skip
    return Assembled(
        kind="shear", system=system, start=start_of(along, outside, within, np.zeros(cells + 1)),
        solver=FullBlocks(2), scale=jnp.array([1.0, fast, 1.0, 1.0]), inside=np.arange(cells + 1), x=along.x,
        bulk=along.volume,
        conserved={"energy": np.array([1.0, 0.0, 1.0, 0.0]), "momentum": np.array([0.0, 1.0, 0.0, 1.0])},
        charge=None, temperature=None, environment=environment,
        notes={"dead state": {"conjugates": dead, "dual": 0.0}},
        first_step=0.1 * (gap / cells) ** 2 * thinnest, profiles=PROFILES,
        numbers=_numbers(last, velocity, area, bool(pressure_gradient)),
        title="Fluid under shear", along="distance from the fixed wall", units=("J/m3", "1/K", "W", "W/K/m3"),
        quantity_units=("J/m3", "kg/m2/s", "J/m3", "kg/m2/s"),
    )  # fmt: skip


def _numbers(last: int, velocity: float, area: float, driven: bool) -> tuple[Number, ...]:
    def stress(system: System, rates: Rates) -> Array:
        # what the moving wall must supply: all that the fluid there does not keep
        return -sum((s[1, last] for s in rates.exchanged), start=jnp.zeros(())) / area

    def friction(system: System, rates: Rates) -> Array:
        return jnp.sum(rates.fluxes[0][1] ** 2 * resistance_of(system, rates)[0])

    return (
        Number("highest temperature", "K", "in the gap", lambda s, r: jnp.max(temperature(s, r))),
        Number("highest velocity", "m/s", "in the gap", lambda s, r: jnp.max(potential(s, r))),
        Number("stress on the moving wall", "Pa", "with which it must be pulled", stress),
        Number("power of the moving wall", "W", "supplied by what moves it",
               lambda s, r: velocity * area * stress(s, r)),
        *([Number("power of the pressure gradient", "W", "force times velocity, all of the gap",
                  lambda s, r: jnp.sum(r.fluxes[2][1]))] if driven else []),
        Number("heat by friction", "W", "integral of mu (dv/dx)^2", friction),
        Number("heat to the fixed wall", "W", "conducted; nothing if it is insulated",
               lambda s, r: -heat_into(s, r, (0,))),
        Number("heat to the moving wall", "W", "conducted", lambda s, r: -heat_into(s, r, (last,))),
        Number("entropy by friction", "W/K", "integral of mu (dv/dx)^2/T", lambda s, r: produced(s, r)[1]),
        Number("entropy by conduction", "W/K", "integral of k (grad T)^2/T^2", lambda s, r: produced(s, r)[0]),
    )  # fmt: skip


def assemble_shear(document: ShearModel) -> Assembled:
    """The gap of a model document."""
    given = document.shear
    return shear(
        gap=given.gap, viscosity=property_of(given.viscosity),
        conductivity=property_of(given.thermal_conductivity), density=given.density,
        heat_capacity=given.heat_capacity,
        fixed_wall=None if isinstance(given.fixed_wall, str) else given.fixed_wall,
        moving_wall=given.moving_wall, velocity=given.velocity, pressure_gradient=given.pressure_gradient,
        cells=given.cells, area=given.area, initial=given.initial_temperature,
        environment=document.environment.temperature,
    )  # fmt: skip
