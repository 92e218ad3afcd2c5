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


def water_physics(model: "WaterModel") -> tuple[dict[str, Any], list[str]]:
    """How far the activity model is from thermodynamics in each water, in words; and waters that were not found."""
    import jax.numpy as jnp

    from fluxforce.errors import SolverGaveUp
    from fluxforce.model.named import named_database
    from fluxforce.model.waters.solve import solve_water
    from fluxforce.thermo.equilibria.activity.consistency import asymmetry

    found, warnings = dict[str, Any](), list[str]()
    database = named_database(model)
    assert database is not None  # an inline one is refused
    for name in model.waters:
        try:
            solution, state = solve_water(model, database, name)
        except SolverGaveUp as error:
            warnings.append(str(error))
            continue
        activity = solution.chemistry.activity
        at = activity.at(solution.temperature, solution.pressure)
        chemistry = solution.chemistry
        # the activity model has room for more species than there are
        fill = ((0, chemistry.room[0] - chemistry.dissolved), (0, 0))
        off = asymmetry(activity, at, jnp.pad(solution.molality[: chemistry.dissolved], fill))
        pair, water = float(off.reciprocity[0]), float(off.gibbs_duhem[0])
        consistent = max(pair, water) < CONSISTENT
        found[f"activities in '{name}'"] = (
            f"pH {state.pH:.3f}, ionic strength {state.ionic_strength:.3g} mol/kgw; "
            + (
                f"they follow from one free energy, to {max(pair, water):.1e}"
                if consistent
                else "they follow from one free energy but for the density of water that PHREEQC puts in, which "
                f"depends on its activity: to {max(pair, water):.1e}"
                if max(pair, water) < NEARLY
                else f"they follow from no free energy: reciprocity is missed by {100 * pair:.2g} %, the activity of "
                f"water by {100 * water:.2g} % of what Gibbs and Duhem ask"
            )
        )
        if abs(state.charge_error) > UNBALANCED:
            warnings.append(
                f"water '{name}' has a charge error of {state.charge_error:.1f} %; 'charge: pH', or an element, would "
                "balance it"
            )
    return found, warnings


# Relative error below which a model counts as derived from a scalar; percent of charge that analysts accept.
CONSISTENT, UNBALANCED = 1e-9, 5.0
NEARLY = 1e-5  # what the response of the Debye-Hueckel slope to the vapour of the solution comes to
ACTIVITY = {
    "pitzer": "Pitzer's",
    "sit": "SIT",
    "llnl": "B-dot of the LLNL database",
    "davies-wateq": "extended Debye-Hueckel (WATEQ), Davies where the database has no parameters",
}
