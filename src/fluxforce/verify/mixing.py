"""Streams that mix, gases that mix: entropy produced and work lost (heat exchangers: continuum/exergy)."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce.balance import System
from fluxforce.budget.instant import instant
from fluxforce.budget.ledger import ledger
from fluxforce.laws.transport import IdealDiffusion
from fluxforce.places import Pairs
from fluxforce.process import Exchange, Flow
from fluxforce.solve.esdirk import StepOptions
from fluxforce.solve.integrate import integrate
from fluxforce.solve.linear import Dense
from fluxforce.solve.steady import steady
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.ideal import IdealSolution
from fluxforce.thermo.thermal import HeatCapacity
from fluxforce.verify.check import Check


def checks() -> list[Check]:
    """P7 of the continuum."""
    produced = _streams()
    return [
        Check("P7.streams", "1 + 1 kg/s of water at 80 and 20 degC mixing in a tank: `mixing at inlet` [W/K]",
              "closed form", produced, 36.1816793580919, 1e-11),
        Check("P7.exergy", "work lost by it against surroundings at 20 degC [W]", "Gouy and Stodola: T0 S_i",
              293.15 * produced, 10606.6593038246, 1e-11),
        Check("P7.gases",
              "1 + 1 mol of ideal gases mixing, from start to end: produced and numerical: time [J/K]",
              "closed form 2 R ln 2", _gases(), 11.526292643288, 1e-8),
    ]  # fmt: skip


def _streams() -> float:
    """Places: both feeds, the tank, the drain; contents are energies per kg of water."""
    capacity = 4180.0
    temperature = jnp.array([353.15, 293.15, 323.15, 323.15])
    flow = Flow(
        "water", Pairs(jnp.array([0, 1, 2]), jnp.array([2, 2, 3])), jnp.array([1.0, 1.0, 2.0]), jnp.zeros(3),
        jnp.zeros(3), jnp.array([1.0, 1.0, 0.0]), 1, (0, 1),
    )  # fmt: skip
    potential = FromEntropy(HeatCapacity(capacity=jnp.array(capacity), names=("energy",)))
    system = System(potential, (), (flow,), jnp.ones(4), jnp.array([[0.0, 0.0, 1.0, 0.0]]))
    result = steady(Dense(), system, jnp.log(capacity * temperature.at[2].set(300.0))[None])
    return float(eqx.filter_jit(instant)(system, result.coordinates).mixing[0])


def _gases() -> float:
    """Two volumes of 1 m3 with one gas each, joined until both gases are everywhere."""
    potential = FromEntropy(IdealSolution(standard=jnp.zeros(2), names=("first", "second")))
    same = jnp.eye(2)
    pair = Pairs(jnp.array([0]), jnp.array([1]))
    diffusion = Exchange("diffusion", pair, same, same, IdealDiffusion(jnp.ones((2, 1))), jnp.ones(1))
    system = System(potential, (diffusion,), (), jnp.ones(2), jnp.ones((2, 2)))
    start = jnp.log(jnp.array([[1.0, 1e-12], [1e-12, 1.0]]))
    run = integrate(Dense(), system, start, [20.0], options=StepOptions(first=1e-6, tolerance=1e-5))
    books = ledger(run)
    return float(books.produced.sum() + books.time.sum())
