"""Our side of the benchmarks: the problems of this folder as fluxforce models, solved and timed."""

import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.problem import LimestoneColumn, Mineral, Water
from benchmarks.profiles import Profiles

ELEMENTS = ("H", "O", "C(4)", "Ca", "Mg", "Na", "Cl")


@dataclass(frozen=True)
class Solved:
    """Profiles at the output times; seconds of the solver alone, its ledger on; seconds of compilation."""

    profiles: Profiles
    seconds: float
    compilation: float
    ledger: float = 0.0
    steps: int = 0


def document(problem: LimestoneColumn, cells: int, tolerance: float, *, full_blocks: bool = False):
    """The column as a model document; with `full_blocks` every species has a coefficient of its own, the same."""
    from fluxforce.model import from_data

    diffusion: dict = {"model": "equal", "coefficient": f"{problem.diffusion!r} m2/s"}
    if full_blocks:
        same = f"{problem.diffusion!r} m2/s"
        diffusion = {"model": "nernst-planck", "coefficients": dict.fromkeys(_model(problem).species, same)}
    diffusion["tortuosity"] = problem.tortuosity
    data = {
        "fluxforce": 1,
        "kind": "column",
        "temperature": f"{problem.temperature!r} K",
        "database": {"name": problem.database},
        "elements": list(ELEMENTS),
        "waters": {"rain": _water(problem.inlet), "pore": _water(problem.initial)},
        "minerals": {name: _mineral(mineral) for name, mineral in problem.minerals.items()},
        "column": {
            "length": f"{problem.length!r} m",
            "cells": cells,
            "porosity": problem.porosity,
            "darcy velocity": f"{problem.darcy_velocity!r} m/s",
            "dispersivity": f"{problem.dispersivity!r} m",
            "diffusion": diffusion,
            "inlet": "rain",
            "initial": "pore",
            "water density": "1000 kgw/m3",
        },
        "time": {"end": f"{problem.end!r} s", "outputs": problem.outputs, "tolerance": tolerance},
        "environment": {"temperature": f"{problem.temperature!r} K", "water": "rain"},
    }
    return from_data(data)


def column(
    problem: LimestoneColumn, cells: int, tolerance: float, *, full_blocks: bool = False, repeat: int = 5
) -> Solved:
    """Solve the column; `full_blocks` takes the solver that species of unequal diffusivity need.

    The first solve compiles; the seconds of the solver are the least of `repeat` further ones, ledger included.
    """
    from fluxforce.budget.ledger import ledger
    from fluxforce.model.assemble import assemble
    from fluxforce.solve.esdirk import StepOptions
    from fluxforce.solve.integrate import integrate

    model = document(problem, cells, tolerance, full_blocks=full_blocks)
    made = assemble(model)
    options = StepOptions(tolerance=tolerance, first=made.first_step, chunk=512)
    took, books = [], []
    for _ in range(repeat + 1):
        start = time.perf_counter()
        solution = integrate(
            made.solver, made.system, made.start, model.time.output_times, options=options, scale=made.scale
        )
        middle = time.perf_counter()
        ledger(solution)
        took.append(time.perf_counter() - start)
        books.append(time.perf_counter() - middle)
    best = min(took[1:], default=took[0])
    profiles = _profiles(model, made, solution)
    return Solved(profiles, best, took[0] - best, min(books[1:], default=books[0]), solution.time.size)


def column_process(problem: LimestoneColumn, cells: int, tolerance: float) -> float:
    """Seconds of a whole process, from the start of Python to the report on disk; programs compiled before."""
    from fluxforce.model.yaml_tree import write_yaml

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "column.yaml"
        file.write_text(write_yaml(document(problem, cells, tolerance).resolved()), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "fluxforce",
            "run",
            str(file),
            "--quiet",
            "-o",
            str(Path(folder) / "out"),
        ]
        subprocess.run(command, check=True)
        start = time.perf_counter()
        subprocess.run(command, check=True)
        return time.perf_counter() - start


def _model(problem: LimestoneColumn):
    """The water of the problem at its temperature."""
    from fluxforce.model.databases import aqueous_model, database_path, read_database

    return aqueous_model(read_database(database_path(problem.database)), ELEMENTS, problem.temperature)


def _water(water: Water) -> dict:
    return {
        "totals": {name: f"{amount!r} mol/kgw" for name, amount in water.totals.items()},
        "equilibrate": dict(water.phases.values()),
        "charge": "pH",
    }


def _mineral(mineral: Mineral) -> dict:
    mechanisms = {}
    for number, each in enumerate(mineral.mechanisms):
        own: dict = {"k": f"{each.k25!r} mol/m2/s", "activation energy": f"{each.activation_energy!r} J/mol"}
        if each.order:
            own["orders"] = {"H+": each.order}
        mechanisms[f"path {number + 1}"] = own
    return {
        "volume fraction": mineral.volume_fraction,
        "molar volume": f"{mineral.molar_volume!r} m3/mol",
        "surface area": f"{mineral.surface_area!r} m2/m3",
        "rate": {"law": "transition-state", "mechanisms": mechanisms},
    }


def _profiles(model, made, solution) -> Profiles:
    """Answers at the output times, per kg of water."""
    import jax.numpy as jnp

    from fluxforce.readings.fields import kept_states

    times, states = kept_states(solution, model.time.output_times)
    readings = [made.system.potential.read(jnp.asarray(state)) for state in states]
    content = np.stack([np.asarray(r.content)[:, made.inside] for r in readings])
    ph = np.stack([np.asarray(r.detail["pH"])[made.inside] for r in readings])
    rock = made.notes["parts"].rock
    names, count = rock.model.elements, len(rock.model.components)
    return Profiles(
        time=times,
        x=made.x,
        ph=ph,
        totals={name: content[:, k] for k, name in enumerate(names)},
        minerals={mineral.name: content[:, count + k] for k, mineral in enumerate(rock.minerals)},
    )
