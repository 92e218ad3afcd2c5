"""First activities for Newton's method: every total balanced against the species that make it, one by one."""

import jax
import jax.numpy as jnp

from fluxforce._types import Array
from fluxforce.thermo.equilibria.newton import State, amounts, fractions
from fluxforce.thermo.equilibria.problem import Rows, System

_ROUNDS = 12
_TINY = 1e-290
_LARGEST = 30.0  # change of ln a in one round


def first_state(system: System, rows: Rows, u: Array, held: Array, amount: Array, balance: Array) -> State:
    """The state from which the iteration starts, phases apart from their saturation by what they are, at least 1.

    Where `balance` is false the activities are taken as they are: those of a similar water.
    """
    cells = u.shape[1]
    u = balanced(system, rows, u, held, jnp.where(balance, _ROUNDS, 0))
    distance = jnp.maximum(-fractions(system, u)[0], jnp.where(balance, 1.0, 1e-3))
    return State(
        u=u,
        ln_gamma=jnp.zeros((system.columns.shape[0], cells)),
        amount=jnp.broadcast_to(amount, (system.of.shape[0], cells)),
        distance=distance,
        size=jnp.full(cells, jnp.inf),
        iterations=jnp.zeros(cells, dtype=int),
    )


def balanced(system: System, rows: Rows, u: Array, held: Array, rounds: Array) -> Array:
    """Multiply each activity that is not held by (what should form it)/(what does), a few rounds.

    Positive continued fractions (Carrayrou, Mose and Behra, 2002, doi:10.1002/aic.690480423): species with
    negative coefficients, and a negative total, change sides, so that both sides of the ratio are positive. The
    logarithm of the ratio is divided by its slope over the whole row, so that coupled components do not overshoot.
    """
    count = rows.of_amounts.shape[0] - 1
    weights = rows.of_amounts[:count]
    forming, taking = jnp.maximum(weights, 0), jnp.maximum(-weights, 0)
    # what is held does not move with the others, however large its coefficient (10 H+ and 8 e- in NH4+)
    reach = jnp.abs(system.columns[:, :count]) @ (~held).astype(float)
    have, owe = jnp.maximum(rows.first, 0) + _TINY, jnp.maximum(-rows.first, 0)
    nothing = jnp.zeros_like(system.ln_k)

    def balance(_, u):
        n = amounts(system, u, nothing)
        above, below = have + taking @ n, owe + forming @ n + _TINY
        slope = (forming @ (reach * n)) / below + (taking @ (reach * n)) / above
        change = jnp.log(above / below) / jnp.maximum(slope, 1.0)
        change = jnp.where(held, 0.0, jnp.clip(change, -_LARGEST, _LARGEST))
        return u.at[:count].add(change)

    return jax.lax.fori_loop(0, rounds, balance, u)
