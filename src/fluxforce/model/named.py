"""The database that a model names, read from its file."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from fluxforce.errors import BadInput, Problem
from fluxforce.model.databases import Database, DatabaseError, database_path, read_database
from fluxforce.model.databases.records import LogK
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
    """The database itself, with the model's own values in it; None when it is written into the model file.

    Raises BadInput. Whether the names of those values are in the database, `check_names` says.
    """
    path = named_file(model)
    try:
        return None if path is None else _overridden(_read(path, path.stat().st_mtime_ns), model)
    except DatabaseError as error:
        raise BadInput([_problem(model, error, "file" if model.database.file else "name")]) from None


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> Database:
    """Checking and assembling ask for the same file; `changed` [ns] is the time of its last change."""
    return read_database(path)


def _overridden(database: Database, document: ColumnModel | BatchModel | WaterModel) -> Database:
    """The database with the constants and volumes of the document, each for its reaction as the database writes it."""
    species, phases = dict(database.species), dict(database.phases)
    for name, override in document.database.overrides.items():
        if name in species and override.log_k is not None:
            species[name] = replace(species[name], log_k=LogK(value=override.log_k))
        if name in phases and override.log_k is not None:
            phases[name] = replace(phases[name], log_k=LogK(value=override.log_k))
        if name in phases and override.molar_volume is not None:
            phases[name] = replace(phases[name], molar_volume=override.molar_volume)
    return replace(database, species=species, phases=phases)


def _problem(model: ColumnModel | BatchModel | WaterModel, error: DatabaseError, key: str) -> Problem:
    said = f"{error.source}:{error.line}: {error.message}" if error.line else error.message
    path = ("database", key)
    if model.tree is None:
        return Problem(said, dotted(path), error.hint or None)
    return model.tree.problem(said, path, hint=error.hint or None)
