"""A one-dimensional column of rock through which water flows and reacts."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Discriminator, Field

from fluxforce.model.schema.base import Complaint, Model, Part, Several, unknown_name
from fluxforce.model.schema.database import DatabaseField
from fluxforce.model.schema.elements import balanced_elements, chemistry_complaints
from fluxforce.model.schema.fields import (
    Area,
    Diffusion,
    Dispersivity,
    IonDiffusion,
    Length,
    Name,
    OpenFraction,
    Temperature,
    Tortuosity,
    Velocity,
    WaterDensity,
)
from fluxforce.model.schema.minerals import Mineral
from fluxforce.model.schema.waters import Water


class EqualDiffusion(Part):
    """One coefficient for all species: flux = -porosity * tortuosity * coefficient * grad c."""

    model: Literal["equal"]
    coefficient: Diffusion
    tortuosity: Tortuosity = 1.0


class NernstPlanck(Part):
    """Each species by its own coefficient (the database's, unless given here), coupled by zero electric
    current.
    """

    model: Literal["nernst-planck"]
    coefficients: dict[Name, IonDiffusion] = Field(default_factory=dict)
    tortuosity: Tortuosity = 1.0


DiffusionField = Annotated[EqualDiffusion | NernstPlanck, Discriminator("model")]


class Geometry(Part):
    """Shape, flow and ends of the column. Water enters at x = 0 by a flux (Danckwerts) condition and leaves
    freely.
    """

    length: Length
    cells: Annotated[int, Field(ge=1)]
    porosity: OpenFraction
    cross_section: Area = 1.0
    darcy_velocity: Velocity
    dispersivity: Dispersivity
    diffusion: DiffusionField
    inlet: Name
    initial: Name
    inlet_condition: Literal["flux"] = "flux"
    outlet: Literal["free"] = "free"
    # kg of water in one m3 of pore water: content per m3 of rock = porosity * this * molality
    water_density: WaterDensity = 997.05


class ColumnEnvironment(Part):
    """Surroundings for the exergy: a temperature, and the water (one of `waters`) that is worth nothing
    there.
    """

    temperature: Temperature
    water: Name | None = None


class ColumnModel(Model):
    """A column: waters, minerals, geometry, database."""

    kind: Literal["column"]
    temperature: Temperature
    database: DatabaseField
    elements: Several[Name] = ()
    waters: Annotated[dict[Name, Water], Field(min_length=1)]
    minerals: dict[Name, Mineral] = Field(default_factory=dict)
    column: Geometry
    environment: ColumnEnvironment

    @property
    def balanced(self) -> tuple[str, ...]:
        """Elements (or components of an inline database) of which the waters are made, water's own left
        out.
        """
        return balanced_elements(self.database, self.elements)

    def complaints(self) -> Iterator[Complaint]:
        """Names that refer to each other, counts of conditions, fractions of volume."""
        yield from self.time.complaints()
        yield from chemistry_complaints(
            self.database, self.elements, self.temperature, self.waters, self.minerals
        )
        yield from self._references()
        yield from self._volumes()

    def _references(self) -> Iterator[Complaint]:
        known = list(self.waters)
        for key, name in (("inlet", self.column.inlet), ("initial", self.column.initial)):
            if name not in self.waters:
                yield unknown_name(("column", key), name, known, "water")
        if self.environment.water is not None and self.environment.water not in self.waters:
            yield unknown_name(("environment", "water"), self.environment.water, known, "water")

    def _volumes(self) -> Iterator[Complaint]:
        solid = sum(mineral.volume_fraction for mineral in self.minerals.values())
        if solid + self.column.porosity > 1.0 + 1e-9:
            total = f"{solid:g} + {self.column.porosity:g} = {solid + self.column.porosity:g}"
            said = f"minerals and porosity fill more than the rock: {total}"
            yield Complaint(("column", "porosity"), said, "their sum must not exceed 1")

    @property
    def water_per_bulk(self) -> float:
        """Water in one m3 of rock [kg]: content per m3 of rock is molality times this."""
        return self.column.porosity * self.column.water_density

    def facts(self) -> dict[str, str]:
        """Water is held, and content is counted per kilogram of it."""
        return {
            "water": "a reservoir: its amount is held, and what reactions make or take up is booked as supply",
            "water per volume of rock": f"{self.water_per_bulk:.10g} kg/m3 (porosity times water density)",
        }

    def bytes_needed(self) -> float:
        """Block-tridiagonal Jacobian and its factors, stages of all steps, species by cell and by output time.

        The number of steps is not known before: 200 and 4 for each output is what most columns need.
        """
        unknowns = len(self.balanced) + 3
        species = 6 * unknowns
        minerals = len(self.minerals) + 1
        kept = len(self.time.output_times) * (3 * species + 12 * minerals + 40)
        steps = 6 * unknowns * (200 + 4 * len(self.time.output_times))
        return 8.0 * self.column.cells * (12 * unknowns**2 + 30 * species + kept + steps)
