"""All branches of steady states in a range of a parameter, as far as they can be found."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fluxforce.errors import BadInput
from fluxforce.solve.branches.equations import equations
from fluxforce.solve.branches.family import Axis, Family, Problem, problem
from fluxforce.solve.branches.follow import FollowOptions, Point, Walk, begin, walk
from fluxforce.solve.branches.matrices import Singular
from fluxforce.solve.branches.others import SAME, crossings, driven, others
from fluxforce.solve.branches.settle import NoSteadyState, settled
from fluxforce.solve.branches.special import Special, specials
from fluxforce.solve.status import NotFinite

SCANNED, SCANNED_LARGE, LARGE, MOST_BRANCHES = 7, 2, 400, 12


@dataclass(frozen=True)
class Branch:
    """Points in order along the branch, its special points, and why each of its ends is one."""

    points: list[Point]
    specials: list[Special]
    ended: tuple[str, str]

    @property
    def values(self) -> np.ndarray:
        """The parameter at every point."""
        return np.array([point.value for point in self.points])

    @property
    def stable(self) -> np.ndarray:
        """Whether every point is stable."""
        return np.array([point.spectrum.stable for point in self.points])

    def coordinates(self) -> np.ndarray:
        """[point, coordinate, place]."""
        return np.stack([point.coordinates for point in self.points])


@dataclass(frozen=True)
class Branches:
    """What was found between two values of a parameter, and the problem it answers."""

    problem: Problem
    branches: list[Branch]

    def specials(self, kind: str | None = None) -> list[Special]:
        """Special points of all branches in order of the parameter."""
        found = [one for branch in self.branches for one in branch.specials if kind in (None, one.kind)]
        return sorted(found, key=lambda one: one.share)

    def states(self, value: float) -> list[np.ndarray]:
        """Coordinates of all states known at one value of the parameter."""
        share = self.problem.axis.share(value)
        found: list[np.ndarray] = []
        for branch in self.branches:
            for state in crossings(self.problem, branch.points, share):
                if all(self.problem.apart(state, other) >= SAME for other in found):
                    found.append(state)
        return found


def continuation(
    family: Family,
    along: Axis,
    *,
    options: FollowOptions | None = None,
    search: bool = True,
    progress: Callable[[float], None] | None = None,
) -> Branches:
    """Branches from the states that the starts lead to, and with ``search`` from further states between the ends.

    Further states are looked for by deflation at several values of the parameter, from the model's starts and from
    known states moved either way; isolated loops are found so. Raises NoSteadyState where not one state is found.
    """
    options = options or FollowOptions()
    first = family.at(along.value(0.0))
    of = problem(family, along, equations(first), first)
    found: list[Branch] = []
    reasons = []
    for share in (0.0, 1.0, 0.5):
        if found and (share == 0.5 or not search):
            break
        try:
            posed = of.posed(share)
            state = settled(posed, of.shape).coordinates
        except (NoSteadyState, NotFinite) as error:
            reasons.append(str(error))
            continue
        _add(of, found, state, share, options, progress)
    if not found:
        raise NoSteadyState(reasons[0] if reasons else "no branch could be followed")
    if search:
        count = SCANNED if of.shape.unknowns <= LARGE else SCANNED_LARGE
        for share in (np.arange(count) + 0.5) / count:
            _search(of, found, float(share), options, progress)
    return Branches(of, found)


def _search(of: Problem, found: list[Branch], share: float, options: FollowOptions, progress) -> None:
    try:
        posed = of.posed(share)
    except BadInput:
        return
    known = [state for branch in found for state in crossings(of, branch.points, share)]
    spread = of.scale.reshape(of.shape.shape)
    starts = [np.asarray(posed.start), *known[:3]]
    if of.shape.unknowns <= LARGE:
        starts += [*driven(posed), *(np.asarray(posed.start) + shift * spread for shift in (-1.0, 1.0))]
    for state in others(of, share, known, starts):
        if len(found) < MOST_BRANCHES:
            _add(of, found, state, share, options, progress)


def _add(of: Problem, found: list[Branch], state, share: float, options: FollowOptions, progress) -> None:
    """Follow a state both ways, unless it stands on a branch already."""
    for branch in found:
        if any(of.apart(state, other) < 1e-5 for other in crossings(of, branch.points, share)):
            return
    try:
        onward = walk(of, begin(of, state, share, 1.0), options, progress)
        back = Walk([], "closed")
        if onward.ended != "closed":
            back = walk(of, begin(of, state, share, -1.0), options, progress)
    except Singular:
        return
    before = [
        Point(p.share, p.value, p.coordinates, -p.direction, p.slope, p.spectrum) for p in back.points[:0:-1]
    ]
    points = [*before, *onward.points]
    found.append(Branch(points, specials(of, points, options), (back.ended, onward.ended)))
