"""What the jumps of a network count, by the names of its processes or from a property of its states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
