"""What the jumps of a network count, by the names of its processes or from a property of its states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.network import Network


@dataclass(frozen=True)
class Counted:
    """What one jump adds to a counter: ``forward`` and ``backward`` [channels], of jumps either way.

    A current is counted with opposite signs, a number of jumps (activity) with the same.
    """

    name: str
    forward: np.ndarray
    backward: np.ndarray

    @property
    def current(self) -> bool:
        """Whether jumps back undo what jumps forward count."""
        return bool(np.all(self.backward == -self.forward))


# what may be counted: a counter, or what ``counted`` makes one of
Count = Counted | Mapping[str, float] | Sequence[float] | np.ndarray | str

# several of them
Counts = Sequence[Count] | Count


def counted(network: Network, weights: Count, name: str = "") -> Counted:
    """A counted current: the name of a process, weights by names of processes, or a number for every channel.

    A counter is given back as it is. Raises BadInput with the known processes.
    """
    if isinstance(weights, Counted):
        return weights
    if isinstance(weights, str):
        name, weights = name or weights, {weights: 1.0}
    if isinstance(weights, Mapping):
        forward = count_processes(network, weights)
    else:
        forward = np.asarray(weights, dtype=float)
    if forward.shape != (network.channels,):
        said = (
            f"counts of {forward.size} channels"
            if forward.ndim == 1
            else f"counts of the shape {forward.shape}"
        )
        raise BadInput(
            [Problem(said, hint=f"the network has {network.channels} channels, one number for each")]
        )
    if not np.all(np.isfinite(forward)):
        channel = network.channel_label(int(np.argmax(~np.isfinite(forward))))
        raise BadInput([Problem(f"the count of '{channel}' is a number that is not finite")])
    return Counted(name or "current", forward, -forward)


def counters(network: Network, counts: Counts) -> list[Counted]:
    """Several counters, each from what ``counted`` takes; one name, counter, or row of numbers is one of them.

    Raises BadInput as ``counted`` does.
    """
    if isinstance(counts, str | Mapping | Counted):
        return [counted(network, counts)]
    entries: list[Any] = list(counts)
    row = all(not isinstance(one, str | Mapping | Counted) and np.ndim(one) == 0 for one in entries)
    return [counted(network, one) for one in ([entries] if row and entries else entries)]


def count_currents(network: Network, counts: Counts) -> np.ndarray:
    """What jumps forward add to several currents [currents, channels], from what ``counters`` takes.

    Raises BadInput for a counter of jumps, which is no current.
    """
    made = counters(network, counts)
    for each in made:
        if not each.current:
            said = f"'{each.name}' counts jumps back and forth alike and is no current"
            raise BadInput([Problem(said, hint="count jumps back with the opposite sign")])
    return np.array([each.forward for each in made]).reshape(-1, network.channels)


def count_processes(network: Network, counts: Mapping[str, float]) -> np.ndarray:
    """Count per jump forward of every channel [channels], from the names of processes: {"catalysis": 1.0}.

    Processes that are not named count nothing. Raises BadInput for a process that the network does not have.
    """
    places = {name: k for k, name in enumerate(network.processes)}
    per_process = np.zeros(len(places))
    for name, value in counts.items():
        if name not in places:
            known = ", ".join(network.processes[:20])
            raise BadInput([Problem(f"there is no process '{name}' to count", hint=f"processes: {known}")])
        per_process[places[name]] = value
    return per_process[network.process]


def count_change(network: Network, property_of_state: np.ndarray) -> np.ndarray:
    """Change of a property [states] per jump forward of every channel: energy, particles, height."""
    values = np.asarray(property_of_state, dtype=float)
    if values.shape != (network.states,):
        raise BadInput(
            [Problem(f"the property has the shape {values.shape}; the network has {network.states} states")]
        )
    return values[network.head] - values[network.tail]
