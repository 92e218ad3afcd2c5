"""Heat conduction through a slab, between two temperatures that are held."""

from typing import Literal

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import System
from fluxforce.laws.transport import ConstantOnsager, Fourier
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.schema.slab import SlabModel
from fluxforce.places import Chain
from fluxforce.process import Exchange
from fluxforce.solve.linear import FullBlocks
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.thermal import HeatCapacity


def slab(
    *,
    thickness: float,
    cells: int,
    conductivity: float,
    heat_capacity: float,
    left: float,
    right: float,
    initial: float | np.ndarray,
    area: float = 1.0,
    law: Literal["fourier", "constant-L"] = "fourier",
    environment: float = 298.15,
) -> Assembled:
    """Places: the left end, the cells, the right end; the content is u = C T [J/m3].

    Fourier's law has a constant conductivity k [W/m/K]; ``constant-L`` keeps L = k T_m^2 instead, T_m the
    mean of both ends, so that 1/T and not T is linear at steady state. ``initial`` is one temperature [K], or
    one for every cell.
    """
    places, width = cells + 2, thickness / cells
    potential = FromEntropy(HeatCapacity(capacity=jnp.array(float(heat_capacity)), names=("energy",)))
    faces = face_measure(cells, area / width)
    if law == "fourier":
        conduction = Fourier(jnp.full(places - 1, float(conductivity)))
    else:
        conduction = ConstantOnsager(jnp.array([[conductivity * (0.5 * (left + right)) ** 2]]))
    one = jnp.ones((1, 1))
    process = Exchange("conduction", Chain(), one, one, conduction, faces, ("heat",))
    active = jnp.ones((1, places)).at[:, 0].set(0.0).at[:, -1].set(0.0)
    system = System(potential, (process,), (), jnp.full(places, area * width), active)
    within = np.broadcast_to(np.asarray(initial, dtype=float), (cells,))
    temperature = jnp.asarray(np.concatenate([[left], within, [right]]))
    return Assembled(
        kind="slab", system=system, start=jnp.log(heat_capacity * temperature)[None],
        solver=FullBlocks(1), scale=jnp.ones(1), inside=np.arange(1, cells + 1),
        x=(np.arange(cells) + 0.5) * width, bulk=area * width,
        conserved={"energy": np.ones(1)}, charge=None, temperature=None, environment=environment,
        notes={"dead state": {"conjugates": np.array([1.0 / environment]), "dual": 0.0}},
        first_step=0.1 * heat_capacity * width**2 / conductivity,
    )  # fmt: skip


def face_measure(cells: int, inner: float) -> Float[Array, " faces"]:
    """Area over distance of every face; the two outer ones are half a cell from their reservoir."""
    return jnp.full(cells + 1, float(inner)).at[0].mul(2.0).at[-1].mul(2.0)


def assemble_slab(document: SlabModel) -> Assembled:
    """The slab of a model document."""
    given = document.slab
    return slab(
        thickness=given.thickness, cells=given.cells, conductivity=given.conductivity,
        heat_capacity=given.heat_capacity, left=given.left_temperature, right=given.right_temperature,
        initial=given.initial_temperature, area=given.area, law=given.law,
        environment=document.environment.temperature,
    )  # fmt: skip
