"""Energy balance of a planet: the linear model in closed form, and entropy budgets by their definitions."""

import jax.numpy as jnp
import numpy as np

from fluxforce.balance import Rates, evaluated
from fluxforce.constants import STEFAN_BOLTZMANN
from fluxforce.laws.radiation import (
    AbstractRadiance,
    FixedCoalbedo,
    GreyEmission,
    LinearEmission,
    Material,
    Total,
)
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.climate import Bands, annual_mean, climate, second_legendre
from fluxforce.solve.steady import steady
from fluxforce.verify.check import Check, extrapolated

CELLS = (20, 40, 80)
RADIUS = 6.371e6
SUN = 5772.0
ABSORBED = 1361.0 / 4.0 * (1.0 - 0.294)
BRIGHTNESS = (ABSORBED / STEFAN_BOLTZMANN) ** 0.25


def checks() -> list[Check]:
    """P22 of the continuum."""
    return [*_linear(), *_grey(), *_layers(), _climlab()]


def _settled(made: Assembled) -> Rates:
    found = steady(made.solver, made.system, made.start, scale=made.scale)
    assert found.converged
    return evaluated(made.system, found.coordinates)


def _planet(cells: int) -> Assembled:
    bands = Bands(0.0, 1.0, cells)
    insolation = 340.0 * (1.0 - 0.482 * second_legendre(bands))
    return climate(
        bands=bands, capacity=1e8, insolation=insolation, coalbedo=FixedCoalbedo(jnp.full(cells, 0.697)),
        emission=LinearEmission(jnp.asarray(203.3), jnp.asarray(2.09)), radiance=Material(), transport=0.649,
        initial=288.0, radius=RADIUS, environment=288.0,
    )  # fmt: skip


def _linear() -> list[Check]:
    produced, weighed = [], []
    for cells in CELLS:
        made = _planet(cells)
        rates = _settled(made)
        temperature = 1.0 / np.asarray(rates.reading.conjugates[0])
        produced.append(float(jnp.sum(rates.production[0])))
        given_off, taken_in = (np.asarray(rates.fluxes[k][0]) for k in (2, 1))
        weighed.append(float(np.sum((given_off - taken_in) / temperature)))
    # the discrete solution is the exact mean over every band: a constant and a multiple of P2
    second = second_legendre(Bands(0.0, 1.0, CELLS[-1]))
    mean = float(np.mean(temperature)) - 273.15
    wave = float((temperature[-1] - temperature[0]) / (second[-1] - second[0]))
    # heat across a circle of latitude is a cubic of x, known at the faces
    faces, carried = Bands(0.0, 1.0, CELLS[-1]).edges[1:-1], np.asarray(rates.fluxes[0][0])
    cubic = np.polynomial.Polynomial.fit(faces, carried, 3, domain=[0.0, 1.0], window=[0.0, 1.0])
    top = max((r.real for r in cubic.deriv().roots() if 0.0 < r.real < 1.0), key=lambda x: abs(cubic(x)))
    widths = [1.0 / cells for cells in CELLS]
    closed = "closed form, T0 + T2 P2(x)"
    return [
        Check("P22.mean", "linear model: mean temperature [degC]", closed, mean, 16.1148325358852, 1e-10),
        Check("P22.second", "its second Legendre coefficient [K]", closed, wave, -19.0882954545455, 1e-9),
        Check("P22.equator", "temperature at the equator [degC]", closed, mean - 0.5 * wave, 25.6589802631579, 1e-9),
        Check("P22.pole", "temperature at the pole [degC]", closed, mean + wave, -2.97346291866029, 1e-8),
        Check("P22.production", "entropy produced by heat transport [W/m2/K]", "quadrature of the closed form",
              extrapolated(widths, produced, (2, 4)), 0.00346186157781516, 1e-8),
        Check("P22.outflow", "the same by (infrared - sunlight)/T [W/m2/K]", "quadrature of the closed form",
              extrapolated(widths, weighed, (2, 4)), 0.00346186157781516, 1e-8),
        Check("P22.peak", "most heat carried polewards [PW]", "closed form at x = 1/sqrt 3",
              2.0 * np.pi * RADIUS**2 * float(abs(cubic(top))) * 1e-15, 3.64818028575673, 1e-9),
    ]  # fmt: skip


