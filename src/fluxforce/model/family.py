"""A model seen as a family in one number of its file, or in the argument of a Python function."""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import Any

import jax
import numpy as np

from fluxforce.errors import BadInput, Problem
from fluxforce.model.assemble import assemble
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.reader import from_data
from fluxforce.model.schema import Model
from fluxforce.model.yaml_tree import Path, dotted
from fluxforce.units import UnitError, to_si

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
# what does not enter the equations of a state
_APART = ("fluxforce", "kind", "title", "description", "notes", "time", "memory limit", "sample")


@dataclass
class Family:
    """``build`` makes the model of a value of the parameter; ``name`` and ``unit`` are the parameter's.

    ``here`` is its value in the model as given, None where there is none. All members must have one structure: the
    same places, quantities and processes, so that one compiled program serves them.
    """

    build: Callable[[Any], Assembled]
    name: str
    unit: str = ""
    here: float | None = None
    _shape: Any = field(default=None, repr=False)

    def at(self, value: float) -> Assembled:
        """The model of a value. Raises BadInput where the value makes no model, or one of another structure."""
        made = self.build(float(value))
        shape = _structure(made)
        if self._shape is None:
            self._shape = shape
        elif self._shape != shape:
            said = f"'{self.name}' = {value:g} changes how many places or processes there are"
            raise BadInput(
                [Problem(said, hint="only numbers that keep the structure of the model can be varied")]
            )
        return made

    def traceable(self, value: float) -> bool:
        """Whether JAX can differentiate through ``build``; only functions of Python may allow it."""
        try:
            jax.eval_shape(lambda p: _arrays(self.build(p)), float(value))
        except Exception:  # noqa: BLE001 - whatever a function does that cannot be traced, differences serve
            return False
        return True


def _arrays(made: Assembled) -> tuple[Any, Any]:
    import equinox as eqx

    return eqx.filter(made.system, eqx.is_array), made.start


def _structure(made: Assembled) -> Any:
    leaves, structure = jax.tree.flatten((made.system, made.start, made.solver))
    return structure, tuple(np.shape(leaf) for leaf in leaves)


def family(model: Model, path: str) -> Family:
    """The models that differ from one in a single number, named by its path: `tank.residence time`.

    Any number of the file counts, and any default that its resolved form shows. Several paths, with commas between
    them, name numbers that keep their ratio to the first (both ions of a salt). Raises BadInput for a path that leads
    nowhere or to something that is no number with a decimal point.
    """
    data = model.resolved()
    given = [part.strip() for part in path.split(",")]
    several = [_keys(model, data, one) for one in given]
    parsed = [_parsed(_at(data, keys), model, keys) for keys in several]
    value, unit = parsed[0]
    if len(parsed) > 1 and value == 0.0:
        raise BadInput([Problem(f"'{given[0]}' is zero, so nothing can keep its ratio to it")])
    folder = model.tree.folder if model.tree is not None else FilePath.cwd()
    name = model.tree.file if model.tree is not None else "<data>"

    def build(number: float) -> Assembled:
        changed = deepcopy(data)
        for keys, (own, own_unit) in zip(several, parsed, strict=True):
            new = float(number) if len(several) == 1 else own * (float(number) / value)
            _at(changed, keys[:-1])[keys[-1]] = f"{new!r} {own_unit}" if own_unit else new
        return assemble(from_data(changed, name=name, folder=folder))

    return Family(build, ", ".join(dotted(keys) for keys in several), unit, value)


def parameter_value(of: Family, given: str | float) -> float:
    """A value of the parameter in its SI unit, from a number or from text with a unit. Raises BadInput."""
    if isinstance(given, int | float) and not isinstance(given, bool):
        number = float(given)
        if np.isfinite(number):
            return number
        raise BadInput([Problem(f"{given} is not a finite number", of.name)])
    try:
        if not of.unit:
            return to_si(str(given), "1", what="a plain number", example="0.3")
        example = f"{of.here:g} {of.unit}" if of.here is not None else f"1 {of.unit}"
        return to_si(str(given), of.unit, what=f"a value in {of.unit}", example=example)
    except UnitError as error:
        raise BadInput([Problem(str(error), of.name, error.hint)]) from None


