"""Means and standard deviations in time of all that a file names, from the master equation, events included."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fluxforce._types import Float
from fluxforce.budget.reactions.box_growth import first_bounds, grown
from fluxforce.errors import SolverGaveUp
from fluxforce.model.sbml.events import Clock
from fluxforce.model.sbml.happen import moments as changes
from fluxforce.model.sbml.read import Imported, first_numbers
from fluxforce.model.sbml.redirect import Projection, begun, mapped, places, projection, row_of
from fluxforce.solve.jumps.direct import reading_times
from fluxforce.solve.markov.evolve import evolve


@dataclass(frozen=True)
class Moments:
    """``mean`` and ``deviation`` [times, names] at ``times`` [s]: copies of species, values of other observables.

    ``lost``: the probability that left the box up to the last time, which is missing from every sum.
    """

    times: Float[np.ndarray, " times"]
    names: tuple[str, ...]
    mean: Float[np.ndarray, "times names"]
    deviation: Float[np.ndarray, "times names"]
    lost: float

    def of(self, name: str) -> tuple[Float[np.ndarray, " times"], Float[np.ndarray, " times"]]:
        """Mean and standard deviation of one species or observable. Raises ValueError for an unknown name."""
        k = self.names.index(name)
        return self.mean[:, k], self.deviation[:, k]


@dataclass(frozen=True)
class _Cloud:
    """Probabilities of copy numbers [states, species], and what has been lost so far; all came from ``roots``."""

    roots: np.ndarray
    counts: np.ndarray
    probability: np.ndarray
    lost: float


def moments(
    imported: Imported,
    times: Sequence[float] | np.ndarray,
    *,
    tolerance: float = 1e-10,
    most_states: int = 2_000_000,
) -> Moments:
    """Exact means and standard deviations by finite state projection [munsky2006].

    The box grows while it loses more than ``tolerance`` in all. An event that copy numbers set off redirects the
    jump that makes its trigger true to the numbers that it sets; one that time sets off maps the probabilities at
    that instant, which ends just after it: a reading at t = 25 sees what happens from `t >= 25` on, but not what
    happens from `t > 25` on. Raises BadInput for events whose outcome is not defined, such as several at once whose
    order matters, and SolverGaveUp for populations that explode.
    """
    network, events = imported.network, imported.events
    at = reading_times(times)
    names = (*network.species, *imported.held, *(n for n in imported.observables if n not in imported.held))
    row = begun(events, row_of(network, first_numbers(imported)), network.species)
    cloud = _Cloud(row, row, np.ones(1), 0.0)
    stops = sorted({*at.tolist(), *changes(events, float(at[-1]))})
    breaks = set(changes(events, float(at[-1]))) if events else set()
    high = first_bounds(network, dict(zip(network.species, map(int, row[0]), strict=True)), None)
    read: dict[float, tuple[np.ndarray, np.ndarray]] = {}
    now, made = 0.0, None
    for stop in stops:
        if stop > now:
            budget = tolerance * stop / float(at[-1])
            cloud, high, made = _forward(
                imported, cloud, high, made, (now, 1), stop - now, budget, tolerance, most_states
            )
        if stop in breaks and stop > 0.0:
            cloud, made = _passed(imported, cloud, (stop, -1), (stop, 0)), None
        if stop in at:
            read[stop] = _read(imported, names, cloud)
        if stop in breaks:
            cloud, made = _passed(imported, cloud, (stop, 0), (stop, 1)), None
        now = stop
    mean, deviation = (np.stack([read[float(t)][k] for t in at]) for k in (0, 1))
    return Moments(at, names, mean, deviation, cloud.lost)


def _forward(
    imported: Imported, cloud: _Cloud, high: dict[str, int], made: Projection | None, clock: Clock,
    step: float, budget: float, tolerance: float, most_states: int,
) -> tuple[_Cloud, dict[str, int], Projection]:  # fmt: skip
    """One step in time, in a box that is large enough for it."""
    species = imported.network.species
    while True:
        if made is None:
            top = cloud.counts.max(axis=0)
            high = {s: max(high[s], int(n)) for s, n in zip(species, top, strict=True)}
            made = projection(imported.network, imported.events, clock, high, cloud.roots)
            if made.beyond.size:
                high = _reaching(made, high, most_states)
                made = None
                continue
        p = np.zeros(made.network.states)
        p[places(made.master, cloud.counts)] = cloud.probability
        p[-1] = cloud.lost
        end = np.asarray(evolve(made.network, p / p.sum(), np.array([step])))[0]
        lost = float(end[-1])
        if lost <= budget:
            kept = end[:-1] > 0.0
            return _Cloud(cloud.roots, made.master.counts[kept], end[:-1][kept], lost), high, made
        high = grown(made.master, end[:-1], high, lost - cloud.lost, tolerance, most_states)
        made = None


def _reaching(made: Projection, high: dict[str, int], most_states: int) -> dict[str, int]:
    """Bounds that hold what events lead to. Raises SolverGaveUp where that has no end."""
    top = made.beyond.max(axis=0)
    larger = {s: max(high[s], int(n)) for s, n in zip(high, top, strict=True)}
    size = float(np.prod([float(n) + 1.0 for n in larger.values()]))
    if size > 1e3 * most_states:
        names = ", ".join(f"'{s}'" for s in larger if larger[s] > high[s])
        raise SolverGaveUp(
            f"events set {names} to more copies than can be counted one by one; use trajectories"
        )
    return larger


def _passed(imported: Imported, cloud: _Cloud, before: Clock, after: Clock) -> _Cloud:
    """The probabilities after what time alone sets off."""
    rows = mapped(imported.events, before, after, cloud.counts, imported.network.species)
    if (rows == cloud.counts).all():
        return cloud
    counts, which = np.unique(rows, axis=0, return_inverse=True)
    return _Cloud(counts, counts, np.bincount(which.ravel(), cloud.probability), cloud.lost)


def _read(imported: Imported, names: tuple[str, ...], cloud: _Cloud) -> tuple[np.ndarray, np.ndarray]:
    counts = {s: cloud.counts[:, k].astype(float) for k, s in enumerate(imported.network.species)}
    mean, deviation = np.zeros(len(names)), np.zeros(len(names))
    p = cloud.probability / cloud.probability.sum()
    for k, name in enumerate(names):
        if name in counts:
            values = counts[name]
        elif name in imported.held:
            values = np.full(p.size, imported.held[name])
        else:
            values = np.asarray(imported.observables[name](counts))
        mean[k] = p @ values
        deviation[k] = np.sqrt(p @ (values - mean[k]) ** 2)
    return mean, deviation
