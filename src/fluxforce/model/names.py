"""Names in a model that only a database can confirm: elements, species, minerals, gases."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from fluxforce.errors import BadInput
from fluxforce.model.errors import from_complaints
from fluxforce.model.schema import (
    BatchModel,
    ColumnModel,
    Complaint,
    Expression,
    Inline,
    Model,
    NernstPlanck,
    OneWay,
    Parallel,
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
    complaints = list(name_complaints(model, database)) if isinstance(model, ColumnModel | BatchModel) else []
    if complaints:
        raise BadInput(from_complaints(complaints, model.tree))


def name_complaints(model: ColumnModel | BatchModel, database: Names) -> Iterator[Complaint]:
    """A complaint for each name of a column that `database` lacks."""
    species, phases = list(database.species), list(database.phases)
    yield from element_complaints(model, database)
    for name, water in model.waters.items():
        for phase in water.equilibrate:
            yield from _known(("waters", name, "equilibrate", phase), phase, phases, "mineral or gas", True)
    for name in model.minerals:
        yield from _known(("minerals", name), name, phases, "mineral", True)
    if isinstance(model, BatchModel):
        for name in model.beaker.gases:
            yield from _known(("beaker", "gases", name), name, phases, "gas", True)
    for path, name, at_key in named_species(model):
        yield from _known(path, name, species, "species", at_key)
    for name in model.database.overrides:
        yield from _known(
            ("database", "overrides", name), name, [*species, *phases], "species or mineral", True
        )


def element_complaints(model: ColumnModel | BatchModel, database: Names) -> Iterator[Complaint]:
    """A complaint for each element that `database` lacks."""
    masters = list(database.masters)
    for index, name in enumerate(model.elements):
        yield from _known(("elements", index), name, masters, "element", False)


def named_species(model: ColumnModel | BatchModel) -> Iterator[tuple[Path, str, bool]]:
    """Every dissolved species that a column names: its path, its name, and whether the name is the key."""
    for mineral, given in model.minerals.items():
        here: Path = ("minerals", mineral, "rate")
        if isinstance(given.rate, TransitionState | OneWay):
            for label, mechanism in given.rate.mechanisms.items():
                for name in mechanism.orders:
                    yield (*here, "mechanisms", label, "orders", name), name, True
        if isinstance(given.rate, Parallel):
            for label, path in given.rate.paths.items():
                for name in path.orders:
                    yield (*here, "paths", label, "orders", name), name, True
        if isinstance(given.rate, Expression):
            for label, name in given.rate.activities.items():
                yield (*here, "activities", label), name, False
    if isinstance(model, ColumnModel) and isinstance(model.column.diffusion, NernstPlanck):
        for name in model.column.diffusion.coefficients:
            yield ("column", "diffusion", "coefficients", name), name, True


def _known(path: Path, name: str, known: list[str], what: str, at_key: bool) -> Iterator[Complaint]:
    if name not in known:
        found = unknown_name(path, name, known, what, at_key=at_key)
        yield Complaint(path, f"the database has no {what} '{name}'", found.hint, at_key)
