"""A film of gas in which species diffuse through each other, between two gases or two bulbs."""

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.balance import Rates, System
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.stefan_maxwell import StefanMaxwell
from fluxforce.model.assemble.base import Assembled, Number, Profile
from fluxforce.model.assemble.slab import face_measure
from fluxforce.model.schema.gas_film import End as GivenEnd
from fluxforce.model.schema.gas_film import GasFilmModel
from fluxforce.places import Chain
from fluxforce.process import Exchange
from fluxforce.solve.linear import FullBlocks
from fluxforce.thermo.isobaric import IsobaricGas


@dataclass(frozen=True)
class End:
    """Mole fractions at an end, held there, or at first in a stirred bulb of ``volume`` [m3]."""

    fractions: np.ndarray
    volume: float | None = None


def gas_film(
    *,
    length: float,
    cells: int,
    pressure: float,
    temperature: float,
    names: tuple[str, ...],
    coefficient: np.ndarray,
    weights: np.ndarray,
    left: End,
    right: End,
    initial: str | np.ndarray = "linear",
    area: float = 1.0,
    environment: float | None = None,
) -> Assembled:
    """Places: the left end, the cells, the right end; fluxes are those seen from the walls.

    ``coefficient`` [species, species] of Maxwell and Stefan [m2/s] at this temperature and pressure; ``weights`` a_k of
    sum_k a_k N_k = 0, the last one above zero; ``initial`` ``linear``, ``left``, ``right``, or mole fractions
    [species, cells]. Steady states are those of Stefan and Maxwell. On the way there a cell keeps sum_k a_k n_k at
    its value at the start: exact for equal and opposite fluxes; through a stagnant gas the little that this one
    moves while the film forms is left out.
    """
    places, width, count = cells + 2, length / cells, len(names)
    concentration = pressure / (GAS_CONSTANT * temperature)
    potential = IsobaricGas(names, jnp.asarray(weights, float))
    law = StefanMaxwell(
        jnp.asarray(coefficient, float), jnp.asarray(weights, float), jnp.asarray(float(concentration))
    )
    same = jnp.eye(count - 1)
    faces = face_measure(cells, area / width)
    process = Exchange("diffusion", Chain(), same, same, law, faces, names[:-1])
    fractions = np.concatenate(
        [left.fractions[:, None], _within(initial, left, right, cells), right.fractions[:, None]], axis=1
    )
    volumes = np.full(places, area * width)
    active = np.ones((count - 1, places))
    for place, end in ((0, left), (-1, right)):
        volumes[place] = volumes[place] if end.volume is None else end.volume
        active[:, place] = 0.0 if end.volume is None else 1.0
    size = concentration * volumes * (weights @ fractions)
    system = System(potential, (process,), (), jnp.asarray(size), jnp.asarray(active))
    return Assembled(
        kind="gas-film", system=system, start=jnp.asarray(np.log(fractions[:-1] / fractions[-1:])),
        solver=FullBlocks(count - 1), scale=jnp.ones(count - 1), inside=np.arange(1, cells + 1),
        x=(np.arange(cells) + 0.5) * width, bulk=area * width,
        conserved=dict(zip(names[:-1], np.eye(count - 1), strict=True)), charge=None, temperature=temperature,
        environment=temperature if environment is None else environment,
        first_step=0.1 * width**2 / float(np.max(coefficient)),
        numbers=_numbers(names, law, area, (left, right)), profiles=_profiles(names),
        units=("1", "J/K/mol", "mol/s", "W/K/m3"), title="film of gas", along="distance",
    )  # fmt: skip


def _within(initial: str | np.ndarray, left: End, right: End, cells: int) -> np.ndarray:
    """Mole fractions of the cells at the start, [species, cells]."""
    if not isinstance(initial, str):
        return np.asarray(initial, dtype=float)
    middle = (np.arange(cells) + 0.5) / cells
    share = {"linear": middle, "left": np.zeros(cells), "right": np.ones(cells)}[initial]
    return left.fractions[:, None] * (1.0 - share) + right.fractions[:, None] * share


def _fraction(rates: Rates) -> Array:
    return rates.reading.detail["mole fraction"]


def _numbers(
    names: tuple[str, ...], law: StefanMaxwell, area: float, ends: tuple[End, End]
) -> tuple[Number, ...]:
    def flux(k: int, face: int):
        return lambda system, rates: law.all_fluxes(rates.fluxes[0])[k, face] / area

    def total(system: System, rates: Rates) -> Array:
        return jnp.sum(law.all_fluxes(rates.fluxes[0])[:, 0]) / area

    def produced(system: System, rates: Rates) -> Array:
        return jnp.sum(rates.production[0]) / area

    def held(k: int, place: int):
        return lambda system, rates: _fraction(rates)[k, place]

    found = [
        Number(f"flux of {name}", "mol/m2/s", f"{name} that leaves the left end", flux(k, 0))
        for k, name in enumerate(names)
    ]
    found += [
        Number("total flux", "mol/m2/s", "all species together, at the left end", total),
        Number("entropy production", "W/K/m2", "of the whole film, per area", produced),
    ]
    for side, place, end in (("left", 0, ends[0]), ("right", -1, ends[1])):
        if end.volume is not None:
            found += [
                Number(f"{name} in the {side} bulb", "1", "mole fraction", held(k, place))
                for k, name in enumerate(names)
            ]
    return tuple(found)


def _profiles(names: tuple[str, ...]) -> tuple[Profile, ...]:
    def of(k: int):
        return lambda system, rates: _fraction(rates)[k]

    return tuple(
        Profile(f"fraction:{name}", f"Mole fraction of {name}", "1", of(k)) for k, name in enumerate(names)
    )


def assemble_gas_film(document: GasFilmModel) -> Assembled:
    """The film of a model document."""
    given = document.film
    names = given.ordered

    def end(side: GivenEnd) -> End:
        return End(np.array(list(side.fractions(names).values())), side.volume)

    return gas_film(
        length=given.length, cells=given.cells, area=given.area, pressure=given.pressure,
        temperature=document.temperature, names=names, coefficient=given.coefficients(), weights=given.weights(),
        left=end(given.left), right=end(given.right), initial=given.initial,
        environment=document.environment.temperature,
    )  # fmt: skip
