"""Plug-in: transitions counted in both directions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fluxforce.budget.inference.base import AbstractEstimator, Estimate, Kind, interval, sequences
from fluxforce.budget.inference.blocks import blocks_of, rate_error
from fluxforce.budget.inference.data import Chain, Data, StateSequence
from fluxforce.budget.inference.words import Words, divergence, words

NAMED = 4  # pairs that are named in a warning


@dataclass(frozen=True)
class PlugIn(AbstractEstimator):
    """sum_ij n_ij ln(n_ij/n_ji) per time, n_ij the number of jumps i -> j, bias taken out.

    Exact for a Markov process of which all states (and channels, if there are several) are seen; where states are
    lumped it is a lower bound for jump sequences. A jump whose reverse was never seen makes the value a lower bound
    with no upper limit, and is named. Source: [schnakenberg1976], [roldan2010].
    """

    takes: ClassVar[tuple[type, ...]] = (StateSequence, Chain)

    def estimate(self, data: Data | Sequence[Data]) -> Estimate:
        given = sequences(self, data)
        counted, spans, unit, count = transitions(given)
        found = divergence(counted)
        _, error, freedom = rate_error(found.blocks, spans)
        value, error = found.total / float(spans.sum()), max(error, found.floor / float(spans.sum()))
        low, high = interval(value, error, freedom)
        said, kind = (), Kind.ESTIMATE
        pairs = counted.code.size - int(np.count_nonzero(~counted.one_sided)) // 2
        if (
            not np.any(counted.one_sided)
            and pairs < np.unique(counted.code // given[0].count % given[0].count).size
        ):
            said = ("the states seen form no cycle: their jumps balance whatever happens behind them",)
        if np.any(counted.one_sided):
            said, kind, high = (one_sided(counted, given),), Kind.LOWER_BOUND, np.inf
        assumes = "states form a stationary Markov process; all states and channels are seen"
        return Estimate("plug-in", value, error, (low, high), kind, unit, assumes, count, said)


def transitions(given: tuple[StateSequence | Chain, ...]) -> tuple[Words, np.ndarray, str, int]:
    """Counted transitions, the span of every block [s or steps], the unit, and the number of transitions."""
    lengths = [one.states.size - 1 for one in given]
    block, blocks = blocks_of(lengths)
    forward, backward, span = [], [], []
    for one in given:
        tail, head = one.states[:-1], one.states[1:]
        channel = np.zeros(tail.size, dtype=np.int64)
        if isinstance(one, StateSequence) and one.channels is not None:
            channel = one.channels
        forward.append((channel * one.count + tail) * one.count + head)
        backward.append((channel * one.count + head) * one.count + tail)
        span.append(_spans(one))
    counted = words(np.concatenate(forward), np.concatenate(backward), block, blocks)
    unit = "k_B/step" if isinstance(given[0], Chain) else "k_B/s"
    spans = np.bincount(block, np.concatenate(span), minlength=blocks)
    return counted, spans, unit, int(sum(lengths))


def one_sided(counted: Words, given: tuple[StateSequence | Chain, ...]) -> str:
    """The sentence about transitions whose reverse was never seen, the most frequent ones named."""
    chosen = np.flatnonzero(counted.one_sided)
    chosen = chosen[np.argsort(-counted.counts[chosen], kind="stable")]
    first = given[0]

    def name(state: int) -> str:
        return first.labels[state] if first.labels else str(state)

    named = [
        f"{name(int(counted.code[k]) // first.count % first.count)} -> {name(int(counted.code[k]) % first.count)}"
        f" ({counted.counts[k]} times)"
        for k in chosen[:NAMED]
    ]
    more = f" and {chosen.size - NAMED} more" if chosen.size > NAMED else ""
    return (
        f"never seen in reverse: {', '.join(named)}{more}; the value counts them as if the next event were "
        "the first reverse, and the production is unbounded if there is none"
    )


def _spans(one: StateSequence | Chain) -> np.ndarray:
    """Time that belongs to every transition: the dwell before it, and for the last one the dwell after it too."""
    if isinstance(one, Chain):
        return np.ones(one.states.size - 1)
    span = one.dwell[:-1].copy()
    span[-1] += one.dwell[-1]
    return span
