"""What is read off the kinds of model that have no database: temperature, electric potential, units."""

from typing import Any

import jax
import numpy as np

from fluxforce.balance import sides
from fluxforce.laws.nernst_planck import NernstPlanck
from fluxforce.model.assemble.base import Assembled

# Rates of several states whose leaves are numpy arrays, times on the first axis
HostRates = Any

# kind -> units of content, of conjugates and forces, of fluxes, of the density of entropy production
UNITS = {
    "column": ("mol/kgw", "J/K/mol", "mol/s", "W/K/m3"),
    "slab": ("J/m3", "1/K", "W", "W/K/m3"),
    "tank": ("mol/m3", "J/K/mol", "mol/s", "W/K/m3"),
    "network": ("1", "J/K/mol", "1/s", "W/K/mol"),
    "reactions": ("1/volume", "J/K/mol", "1/s", "W/K/mol/volume"),
    "bridge": ("mol/m3", "J/K/mol", "mol/s", "W/K/m3"),
}


def units_of(made: Assembled) -> tuple[str, str, str, str]:
    """Units of content, of conjugates and forces, of fluxes, of the density of entropy production."""
    return made.units or UNITS[made.kind]


def small_fields(made: Assembled, rates: HostRates) -> dict[str, Any]:
    """Fields beyond those that every model has."""
    along = ("time", "place")
    if made.kind == "slab":
        return {"temperature": (along, 1.0 / rates.reading.conjugates[:, 0, made.inside], "K")}
    if made.kind == "bridge" and not made.profiles and made.charge is not None:
        return {"potential": (along, electric_potential(made, rates), "V")}
    return {}


def electric_potential(made: Assembled, rates: HostRates) -> np.ndarray:
    """Electric potential at the inside places [times, places], V, zero at the first place of the chain.

    The sum over faces of the steps by which the law of Nernst and Planck keeps the current zero.
    """
    (k, law), *_ = [
        (k, e.law) for k, e in enumerate(made.system.exchanges) if isinstance(e.law, NernstPlanck)
    ]
    exchange, temperature = made.system.exchanges[k], made.temperature
    if temperature is None:
        raise ValueError("the law of Nernst and Planck is for isothermal models")

    def steps(reading, force):
        return law.potential_step(force, *sides(exchange, reading), temperature)

    jumps = np.asarray(jax.vmap(steps)(rates.reading, rates.forces[k]))
    # no field where nothing can pass: the faces of an inlet or outlet
    jumps = jumps * (np.asarray(exchange.measure) != 0.0)
    return np.cumsum(jumps, axis=1)[:, np.asarray(made.inside) - 1]
