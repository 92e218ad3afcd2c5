"""Active particles as linear processes: what is exact for their second moments, and their entropy production."""

import numpy as np

from fluxforce.budget.diffusion.gaussian import evolve, spectrum
from fluxforce.budget.diffusion.linear import Coupling, LinearLangevin, linear_langevin
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.gaussian import Gaussian

X, U = 0, 1  # positions of the coordinate and of its propulsion among the variables of one axis


def propelled(
    *,
    stiffness: float,
    speed_squared: float,
    persistence: float,
    thermal: float = 0.0,
    mobility: float = 1.0,
) -> LinearLangevin:
    """One axis of x' = -mobility stiffness x + u + thermal noise, u with <u(t) u(0)> = <u^2> exp(-t/persistence).

    Any propulsion whose mean relaxes exponentially has these second moments: that of [dabelow2019] (Ornstein and
    Uhlenbeck, <u^2> = D_a/persistence), of run and tumble with flip rate alpha ([tailleur2008], <u^2> = v^2,
    persistence 1/(2 alpha)), and each axis of an active Brownian particle in d dimensions ([tenhagen2011],
    <u^2> = v^2/d, persistence 1/((d - 1) D_r)). Moments up to the second, spectra and entropy flows are exact for all
    of them; only for the first the state is Gaussian, so only there does the entropy of the state follow.

    u is even under time reversal: a force that does not turn round with time. ``thermal`` is the temperature of the
    bath (k_B = 1); where it is zero, entropy flows are infinite.
    """
    for what, value in (("persistence", persistence), ("mobility", mobility)):
        if not (np.isfinite(value) and value > 0.0):
            raise BadInput([Problem(f"the {what} is {value:g}; it must be above zero")])
    for what, value in (("mean square of the speed", speed_squared), ("temperature", thermal)):
        if not (np.isfinite(value) and value >= 0.0):
            raise BadInput([Problem(f"the {what} is {value:g}; it must be zero or above")])
    particle = np.array([[mobility * stiffness, -1.0], [0.0, 0.0]])
    propulsion = np.array([[0.0, 0.0], [0.0, 1.0 / persistence]])
    bath = Coupling(particle, np.diag([mobility * thermal, 0.0]), thermal if thermal > 0.0 else None)
    drive = Coupling(propulsion, np.diag([0.0, speed_squared / persistence]))
    return linear_langevin(["x", "u"], {"bath": bath, "propulsion": drive})


def mean_square_displacement(process: LinearLangevin, duration: float) -> float:
    """<[x(t) - x(0)]^2> of one axis of a free particle whose propulsion has settled."""
    steady = process.diffusion[U, U] / process.drift[U, U]
    start = Gaussian(np.zeros(2), np.array([[0.0, 0.0], [0.0, steady]]))
    return float(evolve(process, start, duration).covariance[X, X])


def long_time_diffusion(process: LinearLangevin) -> float:
    """Effective diffusion coefficient of one axis of a free particle: thermal plus half the spectrum of u at zero."""
    drive = process.baths["propulsion"]
    alone = Coupling(drive.damping[U:, U:], drive.diffusion[U:, U:])
    propulsion = linear_langevin(["u"], {"propulsion": alone})
    return float(process.diffusion[X, X] + spectrum(propulsion, 0.0)[0, 0].real / 2.0)
