"""A beaker's model document to a System: one place with water, minerals, and gases of fixed pressure over it."""

import math
from dataclasses import dataclass
from typing import Any

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.balance import System
from fluxforce.constants import GAS_CONSTANT, LN10
from fluxforce.errors import BadInput
from fluxforce.laws.base import AbstractLaw
from fluxforce.laws.catalysis import Mechanisms
from fluxforce.laws.drive import Nucleation, Saturation, nucleation_barrier
from fluxforce.laws.parallel import InWater, Path
from fluxforce.laws.transition_state import PowerArea
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.chemistry import Chemistry, chemistry, problem
from fluxforce.model.assemble.rates import Surroundings, mineral_law
from fluxforce.model.assemble.rock import RockMineral
from fluxforce.model.assemble.waters import water_of
from fluxforce.model.schema.batch import BatchMineral, BatchModel
from fluxforce.places import Everywhere
from fluxforce.process import Exchange
from fluxforce.solve.linear import Dense
from fluxforce.thermo.aqueous.gas import ln_fugacity_coefficient
from fluxforce.thermo.aqueous.potential import Aqueous
from fluxforce.thermo.aqueous.water import Water
from fluxforce.thermo.joint import Joint
from fluxforce.thermo.linear import Linear

EXPONENTS = {"two-thirds": 2.0 / 3.0, "constant": 0.0, "proportional": 1.0}


@dataclass(frozen=True)
class BatchParts:
    """What the readings of a beaker need besides its System."""

    chemistry: Chemistry
    minerals: tuple[RockMineral, ...]
    waters: dict[str, Water]


def assemble_batch(document: BatchModel) -> Assembled:
    """Database, water, minerals and gases of a document as one System. Raises BadInput with the place."""
    chem = chemistry(document)
    waters = {name: water_of(document, chem, name) for name in document.waters}
    names, gases = list(document.minerals), list(document.beaker.gases)
    count = len(chem.model.components)
    minerals = tuple(_mineral(document, chem, name, count + k) for k, name in enumerate(names))
    mass = document.beaker.mass
    solids = [*names, *gases]
    own = [-GAS_CONSTANT * float(m.reaction.ln_k) for m in minerals]
    own += [-GAS_CONSTANT * (float(chem.phase(g).ln_k) + _ln_fugacity(document, chem, g)) for g in gases]
    potential = Joint(Aqueous(chem.model), Linear(tuple(solids), jnp.array(own)))
    exchanges = [_reaction(chem, f"{m.name} dissolution", m.name, solids, m.law, mass) for m in minerals]
    for mineral in minerals:
        nuclei = document.minerals[mineral.name].nucleation
        if nuclei is not None:
            law = _nucleation(document, chem, mineral.name)
            exchanges.append(_reaction(chem, f"{mineral.name} nucleation", mineral.name, solids, law, mass))
    for gas in gases:
        law = InWater((Path(_pace(chem, document.beaker.gases[gas].rate), Saturation()),))
        exchanges.append(_reaction(chem, f"{gas} uptake", gas, solids, law, mass))
    held = np.zeros(count + len(solids))
    held[count + len(names) :] = 1.0
    system = System(potential, tuple(exchanges), (), jnp.array([mass]), jnp.asarray(1.0 - held)[:, None])
    z = jnp.asarray(waters[document.beaker.water].z)
    amounts = jnp.array([*(m.amount for m in minerals), *(1.0 for _ in gases)])
    carried = jnp.array([*(max(1e-6, min(m.amount, 1e-2)) for m in minerals), *(1.0 for _ in gases)])
    notes: dict[str, Any] = {"parts": BatchParts(chem, minerals, waters)}
    return Assembled(
        kind="batch", system=system, start=jnp.concatenate([z[:count], amounts, z[count:]])[:, None],
        solver=Dense(), scale=jnp.concatenate([jnp.ones(count), carried, jnp.ones(2)]),
        inside=np.array([0]), x=None, bulk=mass, conserved=chem.conserved(solids),
        charge=chem.charges(len(solids)), temperature=document.temperature,
        environment=document.environment.temperature, first_step=1e-6 * document.time.end,
        notes=notes, units=("mol/kgw", "J/K/mol", "mol/s", "W/K/kgw"), place_names=("beaker",),
        title="beaker of water with minerals",
    )  # fmt: skip


