"""Thermoelectric legs and couples: materials, layers, ends and the circuit."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from fluxforce.model.schema.base import Complaint, Environment, Model, Part, Path, Several, unknown_name
from fluxforce.model.schema.fields import Area, HeatCapacity, Length, Name, Temperature, TransferCoefficient
from fluxforce.model.schema.properties import (
    ContactResistance,
    Current,
    ElectricalConductivity,
    Power,
    Resistance,
    Resistivity,
    Seebeck,
    ThermalConductivity,
    ThermalContact,
    Voltage,
)


class Substance(Part):
    """A material. One of `electrical conductivity` and `resistivity`; S = 0 for a wire without thermopower."""

    thermal_conductivity: ThermalConductivity
    electrical_conductivity: ElectricalConductivity | None = None
    resistivity: Resistivity | None = None
    seebeck: Seebeck
    heat_capacity: HeatCapacity

    def complaints(self, path: Path, temperatures: tuple[float, ...]) -> Iterator[Complaint]:
        """Resistance given once; tables as wide as the temperatures of the ends."""
        if (self.electrical_conductivity is None) == (self.resistivity is None):
            said = "one of 'electrical conductivity' and 'resistivity' is needed, and only one"
            yield Complaint(path, said, None, True)
        for key, given, positive in (
            ("thermal conductivity", self.thermal_conductivity, True),
            ("electrical conductivity", self.electrical_conductivity, True),
            ("resistivity", self.resistivity, True),
            ("seebeck", self.seebeck, False),
        ):
            if given is not None:
                yield from given.complaints((*path, key), temperatures, positive=positive)


class ContactPart(Part):
    """What stands between two layers: an electrical and a thermal resistance of an area, without thickness."""

    electrical: ContactResistance
    thermal: ThermalContact


class LayerPart(Part):
    """A layer of a material, or a contact."""

    material: Name | None = None
    thickness: Length | None = None
    cells: Annotated[int, Field(ge=1, le=10_000)] = 20
    contact: ContactPart | None = None


class Leg(Part):
    """Layers from the top to the base, all of one cross section."""

    area: Area
    layers: Annotated[Several[LayerPart], Field(min_length=1, max_length=1000)]


class EndPart(Part):
    """An end that is held at a `temperature`, takes in `heat`, exchanges it with `surroundings` or is `insulated`."""

    temperature: Temperature | None = None
    heat: Power | None = None
    surroundings: Temperature | None = None
    exchange_coefficient: TransferCoefficient | None = None
    insulated: Literal[True] | None = None

    @property
    def reach(self) -> tuple[float, ...]:
        """Temperatures that are given [K]."""
        return tuple(t for t in (self.temperature, self.surroundings) if t is not None)

    def complaints(self, path: Path) -> Iterator[Complaint]:
        """Exactly one way."""
        ways = [
            self.temperature is not None,
            self.heat is not None,
            self.surroundings is not None or self.exchange_coefficient is not None,
            self.insulated is not None,
        ]
        if sum(ways) != 1:
            hint = "for example 'temperature: 300 K', 'heat: 0.5 W', 'insulated: true'"
            yield Complaint(path, "an end has exactly one condition", hint, True)
        elif (self.surroundings is None) != (self.exchange_coefficient is None):
            said = "'surroundings' and 'exchange coefficient' go together"
            yield Complaint(path, said, "for example 'exchange coefficient: 1000 W/m2/K'", True)


class CircuitPart(Part):
    """What the terminals are connected to: one of `current`, `voltage`, `load` and `open`."""

    current: Current | None = None
    voltage: Voltage | None = None
    resistance: Resistance | None = None
    load: Resistance | None = None
    open: Literal[True] | None = None


class Thermoelectric(Part):
    """A leg (p or n) or a couple of both, joined on top."""

    legs: Annotated[dict[Literal["p", "n"], Leg], Field(min_length=1)]
    top: EndPart
    base: EndPart
    circuit: CircuitPart
    initial_temperature: Temperature | None = None


class ThermoelectricModel(Model):
    """A device, its materials and its surroundings."""

    kind: Literal["thermoelectric"]
    materials: Annotated[dict[Name, Substance], Field(min_length=1)]
    thermoelectric: Thermoelectric
    environment: Environment

    def complaints(self) -> Iterator[Complaint]:
        """Layers of known materials, one condition for each end, one circuit that can be held."""
        yield from self.time.complaints()
        given, here = self.thermoelectric, ("thermoelectric",)
        reach = (*given.top.reach, *given.base.reach)
        reach += () if given.initial_temperature is None else (given.initial_temperature,)
        for name, one in self.materials.items():
            yield from one.complaints(("materials", name), reach)
        for name, leg in given.legs.items():
            yield from self._layers((*here, "legs", name, "layers"), leg)
        yield from given.top.complaints((*here, "top"))
        yield from given.base.complaints((*here, "base"))
        if not reach:
            said = "no temperature is given anywhere"
            yield Complaint((*here, "base"), said, "hold one end, or give it surroundings", True)
        elif not given.top.reach and not given.base.reach:
            said = "neither end passes heat to anything: the temperature would rise or fall for ever"
            yield Complaint((*here, "base"), said, "hold one end, or give it surroundings", True)
        yield from self._circuit((*here, "circuit"))

    def _layers(self, path: Path, leg: Leg) -> Iterator[Complaint]:
        for k, layer in enumerate(leg.layers):
            own = (*path, k)
            if layer.contact is not None:
                if layer.material is not None or layer.thickness is not None:
                    yield Complaint(own, "a layer is of a material or a contact, not both", None, True)
            elif layer.material is None or layer.thickness is None:
                yield Complaint(own, "a layer needs 'material' and 'thickness', or 'contact'", None, True)
            elif layer.material not in self.materials:
                yield unknown_name((*own, "material"), layer.material, list(self.materials), "material")
        if not any(layer.contact is None for layer in leg.layers):
            yield Complaint(path, "a leg needs a layer of some material", None, True)

    def _circuit(self, path: Path) -> Iterator[Complaint]:
        given, device = self.thermoelectric.circuit, self.thermoelectric
        ways = [v is not None for v in (given.current, given.voltage, given.load, given.open)]
        if sum(ways) != 1:
            said = "one of 'current', 'voltage', 'load' and 'open: true' is needed, and only one"
            yield Complaint(path, said, None, True)
        elif given.resistance is not None and given.voltage is None:
            yield Complaint((*path, "resistance"), "only a source of voltage has a resistance of its own")
        elif given.voltage is not None and given.resistance is None:
            last = device.base if "p" in device.legs else device.top
            if last.temperature is None:
                said = "a voltage without a resistance needs a terminal whose temperature is held"
                yield Complaint((*path, "voltage"), said, "give the source a 'resistance' such as 1 uohm")

    def facts(self) -> dict[str, str]:
        """What stands for the circuit."""
        return {
            "circuit": "outside: its power is work, and what a load makes of it is no part of the system",
            "leads": "their Seebeck coefficient is zero",
        }

    def bytes_needed(self) -> float:
        """A block-tridiagonal system of two unknowns and the fields kept."""
        cells = sum(layer.cells for leg in self.thermoelectric.legs.values() for layer in leg.layers)
        return 8.0 * cells * (400 + 40 * len(self.time.output_times))
