"""The two kinds of process: exchanges, which have a force, and flows, which carry whatever there is."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.laws.base import AbstractLaw
from fluxforce.places import AbstractSites


class Exchange(eqx.Module):
    """Takes reactants at a tail and leaves products at a head, in one or several coupled rows.

    X[row, site] = products[row] . y_head - reactants[row] . y_tail + given[row, site] is its force; the law turns
    it into the flux J[row, site], and ``measure`` (area, volume, kilograms of water; zero where nothing happens)
    into an extent per second. Stoichiometries run over all quantities of the potential, balanced ones first.

    ``given`` [J/K per unit extent] is the entropy that reservoirs outside all places take up per unit extent: heat
    baths and chemostats of a network, which are too many, one for every site, to be quantities of a place. The
    books count J given as discharged. None where there are no such reservoirs.
    """

    name: str = eqx.field(static=True)
    sites: AbstractSites
    reactants: Float[Array, "rows quantities"]
    products: Float[Array, "rows quantities"]
    law: AbstractLaw
    measure: Float[Array, " sites"]
    rows: tuple[str, ...] = eqx.field(static=True, default=())
    given: Float[Array, "rows sites"] | None = None


class Flow(eqx.Module):
    """Advection: carries the first ``mobile`` balanced quantities from tail to head at a given rate.

    F = Q (w_up + weight (w_down - w_up)). ``rate`` Q [size of place per second] may be of either sign; ``weight``
    in 0..1 is one number per face for all quantities, since different limiters for different ions would carry
    charge. It is set from the state by ``limited`` and then held during a step.

    ``limit`` marks the faces that may be limited (0 elsewhere, and plain upwind there). ``inside`` tells how far
    the content just inside an inlet lies towards that of the first cell: w_0+ = w_in + inside (w_cell - w_in);
    1 for a stirred tank, g/(Q + g) with the half-cell conductance g for a column. ``inlets`` are the positions of
    the faces that lead from a reservoir into the system.
    """

    name: str = eqx.field(static=True)
    sites: AbstractSites
    rate: Float[Array, " sites"]
    weight: Float[Array, " sites"]
    limit: Float[Array, " sites"]
    inside: Float[Array, " sites"]
    mobile: int = eqx.field(static=True)
    inlets: tuple[int, ...] = eqx.field(static=True, default=(0,))

    def carried(self, content: Float[Array, "balanced places"]) -> Float[Array, "balanced sites"]:
        """Amounts carried per second; zero for what does not move."""
        moving = self.moved(content[: self.mobile])
        return jnp.pad(moving, ((0, content.shape[0] - self.mobile), (0, 0)))

    def moved(self, content: Float[Array, "rows places"]) -> Float[Array, "rows sites"]:
        """Amounts carried per second of contents that all move."""
        tail, head = self.sites.ends(content)
        upstream = jnp.where(self.rate >= 0.0, 1.0, 0.0)
        share = upstream * (1.0 - self.weight) + (1.0 - upstream) * self.weight
        return self.rate[None] * (share[None] * tail + (1.0 - share)[None] * head)


QUIET = 1e-3  # relative step between neighbours below which a quantity does not limit


def limited(flow: Flow, content: Float[Array, "balanced places"]) -> Flow:
    """The flow with its weights set from the state: half of van Leer's limiter, least over the quantities.

    r = (w_up - w_upup)/(w_down - w_up), phi = (r + |r|)/(1 + |r|), weight = phi/2 (van Leer 1974). Faces in a
    chain only; an array of sites that is not a chain keeps plain upwind by ``limit`` = 0.
    """
    if flow.rate.shape[0] < 2:
        return flow  # a single face has no neighbours to be limited by
    moving = content[: flow.mobile]
    tail, head = flow.sites.ends(moving)
    step = head - tail
    before = jnp.pad(step[:, :-1], ((0, 0), (1, 0)), mode="edge")
    after = jnp.pad(step[:, 1:], ((0, 0), (0, 1)), mode="edge")
    upwind = jnp.where(flow.rate >= 0.0, before, after)
    # a quantity that hardly changes from cell to cell has no opinion: r = 1 there, or its ripples would switch
    # the limiter of all the others on and off
    quiet = QUIET * (jnp.abs(tail) + jnp.abs(head)) + 1e-300
    ratio = (upwind * step + quiet**2) / (step**2 + quiet**2)
    van_leer = (ratio + jnp.abs(ratio)) / (1.0 + jnp.abs(ratio))
    weight = 0.5 * flow.limit * jnp.min(van_leer, axis=0)
    return eqx.tree_at(lambda f: f.weight, flow, weight)
