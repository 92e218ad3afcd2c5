"""Pressure solution: a circular contact of two grains with a film of fluid in it, and the pore around it."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import Rates, System
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.contact import RigidContact
from fluxforce.laws.reversible import MassAction, Reversible
from fluxforce.laws.source import CurrentSource
from fluxforce.laws.transport import IdealDiffusion
from fluxforce.model.assemble.base import Assembled, Number, Profile
from fluxforce.model.schema.contact import ContactModel
from fluxforce.places import Everywhere, Pairs
from fluxforce.process import Exchange
from fluxforce.solve.active import dense_active
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.ideal import IdealSolution
from fluxforce.thermo.joint import Joint
from fluxforce.thermo.linear import Linear
from fluxforce.thermo.moving import Moving

SOLUTE, MOMENTUM, SOLID, SURFACE, WORK = range(5)
# Time in which the body of a grain comes to its speed, over the time of diffusion along the film. Real grains do so
# in far less; longer would make waves, shorter nothing but stiffness.
INERTIA = 1e-5


@dataclass(frozen=True)
class Film:
    """``radius`` a of the contact [m], ``thickness`` w [m] and ``diffusion`` D [m2/s] of the fluid in it."""

    radius: float
    thickness: float
    diffusion: float
    rings: int

    @property
    def area(self) -> float:
        """pi a^2 [m2]."""
        return math.pi * self.radius**2


@dataclass(frozen=True)
class Solid:
    """``solubility`` c0 [mol/m3] where it bears no stress, ``molar_volume`` Omega [m3/mol], and the rate constant
    k [mol/m2/s] of each of the two faces in contact, infinite where they are in equilibrium with the film.
    """

    solubility: float
    molar_volume: float
    rate_constant: float = math.inf


@dataclass(frozen=True)
class Pore:
    """Where solute precipitates: fluid ``volume`` [m3], wall ``area`` [m2], rate constant [mol/m2/s] of the wall.

    The wall has the ``curvature`` kappa [1/m] (positive for a grain that bulges into the pore) and the energy
    ``tension`` gamma [J/m2], which add 2 gamma kappa Omega to the chemical potential of what precipitates.
    """

    volume: float
    area: float
    rate_constant: float
    curvature: float = 0.0
    tension: float = 0.0


def contact(
    *,
    film: Film,
    solid: Solid,
    temperature: float,
    stress: float | None = None,
    rate: float | None = None,
    pore: Pore | None = None,
    initial: float | None = None,
    grain_size: float | None = None,
    mineral: str = "mineral",
    environment: float | None = None,
) -> Assembled:
    """Places: rings of the film from the axis outwards, and the pore, where the body of the grain is kept too.

    Rings are the nodes and weights of Gauss and Legendre in u = r^2/a^2: concentration is linear in u where all parts
    dissolve alike, so that fluxes are exact and the load converges like Gauss's quadrature, with few rings.

    Either the mean ``stress`` of the contact [Pa], in excess of the pressure of the pore, or the ``rate`` of
    convergence [m/s] is held. Without a ``pore`` of its own, the pore is held at c0. ``initial`` [mol/m3] in the film,
    else about the steady profile.
    """
    if (stress is None) == (rate is None):
        raise ValueError("a contact has either a stress or a rate")
    rings, places = film.rings, film.rings + 1
    u, share = _rings(rings)
    ring = film.area * share
    speed = _speed(film, solid, pore, temperature, stress or 0.0) if rate is None else rate
    load = film.area * (stress or 0.0)
    mass = INERTIA * film.radius**2 / film.diffusion * load / speed if speed and load else 1.0
    inner = 1.0 if pore is None else pore.volume  # size of the pore, where the body is kept
    exchanges = [_dissolution(film, solid, temperature), _diffusion(film)]
    if pore is not None:
        exchanges.append(_precipitation(pore, places, solid))
    if stress is not None:
        exchanges.append(_load(places, load))
    active = np.zeros((5, places))
    active[SOLUTE, :rings] = 1.0
    active[SOLUTE, -1] = 0.0 if pore is None else 1.0
    active[MOMENTUM, -1] = 0.0 if stress is None else 1.0
    sizes = np.append(film.thickness * ring, inner)
    system = System(
        _potential(solid, mass / inner, temperature, pore), tuple(exchanges), (), jnp.asarray(sizes),
        jnp.asarray(active),
    )  # fmt: skip
    profile = _profile(film, solid, pore, temperature, speed)
    start = np.zeros((5, places))
    start[SOLUTE] = math.log(solid.solubility)
    start[SOLUTE, :rings] = np.log(profile if initial is None else np.full(rings, initial))
    if pore is not None and initial is None:
        excess = saturation(film, solid, speed) * solid.solubility * (1.0 - u[-1])
        start[SOLUTE, -1] = math.log(profile[-1] - excess)
    start[MOMENTUM, -1] = speed
    return Assembled(
        kind="contact", system=system, start=jnp.asarray(start), solver=dense_active(active),
        scale=jnp.ones(5).at[MOMENTUM].set(abs(speed) or 1e-15), inside=np.arange(rings),
        x=film.radius * np.sqrt(u), bulk=1.0, conserved={mineral: np.array([1.0, 0.0, 1.0, 0.0, 0.0])},
        charge=None, temperature=temperature,
        environment=temperature if environment is None else environment,
        first_step=1e-6 * film.radius**2 / film.diffusion,
        numbers=_numbers(film, ring, temperature, grain_size), profiles=_profiles(ring),
        units=("mol/m3", "J/K/mol", "mol/s", "W/K"), quantity_units=("mol/m3", "N s", "mol", "m2", "J"),
        title="grain contact", along="distance from the axis",
    )  # fmt: skip


def saturation(film: Film, solid: Solid, speed: float) -> float:
    """B = V a^2/(4 D w Omega c0): the film is oversaturated by B (1 - r^2/a^2) at the rate V of convergence."""
    carried = 4.0 * film.diffusion * film.thickness * solid.molar_volume * solid.solubility
    return speed * film.radius**2 / carried


def _speed(film: Film, solid: Solid, pore: Pore | None, temperature: float, stress: float) -> float:
    """The rate of convergence at which the rings bear the mean stress: it rises with the rate, so there is one."""
    from scipy.optimize import brentq

    if stress == 0.0:
        return 0.0
    unit, share = GAS_CONSTANT * temperature / solid.molar_volume, _rings(film.rings)[1]
    fastest = 2.0 * solid.rate_constant * solid.molar_volume

    def missing(speed: float) -> float:
        needed = -math.log1p(-speed / fastest) if speed < fastest else math.inf
        ratio = _profile(film, solid, pore, temperature, speed) / solid.solubility
        return unit * (float(share @ np.log(np.maximum(ratio, 1e-300))) + needed) - stress

    # without a limit by reaction, half the film holds at least half of what is dissolved: exp(2 stress/unit) is enough
    through = 4.0 * film.diffusion * film.thickness * solid.molar_volume * solid.solubility / film.radius**2
    end = min(through * 4.0 * math.expm1(min(2.0 * abs(stress) / unit, 600.0)), fastest)
    if stress < 0.0:
        end = -min(through, end)
    root = brentq(missing, min(0.0, end), max(0.0, end), xtol=1e-30, rtol=np.float64(1e-14))
    assert isinstance(root, float)
    return root


def _profile(film: Film, solid: Solid, pore: Pore | None, temperature: float, speed: float) -> np.ndarray:
    """Steady concentration in the rings at a rate of convergence [mol/m3]: what dissolves leaves, and precipitates."""
    outside = solid.solubility
    if pore is not None:
        unit = GAS_CONSTANT * temperature / solid.molar_volume
        outside *= math.exp(2.0 * pore.tension * pore.curvature / unit)
        outside += (
            solid.solubility * speed * film.area / (solid.molar_volume * pore.rate_constant * pore.area)
        )
    return outside + solid.solubility * saturation(film, solid, speed) * (1.0 - _rings(film.rings)[0])


def _rings(count: int) -> tuple[np.ndarray, np.ndarray]:
    """u = r^2/a^2 of every ring and its share of the area. Their borders lie between the nodes (Stieltjes)."""
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return 0.5 * (1.0 + nodes), 0.5 * weights


def _potential(solid: Solid, mass: float, temperature: float, pore: Pore | None) -> Joint:
    """Solute, momentum and what has a constant conjugate; the solid without stress is the zero of energy."""
    standard = GAS_CONSTANT * math.log(solid.solubility)
    tension = 0.0 if pore is None else pore.tension
    return Joint(
        FromEntropy(IdealSolution(standard=jnp.array([standard]), names=("solute",))),
        Moving(mass=jnp.array(float(mass)), temperature=jnp.array(float(temperature))),
        Linear(
            ("solid", "surface", "work"), jnp.array([0.0, -tension / temperature, -1.0 / temperature])
        ),
    )  # fmt: skip


def _sides(rows: int, entries: dict[tuple[int, int], float]) -> Array:
    side = np.zeros((rows, 5))
    for at, value in entries.items():
        side[at] = value
    return jnp.asarray(side)


def _dissolution(film: Film, solid: Solid, temperature: float) -> Exchange:
    """From every ring to the body of the grain: the solid dissolves in the ring, its push slows the grain down."""
    rings = film.rings
    _, share = _rings(rings)
    law = RigidContact(
        jnp.array(solid.molar_volume), jnp.array(2.0 * solid.rate_constant), jnp.array(float(temperature))
    )
    return Exchange(
        "dissolution at the contact", Pairs(jnp.arange(rings), jnp.full(rings, rings)),
        _sides(2, {(0, SOLID): 1.0, (0, SOLUTE): -1.0}), _sides(2, {(1, MOMENTUM): 1.0}), law,
        jnp.asarray(film.area * share), ("dissolution", "push"),
    )  # fmt: skip


def _diffusion(film: Film) -> Exchange:
    """Through a ring's border at u = r^2/a^2: 4 pi w D u dc/du, exact where c is linear in u."""
    rings = film.rings
    u, share = _rings(rings)
    edge = 4.0 * math.pi * film.thickness * np.cumsum(share) / np.diff(np.append(u, 1.0))
    every = _sides(1, {(0, SOLUTE): 1.0})
    law = IdealDiffusion(jnp.array([[film.diffusion]]))
    ends = Pairs(jnp.arange(rings), jnp.arange(1, rings + 1))
    return Exchange("diffusion in the film", ends, every, every, law, jnp.asarray(edge), ("solute",))


