"""A Markov network as arrays: states, and channels that lead from one to another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.given import finite, labels_of, places, real, whole
from fluxforce.numerics.summary import MOST_ROWS, AbstractSummarised, Summary, named, numbers


@dataclass(frozen=True)
class Channel:
    """One way between two states, with the rates of both directions [1/s].

    ``forward`` leads from ``source`` to ``target``. A ``backward`` rate of zero types the channel as one-way.
    ``entropy`` [k_B] is what the reservoir takes up per jump forward; left out, local detailed balance gives it,
    ln(forward/backward). ``process`` groups channels in reports; left out, the channel is its own process.
    """

    source: str
    target: str
    forward: float
    backward: float = 0.0
    reservoir: str = "bath"
    entropy: float | None = None
    process: str | None = None


@dataclass(frozen=True, repr=False)
class Network(AbstractSummarised):
    """States 0..states-1 and channels between them; two channels between the same states stay two.

    Axis conventions: ``tail``, ``head``, ``forward``, ``backward``, ``entropy``, ``process`` and ``reservoir`` run
    over the channels. W[i, j] is the rate j -> i and columns sum to zero.

    - ``tail``, ``head``: the states that a channel leads from and to (the same one is allowed: a motor seen from
      the frame of its period);
    - ``forward``, ``backward`` [1/s]: rates tail -> head and head -> tail; backward zero is a one-way channel,
      which is typed by ``one_way`` and whose entropy production is unbounded;
    - ``entropy`` [k_B]: taken up by the channel's reservoir per jump forward; plus infinity for one-way channels;
    - ``process``, ``reservoir``: positions in ``processes`` and ``reservoirs``;
    - ``internal`` [k_B]: entropy of every state itself, zero unless states are lumps;
    - ``labels``: names of the states, or empty where they are numbered;
    - ``positions`` [states, axes] and ``axes``: copy numbers, coordinates or occupations of every state, where
      they have any.

    Local detailed balance: ln(forward/backward) = entropy + internal[head] - internal[tail]. Where both are
    declared they are compared (``detailed_balance_error``). Source: [schnakenberg1976], [seifert2012].
    """

    states: int
    tail: np.ndarray
    head: np.ndarray
    forward: np.ndarray
    backward: np.ndarray
    entropy: np.ndarray
    process: np.ndarray
    processes: tuple[str, ...]
    reservoir: np.ndarray
    reservoirs: tuple[str, ...] = ("bath",)
    internal: np.ndarray = field(default_factory=lambda: np.zeros(0))
    labels: tuple[str, ...] = ()
    positions: np.ndarray | None = None
    axes: tuple[str, ...] = ()

    @property
    def channels(self) -> int:
        """How many channels there are."""
        return int(self.tail.size)

    @property
    def one_way(self) -> np.ndarray:
        """True where a channel has no way back."""
        return self.backward == 0.0

    def label(self, state: int) -> str:
        """The name of a state, its position, or its number."""
        if self.labels:
            return self.labels[state]
        if self.positions is not None:
            pairs = zip(self.axes, self.positions[state], strict=True)
            return ", ".join(f"{axis} = {value:g}" for axis, value in pairs)
        return str(state)

    def channel_label(self, channel: int) -> str:
        """A channel in words: its process and both states."""
        ends = f"{self.label(int(self.tail[channel]))} -> {self.label(int(self.head[channel]))}"
        name = self.processes[int(self.process[channel])]
        return ends if name == ends else f"{name} ({ends})"

    def index(self, label: str) -> int:
        """The number of a state from its name. Raises BadInput with the known names."""
        known = [self.label(k) for k in range(self.states)] if self.states <= 10_000 else list(self.labels)
        if label not in known:
            hint = f"states: {', '.join(known[:20])}" if known else "states are numbered"
            raise BadInput([Problem(f"there is no state '{label}'", hint=hint)])
        return known.index(label)

    def state_entropy(self) -> np.ndarray:
        """Internal entropy of every state [k_B]."""
        return self.internal if self.internal.size else np.zeros(self.states)

    def detailed_balance_error(self) -> np.ndarray:
        """ln(forward/backward) - entropy - change of internal entropy, of every channel; zero for one-way ones."""
        inner = self.state_entropy()
        both = ~self.one_way
        off = np.zeros(self.channels)
        ratio = np.log(self.forward[both]) - np.log(self.backward[both])
        off[both] = ratio - self.entropy[both] - inner[self.head[both]] + inner[self.tail[both]]
        return off

    def summary(self) -> Summary:
        """How large it is, and the rates of its first channels."""
        few = range(min(self.channels, MOST_ROWS))
        rows = tuple(
            (self.channel_label(k), *numbers(self.forward[k], self.backward[k], self.entropy[k])) for k in few
        )
        return Summary(
            f"Markov network of {self.states} states and {self.channels} channels",
            (("processes", named(self.processes)), ("reservoirs", named(self.reservoirs))),
            ("channel", "forward [1/s]", "backward [1/s]", "entropy [k_B]"),
            rows,
            total=self.channels,
        )


def from_arrays(
    *,
    states: int,
    tail: ArrayLike,
    head: ArrayLike,
    forward: ArrayLike,
    backward: ArrayLike,
    entropy: ArrayLike | None = None,
    process: ArrayLike | None = None,
    processes: Sequence[str] = (),
    reservoir: ArrayLike | None = None,
    reservoirs: Sequence[str] = ("bath",),
    internal: ArrayLike | None = None,
    labels: Sequence[str] = (),
    positions: np.ndarray | None = None,
    axes: Sequence[str] = (),
) -> Network:
    """A network from arrays, checked once. Raises BadInput that names what is wrong: an array, or the first channel.

    A channel that only leads backward is turned round. Channels without any rate are refused: leave them out.
    ``process`` left out makes one process of all channels when ``processes`` has one name, else one of each.
    """
    count, states = np.size(tail), int(whole("states", states, ()))
    if states < 1:
        raise BadInput([Problem("a network without states", hint="one state is the least")])
    labels = labels_of(labels, states)
    tail, head = whole("tail", tail, (count,)), whole("head", head, (count,))
    forward, backward = real("forward", forward, (count,)), real("backward", backward, (count,))
    _check_rates(states, tail, head, forward, backward, labels)
    turned = forward == 0.0
    tail[turned], head[turned] = head[turned], tail[turned]
    forward[turned], backward[turned] = backward[turned], 0.0
    inner = np.zeros(states) if internal is None else finite("internal", internal, (states,))
    with np.errstate(divide="ignore"):
        derived = np.log(forward) - np.log(backward) - inner[head] + inner[tail]
    if entropy is None:
        given = derived
    else:
        given = real("entropy", entropy, (count,))
        given = np.where(np.isnan(given), derived, np.where(turned, -given, given))
    given = np.where(backward == 0.0, np.inf, given)
    if process is None:
        process = np.zeros(count, dtype=np.int64) if len(processes) == 1 else np.arange(count)
    processes = tuple(processes) or tuple(f"channel {k}" for k in range(count))
    process = places("process", process, count, len(processes))
    reservoir = np.zeros(count, dtype=np.int64) if reservoir is None else reservoir
    reservoir = places("reservoir", reservoir, count, len(reservoirs))
    return Network(
        states, tail, head, forward, backward, given, process, processes, reservoir, tuple(reservoirs),
        np.zeros(0) if internal is None else inner, labels, positions, tuple(axes),
    )  # fmt: skip


def network(
    channels: Mapping[str, Channel],
    states: Sequence[str] | None = None,
    internal: Mapping[str, float] | None = None,
) -> Network:
    """A small network from named channels; states in order of appearance unless they are listed.

    ``internal`` [k_B] gives states an entropy of their own. Raises BadInput for an unknown state, a negative
    rate, or a channel without any.
    """
    given = list(channels.values())
    strange = [name for name, one in channels.items() if not isinstance(one, Channel)]
    if strange:
        raise BadInput(
            [Problem(f"'{strange[0]}' is no Channel", hint="Channel(source, target, forward, backward)")]
        )
    found = list(dict.fromkeys(name for one in given for name in (one.source, one.target)))
    names = list(states) if states is not None else found
    strange = [name for name in (*found, *(internal or {})) if name not in names]
    if strange:
        raise BadInput(
            [Problem(f"unknown state '{strange[0]}'", hint=f"states: {', '.join(map(str, names))}")]
        )
    groups = [one.process or name for name, one in channels.items()]
    processes = list(dict.fromkeys(groups))
    reservoirs = list(dict.fromkeys(one.reservoir for one in given)) or ["bath"]
    entropies = [np.nan if one.entropy is None else one.entropy for one in given]
    inner = None if internal is None else np.array([internal.get(name, 0.0) for name in names])
    number = {name: k for k, name in enumerate(names)}
    tail = np.array([number[one.source] for one in given], dtype=np.int64)
    head = np.array([number[one.target] for one in given], dtype=np.int64)
    forward = real("forward", [one.forward for one in given], (len(given),))
    backward = real("backward", [one.backward for one in given], (len(given),))
    labels, titles = labels_of(names, len(names)), tuple(f"'{name}'" for name in channels)
    _check_rates(len(names), tail, head, forward, backward, labels, titles)
    return from_arrays(
        states=len(names),
        tail=tail,
        head=head,
        forward=forward,
        backward=backward,
        entropy=np.array(entropies),
        process=np.array([processes.index(group) for group in groups], dtype=np.int64),
        processes=processes,
        reservoir=np.array([reservoirs.index(one.reservoir) for one in given], dtype=np.int64),
        reservoirs=reservoirs,
        internal=inner,
        labels=names,
    )


def _check_rates(
    states: int, tail: np.ndarray, head: np.ndarray, forward: np.ndarray, backward: np.ndarray,
    labels: tuple[str, ...], titles: tuple[str, ...] = (),
) -> None:  # fmt: skip
    outside = (tail < 0) | (tail >= states) | (head < 0) | (head >= states)
    remedy = "rates are zero or above, one of them above"
    for wrong, said, hint in (
        (outside, "leads to a state that does not exist", f"states are 0 to {states - 1}"),
        (~np.isfinite(forward) | ~np.isfinite(backward), "has a rate that is not a finite number", remedy),
        ((forward < 0.0) | (backward < 0.0), "has a negative rate", remedy),
        ((forward == 0.0) & (backward == 0.0), "has no rate in either direction", remedy),
    ):
        if np.any(wrong):
            k = int(np.argmax(wrong))
            one, other = (labels[j] if labels and 0 <= j < states else j for j in (tail[k], head[k]))
            ends = f"{one} -> {other}, rates {forward[k]:g} and {backward[k]:g} 1/s"
            raise BadInput([Problem(f"channel {titles[k] if titles else k} ({ends}) {said}", hint=hint)])
