"""The activity model that a database brings, for a list of its species."""

from collections.abc import Sequence

import jax.numpy as jnp
import numpy as np

from fluxforce.model.databases.basis import ELECTRON, WATER
from fluxforce.model.databases.ion_interactions import pitzer_of, sit_of
from fluxforce.model.databases.records import Database, Species
from fluxforce.model.databases.water_properties import NEUTRAL_SLOPE
from fluxforce.thermo.equilibria.activity.base import AbstractActivity
from fluxforce.thermo.equilibria.activity.debye_hueckel import DebyeHueckel, SlopesTable

PADDING = ""  # the name of a species that is none and fills up the list


def activity_of(database: Database, species_names: Sequence[str]) -> AbstractActivity:
    """Activity model of the database for these dissolved species, in this order.

    The electron, water and `PADDING` may stand in the list; they have no coefficients and count for nothing.
    """
    records = [_record(database, name) for name in species_names]
    if database.activity_model == "pitzer":
        return pitzer_of(database, records)
    if database.activity_model == "sit":
        return sit_of(database, records)
    return debye_hueckel_of(database, records)


def debye_hueckel_of(database: Database, records: Sequence[Species | None]) -> DebyeHueckel:
    """Davies, extended Debye-Hueckel and LLNL's rules, one row for each record; None for what has none.

    Without a line of its own an ion follows Davies and a neutral species log10 gamma = 0.1 I; with
    -llnl_gamma a neutral species has gamma = 1.
    """
    rows = np.array([_row(record) for record in records]).reshape(len(records), 8)
    charge, dissolved, size, slope, davies, dotted, bent, as_water = (jnp.array(row) for row in rows.T)
    table = None
    if database.llnl is not None:
        held = database.llnl
        knots = (held.temperatures, held.adh, held.bdh, held.bdot, held.co2)
        table = SlopesTable(*(jnp.array(numbers) for numbers in knots))
    return DebyeHueckel(
        charge=charge,
        dissolved=dissolved,
        size=size,
        slope=slope,
        davies=davies,
        dotted=dotted,
        bent=bent,
        as_water=as_water,
        follows_vapour=jnp.array(1.0, dtype=float),
        table=table,
    )


def _record(database: Database, name: str) -> Species | None:
    """The species, or None for what has no activity coefficient."""
    return None if name in (PADDING, ELECTRON, WATER) else database.find_species(name)


def _row(record: Species | None) -> tuple[float, ...]:
    """Charge, dissolved, size, slope, davies, dotted, bent, as_water of `DebyeHueckel`."""
    if record is None:
        return (0.0,) * 8
    kind, numbers = record.gamma
    charged = float(record.charge != 0)
    size, slope, davies, dotted, bent, as_water = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    if record.activity_water:
        as_water = 1.0
    elif kind == "gamma":
        size, slope = numbers[0], numbers[1]
    elif kind == "llnl_gamma":
        size, dotted = charged * numbers[0], charged
    elif kind == "co2_llnl_gamma":
        bent = 1.0
    elif charged:
        davies = 1.0
    else:
        slope = NEUTRAL_SLOPE
    return record.charge, 1.0, size, slope, davies, dotted, bent, as_water
