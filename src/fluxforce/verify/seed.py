"""Densities of entropy production, Onsager coefficients and the reach of the linear law, in single states."""

import jax
import jax.numpy as jnp
import numpy as np

from fluxforce.balance import System, evaluate
from fluxforce.constants import GAS_CONSTANT, ROOM_TEMPERATURE
from fluxforce.laws.reversible import MassAction, Reversible
from fluxforce.laws.transport import Fourier
from fluxforce.places import Everywhere, Pairs
from fluxforce.process import Exchange
from fluxforce.thermo.base import Reading
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.ideal import IdealSolution
from fluxforce.thermo.joint import Joint
from fluxforce.thermo.thermal import HeatCapacity
from fluxforce.verify.check import Check

EXACT = "closed form"


def checks() -> list[Check]:
    """P1: heat flow and a reaction in one system; the law of reactions near equilibrium; lost work."""
    return [*_densities(), *_linear_range(), _lost_work()]


def _two_places(
    temperature: tuple[float, float], conductance: float, affinity: float, speed: float
) -> System:
    """Heat flows between two cubes of 0.1 m3 face to face; in the first one A turns into B."""
    volume = 0.1
    potential = Joint(
        FromEntropy(HeatCapacity(capacity=jnp.ones(()), names=("energy",))),
        FromEntropy(IdealSolution(standard=jnp.array([0.0, affinity]), names=("A", "B"))),
    )
    heat = jnp.array([[1.0, 0.0, 0.0]])
    law = Fourier(jnp.array([conductance]))
    pair = Pairs(jnp.array([0]), jnp.array([1]))
    conduction = Exchange("conduction", pair, heat, heat, law, jnp.ones(1))
    before, after = jnp.array([[0.0, 1.0, 0.0]]), jnp.array([[0.0, 0.0, 1.0]])
    forward = speed / -np.expm1(-affinity / GAS_CONSTANT)
    rate = Reversible(MassAction(jnp.array([forward]), before))
    reaction = Exchange("A <=> B", Everywhere(), before, after, rate, jnp.array([volume, 0.0]))
    return System(potential, (conduction, reaction), (), jnp.full(2, volume), jnp.ones((3, 2)))


def _densities() -> list[Check]:
    gradient, width, middle = 0.025, 0.1, 333.0
    ends = (middle - 0.5 * gradient * width, middle + 0.5 * gradient * width)
    system = _two_places(ends, 2.5 / width, 2000.0 / middle, 2e-7)
    state = jnp.stack([jnp.log(jnp.array(ends)), jnp.zeros(2), jnp.zeros(2)])
    conduction, reaction = (float(jnp.sum(p)) for p in evaluate(system, state).production)
    # the face stands for 0.1 m of length, the reaction for 0.1 m3: densities per m3
    heat, chemical = conduction / width, reaction / 0.1
    law = Fourier(jnp.array([2.5]))
    at = _reading(jnp.array([[1.0 / middle]]))
    onsager = jax.jacfwd(lambda x: law.flux(x, at, at))(jnp.zeros((1, 1)))
    return [
        Check("P1.heat", "sigma of k = 2.5 W/m/K under 0.025 K/m at 333 K [W/m3/K]",
              f"{EXACT} k (grad T/T)^2",
              heat, 1.40906672438204e-8, 1e-9),
        Check("P1.chemical", "sigma of 2e-7 mol/m3/s under 2 kJ/mol at 333 K [W/m3/K]", f"{EXACT} v A/T",
              chemical, 1.20120120120120e-6, 1e-12),
        Check("P1.sum", "both together [W/m3/K]", EXACT, heat + chemical, 1.21529186844502e-6, 1e-10),
        Check("P1.onsager", "L of Fourier's law, dJ/dX at X = 0 [W K/m]", f"{EXACT} k T^2",
              float(onsager.squeeze()), 277222.5, 1e-13),
    ]  # fmt: skip


def _linear_range() -> list[Check]:
    law = Reversible(MassAction(jnp.ones(1), jnp.zeros((1, 1))))
    at = _reading(jnp.ones((1, 1)))

    def flux(force: jax.Array) -> jax.Array:
        return law.flux(force[None, None], at, at)[0, 0]

    first, second = jax.grad(flux), jax.grad(jax.grad(flux))
    zero = jnp.zeros(())
    ratio = abs(float(first(zero)) / (0.5 * float(second(zero))))
    low, high = 1e-3 * GAS_CONSTANT, GAS_CONSTANT
    for _ in range(60):
        middle = 0.5 * (low + high)
        off = 1.0 - float(flux(jnp.array(middle)) / (first(zero) * middle))
        low, high = (middle, high) if off < 0.01 else (low, middle)
    return [
        Check("P1.reach", "force up to which a reaction is linear within 1 %, second order [J/K/mol]",
              f"{EXACT} 0.01 |L/M| = 0.02 R", 0.01 * ratio, 0.166289252363, 1e-11),
        Check("P1.affinity", "the same as an affinity at 25 degC [J/mol]", EXACT,
              0.01 * ratio * ROOM_TEMPERATURE, 49.579140592, 1e-10),
        Check("P1.exact", "A/RT at which the exact law is 1 % below the linear one",
              f"{EXACT}, root of 1 - e^-x",
              low / GAS_CONSTANT, 0.0201344546147605, 1e-11),
    ]  # fmt: skip


def _lost_work() -> Check:
    surroundings, hot = 275.0, 400.0
    power = 50.0 / (1.0 / surroundings - 1.0 / hot)
    system = _two_places((hot, surroundings), power / (hot - surroundings), 1.0, 0.0)
    state = jnp.stack([jnp.log(jnp.array([hot, surroundings])), jnp.zeros(2), jnp.zeros(2)])
    produced = sum(float(jnp.sum(p)) for p in evaluate(system, state).production)
    return Check(
        "P1.work", "work lost by a heat flow that produces 50 W/K, surroundings at 275 K [W]",
        "Gouy and Stodola: T0 S_i", surroundings * produced, 13750.0, 1e-12,
    )  # fmt: skip


def _reading(conjugates: jax.Array) -> Reading:
    nothing = jnp.zeros((0, 1))
    return Reading(jnp.ones((1, 1)), conjugates, nothing, nothing, jnp.zeros(1), {})
