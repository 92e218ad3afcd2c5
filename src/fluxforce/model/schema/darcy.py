"""Water pressed through a porous medium: Darcy's law, the heat of its friction, and the water that carries it."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from fluxforce.model.schema.base import Complaint, Environment, Model, Part
from fluxforce.model.schema.fields import (
    POSITIVE,
    Area,
    HeatCapacity,
    Length,
    Pressure,
    Quantity,
    Temperature,
)
from fluxforce.model.schema.properties import ThermalConductivity, Viscosity

Permeability = Annotated[float, Quantity("m2", "a permeability (an area)", "1e-13 m2", POSITIVE)]
Storage = Annotated[float, Quantity("1/Pa", "a storage per pressure", "1e-10 1/Pa", POSITIVE)]
DarcyVelocity = Annotated[float, Quantity("m/s", "a volume flow per area", "1e-4 m/s", POSITIVE)]


class Darcy(Part):
    """A column with a given inflow, or given pressures at both ends where the viscosity is constant."""

    length: Length
    cells: Annotated[int, Field(ge=2, le=10_000)] = 60
    area: Area = 1.0
    permeability: Permeability
    viscosity: Viscosity
    thermal_conductivity: ThermalConductivity
    heat_capacity: HeatCapacity
    water_heat_capacity: HeatCapacity
    storage: Storage = 1e-10
    inlet_temperature: Temperature
    inlet_pressure: Pressure
    outlet_pressure: Pressure | None = None
    darcy_velocity: DarcyVelocity | None = None
    initial_temperature: Temperature | None = None


class DarcyModel(Model):
    """A porous column, adiabatic at its walls."""

    kind: Literal["darcy"]
    darcy: Darcy
    environment: Environment

    def complaints(self) -> Iterator[Complaint]:
        """Velocity or pressure drop; the latter only with one viscosity."""
        yield from self.time.complaints()
        given, here = self.darcy, ("darcy",)
        if (given.darcy_velocity is None) == (given.outlet_pressure is None):
            said = "one of 'darcy velocity' and 'outlet pressure' is needed, and only one"
            yield Complaint(here, said, None, True)
        elif given.outlet_pressure is not None:
            if given.viscosity.shape != "constant":
                said = "with a viscosity that depends on the temperature the flow must be given"
                yield Complaint((*here, "outlet pressure"), said, "give 'darcy velocity' instead")
            if given.outlet_pressure >= given.inlet_pressure:
                yield Complaint((*here, "outlet pressure"), "must be less than the inlet pressure")
        reach = tuple(t for t in (given.inlet_temperature, given.initial_temperature) if t is not None)
        for key, one in (
            ("viscosity", given.viscosity), ("thermal conductivity", given.thermal_conductivity)
        ):  # fmt: skip
            yield from one.complaints((*here, key), reach, positive=True)

    def facts(self) -> dict[str, str]:
        """What is taken for granted."""
        return {
            "walls": "adiabatic; water leaves with the temperature that it has",
            "water": "of constant volume and heat capacity: its enthalpy is c T + p",
        }

    def bytes_needed(self) -> float:
        """A block-tridiagonal system of two unknowns and the fields kept."""
        return 8.0 * self.darcy.cells * (400 + 40 * len(self.time.output_times))
