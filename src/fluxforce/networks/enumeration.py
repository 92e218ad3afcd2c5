"""Which copy numbers a reaction network can reach within bounds, as sorted integer keys."""

from dataclasses import dataclass

import numpy as np

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.reactions import ReactionNetwork

MOST_STATES = 20_000_000  # each takes a key, copy numbers and a few channels: some kilobytes per thousand
LARGEST_KEY = 2**62
BITMAP = 200_000_000  # boxes up to this size remember what was visited in one byte per state


@dataclass(frozen=True)
class Box:
    """Copy numbers 0..high of every species; a state is the integer sum_k n_k radix_k, the last species fastest."""

    high: np.ndarray

    @property
    def size(self) -> int:
        """How many states the whole box has."""
        return int(np.prod([int(h) + 1 for h in self.high], dtype=object)) if self.high.size else 1

    @property
    def radix(self) -> np.ndarray:
        """What one copy of every species adds to the key."""
        sides = (self.high + 1).astype(np.int64)
        return np.concatenate([np.cumprod(sides[::-1])[::-1][1:], np.ones(1, dtype=np.int64)])[: sides.size]

    def keys(self, counts: np.ndarray) -> np.ndarray:
        """Keys of copy numbers [states, species]."""
        return counts @ self.radix

    def counts(self, keys: np.ndarray) -> np.ndarray:
        """Copy numbers [states, species] of keys."""
        return (keys[:, None] // self.radix[None]) % (self.high + 1)[None]


@dataclass(frozen=True)
class Moves:
    """Both directions of every reaction: ``needed`` copies and ``change`` [moves, species], and whose they are."""

    needed: np.ndarray
    change: np.ndarray
    reaction: np.ndarray


def moves(network: ReactionNetwork) -> Moves:
    """The directions that exist; a law of its own needs no more than what the reaction takes away."""
    before, after = network.stoichiometry()
    forward, backward = network.constants()
    needed, change, whose = [], [], []
    for k, one in enumerate(network.reactions):
        for law, rate, takes, leaves in (
            (one.forward_law, forward[k], before[k], after[k]),
            (one.backward_law, backward[k], after[k], before[k]),
        ):
            if law is None and rate == 0.0:
                continue
            needed.append(takes if law is None else np.maximum(takes - leaves, 0))
            change.append(leaves - takes)
            whose.append(k)
    shape = (-1, len(network.species))
    return Moves(
        np.array(needed, dtype=np.int64).reshape(shape), np.array(change, dtype=np.int64).reshape(shape),
        np.array(whose, dtype=np.int64),
    )  # fmt: skip


def reachable(network: ReactionNetwork, box: Box, initial: np.ndarray) -> np.ndarray:
    """Sorted keys of the states of the box that steps inside it lead to from ``initial`` [starts, species].

    What a mass-action law needs is asked for exactly; a law of its own may still be zero where its reaction could
    happen. Raises BadInput if there are more than MOST_STATES.
    """
    if box.size > LARGEST_KEY:
        _enough(box.size, network)
    steps = moves(network)
    front = np.unique(box.keys(initial))
    seen = np.zeros(box.size, dtype=bool) if box.size <= BITMAP else None
    if seen is not None:
        seen[front] = True
    known = [front]
    merged = front
    total = front.size
    while front.size:
        found = _neighbours(steps, box, box.counts(front))
        if seen is not None:
            fresh = found[~seen[found]]
            seen[fresh] = True
        else:
            place = np.minimum(np.searchsorted(merged, found), merged.size - 1)
            fresh = found[merged[place] != found]
            merged = np.insert(merged, np.searchsorted(merged, fresh), fresh)
        total += fresh.size
        _enough(total, network)
        known.append(fresh)
        front = fresh
    if seen is None:
        return merged
    return np.flatnonzero(seen) if total > box.size // 16 else np.sort(np.concatenate(known))


def whole(network: ReactionNetwork, box: Box) -> np.ndarray:
    """Keys of all states of the box. Raises BadInput if there are more than MOST_STATES."""
    _enough(box.size, network)
    return np.arange(box.size, dtype=np.int64)


def _neighbours(steps: Moves, box: Box, counts: np.ndarray) -> np.ndarray:
    found = [np.zeros(0, dtype=np.int64)]
    for needed, change in zip(steps.needed, steps.change, strict=True):
        after = counts + change[None]
        good = ((counts >= needed[None]) & (after <= box.high[None]) & (after >= 0)).all(axis=1)
        found.append(box.keys(after[good]))
    return np.unique(np.concatenate(found))


def _enough(total: int, network: ReactionNetwork) -> None:
    if total > MOST_STATES:
        raise BadInput([Problem(
            f"the master equation of {', '.join(network.species)} has more than {MOST_STATES:,} states",
            hint="lower the bounds, or use trajectories, the linear noise or the macroscopic reading",
        )])  # fmt: skip
