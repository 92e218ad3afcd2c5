"""Rare currents: the symmetry of Gallavotti and Cohen, and the rate function by Legendre's transform."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from fluxforce.budget.markov.counting import Count, Counted, counted, cumulants, scgf_state
from fluxforce.errors import BadInput, Problem, SolverGaveUp
from fluxforce.networks.network import Network

FARTHEST = 1e3
TESTED = (0.13, 0.37, 0.71)


def symmetry_error(network: Network, count: Count, affinity: float) -> float:
    """Largest |lambda(s) - lambda(-A - s)| over the largest |lambda|, at three s between -A/2 and A/4.

    Zero to round-off where jumps are reversible and every cycle has its count times ``affinity`` A as affinity.
    """
    worst = scale = 0.0
    for share in TESTED:
        s = share * affinity - 0.5 * affinity
        one, other = scgf_state(network, count, s).value, scgf_state(network, count, -affinity - s).value
        worst, scale = max(worst, abs(one - other)), max(scale, abs(one), abs(other))
    return worst / scale if scale > 0.0 else 0.0


def conjugate_affinity(network: Network, count: Count) -> float:
    """A with lambda(-A - s) = lambda(s), from lambda(-A) = 0: the affinity that drives the counted current alone.

    Source: [lebowitz1999]. Raises BadInput with one-way channels, without a mean current, and where several
    affinities drive the network, so that this counter has no such symmetry.
    """
    count = counted(network, count)
    away = network.tail != network.head
    if np.any(network.one_way & (away | (count.forward != 0.0))):
        raise BadInput(
            [Problem("one-way channels have no affinity: the generating function has no symmetry")]
        )
    known = cumulants(network, count)
    if abs(known.mean) <= 1e-13 * known.variance:
        return 0.0
    guess = 2.0 * known.mean / known.variance

    def value(a: float) -> float:
        return scgf_state(network, count, -a).value

    inner, outer = 0.5 * guess, guess
    while value(outer) < 0.0:
        inner, outer = outer, 1.5 * outer
        if abs(outer) > FARTHEST:
            raise SolverGaveUp(
                f"no affinity below {FARTHEST:g} k_B brings the generating function back to zero"
            )
    found = float(brentq(value, inner, outer, xtol=1e-14, rtol=1e-14)) if value(inner) < 0.0 else outer  # type: ignore[arg-type]
    off = symmetry_error(network, count, found)
    if off > 1e-8:
        said = f"'{count.name}' has no symmetry of its own: at A = {found:.6g} k_B the two sides differ by {off:.1e}"
        raise BadInput(
            [Problem(said, hint="other currents produce entropy as well; count the entropy itself")]
        )
    return found


@dataclass(frozen=True)
class Rate:
    """I(j) = max over s of (s j - lambda(s)) [1/s] at a current j [1/s], and the s where the maximum is."""

    current: float
    value: float
    tilt: float


def rate_function(
    network: Network, count: Count, currents: float | Sequence[float] | np.ndarray
) -> list[Rate]:
    """How unlikely a current is: probability ~ exp(-t I(j)). Zero at the mean, convex.

    s solves lambda'(s) = j; lambda' is the mean current of the driven process, so no differences are taken.
    Source: [lebowitz1999], [chetrite2015]. Raises SolverGaveUp for currents that no tilt up to 1000 makes typical.
    """
    count = counted(network, count)
    known = cumulants(network, count)
    wanted = np.atleast_1d(np.asarray(currents, dtype=float))
    return [_rate(network, count, float(current), known.mean, known.variance) for current in wanted]


def driven_current(network: Network, count: Count, s: float) -> tuple[float, float]:
    """lambda(s) and lambda'(s): the mean of the counter under the driven process, one sum over channels."""
    count = counted(network, count)
    state = scgf_state(network, count, s)
    if state.driven.size != network.states:
        raise BadInput([Problem("transient states: take the network of the recurrent class alone")])
    u, p = state.log_left, state.driven
    gain = u[network.head] - u[network.tail]
    there = network.forward * p[network.tail] * np.exp(s * count.forward + gain)
    back = network.backward * p[network.head] * np.exp(s * count.backward - gain)
    return state.value, float(there @ count.forward + back @ count.backward)


def _rate(network: Network, count: Counted, current: float, mean: float, variance: float) -> Rate:
    if current == mean:
        return Rate(current, 0.0, 0.0)
    step = (current - mean) / variance if variance > 0.0 else np.inf

    def excess(s: float) -> float:
        return driven_current(network, count, s)[1] - current

    inner, outer = 0.0, step
    while np.sign(excess(outer)) != np.sign(step):
        inner, outer = outer, 2.0 * outer
        if not abs(outer) <= FARTHEST:
            raise SolverGaveUp(f"a current of {current:.6g} 1/s is beyond what any tilt makes typical")
    s = float(brentq(excess, inner, outer, xtol=1e-13, rtol=1e-13))  # type: ignore[arg-type]
    return Rate(current, s * current - driven_current(network, count, s)[0], s)
