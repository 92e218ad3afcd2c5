"""An isothermal salt bridge: ions between two solutions, no electric current."""

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import System, evaluate, sides
from fluxforce.laws.base import AbstractLaw
from fluxforce.laws.nernst_planck import Content, NernstPlanck
from fluxforce.laws.transport import IdealDiffusion
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.slab import face_measure
from fluxforce.model.schema.bridge import BridgeModel
from fluxforce.places import Chain
from fluxforce.process import Exchange
from fluxforce.solve.linear import FullBlocks
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.ideal import IdealSolution


@dataclass(frozen=True)
class Ion:
    """Charge number, and diffusion coefficient [m2/s]."""

    charge: float
    diffusion: float


def bridge(
    *,
    length: float,
    cells: int,
    ions: dict[str, Ion],
    left: dict[str, float],
    right: dict[str, float],
    initial: str | np.ndarray = "linear",
    area: float = 1.0,
    temperature: float = 298.15,
    environment: float | None = None,
) -> Assembled:
    """Places: the left solution, the cells, the right solution; contents are concentrations [mol/m3].

    The ions are the coupled rows of one process, Nernst-Planck with the field eliminated on every face;
    without any charge they diffuse by Fick's law. ``initial``: ``linear`` between the ends, ``left``,
    ``right``, or an array [ions, cells].
    """
    names, places, width = tuple(ions), cells + 2, length / cells
    count = len(names)
    potential = FromEntropy(IdealSolution(standard=jnp.zeros(count), names=names))
    coefficient = jnp.array([ion.diffusion for ion in ions.values()])
    conductance = jnp.broadcast_to(coefficient[:, None], (count, places - 1))
    charge = np.array([float(ion.charge) for ion in ions.values()])
    law: AbstractLaw = IdealDiffusion(conductance)
    if charge.any():
        law = NernstPlanck(conductance, jnp.asarray(charge), Content(count))
    same = jnp.eye(count)
    faces = face_measure(cells, area / width)
    process = Exchange("ion diffusion", Chain(), same, same, law, faces, names)
    active = jnp.ones((count, places)).at[:, 0].set(0.0).at[:, -1].set(0.0)
    system = System(potential, (process,), (), jnp.full(places, area * width), active)
    ends = [np.array([side[name] for name in names]) for side in (left, right)]
    contents = np.concatenate(
        [ends[0][:, None], _within(initial, ends[0], ends[1], cells), ends[1][:, None]], axis=1
    )
    return Assembled(
        kind="bridge", system=system, start=potential.guess(jnp.asarray(contents)), solver=FullBlocks(count),
        scale=jnp.ones(count), inside=np.arange(1, cells + 1), x=(np.arange(cells) + 0.5) * width,
        bulk=area * width, conserved=dict(zip(names, np.eye(count), strict=True)),
        charge=charge if charge.any() else None, temperature=temperature,
        environment=temperature if environment is None else environment,
        first_step=0.1 * width**2 / float(coefficient.max()),
    )  # fmt: skip


def _within(initial: str | np.ndarray, left: np.ndarray, right: np.ndarray, cells: int) -> np.ndarray:
    """Concentrations of the cells at the start, [ions, cells]."""
    if not isinstance(initial, str):
        return np.asarray(initial, dtype=float)
    middle = (np.arange(cells) + 0.5) / cells
    share = {"linear": middle, "left": np.zeros(cells), "right": np.ones(cells)}[initial]
    return left[:, None] * (1.0 - share) + right[:, None] * share


def junction_potential(assembled: Assembled, coordinates: Float[Array, "coordinates places"]) -> Array:
    """phi of every place against the left end [V]; the last one is the potential of the right end."""
    rates = evaluate(assembled.system, coordinates)
    process, temperature = assembled.system.exchanges[0], assembled.temperature
    if not isinstance(process.law, NernstPlanck) or temperature is None:
        raise TypeError("only a bridge with ions has a junction potential")
    tail, head = sides(process, rates.reading)
    steps = process.law.potential_step(rates.forces[0], tail, head, temperature)
    return jnp.concatenate([jnp.zeros(1), jnp.cumsum(steps)])


def assemble_bridge(document: BridgeModel) -> Assembled:
    """The bridge of a model document."""
    given = document.bridge
    ions = {name: Ion(float(one.charge), one.diffusion) for name, one in given.ions.items()}
    return bridge(
        length=given.length, cells=given.cells, ions=ions, left=given.left, right=given.right,
        initial=given.initial, area=given.area, temperature=document.temperature,
        environment=document.environment.temperature,
    )  # fmt: skip
