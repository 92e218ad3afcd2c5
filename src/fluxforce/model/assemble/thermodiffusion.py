"""A cell of liquid between two temperatures, in which components separate: Soret's effect, and Dufour's."""

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.balance import Rates, System, sides
from fluxforce.laws.thermodiffusion import AbstractSoret, PrimedSoret, RatioSoret, Thermodiffusion
from fluxforce.laws.transport import Fourier
from fluxforce.model.assemble.base import Assembled, Number, Profile
from fluxforce.model.assemble.slab import face_measure
from fluxforce.model.schema.thermodiffusion import Primed, PrimedFlux, ThermodiffusionModel
from fluxforce.model.schema.thermodiffusion import Wall as GivenWall
from fluxforce.places import Chain
from fluxforce.process import Exchange
from fluxforce.solve.linear import FullBlocks
from fluxforce.thermo.liquid import LiquidMixture


@dataclass(frozen=True)
class Wall:
    """A wall at a temperature [K]; with mass fractions it is open to a liquid of that composition, else closed."""

    temperature: float
    fractions: np.ndarray | None = None


@dataclass(frozen=True)
class Mixture:
    """What a liquid mixture is made of; ``spread`` [m2/s] as in the law, ``soret`` one of its rules.

    ``conductivity`` [W/m/K] at zero flux of mass, ``density`` [kg/m3], ``heat_capacity`` [J/m3/K], ``molar`` [kg/mol]
    of all components, ``enthalpy`` [J/kg] of all but the last.
    """

    names: tuple[str, ...]
    molar: np.ndarray
    density: float
    heat_capacity: float
    conductivity: float
    spread: np.ndarray
    soret: AbstractSoret
    enthalpy: np.ndarray | None = None

    def potential(self) -> LiquidMixture:
        """The potential of a cubic metre."""
        return LiquidMixture(
            self.names, density=self.density, capacity=self.heat_capacity, molar=jnp.asarray(self.molar),
            enthalpy=None if self.enthalpy is None else jnp.asarray(self.enthalpy),
        )  # fmt: skip

    def law(self) -> Thermodiffusion:
        """The coupled law of a face."""
        potential = self.potential()
        return Thermodiffusion(
            jnp.asarray(self.spread, float), self.soret, jnp.asarray(float(self.conductivity)),
            potential.density, potential.molar, potential.enthalpy,
        )  # fmt: skip


def thermodiffusion(
    *,
    length: float,
    cells: int,
    mixture: Mixture,
    left: Wall,
    right: Wall,
    initial: np.ndarray,
    initial_temperature: float | str = "linear",
    area: float = 1.0,
    environment: float = 298.15,
) -> Assembled:
    """Places: the left wall, the cells, the right wall; contents are kg/m3 of every component but the last, and J/m3.

    ``initial`` mass fractions, [components] or [components, cells]; ``initial_temperature`` one [K], or ``linear``
    between the walls. Heat passes a closed wall by conduction alone.
    """
    names, places, width = mixture.names, cells + 2, length / cells
    rows = len(names) - 1
    potential, law = mixture.potential(), mixture.law()
    all_faces = np.asarray(face_measure(cells, area / width))
    closed = np.zeros(places - 1)
    closed[0], closed[-1] = left.fractions is None, right.fractions is None
    same = jnp.eye(rows + 1)
    processes = [
        Exchange("thermodiffusion", Chain(), same, same, law, jnp.asarray(all_faces * (1.0 - closed)),
                 (*names[:-1], "heat")),
    ]  # fmt: skip
    if closed.any():
        conduction = Fourier(jnp.full(places - 1, float(mixture.conductivity)), energy=rows)
        walls = jnp.asarray(all_faces * closed)
        heat = same[-1:]
        processes.append(Exchange("conduction at walls", Chain(), heat, heat, conduction, walls, ("heat",)))
    active = jnp.ones((rows + 1, places)).at[:, 0].set(0.0).at[:, -1].set(0.0)
    system = System(potential, tuple(processes), (), jnp.full(places, area * width), active)
    within = np.broadcast_to(np.asarray(initial, float).reshape(rows + 1, -1), (rows + 1, cells))
    ends = [
        within[:, at] if wall.fractions is None else wall.fractions for wall, at in ((left, 0), (right, -1))
    ]
    fractions = np.concatenate([ends[0][:, None], within, ends[1][:, None]], axis=1)
    middle = (np.arange(cells) + 0.5) / cells
    linear = left.temperature + (right.temperature - left.temperature) * middle
    inner = linear if isinstance(initial_temperature, str) else np.full(cells, initial_temperature)
    temperature = np.concatenate([[left.temperature], inner, [right.temperature]])
    start = np.concatenate([np.log(fractions[:-1] / fractions[-1:]), np.log(temperature)[None]])
    slowest = length**2 / (np.pi**2 * float(np.linalg.eigvalsh(mixture.spread).min()))
    return Assembled(
        kind="thermodiffusion", system=system, start=jnp.asarray(start), solver=FullBlocks(rows + 1),
        scale=jnp.ones(rows + 1), inside=np.arange(1, cells + 1), x=(np.arange(cells) + 0.5) * width,
        bulk=area * width, conserved=dict(zip((*names[:-1], "energy"), np.eye(rows + 1), strict=True)),
        charge=None, temperature=None, environment=environment,
        first_step=0.1 * mixture.heat_capacity * width**2 / mixture.conductivity,
        numbers=_numbers(names, law, (left, right), area, length, slowest), profiles=_profiles(names),
        units=("kg/m3", "J/K/kg, heat 1/K", "kg/s, heat W", "W/K/m3"),
        quantity_units=(*("kg/m3" for _ in names[1:]), "J/m3"),
        title="thermodiffusion in a liquid", along="distance",
    )  # fmt: skip


