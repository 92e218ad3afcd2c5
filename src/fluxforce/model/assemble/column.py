"""A column's model document to a System."""

import math
from dataclasses import dataclass
from typing import Any

import equinox as eqx
import jax.numpy as jnp
import numpy as np

from fluxforce.errors import BadInput
from fluxforce.laws.base import AbstractLaw
from fluxforce.laws.transition_state import PowerArea
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.chemistry import Chemistry, chemistry, problem
from fluxforce.model.assemble.rates import Surroundings, mineral_law
from fluxforce.model.assemble.rock import Rock, RockMineral, rock_system
from fluxforce.model.assemble.waters import water_of
from fluxforce.model.schema.column import ColumnModel
from fluxforce.model.schema.minerals import Mineral
from fluxforce.thermo.aqueous.potential import Aqueous
from fluxforce.thermo.aqueous.water import Water
from fluxforce.thermo.slopes import books


@dataclass(frozen=True)
class ColumnParts:
    """What the readings of a column need besides its System."""

    rock: Rock
    chemistry: Chemistry
    waters: dict[str, Water]


def assemble_column(document: ColumnModel) -> Assembled:
    """Database, waters, minerals and geometry of a document as one System. Raises BadInput with the place."""
    chem = chemistry(document)
    geometry = document.column
    waters = {name: water_of(document, chem, name) for name in document.waters}
    names = [name for name, mineral in document.minerals.items() if not mineral.inert]
    per_bulk = geometry.porosity * geometry.water_density
    minerals = tuple(_mineral(document, chem, name, k, per_bulk) for k, name in enumerate(names))
    diffusion = geometry.diffusion
    model = chem.model
    if diffusion.model == "nernst-planck":
        model = _with_coefficients(document, chem)
    rock = Rock(
        model=model, minerals=minerals, length=geometry.length, cells=geometry.cells,
        cross_section=geometry.cross_section, porosity=geometry.porosity,
        water_density=geometry.water_density, darcy=geometry.darcy_velocity,
        dispersivity=geometry.dispersivity,
        diffusion=diffusion.coefficient if diffusion.model == "equal" else None,
        tortuosity=diffusion.tortuosity,
        inlet=jnp.asarray(waters[geometry.inlet].z), initial=jnp.asarray(waters[geometry.initial].z),
    )  # fmt: skip
    system, start, solver, scale = rock_system(rock)
    notes: dict[str, Any] = {"parts": ColumnParts(rock, chem, waters)}
    if document.environment.water is not None:
        notes["environment"] = {"water": document.environment.water}
        notes["dead state"] = _dead_state(rock, waters[document.environment.water])
    cells = geometry.cells
    width = geometry.length / cells
    return Assembled(
        kind="column", system=system, start=start, solver=solver, scale=scale,
        inside=np.arange(1, cells + 1), x=(np.arange(cells) + 0.5) * width,
        bulk=width * geometry.cross_section,
        conserved=chem.conserved(names), charge=chem.charges(len(names)),
        temperature=document.temperature, environment=document.environment.temperature,
        first_step=min(1.0, document.time.end * 1e-6) if geometry.darcy_velocity == 0 else
        min(document.time.end, 1e-3 * width * geometry.porosity / geometry.darcy_velocity),
        notes=notes,
    )  # fmt: skip


def _dead_state(rock: Rock, water: Water) -> dict[str, Any]:
    """Conjugates of a water that is worth nothing; a mineral is worth what its components are worth there."""
    book = eqx.filter_jit(books)(Aqueous(rock.model), jnp.asarray(water.z)[:, None])
    own = np.asarray(book.conjugates[:, 0])
    minerals = [float(np.asarray(m.reaction.nu) @ own) for m in rock.minerals]
    flow = rock.darcy * rock.cross_section * rock.water_density
    return {
        "conjugates": np.concatenate([own, minerals]),
        "dual": float(book.dual[0]),
        "flow": flow,
    }


def _mineral(
    document: ColumnModel, chem: Chemistry, name: str, position: int, per_bulk: float
) -> RockMineral:
    mineral = document.minerals[name]
    reaction = chem.phase(name)
    volume = mineral.molar_volume if mineral.molar_volume is not None else float(reaction.molar_volume)
    if not math.isfinite(volume) or volume <= 0:
        said = f"the database gives no molar volume for '{name}'"
        hint = "add 'molar volume', for example 36.9 cm3/mol"
        raise BadInput([problem(document, ("minerals", name), said, hint)])
    amount = mineral.volume_fraction / volume / per_bulk
    row = len(chem.model.components) + position
    law = _law(document, chem, name, mineral, amount, volume, row, per_bulk)
    return RockMineral(name, reaction, amount, law)


def _law(
    document: ColumnModel, chem: Chemistry, name: str, mineral: Mineral, amount: float, volume: float,
    row: int, per_bulk: float,
) -> AbstractLaw:  # fmt: skip
    """The rate law per kg of water; areas [m2/m3 of rock] divided by the kg of water in it."""
    places = document.column.cells + 2
    area = (mineral.surface_area or 0.0) / per_bulk
    exponent = 2.0 / 3.0 if mineral.area_model == "two-thirds" else 0.0
    surface = PowerArea(jnp.full(places, area), jnp.full(places, max(amount, 1e-12)), exponent)
    rate = mineral.rate
    assert rate is not None  # the document's own check: a mineral that is not inert has a rate
    return mineral_law(rate, Surroundings(chem, name, surface, row, document.temperature, per_bulk, volume))


def _with_coefficients(document: ColumnModel, chem: Chemistry):
    """The aqueous model with the coefficients of the file over the database's; none may be missing."""
    diffusion = np.array(chem.model.diffusion)
    given = document.column.diffusion.coefficients  # type: ignore[union-attr]
    for name, value in given.items():
        diffusion[chem.species(document, name, None)] = value
    missing = [s for s, d in zip(chem.model.species, diffusion, strict=True) if not math.isfinite(d)]
    if missing:
        said = f"no diffusion coefficient is known for {', '.join(missing)}"
        hint = f"add 'coefficients: {{{missing[0]}: 1e-9 m2/s}}'"
        raise BadInput([problem(document, ("column", "diffusion"), said, hint)])
    return eqx.tree_at(lambda m: m.diffusion, chem.model, jnp.asarray(diffusion))
