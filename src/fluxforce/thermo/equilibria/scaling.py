"""Closed systems per kilogram of water: a drop and a lake of one composition are one problem."""

from dataclasses import replace

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.thermo.equilibria.contact import Contact, Gas, GasVolume
from fluxforce.thermo.equilibria.solution import Solution
from fluxforce.thermo.equilibria.waters import per_cell


def scaled(contact: Contact, factor: Float[Array, " cells"]) -> Contact:
    """All that is extensive times a factor, cell by cell."""
    cells = factor.shape[0]

    def times(number) -> Array:
        return per_cell(number, cells) * factor

    def each(amounts) -> dict:
        return {name: times(amount) for name, amount in amounts.items()}

    gas = contact.gas
    if isinstance(gas, GasVolume):
        gas = replace(gas, amounts=each(gas.amounts), volume=times(gas.volume))
    elif isinstance(gas, Gas):
        gas = replace(gas, amounts=each(gas.amounts))
    return Contact(
        minerals=[replace(mineral, amount=times(mineral.amount)) for mineral in contact.minerals],
        solid_solutions=[replace(solid, amounts=each(solid.amounts)) for solid in contact.solid_solutions],
        gas=gas,
        sites=each(contact.sites),
        surfaces=[replace(surface, area=times(surface.area)) for surface in contact.surfaces],
    )


def enlarged(solution: Solution, factor: Float[Array, " cells"]) -> Solution:
    """The same equilibrium with all of its amounts times a factor."""
    solved = solution.solved
    new = eqx.tree_at(
        lambda s: (s.u, s.amounts, s.phase_amounts),
        solved,
        (
            solved.u.at[-1].add(jnp.log(factor)),
            solved.amounts * factor[None],
            solved.phase_amounts * factor[None],
        ),
    )
    gas = solution.gas
    if gas is not None:
        gas = replace(gas, amounts=gas.amounts * factor[None])
    return replace(solution, solved=new, gas=gas)