def _point(temperature: float, radiance: AbstractRadiance) -> tuple[float, float]:
    """Entropy produced by sunlight and by infrared of a grey planet whose surface has a given temperature."""
    made = climate(
        bands=Bands(-1.0, 1.0, 1), capacity=1e8, insolation=np.array([1361.0 / 4.0]),
        coalbedo=FixedCoalbedo(jnp.array([1.0 - 0.294])), radiance=radiance,
        transport=0.0, initial=280.0, radius=RADIUS,
        emission=GreyEmission(jnp.asarray((BRIGHTNESS / temperature) ** 4)), environment=288.0,
    )  # fmt: skip
    rates = _settled(made)
    sunlight, infrared = (float(jnp.sum(p)) for p in rates.production)
    return sunlight, infrared


def _grey() -> list[Check]:
    sun = jnp.asarray(SUN)
    plain = _point(288.15, Total(sun, jnp.asarray(1.0)))
    photons = _point(288.15, Total(sun, jnp.asarray(4.0 / 3.0)))
    formula = "closed form, solar constant 1361 W/m2 and albedo 0.294"
    return [
        Check("P22.grey", "total production of a grey planet, energy over temperature [W/m2/K]", formula,
              sum(plain), 0.89995775638029, 1e-10),
        Check("P22.photons", "the same with 4/3 for the entropy of photons [W/m2/K]", formula, sum(photons),
              1.19994367517372, 1e-10),
        Check("P22.greenhouse", "of which between a surface at 288.15 K and space, factor 1 [W/m2/K]", formula,
              plain[1], 0.107924430343125, 1e-10),
    ]  # fmt: skip


def _layers() -> list[Check]:
    """A surface at 282 K that takes in sunlight and a layer at 259 K that gives off infrared, heat rising between."""
    warm, cold = 282.0, 259.0
    bands = Bands(0.0, 1.0, 2)
    # both layers stand for half of the size, so twice the sunlight falls on the one and all infrared leaves the other
    made = climate(
        bands=bands, capacity=1e8, insolation=np.array([2.0 * ABSORBED, 0.0]), coalbedo=FixedCoalbedo(jnp.ones(2)),
        emission=_OneLayer(jnp.asarray(2.0 * ABSORBED / cold**4)), radiance=Material(),
        transport=ABSORBED / (warm - cold) / (1.0 - 0.25) * 0.5, initial=np.array([warm, cold]), radius=RADIUS,
        environment=288.0,
    )  # fmt: skip
    rates = _settled(made)
    came, went = (float(jnp.sum(rates.fluxes[k][1])) for k in (1, 2))
    source = "Kato and Rose 2020, satellite radiation and temperatures of both; three digits"
    return [
        Check("P22.import", "entropy that came with sunlight taken in at 282 K [W/m2/K]", source, came, 0.852, 2e-3),
        Check("P22.export", "entropy that left with infrared at 259 K [W/m2/K]", source, went, 0.928, 2e-3),
        Check("P22.irreversible", "production of the material system [W/m2/K]", source,
              float(jnp.sum(rates.production[0])), 0.076, 1e-2),
    ]  # fmt: skip


class _OneLayer(GreyEmission):
    """Infrared of the upper layer only."""

    def of(self, temperature):
        return jnp.array([0.0, 1.0]) * self.emissivity * temperature**4


def _climlab() -> Check:
    """The defaults of climlab's EBM_annual: orbit, albedo 0.33 + 0.25 P2, A = 210, B = 2, D = 0.555."""
    bands = Bands(-1.0, 1.0, 180)
    mean = 1365.2 / 4.0 / np.sqrt(1.0 - 0.017236**2)
    made = climate(
        bands=bands, capacity=4e7, insolation=mean * annual_mean(bands, np.radians(23.446)),
        coalbedo=FixedCoalbedo(jnp.asarray(0.67 - 0.25 * second_legendre(bands))),
        emission=LinearEmission(jnp.asarray(210.0), jnp.asarray(2.0)), radiance=Material(), transport=0.555,
        initial=285.0, radius=RADIUS, environment=288.0,
    )  # fmt: skip
    rates = _settled(made)
    value = float(jnp.mean(1.0 / rates.reading.conjugates[0])) - 273.15
    return Check("P22.climlab", "mean temperature of climlab's EBM_annual(num_lat=180) after 20 years [degC]",
                 "climlab, on 180 latitudes instead of bands of equal area", value, 13.41848, 1e-4)  # fmt: skip
