"""A fluid under shear between two walls: viscous friction and the heat it makes."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from fluxforce.model.schema.base import Complaint, Environment, Model, Part
from fluxforce.model.schema.fields import POSITIVE, Area, HeatCapacity, Length, Quantity, Temperature
from fluxforce.model.schema.properties import ThermalConductivity, Viscosity

Speed = Annotated[float, Quantity("m/s", "a velocity", "10 m/s")]
MassDensity = Annotated[float, Quantity("kg/m3", "a density", "900 kg/m3", POSITIVE)]
PressureGradient = Annotated[float, Quantity("Pa/m", "a pressure per length", "1 kPa/m")]


class Shear(Part):
    """A gap between a fixed wall and one that may move; the fluid is at rest at the start."""

    gap: Length
    cells: Annotated[int, Field(ge=2, le=10_000)] = 40
    area: Area = 1.0
    velocity: Speed = 0.0
    pressure_gradient: PressureGradient = 0.0
    viscosity: Viscosity
    thermal_conductivity: ThermalConductivity
    density: MassDensity
    heat_capacity: HeatCapacity
    fixed_wall: Temperature | Literal["insulated"]
    moving_wall: Temperature
    initial_temperature: Temperature | None = None


class ShearModel(Model):
    """A sheared fluid and its surroundings."""

    kind: Literal["shear"]
    shear: Shear
    environment: Environment

    def complaints(self) -> Iterator[Complaint]:
        """Something must drive the fluid; properties must be positive at the walls."""
        yield from self.time.complaints()
        given = self.shear
        if given.velocity == 0.0 and given.pressure_gradient == 0.0:
            hint = "give the moving wall a 'velocity', or a 'pressure gradient'"
            yield Complaint(("shear",), "nothing drives the fluid", hint, True)
        walls = (given.fixed_wall, given.moving_wall, given.initial_temperature)
        reach = tuple(t for t in walls if isinstance(t, float))
        for key, one in (
            ("viscosity", given.viscosity), ("thermal conductivity", given.thermal_conductivity)
        ):  # fmt: skip
            yield from one.complaints(("shear", key), reach, positive=True)

    def facts(self) -> dict[str, str]:
        """What is taken for granted."""
        return {"energy": "of heat and motion together; the momentum per volume has the conjugate -v/T"}

    def bytes_needed(self) -> float:
        """A block-tridiagonal system of two unknowns and the fields kept."""
        return 8.0 * self.shear.cells * (400 + 40 * len(self.time.output_times))
