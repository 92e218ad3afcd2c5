"""Formulas and equations as databases write them: `Ca+2`, `CaSO4:2H2O`, `2 H2O = O2 + 4 H+ + 4 e-`."""

import re
from dataclasses import dataclass
from functools import lru_cache

_ELEMENT = re.compile(r"[A-Z][a-z_]*|\[[^\[\]]+\][a-z_]*")
# An element that may have its valence behind it: `S(-2)`, `Fe(3)`; `(OH)` is none.
_WITH_VALENCE = re.compile(rf"(?:{_ELEMENT.pattern})(?:\([-+]?\d+\.?\d*\))?")
_NUMBER = re.compile(r"\d+\.?\d*|\.\d+")
_CHARGE = re.compile(r"(\++|-+|[+-]\d+\.?\d*|[+-]\.\d+)$")
_SIGN, _FORMULA, _BRACKETS = re.compile(r"[+-]"), re.compile(r"[A-Za-z(\[]"), re.compile(r"\[[^\]]*\]")
_TERM = re.compile(r"(\d+\.?\d*|\.\d+)?\s*(.+)$")
_DEEPEST = 20  # nested brackets; real formulas have two
_LARGEST = 1e6  # coefficient, charge or subscript; real formulas stay far below
_TOLERANCE = 1e-9  # of a sum of coefficients, as PHREEQC allows
_STATE = re.compile(r"\((?:g|s|aq|l|G|AQ|L)\)")  # `(S)` is sulfur


class FormulaError(ValueError):
    """A formula or equation that cannot be understood."""


@dataclass(frozen=True)
class Composition:
    """Elements and charge number of a species."""

    elements: dict[str, float]
    charge: float


def split_charge(name: str) -> tuple[str, float]:
    """`CO3-2` to (`CO3`, -2); signs may be repeated (`Ca++`) or carry a number."""
    match = _CHARGE.search(name)
    if not match:
        return name, 0.0
    text = match.group(1)
    unsigned = text.lstrip("+-")
    size = _number(unsigned) if unsigned else float(len(text))
    return name[: match.start()], size if text[0] == "+" else -size


@lru_cache(maxsize=20_000)
def canonical(name: str) -> str:
    """The one way of writing a charge: `Ca++` and `Ca+2.0` are `Ca+2`, `Na+1` is `Na+`, `X+0` is `X`."""
    body, charge = split_charge(name)
    if charge == 0:
        return body
    sign, size = "+" if charge > 0 else "-", abs(charge)
    return f"{body}{sign}" if size == 1 else f"{body}{sign}{size:.15g}"


def without_state(name: str) -> str:
    """A name without `(g)`, `(s)`, `(aq)` and `(l)`."""
    return _STATE.sub("", name)


@lru_cache(maxsize=20_000)
def composition(name: str) -> Composition:
    """Elements and charge of a species name; the electron `e-` has charge -1 and no elements."""
    return Composition(*_parts(name, _ELEMENT))


def balance(text: str) -> dict[str, float]:
    """What a species counts for by -mole_balance, whose elements may have valences: `AgS(-2)4` to Ag and S(-2)."""
    counts, _ = _parts(text, _WITH_VALENCE)
    return {element.replace("(+", "("): amount for element, amount in counts.items()}


def _parts(name: str, element: re.Pattern[str]) -> tuple[dict[str, float], float]:
    """Elements of a formula, as the pattern reads them, and its charge."""
    body, charge = split_charge(without_state(name))
    if body == "e":
        return {}, charge
    elements: dict[str, float] = {}
    for part in body.split(":"):
        match = _NUMBER.match(part)
        factor = _number(match.group()) if match else 1.0
        start = match.end() if match else 0
        end = _collect(part, start, factor, elements, element, 0)
        if end != len(part) or end == start:
            raise FormulaError(f"cannot read the formula {name[:60]!r} at {part[end:][:60]!r}")
    return elements, charge


def _number(text: str) -> float:
    """A coefficient, subscript or charge."""
    value = float(text)
    if not value <= _LARGEST:
        raise FormulaError(f"the number {text[:30]} is too large for a formula")
    return value


def _collect(
    text: str, at: int, factor: float, into: dict[str, float], element: re.Pattern[str], depth: int
) -> int:
    """Add the elements of text[at:] up to a closing bracket, times factor; returns where it stopped."""
    if depth > _DEEPEST:
        raise FormulaError(f"brackets nested deeper than {_DEEPEST} in {text[:40]!r}")
    while at < len(text) and text[at] != ")":
        inner: dict[str, float] = {}
        if text[at] == "(":
            at = _collect(text, at + 1, 1.0, inner, element, depth + 1)
            if at >= len(text):
                raise FormulaError(f"a bracket is not closed in {text[:60]!r}")
            at += 1
        else:
            match = element.match(text, at)
            if not match:
                return at
            inner[match.group()] = 1.0
            at = match.end()
        number = _NUMBER.match(text, at)
        times = _number(number.group()) if number else 1.0
        at = number.end() if number else at
        for name, amount in inner.items():
            into[name] = into.get(name, 0.0) + factor * times * amount
    return at


def equation(text: str) -> tuple[list[tuple[float, str]], list[tuple[float, str]]]:
    """Left and right side of an equation, each a list of (coefficient, species)."""
    sides = text.split("=")
    if len(sides) != 2:
        raise FormulaError(f"an equation has one '=': {text[:100]!r}")
    return terms(sides[0]), terms(sides[1])


def terms(side: str) -> list[tuple[float, str]]:
    """`Ca++ + 2 HCO3-` to [(1, 'Ca+2'), (2, 'HCO3-')]; blanks around the plus signs may be missing."""
    rest = "".join(side.split())
    found = []
    while rest:
        sign = -1.0 if rest[0] == "-" else 1.0
        rest = rest[1:] if rest[0] in "+-" else rest
        length = _term_length(rest)
        match = _TERM.match(rest[:length])
        if not match or not (match.group(2)[0].isalpha() or match.group(2)[0] in "(["):
            raise FormulaError(f"cannot read {rest[:60]!r} in {side.strip()[:100]!r}")
        found.append((sign * _number(match.group(1) or "1"), canonical(match.group(2))))
        rest = rest[length:]
    if not found:
        raise FormulaError("one side of an equation is empty")
    return found


def _term_length(text: str) -> int:
    """Length of the first term: up to the last sign before the next formula begins."""
    sign = _SIGN.search(_BRACKETS.sub(lambda m: "x" * len(m.group()), text) if "[" in text else text)
    if not sign:
        return len(text)
    following = _FORMULA.search(text, sign.start())
    if not following:
        return len(text)
    # `CO3-2+2H+`: between the first sign and the next formula, all before the last sign is charge.
    last = max(
        text.rfind("+", sign.start(), following.start()), text.rfind("-", sign.start(), following.start())
    )
    return last if last > sign.start() else sign.start()


def imbalance(left: list[tuple[float, str]], right: list[tuple[float, str]]) -> dict[str, float]:
    """Elements, and 'charge', that the two sides hold unequally: right less left."""
    total: dict[str, float] = {}
    for side, sign in ((left, -1.0), (right, 1.0)):
        for coefficient, name in side:
            parts = composition(name)
            for element, amount in (*parts.elements.items(), ("charge", parts.charge)):
                total[element] = total.get(element, 0.0) + sign * coefficient * amount
    return {element: amount for element, amount in total.items() if not abs(amount) < _TOLERANCE}