def _precipitation(pore: Pore, places: int, solid: Solid) -> Exchange:
    """k (c/c0 - c_eq/c0) at the wall of the pore, c_eq being that of its curvature."""
    law = Reversible(
        MassAction(jnp.array([pore.rate_constant / solid.solubility]), jnp.array([[1.0, 0.0, 0.0, 0.0, 0.0]]))
    )
    grown = 2.0 * pore.curvature * solid.molar_volume
    return Exchange(
        "precipitation in the pore", Everywhere(), _sides(1, {(0, SOLUTE): 1.0}),
        _sides(1, {(0, SOLID): 1.0, (0, SURFACE): grown}), law,
        jnp.zeros(places).at[-1].set(pore.area), ("precipitation",),
    )  # fmt: skip


def _load(places: int, load: float) -> Exchange:
    """A dead weight: momentum F per second, and the work F V that it gives."""
    law = CurrentSource(jnp.full(places, load))
    return Exchange(
        "load", Everywhere(), _sides(2, {(1, WORK): 1.0}), _sides(2, {(0, MOMENTUM): 1.0}), law,
        jnp.zeros(places).at[-1].set(1.0), ("momentum", "work"),
    )  # fmt: skip


def _numbers(
    film: Film, ring: np.ndarray, temperature: float, grain_size: float | None
) -> tuple[Number, ...]:
    """Rate, stress, power and dissipation: all from forces and fluxes."""

    def rate(system: System, rates: Rates) -> Array:
        return -temperature * rates.reading.conjugates[MOMENTUM, -1]

    def mean(system: System, rates: Rates) -> Array:
        return -jnp.sum(rates.fluxes[0][1]) / film.area

    def power(system: System, rates: Rates) -> Array:
        return film.area * mean(system, rates) * rate(system, rates)

    def lost(system: System, rates: Rates) -> Array:
        return temperature * sum((jnp.sum(p) for p in rates.production), start=jnp.zeros(()))

    def produced(k: int) -> Callable[[System, Rates], Array]:
        return lambda system, rates: temperature * jnp.sum(rates.production[k])

    found = [
        Number("convergence", "m/s", "rate at which the grains approach", rate),
        Number("mean stress", "Pa", "that the contact bears beyond the pressure of the pore", mean),
        Number("largest stress", "Pa", "at the axis, where the film is most concentrated",
               lambda system, rates: -rates.fluxes[0][1, 0] / float(ring[0])),
        Number("mechanical power", "W", "load times rate", power),
        Number("dissipation", "W", "temperature times all entropy production", lost),
        Number("dissipation by diffusion", "W", "in the film", produced(1)),
        Number("dissipation by dissolution", "W", "at the faces in contact", produced(0)),
    ]  # fmt: skip
    if grain_size is not None:
        said = "rate of convergence over the size of a grain"
        found.append(Number("strain rate", "1/s", said, lambda s, r: rate(s, r) / grain_size))
    return tuple(found)


