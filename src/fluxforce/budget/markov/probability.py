"""Probabilities that a person hands in, looked at before anything is made of them."""

import numpy as np

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.network import Network

SUM = 1e-6  # how far a sum of probabilities may be from one: they may come from a file with seven digits


def checked(network: Network, probability: np.ndarray, what: str = "probability") -> np.ndarray:
    """The probabilities [states] as given. Raises BadInput that names the first state where they are wrong.

    They are finite, not below zero (round-off of 1e-12 apart, which becomes zero), and sum to one.
    """
    p = np.asarray(probability, dtype=float)
    if p.shape != (network.states,):
        raise BadInput(
            [Problem(f"the {what} has the shape {p.shape}; the network has {network.states} states")]
        )
    wrong = ~np.isfinite(p) | (p < -1e-12)
    if np.any(wrong):
        k = int(np.argmax(wrong))
        raise BadInput(
            [Problem(f"the {what} of state '{network.label(k)}' is {p[k]:g}; it must lie in 0..1")]
        )
    total = float(p.sum())
    if abs(total - 1.0) > SUM:
        raise BadInput([Problem(f"the {what} sums to {total:.9g}, not to one", hint="divide it by its sum")])
    return np.maximum(p, 0.0)
