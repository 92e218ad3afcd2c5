"""From a model document to results: assemble, integrate, keep the books."""

import time as clock
from collections.abc import Callable, Mapping
from typing import Any

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.budget.ledger import ledger
from fluxforce.compilation import keep_compiled
from fluxforce.errors import BadInput, Problem, SolverGaveUp
from fluxforce.model.assemble import assemble, has_system
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.remedies import remedy
from fluxforce.model.schema import BatchModel, ColumnModel, Model, WaterModel
from fluxforce.readings.budget import PER_COPY, budget
from fluxforce.readings.fields import dataset, new_dataset, with_fields
from fluxforce.readings.more import More
from fluxforce.readings.numbers import number_rows
from fluxforce.readings.scales import column_scales
from fluxforce.readings.settling import reactions_of, settled, settling_rows
from fluxforce.readings.small import units_of
from fluxforce.readings.time_scales import scale_rows
from fluxforce.results import Results, provenance
from fluxforce.solve.esdirk import StepOptions
from fluxforce.solve.integrate import first_rates, integrate
from fluxforce.solve.newton import NewtonOptions
from fluxforce.solve.status import GaveUp, NotFinite
from fluxforce.solve.tableau import tableau_for
from fluxforce.solve.trajectory import Trajectory


def run(
    model: Model,
    *,
    progress: Callable[[float, float], None] | None = None,
    checkpoint: Callable[[Mapping[str, Any]], None] | None = None,
    settle: bool = False,
) -> Results:
    """Run a model that was read (or made) before; everything in SI.

    ``progress(time, end)`` and ``checkpoint(record)`` are called after every chunk of steps. ``settle``: run again with
    every reaction made fast, and tell the error of treating it as settled. Raises BadInput when
    names or numbers cannot be assembled, SolverGaveUp (with the results so far) when no step converges.
    """
    began = clock.perf_counter()
    keep_compiled()
    if isinstance(model, WaterModel):
        said = "waters are at equilibrium and have no time to go through"
        raise BadInput([Problem(said, hint="`fluxforce water FILE` computes them")])
    if not has_system(model):
        try:
            return _without_steps(model, progress, began)
        except SolverGaveUp as error:
            raise SolverGaveUp(str(error)) from None  # it carries trajectories, which are no results of a run
    made = assemble(model)
    settings = model.time
    options = StepOptions(
        tolerance=settings.tolerance,
        first=made.first_step,
        smallest=min(1e-12, 1e-6 * made.first_step),  # fast rates may need steps shorter than a picosecond
        newton=NewtonOptions(tolerance=settings.newton_tolerance),
        tableau=tableau_for(settings.solver, settings.tolerance),
    )

    def record(trajectory: Trajectory) -> None:
        if checkpoint is not None and trajectory.time.size:
            last = trajectory.states()[-1]
            content = np.asarray(made.system.potential.read(jnp.asarray(last)).content)[:, made.inside]
            unit = units_of(made)[0]
            checkpoint(
                {
                    "time": float(trajectory.time[-1]),
                    "coordinates": last,
                    "content": content,
                    "dims": {"coordinates": ["coordinate", "all places"], "content": ["quantity", "place"]},
                    "units": {"content": unit},
                }
            )

    try:
        first_rates(made.system, made.start)  # integrate asks again, at no cost: what is compiled is kept
        if progress is not None:
            progress(0.0, settings.end)  # from here on there is something to keep
        trajectory = integrate(
            made.solver, made.system, made.start, settings.output_times, options=options, scale=made.scale,
            most_steps=settings.maximum_steps, progress=progress, checkpoint=record,
        )  # fmt: skip
    except NotFinite as error:
        raise BadInput([_placed(model, str(error))]) from None
    except GaveUp as error:
        # nothing is sampled or counted of what rate equations could not follow: it may grow without bound
        partial = (
            results_of(model, made, error.trajectory, began, False) if error.trajectory.time.size else None
        )
        raise SolverGaveUp(f"{error}; {remedy(model, error.failure.grows)}", partial) from None
    results = results_of(model, made, trajectory, began)
    if settle and "scales" in results.budget:
        results.budget["scales"] += _settled(model, made, jnp.asarray(trajectory.states()[-1]))
    return results


