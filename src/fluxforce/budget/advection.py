"""The entropy books of advection: what crosses the border, what mixes at inlets, what the scheme makes up."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.balance import System
from fluxforce.process import Flow
from fluxforce.thermo.base import Reading
from fluxforce.thermo.slopes import Books


class FlowBooks(eqx.Module):
    """Rates of one flow [J/K/s]; ``into`` and ``out_of`` are amounts across the border [mol/s].

    ``slaved`` is what the reservoirs of slaved quantities (water) supply because waters of different
    composition are brought together; ``carried_out`` includes what is handed to contents that are held inside
    the system.
    """

    space: Float[Array, ""]
    mixing: Float[Array, ""]
    slaved: Float[Array, ""]
    carried_in: Float[Array, ""]
    carried_out: Float[Array, ""]
    volume_work: Float[Array, ""]
    magnitude: Float[Array, ""]
    into: Float[Array, " balanced"]
    out_of: Float[Array, " balanced"]


def flow_books(
    system: System,
    flow: Flow,
    book: Books,
    carried: Float[Array, "balanced sites"],
    mixing: Float[Array, ""],
) -> FlowBooks:
    """Tadmor's excess (y_R - y_L) . F - Q (psi_R - psi_L) on every face, for any scheme (Tadmor 2003).

    It telescopes where the flows of a place add up to zero; the rest, sum psi_i (div Q)_i, is ``volume_work``.
    A face into a reservoir lets the stream leave as it is: no excess, and it carries Q s(w) away. At an inlet
    the physical ``mixing`` is taken out of the excess; only what is left is numerical. Slaved quantities travel
    with the stream as quantities of their own; what their reservoir adds after mixing is ``slaved``.
    """
    mobile, places = flow.mobile, system.size.shape[0]
    outside = 1.0 - jnp.max(system.active[:mobile], axis=0)  # a reservoir holds everything that moves
    conjugates, slaved_y = apart(book, mobile)
    psi = jnp.sum(conjugates * book.reading.content[:mobile], axis=0) - book.reading.entropy
    psi = psi + jnp.sum(slaved_y * book.reading.slaved, axis=0)
    slaved = flow.moved(book.reading.slaved)
    held_tail, held_head = flow.sites.ends(outside)
    y_tail, y_head = flow.sites.ends(jnp.concatenate([conjugates, slaved_y]))
    psi_tail, psi_head = flow.sites.ends(psi)
    forward = flow.rate >= 0.0
    s_up = jnp.where(forward, *flow.sites.ends(book.reading.entropy))
    w_up = jnp.where(forward[None], *flow.sites.ends(book.reading.content))
    held_up = jnp.where(forward, held_tail, held_head)
    held_down = jnp.where(forward, held_head, held_tail)
    enters, leaves = held_up * (1.0 - held_down), held_down * (1.0 - held_up)
    speed = jnp.abs(flow.rate)
    moved = jnp.concatenate([carried[:mobile], slaved])
    excess = jnp.sum((y_head - y_tail) * moved, axis=0) - flow.rate * (psi_head - psi_tail)
    excess = jnp.where(held_down > 0.0, 0.0, excess)
    divergence = flow.sites.collect(flow.rate, flow.rate, places)
    crossing = jnp.where(jnp.arange(w_up.shape[0])[:, None] < mobile, speed[None] * w_up, 0.0)
    supply = flow.sites.collect(carried, carried, places)
    follows = jnp.einsum("sbp,bp->sp", book.follow, supply) - flow.sites.collect(slaved, slaved, places)
    kept = (1.0 - system.active) * (1.0 - outside)[None] * supply  # given to contents held inside
    return FlowBooks(
        space=jnp.sum(excess) - mixing,
        mixing=mixing,
        slaved=jnp.sum((1.0 - outside)[None] * slaved_y * follows),
        carried_in=jnp.sum(enters * speed * s_up),
        carried_out=jnp.sum(leaves * speed * s_up) + jnp.sum(book.conjugates * kept),
        volume_work=jnp.sum((1.0 - outside) * psi * divergence),
        magnitude=jnp.sum(jnp.abs(excess)),
        into=jnp.sum(enters[None] * crossing, axis=1) + jnp.sum(jnp.maximum(-kept, 0.0), axis=1),
        out_of=jnp.sum(leaves[None] * crossing, axis=1) + jnp.sum(jnp.maximum(kept, 0.0), axis=1),
    )


def apart(book: Books, mobile: int) -> tuple[Array, Array]:
    """y - y_w dq_w/dq of what moves, slaved quantities counted on their own, and their y_w."""
    slaved_y = book.reading.conjugates[book.conjugates.shape[0] :]
    following = jnp.sum(slaved_y[:, None] * book.follow[:, :mobile], axis=0)
    return book.conjugates[:mobile] - following, slaved_y


class Inlets(eqx.Module):
    """The inlets of one flow: the stream, and the content just inside, with coordinates to start from."""

    stream: Float[Array, "balanced inlets"]
    inside: Float[Array, "balanced inlets"]
    slaved: Float[Array, "slaved inlets"]
    start: Float[Array, "coordinates inlets"]
    entropy: Float[Array, " inlets"]
    rate: Float[Array, " inlets"]


def inlets(flow: Flow, reading: Reading, coordinates: Float[Array, "coordinates places"]) -> Inlets:
    """What enters and what it meets: w_0+ = w_in + inside (w_cell - w_in) for what moves."""
    faces = jnp.array(flow.inlets, dtype=int)
    forward = flow.rate[faces] >= 0.0

    def sides(values: Array) -> tuple[Array, Array]:
        tail, head = (end[..., faces] for end in flow.sites.ends(values))
        along = forward if tail.ndim == 1 else forward[None]
        return jnp.where(along, tail, head), jnp.where(along, head, tail)

    share = flow.inside[faces][None]
    outer, inner = sides(reading.content)
    moving = jnp.arange(outer.shape[0])[:, None] < flow.mobile
    z_outer, z_inner = sides(coordinates)
    return Inlets(
        stream=jnp.where(moving, outer, inner),
        inside=jnp.where(moving, outer + share * (inner - outer), inner),
        slaved=sides(reading.slaved)[0],
        start=z_outer + share * (z_inner - z_outer),
        entropy=sides(reading.entropy)[0],
        rate=jnp.abs(flow.rate[faces]),
    )


def inlet_mixing(at: Inlets, book: Books) -> Float[Array, " inlets"]:
    """Q D_B(w_in || w_0+) of every inlet, D_B(a || b) = s(b) + y_b . (a - b) - s(a) >= 0.

    Physical: the entering stream meets the water just inside, w_0+, whose ``book`` is (docs/theory.md),
    whatever the grid. Slaved quantities count as quantities of their own, for the stream brings them with it:
    then this is the Bregman divergence over all species, and the water that mixing makes is no part of it.
    """
    mobile = at.stream.shape[0]
    conjugates, slaved_y = apart(book, mobile)
    shift = jnp.sum(conjugates * (at.stream - at.inside), axis=0)
    shift = shift + jnp.sum(slaved_y * (at.slaved - book.reading.slaved), axis=0)
    return at.rate * (book.reading.entropy + shift - at.entropy)
