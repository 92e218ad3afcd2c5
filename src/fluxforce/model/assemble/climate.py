"""A planet in latitude bands: sunlight, infrared, heat carried towards the poles, ice that feeds back."""

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import Rates, System
from fluxforce.laws.radiation import (
    AbstractCoalbedo,
    AbstractEmission,
    AbstractRadiance,
    FixedCoalbedo,
    GreyEmission,
    IceAlbedo,
    Infrared,
    LinearEmission,
    Material,
    Sunlight,
    Total,
)
from fluxforce.laws.transport import Fourier
from fluxforce.model.assemble.base import Assembled, Number, Profile
from fluxforce.model.schema.climate import ClimateModel, Ice, Legendre, MaterialEntropy
from fluxforce.places import Chain, Everywhere
from fluxforce.process import Exchange
from fluxforce.solve.linear import FullBlocks
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.joint import Joint
from fluxforce.thermo.linear import Linear
from fluxforce.thermo.thermal import HeatCapacity

YEAR = 365.25 * 86400.0
FACTORS = {1: 1.0, "4/3": 4.0 / 3.0}
NODES = 8  # of Gauss-Legendre quadrature in a band


@dataclass(frozen=True)
class Bands:
    """Bands of equal area between the sines of latitude ``first`` and ``last``; one band may be a whole planet."""

    first: float
    last: float
    count: int

    @property
    def edges(self) -> np.ndarray:
        """Sines of latitude between the bands and at both ends."""
        return np.linspace(self.first, self.last, self.count + 1)

    @property
    def middles(self) -> np.ndarray:
        """Sines of latitude halfway in area."""
        return 0.5 * (self.edges[1:] + self.edges[:-1])


def second_legendre(bands: Bands) -> np.ndarray:
    """Mean of P2(x) = (3 x^2 - 1)/2 over every band."""
    integral = 0.5 * (bands.edges**3 - bands.edges)
    return np.diff(integral) / np.diff(bands.edges)


def annual_mean(bands: Bands, obliquity: float) -> np.ndarray:
    """Mean over every band of the yearly insolation over its global mean, at an obliquity [rad].

    s(x) = (2/pi^2) integral over gamma in 0..2 pi of sqrt(1 - (sqrt(1 - x^2) sin b cos gamma - x cos b)^2)
    [ward1974].
    """
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    edges = bands.edges
    x = bands.middles[:, None] + 0.5 * np.diff(edges)[:, None] * nodes[None]
    gamma = (np.arange(4096) + 0.5) * (2.0 * np.pi / 4096)
    sine = np.sqrt(1.0 - x**2)[..., None] * np.sin(obliquity) * np.cos(gamma) - x[..., None] * np.cos(
        obliquity
    )
    inside = (4.0 / np.pi) * np.mean(np.sqrt(np.maximum(1.0 - sine**2, 0.0)), axis=-1)
    return 0.5 * inside @ weights


