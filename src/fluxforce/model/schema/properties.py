"""Properties of materials in model files: a number, or what depends on the temperature."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any

import numpy as np
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from fluxforce.model.schema.base import Complaint, Path
from fluxforce.model.schema.fields import POSITIVE, Quantity, fault, kind_of

Current = Annotated[float, Quantity("A", "an electric current", "1.3 A")]
Voltage = Annotated[float, Quantity("V", "a voltage", "50 mV")]
Resistance = Annotated[float, Quantity("ohm", "an electric resistance", "10 mohm", POSITIVE)]
Power = Annotated[float, Quantity("W", "a power", "0.5 W")]
ContactResistance = Annotated[
    float, Quantity("ohm*m2", "an electric resistance of an area", "1e-9 ohm*m2", POSITIVE)
]
ThermalContact = Annotated[
    float, Quantity("m2*K/W", "a thermal resistance of an area", "1e-6 m2*K/W", POSITIVE)
]

_TEMPERATURE = Quantity("K", "a temperature", "300 K", POSITIVE)
_SHAPES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("polynomial", ("polynomial", "about")),
    ("table", ("temperatures", "values", "interpolation")),
    ("logarithm", ("value", "thomson coefficient", "about")),
    ("exponential", ("value", "decay rate", "about")),
)


@dataclass(frozen=True)
class Given:
    """A property as written: ``shape`` constant, polynomial, table, logarithm or exponential, and its numbers in SI.

    ``numbers``: the constant; the coefficients; the values; value and slope; value and rate. ``temperatures``: none;
    the origin; the knots; the origin; the origin [K]. ``cubic`` for splines.
    """

    shape: str
    numbers: tuple[float, ...]
    temperatures: tuple[float, ...] = ()
    cubic: bool = False

    @property
    def least(self) -> float:
        """The least value that was given, for those that must be positive."""
        return min(self.numbers) if self.shape == "table" else self.numbers[0]

    def at(self, temperature: float) -> float:
        """Its value at one temperature [K], by plain Python (tables linearly)."""
        match self.shape:
            case "polynomial":
                return sum(a * (temperature - self.temperatures[0]) ** k for k, a in enumerate(self.numbers))
            case "table":
                return float(np.interp(temperature, self.temperatures, self.numbers))
            case "logarithm":
                return self.numbers[0] + self.numbers[1] * float(np.log(temperature / self.temperatures[0]))
            case "exponential":
                return self.numbers[0] * float(
                    np.exp(-self.numbers[1] * (temperature - self.temperatures[0]))
                )
        return self.numbers[0]

    def complaints(
        self, path: Path, temperatures: tuple[float, ...], *, positive: bool
    ) -> Iterator[Complaint]:
        """Tables must reach over the temperatures that are given elsewhere; most properties are positive there."""
        for warm in temperatures:
            if self.shape == "table" and not self.temperatures[0] <= warm <= self.temperatures[-1]:
                low, high = self.temperatures[0], self.temperatures[-1]
                yield Complaint(path, f"the table reaches from {low:g} to {high:g} K, not to {warm:g} K")
            elif positive and not self.at(warm) > 0.0:
                yield Complaint(path, f"comes to {self.at(warm):g} at {warm:g} K and must be greater than 0")


@dataclass(frozen=True)
class PropertyField:
    """A property in the SI unit `unit`; constants and knots of a table must be positive where `positive`."""

    unit: str
    what: str
    example: str
    positive: bool = True
    shapes: tuple[str, ...] = ("polynomial", "table")

    def read(self, given: Any) -> Given:
        """A quantity, or a mapping of one of the shapes."""
        if isinstance(given, Given):
            return given
        quantity = Quantity(self.unit, self.what, self.example, *([POSITIVE] if self.positive else []))
        if not isinstance(given, Mapping):
            return Given("constant", (quantity.read(given),))
        allowed = [(shape, keys) for shape, keys in _SHAPES if shape in self.shapes]
        known = {key for _, keys in allowed for key in keys}
        unknown = [str(key) for key in given if key not in known]
        if unknown:
            raise fault(f"unknown key '{unknown[0]}' of a property", f"keys here: {', '.join(sorted(known))}")
        shape = next((s for s, keys in allowed if keys[0] in given and keys[1] in given), None)
        if shape is None:
            forms = " or ".join(f"'{keys[0]}' with '{keys[1]}'" for _, keys in allowed)
            raise fault("a property that depends on the temperature is not complete", f"give {forms}")
        return self._table(given, quantity) if shape == "table" else self._formula(shape, given, quantity)

    def _formula(self, shape: str, given: Mapping[str, Any], quantity: Quantity) -> Given:
        about = _named("about", _TEMPERATURE, given["about"])
        if shape == "polynomial":
            listed = given["polynomial"]
            if not isinstance(listed, list | tuple) or not 1 <= len(listed) <= 8:
                raise fault("'polynomial' is a list of 1 to 8 coefficients", "lowest power first")
            units = _powers(self.unit, len(listed))
            fields = [quantity] + [
                Quantity(unit, f"coefficient {k} of {self.what}", f"0.1 {unit}")
                for k, unit in enumerate(units[1:], start=1)
            ]
            numbers = [_named("polynomial", one, v) for one, v in zip(fields, listed, strict=True)]
            return Given(shape, tuple(numbers), (about,))
        second = "thomson coefficient" if shape == "logarithm" else "decay rate"
        field = (
            Quantity(self.unit, "a Thomson coefficient", "100 uV/K")
            if shape == "logarithm"
            else Quantity("1/K", "a relative change per kelvin", "0.02 1/K")
        )
        numbers = (_named("value", quantity, given["value"]), _named(second, field, given[second]))
        return Given(shape, numbers, (about,))

    def _table(self, given: Mapping[str, Any], quantity: Quantity) -> Given:
        for key in ("temperatures", "values"):
            if not isinstance(given[key], list | tuple):
                raise fault(f"'{key}' is a list", "one value for each temperature, with units")
        knots = [_named("temperatures", _TEMPERATURE, one) for one in given["temperatures"]]
        values = [_named("values", quantity, one) for one in given["values"]]
        if len(knots) != len(values):
            raise fault(
                f"{len(knots)} temperatures and {len(values)} values", "one value for each temperature"
            )
        if len(knots) < 2 or len(knots) > 10_000:
            raise fault("a table has 2 to 10000 temperatures")
        if any(not b > a for a, b in pairwise(knots)):
            raise fault("the temperatures of a table must rise")
        way = given.get("interpolation", "linear")
        if way not in ("linear", "cubic"):
            raise fault(f"interpolation is 'linear' or 'cubic', not '{way}'")
        if way == "cubic" and len(knots) < 4:
            raise fault("a cubic spline needs 4 temperatures or more", "take 'linear'")
        return Given("table", tuple(values), tuple(knots), way == "cubic")

    def write(self, given: Given) -> Any:
        """What reads back as the same."""
        said = [f"{v!r} {self.unit}".rstrip() for v in given.numbers]
        about = {"about": f"{given.temperatures[0]!r} K"} if given.temperatures else {}
        match given.shape:
            case "polynomial":
                units = _powers(self.unit, len(said))
                return {
                    "polynomial": [f"{v!r} {u}" for v, u in zip(given.numbers, units, strict=True)]
                } | about
            case "table":
                return {
                    "temperatures": [f"{t!r} K" for t in given.temperatures], "values": said,
                    "interpolation": "cubic" if given.cubic else "linear",
                }  # fmt: skip
            case "logarithm":
                return {"value": said[0], "thomson coefficient": said[1]} | about
            case "exponential":
                return {"value": said[0], "decay rate": f"{given.numbers[1]!r} 1/K"} | about
        return said[0]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        write = core_schema.plain_serializer_function_ser_schema(self.write)
        return core_schema.no_info_plain_validator_function(self.read, serialization=write)


def _powers(unit: str, count: int) -> list[str]:
    """Units of the coefficients of a polynomial of the temperature."""
    return [unit, f"{unit}/K", *(f"{unit}/K^{k}" for k in range(2, count))][:count]


def _named(key: str, field: Quantity, given: Any) -> float:
    """A quantity inside a property; its message says under which key it stands."""
    if given is None:
        raise fault(f"{key}: expected {field.what}, not {kind_of(given)}", f"for example '{field.example}'")
    try:
        return field.read(given)
    except PydanticCustomError as error:
        found = error.context or {}
        raise fault(f"{key}: {found.get('said', 'not readable')}", found.get("hint")) from None


ThermalConductivity = Annotated[Given, PropertyField("W/m/K", "a thermal conductivity", "1.5 W/m/K")]
ElectricalConductivity = Annotated[Given, PropertyField("S/m", "an electrical conductivity", "1e5 S/m")]
Resistivity = Annotated[Given, PropertyField("ohm*m", "an electrical resistivity", "1e-5 ohm*m")]
Seebeck = Annotated[
    Given,
    PropertyField("V/K", "a Seebeck coefficient", "200 uV/K", False, ("polynomial", "table", "logarithm")),
]
Viscosity = Annotated[
    Given, PropertyField("Pa*s", "a viscosity", "1 mPa*s", True, ("polynomial", "table", "exponential"))
]
