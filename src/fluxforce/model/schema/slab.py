"""Heat conduction through a slab between two temperatures."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from fluxforce.model.schema.base import Complaint, Environment, Model, Part
from fluxforce.model.schema.fields import Area, Conductivity, HeatCapacity, Length, Temperature


class Slab(Part):
    """A slab held at two temperatures. `law`: `fourier` (constant conductivity) or `constant-L` (constant
    L).
    """

    thickness: Length
    cells: Annotated[int, Field(ge=1)]
    area: Area = 1.0
    conductivity: Conductivity
    law: Literal["fourier", "constant-L"] = "fourier"
    heat_capacity: HeatCapacity
    left_temperature: Temperature
    right_temperature: Temperature
    initial_temperature: Temperature


class SlabModel(Model):
    """A slab, its ends and its start."""

    kind: Literal["slab"]
    slab: Slab
    environment: Environment

    def complaints(self) -> Iterator[Complaint]:
        """Only the output times can disagree."""
        yield from self.time.complaints()

    def facts(self) -> dict[str, str]:
        """Only heat moves."""
        return {"volume": "constant: energy is the only quantity, and its conjugate is 1/T"}

    def bytes_needed(self) -> float:
        """A scalar tridiagonal system and the fields kept."""
        return 8.0 * self.slab.cells * (60 + 12 * len(self.time.output_times))
