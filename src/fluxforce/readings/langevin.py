"""Langevin trajectories as books and fields: work, heat of every bath, entropy, all with their standard errors."""

from typing import Any

import numpy as np

from fluxforce.model.assemble.langevin import Particles
from fluxforce.model.schema.langevin import LangevinModel
from fluxforce.readings.fields import Fields
from fluxforce.readings.grid import grid_numbers, log_density
from fluxforce.readings.sampled import theorems
from fluxforce.readings.work import work_of
from fluxforce.solve.langevin.ensemble import Ensemble, mean_and_error

SHOWN, MOST_KEPT = 6, 20_000


def langevin_books(
    model: LangevinModel, particles: Particles, ensemble: Ensemble
) -> tuple[dict[str, Any], Fields, dict[str, Any]]:
    """The budget (energies with k_B = 1, entropies in k_B), fields and names of axes."""
    system, names = ensemble.system, ensemble.system.coordinates
    temperature = np.asarray(system.temperature)
    given = {name: -ensemble.heat[-1, b] for b, name in enumerate(system.baths)}
    entropy = {name: _entropy(given[name], temperature[b]) for b, name in enumerate(system.baths)}
    parts = {f"entropy to {name}": values for name, values in entropy.items()}
    if np.any(ensemble.convention[-1]):
        parts["entropy of the convention"] = ensemble.convention[-1]
    energies = {"work of the protocol": ensemble.work[-1], "work of driving forces": ensemble.driven[-1]}
    energies = {name: values for name, values in energies.items() if np.any(values)}
    energies |= {f"heat to {name}": values for name, values in given.items()}
    gained = ensemble.energy[-1] - ensemble.started
    averages = {
        name: _average(values) for name, values in {**energies, "energy stored": gained, **parts}.items()
    }
    end = float(ensemble.times[-1])
    moved = ensemble.x[-1] - ensemble.x[0]
    for k, name in enumerate(names):
        averages[f"<{name}>"] = _average(ensemble.x[-1, k])
        averages[f"variance of {name}"] = _variance(ensemble.x[-1, k])
        if (model.grid and model.grid[name].periodic) or system.drive is not None:
            averages[f"velocity of {name}"] = _average(moved[k] / end)
            averages[f"diffusion of {name}"] = _scaled(_variance(moved[k]), 0.5 / end)
    numbers: dict[str, Any] = {
        "books": ["energy"],
        "shown": {"unit": "k_B", "factor": 1.0, "row": "bath", "column": "entropy given"},
        "entropy": {
            "produced": {name: _finite(float(values.mean())) for name, values in entropy.items()},
            "numerical": {},
            "discharged": _finite(float(ensemble.entropy[-1].mean())),
        },
        "energy": {
            "stored": float(gained.mean()),
            "work": float(ensemble.work[-1].mean()),
            "driven": float(ensemble.driven[-1].mean()),
            "heat": {name: float(values.mean()) for name, values in given.items()},
            "integrator": float(ensemble.shadow[-1].mean()),
        },
        "closure": {"energy": _first_law(ensemble)},
        "time": [0.0, end],
    }
    fields, coordinates = _fields(ensemble)
    if particles.grid is not None:
        steady, more, axes = grid_numbers(particles.grid)
        numbers["steady"] = steady
        fields |= more
        coordinates |= axes
        for name in names:
            for what, exact in (("velocity", steady["velocity"]), ("diffusion", steady["diffusion"])):
                if f"{what} of {name}" in averages and name in exact:
                    averages[f"{what} of {name}"]["exact"] = exact[name]
    work = work_of(model, particles, ensemble)
    averages |= work.numbers.pop("averages")
    fields |= work.fields
    theorem = work.numbers or _steady_theorems(model, particles, ensemble, averages, fields)
    numbers["sample"] = {
        "trajectories": ensemble.x.shape[-1],
        "time": end,
        "seed": model.sample.seed,
        "averages": averages,
        **theorem,
    }
    return numbers, fields, coordinates


def _entropy(heat: np.ndarray, temperature: float) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(heat == 0.0, 0.0, heat / temperature)


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _average(values: np.ndarray) -> dict[str, float]:
    mean, error = mean_and_error(values[None])
    return {"mean": float(mean[0]), "error": float(error[0])}


def _variance(values: np.ndarray) -> dict[str, float]:
    """The variance and its standard error, from the fourth moment."""
    away = values - values.mean()
    second, fourth = float(np.mean(away**2)), float(np.mean(away**4))
    return {"mean": second, "error": float(np.sqrt(max(fourth - second**2, 0.0) / values.size))}


def _scaled(row: dict[str, float], factor: float) -> dict[str, float]:
    return {key: factor * value for key, value in row.items()}


def _first_law(ensemble: Ensemble) -> float:
    """Largest |energy gained - work - heat| of any trajectory at any time, over all that was exchanged."""
    exchanged = np.abs(ensemble.work) + np.abs(ensemble.driven) + np.abs(ensemble.heat).sum(axis=1)
    scale = float(np.max(exchanged + np.abs(ensemble.energy), initial=0.0))
    return float(np.max(np.abs(ensemble.first_law)) / scale) if scale > 0.0 else 0.0


def _steady_theorems(
    model: LangevinModel, particles: Particles, ensemble: Ensemble, averages: dict[str, Any], fields: Fields
) -> dict[str, Any]:
    """Integral and detailed theorem for the total entropy of a steady state that is known on a grid."""
    if particles.grid is None or model.langevin.settle is None:
        return {}
    density = log_density(particles.grid)
    total = ensemble.entropy[-1] + density(ensemble.x[0]) - density(ensemble.x[-1])
    fields["sampled_entropy"] = (("trajectory",), total[:MOST_KEPT], "k_B")
    return theorems(total, averages)


def _fields(ensemble: Ensemble) -> tuple[Fields, dict[str, Any]]:
    system = ensemble.system
    mean, error = mean_and_error(ensemble.x)
    given, given_error = mean_and_error(-ensemble.heat)
    fields: Fields = {
        "mean": (("time", "coordinate"), mean, "1"),
        "mean_error": (("time", "coordinate"), error, "1"),
        "variance": (("time", "coordinate"), ensemble.x.var(axis=-1), "1"),
        "heat": (("time", "bath"), given, "1"),
        "heat_error": (("time", "bath"), given_error, "1"),
        "trajectory_x": (("time", "coordinate", "shown"), ensemble.x[:, :, :SHOWN], "1"),
        "sampled_x": (("coordinate", "trajectory"), ensemble.x[-1, :, :MOST_KEPT], "1"),
    }
    for name, values in (
        ("work", ensemble.work), ("driven_work", ensemble.driven), ("energy", ensemble.energy),
        ("entropy", ensemble.entropy),
    ):  # fmt: skip
        average, off = mean_and_error(values)
        unit = "k_B" if name == "entropy" else "1"
        fields[name] = (("time",), average, unit)
        fields[f"{name}_error"] = (("time",), off, unit)
    coordinates: dict[str, Any] = {
        "time": ("time", ensemble.times, {"units": "s"}),
        "coordinate": list(system.coordinates),
        "bath": list(system.baths),
    }
    return fields, coordinates
