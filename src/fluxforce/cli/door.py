"""The door that `run` and `check` go through."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fluxforce.model.schema import Model


def checked(file: Path) -> "tuple[Model, Path | None]":
    """The model and the file of its database, when every name in the model has been found there."""
    from fluxforce.model import check_names, read
    from fluxforce.model.schema import BatchModel, ColumnModel, WaterModel

    model = read(file)
    if isinstance(model, WaterModel):
        from fluxforce.model.named import named_database, named_file
        from fluxforce.model.waters.names import check_waters

        database = named_database(model)
        assert database is not None  # an inline one is refused
        check_waters(model, database)
        return model, named_file(model)
    if not isinstance(model, ColumnModel | BatchModel):
        return model, None
    # These import JAX, so only for models that name a database.
    from fluxforce.model.named import named_database, named_file
    from fluxforce.model.reach import check_reach

    database = named_database(model)
    if database is not None:
        check_names(model, database)
        check_reach(model, database)
    return model, named_file(model)
