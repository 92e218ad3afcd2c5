"""Named systems that are small, quick to solve, and have exact answers with sources."""

from collections.abc import Callable

import equinox as eqx
import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce._types import Array
from fluxforce.balance import System
from fluxforce.laws.transport import Fick, IdealDiffusion
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.bridge import Ion, bridge
from fluxforce.model.assemble.mass_action import Reaction
from fluxforce.model.assemble.network import network
from fluxforce.model.assemble.slab import slab
from fluxforce.model.assemble.tank import tank
from fluxforce.networks.network import Channel
from fluxforce.places import Chain, Pairs
from fluxforce.process import Exchange, Flow
from fluxforce.solve.linear import Dense
from fluxforce.thermo.base import AbstractPotential, Reading
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.ideal import IdealSolution


def heat_slab() -> Assembled:
    """Unit conductivity and capacity between 400 and 300 K; steady production (Th - Tc)^2/(Th Tc)."""
    return slab(
        thickness=1.0, cells=8, conductivity=1.0, heat_capacity=1.0, left=400.0, right=300.0, initial=300.0
    )


def stirred_tank() -> Assembled:
    """A <=> B with k = 1e-3 1/s, K = 10, residence time 1000 s; A at rest 52.4285714285714 mol/m3."""
    return tank(
        volume=1.0, flow=1e-3, feed={"A": 100.0, "B": 1.0}, initial={"A": 100.0, "B": 1.0},
        reactions={"isomerisation": Reaction({"A": 1}, {"B": 1}, 1e-3, 10.0)}, temperature=298.15,
    )  # fmt: skip


def tank_exact(time: float) -> float:
    """Content of A in `stirred_tank`: one linear equation, dA/dt = a - b A with A + B = 101 all the time."""
    constant, rate = 1e-3 * 100.0 + 1e-4 * 101.0, 1e-3 + 1e-3 + 1e-4
    rest = constant / rate
    return rest + (100.0 - rest) * np.exp(-rate * time)


def driven_ring() -> Assembled:
    """Three states; cycle current 0.4450651769087523 1/s at rest (Schnakenberg 1976)."""
    jumps = {
        "first": Channel("0", "1", 1.0, 0.5),
        "second": Channel("1", "2", 2.0, 0.25),
        "third": Channel("2", "0", 3.0, 0.2),
    }
    return network(jumps=jumps, initial={"0": 0.6, "1": 0.3, "2": 0.1})


def salt_bridge() -> Assembled:
    """Three ions between two solutions, one of them shared; no current on any face at any time."""
    ions = {"Na+": Ion(1, 1.33e-9), "K+": Ion(1, 1.96e-9), "Cl-": Ion(-1, 2.03e-9)}
    return bridge(
        length=1e-2, cells=8, ions=ions, left={"Na+": 100.0, "K+": 1.0, "Cl-": 101.0},
        right={"Na+": 1.0, "K+": 10.0, "Cl-": 11.0}, initial="right",
    )  # fmt: skip


# name -> (builder, end of the run [s])
SMALL: dict[str, tuple[Callable[[], Assembled], float]] = {
    "slab": (heat_slab, 0.3),
    "tank": (stirred_tank, 2000.0),
    "ring": (driven_ring, 2.0),
    "bridge": (salt_bridge, 3e4),
}

every_small = pytest.mark.parametrize("name", SMALL)


def joined_gases() -> tuple[System, Array]:
    """Two volumes of 1 m3 with two ideal gases, joined: closed, and the supply is linear in the content."""
    potential = FromEntropy(IdealSolution(standard=jnp.zeros(2), names=("first", "second")))
    same = jnp.eye(2)
    pair = Pairs(jnp.array([0]), jnp.array([1]))
    diffusion = Exchange("diffusion", pair, same, same, IdealDiffusion(jnp.ones((2, 1))), jnp.ones(1))
    system = System(potential, (diffusion,), (), jnp.ones(2), jnp.ones((2, 2)))
    return system, jnp.log(jnp.array([[1.0, 0.2], [0.1, 1.0]]))


