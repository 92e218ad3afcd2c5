"""The database that a model names, read from its file."""

from functools import lru_cache
from pathlib import Path

from fluxforce.errors import BadInput, Problem
from fluxforce.model.databases import Database, DatabaseError, database_path, read_database
from fluxforce.model.schema import BatchModel, ColumnModel, WaterModel
from fluxforce.model.yaml_tree import dotted


def named_file(model: ColumnModel | BatchModel | WaterModel) -> Path | None:
    """The file of the model's database; None when it is written into the model file. Raises BadInput."""
    if model.database.inline is not None:
        return None
    if model.database.file is not None:
        folder = model.tree.folder if model.tree is not None else Path.cwd()
        return folder / model.database.file
    try:
        return database_path(model.database.name or "")
    except DatabaseError as error:
        raise BadInput([_problem(model, error, "name")]) from None


def named_database(model: ColumnModel | BatchModel | WaterModel) -> Database | None:
    """The database itself; None when it is written into the model file. Raises BadInput."""
    path = named_file(model)
    try:
        return None if path is None else _read(path, path.stat().st_mtime_ns)
    except DatabaseError as error:
        raise BadInput([_problem(model, error, "file" if model.database.file else "name")]) from None


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> Database:
    """Checking and assembling ask for the same file; `changed` [ns] is the time of its last change."""
    return read_database(path)


def _problem(model: ColumnModel | BatchModel | WaterModel, error: DatabaseError, key: str) -> Problem:
    said = f"{error.source}:{error.line}: {error.message}" if error.line else error.message
    path = ("database", key)
    if model.tree is None:
        return Problem(said, dotted(path), error.hint or None)
    return model.tree.problem(said, path, hint=error.hint or None)
