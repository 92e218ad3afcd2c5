"""Where and when in a run the linear laws would have done: a map over sites and times, and its shares."""

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import System, evaluated
from fluxforce.budget.onsager.extract import conductances
from fluxforce.laws.base import AbstractSource
from fluxforce.numerics.summary import AbstractSummarised, Summary, number
from fluxforce.solve.trajectory import Trajectory


@dataclass(frozen=True)
class Departure:
    """How far a process is from its linear law in one state.

    ``deviation`` [sites]: sum_i |X_i| |J_i - (L X)_i| over sum_i |X_i (L X)_i|, with L at the equilibrium of the site
    (its content for a reaction, the mean of both ends for transport); ``produced`` [sites] the production there [W/K].
    """

    name: str
    deviation: np.ndarray
    produced: np.ndarray


def departures(system: System, coordinates: Float[Array, "coordinates places"]) -> tuple[Departure, ...]:
    """Of every process with a law of its own; a source, which moves whatever the force is, has none."""
    rates = evaluated(system, coordinates)
    found = []
    settled = conductances(system, coordinates, settled=True)
    for exchange, one, flux, produced in zip(
        system.exchanges, settled, rates.fluxes, rates.production, strict=True
    ):
        if isinstance(exchange.law, AbstractSource):
            continue
        force, actual = one.forces, np.asarray(flux)
        linear = np.einsum("sij,js->is", one.values, force)
        off = np.sum(np.abs(force) * np.abs(actual - linear), axis=0)
        size = np.sum(np.abs(force) * np.abs(linear), axis=0)
        still = (off == 0.0) & (size == 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            deviation = np.where(still, 0.0, off / size)
        found.append(Departure(one.name, deviation, np.asarray(produced)))
    return tuple(found)


@dataclass(frozen=True, repr=False)
class LinearRange(AbstractSummarised):
    """Shares of a run that lie within ``deviation`` of the linear laws, one row for each process.

    - ``of_sites``: of sites times time, those where nothing is produced left out (nan where that is all of them);
    - ``of_production``: of the entropy produced;
    - ``worst`` deviation with its site and time [s];
    - ``maps``: deviation [times, sites] of every process, at ``times``.
    """

    deviation: float
    names: tuple[str, ...]
    of_sites: np.ndarray
    of_production: np.ndarray
    worst: np.ndarray
    where: tuple[tuple[int, float], ...]
    times: np.ndarray
    maps: tuple[np.ndarray, ...]

    def summary(self) -> Summary:
        """One row for each process."""
        head = ("process", "sites and time inside", "production inside", "worst", "at site", "at time [s]")
        rows = tuple(
            (name, _percent(sites), _percent(produced), _percent(worst), str(site), number(time))
            for name, sites, produced, worst, (site, time) in zip(
                self.names, self.of_sites, self.of_production, self.worst, self.where, strict=True
            )
        )
        return Summary(f"Within {100.0 * self.deviation:g} % of the linear laws", (), head, rows)


def linear_range(trajectory: Trajectory, *, deviation: float = 0.01, most: int = 200) -> LinearRange:
    """The map over a run, at the ends of at most ``most`` of its steps, each weighted by the time it stands for."""
    ends = np.asarray(trajectory.times())
    states = trajectory.states()[1:]
    chosen = np.unique(np.linspace(0, states.shape[0] - 1, min(most, states.shape[0])).round().astype(int))
    ends = ends[-states.shape[0] :][chosen]
    spans = np.diff(np.concatenate([[trajectory.start_time], ends]))
    found = [departures(trajectory.system, jnp.asarray(state)) for state in states[chosen]]
    names = tuple(one.name for one in found[0])
    maps = tuple(np.stack([state[k].deviation for state in found]) for k in range(len(names)))
    produced = [np.stack([state[k].produced for state in found]) * spans[:, None] for k in range(len(names))]
    rows = [
        _row(one, made, np.where(made > 0.0, spans[:, None], 0.0), deviation, ends)
        for one, made in zip(maps, produced, strict=True)
    ]
    of_sites, of_production, worst, where = zip(*rows, strict=True) if rows else ((), (), (), ())
    return LinearRange(
        deviation, names, np.array(of_sites), np.array(of_production), np.array(worst), where, ends, maps
    )


def _row(deviations: np.ndarray, produced: np.ndarray, spans: np.ndarray, limit: float, ends: np.ndarray):
    inside = deviations <= limit
    shares = [
        float(np.sum(weight, where=inside) / weight.sum()) if weight.sum() > 0.0 else float("nan")
        for weight in (spans, produced)
    ]
    active = np.where(spans > 0.0, deviations, -1.0)
    time, site = (int(k) for k in np.unravel_index(int(np.argmax(active)), active.shape))
    return (*shares, max(float(active[time, site]), 0.0), (site, float(ends[time])))


def _percent(share: float) -> str:
    return "nothing happens" if np.isnan(share) else f"{100.0 * share:.3g} %"
