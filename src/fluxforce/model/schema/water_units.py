"""Amounts of elements in a water, in every unit that PHREEQC users have: mol/kgw, mg/L, ppm, meq/kgw as HCO3.

Parkhurst and Appelo (2013), doi:10.3133/tm6A43, keyword SOLUTION, is the source of the list of units.
"""

import re
from dataclasses import dataclass
from math import isfinite
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from fluxforce.errors import printable
from fluxforce.model.schema.fields import fault, kind_of

EXAMPLE = "412.3 mg/kgw"
_PREFIX = {"": 1.0, "k": 1e3, "m": 1e-3, "u": 1e-6, "µ": 1e-6, "μ": 1e-6, "n": 1e-9}
_UNIT = re.compile(r"([kmuµμn]?)(mol|g|eq)/(kgw|kgs|L|l)")
_PARTS = {"ppm": ("m", "g", "kgs"), "ppb": ("u", "g", "kgs")}
_TEXT = re.compile(
    r"\s*(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(?P<unit>[^\s]*)"
    r"(?:\s+as\s+(?P<formula>\S+))?(?:\s+gfw\s+(?P<weight>\S+))?\s*"
)
_PHASE = re.compile(r"\s*(?P<phase>\S+)(?:\s+(?P<index>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?))?\s*")
_COUPLE = re.compile(r"\s*(\S+\(\S+\))\s*/\s*(\S+\(\S+\))\s*")
_KNOWN = "mol, g or eq (also mmol, umol, mg, ug, meq, ...) per kgw, kgs or L; ppm; ppb"


@dataclass(frozen=True)
class Unit:
    """What an amount counts (mol, g, eq), its size in that, and per what (kgw, kgs, L)."""

    size: float
    counts: str
    per: str

    @staticmethod
    def read(text: str) -> "Unit":
        """The unit of a text such as mmol/kgw. Raises what a field raises."""
        if text in _PARTS:
            prefix, counts, per = _PARTS[text]
            return Unit(_PREFIX[prefix], counts, per)
        match = _UNIT.fullmatch(text)
        if match is None:
            raise fault(f"unknown unit '{printable(text)}' of an amount in water", _hint(text))
        return Unit(_PREFIX[match[1]], match[2], match[3].replace("l", "L"))


def _hint(text: str) -> str:
    lower = text.lower()
    if lower == "ppt":
        return "'ppt' is a thousandth to some and a trillionth to others; write g/kgs or ng/kgs"
    if lower.endswith("/kg"):
        return "a kilogram of what? write kgw for water, kgs for solution"
    if text in ("M", "mM", "uM", "molar", "m", "molal"):
        return "write mol/L for molar and mol/kgw for molal"
    folded = {f"{p}{c}/{q}".lower(): f"{p}{c}/{q}" for p in _PREFIX for c in ("mol", "g", "eq")
              for q in ("kgw", "kgs", "L")}  # fmt: skip
    if lower in folded:
        return f"did you mean '{folded[lower]}'?"
    return f"units are {_KNOWN}"


