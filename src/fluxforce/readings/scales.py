"""Time scales of a column, Damkoehler and Peclet numbers, and whether local equilibrium may be assumed."""

from typing import Any

import numpy as np

from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.column import ColumnParts
from fluxforce.readings.numbers import number_row
from fluxforce.solve.trajectory import Trajectory


def column_scales(made: Assembled, trajectory: Trajectory) -> list[dict[str, Any]]:
    """Rows name, value, unit, meaning: how fast every process is against the flow (docs/theory.md, Time scales)."""
    parts = made.notes["parts"]
    assert isinstance(parts, ColumnParts)
    rock = parts.rock
    rows: list[dict[str, Any]] = []
    width = rock.length / rock.cells
    dispersion = rock.dispersivity * rock.darcy / rock.porosity
    molecular = (
        rock.diffusion if rock.diffusion is not None else float(np.max(np.asarray(rock.model.diffusion)))
    )
    spreading = dispersion + rock.tortuosity * molecular
    velocity = rock.darcy / rock.porosity
    if velocity > 0:
        crossing = rock.length / velocity
        rows.append(number_row("residence time", crossing, "s", "water crosses the column in this time"))
        peclet = velocity * width / spreading if spreading > 0 else float("inf")
        warn = (
            "above 2: fronts are spread by the grid, see 'numerical: space'"
            if peclet > 2
            else "at most 2: fine"
        )
        rows.append(number_row("cell Peclet number", peclet, "1", warn))
        rows.append(number_row("column Peclet number", velocity * rock.length / max(spreading, 1e-300), "1",
                         "advection against spreading over the whole length"))  # fmt: skip
    for mineral, time in zip(rock.minerals, _relaxation(made, trajectory), strict=True):
        if not np.isfinite(time):
            continue
        rows.append(number_row(f"{mineral.name}: approach to equilibrium", time, "s",
                         "time for water to saturate at the rate of this rock, median over cells"))  # fmt: skip
        if velocity > 0:
            number = rock.length / velocity / time
            if number > 100:
                said = "settles while the water passes: could be treated as an equilibrium"
            elif number < 0.01:
                said = "hardly reacts while the water passes"
            else:
                said = "reaction and flow compete: kinetics matter"
            rows.append(number_row(f"{mineral.name}: Damkoehler number", number, "1", said))
    pore = 1e-3
    rows.append(number_row("mean free path of ions over a pore of 1 mm", 3e-10 / pore, "1",
                     "far below one: local equilibrium of the water itself holds"))  # fmt: skip
    return rows


def _relaxation(made: Assembled, trajectory: Trajectory) -> list[float]:
    """(Amount to saturation)/(rate far from it), from contents at the end: C / (dJ/dX) in mean over cells."""
    import jax.numpy as jnp

    from fluxforce.balance import evaluate
    from fluxforce.constants import GAS_CONSTANT

    rates = evaluate(made.system, jnp.asarray(trajectory.states()[-1]))
    times = []
    parts = made.notes["parts"]
    assert isinstance(parts, ColumnParts)
    size = np.asarray(made.system.size)[made.inside]
    content = np.asarray(rates.reading.content)
    for k, _ in enumerate(parts.rock.minerals):
        force = np.asarray(rates.forces[k])[0, made.inside]
        flux = np.asarray(rates.fluxes[k])[0, made.inside]
        distance = -np.expm1(-force / GAS_CONSTANT)
        forward = np.abs(
            np.divide(flux, distance, out=np.full_like(flux, np.nan), where=np.abs(distance) > 1e-12)
        )
        nu = np.asarray(parts.rock.minerals[k].reaction.nu)
        carried = (
            np.max(content[: len(nu)][nu > 0][:, made.inside], axis=1).min() if (nu > 0).any() else np.nan
        )
        known = np.isfinite(forward) & (forward > 0.0)
        # at equilibrium everywhere, or without mineral, the rate says nothing about a time
        times.append(float(np.median((carried * size)[known] / forward[known])) if known.any() else np.nan)
    return times
