"""Time scales and local equilibrium of any run: rows name, value, unit and meaning for the budget and the report."""

from collections.abc import Mapping
from typing import Any

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.budget.time_scales import Paces, paces
from fluxforce.model.assemble.base import Assembled
from fluxforce.readings.numbers import number_row

FAST, SLOW = 100.0, 0.01  # numbers of Damkoehler beyond which a reaction is settled, or hardly runs
APART = 0.01  # ratio of two lengths below which they are separated
TRACE = 1e-6  # contents below this share of the largest one are not asked for their gradient


def scale_rows(
    made: Assembled,
    coordinates: Float[Array, "coordinates places"],
    lengths: Mapping[str, float] | None = None,
    *,
    reactions: bool = True,
) -> list[dict[str, Any]]:
    """Rows of one state. ``lengths`` [m] are those of the material: `mean free path`, `pore`, `representative volume`.

    ``reactions``: with those of reactions, which a column has told in its own words.
    """
    found = paces(made.system, coordinates)
    rows = list(_processes(found, reactions))
    rows += _collective(found)
    rows += _lengths(made, coordinates, lengths or {})
    return rows


def _processes(found: Paces, reactions: bool) -> list[dict[str, Any]]:
    rows = []
    if found.residence is not None and reactions:
        rows.append(
            number_row(
                "residence time", found.residence, "s", "what flows in fills the system once in this time"
            )
        )
    if found.peclet is not None and reactions:
        cell, whole = found.peclet
        said = (
            "above 2: fronts are spread by the grid, see 'numerical: space'"
            if cell > 2
            else "at most 2: fine"
        )
        rows += [number_row("cell Peclet number", cell, "1", said),
                 number_row("Peclet number", whole, "1", "advection against spreading over all cells")]  # fmt: skip
    for one in found.processes:
        if one.local and not reactions:
            continue
        if not np.isfinite(one.time):
            continue  # nothing here can follow: it is driven by its reservoirs alone
        if not one.local:
            said = "its slowest mode, as if it were alone between two ends; one cell settles in "
            rows.append(number_row(f"{one.name}: relaxation", one.time, "s", f"{said}{one.fastest:.3g} s"))
            continue
        spread = f", the fastest place in {one.fastest:.3g} s" if one.fastest < 0.9 * one.time else ""
        rows.append(
            number_row(
                f"{one.name}: relaxation", one.time, "s", f"a deviation falls to 1/e in this time{spread}"
            )
        )
        number = found.damkoehler(one.name)
        if number is not None:
            rows.append(number_row(f"{one.name}: Damkoehler number", number, "1", _class(number)))
    return rows


def _class(number: float) -> str:
    """What may be done with a reaction of this number. A slow one does not violate local equilibrium."""
    if number > FAST:
        return (
            "fast against transport: may be treated as settled (`fluxforce run --settle` measures the error)"
        )
    if number < SLOW:
        return "slow against transport: hardly runs; slow reactions do not violate local equilibrium"
    return "neither fast nor slow: its kinetics matter"


def _collective(found: Paces) -> list[dict[str, Any]]:
    rows = []
    if found.collective is not None:
        slow, fast = found.collective
        rows.append(
            number_row(
                "slowest mode of the whole",
                slow,
                "s",
                "all processes together, linearised at the end of the run",
            )
        )
        if fast < 0.99 * slow:
            rows.append(number_row("fastest mode of the whole", fast, "s", f"stiffness {slow / fast:.3g}"))
    if found.period is not None:
        rows.append(
            number_row("period of the slowest swing", found.period, "s", "a pair of complex eigenvalues")
        )
    if found.growing:
        rows.append(
            number_row("modes that grow", 1.0, "1", "FLAG: deviations from this state grow: it is unstable")
        )
    return rows


def _lengths(made: Assembled, coordinates: Array, lengths: Mapping[str, float]) -> list[dict[str, Any]]:
    """Gradient lengths L = value/|gradient| along the positions of a model, and what is to be short against them."""
    if made.x is None or made.x_unit != "m" or made.x.size < 2:
        return []
    reading = made.system.potential.read(jnp.asarray(coordinates))
    names = made.system.potential.quantities[: np.asarray(made.system.active).shape[0]]
    x, inside = np.asarray(made.x), made.inside
    rows: list[dict[str, Any]] = []
    shortest = []
    for k, name in enumerate(names):
        if made.system.potential.linear[k] or name in ("charge", "work", "temperature"):
            continue
        if name == "energy":
            values, title = 1.0 / np.asarray(reading.conjugates[k])[inside], "gradient length of temperature"
        else:
            values, title = np.asarray(reading.content[k])[inside], f"gradient length of {name}"
            values = np.where(values > TRACE * max(float(np.abs(values).max()), 1e-300), values, np.nan)
        slope = np.abs(np.diff(values)) / np.diff(x)
        middle = 0.5 * np.abs(values[1:] + values[:-1])
        length = middle / np.where(slope > 0.0, slope, np.nan)
        if not np.any(np.isfinite(length)):
            continue
        at = int(np.nanargmin(length))
        if length[at] < 1e6 * np.ptp(x):
            shortest.append((float(length[at]), title))
            rows.append(
                number_row(
                    title,
                    float(length[at]),
                    "m",
                    f"value over slope where that is shortest, near {x[at]:.4g} m",
                )
            )
    # of many species only the steepest are told
    rows.sort(key=lambda row: row["value"])
    rows = rows[:3]
    return rows + _separated(min(shortest, default=None), float(np.diff(x).min()), lengths)


def _separated(
    shortest: tuple[float, str] | None, cell: float, lengths: Mapping[str, float]
) -> list[dict[str, Any]]:
    """Ratios of lengths that have to be far below one, with a flag and its reason where they are not."""
    rows = []
    for name, length in lengths.items():
        if name == "representative volume":
            ratio = length / cell
            said = (
                "at most one: every cell holds a representative volume" if ratio <= 1.0
                else "FLAG: cells are smaller than what averages are taken over: their contents are no local means"
            )  # fmt: skip
            rows.append(number_row("representative volume over cell", ratio, "1", said))
        if shortest is None:
            continue
        gradient, title = shortest
        ratio = length / gradient
        if ratio < APART:
            said = "far below one: scales are separated, local equilibrium may be assumed"
        elif ratio < 0.1:
            said = "FLAG: between 0.01 and 0.1: local equilibrium holds to some percent only"
        else:
            said = "FLAG: fields change over this length: no local equilibrium, no linear law of transport"
        rows.append(number_row(f"{name} over {title}", ratio, "1", said))
    return rows


def flags(rows: list[dict[str, Any]]) -> list[str]:
    """Sentences for everything that is flagged."""
    return [f"{row['name']} = {row['value']:.3g}: {row['meaning'].removeprefix('FLAG: ')}" for row in rows
            if str(row["meaning"]).startswith("FLAG")]  # fmt: skip
