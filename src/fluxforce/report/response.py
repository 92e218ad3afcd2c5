"""Linear response read from a cloud of forces and fluxes.

Near equilibrium J = L X. L is the median of J/X among the points nearest to zero force; the 10 % linear range
ends where the median of J/X has moved away from L by a tenth. Both are given only if the points near zero
agree with each other: if J/X differs from place to place, there is no one line to depart from.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

_BINS, _FEWEST, _NEAR, _DEPTH = 14, 4, 0.1, 1e-4
_DEPARTURE = 0.1


@dataclass(frozen=True)
class Response:
    """Slope L, its 10 and 90 % quantiles over all points, and the end of the linear range.

    `limit` is None where no single range can be told, infinite where all points are within it.
    """

    slope: float
    low: float
    high: float
    limit: float | None


def response(force: NDArray[np.float64], flux: NDArray[np.float64]) -> Response | None:
    """The linear response of a cloud, or None where fewer than eight points carry a force."""
    size = np.abs(force)
    use = np.isfinite(force) & np.isfinite(flux) & (size > 1e-12 * np.max(size, initial=0.0)) & (flux != 0)
    if use.sum() < 2 * _FEWEST:
        return None
    size, ratio = size[use], flux[use] / force[use]
    low, middle, high = (float(value) for value in np.quantile(ratio, (0.1, 0.5, 0.9)))
    edges = np.geomspace(max(size.max() * _DEPTH, size.min()), size.max() * (1 + 1e-9), _BINS + 1)
    groups = [(end, ratio[(size >= start) & (size < end)]) for start, end in pairwise(edges)]
    groups = [(end, group) for end, group in groups if group.size >= _FEWEST]
    near = [group for end, group in groups if end <= _NEAR * size.max()]
    if not near:
        constant = high - low <= _DEPARTURE * abs(middle)
        return Response(middle, low, high, np.inf if constant else None)
    slope = float(np.median(near[0]))
    quarters = np.quantile(np.concatenate(near[:2]), (0.25, 0.75))
    if slope <= 0 or quarters[1] - quarters[0] > _DEPARTURE * slope:
        return Response(middle, low, high, None)
    outside = (end for end, group in groups if abs(np.median(group) / slope - 1) > _DEPARTURE)
    return Response(slope, low, high, float(next(outside, np.inf)))
