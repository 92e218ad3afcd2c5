"""The driven network: the one whose typical jumps are the rare ones of another."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.linalg
import scipy.sparse.linalg

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.network import Network, from_arrays
from fluxforce.solve.rare.tilted import tilted_generator

DENSE = 300  # states up to which all eigenvalues are computed


@dataclass(frozen=True)
class Dominant:
    """Dominant eigenvalue of a tilted generator [1/s] with both eigenvectors [states].

    ``left`` has mean one, ``right`` sums to one; both are positive. ``left * right`` is, up to a factor, what the
    driven network visits; ``right`` alone is where a conditioned trajectory is found at its end.
    """

    value: float
    left: np.ndarray
    right: np.ndarray


def dominant(network: Network, counted: np.ndarray, s: float) -> Dominant:
    """The eigenvalue with the largest real part of W_s, which is lim ln<e^{sJ}>/t, and its eigenvectors.

    Raises BadInput where the eigenvectors are not positive: then some states cannot be reached from others and
    the generating function depends on where the network starts.
    """
    matrix: Any = tilted_generator(network, counted, s)
    if network.states <= DENSE:
        values, left, right = _arrays(scipy.linalg.eig(matrix.toarray(), left=True, right=True))
        top = int(np.argmax(values.real))
        value, left, right = values[top].real, left[:, top].real, right[:, top].real
    else:
        value, right = _largest(matrix)
        _, left = _largest(matrix.T.tocsr())
    left, right = left / left.mean(), right / right.sum()
    # a state whose share is below round-off has no sign that means anything
    if np.any(left <= 0.0) or np.any(right < -1e-12 * right.max()):
        hint = "every state has to be reachable from every other: look at its classes"
        raise BadInput([Problem("the dominant eigenvector of the tilted generator has zeros", hint=hint)])
    return Dominant(float(value), left, right)


def _largest(matrix: Any) -> tuple[float, np.ndarray]:
    # tolerance zero is machine precision
    values, vectors = _arrays(scipy.sparse.linalg.eigs(matrix, k=1, which="LR", v0=np.ones(matrix.shape[0])))
    return float(values[0].real), vectors[:, 0].real


def _arrays(found: Any) -> Any:
    return found


def driven(network: Network, counted: np.ndarray, s: float, guide: np.ndarray) -> Network:
    """The network with rates k e^{s d} guide(head)/guide(tail), d = counted forward and minus that backward.

    States, channels and processes keep their names; entropies follow from the new rates. Source: [chetrite2013].
    """
    weight = s * np.asarray(counted, dtype=float) + np.log(guide[network.head]) - np.log(guide[network.tail])
    return from_arrays(
        states=network.states,
        tail=network.tail,
        head=network.head,
        forward=network.forward * np.exp(weight),
        backward=network.backward * np.exp(-weight),
        process=network.process,
        processes=network.processes,
        reservoir=network.reservoir,
        reservoirs=network.reservoirs,
        internal=network.internal if network.internal.size else None,
        labels=network.labels,
        positions=network.positions,
        axes=network.axes,
    )


def doob(network: Network, counted: np.ndarray, s: float) -> Network:
    """Doob transform at s: the ``driven`` network of the exact dominant left eigenvector.

    Its mean current is the derivative of the scaled cumulant generating function at s, so its typical jumps are
    those by which the first network makes that current on rare occasions. Source: [chetrite2013].
    """
    return driven(network, counted, s, dominant(network, counted, s).left)
