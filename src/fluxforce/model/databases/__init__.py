"""Thermodynamic databases: files to names, names to arrays."""

from fluxforce.model.databases.errors import DatabaseError
from fluxforce.model.databases.inline import inline_model, inline_phase
from fluxforce.model.databases.phreeqc import database_path, parse_database, read_database
from fluxforce.model.databases.records import Database, Master, Phase, Species
from fluxforce.model.databases.select import aqueous_model, phase_reaction

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
    "parse_database",
    "phase_reaction",
    "read_database",
]
