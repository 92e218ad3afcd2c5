"""The tilted rates of a counted current, jump by jump, seen through a guide."""

from dataclasses import dataclass

import numpy as np

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.counts import Count, counted
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
class Guided:
    """Rates k e^{s d + u(target) - u(source)} of every jump, and the growth that they leave to the clones.

    A walker in state x jumps at ``leaving`` [1/s], the sum of its tilted rates, and its weight grows at
    ``growth`` [1/s] = leaving - (escape rate of the untilted network). With the guide u equal to the logarithm of the
    dominant left vector of the tilted generator the growth is the scaled cumulant generating function in every state,
    and nothing is left to do for the clones. Source: [giardina2006], [lecomte2007], [nemoto2016].
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


def jumps(network: Network, count: Count) -> Jumps:
    """The jumps of a network with what each adds to the counter ``count``, whatever ``counted`` makes one of.

    Raises BadInput as ``counted`` does.
    """
    weight = counted(network, count)
    back = ~network.one_way
    source = np.concatenate([network.tail, network.head[back]])
    target = np.concatenate([network.head, network.tail[back]])
    rate = np.concatenate([network.forward, network.backward[back]])
    added = np.concatenate([weight.forward, weight.backward[back]])
    order = np.argsort(source, kind="stable")
    first = np.searchsorted(source[order], np.arange(network.states + 1))
    return Jumps(network.states, source[order], target[order], rate[order], added[order], first)


def guided(network: Network, count: Count, s: float, guide: np.ndarray | None = None) -> Guided:
    """The tilted jumps of <e^{sJ}>, J the time-integrated current, seen through ``guide`` [states], u, or zeros.

    Raises BadInput for a guide that is not finite, and for a tilt so strong that its rates overflow.
    """
    known = jumps(network, count)
    u = np.zeros(network.states) if guide is None else np.asarray(guide, dtype=float)
    if u.shape != (network.states,) or not np.all(np.isfinite(u)):
        hint = "the logarithm of a positive function, one number per state"
        raise BadInput([Problem("the guide is not finite in every state", hint=hint)])
    with np.errstate(over="ignore"):
        rate = known.rate * np.exp(s * known.counted + u[known.target] - u[known.source])
    if not np.all(np.isfinite(rate)):
        raise BadInput([Problem(f"tilted rates overflow at s = {s:g}", hint="take a smaller |s|")])
    leaving = np.bincount(known.source, rate, minlength=known.states)
    escape = np.bincount(known.source, known.rate, minlength=known.states)
    return Guided(known, rate, leaving, leaving - escape, u)
