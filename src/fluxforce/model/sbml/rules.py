"""Assignment rules: what depends on the rest at any time. Put into laws where it is used, and kept as observables."""

from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.errors import BadInput, Problem
from fluxforce.model.sbml.formula import Formula, formula, names_in
from fluxforce.model.sbml.put_in import evaluated, put_in


@dataclass(frozen=True)
class Observable:
    """A quantity that is a function of the copy numbers: copies where it is a species, a plain number otherwise."""

    formula: Formula

    def __call__(self, counts: Mapping[str, Array | np.ndarray]) -> Any:
        """Its values for arrays of copy numbers of one shape."""
        plain = all(isinstance(one, np.ndarray) for one in counts.values())
        library = np if plain else jnp
        shape = np.shape(next(iter(counts.values()))) if counts else ()
        return library.broadcast_to(evaluated(self.formula, counts, library), shape)  # type: ignore[arg-type]


def assignment_rules(model: Any, functions: Mapping[str, Any]) -> dict[str, Formula]:
    """The formula of every variable with a rule, other rules put in. Raises BadInput with the line of the rule."""
    rules = {one.getVariable(): one for one in model.getListOfRules()}
    known = {one.getId() for one in (*model.getListOfParameters(), *model.getListOfSpecies())}
    read: dict[str, Formula] = {}
    for name, one in rules.items():
        owner = f"the assignment rule for '{name}'"
        if name not in known:
            said = f"{owner} cannot be represented: only species and parameters may depend on others"
            raise BadInput([Problem(said, line=one.getLine())])
        if one.getMath() is None:
            raise BadInput([Problem(f"{owner} has no formula", line=one.getLine())])
        try:
            read[name] = formula(one.getMath(), owner, functions)
        except BadInput as error:
            raise BadInput([_placed(p, one) for p in error.problems]) from None
    graph = {name: names_in(one) & set(read) for name, one in read.items()}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = ", ".join(f"'{name}'" for name in error.args[1])
        said = f"the assignment rules for {circle} depend on one another in a circle"
        raise BadInput([Problem(said, line=rules[error.args[1][0]].getLine())]) from None
    made: dict[str, Formula] = {}
    for name in order:
        try:
            made[name] = put_in(read[name], made, f"the assignment rule for '{name}'")
        except BadInput as error:
            raise BadInput([_placed(p, rules[name]) for p in error.problems]) from None
    return {name: made[name] for name in rules}


def in_copies(
    given: Formula, values: Mapping[str, float], scales: Mapping[str, float], owner: str, line: int
) -> Formula:
    """A formula of the symbols of species as one of copy numbers; whatever has no scale is a number.

    Raises BadInput for a name without value.
    """
    known: dict[str, Formula] = {}
    for name in names_in(given):
        if name in scales:
            own = Formula("name", name=name)
            scale = Formula("number", value=scales[name])
            known[name] = own if scales[name] == 1.0 else Formula("times", (own, scale))
        elif name in values:
            known[name] = Formula("number", value=values[name])
        else:
            raise BadInput([Problem(f"'{name}' in {owner} has no value", line=line)])
    return put_in(given, known, owner)


def _placed(problem: Problem, element: Any) -> Problem:
    return Problem(
        problem.message, problem.path, problem.hint, problem.file, problem.line or element.getLine()
    )
