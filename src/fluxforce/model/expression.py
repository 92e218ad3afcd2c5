"""Rate expressions written by the user: an allow-list over Python's own syntax tree, never eval.

Allowed: numbers, pi, declared names, + - * / **, exp log sqrt sin cos tanh abs min max, and where(condition, a, b)
with one comparison as its condition. Powers take a plain number or a declared constant between -10 and 10.
Length, number of nodes and depth are bounded, so that no expression can keep the program busy.
"""

import ast
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

LONGEST, MOST_NODES, DEEPEST, LARGEST_POWER = 500, 200, 24, 10.0
LARGEST_NUMBER = 1e300

_ONE = ("exp", "log", "sqrt", "sin", "cos", "tanh", "abs")
_TWO = ("min", "max")
FUNCTIONS = (*_ONE, *_TWO, "where")
_OPERATORS: dict[type, str] = {ast.Add: "add", ast.Sub: "subtract", ast.Mult: "multiply", ast.Div: "divide"}
_COMPARISONS: dict[type, str] = {
    ast.Lt: "less",
    ast.LtE: "less_equal",
    ast.Gt: "greater",
    ast.GtE: "greater_equal",
}
PI = {"pi": math.pi}
_ALLOWED = "numbers, declared names, + - * / ** and " + ", ".join(FUNCTIONS)

Values = Mapping[str, Any]
Evaluate = Callable[[Values], Any]


class ExpressionError(ValueError):
    """An expression that is not allowed; `offset` is the place in its text, `hint` the remedy."""

    def __init__(self, message: str, offset: int = 0, hint: str | None = None):
        self.offset, self.hint = offset, hint
        ValueError.__init__(self, message)


@dataclass(frozen=True)
class Expression:
    """A checked expression. `used` are the names it depends on; constants are numbers already."""

    text: str
    used: tuple[str, ...]
    constants: Mapping[str, float]
    tree: ast.expr

    def compiled(self) -> Evaluate:
        """A function of a mapping from name to array (or number) that JAX can trace and differentiate."""
        import jax.numpy as jnp

        return self.compiled_with(jnp)

    def compiled_with(self, functions: Any) -> Evaluate:
        """The same with the functions of another module that has them by the same names, such as NumPy."""
        return _compile(self.tree, self.constants, functions)

    def number(self, values: Values) -> float:
        """Its value for plain numbers, without JAX; not finite where the mathematics is not."""
        import numpy as np

        try:
            with np.errstate(all="ignore"):
                return float(self.compiled_with(np)(values))
        except (ZeroDivisionError, OverflowError, TypeError):
            return math.nan  # a power of zero, too large, or a root of a negative number


def parse(text: str, *, names: tuple[str, ...], constants: Mapping[str, float] | None = None) -> Expression:
    """Check `text` against the allow-list. `names` are arrays, `constants` numbers. Raises
    ExpressionError.
    """
    constants = {**({} if "pi" in names else PI), **(constants or {})}
    if len(text) > LONGEST:
        raise ExpressionError(f"the expression has {len(text)} characters; at most {LONGEST} are allowed")
    if not text.strip() or not text.isprintable():
        raise ExpressionError("an expression is one line of text", 0, f"allowed: {_ALLOWED}")
    body = text.lstrip()
    shift = len(text) - len(body)
    try:
        tree = ast.parse(body, mode="eval").body
    except SyntaxError as error:
        place = max(0, (error.offset or 1) - 1)
        raise ExpressionError("not an expression", shift + place, f"allowed: {_ALLOWED}") from None
    except (RecursionError, MemoryError, ValueError):
        raise ExpressionError("the expression is too deeply nested") from None
    checker = _Checker(body, shift, (*names, *constants), constants)
    checker.check(tree, 0)
    used = tuple(sorted(checker.used - set(constants)))
    return Expression(text, used, constants, tree)


