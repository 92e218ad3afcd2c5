"""Exact trajectories of an imported model, events included."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Float
from fluxforce.errors import BadInput, Problem
from fluxforce.model.sbml.event_step import EventStep
from fluxforce.model.sbml.happen import Fault, refused
from fluxforce.model.sbml.happen import moments as changes
from fluxforce.model.sbml.read import Imported, first_numbers
from fluxforce.model.sbml.redirect import begun, mapped, row_of
from fluxforce.numerics.random import seeded
from fluxforce.solve.jumps.channels import channels, scaled_constants
from fluxforce.solve.jumps.direct import MOST, empty, finished, reading_times, stopped_how
from fluxforce.solve.jumps.direct_step import DirectStep
from fluxforce.solve.jumps.paths import Outcome, Paths
from fluxforce.solve.jumps.pool import PORTION, WIDTHS, Limits, Pool, advance


@dataclass(frozen=True)
class Trajectories:
    """``values``: copies of every species, and every other observable, [times, trajectories] at ``times`` [s]."""

    times: Float[np.ndarray, " times"]
    values: Mapping[str, Float[np.ndarray, "times trajectories"]]

    def mean(self, name: str) -> Float[np.ndarray, " times"]:
        """Sample mean over the trajectories."""
        return self.values[name].mean(axis=1)

    def deviation(self, name: str) -> Float[np.ndarray, " times"]:
        """Sample standard deviation over the trajectories."""
        return self.values[name].std(axis=1, ddof=1)


def trajectories(
    imported: Imported,
    times: Sequence[float] | np.ndarray,
    count: int,
    seed: int,
    *,
    limits: Limits = MOST,
    widths: tuple[int, ...] = WIDTHS,
) -> Trajectories:
    """``count`` exact trajectories by the direct method, read at ``times`` [s].

    They stop at every instant at which time sets off an event, and triggers are looked at after every jump. Readings
    are as in ``moments``, ``limits`` and ``widths`` as in ``sample_jumps``. Source: [gillespie1977]. Raises BadInput
    as ``moments`` does, and SolverGaveUp for a trajectory beyond ``limits``.
    """
    if count < 1:
        raise BadInput([Problem(f"{count} trajectories are none")])
    network, events = imported.network, imported.events
    at = reading_times(times)
    row = begun(events, row_of(network, first_numbers(imported)), network.species)
    chosen = channels(network)
    constants = scaled_constants(network, chosen)
    inner = DirectStep(chosen)
    watched = tuple(one for one in events if not one.timed)
    start = np.broadcast_to(row[0].astype(float)[:, None], (len(network.species), count))
    pool = empty(inner.rows + (1 if watched else 0), start)
    breaks = set(changes(events, float(at[-1]))) if events else set()
    read = np.empty((at.size, len(network.species), count))
    now = 0.0
    for stop in sorted({*at.tolist(), *breaks}):
        step = EventStep(inner, events, (now, 1)) if watched else inner
        pool = advance(step, pool, seeded(seed), constants, stop, limits, widths, PORTION)
        _checked(imported, pool, constants, stop, limits)
        if stop in breaks and stop > 0.0:
            pool = _passed(imported, pool, stop, -1)
        read[at == stop] = np.asarray(pool.rows)[None, 2 : 2 + len(network.species)]
        if stop in breaks:
            pool = _passed(imported, pool, stop, 0)
        now = stop if stop in breaks else now
    counts = dict(zip(network.species, read.transpose(1, 0, 2), strict=True))
    held = {name: np.full((at.size, count), value) for name, value in imported.held.items()}
    others = {name: np.array(one(counts)) for name, one in imported.observables.items() if name not in held}
    return Trajectories(at, {**counts, **held, **others})


def _passed(imported: Imported, pool: Pool, stop: float, side: int) -> Pool:
    """The pool after what time alone sets off when ``stop`` is reached (-1) or left (0)."""
    many = len(imported.network.species)
    rows = np.array(pool.rows)
    counts = rows[2 : 2 + many].T.astype(np.int64)
    ends = mapped(imported.events, (stop, side), (stop, side + 1), counts, imported.network.species)
    rows[2 : 2 + many] = ends.T
    return pool._replace(rows=jnp.asarray(rows))


def _checked(imported: Imported, pool: Pool, constants: np.ndarray, stop: float, limits: Limits) -> None:
    """Raises for faults of events and for limits exceeded."""
    rows, network = np.asarray(pool.rows), imported.network
    chosen, many = channels(network), len(network.species)
    if any(not one.timed for one in imported.events) and rows[-1].max() > 0.0:
        raise refused(imported.events, Fault(int(rows[-1].max())))
    outcome = stopped_how(rows, many, stop, limits)
    if not np.any(outcome == Outcome.EXPLODED):
        return
    numbers = rows[None, 2 : 2 + many]
    none = np.zeros((1, len(network.reactions), rows.shape[1]))
    finished(
        Paths(network, numbers[0], np.array([stop]), numbers, none, none, outcome, rows[0]), chosen, constants
    )
