"""A beaker: one well-mixed water, closed or under a gas, in which minerals dissolve and grow at their own rates."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from fluxforce.model.schema.base import Complaint, Environment, Model, Part, Path, Several, unknown_name
from fluxforce.model.schema.database import DatabaseField
from fluxforce.model.schema.elements import balanced_elements, chemistry_complaints
from fluxforce.model.schema.fields import (
    NOT_NEGATIVE,
    POSITIVE,
    MolarMass,
    MolarVolume,
    Name,
    Quantity,
    Real,
    Temperature,
    fault,
)
from fluxforce.model.schema.rates import Rate
from fluxforce.model.schema.waters import Water
from fluxforce.units import UnitError, to_si

AmountPerWater = Annotated[
    float, Quantity("mol/kgw", "an amount per mass of water", "10 mmol/kgw", NOT_NEGATIVE)
]
MassPerWater = Annotated[float, Quantity("kg/kgw", "a mass per mass of water", "1 g/kgw", NOT_NEGATIVE)]
WaterMass = Annotated[float, Quantity("kgw", "a mass of water", "1 kgw", POSITIVE)]
WaterRate = Annotated[
    float, Quantity("mol/kgw/s", "an amount per mass of water and time", "1e-6 mol/kgw/s", POSITIVE)
]
SurfaceTension = Annotated[float, Quantity("J/m2", "an energy per area", "0.1 J/m2", POSITIVE)]
_UNITS = ("m2/mol", "m2/kg", "m2/kgw")


class Surface:
    """A reactive surface: per mole or per mass of the mineral, or per kilogram of water. Kept as (value, unit)."""

    @staticmethod
    def read(given: Any) -> tuple[float, str]:
        if isinstance(given, tuple):
            return given
        for unit in _UNITS:
            try:
                value = to_si(str(given), unit, what="a surface", example="0.1 m2/g")
            except UnitError:
                continue
            if not 0.0 <= value < float("inf"):
                raise fault(f"'{given}' must be a finite number and not negative")
            return value, unit
        raise fault(
            f"'{str(given)[:40]}' is no surface per mole, per mass or per kilogram of water",
            "for example '16.7 m2/mol', '0.1 m2/g' or '0.05 m2/kgw'",
        )

    @staticmethod
    def write(value: tuple[float, str]) -> str:
        return f"{value[0]!r} {value[1]}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.read, serialization=core_schema.plain_serializer_function_ser_schema(cls.write)
        )


SurfaceField = Annotated[tuple[float, str], Surface]


class Nuclei(Part):
    """New grains from the water: k exp(-B/(ln Omega)^2) above saturation, B = (16 pi/3) tension^3 v^2/(k_B T)^3.

    The molar volume is the mineral's. Kashchiev (2000), Nucleation.
    """

    k: WaterRate
    tension: SurfaceTension


class BatchMineral(Part):
    """A solid by `amount` or `mass` per kilogram of water, its reactive surface at the start, and its rate.

    `area model`: `two-thirds` or `constant` from the surface at the start, `proportional` to what is there. A
    mineral of which there is none needs `proportional`, and `nucleation` to begin.
    """

    amount: AmountPerWater | None = None
    mass: MassPerWater | None = None
    surface_area: SurfaceField
    area_model: Literal["two-thirds", "constant", "proportional"] = "two-thirds"
    rate: Rate
    nucleation: Nuclei | None = None
    # Only where the database has none, or to use another value.
    molar_volume: MolarVolume | None = None
    # Needed where an amount is given by mass.
    molar_mass: MolarMass | None = None

    @property
    def inert(self) -> bool:
        """A column may hold minerals that do nothing; a beaker has no use for them."""
        return False

    def complaints(self, path: Path, temperature: float) -> Iterator[Complaint]:
        """One of amount and mass, a molar mass where grams are counted, a surface that can begin."""
        if (self.amount is None) == (self.mass is None):
            yield Complaint(
                path, "either 'amount' or 'mass' is needed", "for example 'amount: 10 mmol/kgw'", True
            )
        by_mass = self.mass is not None or self.surface_area[1] == "m2/kg"
        if by_mass and self.molar_mass is None:
            hint = "add 'molar mass', for example 100.09 g/mol"
            yield Complaint(path, "amounts or surfaces by mass need the mass of a mole", hint, True)
        if (self.amount or self.mass) in (None, 0.0):
            if self.surface_area[1] == "m2/kgw":
                said = "a surface per kilogram of water has no size where there is no mineral"
                yield Complaint((*path, "surface area"), said, "give it per mole, or as m2/g")
            if self.area_model != "proportional":
                said = "a surface that follows from the start cannot grow from nothing"
                yield Complaint((*path, "area model"), said, "write 'area model: proportional'", True)
        yield from self.rate.complaints((*path, "rate"), temperature)


class GasOverWater(Part):
    """A gas of fixed pressure over the water: rate * (1 - f(water)/f(gas)), positive where the water takes it up.

    `log pressure` is log10 of its pressure in the database's unit (atm in PHREEQC's files); `rate` is what a water
    without any of it takes up.
    """

    log_pressure: Real
    rate: WaterRate


class Beaker(Part):
    """Which of the `waters` is in it, how much, and the gases over it (none: closed)."""

    water: Name
    mass: WaterMass = 1.0
    gases: dict[Name, GasOverWater] = Field(default_factory=dict)


class BatchModel(Model):
    """A beaker: waters, minerals, gases, database."""

    kind: Literal["batch"]
    temperature: Temperature
    database: DatabaseField
    elements: Several[Name] = ()
    waters: Annotated[dict[Name, Water], Field(min_length=1)]
    minerals: dict[Name, BatchMineral] = Field(default_factory=dict)
    beaker: Beaker
    environment: Environment

    @property
    def balanced(self) -> tuple[str, ...]:
        """Elements of which the waters are made, water's own left out."""
        return balanced_elements(self.database, self.elements)

    def complaints(self) -> Iterator[Complaint]:
        """Names that refer to each other, counts of conditions, surfaces and rates."""
        yield from self.time.complaints()
        yield from chemistry_complaints(
            self.database, self.elements, self.temperature, self.waters, self.minerals
        )
        if self.beaker.water not in self.waters:
            yield unknown_name(("beaker", "water"), self.beaker.water, list(self.waters), "water")
        if not self.minerals and not self.beaker.gases:
            yield Complaint((), "nothing reacts: there are neither minerals nor gases", "add 'minerals'")

    def facts(self) -> dict[str, str]:
        """What is held, and which rates have no way back."""
        found = {
            "water": "a reservoir: its amount is held, and what reactions make or take up is booked as supply",
        }
        if self.beaker.gases:
            found["gases"] = "of fixed pressure: what the water takes up is booked as exchange"
        one_way = [name for name, m in self.minerals.items() if m.rate.law == "one-way"]
        if one_way:
            found["one-way"] = (
                f"{', '.join(one_way)}: no way back, so the entropy produced there is unbounded"
            )
        return found

    def bytes_needed(self) -> float:
        """Stages of the steps and species at the output times."""
        unknowns = len(self.balanced) + len(self.minerals) + 3
        return 8.0 * 60 * unknowns * (400 + 8 * len(self.time.output_times))
