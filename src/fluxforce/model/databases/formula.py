"""Formulas and equations as databases write them: `Ca+2`, `CaSO4:2H2O`, `2 H2O = O2 + 4 H+ + 4 e-`."""

import re
from dataclasses import dataclass

_ELEMENT = re.compile(r"[A-Z][a-z_]*|\[[^\[\]]+\][a-z_]*")
_NUMBER = re.compile(r"\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+")
_CHARGE = re.compile(r"(\++|-+|[+-]\d+\.?\d*|[+-]\.\d+)$")
_TERM = re.compile(r"(\d+\.?\d*|\.\d+)?\s*(.+)$")
_DEEPEST = 20  # nested brackets; real formulas have two


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
    size = float(unsigned) if unsigned else float(len(text))
    return name[: match.start()], size if text[0] == "+" else -size


def composition(name: str) -> Composition:
    """Elements and charge of a species name; the electron `e-` has charge -1 and no elements."""
    body, charge = split_charge(re.sub(r"\((?:g|l|s|aq)\)", "", name))
    if body == "e":
        return Composition({}, charge)
    elements: dict[str, float] = {}
    for part in body.split(":"):
        match = _NUMBER.match(part)
        factor = float(match.group()) if match else 1.0
        start = match.end() if match else 0
        end = _collect(part, start, factor, elements, 0)
        if end != len(part) or end == start:
            raise FormulaError(f"cannot read the formula {name!r} at {part[end:]!r}")
    return Composition(elements, charge)


def _collect(text: str, at: int, factor: float, into: dict[str, float], depth: int) -> int:
    """Add the elements of text[at:] up to a closing bracket, times factor; returns where it stopped."""
    if depth > _DEEPEST:
        raise FormulaError(f"brackets nested deeper than {_DEEPEST} in {text[:40]!r}")
    while at < len(text) and text[at] != ")":
        inner: dict[str, float] = {}
        if text[at] == "(":
            at = _collect(text, at + 1, 1.0, inner, depth + 1)
            if at >= len(text):
                raise FormulaError(f"a bracket is not closed in {text!r}")
            at += 1
        else:
            match = _ELEMENT.match(text, at)
            if not match:
                return at
            inner[match.group()] = 1.0
            at = match.end()
        number = _NUMBER.match(text, at)
        times = float(number.group()) if number else 1.0
        at = number.end() if number else at
        for element, amount in inner.items():
            into[element] = into.get(element, 0.0) + factor * times * amount
    return at


def equation(text: str) -> tuple[list[tuple[float, str]], list[tuple[float, str]]]:
    """Left and right side of an equation, each a list of (coefficient, species)."""
    sides = text.split("=")
    if len(sides) != 2:
        raise FormulaError(f"an equation has one '=': {text!r}")
    return terms(sides[0]), terms(sides[1])


def terms(side: str) -> list[tuple[float, str]]:
    """`Ca+2 + 2 HCO3-` to [(1, 'Ca+2'), (2, 'HCO3-')]; blanks around the plus signs may be missing."""
    rest = re.sub(r"\s+", "", side)
    found = []
    while rest:
        sign = -1.0 if rest[0] == "-" else 1.0
        rest = rest[1:] if rest[0] in "+-" else rest
        length = _term_length(rest)
        match = _TERM.match(rest[:length])
        if not match or not (match.group(2)[0].isalpha() or match.group(2)[0] in "(["):
            raise FormulaError(f"cannot read {rest!r} in {side.strip()!r}")
        found.append((sign * float(match.group(1) or 1.0), match.group(2)))
        rest = rest[length:]
    if not found:
        raise FormulaError("one side of an equation is empty")
    return found


def _term_length(text: str) -> int:
    """Length of the first term: up to the last sign before the next formula begins."""
    sign = re.search(r"[+-]", re.sub(r"\[[^\]]*\]", lambda m: "x" * len(m.group()), text))
    if not sign:
        return len(text)
    following = re.compile(r"[A-Za-z(\[]").search(text, sign.start())
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
    return {element: amount for element, amount in total.items() if abs(amount) > 1e-6}
