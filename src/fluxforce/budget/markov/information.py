"""Information inside a network: what two parts know of one another, how it flows, and what feedback can make of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.network import Network
from fluxforce.networks.system import network_rates
from fluxforce.solve.markov.evolve import checked
from fluxforce.solve.markov.stationary import stationary


@dataclass(frozen=True)
class Subsystem:
    """The second law of one part of a bipartite network; rates in k_B/s.

    ``production`` = ``entropy`` + ``discharged`` - ``information_flow`` >= 0: the part's own entropy d S_X/dt, what
    its reservoirs take up, and what its jumps add to the mutual information. A negative flow of information pays
    for entropy that is taken from the reservoirs. Source: [horowitz2014].
    """

    production: float
    entropy: float
    discharged: float
    information_flow: float

    @property
    def closure(self) -> float:
        """Production minus the other three; zero to round-off, as production is found from forces alone."""
        return self.production - self.entropy - self.discharged + self.information_flow


@dataclass(frozen=True)
class Bipartite:
    """Two parts X and Y of a network, of which every jump changes one: ``parts`` by name.

    ``mutual_information`` [k_B, so in nats] I = sum p ln(p/(p_X p_Y)); dI/dt is the sum of both flows, zero in the
    steady state.
    """

    mutual_information: float
    parts: dict[str, Subsystem]


def mutual_information(joint: np.ndarray) -> float:
    """I = sum p ln(p/(p_x p_y)) of a joint distribution [x, y], in nats. Raises BadInput unless it is one."""
    p = np.asarray(joint, dtype=float)
    if p.ndim != 2 or np.any(p < 0.0) or abs(float(p.sum()) - 1.0) > 1e-9:
        raise BadInput([Problem("a joint distribution has two axes, no negative entry, and sums to one")])
    apart = p.sum(axis=1, keepdims=True) * p.sum(axis=0, keepdims=True)
    held = p > 0.0
    return float(np.sum(p[held] * np.log(p[held] / apart[held])))


def bipartite(
    network: Network,
    x: Sequence[int] | np.ndarray,
    y: Sequence[int] | np.ndarray,
    probability: np.ndarray | None = None,
    names: tuple[str, str] = ("X", "Y"),
) -> Bipartite:
    """Information flow and second law of both parts; ``x`` and ``y`` [states] number the parts' own states.

    In the steady state unless ``probability`` is given. Raises BadInput that names a channel which changes both
    parts or none, or two states that are the same in both parts.
    """
    at_x, at_y = np.asarray(x, dtype=np.int64), np.asarray(y, dtype=np.int64)
    _check_parts(network, at_x, at_y)
    given = stationary(network) if probability is None else checked(network, probability)
    rates = network_rates(network, given)
    p = rates.probability
    p_x, p_y = np.bincount(at_x, p), np.bincount(at_y, p)
    pointwise = np.log(p) - np.log(p_x[at_x]) - np.log(p_y[at_y])
    inner = network.state_entropy()
    parts = {}
    for name, own, p_own in ((names[0], at_x, p_x), (names[1], at_y, p_y)):
        mine = own[network.tail] != own[network.head]
        flux, tail, head = rates.flux[mine], network.tail[mine], network.head[mine]
        surprise = inner - np.log(p_own[own])
        moving = flux != 0.0
        parts[name] = Subsystem(
            production=float(rates.production[mine].sum()),
            entropy=float(np.sum(flux * (surprise[head] - surprise[tail]))),
            discharged=float(np.sum(flux[moving] * network.entropy[mine][moving])),
            information_flow=float(np.sum(flux * (pointwise[head] - pointwise[tail]))),
        )
    return Bipartite(float(np.sum(p * pointwise)), parts)


def feedback_work(joint: np.ndarray, settings: np.ndarray, free_energy_change: float = 0.0) -> float:
    """Mean work [k_B T] that a Szilard engine delivers: a wall in the middle, moved after a measurement.

    ``joint`` [states, outcomes] is the distribution of where the particle is and what the measurement says;
    ``settings`` [states, outcomes] the share of the volume that its side holds in the end, by outcome. The gas
    expands isothermally: work = sum p(x, m) ln(settings[x, m]/p(x)) - free_energy_change, never above
    ``feedback_bound``. Raises BadInput for shares that do not sum to one. Source: [sagawa2010].
    """
    p, share = np.asarray(joint, dtype=float), np.asarray(settings, dtype=float)
    if share.shape != p.shape or np.any(share < 0.0) or np.any(np.abs(share.sum(axis=0) - 1.0) > 1e-9):
        raise BadInput([Problem("the shares of the volume must sum to one for every outcome")])
    before = np.broadcast_to(p.sum(axis=1, keepdims=True), p.shape)
    held = p > 0.0
    with np.errstate(divide="ignore"):
        gained = np.log(share[held]) - np.log(before[held])
    return float(np.sum(p[held] * gained)) - free_energy_change


def feedback_bound(joint: np.ndarray, free_energy_change: float = 0.0) -> float:
    """Most work [k_B T] that feedback on a measurement can extract: I - Delta F. Source: [sagawa2010]."""
    return mutual_information(joint) - free_energy_change


def best_settings(joint: np.ndarray) -> np.ndarray:
    """Shares of the volume that reach the bound: what the measurement makes of the states' probabilities."""
    p = np.asarray(joint, dtype=float)
    return p / p.sum(axis=0, keepdims=True)


def measured(prior: Sequence[float], error: float) -> np.ndarray:
    """Joint distribution [states, outcomes] of a measurement that is wrong with probability ``error``.

    A wrong outcome is any of the others alike. Raises BadInput for an error outside 0..1.
    """
    if not 0.0 <= error <= 1.0:
        raise BadInput([Problem(f"the error of the measurement is {error:g}; it must lie between 0 and 1")])
    before = np.asarray(prior, dtype=float)
    size = before.size
    confusion = np.full((size, size), error / (size - 1))
    np.fill_diagonal(confusion, 1.0 - error)
    return before[:, None] * confusion


def _check_parts(network: Network, x: np.ndarray, y: np.ndarray) -> None:
    if x.shape != (network.states,) or y.shape != (network.states,):
        raise BadInput([Problem(f"both parts must be given for all {network.states} states")])
    if np.unique(x * (y.max() + 1) + y).size != network.states:
        raise BadInput(
            [Problem("two states are the same in both parts", hint="each pair (x, y) is one state")]
        )
    changes = (x[network.tail] != x[network.head]).astype(int) + (y[network.tail] != y[network.head])
    wrong = np.flatnonzero(changes != 1)
    if wrong.size:
        what = "both parts" if changes[wrong[0]] == 2 else "neither part"
        name = network.channel_label(int(wrong[0]))
        raise BadInput([Problem(f"channel {name} changes {what}; a bipartite network changes one at a time")])
