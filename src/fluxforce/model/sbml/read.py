"""Reaction networks from SBML Level 3 core."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from fluxforce._types import Array
from fluxforce.errors import BadInput, Problem
from fluxforce.model.expression import Evaluate, ExpressionError, parse
from fluxforce.model.sbml.formula import Formula, expression, formula, names_in, summands
from fluxforce.model.sbml.library import libsbml
from fluxforce.model.sbml.mass_action import Recognised, recognised
from fluxforce.model.sbml.quantities import Quantities, quantities
from fluxforce.model.sbml.refused import refuse
from fluxforce.networks.reactions import Reaction, ReactionNetwork, reaction_network


@dataclass(frozen=True)
class Imported:
    """A network from a file: ``initial`` are the copies of its dynamic species, ``notes`` what was assumed."""

    network: ReactionNetwork
    initial: Mapping[str, float]
    name: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Law:
    """A propensity [1/s] from a formula: our safe expression language over the copy numbers named in ``names``."""

    text: str
    names: Mapping[str, str]
    evaluate: Evaluate = field(repr=False)

    def __call__(self, counts: Mapping[str, Array]) -> Array:
        """Propensities for arrays of copy numbers."""
        return self.evaluate({short: counts[name] for name, short in self.names.items()})


def read_sbml(path: Path | str) -> Imported:
    """The network of a file. Raises BadInput for what cannot be read or represented, with its line."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput([Problem(f"cannot read the SBML file {path}: {error}")]) from None
    return parse_sbml(text, file=str(path))


def parse_sbml(text: str, file: str | None = None) -> Imported:
    """The network of an SBML text.

    - Boundary species and constant ones are chemostats where reactions use them, numbers elsewhere; species that no
      reaction changes are constant.
    - Kinetic laws k A B, k A A, k A (A - 1)/2, kf A - kr B, with sizes of compartments and catalysts, become mass
      action; any other law is kept as it is, as ``forward_law``, and as ``backward_law`` what it subtracts where
      the reaction is reversible.
    - Concentrations refer to the size of the one compartment, or to V = 1 where there are several sizes.

    Raises BadInput for rules, events, delays, constraints, and whatever else has no counterpart, by name and line.
    """
    lib = libsbml()
    document = lib.readSBMLFromString(text)
    refuse(document, file)
    try:
        return _imported(document.getModel())
    except BadInput as error:
        placed = [
            Problem(p.message, p.path, p.hint, p.file or file, p.line, p.column) for p in error.problems
        ]
        raise BadInput(placed) from None


def _imported(model: Any) -> Imported:
    functions = {one.getId(): one for one in model.getListOfFunctionDefinitions()}
    found = quantities(model, functions)
    notes = list(found.notes)
    species = {one.getId(): one for one in model.getListOfSpecies()}
    sides = {one.getId(): _sides(one) for one in model.getListOfReactions()}
    changed = {
        s
        for before, after in sides.values()
        for s in (*before, *after)
        if before.get(s, 0) != after.get(s, 0)
    }
    dynamic = [
        s
        for s, one in species.items()
        if s in changed and not one.getBoundaryCondition() and not one.getConstant()
    ]
    sizes = {
        found.values[species[s].getCompartment()]
        for s in changed
        if species[s].getCompartment() in found.values
    }
    volume = sizes.pop() if len(sizes) == 1 else 1.0
    if sizes and len(sizes) > 1:
        notes.append(
            "compartments of several sizes: the volume was set to 1, so concentrations are copy numbers"
        )
    made: dict[str, Reaction] = {}
    used: set[str] = set()
    one_way = []
    for one in model.getListOfReactions():
        name = _name(one, made)
        law = formula(one.getKineticLaw().getMath(), f"the kinetic law of reaction '{name}'", functions)
        reaction = _reaction(name, one, law, *sides[one.getId()], found, dynamic, volume, notes)
        if reaction is None:
            notes.append(f"reaction '{name}' has the rate zero and was left out")
            continue
        made[name] = reaction
        used |= {*reaction.reactants, *reaction.products}
        if one.getReversible() and reaction.one_way:
            one_way.append(name)
    if one_way:
        shown = ", ".join(one_way[:5]) + (", ..." if len(one_way) > 5 else "")
        notes.append(f"marked reversible, but one-way by their laws, so with unbounded production: {shown}")
    if not made or not dynamic:
        raise BadInput([Problem("no reaction of the model changes any species", line=model.getLine())])
    held = {s: found.amounts[s] / volume for s in species if s in used and s not in dynamic}
    network = reaction_network(
        made, chemostats=held, species=[s for s in dynamic if s in used], volume=volume
    )
    initial = {s: found.amounts[s] for s in network.species}
    return Imported(network, initial, model.getId() or model.getName(), tuple(notes))


def _name(one: Any, made: Mapping[str, Reaction]) -> str:
    return one.getName() if one.isSetName() and one.getName() not in made else one.getId()