def climate(
    *,
    bands: Bands,
    capacity: float,
    insolation: Float[Array, " bands"] | np.ndarray,
    coalbedo: AbstractCoalbedo,
    emission: AbstractEmission,
    radiance: AbstractRadiance,
    transport: float,
    initial: float | np.ndarray,
    radius: float,
    environment: float,
) -> Assembled:
    """C dT/dt = insolation a(T) - E(T) + D d/dx((1 - x^2) dT/dx) in every band, x the sine of latitude.

    Everything is per square metre of the planet [north1975]. ``capacity`` C [J/m2/K], ``insolation`` [W/m2] averaged
    over the year, ``transport`` D [W/m2/K], ``initial`` temperature [K], ``radius`` [m] of the planet.
    """
    count, edges = bands.count, bands.edges
    share = np.diff(edges) / (edges[-1] - edges[0])
    potential = Joint(
        FromEntropy(HeatCapacity(capacity=jnp.asarray(float(capacity)), names=("energy",))),
        Linear(("radiation", "entropy of radiation"), jnp.array([0.0, 1.0])),
    )
    energy, light = (
        jnp.array([[1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]),
        jnp.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    )
    beam = jnp.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    measure = jnp.asarray(share)
    sunlight = Exchange(
        "sunlight", Everywhere(), beam, energy, Sunlight(jnp.asarray(insolation), coalbedo, radiance), measure,
        ("energy", "entropy"),
    )  # fmt: skip
    infrared = Exchange(
        "infrared", Everywhere(), energy, light, Infrared(emission, radiance), measure, ("energy", "entropy")
    )
    processes = (sunlight, infrared)
    if count > 1:
        # D (1 - x^2) over the distance of the middles, per share of the planet that a unit of x is
        between = transport * (1.0 - edges[1:-1] ** 2) / np.diff(bands.middles) / (edges[-1] - edges[0])
        heat = jnp.array([[1.0, 0.0, 0.0]])
        carried = Exchange(
            "heat transport",
            Chain(),
            heat,
            heat,
            Fourier(jnp.asarray(between)),
            jnp.ones(count - 1),
            ("heat",),
        )
        processes = (carried, *processes)
    active = jnp.ones((3, count)).at[1:].set(0.0)
    temperature = jnp.asarray(np.broadcast_to(np.asarray(initial, dtype=float), (count,)))
    start = jnp.concatenate([jnp.log(capacity * temperature)[None], jnp.zeros((2, count))])
    return Assembled(
        kind="climate", system=System(potential, processes, (), measure, active), start=start,
        solver=FullBlocks(1), scale=jnp.ones(3), inside=np.arange(count),
        x=bands.middles if count > 1 else None, x_unit="1", bulk=1.0 / count,
        conserved={"energy": np.array([1.0, 1.0, 0.0])}, charge=None, temperature=None, environment=environment,
        first_step=1e-3 * YEAR,
        notes={"dead state": {"conjugates": np.array([1.0, 1.0, 0.0]) / environment, "dual": 0.0}},
        numbers=_numbers(bands, coalbedo, np.asarray(insolation), radius, len(processes)),
        profiles=_profiles(len(processes)), title="energy balance of a planet", along="sine of latitude",
        units=("J/m2", "1/K", "W/m2", "W/K/m2"),
    )  # fmt: skip


def _temperature(rates: Rates) -> Array:
    return 1.0 / rates.reading.conjugates[0]


def _numbers(
    bands: Bands, coalbedo: AbstractCoalbedo, insolation: np.ndarray, radius: float, processes: int
) -> tuple[Number, ...]:
    sun, infrared = processes - 2, processes - 1

    def mean(system: System, rates: Rates) -> Array:
        return jnp.sum(system.size * _temperature(rates))

    def albedo(system: System, rates: Rates) -> Array:
        return 1.0 - jnp.sum(rates.fluxes[sun][0]) / jnp.sum(system.size * insolation)

    def entropy(process: int):
        return lambda system, rates: jnp.sum(rates.fluxes[process][1])

    def imbalance(system: System, rates: Rates) -> Array:
        return jnp.sum(rates.fluxes[sun][0]) - jnp.sum(rates.fluxes[infrared][0])

    found = [
        Number("mean temperature", "K", "average over the area of the planet", mean),
        Number("albedo", "1", "share of sunlight sent back", albedo),
        Number(
            "net radiation", "W/m2", "taken in minus given off: zero when nothing warms or cools", imbalance
        ),
        Number("entropy taken in", "W/K/m2", "with sunlight, as the budget defines it", entropy(sun)),
        Number("entropy given off", "W/K/m2", "with infrared, as the budget defines it", entropy(infrared)),
    ]
    if isinstance(coalbedo, IceAlbedo):

        def ice(system: System, rates: Rates) -> Array:
            return jnp.sum(system.size * coalbedo.covered(_temperature(rates)))

        found.append(Number("ice cover", "1", "share of the area below freezing", ice))
    if bands.count > 1:
        area = 2.0 * np.pi * radius**2 * (bands.last - bands.first)

        def peak(system: System, rates: Rates) -> Array:
            return area * jnp.max(jnp.abs(rates.fluxes[0][0]))

        found += [
            Number(
                "warmest band", "K", "highest temperature", lambda system, rates: jnp.max(_temperature(rates))
            ),
            Number(
                "coldest band", "K", "lowest temperature", lambda system, rates: jnp.min(_temperature(rates))
            ),
            Number("peak transport", "W", "most heat carried across a circle of latitude", peak),
        ]
    return tuple(found)


def _profiles(processes: int) -> tuple[Profile, ...]:
    sun, infrared = processes - 2, processes - 1
    return (
        Profile("temperature", "Temperature", "K", lambda system, rates: _temperature(rates)),
        Profile("absorbed", "Sunlight taken in", "W/m2", lambda s, rates: rates.fluxes[sun][0] / s.size),
        Profile(
            "outgoing", "Infrared given off", "W/m2", lambda s, rates: rates.fluxes[infrared][0] / s.size
        ),
    )


def assemble_climate(document: ClimateModel) -> Assembled:
    """The planet of a model document."""
    given = document.climate
    ends = {"hemisphere": (0.0, 1.0), "globe": (-1.0, 1.0), "point": (-1.0, 1.0)}[given.domain]
    bands = Bands(*ends, given.bands)
    second = second_legendre(bands)
    light = given.sunlight
    if light.distribution is None:
        share = np.ones(bands.count)
    elif isinstance(light.distribution, Legendre):
        share = 1.0 + light.distribution.second * second
    else:
        share = annual_mean(bands, light.distribution.obliquity)
    absorbed = given.absorbed
    open_share = jnp.asarray(absorbed.open + absorbed.second * second)
    coalbedo: AbstractCoalbedo = FixedCoalbedo(open_share)
    if isinstance(absorbed, Ice):
        coalbedo = IceAlbedo(
            open_share, jnp.asarray(absorbed.ice), jnp.asarray(absorbed.freezing), jnp.asarray(absorbed.width)
        )
    emission: AbstractEmission
    if given.infrared.emissivity is not None:
        emission = GreyEmission(jnp.asarray(given.infrared.emissivity))
    else:
        emission = LinearEmission(jnp.asarray(given.infrared.at_freezing), jnp.asarray(given.infrared.slope))
    counted = given.entropy
    radiance: AbstractRadiance = Material()
    if not isinstance(counted, MaterialEntropy):
        radiance = Total(jnp.asarray(counted.sun_temperature), jnp.asarray(FACTORS[counted.photon_factor]))
    return climate(
        bands=bands, capacity=given.heat_capacity, insolation=light.mean * share, coalbedo=coalbedo,
        emission=emission, radiance=radiance, transport=given.transport or 0.0,
        initial=given.initial_temperature, radius=given.radius, environment=document.environment.temperature,
    )  # fmt: skip
