"""Types of the fields of a model file: quantities with units, plain numbers, names.

A quantity is text in the file ("0.3 m/day") and a float in SI units in the document; written out again it is
text in SI units, so that resolved.yaml is a model file itself.
"""

from dataclasses import dataclass
from math import isfinite
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from fluxforce.errors import printable
from fluxforce.units import UnitError, si_constant, to_si


def fault(message: str, hint: str | None = None) -> PydanticCustomError:
    """The exception by which a field says what is wrong; `hint` is printed on a line of its own."""
    return PydanticCustomError("fluxforce", "{said}", {"said": message, "hint": hint})


@dataclass(frozen=True)
class _Range:
    """Bounds of a number: `above` and `below` are excluded, `least` and `most` included."""

    above: float | None = None
    least: float | None = None
    below: float | None = None
    most: float | None = None

    def check(self, value: float, shown: str, unit: str = "") -> float:
        unit = f" {unit}" if unit else ""
        if not isfinite(value):
            raise fault(f"'{shown}' is not a finite number")
        if self.above is not None and value <= self.above:
            raise fault(f"'{shown}' must be greater than {self.above:g}{unit}")
        if self.least is not None and value < self.least:
            least = "negative" if self.least == 0 else f"less than {self.least:g}{unit}"
            raise fault(f"'{shown}' must not be {least}")
        if self.below is not None and value >= self.below:
            raise fault(f"'{shown}' must be less than {self.below:g}{unit}")
        if self.most is not None and value > self.most:
            raise fault(f"'{shown}' must not exceed {self.most:g}{unit}")
        return value


@dataclass(frozen=True)
class Quantity:
    """A number with a unit, kept in the SI unit `unit`; `what` and `example` word the messages."""

    unit: str
    what: str
    example: str
    range: _Range = _Range()

    def read(self, given: Any) -> float:
        """Text with a unit -> SI float."""
        if isinstance(given, bool) or not isinstance(given, str | int | float):
            raise fault(f"expected {self.what}, not {kind_of(given)}", f"for example '{self.example}'")
        text = given if isinstance(given, str) else f"{given:g}"
        try:
            value = to_si(text, self.unit, what=self.what, example=self.example)
        except UnitError as error:
            raise fault(str(error), error.hint) from None
        return self.range.check(value, printable(text.strip()), self.unit)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        write = core_schema.plain_serializer_function_ser_schema(lambda value: f"{value!r} {self.unit}")
        return core_schema.no_info_plain_validator_function(self.read, serialization=write)


@dataclass(frozen=True)
class Number:
    """A plain number, such as a fraction, a charge or log10 of a constant. "30 %" is 0.3."""

    range: _Range = _Range()

    def read(self, given: Any) -> float:
        """Number or text such as "30 %" -> float."""
        if isinstance(given, bool) or not isinstance(given, str | int | float):
            raise fault(f"expected a number, not {kind_of(given)}")
        if isinstance(given, int | float):
            return self.range.check(float(given), str(given))
        try:
            return self.range.check(to_si(given, "1", what="a plain number", example="0.3"), printable(given))
        except UnitError as error:
            raise fault(str(error), "write a plain number without a unit") from None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.read, serialization=core_schema.plain_serializer_function_ser_schema(float)
        )


@dataclass(frozen=True)
class Constant:
    """A constant of any dimension: `value` in SI units, and that unit as text (empty for a plain number)."""

    value: float
    unit: str

    @staticmethod
    def read(given: Any) -> "Constant":
        """A number, or text with a unit."""
        if isinstance(given, Constant):
            return given
        if isinstance(given, bool) or not isinstance(given, str | int | float):
            raise fault(
                f"expected a number with its unit, not {kind_of(given)}", "for example '1e-6 mol/m2/s'"
            )
        try:
            constant = Constant(*si_constant(given if isinstance(given, str) else repr(given)))
        except UnitError as error:
            raise fault(str(error), error.hint) from None
        return constant

    def write(self) -> str | float:
        """Text that reads back as the same constant."""
        return f"{self.value!r} {self.unit}" if self.unit else self.value

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.read, serialization=core_schema.plain_serializer_function_ser_schema(cls.write)
        )


def kind_of(given: Any) -> str:
    """What was given, in the words of a message, where it is neither text nor a number."""
    if given is None:
        return "nothing"
    if isinstance(given, bool):
        return "true" if given else "false"
    return "a list" if isinstance(given, list | tuple) else "a mapping"


