"""The numbers of an SBML model: sizes, parameters, amounts, and what its units are worth in copies and seconds."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scipy.constants import Avogadro

from fluxforce.errors import BadInput, Problem
from fluxforce.model.sbml.formula import Formula, formula, number_of
from fluxforce.model.sbml.library import libsbml


@dataclass(frozen=True)
class Quantities:
    """``values``: sizes of compartments, parameters, and symbols of species at the start, as formulas mean them;
    ``amounts``: copies of every species at the start; ``scales``: symbol of a species = copies times scale;
    ``items``: copies in one unit of substance; ``seconds`` in one unit of time; ``notes``: what was assumed.
    """

    values: dict[str, float]
    amounts: dict[str, float]
    scales: dict[str, float]
    items: float
    seconds: float
    notes: tuple[str, ...]


def quantities(model: Any, functions: Mapping[str, Any], rules: Mapping[str, Formula]) -> Quantities:
    """All numbers of a model, those that ``rules`` give included. Raises BadInput that names what has no value."""
    notes: list[str] = []
    items = _substance(model)
    seconds = _time(model)
    if items != 1.0:
        notes.append(
            f"amounts are in moles or their like and were made copies: {items:g} to the unit of substance"
        )
    if model.getLevel() < 3 and not _default(model, "substance"):
        notes.append("the unit of substance is left to the default of level 2; amounts were taken as copies")
    if seconds != 1.0:
        notes.append(f"the unit of time is {seconds:g} s; rates were converted to seconds")
    given = {one.getSymbol(): one for one in model.getListOfInitialAssignments()}
    ruled = {one.getVariable(): one for one in model.getListOfRules() if one.getVariable() in rules}
    values: dict[str, float] = {}
    for one in model.getListOfCompartments():
        size = one.getSize() if one.isSetSize() else math.nan
        if not one.isSetSize() and one.getId() not in given:
            size = 1.0
            notes.append(f"compartment '{one.getId()}' has no size; 1 was assumed")
        if math.isfinite(size):
            values[one.getId()] = size
    for one in model.getListOfParameters():
        if one.isSetValue() and math.isfinite(one.getValue()):
            values[one.getId()] = one.getValue()
    _stoichiometries(model, values)
    species = {one.getId(): one for one in model.getListOfSpecies()}
    formulas = {**_formulas(given, functions), **rules}
    for name in formulas:
        values.pop(name, None)
    started: dict[str, float] = {}
    for name, one in species.items():
        if name not in formulas:
            started[name] = _started(one, values)
    _assigned(formulas, {**given, **ruled}, values, started, species)
    _complete(model, values)
    scales = {name: _per_copy(one, values, items) for name, one in species.items()}
    amounts = {}
    for name in species:
        if not math.isfinite(started.get(name, math.nan)):
            raise BadInput([Problem(f"species '{name}' has no initial amount", line=species[name].getLine())])
        amounts[name] = started[name] * items
        values[name] = amounts[name] * scales[name]
    for name, amount in amounts.items():
        if amount < 0.0 and name not in rules:
            raise BadInput([Problem(f"the initial amount of species '{name}' is {amount:g}; it must be zero or above",
                                    line=species[name].getLine())])  # fmt: skip
    return Quantities(values, amounts, scales, items, seconds, tuple(notes))


def _stoichiometries(model: Any, values: dict[str, float]) -> None:
    for reaction in model.getListOfReactions():
        for one in (*reaction.getListOfReactants(), *reaction.getListOfProducts()):
            if one.isSetId():
                values[one.getId()] = one.getStoichiometry()


def _started(one: Any, values: Mapping[str, float]) -> float:
    """Amount at the start in units of substance; not a number where none is given."""
    if one.isSetInitialAmount():
        return one.getInitialAmount()
    if not one.isSetInitialConcentration():
        return math.nan
    return one.getInitialConcentration() * _size(one, values)


def _size(one: Any, values: Mapping[str, float]) -> float:
    size = values.get(one.getCompartment(), math.nan)
    if not size > 0.0:
        said = f"compartment '{one.getCompartment()}' of species '{one.getId()}' has no size above zero"
        raise BadInput([Problem(said, line=one.getLine())])
    return size


def _per_copy(one: Any, values: Mapping[str, float], items: float) -> float:
    return 1.0 / items if one.getHasOnlySubstanceUnits() else 1.0 / items / _size(one, values)


def _formulas(given: Mapping[str, Any], functions: Mapping[str, Any]) -> dict[str, Formula | None]:
    """What is assigned at the start, None where there is no formula."""
    return {
        name: None
        if one.getMath() is None
        else formula(one.getMath(), f"the initial assignment of '{name}'", functions)
        for name, one in given.items()
    }


def _assigned(
    formulas: Mapping[str, Formula | None],
    given: Mapping[str, Any],
    values: dict[str, float],
    started: dict[str, float],
    species: Mapping[str, Any],
) -> None:
    """Initial assignments, in whatever order they depend on one another."""
    waiting = set(formulas)
    while waiting:
        known = dict(values)
        for name, amount in started.items():
            if math.isfinite(amount):
                only = species[name].getHasOnlySubstanceUnits()
                known[name] = amount if only else amount / _size(species[name], values)
        ready = {
            name: number_of(one, known)
            for name, one in formulas.items()
            if name in waiting and one is not None
        }
        found = {name: number for name, number in ready.items() if number is not None}
        if not found:
            name = min(waiting)
            raise BadInput(
                [Problem(f"what is assigned to '{name}' has no value", line=given[name].getLine())]
            )
        for name, number in found.items():
            waiting.discard(name)
            if name in species:
                only = species[name].getHasOnlySubstanceUnits()
                started[name] = number if only else number * _size(species[name], values)
            else:
                values[name] = number


def _complete(model: Any, values: Mapping[str, float]) -> None:
    for one in model.getListOfParameters():
        if one.getId() not in values:
            raise BadInput([Problem(f"parameter '{one.getId()}' has no value", line=one.getLine())])


def _substance(model: Any) -> float:
    """Copies in one unit of substance: 1 for items, numbers and whatever is not said; Avogadro's number for moles."""
    units = {model.getSubstanceUnits(), model.getExtentUnits()}
    units |= {one.getSubstanceUnits() for one in model.getListOfSpecies()} | _default(model, "substance")
    worth = {_in_si(model, name) for name in units if name}
    if len(worth) > 1:
        raise BadInput(
            [Problem("the units of substance and extent of the model differ; they must be the same")]
        )
    if not worth:
        return 1.0
    kind, factor = worth.pop()
    if kind == "mole":
        return factor * Avogadro
    if kind not in ("item", "dimensionless"):
        raise BadInput(
            [Problem(f"the unit of substance is a kind of {kind}; items and moles can be represented")]
        )
    return factor


def _default(model: Any, name: str) -> set[str]:
    """Below level 3 a unit of this name is meant wherever none is said, if the model defines it."""
    return {name} if model.getLevel() < 3 and model.getUnitDefinition(name) is not None else set()


def _time(model: Any) -> float:
    names = {model.getTimeUnits(), *_default(model, "time")} - {""}
    if not names:
        return 1.0
    kind, factor = _in_si(model, names.pop())
    if kind not in ("second", "dimensionless"):
        raise BadInput([Problem(f"the unit of time is a kind of {kind}, not of seconds")])
    return factor


def _in_si(model: Any, name: str) -> tuple[str, float]:
    """Kind and size of a unit by name. Raises BadInput for products of several."""
    lib = libsbml()
    defined = model.getUnitDefinition(name)
    if defined is None:
        return name, 1.0
    if defined.getNumUnits() != 1 or defined.getUnit(0).getExponentAsDouble() != 1.0:
        raise BadInput([Problem(f"the unit '{name}' is not a multiple of one unit", line=defined.getLine())])
    unit = defined.getUnit(0)
    return lib.UnitKind_toString(unit.getKind()), unit.getMultiplier() * 10.0 ** unit.getScale()
