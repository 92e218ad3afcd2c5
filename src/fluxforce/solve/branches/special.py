"""Where branches turn, oscillations begin or branches meet: located, not only seen to have been passed."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.optimize import brentq

from fluxforce.errors import BadInput
from fluxforce.solve.branches.family import Problem
from fluxforce.solve.branches.follow import FollowOptions, Point, corrected
from fluxforce.solve.branches.matrices import Singular
from fluxforce.solve.branches.spectrum import spectrum


@dataclass(frozen=True)
class Special:
    """A `fold`, a `Hopf` point or a `branch point`, after the point ``after`` of its branch.

    ``frequency`` [1/s] is the angular one of the oscillation that begins at a Hopf point, else 0.
    """

    kind: str
    value: float
    share: float
    coordinates: np.ndarray
    frequency: float
    after: int


def specials(of: Problem, points: list[Point], options: FollowOptions) -> list[Special]:
    """All special points between successive points of a branch."""
    found = []
    for k, (one, other) in enumerate(pairwise(points)):
        crossed = other.spectrum.unstable - one.spectrum.unstable
        if one.direction[-1] * other.direction[-1] < 0.0:
            found.append(fold(of, one, other, k))
            # one real eigenvalue passes zero with the turn
            crossed -= int(np.sign(crossed))
        if abs(crossed) == 1:
            found.append(_crossing(of, one, other, k, options, "branch point"))
        elif crossed != 0:
            found.append(_crossing(of, one, other, k, options, "Hopf"))
    return [one for one in found if one is not None]


def fold(of: Problem, one: Point, other: Point, after: int) -> Special | None:
    """R = 0 with a singular dR/dz, by Newton's method on R and g, the corner of the inverse of a bordered matrix.

    [A b; c 0][v; g] = [0; 1] has g = 0 exactly where A is singular; its derivative is -w . dA v with w the same of
    the transpose [govaerts2000]. The border b = dR/ds and c along the branch keep the matrix regular.
    """
    near = one if abs(one.direction[-1]) < abs(other.direction[-1]) else other
    z, share = near.coordinates.copy(), near.share
    scale, last = np.append(of.scale, 1.0), np.zeros(z.size + 1)
    last[-1] = 1.0
    row = of.weight * near.direction[:-1]
    column, before = None, np.inf
    for _ in range(20):
        try:
            posed = of.posed(share)
            at = of.shape.linear(posed, z)
            slope = of.slope(lambda p, z=z: of.shape.values(p, z), share)
            column = slope if column is None else column
            bordered = at.jacobian.bordered(column, row, 0.0).factored(scale)
            right, left = bordered.solve(last), bordered.transposed(last)
            v, w = right[:-1], left[:-1]
            by_z = -of.shape.product_slope(posed, z, w, v)
            by_s = -float(of.slope(lambda p, z=z, w=w, v=v: np.asarray(of.shape.product(p, z, w, v)), share))
            whole = at.jacobian.bordered(slope, by_z, by_s).factored(scale)
            step = -whole.solve(np.append(at.residual, right[-1]))
        except (Singular, BadInput):
            return None
        size = float(max(np.max(np.abs(step[:-1]) / of.scale), abs(step[-1])))
        if not np.isfinite(size) or size > 1.0:
            return None
        z, share = z + step[:-1].reshape(z.shape), share + float(step[-1])
        if size < 1e-12 or (size < 1e-8 and size > 0.3 * before):
            return Special("fold", of.axis.value(share), share, z, 0.0, after)
        before = size
    return None


def _crossing(
    of: Problem, one: Point, other: Point, after: int, options: FollowOptions, kind: str
) -> Special | None:
    """Where the real part of an eigenvalue is zero between two points: a root on the chord between them."""
    oscillates = kind == "Hopf"
    chord = np.append((other.coordinates - one.coordinates).reshape(-1), other.share - one.share)
    chord = chord / np.sqrt(of.inner(chord, chord))
    before, behind = _critical(one.spectrum.values, oscillates), _critical(other.spectrum.values, oscillates)
    if before is None or behind is None or before.real * behind.real > 0.0:
        return None
    seen: dict[float, tuple[np.ndarray, float, complex]] = {}

    def real_part(part: float) -> float:
        guess = (
            one.coordinates + part * (other.coordinates - one.coordinates),
            one.share + part * (other.share - one.share),
        )
        found = corrected(of, guess, chord, options)
        if found is None:
            raise Singular("lost on the chord")
        z, share, _ = found
        expected = before + part * (behind - before)
        posed = of.posed(share)
        values = spectrum(of.shape, posed, of.shape.linear(posed, z), near=1j * expected.imag).values
        value = values[np.argmin(np.abs(values - expected))]
        seen[part] = (z, share, complex(value))
        return float(value.real)

    try:
        root = float(brentq(real_part, 0.0, 1.0, xtol=1e-14, rtol=1e-14, maxiter=60))  # type: ignore[arg-type]
        if root not in seen:
            real_part(root)
    except (Singular, ValueError):
        return None
    z, share, value = seen[root]
    return Special(kind, of.axis.value(share), share, z, abs(value.imag) if oscillates else 0.0, after)


def _critical(values: np.ndarray, oscillates: bool) -> complex | None:
    """The eigenvalue nearest to the imaginary axis, off or on the real one."""
    off = np.abs(np.imag(values)) > 1e-9 * np.abs(values)
    chosen = values[(np.imag(values) > 0.0) & off] if oscillates else values[~off]
    return complex(chosen[np.argmin(np.abs(np.real(chosen)))]) if chosen.size else None
