"""Growth of a copolymer whose units attach and detach at the tip, and the information that it takes up."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import root_scalar

from fluxforce.errors import BadInput, Problem


@dataclass(frozen=True)
class Copolymer:
    """Steady growth: mean ``velocity`` v [units/s] and the ``fractions`` mu_m of the units in the chain.

    - ``drive`` = sum mu_m ln(k+_m/k-_m) [k_B per unit]: what the surroundings spend, the sequence left aside;
    - ``disorder`` D = -sum mu_m ln mu_m [k_B per unit]: Shannon entropy of the sequence;
    - ``affinity`` A = drive + D [k_B per unit]; ``production`` = v A [k_B/s].

    The chain may grow on disorder alone, against drive < 0. Source: [andrieux2008].
    """

    velocity: float
    fractions: np.ndarray
    drive: float
    disorder: float

    @property
    def affinity(self) -> float:
        """A [k_B per unit]."""
        return self.drive + self.disorder

    @property
    def production(self) -> float:
        """Entropy production v A [k_B/s]."""
        return self.velocity * self.affinity


def copolymer(attach: np.ndarray, detach: np.ndarray) -> Copolymer:
    """Growth with rates ``attach`` k+_m [1/s] whatever the tip is and ``detach`` k-_m [1/s] of a tip m.

    v is the root of sum_m k+_m/(k-_m + v) = 1 and mu_m = k+_m/(k-_m + v). A unit that never detaches makes the
    drive infinite. Raises BadInput for a negative rate, a unit that never attaches, or where the chain does not
    grow, sum_m k+_m/k-_m <= 1. Source: [andrieux2008].
    """
    on, off = np.asarray(attach, dtype=float), np.asarray(detach, dtype=float)
    if on.shape != off.shape or on.ndim != 1 or on.size == 0:
        raise BadInput([Problem("attach and detach need one rate for every kind of unit")])
    if not np.all(np.isfinite(on) & np.isfinite(off) & (on > 0.0) & (off >= 0.0)):
        unit = int(np.argmin(np.isfinite(on) & np.isfinite(off) & (on > 0.0) & (off >= 0.0)))
        raise BadInput([Problem(f"unit {unit} attaches at {on[unit]:g} and detaches at {off[unit]:g} per second; "
                                "attaching needs a rate above zero, detaching zero or above")])  # fmt: skip
    with np.errstate(divide="ignore"):
        stays = float(np.sum(on / off))
        if stays <= 1.0:
            raise BadInput(
                [Problem(f"the chain does not grow: sum of k+/k- is {stays:.6g}, growth needs more than 1")]
            )
        # at the largest k+ - k- one term alone is one; at the sum of all k+ the sum is below one
        low, high = max(0.0, float(np.max(on - off))), float(on.sum())
        v = _velocity(on, off, low, high) if off.any() else high
        fractions = on / (off + v)
        drive = float(np.sum(fractions * (np.log(on) - np.log(off))))
    return Copolymer(v, fractions, drive, float(-np.sum(fractions * np.log(fractions))))


def _velocity(on: np.ndarray, off: np.ndarray, low: float, high: float) -> float:
    found = root_scalar(
        lambda v: float(np.sum(on / (off + v))) - 1.0, bracket=(low, high), xtol=1e-300, rtol=1e-15
    )
    return float(found.root)
