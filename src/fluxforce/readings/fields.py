"""Fields of a run at its output times, as an xarray Dataset with units."""

from typing import TYPE_CHECKING, Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce.balance import Rates, System, rates_at
from fluxforce.budget.ledger import Ledger
from fluxforce.model.assemble.base import Assembled
from fluxforce.places import Everywhere
from fluxforce.readings.batch import batch_fields
from fluxforce.readings.column import column_fields
from fluxforce.readings.numbers import shown_fields
from fluxforce.readings.small import HostRates, small_fields, units_of
from fluxforce.solve.trajectory import Trajectory

if TYPE_CHECKING:
    import xarray

Fields = dict[str, tuple[tuple[str, ...], np.ndarray, str]]


@eqx.filter_jit
def _rates(system: System, states: Any) -> Rates:
    return jax.lax.map(lambda z: rates_at(system, z), states)


def kept_states(trajectory: Trajectory, outputs: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Times and states at the start and at every output time that was reached."""
    times, states = trajectory.times(), trajectory.states()
    reached = [int(np.argmin(np.abs(times - goal))) for goal in outputs if goal <= times[-1] * (1 + 1e-12)]
    index = np.array([0, *reached, *([] if reached else [len(times) - 1])])
    index = np.unique(np.concatenate([index, [len(times) - 1]]))
    return times[index], states[index]


def dataset(
    made: Assembled, trajectory: Trajectory, ledger: Ledger, outputs: tuple[float, ...]
) -> "xarray.Dataset":
    """Contents, conjugates, forces, fluxes, production and what the kind of model adds; the ledger by step."""
    times, states = kept_states(trajectory, outputs)
    return states_dataset(made, times, states, _ledger_fields(made, trajectory, ledger))


def states_dataset(
    made: Assembled, times: np.ndarray, states: np.ndarray, further: "Fields"
) -> "xarray.Dataset":
    """The same of any states [time, coordinate, place], with ``further`` fields."""
    import xarray

    device = _rates(made.system, jnp.asarray(states))
    rates = jax.tree.map(np.asarray, device)
    fields, coords = _common(made, rates)
    if made.kind == "column":
        more, names = column_fields(made, rates)
        fields |= more
        coords |= names
    elif made.kind == "batch":
        more, names = batch_fields(made, rates)
        fields |= more
        coords |= names
    else:
        fields |= small_fields(made, rates)
    fields |= shown_fields(made, device)
    fields |= further
    coords["time"] = ("time", times, {"units": "s"})
    if made.x is not None:
        coords["x"] = ("place", made.x, {"units": made.x_unit})
    variables = {name: (dims, values, {"units": unit}) for name, (dims, values, unit) in fields.items()}
    for profile in made.profiles:
        variables[profile.name][2]["title"] = profile.title
    attributes: dict[str, Any] = {"title": "fluxforce results", "kind": made.kind}
    if made.profiles:
        attributes["profiles"] = [profile.name for profile in made.profiles]
    attributes |= {key: said for key, said in (("called", made.title), ("along", made.along)) if said}
    return xarray.Dataset(variables, coords=coords, attrs=attributes)


def new_dataset(kind: str) -> "xarray.Dataset":
    """A dataset without variables yet."""
    import xarray

    return xarray.Dataset(attrs={"title": "fluxforce results", "kind": kind})


def with_fields(dataset: "xarray.Dataset", fields: Fields, coordinates: dict[str, Any]) -> "xarray.Dataset":
    """A dataset with further variables and names of axes."""
    if not fields:
        return dataset
    variables = {name: (dims, values, {"units": unit}) for name, (dims, values, unit) in fields.items()}
    return dataset.assign(variables).assign_coords(coordinates)


def _common(made: Assembled, rates: HostRates) -> tuple[Fields, dict[str, Any]]:
    system, inside = made.system, made.inside
    unit, potential_unit, flux_unit, density_unit = units_of(made)
    # a quantity that is held in every place (a bath) has nothing to show
    kept = np.flatnonzero(np.asarray(system.active)[:, inside].any(axis=1))
    content = rates.reading.content[:, kept][:, :, inside]
    conjugates = rates.reading.conjugates[:, kept][:, :, inside]
    fields: Fields = {
        "content": (("quantity", "time", "place"), np.moveaxis(content, 0, 1), unit),
        "conjugate": (("quantity", "time", "place"), np.moveaxis(conjugates, 0, 1), potential_unit),
    }
    names = [exchange.name for exchange in system.exchanges]
    coords: dict[str, Any] = {
        "quantity": [system.potential.quantities[k] for k in kept],
        "process": names,
    }
    if made.quantity_units is not None:
        coords["quantity_unit"] = ("quantity", [made.quantity_units[k] for k in kept])
    if made.place_names is not None:
        coords["place"] = list(made.place_names)
    each = [_density(made, k, rates.production[k]) for k in range(len(names))]
    by_process = np.stack(each) if each else np.zeros((0, content.shape[0], len(inside)))
    fields["production"] = (("process", "time", "place"), by_process, density_unit)
    for k, exchange in enumerate(system.exchanges):
        local = isinstance(exchange.sites, Everywhere)
        # a site of measure zero (the faces of an inlet, a reservoir) has a force that acts on nothing
        sites = made.inside if local else np.flatnonzero(np.asarray(exchange.measure))
        row, site = f"row:{exchange.name}", "place" if local else f"site:{exchange.name}"
        for what, values, units in (
            ("force", rates.forces[k], potential_unit),
            ("flux", rates.fluxes[k], flux_unit),
        ):
            own = np.moveaxis(values[:, :, sites], 0, 1)
            fields[f"{what}:{exchange.name}"] = ((row, "time", site), own, units)
        if len(exchange.rows) == exchange.products.shape[0]:
            coords[row] = list(exchange.rows)
    return fields, coords


def _density(made: Assembled, k: int, production: np.ndarray) -> np.ndarray:
    """Production of one exchange [times, sites] as a density at the inside places.

    A face belongs half to each of its two places; all of it to the inner one where the other is a reservoir.
    """
    exchange = made.system.exchanges[k]
    places = made.system.size.shape[0]
    if isinstance(exchange.sites, Everywhere):
        return production[:, made.inside] / made.bulk
    weight = np.zeros(places)
    weight[made.inside] = 1.0
    tail, head = (np.asarray(end) for end in exchange.sites.ends(jnp.asarray(weight)))
    total = np.maximum(tail + head, 1.0)
    taken, given = jnp.asarray(-production * tail / total), jnp.asarray(production * head / total)
    return np.asarray(exchange.sites.collect(taken, given, places))[:, made.inside] / made.bulk


def _ledger_fields(made: Assembled, trajectory: Trajectory, ledger: Ledger) -> Fields:
    produced = np.cumsum(ledger.produced, axis=0).T
    steps = {
        "step_time": (trajectory.time, "s"),
        "step_size": (trajectory.step, "s"),
        "newton_iterations": (trajectory.iterations, "1"),
        "step_error": (trajectory.error, "1"),
        "numerical_space": (np.cumsum(ledger.space.sum(axis=1)), "J/K"),
        "numerical_time": (np.cumsum(ledger.time), "J/K"),
        "leak": (np.cumsum(ledger.leak), "J/K"),
        "closure": (np.cumsum(ledger.closure), "J/K"),
        "model_activity": (np.cumsum(ledger.model.sum(axis=1)), "J/K"),
        "mixing_at_inlet": (np.cumsum(ledger.mixing.sum(axis=1)), "J/K"),
    }
    fields: Fields = {name: (("step",), np.asarray(values), unit) for name, (values, unit) in steps.items()}
    fields["produced"] = (("process", "step"), produced, "J/K")
    return fields
