"""Exact jumps of a Markov network or of reactions, sampled: currents, entropy, fluctuation theorems, some paths."""

from typing import Any

import numpy as np

from fluxforce.budget.reactions.copy_numbers import CopyNumbers
from fluxforce.budget.work.fluctuation import detailed_theorem, integral_theorem
from fluxforce.errors import BadInput, Problem
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.schema.network import Sample
from fluxforce.networks.network import Network
from fluxforce.networks.reactions import Reaction, ReactionNetwork
from fluxforce.readings.more import More
from fluxforce.solve.jumps.direct import sample
from fluxforce.solve.jumps.paths import Paths
from fluxforce.solve.markov.stationary import stationary

SHOWN, MOST_KEPT = 6, 20_000
MOST_CHANNELS = 60  # written out one by one for the compiler
ROOM = 2e7  # numbers kept while a sample is read at several times
MOST_TIMES = 120


def sampled_network(made: Assembled, settings: Sample, end: float, steady: dict[str, Any]) -> More:
    """Jumps of single copies of a network: every state is a species that is there once or not at all."""
    net: Network = made.notes["network"]
    if net.channels > MOST_CHANNELS:
        said = f"{net.channels} jumps are too many to be sampled here; at most {MOST_CHANNELS}"
        raise BadInput([Problem(said, hint="leave 'sample' out")])
    reactions = _single_copies(net)
    p = stationary(net) if settings.start == "steady" else _start(made, net)
    rng = np.random.default_rng(settings.seed)
    chosen = rng.choice(net.states, size=settings.trajectories, p=p / p.sum())
    begin = np.zeros((net.states, settings.trajectories))
    begin[chosen, np.arange(settings.trajectories)] = 1.0
    duration = settings.time or end
    paths = sample(
        reactions, begin, _times(duration, net.states + net.channels, settings.trajectories),
        trajectories=settings.trajectories, seed=settings.seed,
    )  # fmt: skip
    currents = {name: np.einsum("k,tkn->tn", w, paths.currents) for name, w in made.notes["counted"].items()}
    known = steady.get("currents", {}) if settings.start == "steady" else {}
    averages = {}
    for name, counts in currents.items():
        averages[f"{name} per second"] = _average(counts[-1] / duration, known.get(name, {}).get("mean"))
    more = More()
    numbers: dict[str, Any] = {"trajectories": settings.trajectories, "time": duration, "seed": settings.seed}
    if not np.any(net.one_way):
        per_jump = np.log(net.forward) - np.log(net.backward)
        medium = np.einsum("k,kn->n", per_jump, paths.currents[-1])
        rate = steady.get("production") if settings.start == "steady" else None
        final = np.argmax(paths.numbers[-1], axis=0)
        total = medium - np.log(p[final]) + np.log(p[chosen])
        averages["entropy produced per second"] = _average(total / duration, rate)
        if settings.start == "steady":
            numbers |= theorems(total, averages)
            more.fields["sampled_entropy"] = (("trajectory",), total[:MOST_KEPT], "k_B")
    numbers["averages"] = averages
    more.numbers["sample"] = numbers
    _paths(more, paths)
    for name, counts in currents.items():
        more.fields[f"sampled_current:{name}"] = (("trajectory",), counts[-1, :MOST_KEPT], "1")
        more.fields[f"trajectory_current:{name}"] = (
            ("sample_time", "shown"), np.concatenate([np.zeros((1, counts.shape[1])), counts])[:, :SHOWN], "1",
        )  # fmt: skip
    return more


def _single_copies(net: Network) -> ReactionNetwork:
    names = tuple(f"state {k}" for k in range(net.states))
    made = tuple(
        Reaction(f"jump {c}", {names[a]: 1}, {names[b]: 1}, float(f), float(r))
        for c, (a, b, f, r) in enumerate(zip(net.tail, net.head, net.forward, net.backward, strict=True))
    )
    return ReactionNetwork(names, made)


def _start(made: Assembled, net: Network) -> np.ndarray:
    return np.exp(np.asarray(made.start)[: net.states, 0])


def _times(duration: float, rows: int, trajectories: int) -> np.ndarray:
    count = int(np.clip(ROOM / (rows * trajectories), 1, MOST_TIMES))
    return duration * np.arange(1, count + 1) / count


def sampled_reactions(
    made: Assembled, settings: Sample, end: float, steady: CopyNumbers | None, master: dict[str, Any]
) -> More:
    """Copy numbers in time; from the steady state of the master equation where there is one."""
    network: ReactionNetwork = made.notes["reactions"]
    counts, duration = checked_start(made.notes["counts"]), settings.time or end
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
    paths = sample(network, begin, times, trajectories=settings.trajectories, seed=settings.seed)
    more, averages = More(), {}
    for k, name in enumerate(network.species):
        averages[f"<{name}>"] = _average(paths.numbers[-1, k], master["mean"][name] if from_steady else None)
    numbers: dict[str, Any] = {"trajectories": settings.trajectories, "time": duration, "seed": settings.seed}
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
    _paths(more, paths)
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


def _paths(more: More, paths: Paths) -> None:
    more.coordinates["sample_time"] = ("sample_time", np.concatenate([[0.0], paths.times]), {"units": "s"})


def theorems(total: np.ndarray, averages: dict[str, Any], of: str = "total entropy") -> dict[str, Any]:
    """Integral theorem among the averages, slope of the detailed one, or why a sample cannot tell."""
    integral = integral_theorem(total)
    found: dict[str, Any] = {"of": of, "mean": float(total.mean())}
    if integral.said:
        # rare paths carry the average, and no sample of this size holds them
        found["said"] = list(integral.said)
    else:
        averages["<exp(-Sigma)>"] = {"mean": integral.value, "error": integral.error, "exact": 1.0}
    try:
        slope = detailed_theorem(total)
        found |= {"slope": slope.value, "error": slope.error}
    except BadInput as error:
        found["said"] = [*found.get("said", []), str(error.problems[0].message)]
    return {"fluctuation": found}


def _average(values: np.ndarray, exact: Any = None) -> dict[str, float]:
    row = {"mean": float(values.mean()), "error": float(values.std(ddof=1) / np.sqrt(values.size))}
    return row | ({"exact": float(exact)} if isinstance(exact, int | float) else {})


def checked_start(counts: dict[str, float]) -> dict[str, int]:
    """Copy numbers as whole numbers. Raises BadInput for others."""
    for name, count in counts.items():
        if abs(count - round(count)) > 1e-9:
            raise BadInput([Problem(f"the copy number of '{name}' is {count:g}; jumps need a whole number")])
    return {name: round(count) for name, count in counts.items()}