class _Checker:
    """Walks the tree once; whatever is not recognised is refused."""

    def __init__(self, text: str, shift: int, known: tuple[str, ...], constants: Mapping[str, float]):
        self.text, self.shift, self.known, self.constants = text, shift, known, constants
        self.used: set[str] = set()
        self.nodes = 0

    def check(self, node: ast.expr, depth: int) -> None:
        self.nodes += 1
        if depth > DEEPEST:
            self.refuse(node, "the expression is too deeply nested")
        if self.nodes > MOST_NODES:
            self.refuse(node, f"the expression has more than {MOST_NODES} parts")
        if isinstance(node, ast.Constant):
            self.number(node)
        elif isinstance(node, ast.Name):
            self.name(node)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
            self.check(node.operand, depth + 1)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            self.check(node.left, depth + 1)
            self.power(node.right)
        elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
            self.check(node.left, depth + 1)
            self.check(node.right, depth + 1)
        elif isinstance(node, ast.Call):
            self.call(node, depth)
        elif isinstance(node, ast.Compare):
            self.refuse(node, "a comparison is allowed only as the first part of where(condition, a, b)")
        else:
            self.refuse(node, f"'{self.shown(node)}' is not allowed in an expression", f"allowed: {_ALLOWED}")

    def number(self, node: ast.Constant) -> None:
        real = isinstance(node.value, int | float) and not isinstance(node.value, bool)
        # Compared before it is converted: an integer of 400 digits has no float.
        if not real or not abs(node.value) <= LARGEST_NUMBER:  # type: ignore[arg-type]  # real
            self.refuse(node, f"'{self.shown(node)}' is not a finite number", f"allowed: {_ALLOWED}")

    def name(self, node: ast.Name) -> None:
        if node.id in FUNCTIONS:
            self.refuse(node, f"'{node.id}' is a function and needs its arguments", f"write {node.id}(...)")
        if node.id not in self.known:
            near = get_close_matches(node.id, self.known, n=1, cutoff=0.5)
            known = f"declared names: {', '.join(name for name in self.known if name not in PI) or 'none'}"
            self.refuse(node, f"unknown name '{node.id}'", f"did you mean '{near[0]}'?" if near else known)
        self.used.add(node.id)

    def power(self, node: ast.expr) -> None:
        """An exponent is a number or a declared constant, with a sign or not, of bounded size."""
        bare = (
            node.operand
            if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd)
            else node
        )
        if isinstance(bare, ast.Constant):
            self.number(bare)
            size = abs(float(bare.value))  # type: ignore[arg-type]  # number() let only numbers through
        elif isinstance(bare, ast.Name) and bare.id in self.constants:
            self.used.add(bare.id)
            size = abs(self.constants[bare.id])
        else:
            hint = "for other exponents use exp(y * log(x))"
            self.refuse(
                bare, f"exponent '{self.shown(bare)}' is not a plain number or a declared constant", hint
            )
        if size > LARGEST_POWER:
            self.refuse(
                bare, f"exponent '{self.shown(bare)}' is not between -{LARGEST_POWER:g} and {LARGEST_POWER:g}"
            )

    def call(self, node: ast.Call, depth: int) -> None:
        if not isinstance(node.func, ast.Name):
            self.refuse(
                node.func, f"'{self.shown(node.func)}' cannot be called", f"functions: {', '.join(FUNCTIONS)}"
            )
        name = node.func.id
        if name not in FUNCTIONS:
            near = get_close_matches(name, FUNCTIONS, n=1, cutoff=0.5)
            hint = f"did you mean '{near[0]}'?" if near else f"functions: {', '.join(FUNCTIONS)}"
            self.refuse(node.func, f"unknown function '{name}'", hint)
        wanted = 1 if name in _ONE else 3 if name == "where" else 2
        enough = len(node.args) >= 2 if name in _TWO else len(node.args) == wanted
        if node.keywords or not enough:
            self.refuse(
                node,
                f"{name} takes {wanted} argument{'s' if wanted > 1 else ''}{' or more' * (name in _TWO)}",
            )
        if name == "where":
            self.condition(node.args[0], depth + 1)
        for part in node.args[1:] if name == "where" else node.args:
            self.check(part, depth + 1)

    def condition(self, node: ast.expr, depth: int) -> None:
        if not isinstance(node, ast.Compare) or len(node.ops) != 1 or type(node.ops[0]) not in _COMPARISONS:
            self.refuse(node, "the first part of where(condition, a, b) is one comparison with < <= > >=")
        self.nodes += 1
        self.check(node.left, depth + 1)
        self.check(node.comparators[0], depth + 1)

    def shown(self, node: ast.AST) -> str:
        text = ast.get_source_segment(self.text, node) or ""
        return text if len(text) <= 40 else text[:37] + "..."

    def refuse(self, node: ast.expr, message: str, hint: str | None = None):
        # col_offset counts bytes of UTF-8; the caret counts characters.
        before = self.text.encode()[: node.col_offset].decode(errors="ignore")
        raise ExpressionError(message, self.shift + len(before), hint)


def _compile(node: ast.expr, constants: Mapping[str, float], np: Any) -> Evaluate:
    """Closures over `np` (jax.numpy) for a tree that _Checker let through."""
    if isinstance(node, ast.Constant):
        number = float(node.value)  # type: ignore[arg-type]  # checked
        return lambda values: number
    if isinstance(node, ast.Name):
        name = node.id
        if name in constants:
            constant = float(constants[name])
            return lambda values: constant
        return lambda values: values[name]
    if isinstance(node, ast.UnaryOp):
        inner = _compile(node.operand, constants, np)
        return (lambda values: -inner(values)) if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.BinOp):
        left, right = _compile(node.left, constants, np), _compile(node.right, constants, np)
        if isinstance(node.op, ast.Pow):
            return _power(left, right({}))
        return _apply(getattr(np, _OPERATORS[type(node.op)]), left, right)
    if isinstance(node, ast.Compare):
        parts = (_compile(part, constants, np) for part in (node.left, node.comparators[0]))
        return _apply(getattr(np, _COMPARISONS[type(node.ops[0])]), *parts)
    assert isinstance(node, ast.Call)
    assert isinstance(node.func, ast.Name)
    name, parts = node.func.id, [_compile(part, constants, np) for part in node.args]
    if name in _TWO:
        pairwise = np.minimum if name == "min" else np.maximum
        whole = parts[0]
        for part in parts[1:]:
            whole = _apply(pairwise, whole, part)
        return whole
    return _apply(getattr(np, name), *parts)


def _apply(function: Callable[..., Any], *parts: Evaluate) -> Evaluate:
    return lambda values: function(*(part(values) for part in parts))


def _power(base: Evaluate, exponent: float) -> Evaluate:
    # A whole exponent stays a whole number: x**2.0 has no derivative at x < 0 in some back ends, x**2 has.
    exact = int(exponent) if exponent == int(exponent) else exponent
    return lambda values: base(values) ** exact
