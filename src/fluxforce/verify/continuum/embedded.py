"""Coarser grids in the places of the finest one, so that one compiled program serves a whole series of grids."""

import equinox as eqx
import jax
import jax.numpy as jnp

from fluxforce._types import Array
from fluxforce.balance import Rates, System, evaluated
from fluxforce.laws.electrodiffusion import Electrodiffusion
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.bridge_numbers import potentials
from fluxforce.solve.steady import SteadyOptions, steady


def embedded(made: Assembled, places: int) -> tuple[System, Array]:
    """System and start with idle places after the right end, which are like it and joined to nothing."""
    idle = places - made.start.shape[1]

    def more(values: Array) -> Array:
        return jnp.concatenate([values, jnp.repeat(values[..., -1:], idle, axis=-1)], axis=-1)

    def none(values: Array) -> Array:
        return jnp.pad(values, [(0, 0)] * (values.ndim - 1) + [(0, idle)])

    system = made.system
    process = system.exchanges[0]
    law = process.law
    assert isinstance(law, Electrodiffusion)
    law = eqx.tree_at(
        lambda one: (one.conductance, one.current), law, (more(law.conductance), none(law.current))
    )
    if law.heat is not None:
        law = eqx.tree_at(lambda one: one.heat.conductance, law, more(law.heat.conductance))
    process = eqx.tree_at(lambda e: (e.law, e.measure), process, (law, none(process.measure)))
    active = none(system.active)
    system = System(system.potential, (process, *system.exchanges[1:]), (), more(system.size), active)
    return system, more(made.start)


def settled(made: Assembled, places: int, longest: float = 1e6) -> tuple[System, Rates]:
    """The steady state. Steps are shorter than usual, since closed films keep their salt to their round-off."""
    system, start = embedded(made, places)
    result = steady(made.solver, system, start, scale=made.scale, options=SteadyOptions(longest=longest))
    if not result.converged:
        raise ArithmeticError(f"no steady state of a {made.kind}: last correction {float(result.size):g}")
    return system, evaluated(system, result.coordinates)


@jax.jit
def across(system: System, rates: Rates, temperature: float | None) -> Array:
    """Electric potential of the right end against the left one [V]."""
    return potentials(system, rates, temperature)[-1]
