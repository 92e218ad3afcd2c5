"""k-step: how differently words of k states and their reverses occur, longer and longer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.optimize import curve_fit

from fluxforce.budget.inference.base import AbstractEstimator, Estimate, Kind, interval, sequences
from fluxforce.budget.inference.blocks import blocks_of
from fluxforce.budget.inference.data import Chain, Data, StateSequence
from fluxforce.budget.inference.words import divergence, radix, words
from fluxforce.errors import BadInput, Problem


@dataclass(frozen=True)
class KStep(AbstractEstimator):
    """d_k = D_k - D_{k-1}, D_k = sum over words of k states of p(word) ln[p(word)/p(reversed word)], per step.

    d_2 is the plug-in of a chain; longer words see what hidden states remember. Words of up to ``longest`` states
    are counted, and no longer once the share of words that never occur in reverse exceeds ``unseen``, beyond which
    d_k understates. The value is d_k of the shortest words that longer ones do not surpass by more than two standard
    errors. D_k/(k - 1) is a lower bound at every k; d_k, which is larger, is one at k = 2, for all states seen, and in
    the limit of long words. ``extrapolate`` fits d_k = d - c ln(k)/k^g and returns d, an estimate that is no bound.
    For a sequence with dwell times only the order of states is used, and d_k is divided by the mean dwell time.
    Source: [roldan2010], [roldan2012].
    """

    longest: int = 5
    unseen: float = 0.02
    extrapolate: bool = False
    takes: ClassVar[tuple[type, ...]] = (StateSequence, Chain)

    def estimate(self, data: Data | Sequence[Data]) -> Estimate:
        given = sequences(self, data)
        if self.longest < 2:
            raise BadInput([Problem(f"longest is {self.longest}", hint="words of two states at least")])
        states = [one.states for one in given]
        steps = sum(one.size - 1 for one in states)
        times = [one.dwell.sum() for one in given if isinstance(one, StateSequence)]
        scale, unit = (steps / float(sum(times)), "k_B/s") if times else (1.0, "k_B/step")
        size = given[0].count
        rows, last = _steps(states, size, self.longest, self.unseen, scale)
        values, errors, missing, averages = rows.T
        lengths = np.arange(2, 2 + values.size)
        detail = {"k": lengths, "d": values, "error": errors, "unseen": missing, "D/(k - 1)": averages}
        best = int(
            np.argmax([np.all(values[j:] - values[j] <= 2.0 * errors[j:]) for j in range(values.size)])
        )
        said = []
        if missing[best] > 0.0:
            said.append(f"{missing[best]:.2%} of the words of {lengths[best]} states never occur in reverse")
        if last:
            said.append(f"words longer than {lengths[-1]} were not used: {last}")
        value, error, kind = float(values[best]), float(errors[best]), Kind.LOWER_BOUND
        name = f"{lengths[best]}-step"
        assumes = "states seen are those of a stationary Markov process, or lumps of them"
        if self.extrapolate:
            value, error = _limit(lengths, values, errors)
            kind, assumes = Kind.ESTIMATE, assumes + "; d_k approaches its limit as ln(k)/k^g"
            name = "k-step, extrapolated"
        band = interval(value, error, 39.0)
        return Estimate(name, value, error, band, kind, unit, assumes, steps, tuple(said), detail)


def _steps(
    states: list[np.ndarray], size: int, longest: int, unseen: float, scale: float
) -> tuple[np.ndarray, str]:
    """Rows of d_k, its error, the share of words unseen in reverse and D_k/(k - 1), k = 2, 3, ...; why it stopped."""
    rows: list[tuple[float, float, float, float]] = []
    lower, below = 0.0, 0.0
    number, blocks = blocks_of([one.size for one in states])
    at = np.split(number, np.cumsum([one.size for one in states])[:-1])
    for k in range(2, longest + 1):
        if size**k >= 2**62:
            return np.array(rows), "words of more states have no number of 64 bits"
        long = [j for j, one in enumerate(states) if one.size >= k]
        if not long:
            return np.array(rows), "the sequences are shorter"
        letters = np.concatenate([np.lib.stride_tricks.sliding_window_view(states[j], k) for j in long])
        block = np.concatenate([at[j][: 1 - k] for j in long])
        counted = words(radix(letters, size), radix(letters[:, ::-1], size), block, blocks)
        share = float(counted.counts[counted.one_sided].sum() / block.size)
        if k > 2 and share > unseen:
            return np.array(rows), f"{share:.1%} of them never occur in reverse"
        found = divergence(counted)
        spans = np.bincount(block, minlength=blocks).astype(float)
        mean, each = found.total / block.size, found.blocks / block.size
        rest = each - each.sum() * spans / block.size
        error = float(np.sqrt(blocks / (blocks - 1.0) * ((rest - below) ** 2).sum()))
        error = max(error, found.floor / block.size)
        rows.append((scale * (mean - lower), scale * error, share, scale * mean / (k - 1)))
        lower, below = mean, rest
    return np.array(rows), ""


def _limit(k: np.ndarray, values: np.ndarray, errors: np.ndarray) -> tuple[float, float]:
    """d of the fit d - c ln(k)/k^g with its standard error. Raises BadInput with too few lengths."""
    if k.size < 4:
        hint = "raise `longest` or take more data"
        raise BadInput([Problem(f"{k.size} lengths of words are too few to extrapolate from", hint=hint)])

    def model(x: np.ndarray, d: float, c: float, g: float) -> np.ndarray:
        return d - c * np.log(x) / x**g

    start = (float(values[-1]), float(values[-1] - values[0]), 2.0)
    bounds = ((-np.inf, -np.inf, 0.5), (np.inf, np.inf, 8.0))
    best, covariance = curve_fit(
        model, k.astype(float), values, start, errors, bounds=bounds, max_nfev=20_000, absolute_sigma=True
    )
    return float(best[0]), float(np.sqrt(covariance[0, 0]))
