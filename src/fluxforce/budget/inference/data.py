"""Observed data: sequences of states with or without dwell times, visible transitions, continuous paths."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fluxforce.errors import BadInput, Problem


@dataclass(frozen=True)
class StateSequence:
    """States visited one after another and how long [s] each visit lasted; a jump leads to another state.

    ``states`` [visits] are numbers from 0 to ``count`` - 1 (left out: one more than the largest), ``dwell`` [visits].
    ``channels`` [visits - 1] may name the channel of each jump by a number: jumps between the same states through
    different channels are then kept apart, and the reverse of a jump is one through the same channel. Without it
    they are merged, and so is their entropy production. ``labels`` name the states in messages.
    """

    states: np.ndarray
    dwell: np.ndarray
    count: int = 0
    channels: np.ndarray | None = None
    labels: tuple[str, ...] = ()

    def __post_init__(self):
        states, count = _numbered("StateSequence", self.states, self.count)
        dwell = np.asarray(self.dwell, dtype=float)
        if dwell.shape != states.shape:
            _refuse(f"{dwell.size} dwell times for {states.size} states", "one dwell time for every visit")
        _finite(dwell, "dwell time", least=0.0)
        same = np.flatnonzero(states[1:] == states[:-1])
        if same.size:
            hint = "a jump leads to another state: merge visits with `merged`, or use a Chain for data at equal steps"
            _refuse(f"visit {same[0] + 1} is in the same state, {states[same[0]]}, as the one before", hint)
        if self.channels is not None:
            channels, _ = _numbered("channels", self.channels, 0)
            if channels.size != states.size - 1:
                _refuse(f"{channels.size} channels for {states.size - 1} jumps", "one channel for every jump")
            object.__setattr__(self, "channels", channels)
        object.__setattr__(self, "states", states)
        object.__setattr__(self, "dwell", dwell)
        object.__setattr__(self, "count", count)


@dataclass(frozen=True)
class Chain:
    """States [steps + 1] at equal steps, numbered from 0 to ``count`` - 1; staying is a step like any other."""

    states: np.ndarray
    count: int = 0
    labels: tuple[str, ...] = ()

    def __post_init__(self):
        states, count = _numbered("Chain", self.states, self.count)
        object.__setattr__(self, "states", states)
        object.__setattr__(self, "count", count)


@dataclass(frozen=True)
class Transitions:
    """Those transitions that can be seen, and the time [s] from each to the next.

    ``kinds`` [events]: which transition, a number; ``reverse`` [kinds]: the number of its reverse, itself for a
    transition that is its own reverse; ``waits`` [events - 1].
    """

    kinds: np.ndarray
    waits: np.ndarray
    reverse: np.ndarray

    def __post_init__(self):
        reverse, _ = _numbered("reverse", self.reverse, 0, least=1)
        if not np.array_equal(reverse[reverse % reverse.size], np.arange(reverse.size)):
            _refuse("the reverse of the reverse of a transition is another one", "reverse[reverse[k]] = k")
        kinds, _ = _numbered("Transitions", self.kinds, reverse.size)
        waits = np.asarray(self.waits, dtype=float)
        if waits.size != kinds.size - 1:
            _refuse(f"{waits.size} waits between {kinds.size} transitions", "one fewer than transitions")
        _finite(waits, "wait", least=0.0)
        object.__setattr__(self, "kinds", kinds)
        object.__setattr__(self, "waits", waits)
        object.__setattr__(self, "reverse", reverse)


@dataclass(frozen=True)
class Path:
    """Values [times, dims] of continuous variables, even under time reversal, at times ``step`` [s] apart."""

    step: float
    values: np.ndarray

    def __post_init__(self):
        values = np.asarray(self.values, dtype=float)
        values = values[:, None] if values.ndim == 1 else values
        if values.ndim != 2 or values.shape[0] < 2:
            _refuse(f"values of a Path have shape {values.shape}", "[times, dims], at least two times")
        if not (np.isfinite(self.step) and self.step > 0.0):
            _refuse(f"the step of a Path is {self.step}", "seconds between values, above zero")
        _finite(values, "value")
        object.__setattr__(self, "values", values)

    @property
    def dims(self) -> int:
        """How many variables there are."""
        return self.values.shape[1]


Data = StateSequence | Chain | Transitions | Path


def as_tuple(data: Data | Sequence[Data]) -> tuple[Data, ...]:
    """One or several pieces as a tuple, all of one type and shape; states are counted over all of them."""
    given = (data,) if isinstance(data, StateSequence | Chain | Transitions | Path) else tuple(data)
    if not given:
        _refuse("there are no data", "at least one piece")
    if len({type(one) for one in given}) > 1:
        _refuse("the pieces of data are of different types", "all of one type, from one process")
    if isinstance(given[0], Path):
        if len({(one.step, one.dims) for one in given if isinstance(one, Path)}) > 1:
            _refuse("the paths differ in their step or their number of variables", "sample all alike")
        return given
    if isinstance(given[0], Transitions):
        if any(
            not np.array_equal(one.reverse, given[0].reverse) for one in given if isinstance(one, Transitions)
        ):
            _refuse("the pieces number their transitions differently", "one table `reverse` for all")
        return given
    count = max(one.count for one in given if isinstance(one, StateSequence | Chain))
    return tuple(replace(one, count=count) for one in given if isinstance(one, StateSequence | Chain))


def merged(
    states: np.ndarray, dwell: np.ndarray, count: int = 0, labels: tuple[str, ...] = ()
) -> StateSequence:
    """A state sequence in which visits to the same state one after another become one."""
    states, dwell = np.asarray(states), np.asarray(dwell, dtype=float)
    first = np.flatnonzero(np.concatenate([[True], states[1:] != states[:-1]]))
    return StateSequence(states[first], np.add.reduceat(dwell, first), count, labels=labels)


def lumped(data: StateSequence | Chain, groups: np.ndarray) -> StateSequence | Chain:
    """What is seen when state x can only be told to lie in ``groups[x]``: hidden states, channels unseen."""
    table, count = _numbered("groups", groups, 0, least=1)
    if table.size != data.count:
        _refuse(f"groups has {table.size} entries for {data.count} states", "the group of every state")
    if isinstance(data, Chain):
        return Chain(table[data.states], count)
    return merged(table[data.states], data.dwell, count)


def visible(data: StateSequence, edges: Sequence[tuple[int, int]]) -> Transitions:
    """Only jumps along the listed pairs of states are seen; pair k forward has number 2 k, backward 2 k + 1."""
    strange = [pair for pair in edges if not all(0 <= state < data.count for state in pair)]
    if strange:
        _refuse(
            f"the pair {strange[0]} lies outside the {data.count} states", f"states 0 to {data.count - 1}"
        )
    code = np.full((data.count, data.count), -1)
    for k, (tail, head) in enumerate(edges):
        code[tail, head], code[head, tail] = 2 * k, 2 * k + 1
    seen = code[data.states[:-1], data.states[1:]]
    at = np.cumsum(data.dwell)[:-1][seen >= 0]
    reverse = np.arange(2 * len(edges)).reshape(-1, 2)[:, ::-1].ravel()
    return Transitions(seen[seen >= 0], np.diff(at), reverse)


def _numbered(what: str, values: np.ndarray, count: int, least: int = 2) -> tuple[np.ndarray, int]:
    given = np.asarray(values)
    if given.ndim != 1 or given.size < least:
        _refuse(f"{what} has shape {given.shape}", f"one axis of at least {least} numbers")
    with np.errstate(invalid="ignore"):
        whole = given.astype(np.int64)
    wrong = np.flatnonzero((whole != given) | (whole < 0) | ((whole >= count) if count else False))
    if wrong.size:
        top = f"0 to {count - 1}" if count else "0 and above"
        _refuse(f"entry {wrong[0]} of {what} is {given[wrong[0]]}", f"whole numbers, {top}")
    return whole, count or int(whole.max()) + 1


def _finite(values: np.ndarray, what: str, least: float = -np.inf) -> None:
    wrong = np.argwhere(~np.isfinite(values) | (values < least))
    if wrong.size:
        place = ", ".join(str(k) for k in wrong[0])
        said = f"{what} {place} is {values[tuple(wrong[0])]}"
        _refuse(said, "finite numbers" + (", zero or above" if least == 0.0 else ""))


def _refuse(message: str, hint: str) -> None:
    raise BadInput([Problem(message, hint=hint)])
