"""Rings: a driven cycle of states, and a ratchet that is switched on and off."""

from collections.abc import Sequence

import numpy as np

from fluxforce.networks.network import Channel, Network, from_arrays, network


def ring(forward: Sequence[float] | np.ndarray, backward: Sequence[float] | np.ndarray) -> Network:
    """States 0, 1, ... in a circle; channel k leads from state k to the next at ``forward[k]`` [1/s].

    Affinity ln prod(forward/backward). Source: [schnakenberg1976].
    """
    size = len(forward)
    here = np.arange(size)
    return from_arrays(
        states=size,
        tail=here,
        head=(here + 1) % size,
        forward=np.asarray(forward, dtype=float),
        backward=np.asarray(backward, dtype=float),
    )


def flashing_ratchet(height: float = 1.0, temperature: float = 1.0, switching: float = 1.0) -> Network:
    """Three places in a ring whose potential 0, V, 2 V is switched on and off; states "on 0" to "off 2".

    Jumps go at exp((U_i - U_j)/(2 T)), switching at the same rate both ways whatever the energy, which is what
    drives it. Source: [roldan2010], [kim2020].
    """
    energy = {"on": (0.0, height, 2.0 * height), "off": (0.0, 0.0, 0.0)}
    channels = {}
    for which, u in energy.items():
        for i in range(3):
            j = (i + 1) % 3
            half = (u[i] - u[j]) / (2.0 * temperature)
            channels[f"{which} {i} -> {j}"] = Channel(
                f"{which} {i}", f"{which} {j}", float(np.exp(half)), float(np.exp(-half)), "bath"
            )
    for i in range(3):
        channels[f"switch {i}"] = Channel(
            f"on {i}", f"off {i}", switching, switching, "switch", 0.0, "switch"
        )
    states = [f"{which} {i}" for which in energy for i in range(3)]
    return network(channels, states=states)
