"""What a file of waters comes to: database, activity model, elements, species, steps."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fluxforce.model.schema import WaterModel


def water_summary(model: "WaterModel") -> dict[str, Any]:
    """Everything worth knowing before the waters are computed, in the order in which it is printed."""
    from fluxforce.cli.summary import PROGRAM_OTHERS, spoken_size
    from fluxforce.model.named import named_database
    from fluxforce.model.waters.elements import needed
    from fluxforce.model.waters.system import elements_of_steps

    database = named_database(model)
    assert database is not None  # an inline one is refused
    found: dict[str, Any] = {"kind": "water", "database": database.name}
    found["activity model"] = ACTIVITY.get(database.activity_model, database.activity_model)
    for name, water in model.waters.items():
        found[f"water '{name}'"] = (
            f"{water.temperature - 273.15:.4g} degC; {', '.join(needed(database, water))}"
        )
    if model.reaction:
        stops = sum(len(step.shares) for step in model.reaction)
        found["steps"] = f"{len(model.reaction)} with {stops} states; {model.facts()['redox']}"
        found["elements of the steps"] = elements_of_steps(model, database)
    found["blocks not used"] = list(database.account.not_used())
    needs = model.bytes_needed()
    found["memory"] = (
        f"about {spoken_size(needs + PROGRAM_OTHERS)}: {spoken_size(needs)} for the waters (limit "
        f"{spoken_size(model.memory_limit)}), the rest for the program and its compiler"
    )
    return found


ACTIVITY = {
    "pitzer": "Pitzer's",
    "sit": "SIT",
    "llnl": "B-dot of the LLNL database",
    "davies-wateq": "extended Debye-Hueckel (WATEQ), Davies where the database has no parameters",
}
