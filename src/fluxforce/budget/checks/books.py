"""C12 to C14: what the numerics add, what exergy comes to, and how far from equilibrium the model is."""

from collections.abc import Iterator

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.balance import System, evaluate
from fluxforce.budget.checks.outcome import Broken, Held, NotApplicable, Outcome, joined
from fluxforce.budget.checks.rest import Rest, books_of
from fluxforce.budget.checks.subject import Subject
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.base import AbstractSource
from fluxforce.places import Everywhere
from fluxforce.process import Flow

CLOSE = 1e-8
LINEAR = 0.01  # deviation from a straight line that still counts as linear


def check_numerical(subject: Subject) -> list[Outcome]:
    """C12: excess of advection is booked apart, zero where all is alike, and feeds mix in a row of their own."""
    system = subject.system
    if not system.flows:
        return [
            NotApplicable("C12", "no advection; what time steps add is the row `numerical: time` of a run")
        ]
    outcomes = [one for flow in system.flows for one in _inlets(system, flow)]
    at = books_of(system, subject.start)
    place = int(np.asarray(subject.inside)[0]) if subject.inside is not None else 0
    alike = jnp.broadcast_to(jnp.asarray(subject.start)[:, place][:, None], subject.start.shape)
    same = books_of(system, alike)
    carried = float(jnp.max(jnp.abs(at.carried_in) + jnp.abs(at.carried_out))) + float(at.magnitude)
    left = float(jnp.max(jnp.abs(same.space)) + jnp.max(jnp.abs(same.mixing)))
    if left > CLOSE * (carried + 1e-300):
        outcomes.append(Broken("C12", "advection of one state everywhere makes entropy", "numerical production",
                               numbers={"numerical: space": left}))  # fmt: skip
    mixing = float(jnp.min(at.mixing))
    if mixing < -CLOSE * (carried + 1e-300):
        outcomes.append(
            Broken("C12", "mixing at an inlet is negative", "negative mixing", numbers={"mixing": mixing})
        )
    if not outcomes:
        total = float(jnp.sum(at.produced) + jnp.sum(at.mixing) + jnp.sum(at.space))
        share = float(jnp.sum(at.space)) / total if total > 0.0 else 0.0
        outcomes.append(
            Held(
                "C12", left / (carried + 1e-300), f"booked apart; {share:.1%} of the production at the start"
            )
        )
    return joined("C12", outcomes, "")


def _inlets(system: System, flow: Flow) -> Iterator[Outcome]:
    """Trap 2: a feed whose mixing into a tank or column stands nowhere, or among the errors of the grid."""
    outside = 1.0 - np.max(np.asarray(system.active)[: flow.mobile], axis=0)
    tail, head = (np.asarray(end) for end in flow.sites.ends(jnp.asarray(outside)))
    rate = np.asarray(flow.rate)
    enters = np.where(rate >= 0.0, (tail > 0) & (head == 0), (head > 0) & (tail == 0)) & (rate != 0.0)
    missing = [int(face) for face in np.flatnonzero(enters) if int(face) not in flow.inlets]
    if missing:
        yield Broken(
            "C12", f"the feed at face {missing[0]} is no inlet of the flow: what it dissipates on mixing, "
            "sum n_in (mu_in - mu_tank)/T, is missing from the physical rows and hides in 'numerical: space'; name the "
            "face in `inlets`", "trap 2", flow.name,
        )  # fmt: skip


def check_exergy(subject: Subject, rest: Rest) -> Outcome:
    """C13: exergy that enters, less what leaves and is stored, is T0 times the production."""
    system, t0 = subject.system, subject.environment
    if t0 is None or (subject.dead is None and subject.ledger is None):
        return NotApplicable("C13", "no dead state is declared to reckon exergy against")
    z = subject.start if rest.coordinates is None else rest.coordinates
    at = books_of(system, z)
    rows = (at.produced, at.mixing, at.space, at.model, at.volume_work)
    destroyed = t0 * sum(float(jnp.sum(part)) for part in rows)
    if subject.ledger is not None:
        rates = evaluate(system, z)
        entered = float(subject.ledger.ports(system, rates))
        stored = float(subject.ledger.stored(system, rates))
        size = abs(entered) + abs(stored) + abs(destroyed)
    else:
        assert subject.dead is not None
        y0 = np.asarray(subject.dead["conjugates"], float)
        into, out = np.asarray(at.into), np.asarray(at.out_of)
        crossing = float(
            jnp.sum(at.carried_out) - jnp.sum(at.carried_in) + jnp.sum(at.discharged) - jnp.sum(at.slaved)
        )
        entered = t0 * (float(y0 @ (into - out)) + crossing)
        gained = np.asarray(at.supply).sum(axis=1)
        stored = t0 * (float(y0 @ gained) - float(jnp.sum(at.conjugates * at.supply)))
        size = t0 * (float(np.abs(y0) @ (into + out)) + abs(crossing)) + abs(destroyed)
    if size == 0.0:
        return NotApplicable("C13", "nothing crosses the border, and nothing is destroyed")
    off = abs(entered - stored - destroyed) / size
    numbers = {"enters less leaves": entered, "stored": stored, "T0 times production": destroyed}
    if off <= 1e-7:
        return Held("C13", off, f"{destroyed:.6g} W destroyed against T0 = {t0:g} K")
    return Broken("C13", "exergy does not balance against T0 times the production", "exergy", numbers=numbers)


def check_ranges(subject: Subject, rest: Rest) -> Outcome:
    """C14: how many sites are within 1 % of a straight line of flux against force. Told, never broken."""
    z = subject.start if rest.coordinates is None else rest.coordinates
    when = "at the start" if rest.coordinates is None else "at the steady state"
    told = []
    for k, exchange in enumerate(subject.system.exchanges):
        if isinstance(exchange.law, AbstractSource) or not isinstance(exchange.sites, Everywhere):
            continue
        if exchange.reactants.shape[0] > 1:
            continue
        sites = np.asarray(exchange.measure) != 0.0
        force, flux, straight = (np.asarray(part)[0, sites] for part in _straight(subject.system, k, z))
        known = np.isfinite(straight) & (straight != 0.0) & np.isfinite(force)
        if not known.any():
            continue
        off = np.abs(flux[known] / straight[known] - 1.0)
        beyond, top = int((off > LINEAR).sum()), float(np.abs(force[known]).max() / GAS_CONSTANT)
        told.append(
            f"{exchange.name} beyond the linear range at {beyond} of {known.sum()} sites, |A|/RT to {top:.2g}"
        )
    if not told:
        return NotApplicable("C14", "no reaction whose flux could be compared with a straight line")
    return Held("C14", 0.0, f"{when}: {'; '.join(told)}")


@eqx.filter_jit
def _straight(system: System, k: int, coordinates: Array) -> tuple[Array, Array, Array]:
    """Force, flux, and the flux of the straight line through rest with the slope there."""
    rates = evaluate(system, coordinates)
    exchange, reading = system.exchanges[k], rates.reading
    force = rates.forces[k]
    nothing = jnp.zeros_like(force)
    _, line = jax.jvp(lambda x: exchange.law.flux(x, reading, reading), (nothing,), (force,))
    return force, rates.fluxes[k], line * exchange.measure[None]
