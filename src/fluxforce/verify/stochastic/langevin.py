"""Langevin integrators: what a finite step does to a harmonic oscillator, from the integrators themselves."""

from fluxforce.networks.diffusion import underdamped
from fluxforce.networks.diffusion_models import HarmonicTrap, dragged_trap
from fluxforce.solve.langevin.linear import step_map
from fluxforce.solve.langevin.overdamped import EulerMaruyama
from fluxforce.solve.langevin.underdamped import BAOAB
from fluxforce.verify.check import Check

LEIMKUHLER = "Leimkuhler and Matthews 2013"


def p64() -> list[Check]:
    """Covariances that one step, differentiated, settles to: S = M S M^T + G G^T."""
    oscillator = underdamped(HarmonicTrap(1.0), temperature=1.0, friction=1.0)
    baoab = step_map(oscillator, BAOAB, 0.5).covariance()
    euler = step_map(dragged_trap(), EulerMaruyama(), 0.125).covariance()
    return [
        Check("S64.1", "BAOAB with a step of half a radian: variance of the position has no error", LEIMKUHLER,
              baoab[0, 0], 1.0, 1e-12),
        Check("S64.2", "BAOAB: variance of the momentum is T (1 - (omega h)^2/4)", LEIMKUHLER,
              baoab[1, 1], 0.9375, 1e-12),
        Check("S64.3", "BAOAB: position and momentum are uncorrelated", LEIMKUHLER, baoab[0, 1], 0.0, 1e-12),
        Check("S64.4", "Euler-Maruyama with a step of an eighth: variance T/(k (1 - k h/2))", "closed form",
              euler[0, 0], 1.066666666666667, 1e-12),
    ]  # fmt: skip
