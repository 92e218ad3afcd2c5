"""A reactive column in arrays: water, minerals, flow and spreading as one System."""

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import System
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.base import AbstractLaw
from fluxforce.laws.nernst_planck import Molality, NernstPlanck
from fluxforce.laws.transport import Fick
from fluxforce.places import Chain, Everywhere
from fluxforce.process import Exchange, Flow
from fluxforce.solve.equal import EqualDiffusivities, is_scalar
from fluxforce.solve.linear import AbstractCorrection, FullBlocks
from fluxforce.thermo.aqueous.model import AqueousModel, PhaseReaction
from fluxforce.thermo.aqueous.potential import Aqueous
from fluxforce.thermo.joint import Joint
from fluxforce.thermo.linear import Linear


@dataclass(frozen=True)
class RockMineral:
    """A mineral that reacts: ``amount`` [mol/kgw] in every cell and its law (flux per kg of water)."""

    name: str
    reaction: PhaseReaction
    amount: float
    law: AbstractLaw


@dataclass(frozen=True)
class Rock:
    """Everything a column is made of, in SI. ``darcy`` q [m/s], ``diffusion`` in free water [m2/s] or None for
    the Nernst-Planck law with the model's own coefficients."""

    model: AqueousModel
    minerals: tuple[RockMineral, ...]
    length: float
    cells: int
    cross_section: float
    porosity: float
    water_density: float
    darcy: float
    dispersivity: float
    diffusion: float | None
    tortuosity: float
    inlet: Float[Array, " coordinates"]
    initial: Float[Array, " coordinates"]

    @property
    def water(self) -> float:
        """Water in one cell [kg]."""
        return self.porosity * self.water_density * self.cross_section * self.length / self.cells

    @property
    def water_per_bulk(self) -> float:
        """Water in one m3 of rock [kg]."""
        return self.porosity * self.water_density


def rock_system(rock: Rock) -> tuple[System, Array, AbstractCorrection, Array]:
    """System, initial coordinates, structure of its linear solve and scale of its coordinates.

    Places: the inlet, the cells, the outlet. The inlet hands over Q w_in (Danckwerts), nothing diffuses through
    it; the outlet takes the water as it comes.
    """
    aqueous = Aqueous(rock.model)
    nc, minerals = len(rock.model.components), rock.minerals
    potential = aqueous
    if minerals:
        own = jnp.array([-GAS_CONSTANT * float(m.reaction.ln_k) for m in minerals])
        potential = Joint(aqueous, Linear(tuple(m.name for m in minerals), own))
    places = rock.cells + 2
    inner = jnp.ones(places).at[0].set(0.0).at[-1].set(0.0)
    size = jnp.full(places, rock.water)
    exchanges = [_dissolution(m, k, rock, inner * size) for k, m in enumerate(minerals)]
    exchanges += _spreading(rock, len(minerals))
    system = System(
        potential,
        tuple(exchanges),
        (_advection(rock),),
        size,
        jnp.broadcast_to(inner, (nc + len(minerals), places)),
    )
    water = jnp.broadcast_to(rock.initial[:, None], (nc + 2, places)).at[:, 0].set(rock.inlet)
    amounts = jnp.array([m.amount for m in minerals])[:, None] * jnp.ones((1, places))
    start = jnp.concatenate([water[:nc], amounts, water[nc:]])
    # a mineral counts as converged when its error is small against what water can carry
    carried = jnp.array([max(1e-6, min(m.amount, 1e-2)) for m in minerals])
    scale = jnp.concatenate([jnp.ones(nc), carried, jnp.ones(2)])
    scalar = all(is_scalar(process) for process in (*system.exchanges, *system.flows))
    solver = EqualDiffusivities(nc) if scalar else FullBlocks(nc)
    return system, start, solver, scale


def _dissolution(mineral: RockMineral, position: int, rock: Rock, measure: Array) -> Exchange:
    nc, count = len(rock.model.components), len(rock.minerals)
    quantities = nc + count + 1
    reactants = np.zeros((1, quantities))
    reactants[0, nc + position] = 1.0
    products = np.zeros((1, quantities))
    products[0, :nc] = np.asarray(mineral.reaction.nu)
    products[0, -1] = float(mineral.reaction.nu_w)
    name = f"{mineral.name} dissolution"
    return Exchange(
        name, Everywhere(), jnp.array(reactants), jnp.array(products), mineral.law, measure, (name,)
    )


def _spreading(rock: Rock, minerals: int) -> list[Exchange]:
    """Molecular diffusion and longitudinal dispersion, inside only."""
    nc = len(rock.model.components)
    faces = rock.cells + 1
    inside = jnp.ones(faces).at[0].set(0.0).at[-1].set(0.0)
    per_coefficient = rock.porosity * rock.water_density * rock.cross_section * rock.cells / rock.length
    identity = np.zeros((nc + 1, nc + minerals + 1))
    identity[:nc, :nc] = np.eye(nc)
    identity[nc, -1] = 1.0
    contents = (*rock.model.components, "H2O")
    dispersion = rock.dispersivity * rock.darcy / rock.porosity

    def fick(name: str, coefficient: float) -> Exchange:
        law = Fick(jnp.full(faces, per_coefficient * coefficient), nc)
        both = jnp.array(identity)
        return Exchange(name, Chain(), both, both, law, inside, contents)

    if rock.diffusion is not None:
        first = fick("molecular diffusion", rock.tortuosity * rock.diffusion)
    else:
        species = np.zeros((len(rock.model.species), nc + minerals + 1))
        species[:, :nc] = np.asarray(rock.model.nu)
        species[:, -1] = np.asarray(rock.model.nu_w)
        own = jnp.asarray(rock.model.diffusion) * rock.tortuosity * per_coefficient
        law = NernstPlanck(own[:, None] * jnp.ones((1, faces)), jnp.asarray(rock.model.charge), Molality())
        both = jnp.array(species)
        first = Exchange("molecular diffusion", Chain(), both, both, law, inside, rock.model.species)
    return [first, fick("dispersion", dispersion)]


def _advection(rock: Rock) -> Flow:
    faces = rock.cells + 1
    rate = rock.darcy * rock.cross_section * rock.water_density
    coefficient = rock.dispersivity * rock.darcy / rock.porosity
    molecular = (
        rock.diffusion if rock.diffusion is not None else float(np.nanmean(np.asarray(rock.model.diffusion)))
    )
    coefficient += rock.tortuosity * molecular
    half = (
        coefficient * rock.porosity * rock.water_density * rock.cross_section * 2.0 * rock.cells / rock.length
    )
    inside = half / (rate + half) if rate + half > 0 else 0.0
    limit = jnp.ones(faces).at[0].set(0.0).at[-1].set(0.0)
    return Flow(
        "advection", Chain(), jnp.full(faces, rate), jnp.zeros(faces), limit,
        jnp.zeros(faces).at[0].set(inside), len(rock.model.components), (0,),
    )  # fmt: skip
