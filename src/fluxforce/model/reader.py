"""The door: a model file (or text, or plain data) -> a checked, frozen document in SI units.

Every fault found is reported at once with its place; nothing is computed and nothing is allocated for the
model before it has passed.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from os import PathLike
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from fluxforce.errors import BadInput, Problem
from fluxforce.model.errors import from_complaints, from_validation
from fluxforce.model.names import element_complaints, inline_names, name_complaints
from fluxforce.model.schema import KINDS, BatchModel, ColumnModel, Complaint, Model, Part, WaterModel
from fluxforce.model.yaml_tree import Tree, parse_tree, read_tree

VERSION = 1


def read(path: str | PathLike[str]) -> Model:
    """Read a model file. `kind` in the file selects the class of the document. Raises BadInput."""
    return _document(read_tree(FilePath(path)))


def read_text(text: str, *, name: str = "<text>") -> Model:
    """The same for a text; `name` stands for the file in messages. Raises BadInput."""
    return _document(parse_tree(text, name))


def from_data(data: Mapping[str, Any], *, name: str = "<data>", folder: FilePath | None = None) -> Model:
    """The same for plain data made in Python. Quantities are texts with units, as in a file. Raises
    BadInput. ``folder`` is where files named in it are looked for, the current one by default.
    """
    return _document(Tree(name, [], folder or FilePath.cwd(), dict(data)))


def _document(tree: Tree) -> Model:
    kind = _class(tree)
    readers: dict[int, type[Part]] = {}
    try:
        model = kind.model_validate(tree.value, context=readers)
    except ValidationError as error:
        raise BadInput(from_validation(error, tree, readers)) from None
    model._tree = tree
    complaints, files = list(model.complaints()), _files(model, tree)
    if isinstance(model, ColumnModel | BatchModel):
        if model.database.inline is not None:
            complaints += name_complaints(model, inline_names(model.database.inline))
        elif not files and any(complaint.path[:1] == ("waters",) for complaint in complaints):
            complaints = _elements_first(model, complaints)
    problems = from_complaints(complaints, tree) + files
    if not problems:
        problems = _size(model, tree)
    if problems:
        raise BadInput(problems)
    return model


def _class(tree: Tree) -> type[Model]:
    version, kind = tree.value.get("fluxforce"), tree.value.get("kind")
    if "fluxforce" in tree.value and version != VERSION:
        hint = f"this program reads version {VERSION}"
        raise BadInput(
            [tree.problem(f"unknown version '{version}' of the model file", ("fluxforce",), hint=hint)]
        )
    if isinstance(kind, str) and kind in KINDS:
        return KINDS[kind]
    near = get_close_matches(str(kind), KINDS, n=1, cutoff=0.5)
    hint = f"did you mean '{near[0]}'?" if near else f"one of: {', '.join(KINDS)}"
    said = f"unknown kind '{kind}'" if "kind" in tree.value else "missing 'kind'"
    raise BadInput([tree.problem(said, ("kind",), hint=hint)])


def _elements_first(model: ColumnModel | BatchModel, complaints: list[Complaint]) -> list[Complaint]:
    """An element that the database lacks makes every water look wrong: then only the element is told."""
    # Imports JAX, so only where there is something to explain.
    from fluxforce.model.named import named_database

    try:
        database = named_database(model)
    except BadInput:
        return complaints
    unknown = [] if database is None else list(element_complaints(model, database))
    return unknown + [c for c in complaints if not unknown or c.path[:1] != ("waters",)]


def _files(model: Model, tree: Tree) -> list[Problem]:
    """A database file is looked for beside the model file."""
    if not isinstance(model, ColumnModel | BatchModel | WaterModel) or model.database.file is None:
        return []
    if (tree.folder / model.database.file).is_file():
        return []
    hint = "the path is taken from the folder of the model file"
    return [tree.problem(f"no such file: {model.database.file}", ("database", "file"), hint=hint)]


def _size(model: Model, tree: Tree) -> list[Problem]:
    needed = model.bytes_needed()
    if needed <= model.memory_limit:
        return []
    section = model.__class__.model_fields["kind"].annotation.__args__[0]  # type: ignore[union-attr]
    path = (section, "cells") if "cells" in tree.value.get(section, {}) else (section,)
    said = f"the model would need about {_gigabytes(needed)}; the limit is {_gigabytes(model.memory_limit)}"
    return [tree.problem(said, path, hint="use fewer cells or outputs, or raise 'memory limit'")]


def _gigabytes(size: float) -> str:
    return f"{size / 1e9:.3g} GB"
