"""Numbers as a reader wants them: significant digits, true minus signs, units with raised exponents."""

import math
import re
from collections.abc import Iterable

THIN = "\N{NARROW NO-BREAK SPACE}"
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_PREFIXES = {-18: "a", -15: "f", -12: "p", -9: "n", -6: "µ", -3: "m", 0: "", 3: "k", 6: "M", 9: "G"}
_PREFIXED = re.compile(r"^(mol|J|W|V|A|Pa|m|g|K)(?=$|/)")
_TIMES = (("years", 31557600.0), ("days", 86400.0), ("hours", 3600.0), ("minutes", 60.0), ("seconds", 1.0))
_SHORT = {"years": "a", "days": "d", "hours": "h", "minutes": "min", "seconds": "s"}


def number(value: float | int | None, digits: int = 3) -> str:
    """`value` with `digits` significant digits; powers of ten outside 1e-3 to 1e5.

    >>> number(-3.14159e-11)
    '−3.14\u202f×\u202f10⁻¹¹'
    """
    if value is None:
        return "–"
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else ("infinite" if value > 0 else "−infinite")
    if value == 0:
        return "0"
    if isinstance(value, int):
        return (f"{value:,}".replace(",", THIN) if abs(value) >= 10_000 else str(value)).replace("-", "−")
    rounded = float(f"{value:.{digits - 1}e}")
    power = math.floor(math.log10(abs(rounded)))
    if -3 <= power < 5:
        text = f"{rounded:.{max(digits - 1 - power, 0)}f}"
        if power == 4:
            text = f"{rounded:,.0f}".replace(",", THIN)
    else:
        text = f"{rounded / 10.0**power:.{digits - 1}f}{THIN}×{THIN}10{raised(power)}"
    return text.replace("-", "−")


def raised(power: int) -> str:
    """An integer as an exponent: -11 to ⁻¹¹."""
    return str(power).translate(_RAISED)


def pretty(unit: str) -> str:
    """A unit for people: "mol/m3" to "mol/m³"; the dimensionless "1" to nothing."""
    unit = unit.strip().replace("**", "").replace("*", "·")
    return "" if unit in {"1", ""} else re.sub(r"(?<=[A-Za-z])-?\d+", lambda hit: raised(int(hit[0])), unit)


def quantity(value: float | None, unit: str, digits: int = 3) -> str:
    """A number with its unit."""
    return f"{number(value, digits)}{THIN}{pretty(unit)}".rstrip(THIN)


def percent(share: float) -> str:
    """A share as a percentage; very small ones keep their first digit."""
    value = 100.0 * share
    if value == 0:
        return f"0{THIN}%"
    if value != 0 and abs(value) < 0.01:
        return f"{number(value, 1)}{THIN}%"
    digits = 0 if abs(value) >= 99.95 else 1 if abs(value) >= 0.1 else 2
    return f"{value:.{digits}f}{THIN}%".replace("-", "−")


def scaled(largest: float, unit: str) -> tuple[float, str]:
    """Factor and unit that bring values up to `largest` near one: (1e3, "mmol/kgw") or (1e7, "10⁻⁷ ...")."""
    if not math.isfinite(largest) or largest == 0:
        return 1.0, pretty(unit)
    power = math.floor(math.log10(abs(largest)) + 1e-9)
    if -1 <= power < 4:
        return 1.0, pretty(unit)
    if _PREFIXED.match(unit):
        step = min(max(3 * math.floor(power / 3), -18), 9)
        return 10.0**-step, _PREFIXES[step] + pretty(unit)
    return 10.0**-power, f"10{raised(power)} {pretty(unit)}".rstrip()


def time_unit(span: float) -> tuple[str, float]:
    """The unit, with its seconds, in which a time span reads best."""
    return next(((name, size) for name, size in _TIMES if span >= 1.5 * size), ("seconds", 1.0))


def duration(value: float, span: float | None = None, digits: int = 3) -> str:
    """A time with a short unit; `span` chooses the unit when several times stand side by side."""
    name, size = time_unit(abs(value) if span is None else span)
    text = number(value / size, digits)
    return f"{text.rstrip('0').rstrip('.') if '.' in text and '×' not in text else text}{THIN}{_SHORT[name]}"


def listed(names: Iterable[str]) -> str:
    """Names as a phrase: "a, b and c"."""
    items = list(names)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""
