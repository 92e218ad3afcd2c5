"""Names in a model that only a database can confirm: elements, species, minerals, gases."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from fluxforce.errors import BadInput
from fluxforce.model.errors import from_complaints
from fluxforce.model.schema import (
    ColumnModel,
    Complaint,
    Expression,
    Inline,
    Model,
    NernstPlanck,
    TransitionState,
)
from fluxforce.model.schema.base import Path, unknown_name


class Names(Protocol):
    """What is asked of a database: its names. `masters` are elements and valence states such as C(4)."""

    @property
    def masters(self) -> Iterable[str]: ...
    @property
    def species(self) -> Iterable[str]: ...
    @property
    def phases(self) -> Iterable[str]: ...


@dataclass(frozen=True)
class InlineNames:
    """The names of a database written into the model file: its components stand for elements."""

    masters: tuple[str, ...]
    species: tuple[str, ...]
    phases: tuple[str, ...]


def inline_names(inline: Inline) -> InlineNames:
    """Names of an inline database."""
    components = tuple(inline.components)
    return InlineNames(components, (*components, *inline.species), (*inline.minerals, *inline.gases))


def check_names(model: Model, database: Names) -> None:
    """Raise BadInput with every name that the database lacks. Models without a database pass."""
    complaints = list(name_complaints(model, database)) if isinstance(model, ColumnModel) else []
    if complaints:
        raise BadInput(from_complaints(complaints, model.tree))


def name_complaints(model: ColumnModel, database: Names) -> Iterator[Complaint]:
    """A complaint for each name of a column that `database` lacks."""
    masters, species, phases = list(database.masters), list(database.species), list(database.phases)
    for index, name in enumerate(model.elements):
        yield from _known(("elements", index), name, masters, "element", False)
    for name, water in model.waters.items():
        for phase in water.equilibrate:
            yield from _known(("waters", name, "equilibrate", phase), phase, phases, "mineral or gas", True)
    for name, mineral in model.minerals.items():
        here: Path = ("minerals", name)
        yield from _known(here, name, phases, "mineral", True)
        if isinstance(mineral.rate, TransitionState):
            for label, mechanism in mineral.rate.mechanisms.items():
                for ion in mechanism.orders:
                    path = (*here, "rate", "mechanisms", label, "orders", ion)
                    yield from _known(path, ion, species, "species", True)
        if isinstance(mineral.rate, Expression):
            for label, ion in mineral.rate.activities.items():
                yield from _known((*here, "rate", "activities", label), ion, species, "species", False)
    for name in model.database.overrides:
        yield from _known(
            ("database", "overrides", name), name, [*species, *phases], "species or mineral", True
        )
    if isinstance(model.column.diffusion, NernstPlanck):
        for name in model.column.diffusion.coefficients:
            yield from _known(("column", "diffusion", "coefficients", name), name, species, "species", True)


def _known(path: Path, name: str, known: list[str], what: str, at_key: bool) -> Iterator[Complaint]:
    if name not in known:
        found = unknown_name(path, name, known, what, at_key=at_key)
        yield Complaint(path, f"the database has no {what} '{name}'", found.hint, at_key)
