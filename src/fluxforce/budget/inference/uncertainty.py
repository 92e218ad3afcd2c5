"""Bounds from the thermodynamic uncertainty relation: precise currents cost entropy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fluxforce.budget.inference.base import AbstractEstimator, Estimate, Kind, interval, pieces, sequences
from fluxforce.budget.inference.blocks import blocks_of, rate_error
from fluxforce.budget.inference.data import Chain, Data, StateSequence
from fluxforce.budget.inference.plug_in import transitions
from fluxforce.budget.inference.words import pair_bound
from fluxforce.errors import BadInput, Problem

LEAST_WINDOWS = 40


@dataclass(frozen=True)
class UncertaintyRelation(AbstractEstimator):
    """sigma >= 2 <J>^2/(t Var J) of the best current, jump by jump, in the limit of short times.

    There the best weights of the net jumps between a pair of states are their mean over their traffic, and the bound
    is sum over pairs of 2 (n - m)^2/(n + m) per time. For a chain at equal steps the relation for one step is
    <J>^2/Var J <= (e^sigma - 1)/2, and with the best weights sigma >= 2 artanh(r), where 2 r is that sum per step.
    Source: [barato2015], [hasegawa2019], [otsubo2020].
    """

    takes: ClassVar[tuple[type, ...]] = (StateSequence, Chain)

    def estimate(self, data: Data | Sequence[Data]) -> Estimate:
        given = sequences(self, data)
        counted, spans, unit, count = transitions(given)
        found = pair_bound(counted)
        _, error, freedom = rate_error(found.blocks, spans)
        value, error = found.total / float(spans.sum()), max(error, found.floor / float(spans.sum()))
        if unit == "k_B/step":
            r = min(0.5 * value, 1.0 - 1e-12)
            value, error = 2.0 * float(np.arctanh(r)), error / (1.0 - r**2)
        assumes = "the states seen are those of a stationary Markov process or lumps of them"
        band = interval(value, error, freedom)
        return Estimate("uncertainty relation", value, error, band, Kind.LOWER_BOUND, unit, assumes, count)


@dataclass(frozen=True)
class CurrentBound(AbstractEstimator):
    """sigma >= 2 <J>^2/(t Var J) of one given current, counted in windows of t = ``window`` [s].

    ``weights`` [states, states]: weights[i, j] is what a jump i -> j adds to J, minus what j -> i adds. Nothing but
    this current has to be seen. Source: [barato2015], [horowitz2017] for finite windows.
    """

    weights: np.ndarray
    window: float
    takes: ClassVar[tuple[type, ...]] = (StateSequence,)

    def estimate(self, data: Data | Sequence[Data]) -> Estimate:
        given = pieces(self, data)
        weights = np.asarray(self.weights, dtype=float)
        if not (np.isfinite(self.window) and self.window > 0.0):
            raise BadInput([Problem(f"the window is {self.window}", hint="seconds, above zero")])
        if not np.allclose(weights, -weights.T):
            raise BadInput(
                [Problem("the weights of a current change sign with the jump", hint="antisymmetric")]
            )
        sums = []
        for one in given:
            assert isinstance(one, StateSequence)
            if weights.shape != (one.count, one.count):
                hint = f"[{one.count}, {one.count}]"
                raise BadInput([Problem(f"weights have shape {weights.shape}", hint=hint)])
            sums.append(_windowed(one, weights, self.window))
        value, error, freedom, said = precision_bound([one for one in sums if one.size], self.window)
        assumes = "stationary Markov jump process (states may be hidden); J is odd under time reversal"
        band = interval(value, error, freedom)
        count = sum(one.size for one in sums)
        return Estimate(
            "current in windows", value, error, band, Kind.LOWER_BOUND, "k_B/s", assumes, count, said
        )


def precision_bound(sums: list[np.ndarray], window: float) -> tuple[float, float, float, tuple[str, ...]]:
    """2 <J>^2/(window Var J) from currents of windows, piece by piece: value, error, freedom, warnings.

    The square of the mean is corrected for the variance of the mean, so that no current gives zero on average.
    Raises BadInput with fewer than 40 windows or a current that never varies.
    """
    current = np.concatenate(sums) if sums else np.zeros(0)
    if current.size < LEAST_WINDOWS:
        hint = f"at least {LEAST_WINDOWS}: shorter windows or more data"
        raise BadInput([Problem(f"{current.size} windows are too few", hint=hint)])
    mean, variance = float(current.mean()), float(current.var(ddof=1))
    if variance == 0.0:
        raise BadInput([Problem("the current is the same in every window", hint="take longer windows")])
    block, blocks = blocks_of([one.size for one in sums])
    spans = np.bincount(block, minlength=blocks).astype(float)
    _, of_mean, freedom = rate_error(np.bincount(block, current, minlength=blocks), spans)
    off = current - mean
    # d(mean^2/variance), window by window
    influence = 2.0 * mean * off / variance - mean**2 / variance**2 * (off**2 - variance)
    _, error, _ = rate_error(np.bincount(block, influence, minlength=blocks), spans)
    value = 2.0 * (mean**2 - of_mean**2) / variance / window
    # a mean that is not told from zero leaves an error of second order
    error = 2.0 / window * float(np.hypot(error, np.sqrt(2.0) * of_mean**2 / variance))
    said = () if abs(mean) > 3.0 * of_mean else ("the mean current is not told from zero",)
    return value, error, freedom, said


def _windowed(one: StateSequence, weights: np.ndarray, window: float) -> np.ndarray:
    """The current of every whole window."""
    at = np.cumsum(one.dwell)
    count = int(at[-1] // window)
    number = (at[:-1] // window).astype(np.int64)
    inside = number < count
    each = weights[one.states[:-1], one.states[1:]]
    return np.bincount(number[inside], each[inside], minlength=count)[:count]
