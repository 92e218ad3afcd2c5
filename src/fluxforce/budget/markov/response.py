"""Linear response of a steady state, the Onsager matrix, and whether fluctuation and dissipation agree."""

from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.budget.markov.counting import covariance
from fluxforce.budget.markov.kolmogorov import kolmogorov
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.counts import Count, Counts, count_currents
from fluxforce.networks.network import Network
from fluxforce.networks.system import NetworkRates, network_rates
from fluxforce.solve.markov.poisson import Poisson, poisson
from fluxforce.solve.markov.stationary import stationary

# Rates forward and backward of all channels [1/s] as a differentiable function of parameters.
RatesOf = Callable[[Float[Array, " parameters"]], tuple[Float[Array, " channels"], Float[Array, " channels"]]]


@dataclass(frozen=True)
class Response:
    """Derivatives of a steady state by parameters.

    ``probability`` [parameters, states] is dp/dparameter, ``flux`` [parameters, channels] that of every net
    current [1/s]. Found by differentiating W p = 0: W dp = -(dW) p, one linear problem for all parameters.
    Source: [andrieux2004], [seifert2012].
    """

    network: Network
    rates: NetworkRates
    probability: np.ndarray
    flux: np.ndarray

    def currents(self, counts: np.ndarray) -> np.ndarray:
        """Derivatives [currents, parameters] of counted currents, counts [currents, channels] per jump forward."""
        return np.atleast_2d(np.asarray(counts, dtype=float)) @ self.flux.T


def response(
    network: Network, forward: np.ndarray, backward: np.ndarray, steady: np.ndarray | None = None
) -> Response:
    """Response to changes of the rates: d ln(forward)/dparameter and d ln(backward)/dparameter [parameters, channels].

    Raises BadInput for shapes that do not fit and where the steady state is not unique.
    """
    ahead, back = (np.atleast_2d(np.asarray(each, dtype=float)) for each in (forward, backward))
    if ahead.shape != back.shape or ahead.shape[1] != network.channels:
        raise BadInput(
            [
                Problem(
                    f"changes of rates have the shapes {ahead.shape} and {back.shape}",
                    hint=f"one row for each parameter, {network.channels} channels in each",
                )
            ]
        )
    p = stationary(network) if steady is None else np.asarray(steady, dtype=float)
    rates = network_rates(network, p)
    direct = ahead * rates.one_way - back * rates.returning
    change = _solved(poisson(network, p=p), -_divergence(network, direct))
    return Response(network, rates, change, direct + _carried(network, change))


def parameter_response(network: Network, rates_of: RatesOf, parameters: np.ndarray) -> Response:
    """Response to parameters on which the rates depend; JAX differentiates ``rates_of``, which must be written in it.

    ``rates_of(parameters)`` gives forward and backward rates of the network's channels. Raises BadInput where it
    does not give the network's own rates.
    """
    at = jnp.asarray(parameters, dtype=float)
    values, slopes = rates_of(at), jax.jacfwd(rates_of)(at)
    given = (network.forward, network.backward)
    for value, rate, way in zip(values, given, ("forward", "backward"), strict=True):
        if np.shape(value) != rate.shape or not np.allclose(np.asarray(value), rate, rtol=1e-12, atol=0.0):
            raise BadInput([Problem(f"the {way} rates at these parameters are not those of the network")])
    logarithmic = []
    for slope, rate in zip(slopes, given, strict=True):
        change = np.asarray(slope).T
        logarithmic.append(np.divide(change, rate, out=np.zeros_like(change), where=rate > 0.0))
    return response(network, *logarithmic)


def sensitivity(
    network: Network, count: Count, steady: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """dJ/d ln(forward) and dJ/d ln(backward) of EVERY channel [channels], of one counted current.

    One transposed problem for all rates: with W^T y = -dJ/dp, dJ/d ln(w+) = J+ (count + y_head - y_tail). Scaling
    all rates scales J, so both arrays together sum to J.
    """
    counts = count_currents(network, [count])[0]
    p = stationary(network) if steady is None else np.asarray(steady, dtype=float)
    rates = network_rates(network, p)
    slope = np.bincount(network.tail, counts * network.forward, minlength=network.states)
    slope = slope - np.bincount(network.head, counts * network.backward, minlength=network.states)
    y = poisson(network, p=p).solve_transposed(float(slope @ p) - slope)
    gain = counts + y[network.head] - y[network.tail]
    return rates.one_way * gain, -rates.returning * gain


def affinity_response(network: Network, counts: Counts, steady: np.ndarray | None = None) -> np.ndarray:
    """R [currents, currents] = dJ_a/dA_b, A_b adding its count to ln(forward/backward) of every channel.

    Half of the change goes to each direction. In equilibrium R is Onsager's matrix and does
    not depend on that. ``counts`` is what ``counters`` takes.
    """
    rows = count_currents(network, counts)
    return response(network, 0.5 * rows, -0.5 * rows, steady).currents(rows)


@dataclass(frozen=True)
class FluctuationDissipation:
    """Response R_ab = dJ_a/dA_b beside half the covariance of the currents, C/2.

    In equilibrium both are Onsager's symmetric matrix; elsewhere they differ, and the difference is what driving
    does. ``asymmetry`` = largest |R - R^T| and ``violation`` = largest |R - C/2|, over the largest |C/2|.
    Source: [onsager1931], [andrieux2004].
    """

    response: np.ndarray
    half_covariance: np.ndarray

    @property
    def asymmetry(self) -> float:
        """How far the response is from reciprocity."""
        return float(np.abs(self.response - self.response.T).max() / np.abs(self.half_covariance).max())

    @property
    def violation(self) -> float:
        """How far the response is from the fluctuations."""
        return float(np.abs(self.response - self.half_covariance).max() / np.abs(self.half_covariance).max())


def fluctuation_dissipation(network: Network, counts: Counts) -> FluctuationDissipation:
    """Both sides of the fluctuation-dissipation relation for several currents: what ``counters`` takes."""
    counts, p = count_currents(network, counts), stationary(network)
    return FluctuationDissipation(
        affinity_response(network, counts, p), 0.5 * covariance(network, counts, poisson(network, p=p))
    )


def onsager(network: Network, counts: Counts) -> np.ndarray:
    """L [currents, currents] of an equilibrium network: J_a = sum_b L_ab A_b near it. Symmetric, not negative.

    ``counts`` is what ``counters`` takes: names of processes, counters, weights, or an array [currents, channels].
    Raises BadInput with the cycle that breaks detailed balance where the network is not in equilibrium.
    """
    verdict = kolmogorov(network)
    if not verdict.holds:
        raise BadInput(
            [
                Problem(
                    f"Onsager's matrix belongs to an equilibrium: {verdict.sentence()}",
                    hint="affinity_response() gives the response elsewhere",
                )
            ]
        )
    return affinity_response(network, counts)


def _divergence(network: Network, flux: np.ndarray) -> np.ndarray:
    supply = np.zeros((flux.shape[0], network.states))
    for row, each in zip(supply, flux, strict=True):
        np.add.at(row, network.head, each)
        np.add.at(row, network.tail, -each)
    return supply


def _solved(equation: Poisson, right: np.ndarray) -> np.ndarray:
    return np.stack([equation.solve(row) for row in right])


def _carried(network: Network, change: np.ndarray) -> np.ndarray:
    """Net currents of every channel that changes of the probabilities [rows, states] bring about, rates fixed."""
    return network.forward * change[:, network.tail] - network.backward * change[:, network.head]
