"""Text with a unit -> a number in SI units: "5 umol/kgw" becomes 5e-6 mol/kgw, and nothing without a unit
passes.

pint converts, but it only ever sees unit names and small exponents that a strict pattern has let through:
given `9**9**9**9` directly it would compute for ever. Conversion is in decimal arithmetic, so that 5 umol is
5e-6 mol to the last digit. A molality is per kilogram of WATER, a dimension of its own (`kgw`), so that
mol/kg and mol/L cannot pass for it.
"""

import re
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from math import isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pint import Unit, UnitRegistry

LONGEST = 80
_NUMBER = re.compile(r"[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,3})?")
_TOKEN = re.compile(
    r"\s*(?:(?P<name>[A-Za-zµμ°%ÅΩ_]{1,30})(?:(?:\*\*|\^)?(?P<power>-?[1-9]))?|(?P<mark>[*/()·]))"
)
_SPELLED = {"°C": "degC", "°F": "degF", "%": "percent", "Å": "angstrom", "\u212b": "angstrom"}
_COMMON = """
    m cm mm um km angstrom s min hour day week year g kg kgw mg mol mmol umol nmol kmol molal K degC
    degF J kJ MJ cal kcal W kW mW Pa kPa MPa GPa bar atm V mV A mA C F S L mL Hz percent GB MB ohm
""".split()  # noqa: SIM905
_DIMENSIONS = {
    "m": "a length",
    "m2": "an area",
    "m3": "a volume",
    "s": "a time",
    "1/s": "a rate in time",
    "kg": "a mass",
    "kgw": "a mass of water",
    "mol": "an amount",
    "K": "a temperature",
    "C": "an electric charge (coulomb)",
    "m/s": "a velocity",
    "m2/s": "a diffusion coefficient (area per time)",
    "m3/s": "a volume flow",
    "1/m": "an area per volume (or an inverse length)",
    "mol/kgw": "a molality",
    "mol/kg": "an amount per mass",
    "mol/m3": "a concentration",
    "m3/mol": "a volume per amount",
    "mol/m2/s": "an amount per area and time",
    "mol/m3/s": "an amount per volume and time",
    "J": "an energy",
    "J/mol": "an energy per amount",
    "W": "a power",
    "W/m/K": "a thermal conductivity",
    "J/m3/K": "a heat capacity per volume",
    "Pa": "a pressure",
    "kg/m3": "a density",
    "kgw/m3": "a mass of water per volume",
    "byte": "an amount of memory",
    "1": "a plain number",
}


class UnitError(ValueError):
    """A text that is not the quantity asked for; `hint` says what to write instead."""

    def __init__(self, message: str, hint: str | None = None):
        self.hint = hint
        ValueError.__init__(self, message)


def to_si(text: str, unit: str, *, what: str = "a quantity", example: str = "") -> float:
    """The number in `text` (such as "5 umol/kgw") expressed in the SI unit `unit` (such as "mol/kgw").

    `what` and `example` word the message: "a length", "1 m". Raises UnitError.
    """
    like = f"write it with its unit, for example '{example or '1 ' + unit}'"
    number, given = _split(text, what, like)
    if not given and unit != "1":
        raise UnitError(f"'{text}' has no unit; expected {what}", like)
    target, source = _units(unit), _units(given or "1")
    if source.dimensionality != target.dimensionality:
        raise _wrong_dimension(text, given, unit, what, like)
    return _converted(number, source, target, text)


def si_constant(text: str) -> tuple[float, str]:
    """Number and SI unit of a quantity of any dimension: "1 cm2/day" -> (1.157e-9, "m^2/s"). Raises
    UnitError.
    """
    number, given = _split(text, "a quantity", "write a number and its unit, for example '1e-6 mol/m2/s'")
    if not given:
        return _finite(float(number), text), ""
    unit = _units(given)
    base: Any = _registry().get_base_units(unit)[1]
    factors = [f"{name}^{_plain(power)}" if power != 1 else name for name, power in _short(base)]
    return _converted(number, unit, base, text), "*".join(factors)


def dimension_of(unit: str) -> str:
    """The dimension of `unit` in words, for messages."""
    dimensions = _units(unit).dimensionality
    for known, words in _DIMENSIONS.items():
        if _units(known).dimensionality == dimensions:
            return words
    return f"of dimension {dimensions}"


def _converted(number: Decimal, source: "Unit", target: "Unit", text: str) -> float:
    from pint.errors import PintError

    try:
        return _finite(float(_registry().Quantity(number, source).to(target).magnitude), text)
    except (PintError, TypeError):
        # Degrees in a product; decibels, whose logarithm pint cannot take in decimal numbers.
        hint = "use units that differ by a factor; products and quotients take kelvin, not degrees"
        raise UnitError(f"'{text}' cannot be converted to {target:~}", hint) from None


def _finite(value: float, text: str) -> float:
    if not isfinite(value):
        raise UnitError(f"'{text}' is not a finite number", "write a smaller number")
    return value


