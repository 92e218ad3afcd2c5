"""States of waters -> what is kept of them: fields with names for axes, plain records, and tables for spreadsheets."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from io import StringIO
from typing import Any

import numpy as np
import xarray as xr

from fluxforce.model.schema import WaterModel
from fluxforce.model.waters.states import (
    ChargedSurface,
    Dissolved,
    Drive,
    GasMember,
    Held,
    RedoxCouple,
    Saturation,
    Sorbed,
    WaterState,
)
from fluxforce.readings.water_tables import eh
from fluxforce.results import Results

_PARTS: dict[str, type] = {
    "species": Dissolved, "saturation": Saturation, "couples": RedoxCouple, "drives": Drive, "held": Held,
    "gas": GasMember, "sorbed": Sorbed, "surfaces": ChargedSurface,
}  # fmt: skip
# name in results.nc -> (unit, title, how to read it)
_SINGLE: dict[str, tuple[str, str, Callable[[WaterState], float | None]]] = {
    "temperature": ("K", "temperature", lambda s: s.temperature),
    "pressure": ("atm", "pressure", lambda s: s.pressure),
    "water": ("kg", "mass of water", lambda s: s.water),
    "pH": ("1", "pH", lambda s: s.pH),
    "pe": ("1", "pe", lambda s: s.pe),
    "Eh": ("V", "Eh", lambda s: None if s.pe is None else eh(s.pe, s.temperature)),
    "ionic_strength": ("mol/kgw", "ionic strength", lambda s: s.ionic_strength),
    "water_activity": ("1", "activity of water", lambda s: s.water_activity),
    "osmotic": ("1", "osmotic coefficient", lambda s: s.osmotic),
    "alkalinity": ("eq/kgw", "alkalinity", lambda s: s.alkalinity),
    "charge": ("eq", "electrical balance", lambda s: s.charge),
    "charge_error": ("percent", "error of the electrical balance", lambda s: s.charge_error),
    "density": ("kg/m3", "density", lambda s: s.density),
    "share": ("1", "share of the step", lambda s: s.share),
    "gas_pressure": ("atm", "pressure of the gas phase", lambda s: s.gas_pressure),
    "gas_volume": ("L", "volume of the gas phase", lambda s: s.gas_volume),
}


def water_results(
    model: WaterModel,
    states: Sequence[WaterState],
    *,
    provenance: Mapping[str, Any],
    history: Mapping[str, Any],
) -> Results:
    """Everything that a folder of results and a report need."""
    return Results(
        dataset=dataset(states),
        budget={"waters": [asdict(state) for state in states]},
        model=model.resolved(),
        provenance=dict(provenance),
        history=dict(history),
        tables=spreadsheets(states),
    )


def records(data: Iterable[Mapping[str, Any]]) -> list[WaterState]:
    """States again from the plain data of budget.json."""
    found = []
    for one in data:
        fields = dict(one)
        for key, kind in _PARTS.items():
            fields[key] = tuple(kind(**item) for item in fields.get(key) or ())
        fields["path"] = tuple(fields["path"]) if fields.get("path") else None
        fields["notes"] = tuple(fields.get("notes") or ())
        found.append(WaterState(**fields))
    return found


def dataset(states: Sequence[WaterState]) -> xr.Dataset:
    """Fields by state and name; what a state does not have is not a number."""
    count = len(states)
    data = xr.Dataset(coords={"state": np.arange(count)}, attrs={"called": "waters at equilibrium"})
    data["title"] = ("state", np.array([state.title for state in states], dtype=object))
    data["step"] = ("state", np.array([state.step for state in states]))
    for name, (unit, title, read) in _SINGLE.items():
        values = np.array([np.nan if (v := read(state)) is None else v for state in states], dtype=float)
        if np.isfinite(values).any():
            data[name] = xr.DataArray(values, dims="state", attrs={"units": unit, "title": title})
    _field(data, states, "total", "element", "mol/kgw", lambda s: s.totals)
    for name, unit, read in (
        ("molality", "mol/kgw", lambda one: one.molality),
        ("log_activity", "1", lambda one: one.log_activity),
        ("log_gamma", "1", lambda one: one.log_gamma),
    ):
        _field(data, states, name, "species", unit, lambda s, read=read: {o.name: read(o) for o in s.species})
    _field(data, states, "saturation_index", "phase", "1", lambda s: {o.name: o.index for o in s.saturation})
    _field(data, states, "affinity", "phase", "J/mol", lambda s: {o.name: o.affinity for o in s.saturation})
    _field(data, states, "couple_Eh", "couple", "V", lambda s: {o.name: o.Eh for o in s.couples})
    _field(data, states, "amount", "held", "mol", lambda s: {o.name: o.amount for o in s.held})
    _field(data, states, "gas_partial_pressure", "gas", "atm", lambda s: {o.name: o.pressure for o in s.gas})
    _field(data, states, "sorbed_amount", "sorbed", "mol", lambda s: {o.name: o.amount for o in s.sorbed})
    _field(
        data, states, "surface_potential", "surface", "V", lambda s: {o.name: o.potential for o in s.surfaces}
    )
    return data


def _field(
    data: xr.Dataset, states: Sequence[WaterState], name: str, axis: str, unit: str,
    read: Callable[[WaterState], Mapping[str, float]],
) -> None:  # fmt: skip
    rows = [read(state) for state in states]
    names = list(dict.fromkeys(key for row in rows for key in row))
    if not names:
        return
    values = np.array([[row.get(key, np.nan) for key in names] for row in rows], dtype=float)
    data[name] = xr.DataArray(
        values, dims=("state", axis), coords={axis: np.array(names, dtype=object)}, attrs={"units": unit}
    )


def spreadsheets(states: Sequence[WaterState]) -> dict[str, str]:
    """CSV by file name, one row for each thing in each state, units in the headings."""
    found = {"waters.csv": _waters(states)}
    for file, head, read in _SHEETS:
        rows = [(s.title, s.step, s.share, *cells) for s in states for cells in read(s)]
        if rows:
            found[file] = _csv(("water", "step", "share", *head), rows)
    return found


def _waters(states: Sequence[WaterState]) -> str:
    kept = {name: [read(s) for s in states] for name, (_, _, read) in _SINGLE.items()}
    kept = {name: values for name, values in kept.items() if any(v is not None for v in values)}
    head = ("water", "step", *(f"{n} [{_SINGLE[n][0]}]" if _SINGLE[n][0] != "1" else n for n in kept))
    rows = [(s.title, s.step, *(values[k] for values in kept.values())) for k, s in enumerate(states)]
    return _csv(head, rows)


_SHEETS: tuple[tuple[str, tuple[str, ...], Callable[[WaterState], Iterable[tuple[Any, ...]]]], ...] = (
    ("totals.csv", ("element", "molality [mol/kgw]", "amount [mol]"),
     lambda s: ((n, v, v * s.water) for n, v in s.totals.items())),
    ("species.csv", ("species", "charge", "molality [mol/kgw]", "log activity", "log gamma"),
     lambda s: ((o.name, o.charge, o.molality, o.log_activity, o.log_gamma) for o in s.species)),
    ("saturation.csv", ("phase", "SI", "log IAP", "log K", "affinity [J/mol]", "formula", "reaction"),
     lambda s: ((o.name, o.index, o.log_iap, o.log_k, o.affinity, o.formula, o.equation) for o in s.saturation)),
    ("couples.csv", ("couple", "pe", "Eh [V]", "half reaction"),
     lambda s: ((o.name, o.pe, o.Eh, o.equation) for o in s.couples)),
    ("affinities.csv", ("oxidised", "by", "affinity [J/mol e-]"),
     lambda s: ((o.donor, o.acceptor, o.affinity) for o in s.drives)),
    ("phases.csv", ("phase", "SI", "asked", "before [mol]", "now [mol]", "solid solution"),
     lambda s: ((o.name, o.index, o.asked, o.start, o.amount, o.of) for o in s.held)),
    ("gas.csv", ("gas", "pressure [atm]", "amount [mol]", "fugacity coefficient"),
     lambda s: ((o.name, o.pressure, o.amount, o.fugacity_coefficient) for o in s.gas)),
    ("sorbed.csv", ("species", "site", "amount [mol]", "molality [mol/kgw]", "share of sites", "log gamma"),
     lambda s: ((o.name, o.site, o.amount, o.molality, o.share, o.log_gamma) for o in s.sorbed)),
    ("surfaces.csv", ("surface", "area [m2]", "charge [eq]", "density [C/m2]", "potential [V]"),
     lambda s: ((o.name, o.area, o.charge, o.density, o.potential) for o in s.surfaces)),
)  # fmt: skip


def _csv(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return stream.getvalue()
