"""Expressions of ours as the infix formulas that the library of SBML reads."""

import ast
from collections.abc import Mapping

from fluxforce.errors import BadInput, Problem

_SIGNS: dict[type, str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "^"}
_COMPARISONS: dict[type, str] = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


def infix(text: str, names: Mapping[str, str], constants: Mapping[str, float], owner: str) -> str:
    """``names`` are what variables become; ``constants`` are put in as numbers. Raises BadInput, naming ``owner``.

    Powers become ^, log becomes ln, and where(c, a, b) becomes piecewise(a, c, b).
    """
    try:
        return _written(ast.parse(text.strip(), mode="eval").body, names, constants)
    except (SyntaxError, KeyError, RecursionError):
        raise BadInput([Problem(f"the law of {owner}, '{text[:80]}', cannot be written as SBML")]) from None


def _written(node: ast.expr, names: Mapping[str, str], constants: Mapping[str, float]) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return repr(float(node.value))
    if isinstance(node, ast.Name):
        if node.id in names:
            return names[node.id]
        return f"({constants[node.id]!r})" if node.id in constants else {"pi": "pi"}[node.id]
    if isinstance(node, ast.UnaryOp):
        inner = _written(node.operand, names, constants)
        return f"(-{inner})" if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.BinOp):
        left, right = (_written(one, names, constants) for one in (node.left, node.right))
        return f"({left} {_SIGNS[type(node.op)]} {right})"
    if isinstance(node, ast.Compare):
        left, right = (_written(one, names, constants) for one in (node.left, node.comparators[0]))
        return f"({left} {_COMPARISONS[type(node.ops[0])]} {right})"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        parts = [_written(one, names, constants) for one in node.args]
        if node.func.id == "where":
            return f"piecewise({parts[1]}, {parts[0]}, {parts[2]})"
        return f"{'ln' if node.func.id == 'log' else node.func.id}({', '.join(parts)})"
    raise KeyError(type(node).__name__)
