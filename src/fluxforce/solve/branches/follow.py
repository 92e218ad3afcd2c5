"""Branches of steady states, followed through folds by pseudo-arclength [keller1977]."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fluxforce.errors import BadInput
from fluxforce.solve.branches.family import Problem
from fluxforce.solve.branches.matrices import Singular
from fluxforce.solve.branches.settle import polished
from fluxforce.solve.branches.spectrum import Spectrum, spectrum


@dataclass(frozen=True)
class FollowOptions:
    """Lengths of steps as shares of the range (states count by their scale), and what a step may be like."""

    first: float = 0.01
    longest: float = 0.05
    shortest: float = 1e-8
    straight: float = 0.95  # least cosine between successive directions
    most: int = 2000
    tolerance: float = 1e-10
    corrections: int = 8


@dataclass(frozen=True)
class Point:
    """One steady state: place on the axis, value of the parameter, coordinates, direction of the branch, spectrum.

    ``slope`` is dR/ds there.
    """

    share: float
    value: float
    coordinates: np.ndarray
    direction: np.ndarray
    slope: np.ndarray
    spectrum: Spectrum


@dataclass(frozen=True)
class Walk:
    """Points in order of one direction, and why it ended: `limit`, `closed`, `stuck` or `most points`."""

    points: list[Point]
    ended: str


def corrected(
    of: Problem,
    guess: tuple[np.ndarray, float],
    direction: np.ndarray,
    options: FollowOptions,
    slope: np.ndarray | None = None,
) -> tuple[np.ndarray, float, int] | None:
    """Newton's method in the plane through ``guess`` across ``direction``; None where it does not converge.

    ``slope`` is dR/ds nearby, where it is known.
    """
    z, share = guess[0].copy(), guess[1]
    row = of.weight * direction[:-1]
    scale, column, before, earlier = np.append(of.scale, 1.0), slope, np.inf, share
    for count in range(1, options.corrections + 1):
        try:
            posed = of.posed(share)
            at = of.shape.linear(posed, z)
            if column is None:
                column = of.slope(lambda one, z=z: of.shape.values(one, z), share)
            elif abs(share - earlier) > 1e-7:
                # the model at the place before is at hand: a secant costs no further one
                column = (at.residual - of.shape.values(of.posed(earlier), z)) / (share - earlier)
            earlier = share
            if not np.all(np.isfinite(at.residual)):
                return None
            away = float(row @ (z - guess[0]).reshape(-1)) + direction[-1] * (share - guess[1])
            matrix = at.jacobian.bordered(column, row, float(direction[-1]))
            step = -matrix.factored(scale).solve(np.append(at.residual, away))
        except (Singular, BadInput):
            return None
        size = float(max(np.max(np.abs(step[:-1]) / of.scale), abs(step[-1])))
        if not np.isfinite(size) or size > 2.0:
            return None
        z, share = z + step[:-1].reshape(z.shape), share + float(step[-1])
        if size <= options.tolerance * 1e-3 or (size <= options.tolerance and size > 0.3 * before):
            return z, share, count
        before = size
    return (z, share, options.corrections) if before <= options.tolerance else None


def direction_at(
    of: Problem, z: np.ndarray, share: float, before: np.ndarray
) -> tuple[np.ndarray, np.ndarray, Spectrum]:
    """The direction of a branch, onward from ``before``, dR/ds and the spectrum of its state."""
    posed = of.posed(share)
    at = of.shape.linear(posed, z)
    column = of.slope(lambda one: of.shape.values(one, z), share)
    matrix = at.jacobian.bordered(column, of.weight * before[:-1], float(before[-1]))
    right = np.zeros(z.size + 1)
    right[-1] = 1.0
    found = matrix.factored(np.append(of.scale, 1.0)).solve(right)
    found = found / np.sqrt(of.inner(found, found))
    return found, column, spectrum(of.shape, posed, at)


def begin(of: Problem, z: np.ndarray, share: float, way: float) -> Point:
    """A first point whose direction has the parameter grow (way 1) or shrink (way -1)."""
    ahead = np.zeros(z.size + 1)
    ahead[-1] = way
    return Point(share, of.axis.value(share), z, *direction_at(of, z, share, ahead))


def walk(
    of: Problem,
    start: Point,
    options: FollowOptions,
    progress: Callable[[float], None] | None = None,
) -> Walk:
    """Follow a branch from a point until it leaves the range, closes or cannot be followed."""
    points, step = [start], options.first
    while len(points) < options.most:
        here = points[-1]
        if step < options.shortest:
            return Walk(points, "stuck")
        ahead = here.share + step * here.direction[-1]
        if not 0.0 <= ahead <= 1.0:
            last = _landed(of, here, 0.0 if ahead < 0.0 else 1.0, options)
            if last is not None:
                return Walk([*points, last] if last is not here else points, "limit")
            step *= 0.5
            continue
        later, effort = _next(of, here, step, options)
        if later is None:
            step *= 0.4
            continue
        if not 0.0 <= later.share <= 1.0:
            step *= 0.5
            continue
        points.append(later)
        if progress is not None:
            progress(later.share)
        if len(points) > 5 and _closes(of, start, points[-2], later):
            return Walk([*points, start], "closed")
        turned = of.inner(here.direction, later.direction)
        if effort <= 4 and turned > 0.99:
            step = min(1.6 * step, options.longest)
        elif effort > 5 or turned < 0.97:
            step *= 0.7
    return Walk(points, "most points")


def _next(of: Problem, here: Point, step: float, options: FollowOptions) -> tuple[Point | None, int]:
    guess = (
        here.coordinates + step * here.direction[:-1].reshape(here.coordinates.shape),
        here.share + step * float(here.direction[-1]),
    )
    found = corrected(of, guess, here.direction, options, here.slope)
    if found is None:
        return None, 0
    z, share, effort = found
    moved = np.append((z - guess[0]).reshape(-1), share - guess[1])
    if np.sqrt(of.inner(moved, moved)) > 0.5 * step:
        return None, 0
    try:
        direction, slope, seen = direction_at(of, z, share, here.direction)
    except (Singular, BadInput):
        return None, 0
    sharp = of.inner(direction, here.direction) < options.straight
    jumped = abs(seen.unstable - here.spectrum.unstable) > 2
    if (sharp or jumped) and step > 1e3 * options.shortest:
        return None, 0
    return Point(share, of.axis.value(share), z, direction, slope, seen), effort


def _landed(of: Problem, here: Point, limit: float, options: FollowOptions) -> Point | None:
    """The point of the branch at the end of the range; ``here`` itself where that is already it."""
    if abs(here.share - limit) < 1e-12:
        return here
    length = (limit - here.share) / float(here.direction[-1])
    guess = here.coordinates + length * here.direction[:-1].reshape(here.coordinates.shape)
    done = polished(of.shape, of.posed(limit), guess, reach=0.1, most=10)
    if done is None or of.apart(done.coordinates, guess) > 0.5 * abs(length):
        return None
    direction, slope, seen = direction_at(of, done.coordinates, limit, here.direction)
    if of.inner(direction, here.direction) < options.straight:
        return None
    return Point(limit, of.axis.value(limit), done.coordinates, direction, slope, seen)


def _closes(of: Problem, start: Point, before: Point, later: Point) -> bool:
    """Whether the last step passed the first point in the same direction."""
    back = np.append((start.coordinates - before.coordinates).reshape(-1), start.share - before.share)
    stepped = np.append((later.coordinates - before.coordinates).reshape(-1), later.share - before.share)
    length = of.inner(stepped, stepped)
    along = of.inner(back, stepped) / length
    aside = back - along * stepped
    near = of.inner(aside, aside) < 0.1 * length
    return bool(0.0 <= along <= 1.0 and near and of.inner(start.direction, later.direction) > 0.5)
