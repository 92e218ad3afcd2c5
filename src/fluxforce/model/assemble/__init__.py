"""The only door from documents to arrays: every kind of model becomes a System."""

from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.column import assemble_column
from fluxforce.model.schema import Model
from fluxforce.model.schema.column import ColumnModel

__all__ = ["Assembled", "assemble"]


def assemble(document: Model) -> Assembled:
    """A document as a System with its start, its solver and its names. Raises BadInput."""
    if isinstance(document, ColumnModel):
        return assemble_column(document)
    raise TypeError(f"no assembly for {type(document).__name__}")
