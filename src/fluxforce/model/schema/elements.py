"""The elements that waters are made of, as listed in a model file."""

from collections.abc import Iterator, Mapping
from typing import Any

from fluxforce.model.schema.base import Complaint
from fluxforce.model.schema.database import Database
from fluxforce.model.schema.waters import Water


def balanced_elements(database: Database, elements: tuple[str, ...]) -> tuple[str, ...]:
    """Elements (or components of an inline database) of which the waters are made, water's own left out."""
    if database.inline is not None:
        return tuple(name for name in database.inline.components if name != "H2O")
    return tuple(name for name in elements if name not in {"H", "O"})


def chemistry_complaints(
    database: Database,
    elements: tuple[str, ...],
    temperature: float,
    waters: Mapping[str, Water],
    minerals: Mapping[str, Any],
) -> Iterator[Complaint]:
    """What may be wrong with the database, waters and minerals of a column or a beaker at one temperature [K]."""
    yield from database.complaints(("database",))
    if not 273.15 <= temperature <= 373.15:
        said = f"{temperature:g} K is outside 0 to 100 degC, where water is liquid"
        yield Complaint(("temperature",), said)
    yield from element_list_complaints(database, elements)
    proton = "H+" if database.inline is not None else None
    balanced = balanced_elements(database, elements)
    for name, water in waters.items():
        yield from water.complaints(("waters", name), balanced, proton)
    for name, mineral in minerals.items():
        yield from mineral.complaints(("minerals", name), temperature)


def element_list_complaints(database: Database, elements: tuple[str, ...]) -> Iterator[Complaint]:
    """Listed once each, with those of water, and only where the database does not bring its own."""
    if database.inline is not None:
        if elements:
            hint = "leave 'elements' out"
            yield Complaint(("elements",), "an inline database brings its own components", hint, True)
        return
    if not elements:
        yield Complaint((), "missing 'elements'", "for example 'elements: [H, O, C(4), Ca, Cl]'")
    for index, name in enumerate(elements):
        if name in elements[:index]:
            yield Complaint(("elements", index), f"'{name}' stands twice in 'elements'")
    missing = [name for name in ("H", "O") if name not in elements]
    if elements and missing:
        yield Complaint(("elements",), f"water needs {' and '.join(missing)} among the elements", None, True)
