"""What a file says of each element of a water, in its own words: for the table of the composition."""

from fluxforce.model.databases.records import Database
from fluxforce.model.schema.water_file import ALKALINITY, Solution, plain_element
from fluxforce.model.waters.elements import carbon, states_of_phase


def as_given(database: Database, water: Solution, elements: list[str]) -> dict[str, str]:
    """Element -> "412.3 ppm", "from alkalinity", "by Calcite, SI 0", "balances charge"."""
    found: dict[str, str] = {}
    for name, total in water.elements.items():
        if total.phase is not None:
            found[name] = f"by {total.phase}, SI {total.index:g}"
        else:
            unit = total.unit or water.units or ""
            more = f" as {total.formula}" if total.formula else ""
            more += f" gfw {total.weight:g}" if total.weight is not None else ""
            found[name] = f"{total.amount:g} {unit}{more}"
    if ALKALINITY in found:
        told = found.pop(ALKALINITY)
        state = carbon(database, [name for name in water.elements if name != ALKALINITY])
        if state is not None:
            found[state] = f"alkalinity {told}"
    if water.charge is not None and water.charge != "pH":
        found[plain_element(water.charge)] = "balances charge"
    for phase, index in water.equilibrate.items():
        for state in states_of_phase(database, phase):
            if state in elements and state not in found:
                found[state] = f"by {phase}, SI {index:g}"
    return found