def _name(given: Any) -> str:
    """A name: text of 1 to 80 printable characters. Numbers are taken as written."""
    if isinstance(given, bool) or not isinstance(given, str | int):
        raise fault(f"expected a name, not {kind_of(given) if not isinstance(given, float) else given}")
    text = str(given)
    if not 0 < len(text) <= 80 or not text.isprintable() or text != text.strip():
        raise fault("a name has 1 to 80 printable characters")
    if "/" in text:
        raise fault("a name has no '/', which divides groups in the file of results", "write '-' or 'per'")
    return text


@dataclass(frozen=True)
class _Name:
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(_name)


POSITIVE, NOT_NEGATIVE = _Range(above=0.0), _Range(least=0.0)

Name = Annotated[str, _Name()]

Length = Annotated[float, Quantity("m", "a length", "1 m", POSITIVE)]
Dispersivity = Annotated[float, Quantity("m", "a length", "1 cm", NOT_NEGATIVE)]
IonSize = Annotated[float, Quantity("m", "a length", "4 angstrom", NOT_NEGATIVE)]
Area = Annotated[float, Quantity("m2", "an area", "1 m2", POSITIVE)]
Volume = Annotated[float, Quantity("m3", "a volume", "1 m3", POSITIVE)]
# Longer than the universe is old (4e17 s): a slip of the pen, and round-off is all that would be left.
Duration = Annotated[float, Quantity("s", "a time", "5 day", _Range(above=0.0, most=1e18))]
Temperature = Annotated[float, Quantity("K", "a temperature", "25 degC", POSITIVE)]
Velocity = Annotated[float, Quantity("m/s", "a velocity", "0.3 m/day", NOT_NEGATIVE)]
VolumeFlow = Annotated[float, Quantity("m3/s", "a volume flow", "1 L/s", POSITIVE)]
Diffusion = Annotated[
    float, Quantity("m2/s", "a diffusion coefficient (area per time)", "1e-9 m2/s", NOT_NEGATIVE)
]
IonDiffusion = Annotated[
    float, Quantity("m2/s", "a diffusion coefficient (area per time)", "1e-9 m2/s", POSITIVE)
]
Conductivity = Annotated[float, Quantity("W/m/K", "a thermal conductivity", "2 W/m/K", POSITIVE)]
HeatCapacity = Annotated[float, Quantity("J/m3/K", "a heat capacity per volume", "2e6 J/m3/K", POSITIVE)]
HeatCapacityPerArea = Annotated[float, Quantity("J/m2/K", "a heat capacity per area", "4e8 J/m2/K", POSITIVE)]
Irradiance = Annotated[float, Quantity("W/m2", "a power per area", "340 W/m2", POSITIVE)]
TransferCoefficient = Annotated[
    float, Quantity("W/m2/K", "a power per area and temperature", "2 W/m2/K", POSITIVE)
]
TemperatureDifference = Annotated[float, Quantity("K", "a difference of temperatures", "2 K", POSITIVE)]
Angle = Annotated[float, Quantity("rad", "an angle", "23.44 deg", NOT_NEGATIVE)]
Molality = Annotated[float, Quantity("mol/kgw", "a molality", "0.2 mmol/kgw", NOT_NEGATIVE)]
Concentration = Annotated[float, Quantity("mol/m3", "a concentration", "100 mol/m3", NOT_NEGATIVE)]
SurfacePerVolume = Annotated[
    float, Quantity("m2/m3", "a surface area per volume of rock", "100 m2/m3", NOT_NEGATIVE)
]
SurfaceRate = Annotated[float, Quantity("mol/m2/s", "an amount per area and time", "1e-9 mol/m2/s", POSITIVE)]
CurrentDensity = Annotated[float, Quantity("A/m2", "an electric current per area", "10 A/m2")]
CapacitancePerArea = Annotated[float, Quantity("F/m2", "a capacitance per area", "0.2 F/m2", POSITIVE)]
ElectricPotential = Annotated[
    float, Quantity("V", "an electric potential", "-0.44 V", _Range(least=-10.0, most=10.0))
]
Stress = Annotated[float, Quantity("Pa", "a stress", "30 MPa")]
Convergence = Annotated[float, Quantity("m/s", "a velocity", "1e-12 m/s")]
SurfaceTension = Annotated[float, Quantity("J/m2", "an energy per area", "0.35 J/m2", NOT_NEGATIVE)]
Curvature = Annotated[float, Quantity("1/m", "a curvature (an inverse length)", "1e4 1/m")]
Permeability = Annotated[float, Quantity("m/s", "a permeability (length per time)", "1e-9 m/s", POSITIVE)]
HydraulicPermeability = Annotated[
    float, Quantity("m/s/Pa", "a hydraulic permeability", "3e-12 m/s/Pa", POSITIVE)
]
SolutePermeability = Annotated[
    float, Quantity("mol/m2/s/Pa", "an amount per area, time and pressure", "1e-10 mol/m2/s/Pa", NOT_NEGATIVE)
]
ZetaPotential = Annotated[
    float, Quantity("V", "an electric potential", "-25 mV", _Range(least=-1.0, most=1.0))
]
Viscosity = Annotated[float, Quantity("Pa s", "a viscosity", "0.89 mPa s", POSITIVE)]
PressureDifference = Annotated[float, Quantity("Pa", "a pressure", "1 bar")]
MolarEnergy = Annotated[float, Quantity("J/mol", "an energy per amount", "14.4 kJ/mol")]
MolarCapacity = Annotated[float, Quantity("J/mol/K", "an entropy or heat capacity per amount", "75 J/mol/K")]
Henry = Annotated[float, Quantity("mol/m3/Pa", "a Henry constant", "1.3e-5 mol/m3/Pa", POSITIVE)]
Pressure = Annotated[float, Quantity("Pa", "a pressure", "1 atm", NOT_NEGATIVE)]
ThermalConductance = Annotated[float, Quantity("W/K", "a thermal conductance", "100 W/K", POSITIVE)]
MassFlow = Annotated[float, Quantity("kg/s", "a mass per time", "1 kg/s", POSITIVE)]
MolarFlow = Annotated[float, Quantity("mol/s", "an amount per time", "1 mol/s", POSITIVE)]
SpecificHeat = Annotated[float, Quantity("J/kg/K", "a heat capacity per mass", "4180 J/kg/K", POSITIVE)]
Power = Annotated[float, Quantity("W", "a power", "1 kW", POSITIVE)]
MolarVolume = Annotated[float, Quantity("m3/mol", "a volume per amount", "36.9 cm3/mol", POSITIVE)]
GasPressure = Annotated[float, Quantity("Pa", "a pressure", "1 atm", POSITIVE)]
MassDensity = Annotated[float, Quantity("kg/m3", "a mass per volume", "860 kg/m3", POSITIVE)]
MolarMass = Annotated[float, Quantity("kg/mol", "a mass per amount", "132.2 g/mol", POSITIVE)]
CrossDiffusion = Annotated[float, Quantity("m2/s", "a diffusion coefficient (area per time)", "1e-10 m2/s")]
SoretCoefficient = Annotated[float, Quantity("1/K", "a Soret coefficient", "9.5e-3 1/K")]
ThermalDiffusion = Annotated[float, Quantity("m2/s/K", "a thermal diffusion coefficient", "7e-13 m2/s/K")]
InverseLength = Annotated[float, Quantity("1/m", "an inverse length", "0.3288 1/angstrom", NOT_NEGATIVE)]
WaterDensity = Annotated[
    float, Quantity("kgw/m3", "a mass of water per volume of pore water", "997 kgw/m3", POSITIVE)
]
JumpRate = Annotated[float, Quantity("1/s", "a rate in time", "1 1/s", NOT_NEGATIVE)]
Memory = Annotated[float, Quantity("byte", "an amount of memory", "4 GB", POSITIVE)]
LinearCoefficient = Annotated[
    float, Quantity("mol2/J/s", "a linear coefficient (flow per affinity)", "2e-8 mol2/J/s")
]
LinearConductance = Annotated[
    float, Quantity("mol2/J/s", "a conductance (flow per affinity)", "2e-8 mol2/J/s", POSITIVE)
]
LoadConductance = Annotated[
    float, Quantity("mol2/J/s", "a conductance (flow per affinity)", "2e-8 mol2/J/s", NOT_NEGATIVE)
]
PoolCapacity = Annotated[
    float, Quantity("mol2/J", "a capacity (amount per potential)", "1e-6 mol2/J", POSITIVE)
]

Real = Annotated[float, Number()]
Positive = Annotated[float, Number(POSITIVE)]
Fraction = Annotated[float, Number(_Range(least=0.0, most=1.0))]
Degree = Annotated[float, Number(_Range(least=-1.0, most=1.0))]
OpenFraction = Annotated[float, Number(_Range(above=0.0, below=1.0))]
Tortuosity = Annotated[float, Number(_Range(above=0.0, most=1.0))]
Probability = Annotated[float, Number(_Range(least=0.0, most=1.0))]
Tolerance = Annotated[float, Number(_Range(above=0.0, most=0.1))]
Acidity = Annotated[float, Number(_Range(least=-2.0, most=16.0))]
