"""Formulas put into formulas, and their values for whole arrays of copy numbers."""

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from fluxforce.errors import BadInput, Problem
from fluxforce.model.sbml.formula import MOST_PARTS, Formula, size


def put_in(given: Formula, known: Mapping[str, Formula], owner: str) -> Formula:
    """The formula with names replaced, once, by the formulas of ``known``.

    Raises BadInput, naming ``owner``, where it grows beyond MOST_PARTS.
    """
    made = _replaced(given, known)
    if size(made) > MOST_PARTS:
        raise BadInput([Problem(f"{owner} has more than {MOST_PARTS} parts with its rules put in")])
    return made


def _replaced(given: Formula, known: Mapping[str, Formula]) -> Formula:
    if given.operation == "name":
        return known.get(given.name, given)
    if not given.parts:
        return given
    return Formula(
        given.operation, tuple(_replaced(one, known) for one in given.parts), given.value, given.name
    )


def uses_time(given: Formula) -> bool:
    """Whether time is named anywhere."""
    return given.operation in ("time", "since", "past") or any(uses_time(part) for part in given.parts)


def evaluated(given: Formula, values: Mapping[str, Any], library: ModuleType) -> Any:
    """The value for arrays of one shape by name; ``library`` is NumPy or jax.numpy. Comparisons give booleans."""
    if given.operation == "number":
        return given.value
    if given.operation == "name":
        return values[given.name]
    parts = [evaluated(part, values, library) for part in given.parts]
    if given.operation in ("and", "or", "not"):
        parts = [bool(one) if isinstance(one, float) else one for one in parts]
    if given.operation in ("plus", "times", "and", "or", "min", "max"):
        total = parts[0]
        for one in parts[1:]:
            total = _joined(given.operation, total, one, library)
        return total
    if given.operation == "minus":
        return parts[0] - parts[1] if parts[1:] else -parts[0]
    if given.operation == "divide":
        return parts[0] / parts[1]
    if given.operation == "power":
        return parts[0] ** parts[1]
    if given.operation == "where":
        return library.where(*parts)
    if given.operation in ("less", "less_equal", "equal"):
        return getattr(library, given.operation)(*parts)
    if given.operation == "not":
        return library.logical_not(parts[0])
    return getattr(library, given.operation)(parts[0])  # exp log sqrt tanh abs


def _joined(operation: str, a: Any, b: Any, library: ModuleType) -> Any:
    if operation == "plus":
        return a + b
    if operation == "times":
        return a * b
    names = {"and": "logical_and", "or": "logical_or", "min": "minimum", "max": "maximum"}
    return getattr(library, names[operation])(a, b)
