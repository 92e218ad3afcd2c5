"""Waiting times: what the times between visible transitions say about what happens between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fluxforce.budget.inference.base import AbstractEstimator, Estimate, Kind, interval, pieces
from fluxforce.budget.inference.blocks import blocks_of, rate_error
from fluxforce.budget.inference.data import Data, StateSequence, Transitions
from fluxforce.budget.inference.words import divergence, words
from fluxforce.errors import BadInput, Problem


@dataclass(frozen=True)
class WaitingTimes(AbstractEstimator):
    """K sum_{l, l'} int p(l) psi(l', t | l) ln[psi(l', t | l)/psi(-l, t | -l')] dt, K visible transitions per second.

    l and l' are visible transitions one after another, t the time between them, -l the reverse of l: going back, -l'
    comes first. Times are put in ``bins`` of equal frequency, which can only lower the value. One visible pair of
    transitions recovers the whole production of a network with a single cycle; a sequence of lumped states counts
    as one in which every change of lump is visible. Source: [vandermeer2022], [harunari2022], [martinez2019].
    """

    bins: int = 8
    takes: ClassVar[tuple[type, ...]] = (StateSequence, Transitions)

    def estimate(self, data: Data | Sequence[Data]) -> Estimate:
        given = pieces(self, data)
        if self.bins < 1:
            raise BadInput([Problem(f"{self.bins} bins", hint="one bin uses the order of transitions only")])
        events = [_events(one) for one in given]
        events = [(one, wait) for one, wait in events if one.shape[0] >= 2]
        reverse = _reverse(given[0])
        size = reverse.size
        block, blocks = blocks_of([wait.size for _, wait in events])
        waits = np.concatenate([wait for _, wait in events])
        first = np.concatenate([one[:-1] for one, _ in events])
        second = np.concatenate([one[1:] for one, _ in events])
        edges = np.unique(np.quantile(waits, np.arange(1, self.bins) / self.bins))
        late = np.searchsorted(edges, waits, side="right")
        forward = (late * size + first) * size + second
        backward = (late * size + reverse[second]) * size + reverse[first]
        pairs = words(forward, backward, block, blocks)
        single = words(first, reverse[first], block, blocks)
        joint, alone = divergence(pairs), divergence(single)
        spans = np.bincount(block, waits, minlength=blocks)
        _, error, freedom = rate_error(joint.blocks - alone.blocks, spans)
        value = (joint.total - alone.total) / float(waits.sum())
        error = max(error, joint.floor / float(waits.sum()))
        unseen = float(pairs.counts[pairs.one_sided].sum() / waits.size)
        said = ()
        if unseen > 0.0:
            said = (
                f"{unseen:.2%} of the pairs of transitions never occur in reverse: the value understates",
            )
        assumes = "stationary Markov process behind the visible transitions, each telling the states it joins"
        if isinstance(given[0], StateSequence):
            assumes = (
                "stationary Markov process behind the lumps seen, two lumps joined by one pair of states"
            )
        band = interval(value, error, freedom)
        detail = {"edges": edges}
        return Estimate(
            "waiting times", value, error, band, Kind.LOWER_BOUND, "k_B/s", assumes, waits.size, said, detail
        )


def _events(one: Data) -> tuple[np.ndarray, np.ndarray]:
    """Visible transitions by number, and the times between them."""
    if isinstance(one, Transitions):
        return one.kinds, one.waits
    assert isinstance(one, StateSequence)
    return one.states[:-1] * one.count + one.states[1:], one.dwell[1:-1]


def _reverse(one: Data) -> np.ndarray:
    if isinstance(one, Transitions):
        return one.reverse
    assert isinstance(one, StateSequence)
    return np.arange(one.count**2).reshape(one.count, one.count).T.ravel()
