"""Which elements and valence states phases, formulas and totals bring into a water."""

from collections.abc import Iterable, Iterator

from fluxforce.model.databases.formula import FormulaError, composition
from fluxforce.model.databases.records import Database
from fluxforce.model.schema.water_file import ALKALINITY, Solution

WATER = frozenset({"H2O", "H+", "OH-", "e-"})


def element_of(state: str) -> str:
    """`Fe(3)` is a state of `Fe`."""
    return state.partition("(")[0]


def states(database: Database, element: str) -> list[str]:
    """Valence states of an element, as the database names them; empty for an element with a single one."""
    found = [name for name in database.masters if name.startswith(f"{element}(")]
    if element in ("H", "O"):
        return [name for name in found if name not in ("H(1)", "O(-2)")]
    return found if len(found) > 1 else []


def state_of_species(database: Database, name: str) -> str | None:
    """The state whose master species this is: `C(4)` for CO3-2, `Ca` for Ca+2; None for other species."""
    named = [m.element for m in database.masters.values() if m.species == name and m.element != ALKALINITY]
    with_states = [element for element in named if "(" in element and states(database, element_of(element))]
    plain = [element for element in named if "(" not in element]
    return (with_states or plain or named or [None])[0]


def states_of_reaction(database: Database, reaction: Iterable[str]) -> set[str]:
    """States that the species of a reaction stand for, without those of water itself."""
    found, seen, waiting = set[str](), set[str](), [name for name in reaction if name not in WATER]
    while waiting:
        name = waiting.pop()
        if name in seen or name in WATER:
            continue
        seen.add(name)
        state = state_of_species(database, name)
        if state is not None:
            found.add(state)
        elif name in database.species:
            waiting += [part for part in database.species[name].reaction if part not in WATER]
    return found - {"H", "H(1)", "O", "O(-2)", "E"}


def states_of_phase(database: Database, phase: str) -> set[str]:
    """States that a mineral or gas brings."""
    record = database.phases[phase]
    return states_of_reaction(database, [name for name in record.reaction if name != phase])


def elements_of_formula(database: Database, formula: str) -> tuple[set[str], list[str]]:
    """Elements of a reactant such as HCl, and those that the database lacks. Raises FormulaError."""
    found = set(composition(formula).elements) - {"H", "O"}
    return {name for name in found if name in database.masters}, sorted(found - set(database.masters))


def covered(database: Database, state: str, known: Iterable[str]) -> bool:
    """Whether a state is among the known ones: by itself, by its element as a whole, or by its master species."""
    names = set(known)
    species = {database.masters[name].species for name in names if name in database.masters}
    return state in names or element_of(state) in names or database.masters[state].species in species


def carbon(database: Database, known: Iterable[str]) -> str | None:
    """The state that alkalinity stands for where nothing else gives it; None where it is given."""
    species = database.masters[ALKALINITY].species
    state = state_of_species(database, species)
    return None if state is None or covered(database, state, known) else state


def needed(database: Database, water: Solution) -> list[str]:
    """Every element or state that a water is made of, water's own left out, in the order of the file."""
    names = [name for name in water.elements if name != ALKALINITY and name in database.masters]
    if water.charge is not None and water.charge != "pH":
        charge = water.charge.replace("(+", "(")
        if charge in database.masters and charge not in names:
            names.append(charge)
    if ALKALINITY in water.elements and ALKALINITY in database.masters:
        state = carbon(database, names)
        names += [] if state is None else [state]
    phases = [*water.equilibrate, *(t.phase for t in water.totals.values() if t.phase is not None)]
    for phase in phases:
        if phase in database.phases:
            names += sorted(s for s in states_of_phase(database, phase) if not covered(database, s, names))
    return names


def readable(formula: str) -> Iterator[str]:
    """What is wrong with a formula, in words; nothing where it can be read."""
    try:
        if not composition(formula).elements:
            yield f"'{formula}' has no elements"
    except FormulaError as error:
        yield str(error)
