"""Speed limits: what it costs to change a distribution within a given time."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import expm
from scipy.sparse import block_array, csc_array, eye_array
from scipy.sparse.linalg import expm_multiply

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.network import Network
from fluxforce.networks.system import network_rates
from fluxforce.solve.markov.classes import communicating_classes
from fluxforce.solve.markov.evolve import checked, evolve
from fluxforce.solve.markov.generator import generator
from fluxforce.solve.markov.poisson import poisson

DENSE_STATES = 200


@dataclass(frozen=True)
class SpeedLimit:
    """A relaxation or a driven change of ``duration`` tau [s], and the least time it could have taken.

    - ``distance`` L = sum |p_i(tau) - p_i(0)|;
    - ``production`` Sigma [k_B]: entropy produced altogether; infinite with one-way channels;
    - ``activity`` [1/s]: jumps per second, averaged over the time;
    - ``least_time`` = L^2/(2 Sigma activity) <= tau.

    Source: [shiraishi2018].
    """

    duration: float
    distance: float
    production: float
    activity: float

    @property
    def least_time(self) -> float:
        """The bound on the duration [s]; zero where production is unbounded."""
        if self.distance == 0.0:
            return 0.0
        return self.distance**2 / (2.0 * self.production * self.activity)

    @property
    def least_production(self) -> float:
        """The same turned round: L^2/(2 tau activity) <= Sigma [k_B]."""
        if self.distance == 0.0:
            return 0.0
        return self.distance**2 / (2.0 * self.duration * self.activity)


def speed_limit(network: Network, start: np.ndarray, duration: float) -> SpeedLimit:
    """The bound for a network of constant rates that starts from ``start`` [states].

    Fluxes are linear in p, so those of the time-averaged p are their averages, and entropy production = change of
    the network's entropy + what its reservoirs took up. Raises BadInput for a duration that is not above zero.
    """
    if not (np.isfinite(duration) and duration > 0.0):
        raise BadInput([Problem(f"the duration is {duration:g} s; it must be above zero")])
    p0 = checked(network, start)
    end, mean = _end_and_mean(network, p0, duration)
    rates = network_rates(network, mean)
    moving = rates.flux != 0.0
    taken = float(np.sum(rates.flux[moving] * network.entropy[moving])) * duration
    away = network.tail != network.head
    return SpeedLimit(
        duration,
        float(np.abs(end - p0).sum()),
        entropy_of(network, end) - entropy_of(network, p0) + taken,
        float(rates.traffic[away].sum()),
    )


def entropy_of(network: Network, probability: np.ndarray) -> float:
    """S = sum p (s - ln p) [k_B], with p ln p = 0 at p = 0."""
    p = np.asarray(probability, dtype=float)
    held = p > 0.0
    return float(np.sum(p[held] * (network.state_entropy()[held] - np.log(p[held]))))


def _end_and_mean(network: Network, start: np.ndarray, duration: float) -> tuple[np.ndarray, np.ndarray]:
    """p at the end and its average over the time, from one exponential of [[W, 0], [1, 0]].

    Beyond two hundred states, and where every state leads to every other, from W (average - p_st) duration =
    p(end) - p(start), which does not care how far apart the rates are.
    """
    rates, n = generator(network), network.states
    if n > DENSE_STATES and communicating_classes(network).count == 1:
        end, equation = evolve(network, start, np.array([duration]))[0], poisson(network)
        return end, np.maximum(equation.stationary + equation.solve(end - start) / duration, 0.0)
    both = csc_array(block_array([[rates, None], [eye_array(n), csc_array((n, n))]]))
    if n <= DENSE_STATES:
        found = expm(both.toarray() * duration) @ np.concatenate([start, np.zeros(n)])
    else:
        trace = float(rates.diagonal().sum()) * duration
        found = expm_multiply(both * duration, np.concatenate([start, np.zeros(n)]), traceA=trace)
    return np.maximum(found[:n], 0.0), np.maximum(found[n:], 0.0) / duration
