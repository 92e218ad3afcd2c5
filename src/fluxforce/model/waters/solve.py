"""The waters of a file at equilibrium, one after another."""

from collections.abc import Iterator
from dataclasses import replace

from fluxforce.constants import ATMOSPHERE, FARADAY, GAS_CONSTANT, LN10
from fluxforce.errors import BadInput, SolverGaveUp
from fluxforce.model.databases.chemistry import build_chemistry
from fluxforce.model.databases.errors import DatabaseError
from fluxforce.model.databases.records import Database
from fluxforce.model.errors import from_complaints
from fluxforce.model.schema import Complaint, WaterModel
from fluxforce.model.schema.water_file import ALKALINITY, Solution, plain_element
from fluxforce.model.waters.amounts import amounts
from fluxforce.model.waters.elements import needed
from fluxforce.model.waters.given import as_given
from fluxforce.model.waters.reactants import ReactantError
from fluxforce.model.waters.readout import Readout
from fluxforce.model.waters.redox import divided, solved, with_states
from fluxforce.model.waters.states import WaterState
from fluxforce.model.waters.steps import take
from fluxforce.model.waters.system import elements_of_steps
from fluxforce.thermo.equilibria import solution as engine
from fluxforce.thermo.equilibria.failures import unsolved
from fluxforce.thermo.equilibria.waters import WaterError, make_water


def solve_water(model: WaterModel, database: Database, name: str) -> tuple[engine.Solution, WaterState]:
    """One water of the file. Raises BadInput where it is not determined, SolverGaveUp where no solution was found."""
    water, path = model.waters[name], ("waters", name)
    elements = needed(database, water)
    given = amounts(water, database, path)
    totals = {element: value for element, value in given.molality.items() if element != ALKALINITY}
    phases = {t.phase: t.index for t in water.totals.values() if t.phase is not None} | dict(
        water.equilibrate
    )
    charge = None if water.charge is None else plain_element(water.charge)
    try:
        apart = divided(database, water)
        elements = with_states(elements, apart)
        chemistry = build_chemistry(database, elements, redox=water.has_redox)

        def solve(known: dict[str, float], pe: float | None) -> engine.Solution:
            return make_water(
                chemistry, known, ph=water.pH, pe=pe, alkalinity=given.molality.get(ALKALINITY), charge=charge,
                equilibrate_with=phases, temperature=water.temperature, pressure=water.pressure / ATMOSPHERE,
                kilograms=water.water,
            )  # fmt: skip

        found = solved(database, water, totals, _pe(water), apart, solve)
    except (DatabaseError, WaterError) as error:
        complaint = Complaint(path, str(error), getattr(error, "hint", None) or None, True)
        raise BadInput(from_complaints([complaint], model.tree)) from None
    if not bool(found.converged[0]):
        said, tries = unsolved(found)
        raise SolverGaveUp(f"water '{name}': {said}; what to try: {tries}")
    follow = tuple(state for one in apart for state in one.states)
    state = Readout(database, chemistry.phases, elements, follow).state(found, 0, name)
    return found, replace(state, given=as_given(database, water, elements))


def solve_waters(model: WaterModel, database: Database) -> Iterator[WaterState]:
    """Every water, then every stop of every step, each as it is found."""
    solutions: dict[str, engine.Solution] = {}
    for name in model.waters:
        solutions[name], state = solve_water(model, database, name)
        yield state
    elements, standing = elements_of_steps(model, database), None
    for number, step in enumerate(model.reaction, start=1):
        try:
            found, standing = take(model, database, elements, solutions, standing, step, number)
        except (DatabaseError, WaterError, ReactantError) as error:
            complaint = Complaint(
                ("reaction", number - 1), str(error), getattr(error, "hint", None) or None, True
            )
            raise BadInput(from_complaints([complaint], model.tree)) from None
        yield from found


def _pe(water: Solution) -> float | None:
    """pe, or that of Eh = R T ln(10)/F pe."""
    if water.Eh is not None:
        return water.Eh * FARADAY / (GAS_CONSTANT * water.temperature * LN10)
    return water.pe
