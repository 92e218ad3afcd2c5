"""Probabilities in time, p(t) = exp(W t) p(0): the action of the exponential, rates constant or constant in pieces."""

from collections.abc import Sequence

import numpy as np
from scipy.linalg import expm
from scipy.sparse import csc_array, eye_array

from fluxforce.errors import BadInput, Problem, SolverGaveUp
from fluxforce.networks.network import Network
from fluxforce.solve.markov.generator import generator, leaving, states_of
from fluxforce.solve.markov.krylov import Action
from fluxforce.solve.markov.linear import factored, swept
from fluxforce.solve.markov.method import Method, chosen

SUM_ERROR = 1e-9  # how far the given probabilities may be from summing to one
MANY = 3e3  # jumps in a step, at the largest escape rate, from which a step is stiff
DENSE_STATES = 400
SPACE = 60  # largest Krylov space of a stiff step
POLE = 10.0  # step over the time constant of the resolvents
HALVINGS = 40
TOLERANCE = 1e-12


def evolve(network: Network, p0: np.ndarray, times: np.ndarray) -> np.ndarray:
    """p [times, states] at ``times`` [s] after the start p0 [states]; the times rise and may begin at zero.

    Uniformisation where a step holds few jumps: sums of positive numbers only. Where rates are too far apart for it,
    squared stochastic matrices up to 400 states, and Krylov spaces of the resolvent beyond. Probabilities stay
    positive and sum to one to round-off. Source: [stewart1994], [moret2004].

    Raises BadInput for probabilities that are negative or do not sum to one and for times that fall, and
    SolverGaveUp where a stiff step does not converge.
    """
    p = checked(network, p0)
    when = np.atleast_1d(np.asarray(times, dtype=float))
    if not np.all(np.isfinite(when)) or np.any(np.diff(when) < 0.0) or np.any(when < 0.0):
        raise BadInput([Problem("times must be finite, not below zero, and rise")])
    rates = generator(network)
    steps = np.diff(when, prepend=0.0)
    out = np.empty((when.size, network.states))
    stiff = float(np.max(leaving(rates), initial=0.0)) * float(steps.max(initial=0.0)) > MANY
    known: dict[float, np.ndarray] = {}
    for k, step in enumerate(steps):
        if not stiff:
            p = _uniformised(rates, p, float(step))
        elif network.states <= DENSE_STATES:
            if float(step) not in known:
                known = {float(step): transition(rates.toarray(), float(step))}
            p = known[float(step)] @ p
        else:
            p = _stiff(rates, p, float(step), HALVINGS)
        out[k] = p
    return out


def evolve_pieces(pieces: Sequence[tuple[Network, float]], p0: np.ndarray) -> np.ndarray:
    """p [pieces + 1, states] at the start and at the end of every piece of a protocol with constant rates.

    ``pieces`` are networks on the same states, each with its duration [s]. Raises BadInput as ``evolve``.
    """
    if not pieces:
        raise BadInput([Problem("a protocol without pieces")])
    found = [checked(pieces[0][0], p0)]
    for number, (network, duration) in enumerate(pieces):
        if network.states != found[0].size:
            said = (
                f"piece {number} of the protocol has {network.states} states; the first has {found[0].size}"
            )
            raise BadInput([Problem(said)])
        found.append(evolve(network, found[-1], np.array([duration]))[0])
    return np.stack(found)


def checked(network: Network, p0: np.ndarray) -> np.ndarray:
    """Probabilities that are positive and sum to one, one for each state. Raises BadInput."""
    p = np.array(p0, dtype=float)
    if p.shape != (network.states,):
        said = (
            f"{p.size} probabilities for {network.states} states" if p.ndim < 2 else f"an array of {p.shape}"
        )
        raise BadInput([Problem(said, hint="a row of probabilities, one for each state")])
    if not np.all(np.isfinite(p)) or np.any(p < 0.0):
        worst = int(np.argmin(np.where(np.isfinite(p), p, -np.inf)))
        said = f"the probability of state '{network.label(worst)}' is {p[worst]:g}; it must be zero or above"
        raise BadInput([Problem(said)])
    if abs(p.sum() - 1.0) > SUM_ERROR:
        raise BadInput([Problem(f"the probabilities sum to {p.sum():.12g}", hint="they must sum to one")])
    return p / p.sum()


