"""Equal diffusivities: transport is one scalar operator on contents, chemistry a few extents per place."""

import equinox as eqx
import jax
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.balance import System, exchange_rates
from fluxforce.laws.transport import Fick
from fluxforce.numerics.small import gauss_jordan
from fluxforce.places import Chain, Everywhere
from fluxforce.process import Exchange, Flow
from fluxforce.solve.linear import AbstractCorrection
from fluxforce.solve.residual import Stage, stage_residual
from fluxforce.solve.tridiagonal import block_tridiagonal, scalar_tridiagonal
from fluxforce.thermo.slopes import slopes


class Operator(eqx.Module):
    """Transport of contents along a chain: supply_i = lower_i w_{i-1} + diagonal_i w_i + upper_i w_{i+1}."""

    lower: Float[Array, " places"]
    diagonal: Float[Array, " places"]
    upper: Float[Array, " places"]


def transport_operator(system: System) -> Operator:
    """The operator of all flows and of all Fickian exchanges [size of place per second]."""
    places = system.size.shape[0]
    from_tail = jnp.zeros(places - 1)
    from_head = jnp.zeros(places - 1)
    for flow in system.flows:
        share = jnp.where(flow.rate >= 0.0, 1.0 - flow.weight, flow.weight)
        from_tail = from_tail + flow.rate * share
        from_head = from_head + flow.rate * (1.0 - share)
    for exchange in system.exchanges:
        if isinstance(exchange.law, Fick):
            conductance = exchange.law.conductance * exchange.measure
            from_tail = from_tail + conductance
            from_head = from_head - conductance
    active = system.active[0]
    lower = jnp.pad(from_tail, (1, 0))
    upper = -jnp.pad(from_head, (0, 1))
    diagonal = jnp.pad(from_head, (1, 0)) - jnp.pad(from_tail, (0, 1))
    return Operator(active * lower, active * diagonal, active * upper)


def is_scalar(process: Exchange | Flow) -> bool:
    """Whether a process fits the scalar operator or acts inside one place."""
    if isinstance(process, Flow):
        return isinstance(process.sites, Chain)
    inside = isinstance(process.sites, Everywhere)
    return inside or (isinstance(process.sites, Chain) and isinstance(process.law, Fick))


def extent_slopes(
    system: System, kinetic: tuple[Exchange, ...], coordinates: Float[Array, "coordinates places"]
) -> Float[Array, "reactions coordinates places"]:
    """Derivatives of the extents per second of all reactions by the coordinates of their own place."""

    def extents(z: Array) -> Array:
        reading = system.potential.read(z)
        fluxes = [exchange_rates(exchange, reading)[1] for exchange in kinetic]
        return jnp.concatenate([*fluxes, jnp.zeros((0, z.shape[1]))])

    _, push = jax.linearize(extents, coordinates)
    count = coordinates.shape[0]
    seeds = jnp.broadcast_to(jnp.eye(count)[:, :, None], (count, *coordinates.shape))
    return jax.vmap(push, out_axes=1)(seeds)


class EqualDiffusivities(AbstractCorrection):
    """One coefficient for all mobile quantities: combinations that no reaction touches decouple.

    With x the correction of the mobile contents, L the scalar transport operator and nu_k the stoichiometry of
    reaction k, (I - step L) x = -r + step sum_k nu_k dJ_k, and locally dJ_k = A_k . x + d_k. So
    x = x0 + sum_k nu_k w_k, where x0 needs scalar tridiagonal systems only, and the w_k one system with a block
    as small as the number of kinetic reactions.
    """

    transported: int = eqx.field(static=True)

    def correction(
        self, system: System, stage: Stage, coordinates: Float[Array, "coordinates places"]
    ) -> Float[Array, "coordinates places"]:
        n = self.transported
        kinetic = tuple(e for e in system.exchanges if isinstance(e.sites, Everywhere))
        residual = stage_residual(system, stage, coordinates)
        scale = stage.step / system.size
        balanced = system.active.shape[0]
        net = [(e.products - e.reactants)[:, :balanced] for e in kinetic]
        stoichiometry = jnp.concatenate([*net, jnp.zeros((0, balanced))])
        rates = extent_slopes(system, kinetic, coordinates)
        # what does not move is settled in its own place, reactions included
        matrix = slopes(system.potential, coordinates).equations
        reacted = scale[None, None] * jnp.einsum("kl,kzp->lzp", stoichiometry[:, n:], rates)
        matrix = matrix.at[n:balanced].add(-system.active[n:, None] * reacted)
        matrix, rates, residual = jax.lax.optimization_barrier((matrix, rates, residual))

        # dz = spread x + own, from the definition of x and the equations of the place itself
        unit = (
            jnp.zeros((coordinates.shape[0], n, coordinates.shape[1]))
            .at[jnp.arange(n), jnp.arange(n)]
            .set(1.0)
        )
        right = jnp.concatenate([unit, (-residual).at[:n].set(0.0)[:, None]], axis=1)
        solved = gauss_jordan(matrix, right)
        spread, own = solved[:, :n], solved[:, n]
        answer = jnp.einsum("kzp,zjp->kjp", rates, spread)
        given = jnp.einsum("kzp,zp->kp", rates, own)

        operator = transport_operator(system)
        lower, diagonal, upper = (
            -scale * operator.lower,
            1.0 - scale * operator.diagonal,
            -scale * operator.upper,
        )
        content = scalar_tridiagonal(lower, diagonal, upper, -residual[:n])
        if kinetic:
            mobile = stoichiometry[:, :n]
            forced = scale * system.active[0]
            eye = jnp.eye(mobile.shape[0])[:, :, None]
            middle = eye * diagonal[None, None] - forced[None, None] * jnp.einsum(
                "kjp,lj->klp", answer, mobile
            )
            source = forced[None] * (jnp.einsum("kjp,jp->kp", answer, content) + given)
            extra = block_tridiagonal(eye * lower[None, None], middle, eye * upper[None, None], source)
            content = content + mobile.T @ extra
        return jnp.einsum("zjp,jp->zp", spread, content) + own