def _sides(one: Any) -> tuple[dict[str, int], dict[str, int]]:
    """Numbers of one species on one side add up: A + A is 2 A."""
    sides: list[dict[str, int]] = []
    for references in (one.getListOfReactants(), one.getListOfProducts()):
        counted: Counter[str] = Counter()
        for reference in references:
            counted[reference.getSpecies()] += int(reference.getStoichiometry())
        sides.append({s: n for s, n in counted.items() if n})
    return sides[0], sides[1]


def _reaction(
    name: str,
    one: Any,
    law: Formula,
    reactants: dict[str, int],
    products: dict[str, int],
    found: Quantities,
    dynamic: list[str],
    volume: float,
    notes: list[str],
) -> Reaction | None:
    kinetic = one.getKineticLaw()
    values = dict(found.values)
    for local in (*kinetic.getListOfLocalParameters(), *kinetic.getListOfParameters()):
        if not local.isSetValue():
            raise BadInput(
                [
                    Problem(
                        f"parameter '{local.getId()}' of reaction '{name}' has no value", line=local.getLine()
                    )
                ]
            )
        values[local.getId()] = local.getValue()
    shadowed = {local.getId() for local in kinetic.getListOfLocalParameters()}
    moving = {s: found.scales[s] for s in dynamic if s not in shadowed}
    # a species that is held is a number, unless it stands in the reaction: then the constant must not contain it
    open_names = {s: found.scales[s] for s in (*reactants, *products, *_modifiers(one)) if s in found.scales}
    scales = {**{s: k for s, k in open_names.items() if s not in shadowed}, **moving}
    free = {k: v for k, v in values.items() if k not in scales}
    rate = found.items / found.seconds
    mass = recognised(law, reactants, products, free, scales, set(scales) - set(moving))
    if mass is None:
        free = {k: v for k, v in values.items() if k not in moving}
        return _own(name, one, reactants, products, law, free, moving, rate)
    if mass.forward == 0.0 and mass.backward == 0.0:
        return None
    if mass.powers and any(n > 1 and s in moving for s, n in (*reactants.items(), *products.items())):
        notes.append(
            f"reaction '{name}': powers were read as macroscopic mass action; jumps count n (n - 1) ..."
        )
    return _mass_action(name, reactants, products, mass, rate, volume)


def _modifiers(one: Any) -> list[str]:
    return [reference.getSpecies() for reference in one.getListOfModifiers()]


def _mass_action(
    name: str,
    reactants: dict[str, int],
    products: dict[str, int],
    mass: Recognised,
    rate: float,
    volume: float,
) -> Reaction:
    """K of copy numbers becomes k = K V^(order - 1); a reaction that only runs backwards is turned round."""
    before = {**reactants, **mass.catalysts}
    after = {**products, **{s: n + products.get(s, 0) for s, n in mass.catalysts.items()}}
    forward = mass.forward * rate * volume ** (sum(before.values()) - 1)
    backward = mass.backward * rate * volume ** (sum(after.values()) - 1)
    if forward == 0.0:
        return Reaction(name, after, before, backward)
    return Reaction(name, before, after, forward, backward)


def _own(
    name: str,
    one: Any,
    reactants: dict[str, int],
    products: dict[str, int],
    law: Formula,
    values: Mapping[str, float],
    scales: Mapping[str, float],
    rate: float,
) -> Reaction:
    added, taken = summands(law, values)
    if not (one.getReversible() and added and taken):
        return Reaction(name, reactants, products, 0.0, forward_law=_law(name, [law], values, scales, rate))
    ways = [_law(name, side, values, scales, rate) for side in (added, taken)]
    return Reaction(name, reactants, products, 0.0, forward_law=ways[0], backward_law=ways[1])


def _law(
    name: str, parts: list[Formula], values: Mapping[str, float], scales: Mapping[str, float], rate: float
) -> Law:
    whole = Formula("plus", tuple(parts)) if len(parts) > 1 else parts[0]
    unknown = sorted(names_in(whole) - set(values) - set(scales))
    if unknown:
        raise BadInput([Problem(f"'{unknown[0]}' in the kinetic law of reaction '{name}' has no value")])
    wanted = sorted(names_in(whole) & set(scales))
    short = {s: f"n{k}" for k, s in enumerate(wanted)}
    symbols = {s: short[s] if scales[s] == 1.0 else f"({short[s]}*{scales[s]!r})" for s in wanted}
    text = expression(whole, values, symbols)
    if rate != 1.0:
        text = f"{rate!r}*({text})"
    try:
        checked = parse(text, names=tuple(short.values()))
    except ExpressionError as error:
        raise BadInput([Problem(f"the kinetic law of reaction '{name}': {error}", hint=error.hint)]) from None
    return Law(text, short, checked.compiled())


def whole_numbers(imported: Imported) -> dict[str, int]:
    """The initial copies as whole numbers, for jumps and master equations. Raises BadInput for a fraction."""
    for name, number in imported.initial.items():
        if abs(number - np.round(number)) > 1e-9 * max(number, 1.0):
            raise BadInput(
                [Problem(f"species '{name}' begins with {number:g} copies, which is no whole number")]
            )
    return {name: int(np.round(number)) for name, number in imported.initial.items()}
