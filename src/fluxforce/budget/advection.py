"""The entropy books of advection: what crosses the border, what mixes at inlets, what the scheme makes up."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.balance import System
from fluxforce.process import Flow
from fluxforce.thermo.base import Reading
from fluxforce.thermo.slopes import Books


class FlowBooks(eqx.Module):
    """Rates of one flow [J/K/s]; ``into`` and ``out_of`` are amounts across the border [mol/s]."""

    space: Float[Array, ""]
    mixing: Float[Array, ""]
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
    the physical ``mixing`` is taken out of the excess; only what is left is numerical.
    """
    mobile = flow.mobile
    held_tail, held_head = flow.sites.ends(1.0 - system.active[0])
    y_tail, y_head = flow.sites.ends(book.conjugates[:mobile])
    psi_tail, psi_head = flow.sites.ends(book.dual)
    forward = flow.rate >= 0.0
    s_up = jnp.where(forward, *flow.sites.ends(book.reading.entropy))
    w_up = jnp.where(forward[None], *flow.sites.ends(book.reading.content))
    held_up = jnp.where(forward, held_tail, held_head)
    held_down = jnp.where(forward, held_head, held_tail)
    enters, leaves = held_up * (1.0 - held_down), held_down * (1.0 - held_up)
    speed = jnp.abs(flow.rate)
    excess = jnp.sum((y_head - y_tail) * carried[:mobile], axis=0) - flow.rate * (psi_head - psi_tail)
    excess = jnp.where(held_down > 0.0, 0.0, excess)
    divergence = flow.sites.collect(flow.rate, flow.rate, system.size.shape[0])
    crossing = jnp.where(jnp.arange(w_up.shape[0])[:, None] < mobile, speed[None] * w_up, 0.0)
    return FlowBooks(
        space=jnp.sum(excess) - mixing,
        mixing=mixing,
        carried_in=jnp.sum(enters * speed * s_up),
        carried_out=jnp.sum(leaves * speed * s_up),
        volume_work=jnp.sum(system.active[0] * book.dual * divergence),
        magnitude=jnp.sum(jnp.abs(excess)),
        into=jnp.sum(enters[None] * crossing, axis=1),
        out_of=jnp.sum(leaves[None] * crossing, axis=1),
    )


class Inlets(eqx.Module):
    """The inlets of one flow: the stream, and the content just inside, with coordinates to start from."""

    stream: Float[Array, "balanced inlets"]
    inside: Float[Array, "balanced inlets"]
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
        start=z_outer + share * (z_inner - z_outer),
        entropy=sides(reading.entropy)[0],
        rate=jnp.abs(flow.rate[faces]),
    )


def inlet_mixing(at: Inlets, book: Books) -> Float[Array, " inlets"]:
    """Q D_B(w_in || w_0+) of every inlet, D_B(a || b) = s(b) + y_b . (a - b) - s(a) >= 0.

    Physical: the entering stream meets the water just inside, w_0+, whose ``book`` is (THEORY 6.5), whatever the
    grid.
    """
    shift = at.stream - at.inside
    return at.rate * (book.reading.entropy + jnp.sum(book.conjugates * shift, axis=0) - at.entropy)
