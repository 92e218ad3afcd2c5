"""The ledger of a run: every row of the entropy balance, for every step, each computed on its own."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from fluxforce.budget.batches import instants, path_integrals
from fluxforce.budget.instant import Instant
from fluxforce.constants import GAS_CONSTANT
from fluxforce.solve.trajectory import Trajectory

SEGMENT = 256  # steps whose states are held in memory at once


@dataclass(frozen=True)
class Ledger:
    """Rows of every step [J/K]; first axis steps, then exchanges or flows where there are several.

    ``stored`` is S(end) - S(start) from the scalar s(q). ``closure`` is what is left of it after all other rows:
    nothing but round-off and the leak of an inexact quadrature. ``scale`` is that of docs/theory.md, Acceptance.
    """

    produced: np.ndarray
    model: np.ndarray
    discharged: np.ndarray
    slaved: np.ndarray
    space: np.ndarray
    mixing: np.ndarray
    carried_in: np.ndarray
    carried_out: np.ndarray
    volume_work: np.ndarray
    time: np.ndarray
    leak: np.ndarray
    stored: np.ndarray
    closure: np.ndarray
    scale: np.ndarray
    into: np.ndarray
    out_of: np.ndarray
    gained: np.ndarray

    def relative_closure(self) -> float:
        """|sum of closures| over the scale."""
        return _relative(abs(self.closure.sum()), self.scale.sum())

    def relative_leak(self) -> float:
        """Sum of |leak| over the scale."""
        return _relative(np.abs(self.leak).sum(), self.scale.sum())


def _relative(value: float, scale: float) -> float:
    """value/scale; where nothing at all happened, nothing may be missing either."""
    if scale == 0.0:
        return 0.0 if value == 0.0 else float("inf")
    if not (
        np.isfinite(value) and np.isfinite(scale)
    ):  # grown beyond what numbers can hold: open, not unknown
        return float("inf")
    return float(value / scale)


def ledger(trajectory: Trajectory) -> Ledger:
    """The books of every step of a trajectory."""
    steps = trajectory.time.size
    parts = [_segment(trajectory, begin, min(begin + SEGMENT, steps)) for begin in range(0, steps, SEGMENT)]
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return Ledger(**joined)


def _segment(trajectory: Trajectory, begin: int, end: int) -> dict[str, np.ndarray]:
    """Rows of the steps begin..end: h sum_i b_i of the books of their stages, and what a step adds itself."""
    system, tableau = trajectory.system, trajectory.tableau
    states = trajectory.states()[max(begin - 1, 0) : end + 1]
    stages = trajectory.stages[max(begin - 1, 0) : end]
    count, per_step = end - begin, stages.shape[1]
    # the explicit first stage is the last stage of the step before, seen with that step's flow weights
    points = stages.reshape(-1, *stages.shape[2:])
    seen_from = np.repeat(states[:-1], per_step, axis=0)
    if begin == 0:
        points = np.concatenate([states[:1], points])
        seen_from = np.concatenate([states[:1], seen_from])
    else:
        points, seen_from = points[per_step - 1 :], seen_from[per_step - 1 :]
    at = instants(system, points, seen_from)
    index = per_step * np.arange(count)[:, None] + np.arange(per_step + 1)[None]
    weights = trajectory.step[begin:end, None] * np.array(tableau.b)[None]

    def total(values: ArrayLike) -> np.ndarray:
        return np.einsum("ns,ns...->n...", weights, np.asarray(values)[index])

    size = np.asarray(system.size)
    linear = np.array(system.potential.linear)[:, None]
    first, last = index[:, 0], index[:, -1]
    change = (at.content[last] - at.content[first]) * size
    mean = 0.5 * (at.conjugates[first] + at.conjugates[last])
    stored = np.sum(size * (at.entropy[last] - at.entropy[first]), axis=1)
    stored = stored + np.sum(np.where(linear, mean * change, 0.0), axis=(1, 2))
    second = np.einsum("ns,nsqp,nsqp->n", weights, mean[:, None] - at.conjugates[index], at.supply[index])
    leak = np.sum(mean * (change - total(at.supply)), axis=(1, 2))
    own = states[-count - 1 :]
    integral = path_integrals(system, own[:-1], own[1:])
    time = integral - np.sum(np.where(linear, 0.0, mean * change), axis=(1, 2)) + second
    return _rows(at, total) | {
        "time": time,
        "leak": leak,
        "stored": stored,
        "gained": np.sum(change, axis=2),
        "closure": stored - _known(at, total) - time - leak,
        "scale": total(at.magnitude) + 1e-12 * GAS_CONSTANT * total(at.turnover),
    }


def _rows(at: Instant, total) -> dict[str, np.ndarray]:
    names = ("produced", "model", "discharged", "slaved", "space", "mixing", "carried_in", "carried_out",
             "volume_work", "into", "out_of")  # fmt: skip
    return {name: total(getattr(at, name)) for name in names}


def _known(at: Instant, total) -> np.ndarray:
    """All rows of the books of an instant that are summed over time [J/K]."""
    plus = (at.produced, at.model, at.space, at.mixing, at.carried_in, at.volume_work)
    minus = (at.discharged, at.carried_out)
    rate = at.slaved + sum(v.sum(axis=1) for v in plus) - sum(v.sum(axis=1) for v in minus)
    return total(rate)
