"""What SBML can say and a reaction network of ours cannot: refused, each with its element and line."""

from collections.abc import Iterator
from typing import Any

from fluxforce.errors import BadInput, Problem
from fluxforce.model.sbml.library import libsbml


def refuse(document: Any, file: str | None) -> None:
    """Raise BadInput with every element of a document that cannot be represented."""
    lib = libsbml()
    wrong = [
        Problem(_first_line(fault.getMessage()), file=file, line=fault.getLine() or None)
        for fault in (document.getError(k) for k in range(document.getNumErrors()))
        if fault.getSeverity() >= lib.LIBSBML_SEV_ERROR
    ]
    if wrong:
        raise BadInput(wrong)
    model = document.getModel()
    if model is None:
        raise BadInput([Problem("there is no model in the document", file=file)])
    found = [
        Problem(said, file=file, line=line, hint=hint) for said, line, hint in _elements(document, model)
    ]
    if found:
        raise BadInput(found)


def _first_line(text: str) -> str:
    return " ".join(text.split())[:300]


def _elements(document: Any, model: Any) -> Iterator[tuple[str, int | None, str | None]]:
    # below level 3 there are no packages, though the library lists some
    for k in range(document.getNumPlugins() if document.getLevel() > 2 else 0):
        prefix = document.getPlugin(k).getPrefix()
        if document.getPackageRequired(prefix):
            yield f"the package '{prefix}' changes the meaning of the model and is not known here", None, None
    for one in model.getListOfConstraints():
        yield f"constraint '{one.getId() or 'without a name'}' cannot be represented", one.getLine(), None
    parts = {
        one.getId()
        for reaction in model.getListOfReactions()
        for one in (*reaction.getListOfReactants(), *reaction.getListOfProducts())
        if one.isSetId()
    }
    for one in model.getListOfInitialAssignments():
        if one.getSymbol() in parts:
            yield f"the stoichiometry '{one.getSymbol()}' is a formula", one.getLine(), None
    for rule in model.getListOfRules():
        if rule.isAssignment():
            continue
        kind = "algebraic" if rule.isAlgebraic() else "rate"
        whose = f" for '{rule.getVariable()}'" if rule.getVariable() else ""
        yield (
            f"the {kind} rule{whose} cannot be represented",
            rule.getLine(),
            "write its effect into the kinetic laws",
        )
    for one in model.getListOfCompartments():
        if not one.getConstant():
            yield (
                f"compartment '{one.getId()}' may change its size; only constant ones can be represented",
                one.getLine(),
                None,
            )
    for one in model.getListOfSpecies():
        if one.isSetConversionFactor():
            yield (
                f"the conversion factor of species '{one.getId()}' cannot be represented",
                one.getLine(),
                None,
            )
    if model.isSetConversionFactor():
        yield "the conversion factor of the model cannot be represented", model.getLine(), None
    for reaction in model.getListOfReactions():
        yield from _reaction(reaction)


def _reaction(reaction: Any) -> Iterator[tuple[str, int | None, str | None]]:
    name = reaction.getId()
    if reaction.isSetFast() and reaction.getFast():
        yield f"reaction '{name}' is marked as fast, which cannot be represented", reaction.getLine(), None
    if not reaction.isSetKineticLaw() or reaction.getKineticLaw().getMath() is None:
        yield f"reaction '{name}' has no kinetic law", reaction.getLine(), None
    for one in (*reaction.getListOfReactants(), *reaction.getListOfProducts()):
        nu = one.getStoichiometry()
        if one.isSetStoichiometryMath():
            yield (
                f"the stoichiometry of '{one.getSpecies()}' in reaction '{name}' is a formula",
                one.getLine(),
                None,
            )
        elif not (nu == nu and nu >= 0 and nu == int(min(nu, 1e6)) and nu <= 1000):
            yield (
                f"the stoichiometry of '{one.getSpecies()}' in reaction '{name}' is {nu:g}, not a whole number",
                one.getLine(),
                None,
            )
