"""Thermodynamic databases: files to names, names to arrays."""

from typing import TYPE_CHECKING

from fluxforce.doors import door, names_behind
from fluxforce.model.databases.errors import DatabaseError
from fluxforce.model.databases.phreeqc import database_path, package_names, parse_database, read_database
from fluxforce.model.databases.records import Database, Master, Phase, Species

if TYPE_CHECKING:
    from fluxforce.model.databases.inline import inline_model, inline_phase
    from fluxforce.model.databases.select import aqueous_model, phase_reaction

# These import JAX, which reading a database does without.
__getattr__ = door(
    __name__,
    names_behind(
        {
            "model.databases.inline": "inline_model, inline_phase",
            "model.databases.select": "aqueous_model, phase_reaction",
        }
    ),
    globals(),
)

__all__ = [
    "Database",
    "DatabaseError",
    "Master",
    "Phase",
    "Species",
    "aqueous_model",
    "database_path",
    "inline_model",
    "inline_phase",
    "package_names",
    "parse_database",
    "phase_reaction",
    "read_database",
]
