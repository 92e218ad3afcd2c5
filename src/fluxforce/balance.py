"""The heart: one state in, every force, flux, supply and production out.

dq/dt = sum of supplies; production = sum over processes of J X. Solvers, books and reports all read ``evaluate``;
rates computed anywhere else would be a different model.
"""

import equinox as eqx
import jax
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.process import Exchange, Flow, limited
from fluxforce.thermo.base import AbstractPotential, Reading


class System(eqx.Module):
    """Places that hold quantities, and processes that move them.

    - ``size`` of every place (kilograms of water, cubic metres, or 1), the unit of contents;
    - ``active`` [balanced, places] is 1 where a content changes and 0 where it is held: reservoirs and
      chemostats. What a held content supplies is booked as exchange with the surroundings.
    """

    potential: AbstractPotential
    exchanges: tuple[Exchange, ...]
    flows: tuple[Flow, ...]
    size: Float[Array, " places"]
    active: Float[Array, "balanced places"]


class Rates(eqx.Module):
    """Everything that happens in one state; extensive supplies are per second, of all quantities.

    ``forces`` and ``fluxes`` are [rows, sites] and ``production`` [sites] of every exchange, each with rows and
    sites of its own; ``exchanged`` are the supplies of the exchanges, ``carried`` [balanced, sites] those of flows.
    """

    reading: Reading
    forces: tuple[Float[Array, "_ _"], ...]
    fluxes: tuple[Float[Array, "_ _"], ...]
    production: tuple[Float[Array, " _"], ...]
    exchanged: tuple[Float[Array, "quantities places"], ...]
    carried: tuple[Float[Array, "balanced _"], ...]
    supply: Float[Array, "balanced places"]


def exchange_rates(exchange: Exchange, reading: Reading) -> tuple[Array, Array, Array]:
    """Force X, extent per second J and net supply of every quantity at every place, of one exchange."""
    tail, head = sides(exchange, reading)
    force = exchange.products @ head.conjugates - exchange.reactants @ tail.conjugates
    if exchange.given is not None:
        force = force + exchange.given
    flux = exchange.law.flux(force, tail, head) * exchange.measure[None]
    places = reading.content.shape[1]
    supply = exchange.sites.collect(exchange.reactants.T @ flux, exchange.products.T @ flux, places)
    return force, flux, supply


def evaluate(system: System, coordinates: Float[Array, "coordinates places"]) -> Rates:
    """Content to conjugates, conjugates to forces, forces to fluxes, fluxes to supplies."""
    reading = system.potential.read(coordinates)
    balanced, places = reading.content.shape
    forces, fluxes, exchanged = [], [], []
    for exchange in system.exchanges:
        force, flux, supply = exchange_rates(exchange, reading)
        forces.append(force)
        fluxes.append(flux)
        exchanged.append(supply)
    carried = tuple(flow.carried(reading.content) for flow in system.flows)
    advected = [flow.sites.collect(c, c, places) for flow, c in zip(system.flows, carried, strict=True)]
    total = sum([s[:balanced] for s in exchanged] + advected, start=jnp.zeros((balanced, places)))
    production = tuple(jnp.sum(x * j, axis=0) for x, j in zip(forces, fluxes, strict=True))
    return Rates(
        reading, tuple(forces), tuple(fluxes), production, tuple(exchanged), carried, system.active * total
    )


def prepared(system: System, content: Float[Array, "balanced places"]) -> System:
    """The system with the weights of its flows set from a state, as every step begins."""
    flows = tuple(limited(flow, content) for flow in system.flows)
    return System(system.potential, system.exchanges, flows, system.size, system.active)


def prepared_at(system: System, coordinates: Float[Array, "coordinates places"]) -> System:
    """The system with the weights of its flows set from the state of some coordinates."""
    return prepared(system, system.potential.read(coordinates).content)


def rates_at(system: System, coordinates: Float[Array, "coordinates places"]) -> Rates:
    """Everything that happens in one state, its flows limited as they are there."""
    return evaluate(prepared_at(system, coordinates), coordinates)


# `evaluate` compiled once for every structure of systems: operation by operation it takes thirty times as long
evaluated = eqx.filter_jit(evaluate)


def sides(exchange: Exchange, reading: Reading) -> tuple[Reading, Reading]:
    """The reading at the tail and at the head of every site of an exchange."""
    tail = jax.tree.map(lambda values: exchange.sites.ends(values)[0], reading)
    head = jax.tree.map(lambda values: exchange.sites.ends(values)[1], reading)
    return tail, head