def paths(model: Model) -> list[str]:
    """All numbers of a model that can be varied, by their paths."""
    return [dotted(keys) for keys, _ in _numbers(model.resolved(), ())]


def _numbers(data: Any, before: Path) -> Iterator[tuple[Path, str]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        if not before and key in _APART:
            continue
        if isinstance(value, dict | list):
            yield from _numbers(value, (*before, key))
        elif isinstance(value, float) or (isinstance(value, str) and _quantity(value) is not None):
            yield (*before, key), str(value)


def _quantity(text: str) -> tuple[float, str] | None:
    match = _NUMBER.match(text.strip())
    if match is None:
        return None
    unit = text.strip()[match.end() :].strip()
    if not unit:
        return None  # a name, such as a state called 1
    if not re.fullmatch(r"[A-Za-z1µ%][A-Za-z0-9_µ%/*^().\- ]*", unit):
        return None
    try:
        to_si(f"1 {unit}", unit)
    except UnitError:
        return None
    return float(match.group()), unit


def _keys(model: Model, data: Any, path: str) -> Path:
    """The keys of a path; names in it may hold blanks and points, so the longest that fits is taken."""
    keys: list[str | int] = []
    inside, rest = data, path.strip()
    while rest:
        if isinstance(inside, dict):
            fits = [key for key in map(str, inside) if rest == key or rest.startswith(key + ".")]
            if not fits:
                raise _unknown(model, path)
            key: str | int = max(fits, key=len)
            rest = rest[len(str(key)) + 1 :]
        elif isinstance(inside, list) and re.match(r"\d+(\.|$)", rest):
            first, _, rest = rest.partition(".")
            key = int(first)
            if key >= len(inside):
                raise _unknown(model, path)
        else:
            raise _unknown(model, path)
        keys.append(key)
        inside = _at(inside, (key,))
    if not keys:
        raise _unknown(model, path)
    return tuple(keys)


def _at(data: Any, keys: Path) -> Any:
    for key in keys:
        data = data[key]
    return data


def _unknown(model: Model, path: str) -> BadInput:
    known = paths(model)
    near = get_close_matches(path, known, n=1, cutoff=0.6)
    last = [one for one in known if one.rsplit(".", 1)[-1] == path.rsplit(".", 1)[-1]]
    if near or last:
        hint = f"did you mean '{(near or last)[0]}'?"
    else:
        hint = f"numbers of this model: {', '.join(known[:12])}{', ...' if len(known) > 12 else ''}"
    return BadInput([Problem(f"there is no number '{path}' in the model", hint=hint)])


def _parsed(value: Any, model: Model, keys: Path) -> tuple[float, str]:
    """Number and SI unit of a value of a resolved model."""
    path = dotted(keys)
    if isinstance(value, bool) or value is None or isinstance(value, dict | list):
        what = (
            "a mapping"
            if isinstance(value, dict)
            else "a list"
            if isinstance(value, list)
            else str(value).lower()
        )
        inner = [one for one in paths(model) if one.startswith(path + ".")]
        hint = f"numbers in it: {', '.join(inner[:8])}" if inner else None
        raise BadInput([Problem(f"'{path}' is {what}, not a number", hint=hint)])
    if keys[0] in _APART:
        raise BadInput(
            [Problem(f"no steady state depends on '{path}'", hint="vary a number of the system itself")]
        )
    if isinstance(value, int):
        hint = "numbers with a decimal point in the resolved model can be varied"
        raise BadInput(
            [Problem(f"'{path}' is a whole number ({value}), which cannot be varied evenly", hint=hint)]
        )
    if isinstance(value, float):
        return value, ""
    found = _quantity(str(value))
    if found is None:
        raise BadInput([Problem(f"'{path}' is text, not a number: {str(value)[:60]}")])
    return found