@dataclass(frozen=True)
class UnitName:
    """A unit on its own: `units: mmol/kgw` for all totals of a water that bring none."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def read(given: Any) -> str:
            if not isinstance(given, str):
                raise fault(f"expected a unit, not {kind_of(given)}", "for example 'mmol/kgw'")
            Unit.read(given.strip())
            return given.strip()

        return core_schema.no_info_plain_validator_function(read)


@dataclass(frozen=True)
class Couple:
    """Two valences of one element whose ratio sets the redox state: O(-2)/O(0)."""

    first: str
    second: str

    @staticmethod
    def read(given: Any) -> "Couple":
        """Text such as N(5)/N(-3)."""
        if isinstance(given, Couple):
            return given
        match = _COUPLE.fullmatch(given.replace("(+", "(")) if isinstance(given, str) else None
        if match is None:
            raise fault(
                f"'{printable(str(given))}' is no redox couple",
                "write two valences: 'O(-2)/O(0)', 'N(5)/N(-3)'",
            )
        if match[1].partition("(")[0] != match[2].partition("(")[0] or match[1] == match[2]:
            raise fault(
                f"'{match[0].strip()}' are not two valences of one element", "for example 'Fe(2)/Fe(3)'"
            )
        return Couple(match[1], match[2])

    def write(self) -> str:
        """As in the file."""
        return f"{self.first}/{self.second}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.read, serialization=core_schema.plain_serializer_function_ser_schema(cls.write)
        )


@dataclass(frozen=True)
class Total:
    """How much of an element there is: an amount with its unit, or equilibrium of it with a phase.

    ``formula`` and ``weight`` [g/mol] say what grams are grams of, where it is not the database's formula; ``couple``
    sets the valences of this element alone. ``phase`` with ``index`` takes the place of the amount.
    """

    amount: float | None
    unit: str = ""
    formula: str | None = None
    weight: float | None = None
    couple: Couple | None = None
    phase: str | None = None
    index: float = 0.0

    @staticmethod
    def read(given: Any) -> "Total":
        """A number, text with a unit, or a mapping {amount, as, gfw, redox} or {equilibrate}."""
        if isinstance(given, Total):
            return given
        if isinstance(given, dict):
            return _mapping(given)
        if isinstance(given, bool) or not isinstance(given, str | int | float):
            raise fault(f"expected an amount of an element, not {kind_of(given)}", f"for example '{EXAMPLE}'")
        if not isinstance(given, str):
            return _finite(Total(float(given)))
        match = _TEXT.fullmatch(given)
        if match is None:
            raise fault(
                f"'{printable(given.strip())}' is not an amount with a unit",
                f"for example '{EXAMPLE}' or '141.682 mg/kgw as HCO3'",
            )
        if match["unit"]:
            Unit.read(match["unit"])
        weight = None if match["weight"] is None else _weight(match["weight"])
        return _finite(Total(float(match["number"]), match["unit"], match["formula"], weight))

    def write(self) -> str | float | dict[str, Any]:
        """What reads back as the same."""
        if self.phase is not None:
            return {"equilibrate": f"{self.phase} {self.index!r}"}
        text = f"{self.amount!r} {self.unit}".strip()
        text += f" as {self.formula}" if self.formula else ""
        text += f" gfw {self.weight!r}" if self.weight is not None else ""
        if self.couple is not None:
            return {"amount": text, "redox": self.couple.write()}
        return text if self.unit or self.formula or self.weight is not None else float(self.amount or 0.0)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.read, serialization=core_schema.plain_serializer_function_ser_schema(cls.write)
        )


def _mapping(given: dict[Any, Any]) -> Total:
    known = ("amount", "as", "gfw", "redox", "equilibrate")
    for key in given:
        if key not in known:
            raise fault(f"unknown key '{printable(str(key))}' of an amount", f"keys here: {', '.join(known)}")
    if "equilibrate" in given:
        if len(given) > 1:
            raise fault(
                "an element in equilibrium with a phase has no amount of its own", "leave the other keys out"
            )
        phase, index = _phase(given["equilibrate"])
        return Total(None, phase=phase, index=index)
    if "amount" not in given:
        raise fault("missing 'amount' or 'equilibrate'", f"for example {{amount: {EXAMPLE}}}")
    plain = Total.read(given["amount"])
    formula = given.get("as", plain.formula)
    if formula is not None and not isinstance(formula, str):
        raise fault(f"expected a formula after 'as', not {kind_of(formula)}", "for example 'as: HCO3'")
    weight = _weight(given["gfw"]) if "gfw" in given else plain.weight
    couple = Couple.read(given["redox"]) if "redox" in given else None
    return Total(plain.amount, plain.unit, formula, weight, couple)


def _phase(given: Any) -> tuple[str, float]:
    """`O2(g) -0.7`, `Calcite`, or {O2(g): -0.7}."""
    if isinstance(given, dict) and len(given) == 1:
        name, index = next(iter(given.items()))
        given = f"{name} {index}"
    match = _PHASE.fullmatch(given) if isinstance(given, str) else None
    if match is None:
        raise fault("expected a phase and its saturation index", "for example 'equilibrate: O2(g) -0.7'")
    return match["phase"], float(match["index"] or 0.0)


def _weight(given: Any) -> float:
    try:
        weight = float(given)
    except (TypeError, ValueError):
        weight = float("nan")
    if not (isfinite(weight) and weight > 0.0):
        raise fault(
            f"'{printable(str(given))}' is no gram formula weight", "g/mol, a plain number such as 61.02"
        )
    return weight


def _finite(total: Total) -> Total:
    if total.amount is None or not isfinite(total.amount):
        raise fault(f"'{total.amount}' is not a finite number")
    return total