def carried_wave(cells: int, limited: bool) -> tuple[System, Array]:
    """A smooth content exp(sin 2 pi x) carried along a unit length at unit speed, nothing else happening.

    Contents at both ends are those of the wave, so there is no step at an inlet, and all excess production is
    the scheme's.
    """
    potential = FromEntropy(IdealSolution(standard=jnp.zeros(1), names=("solute",)))
    faces = cells + 1
    limit = jnp.ones(faces).at[0].set(0.0).at[-1].set(0.0) if limited else jnp.zeros(faces)
    flow = Flow(
        "advection", Chain(), jnp.ones(faces), jnp.zeros(faces), limit, jnp.zeros(faces), 1, ()
    )  # fmt: skip
    active = jnp.ones((1, cells + 2)).at[:, 0].set(0.0).at[:, -1].set(0.0)
    system = System(potential, (), (flow,), jnp.full(cells + 2, 1.0 / cells), active)
    x = jnp.linspace(-0.5 / cells, 1.0 + 0.5 / cells, cells + 2)
    return system, jnp.sin(2.0 * jnp.pi * x)[None]


def carried_pulse(cells: int) -> tuple[System, Array]:
    """Advection, dispersion by Fick's law and a reaction X <=> Y along a chain, for the linear solvers."""
    names = ("X", "Y")
    reaction = {"turnover": Reaction({"X": 1}, {"Y": 1}, 0.7, 3.0)}
    made = tank(
        volume=1.0, flow=1.0, feed={"X": 1.0, "Y": 0.1}, initial={"X": 1.0, "Y": 0.1}, reactions=reaction,
        temperature=298.15,
    )  # fmt: skip
    places, faces = cells + 2, cells + 1
    inner = jnp.ones(places).at[0].set(0.0).at[-1].set(0.0)
    turnover = eqx.tree_at(lambda e: e.measure, made.system.exchanges[0], 0.5 * inner)
    same = jnp.eye(2)
    spread = Exchange(
        "dispersion", Chain(), same, same, Fick(jnp.full(faces, 0.3), 2), jnp.ones(faces), names
    )
    limit = jnp.ones(faces).at[0].set(0.0).at[-1].set(0.0)
    flow = Flow("advection", Chain(), jnp.ones(faces), jnp.zeros(faces), limit, jnp.zeros(faces), 2)
    system = System(
        made.system.potential, (turnover, spread), (flow,), jnp.full(places, 0.5),
        jnp.broadcast_to(inner, (2, places)),
    )  # fmt: skip
    x = jnp.linspace(0.0, 1.0, places)
    return system, jnp.log(jnp.stack([1.0 - 0.8 * x, 0.1 + x**2]))


def runaway() -> tuple[System, Array]:
    """A + 2 X -> 3 X with A held at 1: dX/dt = X^2 from X = 1 has no value at t = 1 any more."""
    names = ("X", "A")
    made = tank(
        volume=1.0, flow=1.0, feed={"X": 1.0, "A": 1.0}, initial={"X": 1.0, "A": 1.0},
        reactions={"autocatalysis": Reaction({"A": 1, "X": 2}, {"X": 3}, 1.0, 1e30)}, temperature=298.15,
    )  # fmt: skip
    potential = made.system.potential
    assert potential.quantities == names
    reaction = eqx.tree_at(lambda e: e.measure, made.system.exchanges[0], jnp.ones(1))
    return System(potential, (reaction,), (), jnp.ones(1), jnp.array([[1.0], [0.0]])), jnp.zeros((2, 1))


class WithActivities(AbstractPotential):
    """An ideal solution that also tells molalities and activities by name, as aqueous potentials do."""

    inner: FromEntropy
    quantities: tuple[str, ...] = eqx.field(static=True)
    linear: tuple[bool, ...] = eqx.field(static=True)

    def __init__(self, names: tuple[str, ...]):
        self.inner = FromEntropy(IdealSolution(standard=jnp.zeros(len(names)), names=names))
        self.quantities, self.linear = names, (False,) * len(names)

    def read(self, coordinates: Array) -> Reading:
        reading = self.inner.read(coordinates)
        detail = {"ln_activity": coordinates, "molality": reading.content}
        return eqx.tree_at(lambda r: r.detail, reading, detail)

    def guess(self, content: Array) -> Array:
        return self.inner.guess(content)


def dense() -> Dense:
    """The solver that any small system can use."""
    return Dense()