def _settled(model: Model, made: Assembled, end: Array) -> list[dict[str, Any]]:
    """What treating every reaction as settled changes; a run that does not end says so in its row."""
    rows = []
    for name in reactions_of(made):
        try:
            found = settled(
                made, name, times=model.time.output_times, tolerance=model.time.tolerance,
                most_steps=model.time.maximum_steps, end=end,
            )  # fmt: skip
        except SolverGaveUp as error:
            said = {
                "name": f"{name}: error of settling it",
                "value": None,
                "unit": "1",
                "meaning": str(error),
            }
            rows.append(said)
            continue
        rows += settling_rows([found])
    return rows


def _without_steps(model: Model, progress: Callable[[float, float], None] | None, began: float) -> Results:
    """Trajectories, or a steady state: kinds whose time is not gone through by the implicit integrator."""
    from fluxforce.readings.without_steps import without_steps

    end = model.time.end
    if progress is not None:
        progress(0.0, end)
    more, history, seed = without_steps(model)
    if progress is not None:
        progress(end, end)
    history["wall"] = clock.perf_counter() - began
    resolved = model.resolved()
    return Results(
        dataset=with_fields(new_dataset(resolved["kind"]), more.fields, more.coordinates), budget=more.numbers,
        model=resolved, provenance=provenance(model, seed=seed), history=history,
    )  # fmt: skip


def _further(model: Model, made: Assembled) -> More:
    """What stochastic kinds add to the books of their time evolution; no other kind loads their solvers."""
    if made.kind not in PER_COPY:
        return More()
    from fluxforce.readings.stochastic import stochastic_readings

    return stochastic_readings(model, made)


def _placed(model: Model, said: str) -> Problem:
    """The problem at the mineral whose process a message names, where it names one."""
    minerals = model.minerals if isinstance(model, ColumnModel | BatchModel) else {}
    named = [name for name in minerals if f"'{name} dissolution'" in said]
    if model.tree is None or not named:
        return Problem(said)
    return model.tree.problem(said, ("minerals", named[0], "rate"))


def _scales(model: Model, made: Assembled, trajectory: Trajectory) -> list[dict[str, Any]]:
    """Time scales at the end; a column tells those of its minerals in its own words."""
    own = column_scales(made, trajectory) if made.kind == "column" else []
    end = jnp.asarray(trajectory.states()[-1])
    lengths = {} if model.lengths is None else model.lengths.given()
    return own + scale_rows(made, end, lengths, reactions=made.kind != "column")


def results_of(
    model: Model, made: Assembled, trajectory: Trajectory, began: float, further: bool = True
) -> Results:
    """Books and fields of a trajectory, complete or not, and ``further`` readings of stochastic kinds."""
    books = ledger(trajectory)
    numbers = budget(made, trajectory, books)
    if made.kind not in PER_COPY:
        numbers["scales"] = _scales(model, made, trajectory)
    fields = dataset(made, trajectory, books, model.time.output_times)
    if made.numbers:
        numbers["numbers"] = number_rows(made, fields)
    gave_up = ""
    try:
        more = _further(model, made) if further else More()
    except SolverGaveUp as error:
        # what it carries are trajectories; the books of the time evolution are kept instead
        more, gave_up = More(), str(error)
    numbers, fields = numbers | more.numbers, with_fields(fields, more.fields, more.coordinates)
    history = {
        "steps": int(trajectory.time.size),
        "rejected": trajectory.rejected,
        "newton_total": int(trajectory.iterations.sum()),
        "solver": type(made.solver).__name__,
        "tableau": trajectory.tableau.name,
        "solver_seconds": trajectory.seconds,
        "wall": clock.perf_counter() - began,
    }
    results = Results(
        dataset=fields, budget=numbers, model=model.resolved(), provenance=provenance(model), history=history
    )
    if gave_up:
        raise SolverGaveUp(gave_up, results)
    return results
