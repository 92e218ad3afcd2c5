"""Formulas of SBML as small trees: numbers where all is known, polynomials of copy numbers, or expressions of ours."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fluxforce.errors import BadInput, Problem
from fluxforce.model.sbml.library import libsbml

DEEPEST, MOST_PARTS, MOST_TERMS = 100, 2000, 2000
LARGEST_POWER = 10
KNOWN = "known: + - * / ^ exp ln log sqrt tanh abs min max piecewise < <= > >= == != and or not"

# exponents of every variable, sorted by name -> coefficient
Monomial = tuple[tuple[str, int], ...]
Polynomial = dict[Monomial, float]


@dataclass(frozen=True)
class Formula:
    """An operation on parts; a number has the operation "number", a variable "name", time itself "time".

    In the triggers of events, "since" and "past" are true from the time ``value`` [s] on, and after it.
    """

    operation: str
    parts: tuple["Formula", ...] = ()
    value: float = 0.0
    name: str = ""


ONE, TWO = Formula("number", value=1.0), Formula("number", value=2.0)

_NUMERIC: dict[str, Callable[..., Any]] = {
    "plus": lambda *x: math.fsum(x), "times": lambda *x: math.prod(x),
    "minus": lambda *x: x[0] - x[1] if x[1:] else -x[0],
    "divide": lambda a, b: a / b, "power": lambda a, b: a**b, "exp": math.exp, "log": math.log, "abs": abs,
    "tanh": math.tanh, "sqrt": math.sqrt, "min": min, "max": max,
    "less": lambda a, b: a < b, "less_equal": lambda a, b: a <= b,
    "equal": lambda a, b: a == b, "and": lambda *x: all(x), "or": lambda *x: any(x), "not": lambda x: not x,
    "where": lambda condition, a, b: a if condition else b,
}  # fmt: skip


def formula(
    node: Any, owner: str, functions: Mapping[str, Any] | None = None, *, timed: bool = False
) -> Formula:
    """The tree of a libsbml node, with functions that the model defines put in where they are used.

    Time may be named only where ``timed`` is true. Raises BadInput, naming ``owner``, for what has no counterpart
    here and for formulas that grow too large.
    """
    made = _Reader(owner, functions or {}, timed).read(node, 0, {})
    if size(made) > MOST_PARTS:  # functions may hand on what they are given several times
        raise BadInput([Problem(f"{owner} has more than {MOST_PARTS} parts")])
    return made


class _Reader:
    """Walks the nodes of one formula; ``owner`` names the element that it belongs to."""

    def __init__(self, owner: str, functions: Mapping[str, Any], timed: bool):
        self.owner, self.functions, self.sbml, self.count = owner, functions, libsbml(), 0
        self.timed = timed
        lib = self.sbml
        self.plain = {
            lib.AST_PLUS: "plus", lib.AST_TIMES: "times", lib.AST_MINUS: "minus", lib.AST_DIVIDE: "divide",
            lib.AST_POWER: "power", lib.AST_FUNCTION_POWER: "power", lib.AST_FUNCTION_EXP: "exp",
            lib.AST_FUNCTION_LN: "log", lib.AST_FUNCTION_ABS: "abs", lib.AST_FUNCTION_TANH: "tanh",
            lib.AST_FUNCTION_MIN: "min", lib.AST_FUNCTION_MAX: "max", lib.AST_RELATIONAL_LT: "less",
            lib.AST_RELATIONAL_LEQ: "less_equal", lib.AST_RELATIONAL_GT: "greater",
            lib.AST_RELATIONAL_GEQ: "greater_equal", lib.AST_RELATIONAL_EQ: "equal",
            lib.AST_RELATIONAL_NEQ: "not_equal", lib.AST_LOGICAL_AND: "and", lib.AST_LOGICAL_OR: "or",
            lib.AST_LOGICAL_NOT: "not",
        }  # fmt: skip
        self.numbers = {
            lib.AST_CONSTANT_E: math.e, lib.AST_CONSTANT_PI: math.pi, lib.AST_CONSTANT_TRUE: 1.0,
            lib.AST_CONSTANT_FALSE: 0.0,
        }  # fmt: skip

    def read(self, node: Any, depth: int, bound: Mapping[str, Formula]) -> Formula:
        kind = node.getType()
        self.count += 1
        if depth > DEEPEST or self.count > MOST_PARTS:
            raise BadInput(
                [Problem(f"{self.owner} is too deeply nested, or has more than {MOST_PARTS} parts")]
            )
        if kind in self.numbers:
            return Formula("number", value=self.numbers[kind])
        if node.isNumber() or kind == self.sbml.AST_NAME_AVOGADRO:
            return self.number(float(node.getValue()))
        if kind == self.sbml.AST_NAME_TIME and self.timed:
            return Formula("time")
        if kind == self.sbml.AST_NAME:
            return bound.get(node.getName(), Formula("name", name=node.getName()))
        parts = tuple(self.read(node.getChild(k), depth + 1, bound) for k in range(node.getNumChildren()))
        if kind == self.sbml.AST_FUNCTION and node.getName() in self.functions:
            return self.defined(self.functions[node.getName()], parts, depth)
        if kind in self.plain:
            return self.operation(self.plain[kind], parts)
        if kind == self.sbml.AST_FUNCTION_LOG:
            base, inside = parts if len(parts) == 2 else (Formula("number", value=10.0), parts[0])
            return Formula("divide", (Formula("log", (inside,)), Formula("log", (base,))))
        if kind == self.sbml.AST_FUNCTION_ROOT:
            degree, inside = parts if len(parts) == 2 else (TWO, parts[0])
            if degree == TWO:
                return Formula("sqrt", (inside,))
            return Formula("power", (inside, Formula("divide", (ONE, degree))))
        if kind == self.sbml.AST_FUNCTION_PIECEWISE and len(parts) % 2 == 1:
            result = parts[-1]
            for k in range(len(parts) - 3, -1, -2):
                result = _where(parts[k + 1], parts[k], result)
            return result
        said = self.sbml.formulaToL3String(node)
        what = f"the function '{node.getName()}'" if kind == self.sbml.AST_FUNCTION else f"'{said}'"
        raise BadInput([Problem(f"{what} in {self.owner} cannot be represented", hint=KNOWN)])

    def defined(self, function: Any, parts: tuple[Formula, ...], depth: int) -> Formula:
        names = [function.getArgument(k).getName() for k in range(function.getNumArguments())]
        if function.getBody() is None or len(names) != len(parts):
            said = f"function '{function.getId()}' cannot be put into {self.owner}: it takes {len(names)} arguments"
            raise BadInput([Problem(said, line=function.getLine())])
        return self.read(function.getBody(), depth + 1, dict(zip(names, parts, strict=True)))

    def number(self, value: float) -> Formula:
        if not math.isfinite(value):
            raise BadInput([Problem(f"a number in {self.owner} is not finite")])
        return Formula("number", value=value)

    def operation(self, name: str, parts: tuple[Formula, ...]) -> Formula:
        if name in ("plus", "times") and len(parts) < 2:
            return parts[0] if parts else Formula("number", value=0.0 if name == "plus" else 1.0)
        if (
            name in ("greater", "greater_equal", "less", "less_equal", "equal", "not_equal")
            and len(parts) != 2
        ):
            raise BadInput([Problem(f"a comparison in {self.owner} has {len(parts)} sides instead of 2")])
        if name in ("greater", "greater_equal"):
            return Formula(name.replace("greater", "less"), parts[::-1])
        if name == "not_equal":
            return Formula("not", (Formula("equal", parts),))
        return Formula(name, parts)


def _where(condition: Formula, yes: Formula, no: Formula) -> Formula:
    """A choice by single comparisons: `a and b`, `a or b` and `not a` become choices within choices."""
    if condition.operation == "not":
        return _where(condition.parts[0], no, yes)
    if condition.operation == "equal":
        a, b = condition.parts
        return Formula(
            "where", (Formula("less_equal", (a, b)), _where(Formula("less_equal", (b, a)), yes, no), no)
        )
    if condition.operation in ("and", "or"):
        for part in reversed(condition.parts):
            yes, no = (
                (_where(part, yes, no), no) if condition.operation == "and" else (yes, _where(part, yes, no))
            )
        return yes if condition.operation == "and" else no
    return Formula("where", (condition, yes, no))


def size(given: Formula) -> int:
    """How many parts there are; counting stops a little above MOST_PARTS."""
    total, waiting = 0, [given]
    while waiting and total <= MOST_PARTS:
        one = waiting.pop()
        total += 1
        waiting.extend(one.parts)
    return total


def number_of(given: Formula, values: Mapping[str, float]) -> float | None:
    """The value of a formula whose names all have one; None where some have not, or it has no finite value."""
    if given.operation == "number":
        return given.value
    if given.operation == "name":
        return values.get(given.name)
    if given.operation not in _NUMERIC:  # time, and what hangs on it
        return None
    parts = [number_of(part, values) for part in given.parts]
    if any(part is None for part in parts):
        return None
    try:
        found = _NUMERIC[given.operation](*parts)
    except (ArithmeticError, ValueError):
        return None
    return found if isinstance(found, int | float) and math.isfinite(found) else None


def polynomial(given: Formula, values: Mapping[str, float], scales: Mapping[str, float]) -> Polynomial | None:
    """The formula as a polynomial of copy numbers, a variable being its copy number times its scale; else None."""
    number = number_of(given, values)
    if number is not None:
        return {(): number} if number else {}
    if given.operation == "name":
        return {((given.name, 1),): scales[given.name]} if given.name in scales else None
    if given.operation == "power":
        exponent = number_of(given.parts[1], values)
        whole = exponent is not None and exponent == int(exponent) and 0 <= exponent <= LARGEST_POWER
        base = polynomial(given.parts[0], values, scales) if whole else None
        if base is None or len(base) ** int(exponent or 0) > MOST_TERMS:
            return None
        return product([base] * int(exponent or 0))
    if given.operation == "divide":
        number = number_of(given.parts[1], values)
        top = polynomial(given.parts[0], values, scales) if number else None
        return None if top is None or not number else {m: c / number for m, c in top.items()}
    if given.operation not in ("plus", "minus", "times"):
        return None
    parts = [polynomial(part, values, scales) for part in given.parts]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    if given.operation == "times":
        return product(known) if math.prod(len(one) for one in known) <= MOST_TERMS else None
    signs = [1.0] * len(known) if given.operation == "plus" else [1.0, -1.0] if known[1:] else [-1.0]
    return total(known, signs)


def total(polynomials: list[Polynomial], signs: list[float]) -> Polynomial:
    """Sum with signs, without terms that cancel."""
    found: Polynomial = {}
    for one, sign in zip(polynomials, signs, strict=True):
        for monomial, c in one.items():
            found[monomial] = found.get(monomial, 0.0) + sign * c
    return {monomial: c for monomial, c in found.items() if c != 0.0}


def product(polynomials: list[Polynomial]) -> Polynomial:
    """All multiplied."""
    found: Polynomial = {(): 1.0}
    for one in polynomials:
        made: Polynomial = {}
        for left, a in found.items():
            for right, b in one.items():
                powers = dict(left)
                for name, n in right:
                    powers[name] = powers.get(name, 0) + n
                monomial = tuple(sorted(powers.items()))
                made[monomial] = made.get(monomial, 0.0) + a * b
        found = made
    return {monomial: c for monomial, c in found.items() if c != 0.0}


def summands(given: Formula, values: Mapping[str, float]) -> tuple[list[Formula], list[Formula]]:
    """What is added and what is subtracted on the outside of a formula, other factors multiplied into each.

    A factor that shares no name with the difference may stand before it: k E (A - B) is k E A less k E B, but
    A (A - 1) is one thing.
    """
    if given.operation in ("plus", "minus"):
        signs = (
            [True] * len(given.parts)
            if given.operation == "plus"
            else [True, False]
            if given.parts[1:]
            else [False]
        )
        sides: tuple[list[Formula], list[Formula]] = ([], [])
        for part, positive in zip(given.parts, signs, strict=True):
            more, less = summands(part, values)
            sides[0 if positive else 1].extend(more)
            sides[1 if positive else 0].extend(less)
        return sides
    for k, part in enumerate(given.parts):
        if given.operation not in ("times", "divide") or (given.operation == "divide" and k == 1):
            break
        others = (*given.parts[:k], *given.parts[k + 1 :])
        inside = names_in(part) - set(values)
        if not inside or any(inside & names_in(other) for other in others):
            continue
        more, less = summands(part, values)
        if not less:
            continue
        made = tuple(
            [Formula(given.operation, (*given.parts[:k], one, *given.parts[k + 1 :])) for one in side]
            for side in (more, less)
        )
        factor = number_of(Formula(given.operation, (*given.parts[:k], ONE, *given.parts[k + 1 :])), values)
        return (made[1], made[0]) if (factor or 0.0) < 0.0 else (made[0], made[1])
    return [given], []


def names_in(given: Formula) -> set[str]:
    """All names that a formula uses."""
    own = {given.name} if given.operation == "name" else set()
    return own.union(*(names_in(part) for part in given.parts))


def expression(given: Formula, values: Mapping[str, float], names: Mapping[str, str]) -> str:
    """The formula in the expression language of ``fluxforce.model.expression``; ``names`` are what variables become."""
    number = number_of(given, values)
    if number is not None:
        return f"({number!r})" if number < 0 else repr(number)
    if given.operation == "name":
        return names[given.name]
    if given.operation == "power":
        exponent = number_of(given.parts[1], values)
        base = expression(given.parts[0], values, names)
        if exponent is None or abs(exponent) > LARGEST_POWER:
            return f"exp({expression(given.parts[1], values, names)}*log({base}))"
        return f"({base}**{exponent!r})" if exponent >= 0 else f"({base}**({exponent!r}))"
    parts = [expression(part, values, names) for part in given.parts]
    signs = {"plus": "+", "times": "*", "divide": "/", "minus": "-", "less": "<", "less_equal": "<="}
    if given.operation not in signs:
        return f"{given.operation}({','.join(parts)})"
    sign = signs[given.operation]
    joined = sign.join(parts) if len(parts) > 1 else f"-{parts[0]}"
    return joined if given.operation.startswith("less") else f"({joined})"
