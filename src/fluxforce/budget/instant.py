"""The entropy books of one instant: what every process produces, carries and hands to the surroundings.

For every state, exactly:

    sum over active contents of y_s . dq/dt
        = produced + numerical: space + mixing at inlet + model: activity + slaved supply + volume work
          + carried in - carried out - discharged

Each term is computed on its own; the books of a step compare their sum with the change of s(q).
"""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.balance import Rates, System, evaluate
from fluxforce.budget.advection import flow_books, inlet_mixing, inlets
from fluxforce.thermo.coordinates import coordinates_of
from fluxforce.thermo.slopes import Books, books


class Instant(eqx.Module):
    """Rates of the books in one state [J/K/s].

    ``produced``, ``model`` and ``discharged`` run over the exchanges; ``space``, ``mixing``, ``carried_in`` and
    ``carried_out`` over the flows. ``slaved`` is what the reservoirs of slaved quantities (water) supply.
    ``turnover`` [mol/s] is the sum of absolute supplies, for the scale of the closure.
    """

    content: Float[Array, "balanced places"]
    entropy: Float[Array, " places"]
    conjugates: Float[Array, "balanced places"]
    supply: Float[Array, "balanced places"]
    produced: Float[Array, " exchanges"]
    model: Float[Array, " exchanges"]
    discharged: Float[Array, " exchanges"]
    slaved: Float[Array, ""]
    space: Float[Array, " flows"]
    mixing: Float[Array, " flows"]
    carried_in: Float[Array, " flows"]
    carried_out: Float[Array, " flows"]
    volume_work: Float[Array, " flows"]
    magnitude: Float[Array, ""]
    turnover: Float[Array, ""]
    into: Float[Array, " balanced"]
    out_of: Float[Array, " balanced"]


def instant(system: System, coordinates: Float[Array, "coordinates places"]) -> Instant:
    """All terms of the books in one state of a prepared system."""
    book = books(system.potential, coordinates)
    mixing = [jnp.zeros(())] * len(system.flows)
    for k, flow in enumerate(system.flows):
        if flow.inlets:
            at = inlets(flow, book.reading, coordinates)
            z, _ = coordinates_of(system.potential, at.inside, at.start)
            mixing[k] = jnp.sum(inlet_mixing(at, books(system.potential, z)))
    return instant_from(system, coordinates, book, mixing)


def instant_from(
    system: System,
    coordinates: Float[Array, "coordinates places"],
    book: Books,
    mixing: list[Float[Array, ""]],
) -> Instant:
    """The same with the books of every place and the mixing at the inlets of every flow already known."""
    rates = evaluate(system, coordinates)
    balanced = system.active.shape[0]
    held = 1.0 - system.active
    slaved_y = rates.reading.conjugates[balanced:]
    model, discharged, slaved = [], [], [jnp.zeros(())]
    into, out_of = jnp.zeros(balanced), jnp.zeros(balanced)
    for exchange, flux, supply in zip(system.exchanges, rates.fluxes, rates.exchanged, strict=True):
        own = supply[:balanced]
        model.append(jnp.sum((book.conjugates - book.own) * own))
        taken_up = 0.0 if exchange.given is None else jnp.sum(exchange.given * flux)
        discharged.append(jnp.sum(held * book.conjugates * own) + taken_up)
        follows = jnp.einsum("sbp,bp->sp", book.follow, own)
        slaved.append(jnp.sum(slaved_y * (follows - supply[balanced:])))
        into = into + jnp.sum(held * jnp.maximum(-own, 0.0), axis=1)
        out_of = out_of + jnp.sum(held * jnp.maximum(own, 0.0), axis=1)
    flows = [
        flow_books(system, flow, book, carried, own)
        for flow, carried, own in zip(system.flows, rates.carried, mixing, strict=True)
    ]
    for part in flows:
        slaved.append(part.slaved)
        into, out_of = into + part.into, out_of + part.out_of
    produced = [jnp.sum(p) for p in rates.production]
    magnitude = sum([jnp.sum(jnp.abs(p)) for p in rates.production], start=jnp.zeros(()))
    magnitude = magnitude + sum([part.magnitude for part in flows], start=jnp.zeros(()))
    return Instant(
        content=rates.reading.content,
        entropy=rates.reading.entropy,
        conjugates=book.conjugates,
        supply=rates.supply,
        produced=_stack(produced),
        model=_stack(model),
        discharged=_stack(discharged),
        slaved=sum(slaved, start=jnp.zeros(())),
        space=_stack([part.space for part in flows]),
        mixing=_stack([part.mixing for part in flows]),
        carried_in=_stack([part.carried_in for part in flows]),
        carried_out=_stack([part.carried_out for part in flows]),
        volume_work=_stack([part.volume_work for part in flows]),
        magnitude=magnitude,
        turnover=_turnover(rates),
        into=into,
        out_of=out_of,
    )


def _turnover(rates: Rates) -> Float[Array, ""]:
    parts = [jnp.sum(jnp.abs(s)) for s in rates.exchanged] + [jnp.sum(jnp.abs(c)) for c in rates.carried]
    return sum(parts, start=jnp.zeros(()))


def _stack(values: list[Array]) -> Array:
    return jnp.stack(values) if values else jnp.zeros(0)
