"""A membrane between two solutions: for ions, for solutes under pressure, or a slit with charged walls."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from fluxforce.model.schema.base import Complaint, Environment, Model, Part, Path, unknown_name
from fluxforce.model.schema.fields import (
    Area,
    CapacitancePerArea,
    Concentration,
    ElectricPotential,
    Fraction,
    HydraulicPermeability,
    IonDiffusion,
    Length,
    MolarEnergy,
    Name,
    Permeability,
    Positive,
    Pressure,
    PressureDifference,
    Real,
    SolutePermeability,
    SurfaceRate,
    Temperature,
    Viscosity,
    Volume,
    ZetaPotential,
)
from fluxforce.model.schema.tank import complete


class Permeant(Part):
    """Charge number and permeability of an ion (charge 0 for a neutral molecule)."""

    charge: Annotated[int, Field(ge=-9, le=9)]
    permeability: Permeability


class Pump(Part):
    """A cycle driven by a reaction: ions that one turn moves outwards (negative: inwards), most turns per area."""

    outward: Annotated[dict[Name, Real], Field(min_length=1)]
    rate: SurfaceRate
    affinity: MolarEnergy


class IonMembrane(Part):
    """Ions in a constant field [Goldman, Hodgkin and Katz], the capacitance of the membrane, and a pump."""

    species: Annotated[dict[Name, Permeant], Field(min_length=1)]
    inside: dict[Name, Concentration]
    outside: dict[Name, Concentration]
    inside_volume: Volume = 1e-15
    outside_volume: Volume = 1.0
    held: Literal["both", "inside", "outside", "neither"] = "both"
    capacitance: CapacitancePerArea = 0.01
    voltage: ElectricPotential | None = None
    initial_voltage: ElectricPotential = -1e-3
    pump: Pump | None = None


class Solute(Part):
    """Reflection coefficient, permeability at no volume flow, particles that a formula unit dissolves into."""

    reflection: Fraction
    permeability: SolutePermeability
    particles: Positive = 1.0


class Side(Part):
    """A solution under the pressure of a piston; `held` keeps its composition."""

    concentrations: dict[Name, Concentration]
    pressure: Pressure = 101325.0
    volume: Volume = 1.0
    held: bool = False


class SoluteMembrane(Part):
    """Volume and solutes by the equations of Kedem and Katchalsky."""

    species: Annotated[dict[Name, Solute], Field(min_length=1)]
    hydraulic_permeability: HydraulicPermeability
    feed: Side
    permeate: Side


class SlitMembrane(Part):
    """Slits with charged walls through a membrane: pressure and voltage drive flow and current."""

    half_width: Length
    thickness: Length
    zeta: ZetaPotential
    concentration: Annotated[Concentration, Field(gt=0.0)]
    diffusion: IonDiffusion
    viscosity: Viscosity = 8.9e-4
    permittivity: Positive = 78.4
    pressure: PressureDifference = 0.0
    voltage: ElectricPotential = 0.0
    volume: Literal["free", "blocked"] = "free"
    circuit: Literal["closed", "open"] = "closed"


class Membrane(Part):
    """One of `ions`, `solutes` and `slit`."""

    area: Area = 1.0
    ions: IonMembrane | None = None
    solutes: SoluteMembrane | None = None
    slit: SlitMembrane | None = None


class MembraneModel(Model):
    """A membrane at one temperature."""

    kind: Literal["membrane"]
    temperature: Temperature
    membrane: Membrane
    environment: Environment

    def complaints(self) -> Iterator[Complaint]:
        """One description, complete and positive compositions, a pump of declared ions."""
        yield from self.time.complaints()
        given, path = self.membrane, ("membrane",)
        found = [key for key in ("ions", "solutes", "slit") if getattr(given, key) is not None]
        if len(found) != 1:
            said = f"one of 'ions', 'solutes' and 'slit' is needed{', and only one' if found else ''}"
            yield Complaint(path, said, None, True)
        if given.ions is not None:
            yield from _ions(given.ions, (*path, "ions"))
        if given.solutes is not None:
            names = tuple(given.solutes.species)
            for key in ("feed", "permeate"):
                side = getattr(given.solutes, key)
                yield from _positive(
                    (*path, "solutes", key, "concentrations"), side.concentrations, names, "solute"
                )
        if given.slit is not None and given.slit.pressure == 0.0 and given.slit.voltage == 0.0:
            hint = "give a 'pressure', a 'voltage' or both"
            yield Complaint((*path, "slit"), "nothing drives a flow or a current", hint, True)

    def facts(self) -> dict[str, str]:
        """What both sides are taken for."""
        found = {"solutions": "ideal, dilute and well mixed up to the membrane"}
        if self.membrane.ions is not None:
            found["charge"] = (
                "a quantity: that of the inside, in the capacitance of the membrane; outside is zero"
            )
            if self.membrane.ions.pump is not None:
                found["pump"] = (
                    "its reaction has a held affinity; one row of a process carries ions and reaction"
                )
        if self.membrane.solutes is not None:
            found["pressure"] = "of pistons outside; the entropy they take up is booked as discharged"
        if self.membrane.slit is not None:
            found["coefficients"] = "of a small zeta potential and a symmetric univalent salt, no slip"
        return found

    def bytes_needed(self) -> float:
        """Two places; only the fields kept count."""
        return 8.0 * 40.0 * (100 + 12 * len(self.time.output_times))


def _positive(
    path: Path, given: Mapping[str, float], names: tuple[str, ...], what: str
) -> Iterator[Complaint]:
    yield from complete(path, dict(given), names, what, "1e-9 mol/m3")
    for name, amount in given.items():
        if amount == 0.0:
            hint = "write a small concentration such as 1e-9 mol/m3"
            yield Complaint(
                (*path, name), f"the potential of '{name}' has no value where there is none", hint
            )


def _ions(given: IonMembrane, path: Path) -> Iterator[Complaint]:
    names = tuple(given.species)
    if given.initial_voltage == 0.0:
        hint = "write a small one such as -1 mV"
        yield Complaint(
            (*path, "initial voltage"), "errors of steps are relative to the voltage at first", hint
        )
    for key in ("inside", "outside"):
        yield from _positive((*path, key), getattr(given, key), names, "ion")
    if all(ion.charge == 0 for ion in given.species.values()):
        yield Complaint((*path, "species"), "nothing here is charged", "add an ion, or use 'solutes'", True)
    if given.pump is None:
        return
    here = (*path, "pump")
    for name in given.pump.outward:
        if name not in names:
            yield unknown_name((*here, "outward", name), name, names, "ion", at_key=True)
    if given.pump.affinity <= 0.0:
        hint = "write the free energy that one turn spends, for example 55 kJ/mol"
        yield Complaint((*here, "affinity"), "a reaction that drives a pump has a positive affinity", hint)
