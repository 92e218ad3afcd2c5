"""Exact jumps of a Markov network or of reactions, sampled: currents, entropy, fluctuation theorems, some paths."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from fluxforce.budget.reactions.copy_numbers import CopyNumbers
from fluxforce.budget.work.fluctuation import detailed_theorem, integral_theorem
from fluxforce.errors import BadInput, Problem
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.schema.network import Sample
from fluxforce.networks.network import Network
from fluxforce.networks.reactions import ReactionNetwork
from fluxforce.readings.more import More
from fluxforce.solve.jumps.direct import sample
from fluxforce.solve.jumps.pool import Limits
from fluxforce.solve.jumps.walk import walk
from fluxforce.solve.markov.stationary import stationary

SHOWN, MOST_KEPT = 6, 20_000
ROOM = 2e7  # numbers kept while a sample is read at several times
MOST_TIMES = 120
MOST_COPIES = 1e6  # of one species in a sample, unless it begins with more than a tenth of that
LEAST_SIGNS = 20  # trajectories of the rarer sign, below which a ratio of signs says nothing


def sampled_network(made: Assembled, settings: Sample, end: float, steady: dict[str, Any]) -> More:
    """Walkers on a network, from its steady state or from the start of the model."""
    net: Network = made.notes["network"]
    from_steady = settings.start == "steady"
    p = stationary(net) if from_steady else _start(made, net)
    duration = settings.time or end
    walks = walk(
        net, p / p.sum(), _times(duration, 4 + len(made.notes["counted"]), settings.trajectories),
        walkers=settings.trajectories, seed=settings.seed, currents=made.notes["counted"], count_channels=False,
    )  # fmt: skip
    known = steady.get("currents", {}) if from_steady else {}
    averages: dict[str, Any] = {}
    for name, counts in walks.currents.items():
        averages[f"{name} per second"] = _average(counts[-1] / duration, known.get(name, {}).get("mean"))
    more = More()
    numbers: dict[str, Any] = {"trajectories": settings.trajectories, "time": duration, "seed": settings.seed}
    if from_steady and not np.any(net.one_way):
        total = walks.total_entropy(p, np.broadcast_to(p, (walks.times.size, net.states)))[-1]
        averages["entropy produced per second"] = _average(total / duration, steady.get("production"))
        numbers |= theorems(total, averages)
        more.fields["sampled_entropy"] = (("trajectory",), total[:MOST_KEPT], "k_B")
    numbers["averages"] = averages
    more.numbers["sample"] = numbers
    _clock(more, walks.times)
    for name, counts in walks.currents.items():
        more.fields[f"sampled_current:{name}"] = (("trajectory",), counts[-1, :MOST_KEPT], "1")
        shown = np.concatenate([np.zeros((1, counts.shape[1])), counts])[:, :SHOWN]
        more.fields[f"trajectory_current:{name}"] = (("sample_time", "shown"), shown, "1")
    return more


def _start(made: Assembled, net: Network) -> np.ndarray:
    return np.exp(np.asarray(made.start)[: net.states, 0])


def _times(duration: float, rows: int, trajectories: int) -> np.ndarray:
    count = int(np.clip(ROOM / (rows * trajectories), 1, MOST_TIMES))
    return duration * np.arange(1, count + 1) / count


def sampled_reactions(
    network: ReactionNetwork,
    given: Mapping[str, float],
    settings: Sample,
    end: float,
    steady: CopyNumbers | None,
    master: dict[str, Any],
) -> More:
    """Copy numbers in time; from the steady state of the master equation where there is one."""
    counts, duration = checked_start(given), settings.time or end
    from_steady = steady is not None and settings.start == "steady"
    rows = len(network.species) + 2 * len(network.reactions)
    begin: Any = counts
    chosen = np.zeros(0, dtype=np.int64)
    if from_steady and steady is not None:
        rng = np.random.default_rng(settings.seed)
        p = np.maximum(steady.probability, 0.0)
        chosen = rng.choice(p.size, size=settings.trajectories, p=p / p.sum())
        begin = steady.master.counts[chosen].T.astype(float)
    times = _times(duration, rows, settings.trajectories)
    start = np.array(list(counts.values())) if isinstance(begin, Mapping) else begin
    # what grows without a brake is stopped within seconds, with its reaction named
    limits = Limits(population=max(MOST_COPIES, 10.0 * float(np.max(start, initial=0.0))))
    paths = sample(
        network, begin, times, trajectories=settings.trajectories, seed=settings.seed, limits=limits
    )
    more, averages = More(), {}
    for k, name in enumerate(network.species):
        averages[f"<{name}>"] = _average(paths.numbers[-1, k], master["mean"][name] if from_steady else None)
    numbers: dict[str, Any] = {"trajectories": settings.trajectories, "time": duration, "seed": settings.seed}
    kept = paths.numbers[-1] - paths.initial - network.change().T @ paths.currents[-1]
    numbers["copies kept"] = float(np.abs(kept).max() / max(float(paths.events.max()), 1.0))
    medium = paths.log_ratio()[-1]
    if np.all(np.isfinite(medium)):
        total = medium
        if from_steady and steady is not None:
            total = medium + np.log(p[chosen]) - np.log(_probabilities(steady, paths.numbers[-1].T))
            numbers |= theorems(total, averages)
            more.fields["sampled_entropy"] = (("trajectory",), total[:MOST_KEPT], "k_B")
        exact = master.get("production") if from_steady else None
        averages["entropy produced per second"] = _average(total / duration, exact)
    numbers["averages"] = averages
    more.numbers["sample"] = numbers
    _clock(more, paths.times)
    seen = np.concatenate([paths.initial[None], paths.numbers])
    more.fields["trajectory_copies"] = (("sample_time", "species", "shown"), seen[:, :, :SHOWN], "1")
    more.fields["sampled_copies"] = (("species", "trajectory"), paths.numbers[-1][:, :MOST_KEPT], "1")
    more.fields["sample_mean"] = (("sample_time", "species"), seen.mean(axis=-1), "1")
    more.fields["sample_deviation"] = (("sample_time", "species"), seen.std(axis=-1), "1")
    return more


def _probabilities(steady: CopyNumbers, rows: np.ndarray) -> np.ndarray:
    """Probability of every composition [trajectories, species]; the least positive one outside the box."""
    table = dict(zip(map(tuple, steady.master.counts.tolist()), steady.probability, strict=True))
    least = float(steady.probability[steady.probability > 0.0].min())
    return np.array([max(table.get(tuple(row), 0.0), least) for row in rows.astype(int).tolist()])


def _clock(more: More, times: np.ndarray) -> None:
    more.coordinates["sample_time"] = ("sample_time", np.concatenate([[0.0], times]), {"units": "s"})


def theorems(total: np.ndarray, averages: dict[str, Any], of: str = "total entropy") -> dict[str, Any]:
    """Integral theorem among the averages, slope of the detailed one, or why a sample cannot tell."""
    integral = integral_theorem(total)
    found: dict[str, Any] = {"of": of, "mean": float(total.mean())}
    if integral.said:
        # rare paths carry the average, and no sample of this size holds them
        found["said"] = list(integral.said)
    else:
        averages["<exp(-Sigma)>"] = {"mean": integral.value, "error": integral.error, "exact": 1.0}
    fewer = int(min((total < 0.0).sum(), (total > 0.0).sum()))
    if fewer >= LEAST_SIGNS:
        slope = detailed_theorem(total)
        found |= {"slope": slope.value, "error": slope.error}
    else:
        said = f"only {fewer} of {total.size} trajectories have the rarer sign; shorter ones would show the ratio"
        found["said"] = [said]
    return {"fluctuation": found}


def _average(values: np.ndarray, exact: Any = None) -> dict[str, float]:
    row = {"mean": float(values.mean()), "error": float(values.std(ddof=1) / np.sqrt(values.size))}
    return row | ({"exact": float(exact)} if isinstance(exact, int | float) else {})


def checked_start(counts: Mapping[str, float]) -> dict[str, int]:
    """Copy numbers as whole numbers. Raises BadInput for others."""
    for name, count in counts.items():
        if abs(count - round(count)) > 1e-9:
            raise BadInput([Problem(f"the copy number of '{name}' is {count:g}; jumps need a whole number")])
    return {name: round(count) for name, count in counts.items()}
