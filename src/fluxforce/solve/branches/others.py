"""Steady states that a start does not lead to: Newton's method driven away from those already known."""

import numpy as np

from fluxforce.errors import BadInput
from fluxforce.solve.branches.family import Problem
from fluxforce.solve.branches.follow import Point
from fluxforce.solve.branches.matrices import Singular
from fluxforce.solve.branches.settle import polished

SAME = 1e-6  # root mean square distance over the scale below which two states are one
FURTHEST, MOST = 60.0, 60


def others(of: Problem, share: float, known: list[np.ndarray], starts: list[np.ndarray]) -> list[np.ndarray]:
    """States at one value of the parameter that are none of ``known`` [farrell2015].

    The residual is multiplied by the product of 1 + 1/|z - z_known|^2, whose Newton step is the plain one times
    1/(1 - grad ln(product) . step). There may be more than are found.
    """
    found: list[np.ndarray] = []
    for start in starts:
        while True:
            state = _deflated(of, share, [*known, *found], start)
            if state is None:
                break
            found.append(state)
    return found


def _deflated(of: Problem, share: float, known: list[np.ndarray], start: np.ndarray) -> np.ndarray | None:
    try:
        posed = of.posed(share)
    except BadInput:
        return None
    # exactly on a known state the factor has no value
    z = start + 1e-3 * of.scale.reshape(start.shape)
    for _ in range(MOST):
        at = of.shape.linear(posed, z)
        if not np.all(np.isfinite(at.residual)):
            return None
        try:
            step = -at.jacobian.factored(of.scale).solve(at.residual)
        except Singular:
            return None
        slope = 0.0
        for state in known:
            away = (z - state).reshape(-1)
            square = float(np.sum(of.weight * away**2)) + 1e-300
            slope += -2.0 / square / (square + 1.0) * float(np.sum(of.weight * away * step))
        step = step / (1.0 - slope) if abs(1.0 - slope) > 1e-12 else step
        size = float(np.max(np.abs(step) / of.scale))
        if not np.isfinite(size):
            return None
        z = z + (step * min(1.0, 1.0 / max(size, 1e-300))).reshape(z.shape)
        if float(np.max(np.abs(z - start).reshape(-1) / of.scale)) > FURTHEST:
            return None
        if size < 1e-5:
            done = polished(of.shape, posed, z, reach=0.1, most=10)
            if done is None or any(of.apart(done.coordinates, state) < SAME for state in known):
                return None
            return done.coordinates
    return None


def crossings(of: Problem, points: list[Point], share: float) -> list[np.ndarray]:
    """The states of a branch at a place of the axis."""
    found: list[np.ndarray] = []
    for one, other in zip(points[:-1], points[1:], strict=True):
        if (one.share - share) * (other.share - share) > 0.0 or one.share == other.share:
            continue
        part = (share - one.share) / (other.share - one.share)
        guess = one.coordinates + part * (other.coordinates - one.coordinates)
        done = polished(of.shape, of.posed(share), guess, reach=0.1, most=10)
        if done is not None and all(of.apart(done.coordinates, state) >= SAME for state in found):
            found.append(done.coordinates)
    return found
