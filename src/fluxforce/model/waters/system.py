"""Which elements the waters of a file and its steps need, in the words of the equilibrium engine."""

from collections.abc import Iterable

from fluxforce.model.databases.records import Database
from fluxforce.model.schema import WaterModel
from fluxforce.model.schema.water_steps import Step
from fluxforce.model.waters.elements import (
    covered,
    element_of,
    elements_of_formula,
    needed,
    states,
    states_of_phase,
)


def elements_of_steps(model: WaterModel, database: Database) -> list[str]:
    """Every element of the waters and of what is added to them: as a whole where valences exchange electrons,
    else by valence.
    """
    found: list[str] = []
    for water in model.waters.values():
        found += [name for name in needed(database, water) if name not in found]
    for step in model.reaction:
        found += sorted(state for state in _of_step(database, step) if not covered(database, state, found))
    if not model.coupled:
        apart = [state for name in found for state in (states(database, name) or [name])]
        if any(water.has_redox for water in model.waters.values()):
            apart += [name for name in ("O(0)", "H(0)") if name in database.masters and name not in apart]
        return apart
    return list(dict.fromkeys(element_of(name) for name in found if element_of(name) not in ("O", "H")))


def _of_step(database: Database, step: Step) -> Iterable[str]:
    phases = [*step.phases, *(step.gas.gases if step.gas else ()),
              *(member for members in step.solid_solutions.values() for member in members)]  # fmt: skip
    found = set[str]()
    for phase in phases:
        found |= states_of_phase(database, phase)
    for name in step.add:
        if name in database.phases:
            found |= states_of_phase(database, name)
        else:
            for element in elements_of_formula(database, name)[0]:
                found.add(_usual(database, element))
    return found


def _usual(database: Database, element: str) -> str:
    """The valence that the primary master species of an element stands for."""
    kinds = states(database, element)
    species = database.masters[element].species
    named = [kind for kind in kinds if database.masters[kind].species == species]
    return named[0] if named else element
