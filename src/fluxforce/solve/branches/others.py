"""Steady states that a start does not lead to: Newton's method driven away from those already known."""

from itertools import pairwise

import jax.numpy as jnp
import numpy as np

from fluxforce.errors import BadInput
from fluxforce.solve.branches.equations import Posed
from fluxforce.solve.branches.family import Problem
from fluxforce.solve.branches.follow import Point
from fluxforce.solve.branches.matrices import Singular
from fluxforce.solve.branches.settle import polished
from fluxforce.solve.branches.totals import ends_of

DRIVEN, MOST_DRIVEN = (0.5, 0.98), 8  # how far single processes are driven for further starts, and how many
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


def driven(posed: Posed) -> list[np.ndarray]:
    """The start with single reactions driven most of the way to where something runs out, either way.

    They are where further states are looked for: a reactor that has ignited, an autocatalyst that has grown.
    """
    system = posed.system
    active, linear = np.asarray(system.active), np.array(system.potential.linear)
    content = np.asarray(system.potential.read(posed.start).content)
    balanced, places = content.shape
    found: list[np.ndarray] = []
    for exchange in system.exchanges:
        tail, head = ends_of(exchange.sites, places)
        if not np.array_equal(tail, head):
            continue
        here = np.zeros(places, bool)
        here[tail[np.asarray(exchange.measure) != 0.0]] = True
        for change in np.asarray(exchange.products - exchange.reactants)[:, :balanced]:
            for way in (change, -change):
                used = ((way < 0.0) & ~linear)[:, None] & (active > 0.0)
                left = np.where(used, content / np.where(way < 0.0, -way, 1.0)[:, None], np.inf).min(axis=0)
                left = np.where(here & np.isfinite(left) & (left > 0.0), left, 0.0)
                if not left.any() or left.max() < 1e-9 * np.abs(content).max():
                    continue
                for share in DRIVEN:
                    changed = content + active * way[:, None] * (share * left)[None]
                    start = np.asarray(system.potential.guess(jnp.asarray(changed)))
                    if np.all(np.isfinite(start)):
                        found.append(start)
    return found[:MOST_DRIVEN]


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
        size = float(np.max(np.abs(step) / of.scale))
        if not np.isfinite(size):
            return None
        # what is cut short anyway must not weigh in the product: logarithms far off ask for huge corrections
        step = step * min(1.0, 1.0 / max(size, 1e-300))
        slope = 0.0
        for state in known:
            away = (z - state).reshape(-1)
            square = float(np.sum(of.weight * away**2)) + 1e-300
            slope += -2.0 / square / (square + 1.0) * float(np.sum(of.weight * away * step))
        step = step / (1.0 - slope) if abs(1.0 - slope) > 1e-12 else step
        size = float(np.max(np.abs(step) / of.scale))
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
    for one, other in pairwise(points):
        if (one.share - share) * (other.share - share) > 0.0 or one.share == other.share:
            continue
        part = (share - one.share) / (other.share - one.share)
        guess = one.coordinates + part * (other.coordinates - one.coordinates)
        done = polished(of.shape, of.posed(share), guess, reach=0.1, most=10)
        if done is not None and all(of.apart(done.coordinates, state) >= SAME for state in found):
            found.append(done.coordinates)
    return found
