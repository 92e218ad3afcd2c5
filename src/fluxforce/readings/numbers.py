"""What a kind of model shows of its states: its numbers and its profiles, at every output time."""

from typing import TYPE_CHECKING, Any

import jax
import numpy as np

from fluxforce.balance import Rates
from fluxforce.model.assemble.base import Assembled

if TYPE_CHECKING:
    import xarray

PREFIX = "number:"


def shown_fields(made: Assembled, rates: Rates) -> dict[str, Any]:
    """Profiles [time, place] and numbers [time] of several states, times on the first axis of ``rates``."""
    found: dict[str, Any] = {}
    for profile in made.profiles:
        values = jax.vmap(lambda one, p=profile: p.of(made.system, one))(rates)
        found[profile.name] = (("time", "place"), np.asarray(values)[:, made.inside], profile.unit)
    for number in made.numbers:
        values = jax.vmap(lambda one, n=number: n.of(made.system, one))(rates)
        found[PREFIX + number.name] = (("time",), np.asarray(values), number.unit)
    return found


def number_rows(made: Assembled, dataset: "xarray.Dataset") -> list[dict[str, Any]]:
    """Name, value at the end, unit and meaning of every number, as budget.json keeps them."""
    return [number_row(n.name, dataset[PREFIX + n.name].values[-1], n.unit, n.meaning) for n in made.numbers]


def number_row(name: str, value: float, unit: str, meaning: str) -> dict[str, Any]:
    """One number of the budget with what it says: of a kind, or of the scales of a run."""
    return {"name": name, "value": float(value), "unit": unit, "meaning": meaning}
