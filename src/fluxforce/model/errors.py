"""pydantic's errors and our complaints -> problems with a place, in plain words."""

from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from fluxforce.errors import Problem, printable
from fluxforce.model.schema.base import Complaint, Part, Path, keys_of
from fluxforce.model.yaml_tree import Tree, dotted

_EXPECTED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "string_type": "text",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "tuple_type": "a list",
}


def from_validation(error: ValidationError, tree: Tree, readers: dict[int, type[Part]]) -> list[Problem]:
    """Problems for every fault pydantic found. `readers`: id of a mapping of the file -> class that read
    it.
    """
    return [_problem(dict(detail), tree, readers) for detail in error.errors(include_url=False)]


def from_complaints(complaints: list[Complaint], tree: Tree | None) -> list[Problem]:
    """Problems for complaints; without a tree (a document made in Python) they have a path and no place."""
    if tree is None:
        return [Problem(item.message, dotted(item.path), item.hint) for item in complaints]
    return [
        tree.problem(item.message, item.path, hint=item.hint, at_key=item.at_key, offset=item.offset)
        for item in complaints
    ]


def _problem(detail: dict[str, Any], tree: Tree, readers: dict[int, type[Part]]) -> Problem:
    path, parent = _in_file(detail["loc"], tree.value)
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        key = str(detail["loc"][-1])
        return tree.problem(f"unknown key '{key}'", path, hint=_known_keys(key, parent, readers), at_key=True)
    if kind == "missing":
        return tree.problem(f"missing '{detail['loc'][-1]}'", path, at_key=True)
    if kind == "fluxforce":
        return tree.problem(context["said"], path, hint=context["hint"])
    if kind in {"literal_error", "union_tag_invalid", "union_tag_not_found"}:
        return _choice(detail, path, tree)
    return tree.problem(_words(kind, given, context, detail["msg"]), path)


def _in_file(loc: tuple[Any, ...], data: Any) -> tuple[Path, Any]:
    """The part of pydantic's location that exists in the file (it also names classes and tags), and its
    parent.
    """
    path: list[str | int] = []
    parent = data
    for part in loc:
        inside = isinstance(data, list) and isinstance(part, int) and part < len(data)
        if inside or (isinstance(data, dict) and part in data):
            parent, data = data, data[part]
        else:
            continue
        path.append(part)
    return tuple(path), parent


def _known_keys(key: str, mapping: Any, readers: dict[int, type[Part]]) -> str | None:
    reader = readers.get(id(mapping))
    if reader is None:
        return None
    known = keys_of(reader)
    near = get_close_matches(key, known, n=1, cutoff=0.5)
    return f"did you mean '{near[0]}'?" if near else f"keys here: {', '.join(known)}"


def _choice(detail: dict[str, Any], path: Path, tree: Tree) -> Problem:
    context, given = detail["ctx"], detail["input"]
    choices = context.get("expected") or context.get("expected_tags") or ""
    tag = str(context.get("discriminator", "")).strip("'")
    if tag:
        if detail["type"] == "union_tag_not_found":
            return tree.problem(
                f"missing '{tag}'" if isinstance(given, dict) else _expected_mapping(given), path
            )
        path, given = (*path, tag), given.get(tag) if isinstance(given, dict) else given
    options = [part.strip(" '") for part in choices.replace(" or ", ",").split(",")]
    near = get_close_matches(str(given), options, n=1, cutoff=0.5)
    hint = f"did you mean '{near[0]}'?" if near and len(options) > 1 else None
    return tree.problem(f"'{_short(given)}' is not one of: {', '.join(options)}", path, hint=hint)


def _expected_mapping(given: Any) -> str:
    return f"expected a mapping of keys to values, not {_short(given)}"


def _words(kind: str, given: Any, context: dict[str, Any], message: str) -> str:
    if kind in _EXPECTED:
        return f"expected {_EXPECTED[kind]}, not {_short(given)}"
    if kind == "greater_than_equal":
        return f"'{_short(given)}' must be at least {context['ge']}"
    if kind == "less_than_equal":
        return f"'{_short(given)}' must be at most {context['le']}"
    if kind in {"too_short", "string_too_short"}:
        return f"at least {context['min_length']} needed, {context.get('actual_length', 0)} given"
    if kind == "string_too_long":
        return f"text of more than {context['max_length']} characters"
    return message[:1].lower() + message[1:]


def _short(given: Any) -> str:
    if given is None:
        return "nothing"
    if isinstance(given, dict):
        return "a mapping"
    if isinstance(given, list | tuple):
        return "a list"
    if isinstance(given, bool):
        return "true" if given else "false"
    text = printable(str(given))
    return text if len(text) <= 40 else text[:37] + "..."
