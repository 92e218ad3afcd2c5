"""What a geochemist reads off a beaker: pH, totals, saturation, minerals, affinities and rates in time."""

from typing import Any

import numpy as np

from fluxforce.constants import GAS_CONSTANT, LN10
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.batch import BatchParts
from fluxforce.readings.column import component_names
from fluxforce.readings.small import HostRates


def batch_fields(made: Assembled, rates: HostRates) -> tuple[dict[str, Any], dict[str, Any]]:
    """Fields and coordinate names of a beaker, beyond those that every model has."""
    parts = made.notes["parts"]
    assert isinstance(parts, BatchParts)
    model, inside = parts.chemistry.model, made.inside
    count = len(model.components)
    detail = {name: values[..., inside] for name, values in rates.reading.detail.items()}
    along = ("time", "place")
    assert made.temperature is not None  # a beaker is isothermal
    forces = np.stack([force[:, 0, inside] for force in rates.forces])
    fluxes = np.stack([flux[:, 0, inside] for flux in rates.fluxes])
    fields: dict[str, Any] = {
        "ionic_strength": (along, detail["ionic_strength"], "mol/kgw"),
        "total": (("component", *along), _first(rates.reading.content[:, :count, inside]), "mol/kgw"),
        "molality": (("species", *along), _first(detail["molality"]), "mol/kgw"),
        "affinity": (("reaction", *along), forces * made.temperature, "J/mol"),
        "rate": (("reaction", *along), fluxes / made.bulk, "mol/kgw/s"),
    }
    if "pH" in detail:
        fields = {"pH": (along, detail["pH"], "1")} | fields
    coords: dict[str, Any] = {
        "component": component_names(model.elements, model.components),
        "species": list(model.species),
        "reaction": [exchange.name for exchange in made.system.exchanges],
    }
    if parts.minerals:
        number = len(parts.minerals)  # their dissolutions are the first processes, in their order
        amounts = _first(rates.reading.content[:, count : count + number, inside])
        fields["mineral_amount"] = (("mineral", *along), amounts, "mol/kgw")
        index = -forces[:number] / (GAS_CONSTANT * LN10)
        fields["saturation_index"] = (("mineral", *along), index, "1")
        coords["mineral"] = [mineral.name for mineral in parts.minerals]
    return fields, coords


def _first(values: np.ndarray) -> np.ndarray:
    """[time, row, place] to [row, time, place]."""
    return np.moveaxis(values, 0, 1)
