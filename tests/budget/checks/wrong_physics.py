"""Laws and potentials as people write them, wrong and right, on systems of two places."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array
from fluxforce.balance import System
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.base import AbstractLaw
from fluxforce.laws.transport import logarithmic_mean
from fluxforce.places import Chain, Everywhere
from fluxforce.process import Exchange
from fluxforce.thermo.base import AbstractPotential, Reading
from fluxforce.thermo.entropy import AbstractEntropy, FromEntropy
from fluxforce.thermo.ideal import IdealSolution
from fluxforce.thermo.mixture import Mixture

WIDTH = 1e-3
CONDUCTIVITY, DIFFUSION = 0.6, 1e-9
ENERGY = 4e4


class HeatBesideMatter(AbstractLaw):
    """Fick's and Fourier's laws together; ``carried`` h [J/mol] is what a mole takes along of its energy.

    With h that of the potential: J = L (X_k + h X_u), J_e = k T T' X_u + h J. Without it Fourier's heat is paired with
    the force of the total energy: the first trap.
    """

    carried: Array

    def flux(self, force: Array, tail: Reading, head: Reading) -> Array:
        mean = logarithmic_mean(tail.content[0], head.content[0])
        product = tail.conjugates[1] * head.conjugates[1]
        moved = DIFFUSION / GAS_CONSTANT * mean * (force[0] + self.carried * force[1])
        return jnp.stack([moved, CONDUCTIVITY / product * force[1] + self.carried * moved])


def heat_and_matter(carried: float, energy: float = ENERGY) -> tuple[System, Array]:
    """A solute and the heat between two places a millimetre apart, at 300 K and 300.1 K, 100 and 100.01 mol/m3."""
    potential = Mixture(
        ("A",),
        capacity=4e6,
        energy=jnp.array([energy]),
        heat=jnp.zeros(1),
        standard=jnp.zeros(1),
        reference=300.0,
    )
    same = jnp.eye(2)
    law = HeatBesideMatter(jnp.array(carried))
    exchange = Exchange("transport", Chain(), same, same, law, jnp.array([1.0 / WIDTH]), ("A", "energy"))
    system = System(potential, (exchange,), (), jnp.ones(2), jnp.ones((2, 2)))
    half = WIDTH / 2
    amount, temperature = (
        jnp.array([100.0 - 10 * half, 100.0 + 10 * half]),
        jnp.array([300.0 - 100 * half, 300.0 + 100 * half]),
    )
    return system, jnp.log(jnp.stack([amount, temperature]))


class Written(AbstractLaw):
    """A rate of A <=> B by a function of 1 - omega."""

    kind: str = eqx.field(static=True)

    def flux(self, force: Array, tail: Reading, head: Reading) -> Array:
        distance = -jnp.expm1(-force / GAS_CONSTANT)
        match self.kind:
            case "square":
                return 1e-3 * distance**2
            case "root":
                return 1e-3 * jnp.sqrt(distance)
            case "signed root":
                return 1e-3 * jnp.sign(distance) * jnp.sqrt(jnp.abs(distance))
            case "one-way":
                return 1e-3 * tail.content[:1]
            case "backwards":
                return -1e-3 * distance
            case _:
                return 1e-3 * distance


def reaction(kind: str, products: float = 1.0) -> tuple[System, Array]:
    """A <=> B in two places that have nothing to do with each other."""
    potential = FromEntropy(IdealSolution(standard=jnp.array([0.0, 10.0]), names=("A", "B")))
    one, other = jnp.array([[1.0, 0.0]]), jnp.array([[0.0, products]])
    exchange = Exchange("turnover", Everywhere(), one, other, Written(kind), jnp.ones(2))
    system = System(potential, (exchange,), (), jnp.ones(2), jnp.ones((2, 2)))
    return system, jnp.log(jnp.array([[1.0, 2.0], [3.0, 0.5]]))


class Regular(AbstractEntropy):
    """Two solutes that dislike each other: ideal less R w c1 c2, concave while w^2 c1 c2 < 1."""

    attraction: float
    names: tuple[str, ...] = eqx.field(static=True, default=("A", "B"))

    def entropy(self, content: Array) -> Array:
        ideal = -GAS_CONSTANT * jnp.sum(content * (jnp.log(content) - 1.0))
        return ideal - GAS_CONSTANT * self.attraction * content[0] * content[1]


class OwnSpreading(AbstractLaw):
    """J_k = g_k (c_tail - c_head): dispersion with a coefficient for each species."""

    conductance: Array

    def flux(self, force: Array, tail: Reading, head: Reading) -> Array:
        return self.conductance[:, None] * (tail.content - head.content)


def between(law: AbstractLaw, potential: AbstractPotential, places: int = 2) -> tuple[System, Array]:
    """Two quantities between neighbours, in a chain."""
    same = jnp.eye(2)
    exchange = Exchange("spreading", Chain(), same, same, law, jnp.ones(places - 1), ("A", "B"))
    system = System(potential, (exchange,), (), jnp.ones(places), jnp.ones((2, places)))
    x = jnp.linspace(0.0, 1.0, places)
    return system, jnp.log(jnp.stack([0.5 + 0.2 * x, 0.6 - 0.3 * x]))


class OwnSizes(AbstractPotential):
    """ln gamma_k = -a_k sqrt(I), I = (c_A + c_B)/2 of ions +1 and -1: with a_k of their own no entropy has it."""

    slopes_of: tuple[float, float] = eqx.field(static=True)
    quantities: tuple[str, ...] = eqx.field(static=True, default=("A+", "B-"))
    linear: tuple[bool, ...] = eqx.field(static=True, default=(False, False))

    def read(self, coordinates: Array) -> Reading:
        content = jnp.exp(coordinates)
        root = jnp.sqrt(0.5 * jnp.sum(content, axis=0))
        conjugates = -GAS_CONSTANT * (coordinates - jnp.array(self.slopes_of)[:, None] * root[None])
        nothing = jnp.zeros((0, coordinates.shape[1]))
        # that of the mean of both coefficients: s = ideal + R a (4/3) I^(3/2)
        mean = sum(self.slopes_of) / 2.0
        excess = GAS_CONSTANT * mean * 4.0 / 3.0 * root**3
        entropy = -GAS_CONSTANT * jnp.sum(content * (coordinates - 1.0), axis=0) + excess
        return Reading(content, conjugates, nothing, nothing, entropy, {})

    def guess(self, content: Array) -> Array:
        return jnp.log(content)
