"""Exact jumps with all channels counted, fluxforce against rebop: ns per event on one core, distributions first.

Both start alike. rebop runs one long trajectory and returns its end only, ours an ensemble with the currents of
every reaction in both directions. Times are the least of several, taken in turns; compiling is given apart.
"""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import rebop

from fluxforce.networks.kinetics import immigration_death, michaelis_menten, schloegl, vilar_oscillator
from fluxforce.networks.reactions import ReactionNetwork
from fluxforce.solve.jumps.direct import sample
from fluxforce.solve.jumps.paths import Paths


@dataclass(frozen=True)
class Problem:
    """A network, where it starts, over how long distributions are compared, and how much of it is timed."""

    network: ReactionNetwork
    initial: Mapping[str, int]
    compared: float  # [s]
    ours: tuple[int, float]  # trajectories, duration [s] of each
    theirs: float  # duration [s] of one long trajectory


PROBLEMS = {
    "jumps immigration-death": Problem(immigration_death(100.0, 1.0), {"X": 100}, 1.0, (1024, 50.0), 5_000.0),
    "jumps enzyme cycle": Problem(
        michaelis_menten((0.01, 1.0), (1.0, 0.001)), {"E": 50, "S": 500}, 2.0, (1024, 120.0), 14_000.0
    ),
    "jumps schloegl": Problem(schloegl(25.0), {"X": 33}, 2.0, (2048, 20.0), 5_000.0),
    "jumps vilar": Problem(vilar_oscillator(), {"DA": 1, "DR": 1}, 0.5, (256, 4.0), 200.0),
}
RUNS = 400  # of rebop, each a call of its own, for the comparison of distributions
REPEATS = 5


def in_rebop(network: ReactionNetwork) -> rebop.Gillespie:
    """The same propensities in rebop, whose mass action counts ordered groups as well."""
    made = rebop.Gillespie()
    before, after = network.stoichiometry()
    forward, backward = network.constants()
    for k in range(len(network.reactions)):
        for constant, orders, there in (
            (forward[k], before[k], after[k]),
            (backward[k], after[k], before[k]),
        ):
            if constant > 0.0:
                scaled = float(constant) * network.volume ** (1.0 - float(orders.sum()))
                made.add_reaction(scaled, _listed(network, orders), _listed(network, there))
    return made


def _listed(network: ReactionNetwork, side: np.ndarray) -> list[str]:
    return [name for name, many in zip(network.species, side, strict=True) for _ in range(int(many))]


def apart(problem: Problem) -> float:
    """Largest difference of means and of variances of all species, in standard errors (should be below 4)."""
    start = {name: problem.initial.get(name, 0) for name in problem.network.species}
    peer = in_rebop(problem.network)
    ends = [peer.run(start, problem.compared, 1, rng=seed) for seed in range(RUNS)]
    theirs = np.array([[float(end[name][-1]) for end in ends] for name in problem.network.species])
    mine = sample(problem.network, dict(start), problem.compared, trajectories=8192, seed=1).numbers[-1]
    found = [0.0]
    for a, b in zip(mine, theirs, strict=True):
        for x, y in ((a, b), ((a - a.mean()) ** 2, (b - b.mean()) ** 2)):
            error = np.sqrt(x.var() / x.size + y.var() / y.size)
            if error > 0.0:
                found.append(abs(x.mean() - y.mean()) / error)
    return float(max(found))


def clocked(work: Callable[[], object]) -> float:
    """Processor time [s] of this process, all threads together: what other processes do does not enter."""
    began = time.process_time()
    work()
    return time.process_time() - began


def measured(name: str, problem: Problem) -> dict[str, object]:
    """One case: distributions compared, then ns per event of both in turns."""
    error = apart(problem)
    peer = in_rebop(problem.network)
    start = {name: problem.initial.get(name, 0) for name in problem.network.species}
    events = peer.run(start, problem.theirs, 0, rng=1).time.size - 1
    trajectories, duration = problem.ours

    def run() -> Paths:
        return sample(problem.network, dict(start), duration, trajectories=trajectories, seed=2)

    first = clocked(run)
    own = float(run().events.sum())
    turns = [
        (clocked(run), clocked(lambda: peer.run(start, problem.theirs, 1, rng=1))) for _ in range(REPEATS)
    ]
    ours = min(mine for mine, _ in turns) / own * 1e9
    theirs = min(other for _, other in turns) / events * 1e9
    return {
        "name": name,
        "ours": ours,
        "peer": theirs,
        "ratio": theirs / ours,
        "unit": "ns/event",
        "error": error,
        "compile": first - ours * own * 1e-9,
    }


def cases() -> list[dict[str, object]]:
    """All jump cases, on one core where the system lets a process choose; `error` is in standard errors."""
    if not callable(getattr(os, "sched_setaffinity", None)):
        return [measured(name, problem) for name, problem in PROBLEMS.items()]
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        return [measured(name, problem) for name, problem in PROBLEMS.items()]
    finally:
        os.sched_setaffinity(0, allowed)
