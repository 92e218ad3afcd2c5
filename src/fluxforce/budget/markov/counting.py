"""Counting statistics of jumps: what is counted, cumulants per time, generating function and its symmetry."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csc_array

from fluxforce.budget.markov.gauge import gauge, gauged
from fluxforce.budget.markov.perturbation import higher_cumulants
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.counts import Count, Counted, Counts, counted, counters
from fluxforce.networks.network import Network
from fluxforce.numerics.summary import AbstractSummarised, Summary, numbers
from fluxforce.solve.markov.classes import only_class
from fluxforce.solve.markov.dominant import Dominant, dominant
from fluxforce.solve.markov.generator import generator, tilted, tilted_excess
from fluxforce.solve.markov.poisson import Poisson, poisson
from fluxforce.solve.markov.stationary import stationary

FAR = 300.0  # |s c| up to which a current is moved to other channels: its exponentials must stay numbers


def counted_reservoir(network: Network, reservoir: str, per_jump: np.ndarray | None = None) -> Counted:
    """What the jumps of one reservoir exchange with it: ``per_jump`` [channels], left out the entropy it takes up."""
    if reservoir not in network.reservoirs:
        known = ", ".join(network.reservoirs)
        raise BadInput(
            [Problem(f"there is no reservoir '{reservoir}' to count", hint=f"reservoirs: {known}")]
        )
    mine = network.reservoir == network.reservoirs.index(reservoir)
    given = np.where(mine, network.entropy if per_jump is None else np.asarray(per_jump, dtype=float), 0.0)
    return counted(network, given, reservoir)


def counted_jumps(network: Network) -> Counted:
    """The number of jumps, whichever way they go: dynamical activity."""
    return Counted("jumps", np.ones(network.channels), np.ones(network.channels))


@dataclass(frozen=True, repr=False)
class Cumulants(AbstractSummarised):
    """Cumulants of a counter per time over long times [1/s]: ``values[k]`` is of order k + 1."""

    name: str
    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Mean current."""
        return self.values[0]

    @property
    def variance(self) -> float:
        """Variance per time, twice the diffusion constant."""
        return self.values[1]

    @property
    def fano(self) -> float:
        """Variance over |mean|."""
        return self.values[1] / abs(self.values[0]) if self.values[0] != 0.0 else np.inf

    def summary(self) -> Summary:
        """One cumulant a line, per second."""
        rows = tuple((str(k + 1), *numbers(value)) for k, value in enumerate(self.values))
        return Summary(f"Cumulants of '{self.name}' per time", (), ("order", "[1/s]"), rows)


def mean_current(network: Network, count: Count, p: np.ndarray | None = None) -> float:
    """Mean of a counter per time [1/s] at probabilities p [states], left out the stationary ones."""
    count = counted(network, count)
    p = stationary(network) if p is None else np.asarray(p, dtype=float)
    there = (network.forward * count.forward) @ p[network.tail]
    return float(there + (network.backward * count.backward) @ p[network.head])


def cumulants(network: Network, count: Count, order: int = 2, equation: Poisson | None = None) -> Cumulants:
    """Cumulants per time up to ``order``, by perturbation theory of the tilted generator, without differences.

    The first two are sums over channels: with W^T y = J - (sum of rate times count), the mean is J and the variance
    is the sum of one-way fluxes times (count + y_head - y_tail)^2, all terms positive. Higher ones follow from the
    series of eigenvalue and vector. ``equation`` saves Poisson's equation from being set up again.
    Source: [lebowitz1999], [baiesi2009].

    Raises BadInput for an order below 1 and when the steady state is not unique.
    """
    if order < 1:
        raise BadInput([Problem(f"cumulants up to order {order}", hint="the mean is order 1")])
    count = counted(network, count)
    equation = poisson(network) if equation is None else equation
    forward, backward = _gauged(network, count, equation)
    mean, spread = _martingale(network, forward, backward, equation)
    values = [mean]
    if order >= 2:
        flux = _fluxes(network, equation)
        values.append(sum(float(np.sum(one * jump**2)) for one, jump in zip(flux, spread, strict=True)))
    if order >= 3:
        values += higher_cumulants(network, forward, backward, equation, order)[2:]
    return Cumulants(count.name, tuple(values))


