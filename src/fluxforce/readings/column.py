"""What a geochemist reads off a column: pH, totals, saturation, minerals, affinities and rates."""

from typing import Any

import numpy as np

from fluxforce.constants import GAS_CONSTANT, LN10
from fluxforce.laws.nernst_planck import NernstPlanck
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.column import ColumnParts
from fluxforce.places import Everywhere
from fluxforce.readings.small import HostRates, electric_potential


def column_fields(made: Assembled, rates: HostRates) -> tuple[dict[str, Any], dict[str, Any]]:
    """Fields and coordinate names of a column, beyond those that every model has."""
    parts = made.notes["parts"]
    assert isinstance(parts, ColumnParts)
    rock, inside = parts.rock, made.inside
    components = len(rock.model.components)
    detail = {name: values[..., inside] for name, values in rates.reading.detail.items()}
    along = ("time", "place")
    fields: dict[str, Any] = {
        "pH": (along, detail["pH"], "1"),
        "ionic_strength": (along, detail["ionic_strength"], "mol/kgw"),
        "total": (("component", *along), _first(rates.reading.content[:, :components, inside]), "mol/kgw"),
        "molality": (("species", *along), _first(detail["molality"]), "mol/kgw"),
    }
    coords: dict[str, Any] = {
        "component": component_names(rock.model.elements, rock.model.components),
        "species": list(rock.model.species),
    }
    if rock.minerals:
        fields |= _minerals(made, parts, rates)
        coords["mineral"] = [m.name for m in rock.minerals]
        coords["reaction"] = [e.name for e in made.system.exchanges if isinstance(e.sites, Everywhere)]
    if any(isinstance(exchange.law, NernstPlanck) for exchange in made.system.exchanges):
        fields["potential"] = (along, electric_potential(made, rates), "V")
    return fields, coords


def component_names(elements: tuple[str, ...], components: tuple[str, ...]) -> list[str]:
    """Totals by the name of their element; that of H+ is an excess over water and the other components."""
    named = zip(elements, components, strict=True)
    return ["H+ excess" if component == "H+" else element for element, component in named]


def _minerals(made: Assembled, parts: ColumnParts, rates: HostRates) -> dict[str, Any]:
    rock, inside = parts.rock, made.inside
    first = len(rock.model.components)
    amounts = (
        _first(rates.reading.content[:, first : first + len(rock.minerals), inside]) * rock.water_per_bulk
    )
    volumes = np.array([_volume(parts, k) for k in range(len(rock.minerals))])
    forces = np.stack([f[:, 0, inside] for f, e in _local(made, rates.forces)])
    fluxes = np.stack([f[:, 0, inside] for f, e in _local(made, rates.fluxes)])
    along = ("time", "place")
    assert made.temperature is not None  # a column is isothermal
    return {
        "saturation_index": (("mineral", *along), -forces / (GAS_CONSTANT * LN10), "1"),
        "mineral_amount": (("mineral", *along), amounts, "mol/m3"),
        "mineral_volume": (("mineral", *along), amounts * volumes[:, None, None], "1"),
        "affinity": (("reaction", *along), forces * made.temperature, "J/mol"),
        "rate": (("reaction", *along), fluxes / made.bulk, "mol/m3/s"),
    }


def _volume(parts: ColumnParts, position: int) -> float:
    """Molar volume of a mineral [m3/mol], the document's where it gives one."""
    mineral = parts.rock.minerals[position]
    own = parts.chemistry.document.minerals[mineral.name].molar_volume
    return float(mineral.reaction.molar_volume) if own is None else own


def _local(made: Assembled, values: Any):
    pairs = zip(values, made.system.exchanges, strict=True)
    return [(value, exchange) for value, exchange in pairs if isinstance(exchange.sites, Everywhere)]


def _first(values: np.ndarray) -> np.ndarray:
    """[time, row, place] to [row, time, place]."""
    return np.moveaxis(values, 0, 1)
