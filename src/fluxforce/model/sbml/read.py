"""Reaction networks from SBML Level 3 core."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from fluxforce._types import Array
from fluxforce.errors import BadInput, Problem
from fluxforce.model.expression import Evaluate, ExpressionError, parse
from fluxforce.model.sbml.events import Event, event_targets, events
from fluxforce.model.sbml.formula import Formula, expression, formula, names_in, summands
from fluxforce.model.sbml.library import libsbml
from fluxforce.model.sbml.mass_action import Recognised, recognised
from fluxforce.model.sbml.put_in import put_in
from fluxforce.model.sbml.quantities import Quantities, quantities
from fluxforce.model.sbml.refused import refuse
from fluxforce.model.sbml.rules import Observable, assignment_rules, in_copies
from fluxforce.networks.reactions import Reaction, ReactionNetwork, reaction_network


@dataclass(frozen=True)
class Imported:
    """A network from a file: ``initial`` are the copies of its dynamic species, ``notes`` what was assumed.

    ``observables`` follow from the copy numbers by assignment rules; ``held`` are copies of species that nothing
    changes; ``lines`` tell where reactions and rules stand. ``events`` are no part of the network: ``moments`` and
    ``trajectories`` take them into account, and ``whole_numbers``, the way to everything else, refuses them.
    """

    network: ReactionNetwork
    initial: Mapping[str, float]
    name: str
    notes: tuple[str, ...] = ()
    observables: Mapping[str, Observable] = field(default_factory=dict)
    held: Mapping[str, float] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Law:
    """A propensity [1/s] from a formula: our safe expression language over the copy numbers named in ``names``.

    ``names`` maps species to the variables of ``text``, ``constants`` are the values of all other names in it.
    """

    text: str
    names: Mapping[str, str]
    evaluate: Evaluate = field(repr=False)
    constants: Mapping[str, float] = field(default_factory=dict)

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
    - What an assignment rule defines is put into the laws that use it, and is an observable.
    - Events without delay, set off by time or by copy numbers, which set copy numbers.

    Raises BadInput for other rules and events, delays, constraints, and whatever else has no counterpart, by name and
    line.
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
    rules = assignment_rules(model, functions)
    found = quantities(model, functions, rules)
    notes = list(found.notes)
    species = {one.getId(): one for one in model.getListOfSpecies()}
    set_by_events = event_targets(model) - set(rules)
    dynamic, sides = _roles(model, species, rules, set_by_events)
    volume = _volume(species, dynamic, found, notes)
    made: dict[str, Reaction] = {}
    used: set[str] = set()
    one_way = []
    for one in model.getListOfReactions():
        name = _name(one, made)
        law = _law_of(one, name, functions, rules)
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
    chemostats = {s: found.amounts[s] / volume for s in species if s in used and s not in dynamic}
    kept = [s for s in dynamic if s in used or s in set_by_events]
    network = reaction_network(made, chemostats=chemostats, species=kept, volume=volume)
    happen = events(model, functions, rules, found.values, found.scales, kept, found.seconds)
    if happen:
        names = ", ".join(f"'{one.name}'" for one in happen)
        notes.append(f"only sbml_moments and sbml_trajectories take events into account: {names}")
    return Imported(
        network,
        {s: found.amounts[s] for s in kept},
        model.getId() or model.getName(),
        tuple(notes),
        _observables(model, rules, found, dynamic),
        {s: found.amounts[s] for s in species if s not in kept and s not in rules},
        happen,
        _lines(model),
    )


def _roles(
    model: Any, species: Mapping[str, Any], rules: Mapping[str, Formula], set_by_events: set[str]
) -> tuple[list[str], dict[str, tuple[dict[str, int], dict[str, int]]]]:
    """Species whose copies change, and the sides of the reactions as far as they are changed or held by them."""
    sides = {one.getId(): _sides(one) for one in model.getListOfReactions()}
    changed = {
        s
        for before, after in sides.values()
        for s in (*before, *after)
        if before.get(s, 0) != after.get(s, 0)
        and not (species[s].getBoundaryCondition() or species[s].getConstant())
    }
    both = sorted(changed & set(rules))
    if both:
        said = f"species '{both[0]}' is given by a rule and changed by a reaction"
        raise BadInput([Problem(said, line=species[both[0]].getLine())])
    dynamic = [s for s in species if s in changed or s in set_by_events]
    # reactions leave them alone, and their laws say how they depend on them
    apart = {s for s in species if s in rules or (s in set_by_events and s not in changed)}
    kept = {
        name: (
            {s: n for s, n in one.items() if s not in apart},
            {s: n for s, n in other.items() if s not in apart},
        )
        for name, (one, other) in sides.items()
    }
    return dynamic, kept


def _volume(species: Mapping[str, Any], dynamic: list[str], found: Quantities, notes: list[str]) -> float:
    sizes = {found.values.get(species[s].getCompartment(), 1.0) for s in dynamic}
    if len(sizes) > 1:
        notes.append(
            "compartments of several sizes: the volume was set to 1, so concentrations are copy numbers"
        )
    return sizes.pop() if len(sizes) == 1 else 1.0


def _law_of(one: Any, name: str, functions: Mapping[str, Any], rules: Mapping[str, Formula]) -> Formula:
    """The kinetic law with its own parameters, which hide others, as numbers, and with rules put in."""
    kinetic, owner = one.getKineticLaw(), f"the kinetic law of reaction '{name}'"
    known = dict(rules)
    for local in (*kinetic.getListOfLocalParameters(), *kinetic.getListOfParameters()):
        if not local.isSetValue():
            said = f"parameter '{local.getId()}' of reaction '{name}' has no value"
            raise BadInput([Problem(said, line=local.getLine())])
        known[local.getId()] = Formula("number", value=local.getValue())
    try:
        return put_in(formula(kinetic.getMath(), owner, functions), known, owner)
    except BadInput as error:
        raise BadInput([replace(p, line=p.line or kinetic.getLine()) for p in error.problems]) from None


def _lines(model: Any) -> dict[str, int]:
    made: dict[str, int] = {}
    for one in model.getListOfReactions():
        made[_name(one, made)] = one.getLine()
    return made | {one.getVariable(): one.getLine() for one in model.getListOfRules()}


def _observables(
    model: Any, rules: Mapping[str, Formula], found: Quantities, dynamic: list[str]
) -> dict[str, Observable]:
    moving = {s: found.scales[s] for s in dynamic}
    made = {}
    for one in model.getListOfRules():
        name = one.getVariable()
        value = in_copies(
            rules[name], found.values, moving, f"the assignment rule for '{name}'", one.getLine()
        )
        scale = found.scales.get(name, 1.0)
        if scale != 1.0:
            value = Formula("divide", (value, Formula("number", value=scale)))
        made[name] = Observable(value)
    return made


def _name(one: Any, made: Mapping[str, Any]) -> str:
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
    moving = {s: found.scales[s] for s in dynamic}
    # a species that is held is a number, unless it stands in the reaction: then the constant must not contain it
    scales = {
        s: found.scales[s] for s in (*reactants, *products, *_modifiers(one)) if s in found.scales
    } | moving
    free = {k: v for k, v in found.values.items() if k not in scales}
    rate = found.items / found.seconds
    mass = recognised(law, reactants, products, free, scales, set(scales) - set(moving))
    aside = [s for s in dict.fromkeys((*reactants, *products)) if s not in moving]
    if mass is None and aside:
        # a law that a held species does not enter as mass action may still be that of the others
        before, after = ({s: n for s, n in side.items() if s in moving} for side in (reactants, products))
        known = {k: v for k, v in found.values.items() if k not in moving}
        mass = recognised(law, before, after, known, moving, set())
        if mass is not None:
            reactants, products = before, after
            held = ", ".join(aside)
            notes.append(f"reaction '{name}': its law does not follow {held}, held, so left out of it")
    if mass is None or (mass.powers and any(n > 1 and s in moving for s, n in mass.catalysts.items())):
        free = {k: v for k, v in found.values.items() if k not in moving}
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
    """The initial copies as whole numbers, for jumps and master equations.

    Raises BadInput for a fraction, and for events, of which jumps and master equations know nothing.
    """
    if imported.events:
        hint = "use sbml_moments and sbml_trajectories of fluxforce.stochastic, which know of events"
        raise BadInput([replace(one.problem("would be left out here"), hint=hint) for one in imported.events])
    return first_numbers(imported)


def first_numbers(imported: Imported) -> dict[str, int]:
    """The same for whoever takes events into account."""
    for name, number in imported.initial.items():
        if abs(number - np.round(number)) > 1e-9 * max(number, 1.0):
            raise BadInput(
                [Problem(f"species '{name}' begins with {number:g} copies, which is no whole number")]
            )
    return {name: int(np.round(number)) for name, number in imported.initial.items()}