def covariance(network: Network, counts: Counts, equation: Poisson | None = None) -> np.ndarray:
    """C [counters, counters]: covariances per time of several counters over long times [1/s].

    ``counts`` is what ``counters`` takes: names of processes, counters, weights, or an array [counters, channels].
    Green and Kubo's integral of the correlation function, its part at time zero included [andrieux2004]:
    C_ab = sum of one-way fluxes times (count_a + dy_a)(count_b + dy_b), with y as in ``cumulants``.
    """
    equation = poisson(network) if equation is None else equation
    flux = _fluxes(network, equation)
    all_counted = counters(network, counts)
    spreads = [_martingale(network, *_gauged(network, each, equation), equation)[1] for each in all_counted]
    ways = [np.stack([spread[way] for spread in spreads]) for way in (0, 1)]
    return sum(
        ((way * one) @ way.T for way, one in zip(ways, flux, strict=True)), np.zeros((len(all_counted),) * 2)
    )


def scgf_state(network: Network, count: Count, s: float, start: np.ndarray | None = None) -> Dominant:
    """Eigenvalue and vectors of the tilted generator at s, on the recurrent class; ``start`` as in ``dominant``."""
    count = counted(network, count)
    return _counting_state(network, count, s, start, _shift(network, count))


def _shift(network: Network, count: Counted) -> np.ndarray:
    """f [states] by which a current is counted where little flows, so that small values keep their digits."""
    if not count.current:
        return np.zeros(network.states)
    return gauge(network, count.forward, stationary(network))


def _counting_state(
    network: Network, count: Counted, s: float, start: np.ndarray | None, f: np.ndarray
) -> Dominant:
    moved = f[network.head] - f[network.tail]
    given, shifted = (count.forward, count.backward), (count.forward + moved, count.backward - moved)
    far = [float(np.abs(s * np.concatenate(each)).max(initial=0.0)) for each in (given, shifted)]
    nearer = far[1] < far[0]
    counts, f = (given, np.zeros(network.states)) if not far[1] < FAR else (shifted, f)
    rates = generator(network)
    states = only_class(network, rates)
    matrix = tilted(network, counts[0], s, counts[1])
    excess = tilted_excess(network, counts[0], s, counts[1])
    block = matrix if states.size == network.states else csc_array(matrix[states][:, states])
    shift = s * f[states]
    if start is None:  # no change of u where the exponents are smaller
        start = shift if nearer else np.zeros(states.size)
    found = dominant(block, start=start - shift, excess=excess[states])
    return replace(found, log_left=found.log_left + shift)


def scgf(network: Network, count: Count, s: "float | Sequence[float] | np.ndarray") -> np.ndarray:
    """lambda(s) = lim ln<exp(s N(t))>/t [1/s] of a counter N, for one s or several (in the shape of s).

    Neighbouring s start from each other's vectors. Source: [lebowitz1999].
    """
    count = counted(network, count)
    wanted = np.atleast_1d(np.asarray(s, dtype=float))
    values, start, f = np.empty(wanted.size), None, _shift(network, count)
    for k in np.argsort(wanted.ravel()):
        found = _counting_state(network, count, float(wanted.ravel()[k]), start, f)
        values[k], start = found.value, found.log_left
    return values.reshape(np.shape(s))


def _fluxes(network: Network, equation: Poisson) -> tuple[np.ndarray, np.ndarray]:
    p = equation.stationary
    return network.forward * p[network.tail], network.backward * p[network.head]


def _gauged(network: Network, count: Counted, equation: Poisson) -> tuple[np.ndarray, np.ndarray]:
    """The same currents counted where little flows; counters of jumps are left as they are."""
    if not count.current:
        return count.forward, count.backward
    moved = gauged(network, count.forward, equation.stationary)
    return moved, -moved


def _martingale(
    network: Network, forward: np.ndarray, backward: np.ndarray, equation: Poisson
) -> tuple[float, tuple[np.ndarray, np.ndarray]]:
    """Mean per time, and by how much a jump either way moves the counter beyond what was expected."""
    there, back = _fluxes(network, equation)
    mean = float(there @ forward + back @ backward)
    slope = np.bincount(network.tail, network.forward * forward, minlength=network.states)
    slope = slope + np.bincount(network.head, network.backward * backward, minlength=network.states)
    right = np.zeros(network.states)
    right[equation.states] = mean - slope[equation.states]
    y = equation.solve_transposed(right)
    difference = y[network.head] - y[network.tail]
    return mean, (forward + difference, backward - difference)
