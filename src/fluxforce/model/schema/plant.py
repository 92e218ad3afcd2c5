"""A plant of streams: feeds, mixers, splitters, heaters, heat exchangers."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Discriminator, Field

from fluxforce.model.schema.base import Complaint, Environment, Model, Part, Path, Several, unknown_name
from fluxforce.model.schema.fields import (
    Duration,
    Fraction,
    MassFlow,
    MolarCapacity,
    MolarFlow,
    Name,
    Positive,
    Power,
    SpecificHeat,
    Temperature,
    ThermalConductance,
)


class PlantFeed(Part):
    """A stream that enters: `flow` of a liquid, or `molar flow` and `composition` (mole fractions) of a gas."""

    temperature: Temperature
    flow: MassFlow | None = None
    # Of this liquid, where it differs from the one of the plant.
    heat_capacity: SpecificHeat | None = None
    molar_flow: MolarFlow | None = None
    composition: dict[Name, Fraction] | None = None


class MixerUnit(Part):
    """Streams that join in a well-mixed vessel."""

    type: Literal["mixer"]
    inputs: Annotated[Several[Name], Field(min_length=1)]
    output: Name


class SplitterUnit(Part):
    """A stream that parts into shares."""

    type: Literal["splitter"]
    input: Name
    outputs: Annotated[dict[Name, Positive], Field(min_length=2)]


class HeaterUnit(Part):
    """A well-mixed vessel heated by dissipated `power` (a resistance, a stirrer, a pump), or by a reservoir at
    `temperature` through a wall.
    """

    type: Literal["heater"]
    input: Name
    output: Name
    power: Power | None = None
    conductance: ThermalConductance | None = None
    temperature: Temperature | None = None


class SidePart(Part):
    """One side of an exchanger."""

    input: Name
    output: Name


class ExchangerUnit(Part):
    """Two streams beside a wall, opposite to each other (`counterflow`) or not (`parallel`)."""

    type: Literal["exchanger"]
    arrangement: Literal["counterflow", "parallel"] = "counterflow"
    hot: SidePart
    cold: SidePart
    conductance: ThermalConductance
    cells: Annotated[int, Field(ge=1, le=500)] = 20


PlantUnit = Annotated[MixerUnit | SplitterUnit | HeaterUnit | ExchangerUnit, Discriminator("type")]


class Plant(Part):
    """Feeds and units; streams that no unit takes are products."""

    heat_capacity: SpecificHeat | None = None
    # Species of ideal gases with their heat capacities at constant pressure; without it streams are liquids.
    gases: dict[Name, MolarCapacity] = Field(default_factory=dict)
    feeds: Annotated[dict[Name, PlantFeed], Field(min_length=1)]
    units: Annotated[dict[Name, PlantUnit], Field(min_length=1)]
    # Sets how fast the plant settles, and no steady state.
    residence_time: Duration = 10.0
    # Products that count for the efficiency; all, if none is named.
    useful: Several[Name] = ()


class PlantEnvironment(Environment):
    """Surroundings, for gases with their composition (without it: that of the mixed feeds)."""

    composition: dict[Name, Fraction] | None = None


class PlantModel(Model):
    """A plant and its surroundings."""

    kind: Literal["plant"]
    plant: Plant
    environment: PlantEnvironment

    def complaints(self) -> Iterator[Complaint]:
        """Every feed is of the kind of the plant; every stream has one source and at most one use."""
        yield from self.time.complaints()
        plant, path = self.plant, ("plant",)
        for name, feed in plant.feeds.items():
            yield from _feed(plant, (*path, "feeds", name), feed)
        if self.environment.composition is not None:
            here = ("environment", "composition")
            if not plant.gases:
                yield Complaint(here, "liquids have no composition", None, True)
            yield from _composition(plant, here, self.environment.composition)
        for name, value in plant.gases.items():
            if value <= 0.0:
                yield Complaint((*path, "gases", name), "a heat capacity must be greater than 0")
        yield from _streams(plant)
        for name, unit in plant.units.items():
            if isinstance(unit, HeaterUnit):
                yield from _heater((*path, "units", name), unit)

    def facts(self) -> dict[str, str]:
        """What is taken for granted."""
        if self.plant.gases:
            return {"streams": "ideal gases of constant heat capacities, all at one pressure"}
        return {"streams": "incompressible liquids of constant heat capacity; pressures are left out"}

    def bytes_needed(self) -> float:
        """A dense system of all places."""
        cells = sum(
            2 * unit.cells if isinstance(unit, ExchangerUnit) else 1 for unit in self.plant.units.values()
        )
        count = (cells + len(self.plant.feeds) + 10) * (len(self.plant.gases) + 1)
        return 8.0 * (20 * count**2 + 10 * count * len(self.time.output_times))


def _feed(plant: Plant, path: Path, feed: PlantFeed) -> Iterator[Complaint]:
    if plant.gases:
        for key, value in (("flow", feed.flow), ("heat capacity", feed.heat_capacity)):
            if value is not None:
                yield Complaint((*path, key), f"a gas has no '{key}'", "write molar flow: 1 mol/s", True)
        if feed.molar_flow is None:
            yield Complaint(path, "no molar flow", "write molar flow: 1 mol/s", True)
        if feed.composition is None:
            yield Complaint(
                path, "no composition", f"write composition: {{{next(iter(plant.gases))}: 1}}", True
            )
        else:
            yield from _composition(plant, (*path, "composition"), feed.composition)
        return
    for key, value in (("molar flow", feed.molar_flow), ("composition", feed.composition)):
        if value is not None:
            yield Complaint(
                (*path, key), f"a liquid has no '{key}'", "gases are declared under 'gases'", True
            )
    if feed.flow is None:
        yield Complaint(path, "no flow", "write flow: 1 kg/s", True)
    if feed.heat_capacity is None and plant.heat_capacity is None:
        yield Complaint(
            path, "no heat capacity", "write heat capacity: 4180 J/kg/K, here or for the plant", True
        )


def _composition(plant: Plant, path: Path, composition: dict[str, float]) -> Iterator[Complaint]:
    for name in composition:
        if name not in plant.gases:
            yield unknown_name((*path, name), name, tuple(plant.gases), "species", at_key=True)
    total = sum(composition.values())
    if abs(total - 1.0) > 1e-6:
        yield Complaint(path, f"mole fractions add up to {total:g}, not to 1", None, True)


def ends(unit: PlantUnit) -> tuple[list[tuple[Path, str]], list[tuple[Path, str]]]:
    """Streams that enter and leave a unit, with where they stand."""
    match unit:
        case MixerUnit():
            return [(("inputs", k), one) for k, one in enumerate(unit.inputs)], [(("output",), unit.output)]
        case SplitterUnit():
            return [(("input",), unit.input)], [(("outputs", one), one) for one in unit.outputs]
        case HeaterUnit():
            return [(("input",), unit.input)], [(("output",), unit.output)]
        case ExchangerUnit():
            sides = (("hot", unit.hot), ("cold", unit.cold))
            return (
                [((key, "input"), side.input) for key, side in sides],
                [((key, "output"), side.output) for key, side in sides],
            )


def _streams(plant: Plant) -> Iterator[Complaint]:
    made, taken = dict.fromkeys(plant.feeds, "the feeds"), {}
    for name, unit in plant.units.items():
        for place, stream in ends(unit)[1]:
            if stream in made:
                here = ("plant", "units", name, *place)
                yield Complaint(
                    here, f"stream '{stream}' comes from {made[stream]} already", "choose another name"
                )
            made[stream] = f"unit '{name}'"
    for name, unit in plant.units.items():
        for place, stream in ends(unit)[0]:
            here = ("plant", "units", name, *place)
            if stream not in made:
                yield unknown_name(here, stream, tuple(made), "stream")
            elif stream in taken:
                said = f"stream '{stream}' goes to {taken[stream]} already"
                yield Complaint(here, said, "a splitter parts a stream")
            taken[stream] = f"unit '{name}'"
    products = [name for name in made if name not in taken]
    if not products:
        yield Complaint(("plant", "units"), "nothing leaves: every stream is taken by a unit", None, True)
    for index, name in enumerate(plant.useful):
        if name not in products:
            yield unknown_name(("plant", "useful", index), name, products, "product")


def _heater(path: Path, unit: HeaterUnit) -> Iterator[Complaint]:
    if unit.power is None and unit.conductance is None:
        yield Complaint(path, "a heater without heat", "write power: 1 kW", True)
    if (unit.conductance is None) != (unit.temperature is None):
        missing = "temperature" if unit.temperature is None else "conductance"
        yield Complaint(path, f"a reservoir needs its {missing} too", None, True)
