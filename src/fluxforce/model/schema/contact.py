"""Pressure solution at the contact of two grains."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from fluxforce.model.schema.base import Complaint, Environment, Model, Part
from fluxforce.model.schema.fields import (
    Area,
    Concentration,
    Convergence,
    Curvature,
    IonDiffusion,
    Length,
    MolarVolume,
    Name,
    Stress,
    SurfaceRate,
    SurfaceTension,
    Temperature,
    Volume,
)


class Mineral(Part):
    """What dissolves: without `rate constant` the faces in contact are in equilibrium with the film."""

    name: Name = "mineral"
    solubility: Concentration
    molar_volume: MolarVolume
    rate_constant: SurfaceRate | None = None


class FilmPart(Part):
    """The fluid between the grains."""

    thickness: Length
    diffusion: IonDiffusion
    rings: Annotated[int, Field(ge=1, le=60)] = 12


class PorePart(Part):
    """The fluid beside the contact and the wall on which solute precipitates."""

    volume: Volume
    area: Area
    rate_constant: SurfaceRate
    curvature: Curvature = 0.0
    surface_energy: SurfaceTension = 0.0


class Contact(Part):
    """A circular contact under a `stress` (in excess of the pressure of the pore), or with a `convergence` held."""

    radius: Length
    grain_size: Length | None = None
    stress: Stress | None = None
    convergence: Convergence | None = None
    mineral: Mineral
    film: FilmPart
    pore: PorePart | None = None
    initial: Literal["steady", "unstressed"] = "steady"


class ContactModel(Model):
    """A contact at one temperature."""

    kind: Literal["contact"]
    temperature: Temperature
    contact: Contact
    environment: Environment

    def complaints(self) -> Iterator[Complaint]:
        """A load or a rate; something that can dissolve, within what numbers can hold."""
        yield from self.time.complaints()
        given, path = self.contact, ("contact",)
        if (given.stress is None) == (given.convergence is None):
            said = "give either 'stress' or 'convergence'"
            yield Complaint(path, said, "for example 'stress: 30 MPa'", True)
        if given.mineral.solubility == 0.0:
            here = (*path, "mineral", "solubility")
            yield Complaint(here, "a solid that does not dissolve has no pressure solution")
        if given.grain_size is not None and given.grain_size < 2.0 * given.radius:
            here = (*path, "grain size")
            yield Complaint(here, "a grain cannot be smaller than its contact, which is 2 'radius' wide")
        if given.stress is not None:
            size = abs(given.stress) * given.mineral.molar_volume / (8.314 * self.temperature)
            if size > 50.0:
                said = f"the stress raises the solubility by exp({size:.3g}): the film is no dilute solution then"
                yield Complaint((*path, "stress"), said, "check its unit, such as MPa")
        if given.convergence is not None and given.mineral.rate_constant is not None:
            fastest = 2.0 * given.mineral.rate_constant * given.mineral.molar_volume
            if given.convergence >= fastest:
                said = f"the faces cannot dissolve faster than 2 k Omega = {fastest:.3g} m/s, whatever the stress"
                yield Complaint((*path, "convergence"), said)

    def facts(self) -> dict[str, str]:
        """What stress and energies are counted from."""
        return {
            "stress": "normal traction of the interface in excess of the pressure of the pore, compression positive",
            "solid": "its chemical potential at the pressure of the pore is the zero of energy",
            "grains": "rigid: every part of the contact dissolves at one rate, from both faces",
            "solution": "ideal and dilute; the volume of solute is neglected beside that of the solid",
        }

    def bytes_needed(self) -> float:
        """A dense system of the rings."""
        count = 5 * (self.contact.film.rings + 1)
        return 8.0 * (20 * count**2 + 30 * count * len(self.time.output_times))