def _reaction(
    chem: Chemistry, name: str, phase: str, solids: list[str], law: AbstractLaw, mass: float
) -> Exchange:
    """A phase that dissolves, in the order of the quantities: components, solids and gases, water."""
    count = len(chem.model.components)
    reaction = chem.phase(phase)
    reactants = np.zeros((1, count + len(solids) + 1))
    products = np.zeros_like(reactants)
    reactants[0, count + solids.index(phase)] = 1.0
    products[0, :count] = np.asarray(reaction.nu)
    products[0, -1] = float(reaction.nu_w)
    return Exchange(
        name, Everywhere(), jnp.array(reactants), jnp.array(products), law, jnp.array([mass]), (name,)
    )


def _pace(chem: Chemistry, rate: float) -> Mechanisms:
    """A pace that depends on nothing."""
    one = jnp.array(chem.model.temperature)
    return Mechanisms(
        jnp.log(jnp.array([rate])), jnp.zeros(1), jnp.zeros((1, len(chem.model.species))), one, one
    )


def _ln_fugacity(document: BatchModel, chem: Chemistry, name: str) -> float:
    gas, log = chem.phase(name), document.beaker.gases[name].log_pressure
    if not gas.is_gas:
        said = f"'{name}' is no gas of the database"
        raise BadInput([problem(document, ("beaker", "gases", name), said)])
    ln = LN10 * log
    return (
        ln + ln_fugacity_coefficient(10.0**log, document.temperature, *gas.critical) if gas.critical else ln
    )


def _volume(document: BatchModel, chem: Chemistry, name: str) -> float:
    given = document.minerals[name].molar_volume
    return given if given is not None else float(chem.phase(name).molar_volume)


def _nucleation(document: BatchModel, chem: Chemistry, name: str) -> AbstractLaw:
    nuclei, volume = document.minerals[name].nucleation, _volume(document, chem, name)
    assert nuclei is not None  # asked only where there is one
    if not math.isfinite(volume) or volume <= 0.0:
        said, hint = (
            f"the database gives no molar volume for '{name}'",
            "add 'molar volume', for example 36.9 cm3/mol",
        )
        raise BadInput([problem(document, ("minerals", name), said, hint)])
    barrier = nucleation_barrier(nuclei.tension, volume, document.temperature)
    return InWater((Path(_pace(chem, nuclei.k), Nucleation(jnp.array(barrier))),))


def _mineral(document: BatchModel, chem: Chemistry, name: str, row: int) -> RockMineral:
    mineral, reaction = document.minerals[name], chem.phase(name)
    amount = (
        mineral.amount if mineral.amount is not None else (mineral.mass or 0.0) / (mineral.molar_mass or 1.0)
    )
    surface = _surface(mineral, amount)
    volume = _volume(document, chem, name)
    at = Surroundings(
        chem, name, surface, row, document.temperature, 1.0, volume if math.isfinite(volume) else 0.0
    )
    return RockMineral(name, reaction, amount, mineral_law(mineral.rate, at))


def _surface(mineral: BatchMineral, amount: float) -> PowerArea:
    """Area [m2/kgw] of the reference amount, which is one mole where there is no mineral to begin with."""
    value, unit = mineral.surface_area
    reference = amount if amount > 0.0 else 1.0
    per_mole = {"m2/mol": 1.0, "m2/kg": mineral.molar_mass or 1.0, "m2/kgw": 1.0 / reference}[unit]
    area: Array = jnp.array([value * per_mole * reference])
    return PowerArea(area, jnp.array([reference]), EXPONENTS[mineral.area_model])
