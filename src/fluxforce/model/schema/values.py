"""Numbers that may be written as expressions of the model's parameters: 3, "2 * force", "1 1/s", "exp(dmu)/K"."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Annotated, Any, Protocol

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from fluxforce.constants import BOLTZMANN
from fluxforce.errors import printable
from fluxforce.model.expression import FUNCTIONS, ExpressionError, parse
from fluxforce.model.schema.base import Complaint, Path
from fluxforce.model.schema.fields import fault, kind_of
from fluxforce.units import UnitError, to_si

ONE_WAY = "none"


@dataclass(frozen=True)
class Value:
    """A plain number, or an expression as text. Parameters are known only to the whole document.

    ``unit`` is J or K where the file gave a quantity (see ``Thermal``); the number is then in kelvin, so that
    k_B = 1 holds for both.
    """

    written: float | str
    unit: str = ""

    @staticmethod
    def read(given: Any) -> "Value":
        """A number, or one line of text that may be an expression."""
        if isinstance(given, Value):
            return given
        if isinstance(given, bool) or not isinstance(given, str | int | float):
            raise fault(
                f"expected a number or an expression, not {kind_of(given)}", "for example '2 * force'"
            )
        if isinstance(given, str):
            return Value(given)
        if not isfinite(given):
            raise fault(f"'{given}' is not a finite number")
        return Value(float(given))

    def write(self) -> float | str:
        """What reads back as the same."""
        if self.unit and isinstance(self.written, float):
            return f"{self.written * _IN_KELVIN[self.unit]!r} {self.unit}"
        return self.written

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.read, serialization=core_schema.plain_serializer_function_ser_schema(cls.write)
        )

    def number(self, known: Mapping[str, float]) -> float:
        """Its value for given parameters. Raises ExpressionError."""
        if not isinstance(self.written, str):
            return self.written
        return parse(self.written, names=(), constants=known).number({})


# Energy is kept over k_B, in kelvin: the SI value over the number kept.
_IN_KELVIN = {"J": BOLTZMANN, "K": 1.0}


@dataclass(frozen=True)
class Thermal:
    """An energy or a temperature: a quantity with its unit, or a plain number in one unit of k_B T for both."""

    unit: str
    what: str
    example: str

    def read(self, given: Any) -> Value:
        """A number, an expression, or text with a unit."""
        if isinstance(given, Value) or not isinstance(given, str):
            return Value.read(given)
        try:
            value = to_si(given, self.unit, what=self.what, example=self.example)
        except UnitError as error:
            if is_expression(given) or _bare(given):
                return Value(given)
            raise fault(str(error), error.hint) from None
        return Value(value / _IN_KELVIN[self.unit], self.unit)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.read, serialization=core_schema.plain_serializer_function_ser_schema(Value.write)
        )


Energy = Annotated[Value, Thermal("J", "an energy", "4.1 pN*nm")]
BathTemperature = Annotated[Value, Thermal("K", "a temperature", "25 degC")]


@dataclass(frozen=True)
class Rate:
    """A rate [1/s]: a quantity such as "3 1/s", an expression of parameters (in 1/s), or "none" for one-way."""

    written: float | str

    @staticmethod
    def read(given: Any) -> "Rate":
        """Text with a unit of 1/time, or an expression."""
        if isinstance(given, Rate):
            return given
        if isinstance(given, bool) or not isinstance(given, str | int | float):
            raise fault(f"expected a rate in time, not {kind_of(given)}", "for example '1 1/s'")
        text = given if isinstance(given, str) else f"{given:g}"
        if text == ONE_WAY:
            return Rate(text)
        try:
            value = to_si(text, "1/s", what="a rate in time", example="1 1/s")
        except UnitError as error:
            if isinstance(given, str) and is_expression(text):
                return Rate(text)
            raise fault(str(error), error.hint) from None
        if not isfinite(value):
            raise fault(f"'{printable(text.strip())}' is not a finite number")
        if value < 0.0:
            raise fault(f"'{printable(text.strip())}' must not be negative")
        return Rate(value)

    def write(self) -> str:
        """What reads back as the same."""
        return self.written if isinstance(self.written, str) else f"{self.written!r} 1/s"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.read, serialization=core_schema.plain_serializer_function_ser_schema(cls.write)
        )

    @property
    def one_way(self) -> bool:
        """Whether it says that there is no such way."""
        return self.written == ONE_WAY

    def number(self, known: Mapping[str, float]) -> float:
        """Its value [1/s]; zero where there is none. Raises ExpressionError."""
        if not isinstance(self.written, str):
            return self.written
        return 0.0 if self.one_way else parse(self.written, names=(), constants=known).number({})


class AnyValue(Protocol):
    """A number or an expression."""

    @property
    def written(self) -> float | str: ...

    def number(self, known: Mapping[str, float]) -> float: ...


def is_expression(text: str) -> bool:
    """Whether text with no unit that we know could be an expression of names: a bare number is none."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(isinstance(node, ast.Name) for node in ast.walk(tree))


def _bare(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def parameter_values(parameters: Mapping[str, Value]) -> dict[str, float]:
    """Parameters in order; each may use those above it. Raises ExpressionError."""
    known: dict[str, float] = {}
    for name, value in parameters.items():
        known[name] = value.number(known)
    return known


def parameter_complaints(
    parameters: Mapping[str, Value], path: Path = ("parameters",), *, reserved: tuple[str, ...] = ()
) -> Iterator[Complaint]:
    """Names that are plain words, and values that are finite numbers."""
    known: dict[str, float] = {}
    for name, value in parameters.items():
        if not name.isidentifier() or name in (*FUNCTIONS, "pi", *reserved):
            why = "is not a plain word" if not name.isidentifier() else "is a name of the program"
            yield Complaint((*path, name), f"'{name}' {why}", "choose another name", True)
            known[name] = 1.0
            continue
        found, complaint = evaluated(value, known, (*path, name))
        if complaint is not None:
            yield complaint
        known[name] = 1.0 if found is None else found


def evaluated(
    value: AnyValue, known: Mapping[str, float], path: Path, *, least: float | None = None
) -> tuple[float | None, Complaint | None]:
    """The number, or what is wrong with it."""
    try:
        number = value.number(known)
    except ExpressionError as error:
        return None, Complaint(path, str(error), error.hint, offset=error.offset)
    if not isfinite(number):
        return None, Complaint(path, f"'{value.written}' is not a finite number for these parameters")
    if least is not None and number < least:
        return None, Complaint(path, f"'{value.written}' comes to {number:.6g} and must not be negative")
    return number, None


def safe_values(parameters: Mapping[str, Value]) -> dict[str, float]:
    """Parameters that can be evaluated, 1 in the place of others: for further checks of a faulty document."""
    known: dict[str, float] = {}
    for name, value in parameters.items():
        found, _ = evaluated(value, known, ())
        known[name] = 1.0 if found is None else found
    return known
