"""What is done to waters step by step: mixing, phases, gas, exchange, surfaces, reactants, heat, evaporation."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from fluxforce.constants import ATMOSPHERE
from fluxforce.model.schema.base import Complaint, Part, Path, Several, unknown_name
from fluxforce.model.schema.fields import (
    NOT_NEGATIVE,
    POSITIVE,
    GasPressure,
    Name,
    Number,
    Positive,
    Pressure,
    Quantity,
    Real,
    Temperature,
    Volume,
    _Range,
)

Moles = Annotated[float, Quantity("mol", "an amount", "10 mol", NOT_NEGATIVE)]
SignedMoles = Annotated[float, Quantity("mol", "an amount", "1 mmol")]
Sites = Annotated[float, Quantity("mol", "an amount of sites", "1e-4 mol", POSITIVE)]
SpecificArea = Annotated[float, Quantity("m2/kg", "an area per mass", "600 m2/g", POSITIVE)]
SolidMass = Annotated[float, Quantity("kg", "a mass", "1 g", POSITIVE)]
Share = Annotated[float, Number(_Range(above=0.0, below=1.0))]
Progress = Annotated[float, Number(_Range(above=0.0, most=1.0))]
MOST_STEPS = 10_000
STANDING = ("phases", "gas", "exchange", "surface", "solid solutions")


class PhaseAmount(Part):
    """A mineral or gas that may dissolve until `amount` is used up, or form, at its saturation index `index`."""

    index: Real = 0.0
    amount: Moles = 10.0


def _index_only(given: Any) -> Any:
    """`Calcite: 0` is short for `Calcite: {index: 0}`: ten moles of it, as in PHREEQC."""
    return {"index": given} if isinstance(given, int | float) and not isinstance(given, bool) else given


class GasPhase(Part):
    """Gases by their partial pressures at the start: they fill `volume`; then `hold` stays as it is."""

    hold: Literal["pressure", "volume"] = "pressure"
    pressure: GasPressure = ATMOSPHERE
    volume: Volume = 1e-3
    gases: Annotated[dict[Name, Pressure], Field(min_length=1)]


class Exchanger(Part):
    """Sites of an ion exchanger, in equilibrium with the water `equilibrate` before it meets another one."""

    sites: Annotated[dict[Name, Sites], Field(min_length=1)]
    equilibrate: Name


class Surface(Part):
    """Sites of one surface: their area, its charge and the layer that balances it."""

    sites: Annotated[dict[Name, Sites], Field(min_length=1)]
    area: SpecificArea = 600e3
    mass: SolidMass
    # diffuse layer: the potential follows from the charge (Gouy and Chapman); none: charge has no potential
    electrostatics: Literal["diffuse layer", "none"] = "diffuse layer"
    equilibrate: Name | None = None


class Ramp(Part):
    """From one temperature to another, in equal steps."""

    start: Annotated[Temperature, Field(alias="from")]
    to: Temperature


class Step(Part):
    """One thing done to the water, at once or in steps. Phases, gas and sorbents stay for what comes after."""

    title: Annotated[str, Field(max_length=100)] = ""
    water: Name | None = None
    mix: dict[Name, Positive] = Field(default_factory=dict)
    phases: dict[Name, Annotated[PhaseAmount, BeforeValidator(_index_only)]] = Field(default_factory=dict)
    gas: GasPhase | None = None
    exchange: Exchanger | None = None
    surface: dict[Name, Surface] = Field(default_factory=dict)
    solid_solutions: dict[Name, Annotated[dict[Name, Moles], Field(min_length=2)]] = Field(
        default_factory=dict
    )
    add: dict[Name, SignedMoles] = Field(default_factory=dict)
    evaporate: Share | None = None
    temperature: Temperature | None = None
    heat: Ramp | None = None
    pressure: GasPressure | None = None
    remove: Several[Literal["phases", "gas", "exchange", "surface", "solid solutions"]] = ()
    # a number of equal steps, or shares of the whole at which to stop
    steps: Annotated[int, Field(ge=1, le=MOST_STEPS)] | Several[Progress] = 1

    @property
    def shares(self) -> tuple[float, ...]:
        """How much of what is added, heated or evaporated has happened at each stop: rising, up to 1."""
        if isinstance(self.steps, int):
            return tuple((k + 1) / self.steps for k in range(self.steps))
        return self.steps if self.steps and self.steps[-1] == 1.0 else (*self.steps, 1.0)

    @property
    def moving(self) -> bool:
        """Whether something is added, heated or evaporated, so that there is a path to follow."""
        return bool(self.add) or self.evaporate is not None or self.heat is not None

    def complaints(self, path: Path, waters: list[str], first: bool) -> Iterator[Complaint]:
        """Names of waters, and what cannot be asked for together."""
        if self.water is not None and self.mix:
            yield Complaint(
                (*path, "mix"), "'water' and 'mix' are two ways to begin", "keep one of the two", True
            )
        named = [("water", self.water)] if self.water is not None else []
        if self.exchange is not None:
            named.append(("exchange", self.exchange.equilibrate))
        for key, name in named:
            if name not in waters:
                here = (*path, key, "equilibrate") if key == "exchange" else (*path, key)
                yield unknown_name(here, name, waters, "water")
        for name in self.mix:
            if name not in waters:
                yield unknown_name((*path, "mix", name), name, waters, "water", at_key=True)
        for name, surface in self.surface.items():
            if surface.equilibrate is not None and surface.equilibrate not in waters:
                yield unknown_name(
                    (*path, "surface", name, "equilibrate"), surface.equilibrate, waters, "water"
                )
        if first and self.water is None and not self.mix and len(waters) > 1:
            yield Complaint(
                path, "which water does the first step take?", "add 'water: NAME' or 'mix: {...}'"
            )
        if self.heat is not None and self.temperature is not None:
            yield Complaint(
                (*path, "heat"), "'temperature' and 'heat' both set it", "keep one of the two", True
            )
        yield from self._steps(path)

    def _steps(self, path: Path) -> Iterator[Complaint]:
        if not self.moving and self.steps != 1:
            yield Complaint(
                (*path, "steps"), "nothing here goes in steps", "'add', 'heat' and 'evaporate' do", True
            )
        if isinstance(self.steps, tuple):
            for index, (before, share) in enumerate(zip((0.0, *self.steps), self.steps, strict=False)):
                if share <= before:
                    yield Complaint((*path, "steps", index), "shares of the whole must rise up to 1")


def standing(steps: tuple[Step, ...]) -> Iterator[tuple[int, Step]]:
    """Steps with their numbers from 1, as results name them."""
    yield from enumerate(steps, start=1)
