"""Names in a file of waters that only a database can confirm, and the count of conditions that follows from them."""

from collections.abc import Iterable, Iterator

from fluxforce.errors import BadInput
from fluxforce.model.databases.records import Database
from fluxforce.model.errors import from_complaints
from fluxforce.model.schema import Complaint, WaterModel
from fluxforce.model.schema.base import Path, unknown_name
from fluxforce.model.schema.water_file import ALKALINITY, Solution, plain_element
from fluxforce.model.schema.water_steps import Step
from fluxforce.model.schema.water_units import Couple
from fluxforce.model.waters.amounts import amounts
from fluxforce.model.waters.elements import (
    elements_of_formula,
    needed,
    readable,
    states,
)


def check_waters(model: WaterModel, database: Database) -> None:
    """Raise BadInput with everything that the database does not know, or that leaves a water undetermined."""
    complaints = [
        c for name, water in model.waters.items() for c in _water(database, water, ("waters", name))
    ]
    for index, step in enumerate(model.reaction):
        complaints += _step(database, step, ("reaction", index))
    known = [*database.species, *database.phases]
    for name in model.database.overrides:
        complaints += _known(("database", "overrides", name), name, known, "species or mineral")
    if complaints:
        raise BadInput(from_complaints(complaints, model.tree))


def _known(
    path: Path, name: str, known: Iterable[str], what: str, at_key: bool = True
) -> Iterator[Complaint]:
    names = list(known)
    if name in names:
        return
    by_case = [other for other in names if other.lower() == name.lower()]
    hint = f"did you mean '{by_case[0]}'?" if by_case else unknown_name(path, name, names, what).hint
    yield Complaint(path, f"the database has no {what} '{name}'", hint, at_key)


def _water(database: Database, water: Solution, path: Path) -> Iterator[Complaint]:
    faults = list(_names(database, water, path))
    yield from faults
    yield from amounts(water, database, path).complaints
    if not faults:
        yield from _count(database, water, path)


def _names(database: Database, water: Solution, path: Path) -> Iterator[Complaint]:
    masters = [name for name in database.masters if name not in ("E", "H", "O", "H(1)", "O(-2)")]
    for name, total in water.totals.items():
        here = (*path, "totals", name)
        element = plain_element(name)
        if element not in database.masters:
            yield from _known(here, element, masters, "element")
            continue
        if total.phase is not None:
            yield from _known(here, total.phase, database.phases, "mineral or gas", False)
        if total.couple is not None:
            yield from _couple(database, water, total.couple, here)
            if not states(database, element):
                yield Complaint(here, f"'{name}' has one valence, which no couple can divide", None)
        elif not water.has_redox:
            yield from _valences(database, element, here)
    for phase in water.equilibrate:
        yield from _known((*path, "equilibrate", phase), phase, database.phases, "mineral or gas")
    if water.redox is not None:
        yield from _couple(database, water, water.redox, (*path, "redox"))
    if water.charge is not None and water.charge != "pH":
        yield from _charge(database, water, plain_element(water.charge), (*path, "charge"))


def _valences(database: Database, element: str, path: Path) -> Iterator[Complaint]:
    kinds = states(database, element)
    if "(" not in element and kinds:
        yield Complaint(
            path, f"'{element}' has the valences {', '.join(kinds)}, and nothing says how much of each there is",
            f"name the valence ('{kinds[0]}'), or give the water pe, Eh or redox", True,
        )  # fmt: skip


def _couple(database: Database, water: Solution, couple: Couple, path: Path) -> Iterator[Complaint]:
    for state in (couple.first, couple.second):
        if state not in database.masters:
            yield from _known(path, state, [n for n in database.masters if "(" in n], "valence", False)
        elif state not in ("O(-2)", "H(1)") and state not in needed(database, water):
            hint = f"add it to 'totals', as an amount or as {{equilibrate: {'O2(g)' if state == 'O(0)' else 'PHASE'}}}"
            yield Complaint(path, f"the couple {couple.write()} needs the total of '{state}'", hint)


def _charge(database: Database, water: Solution, element: str, path: Path) -> Iterator[Complaint]:
    if element not in database.masters or element in ("H", "O", "E"):
        yield from _known(path, element, [*(m for m in database.masters if m not in ("H", "O", "E")), "pH"],
                          "element", False)  # fmt: skip
        return
    if not water.has_redox:
        yield from _valences(database, element, path)
    species = database.species.get(database.masters[element].species)
    if species is not None and species.charge == 0.0:
        hint = "choose an ion such as Cl or Na, or pH"
        yield Complaint(
            path, f"'{element}' is uncharged in water ({species.name}) and cannot balance charge", hint
        )


def _count(database: Database, water: Solution, path: Path) -> Iterator[Complaint]:
    """As many conditions as unknowns: one for each element, and one for pH."""
    unknown = needed(database, water)
    conditions = (
        len(water.totals) + len(water.equilibrate) + (water.pH is not None) + (water.charge is not None)
    )
    if conditions == len(unknown) + 1:
        return
    given = {name for name in water.elements if name != ALKALINITY} | {plain_element(water.charge or "")}
    free = [name for name in unknown if name not in given]
    if water.pH is None and water.charge != "pH":
        free.append("pH")
    few = conditions < len(unknown) + 1
    said = (
        f"{conditions} conditions for {len(unknown) + 1} unknowns ({', '.join([*unknown, 'pH'])}): "
        f"too {'few' if few else 'many'}"
    )
    if few:
        hint = f"give {' or '.join(free)}" if free else None
    else:
        hint = "each phase in 'equilibrate' takes the place of a total, of pH or of the balance of charge"
    yield Complaint(path, said, hint, True)


def _step(database: Database, step: Step, path: Path) -> Iterator[Complaint]:
    for phase in step.phases:
        yield from _known((*path, "phases", phase), phase, database.phases, "mineral or gas")
    for name in step.gas.gases if step.gas is not None else ():
        gases = [phase for phase in database.phases if database.phases[phase].is_gas]
        yield from _known((*path, "gas", "gases", name), name, gases, "gas")
    for name, members in step.solid_solutions.items():
        for member in members:
            yield from _known((*path, "solid solutions", name, member), member, database.phases, "mineral")
    for site in step.exchange.sites if step.exchange is not None else ():
        yield from _known((*path, "exchange", "sites", site), site, database.exchange_masters, "exchanger")
    for name, surface in step.surface.items():
        for site in surface.sites:
            yield from _known(
                (*path, "surface", name, "sites", site), site, database.surface_masters, "surface"
            )
        kinds = {site.partition("_")[0] for site in surface.sites}
        if len(kinds) > 1:
            said = f"sites of {' and '.join(sorted(kinds))} are on one surface"
            yield Complaint(
                (*path, "surface", name, "sites"), said, "one entry under 'surface' for each", True
            )
    for name, amount in step.add.items():
        yield from _reactant(database, name, amount, (*path, "add", name))


def _reactant(database: Database, name: str, amount: float, path: Path) -> Iterator[Complaint]:
    if name in database.phases:
        return
    wrong = next(readable(name), None)
    if wrong is not None:
        yield from _known(path, name, database.phases, "phase or formula")
        return
    lacking = elements_of_formula(database, name)[1]
    for element in lacking:
        near = unknown_name(path, name, list(database.phases), "phase").hint
        yield Complaint(path, f"the database has no element '{element}' of '{name}'", near, True)
    if amount == 0.0:
        yield Complaint(path, f"no '{name}' is added", "leave it out", True)