def _fraction(rates: Rates) -> Array:
    return rates.reading.detail["mass fraction"]


def _temperature(rates: Rates) -> Array:
    return 1.0 / rates.reading.conjugates[-1]


def at_wall(law: Thermodiffusion, rates: Rates, wall: int) -> Array:
    """Mass fractions at a closed wall, continued from the outer cell by Soret's equilibrium."""
    inner = 1 if wall == 0 else -2
    fraction, temperature = _fraction(rates), _temperature(rates)
    return law.soret.moved(fraction[:, inner], temperature[wall] - temperature[inner])


def _numbers(
    names: tuple[str, ...], law: Thermodiffusion, walls: tuple[Wall, Wall], area: float, length: float,
    slowest: float,
) -> tuple[Number, ...]:  # fmt: skip
    hot, cold = (0, -1) if walls[0].temperature >= walls[1].temperature else (-1, 0)

    def fraction(k: int, wall: int):
        def of(system: System, rates: Rates) -> Array:
            open_to = walls[wall].fractions
            return at_wall(law, rates, wall)[k] if open_to is None else jnp.asarray(open_to[k])

        return of

    def separation(k: int):
        one, other = fraction(k, cold), fraction(k, hot)
        return lambda system, rates: one(system, rates) - other(system, rates)

    def heat(wall: int):
        def of(system: System, rates: Rates) -> Array:
            return jnp.sum(jnp.stack([flux[-1, wall] for flux in rates.fluxes])) / area

        return of

    def conductivity(system: System, rates: Rates) -> Array:
        middle = (rates.fluxes[0].shape[1]) // 2
        temperature = _temperature(rates)
        gradient = (temperature[middle] - temperature[middle + 1]) * system.exchanges[0].measure[middle]
        mass = jnp.sum(law.enthalpy * rates.fluxes[0][:-1, middle])
        return (rates.fluxes[0][-1, middle] - mass) / gradient

    def dufour(system: System, rates: Rates) -> Array:
        tail, head = sides(system.exchanges[0], rates.reading)
        return law.dufour(tail, head)[rates.fluxes[0].shape[1] // 2]

    found = []
    for k, name in enumerate(names):
        found.append(
            Number(f"separation of {name}", "1", "mass fraction, cold wall less hot wall", separation(k))
        )
        found.append(Number(f"{name} at the cold wall", "1", "mass fraction", fraction(k, cold)))
    found += [
        Number("heat flux", "W/m2", "into the cell at the left wall", heat(0)),
        Number("heat flux out", "W/m2", "out at the right wall", heat(-1)),
        Number("effective conductivity", "W/m/K", "heat flux over gradient in the middle", conductivity),
        Number(
            "Dufour conductivity", "W/m/K", "k at zero gradient of composition less k at zero flux", dufour
        ),
        Number(
            "relaxation time",
            "s",
            "L^2/(pi^2 D), with the least eigenvalue D",
            lambda s, r: jnp.asarray(slowest),
        ),
    ]
    return tuple(found)


def _profiles(names: tuple[str, ...]) -> tuple[Profile, ...]:
    def of(k: int):
        return lambda system, rates: _fraction(rates)[k]

    mass = [
        Profile(f"fraction:{name}", f"Mass fraction of {name}", "1", of(k)) for k, name in enumerate(names)
    ]
    return (Profile("temperature", "Temperature", "K", lambda system, rates: _temperature(rates)), *mass)


def assemble_thermodiffusion(document: ThermodiffusionModel) -> Assembled:
    """The cell of a model document."""
    given = document.cell
    spread, _ = given.spread()
    if isinstance(given.soret, Primed | PrimedFlux):
        soret: AbstractSoret = PrimedSoret(jnp.asarray(given.primed()))
    else:
        soret = RatioSoret(jnp.asarray(given.ratio()))
    mixture = Mixture(
        names=given.names, molar=given.molar, density=given.density, heat_capacity=given.heat_capacity,
        conductivity=given.at_zero_flux(), spread=spread, soret=soret,
    )  # fmt: skip

    def wall(side: GivenWall) -> Wall:
        if side.composition is None:
            return Wall(side.temperature)
        rest = 1.0 - sum(side.composition.values())
        return Wall(side.temperature, np.array([side.composition.get(name, rest) for name in given.names]))

    return thermodiffusion(
        length=given.length, cells=given.cells, mixture=mixture, left=wall(given.left), right=wall(given.right),
        initial=given.fractions, area=given.area, environment=document.environment.temperature,
        initial_temperature="linear" if given.initial_temperature is None else given.initial_temperature,
    )  # fmt: skip