def _profiles(ring: np.ndarray) -> tuple[Profile, ...]:
    """Normal stress and concentration along the radius; the pore, which is not shown, bears none."""

    def stress(system: System, rates: Rates) -> Float[Array, " places"]:
        return jnp.append(-rates.fluxes[0][1] / jnp.asarray(ring), 0.0)

    return (
        Profile("stress", "Normal stress", "Pa", stress),
        Profile("concentration", "Solute in the film", "mol/m3", lambda _, rates: rates.reading.content[0]),
    )


def assemble_contact(document: ContactModel) -> Assembled:
    """The contact of a model document."""
    given = document.contact
    mineral, pore = given.mineral, given.pore
    return contact(
        film=Film(given.radius, given.film.thickness, given.film.diffusion, given.film.rings),
        solid=Solid(mineral.solubility, mineral.molar_volume, mineral.rate_constant or math.inf),
        temperature=document.temperature, stress=given.stress, rate=given.convergence,
        pore=None if pore is None else Pore(
            pore.volume, pore.area, pore.rate_constant, pore.curvature, pore.surface_energy
        ),
        initial=mineral.solubility if given.initial == "unstressed" else None,
        grain_size=given.grain_size, mineral=mineral.name, environment=document.environment.temperature,
    )  # fmt: skip
