"""What the jumps of a network count, by the names of its processes or from a property of its states."""

from collections.abc import Mapping

import numpy as np

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.network import Network


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
