"""The tilted rates of a counted current, jump by jump, seen through a guide."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.network import Network


@dataclass(frozen=True)
class Jumps:
    """Every jump of a network once, both directions apart, sorted by the state it leaves.

    ``source``, ``target``: states; ``rate`` [1/s]; ``counted``: what one jump adds to the current;
    ``first`` [states + 1]: where the jumps of every state begin.
    """

    states: int
    source: np.ndarray
    target: np.ndarray
    rate: np.ndarray
    counted: np.ndarray
    first: np.ndarray


@dataclass(frozen=True)
class Tilted:
    """Rates k e^{s d} guide(target)/guide(source) of every jump, and the growth that they leave to the clones.

    A walker in state x jumps at ``leaving`` [1/s], the sum of its tilted rates, and its weight grows at
    ``growth`` [1/s] = leaving - (escape rate of the untilted network). With the guide equal to the dominant left
    eigenvector of the tilted generator the growth is the scaled cumulant generating function in every state, and
    nothing is left to do for the clones. Source: [giardina2006], [lecomte2007], [nemoto2016].
    """

    jumps: Jumps
    rate: np.ndarray
    leaving: np.ndarray
    growth: np.ndarray
    guide: np.ndarray

    @property
    def bounds(self) -> tuple[float, float]:
        """Least and largest growth [1/s]: the scaled cumulant generating function lies between them, whatever the
        guide, because they are the Collatz-Wielandt quotients of the left action of the tilted generator.
        """
        return float(self.growth.min()), float(self.growth.max())


def jumps(network: Network, counted: np.ndarray) -> Jumps:
    """The jumps of a network with what each adds to the current: ``counted`` [channels] forward, minus that back.

    Raises BadInput if ``counted`` has another length or holds numbers that are not finite.
    """
    weight = np.asarray(counted, dtype=float)
    if weight.shape != (network.channels,) or not np.all(np.isfinite(weight)):
        hint = "one finite number per channel: what a jump forward adds to the current"
        raise BadInput(
            [Problem(f"counted has shape {weight.shape}, the network {network.channels} channels", hint=hint)]
        )
    back = ~network.one_way
    source = np.concatenate([network.tail, network.head[back]])
    target = np.concatenate([network.head, network.tail[back]])
    rate = np.concatenate([network.forward, network.backward[back]])
    added = np.concatenate([weight, -weight[back]])
    order = np.argsort(source, kind="stable")
    first = np.searchsorted(source[order], np.arange(network.states + 1))
    return Jumps(network.states, source[order], target[order], rate[order], added[order], first)


def tilted(network: Network, counted: np.ndarray, s: float, guide: np.ndarray | None = None) -> Tilted:
    """The tilted jumps of <e^{sJ}>, where J is the time-integrated current; ``guide`` [states] > 0, or ones.

    Raises BadInput for a guide that is not positive, and for a tilt so strong that its rates overflow.
    """
    known = jumps(network, counted)
    seen = np.ones(network.states) if guide is None else np.asarray(guide, dtype=float)
    if seen.shape != (network.states,) or not np.all(np.isfinite(seen) & (seen > 0.0)):
        raise BadInput([Problem("the guide is not positive in every state", hint="one number per state")])
    with np.errstate(over="ignore"):
        rate = known.rate * np.exp(
            s * known.counted + np.log(seen[known.target]) - np.log(seen[known.source])
        )
    if not np.all(np.isfinite(rate)):
        raise BadInput([Problem(f"tilted rates overflow at s = {s:g}", hint="take a smaller |s|")])
    leaving = np.bincount(known.source, rate, minlength=known.states)
    escape = np.bincount(known.source, known.rate, minlength=known.states)
    return Tilted(known, rate, leaving, leaving - escape, seen)


def tilted_generator(network: Network, counted: np.ndarray, s: float) -> sparse.csr_array:
    """W_s[i, j] = sum over jumps j -> i of k e^{s d}, less the escape rate of j on the diagonal [1/s].

    d/dt <e^{sJ} 1_i> = sum_j W_s[i, j] <e^{sJ} 1_j>. A channel that returns to its own state stays on the diagonal.
    """
    own = tilted(network, counted, s)
    known, n = own.jumps, network.states
    escape = np.bincount(known.source, known.rate, minlength=n)
    row = np.concatenate([known.target, np.arange(n)])
    column = np.concatenate([known.source, np.arange(n)])
    return sparse.csr_array((np.concatenate([own.rate, -escape]), (row, column)), shape=(n, n))