def transition(rates: np.ndarray, step: float) -> np.ndarray:
    """exp(W step) [states, states] of dense rates by squaring a stochastic matrix: no subtractions."""
    fastest = float(np.max(-np.diagonal(rates), initial=0.0))
    if fastest * step == 0.0:
        return np.eye(rates.shape[0])
    squarings = max(0, int(np.ceil(np.log2(fastest * step))))
    short = step / 2.0**squarings
    jump = rates * short
    np.fill_diagonal(jump, fastest * short + np.diagonal(jump))
    made = np.maximum(expm(np.maximum(jump, 0.0)), 0.0)
    made = made / made.sum(axis=0)
    for _ in range(squarings):
        made = made @ made
        made = made / made.sum(axis=0)
    return made


def _uniformised(rates: csc_array, p: np.ndarray, step: float) -> np.ndarray:
    """sum_k Poisson(k; q t) (1 + W/q)^k p, in pieces short enough that exp(-q t) is a number."""
    fastest = float(np.max(leaving(rates), initial=0.0))
    jumps = fastest * step
    if jumps == 0.0:
        return p
    by_row = rates.tocsr()
    pieces = int(np.ceil(jumps / 500.0))
    mean = jumps / pieces
    for _ in range(pieces):
        weight, term, k = float(np.exp(-mean)), p, 0
        total, left = weight * term, 1.0 - weight
        while left > 1e-16 and (k < mean or weight > 1e-18):
            k += 1
            term = np.maximum(term + (by_row @ term) / fastest, 0.0)
            weight *= mean / k
            left -= weight
            total = total + weight * term
        p = total / total.sum()
    return p


def _stiff(rates: csc_array, p: np.ndarray, step: float, halvings: int) -> np.ndarray:
    """One step in the Krylov space of (1 - W t/10)^-1, halved where the space does not suffice."""
    if step == 0.0:
        return p
    gamma = step / POLE
    shifted = csc_array(eye_array(states_of(rates), format="csc") - gamma * rates)
    if chosen(rates) is Method.ITERATIVE:
        solver = swept(shifted)
        found = _resolvent_space(solver.once, p)
    else:
        found = _resolvent_space(factored(shifted).solve, p)
    if found is not None:
        found = np.maximum(found, 0.0)
        return found / found.sum()
    if halvings == 0:
        raise SolverGaveUp(f"exp(W t) p did not converge at t = {step:.3g} s; ask for more times in between")
    half = _stiff(rates, p, 0.5 * step, halvings - 1)
    return _stiff(rates, half, 0.5 * step, halvings - 1)


def _resolvent_space(solve: Action, p: np.ndarray) -> np.ndarray | None:
    """exp(W t) p from S = (1 - g W)^-1 on a Krylov space, exp(10 (1 - S^-1)); None where it is not exact enough."""
    size = float(np.sqrt(np.einsum("n,n->", p, p)))
    most = min(SPACE, p.size)
    basis, small = np.empty((most + 1, p.size)), np.zeros((most + 1, most))
    basis[0], before = p / size, np.zeros(0)
    for k in range(most):
        w = solve(basis[k])
        for _ in range(2):
            part = np.einsum("kn,n->k", basis[: k + 1], w)
            w = w - np.einsum("k,kn->n", part, basis[: k + 1])
            small[: k + 1, k] += part
        small[k + 1, k] = length = float(np.sqrt(np.einsum("n,n->", w, w)))
        done = length < 1e-14
        if k % 4 == 3 or done or k == most - 1:
            inverse = np.linalg.inv(small[: k + 1, : k + 1])
            weights = expm(POLE * (np.eye(k + 1) - inverse))[:, 0]
            change = weights.copy()
            change[: before.size] -= before
            if done or np.abs(change).sum() * size <= TOLERANCE * np.abs(p).sum() * 1e-1:
                return size * np.einsum("k,kn->n", weights, basis[: k + 1])
            before = weights
        if done:
            break
        basis[k + 1] = w / length
    return None