def _split(text: str, what: str, like: str) -> tuple[Decimal, str]:
    text = text.strip()
    if len(text) > LONGEST:
        raise UnitError(f"'{text[:30]}...' is too long for {what}", like)
    if re.match(r"[+-]?\.?(nan|inf)", text, re.IGNORECASE):
        raise UnitError(f"'{text}' is not a finite number; expected {what}", like)
    match = _NUMBER.match(text)
    if match is None:
        raise UnitError(f"'{text}' does not begin with a number; expected {what}", like)
    unit = text[match.end() :].strip()
    # `9**9**9` is a number followed by an operator: a sum to work out, not a unit.
    if unit.startswith(("*", "+", "-", "^", "(", ".", ",")):
        raise UnitError(f"'{text}' is not a number with a unit; expected {what}", like)
    return Decimal(match.group()), unit.removeprefix("1") if unit.startswith("1/") else unit


@cache
def _units(text: str) -> "Unit":
    """The pint unit for text such as mol/m2/s, mol m-2 s-1, W/m/K, J/(mol K), 1/s."""
    from pint.errors import PintError

    if text == "1":
        return _registry().Unit("")
    factors = _factors(text.removeprefix("1") if text.startswith("1/") else text)
    for name, _ in factors:
        try:
            _registry().parse_units(name)
        except PintError:
            # Unknown, or one that takes no prefix (mdegC).
            near = get_close_matches(name, _COMMON, n=1, cutoff=0.5)
            hint = (
                f"did you mean '{near[0]}'?" if near else "write units as mol/m2/s, mol m-2 s-1 or J/(mol K)"
            )
            raise UnitError(f"unknown unit '{name}'", hint) from None
    try:
        unit = _registry().parse_units("*".join(f"{name}**{power}" for name, power in factors))
        # pint refuses a product of decibels only when its dimension is worked out.
        _ = unit.dimensionality
    except PintError:
        raise UnitError(
            f"'{text}' multiplies units that have no product", "use units without an offset"
        ) from None
    return unit


def _factors(text: str) -> list[tuple[str, int]]:
    """Names and exponents of a product of units. A blank multiplies, after a slash only inside
    parentheses.
    """
    factors: list[tuple[str, int]] = []
    position, sign, inside, slashed, expect = 0, 1, False, False, True
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _not_a_unit(text)
        position = match.end()
        name, mark = match["name"], match["mark"]
        if name is not None:
            if not expect and slashed and not inside:
                raise UnitError(f"'{text}' can be read in two ways", "write * or / between all units")
            power = int(match["power"] or 1)
            factors.append((_SPELLED.get(name, name), (-power if sign < 0 else power)))
            sign, expect = (sign if inside else 1), False
        elif mark == "(" and expect and not inside:
            inside = True
        elif mark == ")" and inside and not expect:
            inside, sign = False, 1
        elif mark in "*·" and not expect:
            expect = True
        elif mark == "/" and not inside and (not expect or not factors):
            sign, slashed, expect = -1, True, True
        else:
            raise _not_a_unit(text)
    if expect or inside or len(factors) > 8:
        raise _not_a_unit(text)
    return factors


def _not_a_unit(text: str) -> UnitError:
    return UnitError(f"'{text}' is not a unit", "write units as mol/m2/s, mol m-2 s-1 or J/(mol K)")


def _wrong_dimension(text: str, given: str, unit: str, what: str, like: str) -> UnitError:
    if unit == "mol/kgw" and given:
        dimensions = _units(given).dimensionality
        if dimensions == _units("mol/m3").dimensionality:
            why = (
                f"'{text}' is per volume of solution, and a molality is per kilogram of water: the two "
                "differ by the density and the salt content, several per cent in a brine"
            )
            return UnitError(why, "convert it and write mol/kgw, mmol/kgw or umol/kgw")
        if dimensions == _units("mol/kg").dimensionality:
            return UnitError(
                f"'{text}' does not say a kilogram of what; a molality is per kilogram of water",
                "write mol/kgw",
            )
    if unit == "K" and given == "C":
        like = f"'C' is the coulomb; write '{text.removesuffix('C').strip()} degC'"
    return UnitError(f"'{text}' is {dimension_of(given)}; expected {what}", like)


@cache
def _registry() -> "UnitRegistry":
    from pint import UnitRegistry

    registry = UnitRegistry(non_int_type=Decimal)  # type: ignore[arg-type]  # pint's own documented use
    registry.define("kgw = [water_mass]")
    registry.define("molal = mol / kgw")
    return registry


def _short(unit) -> list[tuple[str, Any]]:
    symbols = {"meter": "m", "second": "s", "kilogram": "kg", "mole": "mol", "kelvin": "K", "ampere": "A"}
    powers: dict[str, Any] = {str(name): power for name, power in unit._units.items()}
    return [(symbols.get(name, name), power) for name, power in sorted(powers.items())]


def _plain(power) -> str:
    return str(int(power)) if power == int(power) else str(power)
