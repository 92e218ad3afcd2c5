"""Names that the database has, and that the elements of a model do not reach."""

from collections.abc import Iterable, Iterator

from fluxforce.errors import BadInput
from fluxforce.model.databases import Database, DatabaseError, aqueous_model
from fluxforce.model.errors import from_complaints
from fluxforce.model.names import named_species
from fluxforce.model.schema import BatchModel, ColumnModel, Complaint
from fluxforce.model.schema.base import Path

WATER = "H2O"


def check_reach(model: ColumnModel | BatchModel, database: Database) -> None:
    """Raise BadInput with every mineral, gas and species that the elements of the model do not form.

    A database whose species cannot be built at all is left to the assembly, which says why.
    """
    try:
        formed = aqueous_model(database, model.elements, model.temperature).species
    except DatabaseError:
        return
    complaints = [*_phases(model, database, formed), *_species(model, database, formed)]
    if complaints:
        raise BadInput(from_complaints(complaints, model.tree))


def _phases(
    model: ColumnModel | BatchModel, database: Database, formed: tuple[str, ...]
) -> Iterator[Complaint]:
    asked: list[tuple[Path, str]] = [
        (("waters", water, "equilibrate", name), name)
        for water, given in model.waters.items()
        for name in given.equilibrate
    ]
    asked += [(("minerals", name), name) for name, mineral in model.minerals.items() if not mineral.inert]
    for path, name in asked:
        phase = database.phases[name]
        missing = [part for part in phase.reaction if part not in formed and part != WATER]
        if missing:
            said = (
                f"'{name}' dissolves into {', '.join(missing)}, which the elements of this model do not form"
            )
            yield Complaint(path, said, _remedy(missing, database), True)


def _species(
    model: ColumnModel | BatchModel, database: Database, formed: tuple[str, ...]
) -> Iterator[Complaint]:
    for path, name, at_key in named_species(model):
        if name not in formed and name != WATER:
            said = f"'{name}' is not formed by the elements of this model"
            yield Complaint(path, said, _remedy([name], database), at_key)


def _remedy(species: Iterable[str], database: Database) -> str | None:
    """The elements whose master species are missing, the valence before the bare element."""
    found = []
    for name in species:
        masters = [master.element for master in database.masters.values() if master.species == name]
        found += sorted(masters, key=lambda element: "(" not in element)[:1]
    return f"add {', '.join(found)} to 'elements'" if found else None
