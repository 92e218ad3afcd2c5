"""How a Newton correction is found: one interface, one class per structure of the Jacobian."""

import abc

import equinox as eqx
import jax
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.balance import System
from fluxforce.numerics.small import gauss_jordan
from fluxforce.solve.residual import Stage, stage_residual
from fluxforce.solve.tridiagonal import block_tridiagonal


class AbstractCorrection(eqx.Module):
    """Finds the Newton correction of a stage: -(d residual/dz)^-1 residual."""

    @abc.abstractmethod
    def correction(
        self, system: System, stage: Stage, coordinates: Float[Array, "coordinates places"]
    ) -> Float[Array, "coordinates places"]:
        """Correction of the coordinates at every place."""


class Dense(AbstractCorrection):
    """Every coordinate of every place may depend on every other: networks, tanks, small systems."""

    def correction(
        self, system: System, stage: Stage, coordinates: Float[Array, "coordinates places"]
    ) -> Float[Array, "coordinates places"]:
        shape = coordinates.shape

        def flat(vector: Array) -> Array:
            return stage_residual(system, stage, vector.reshape(shape)).reshape(-1)

        vector = coordinates.reshape(-1)
        return -jnp.linalg.solve(jax.jacfwd(flat)(vector), flat(vector)).reshape(shape)


class FullBlocks(AbstractCorrection):
    """A chain of places in which every quantity may drive every other: block-tridiagonal.

    Every third place is moved at once, so that three times as many tangents as there are coordinates give the
    whole Jacobian. ``transported`` coordinates are solved along the chain; the others (minerals, ionic strength,
    water activity) have equations of their own place only, and are eliminated there first.
    """

    transported: int = eqx.field(static=True)

    def correction(
        self, system: System, stage: Stage, coordinates: Float[Array, "coordinates places"]
    ) -> Float[Array, "coordinates places"]:
        residual, push = jax.linearize(lambda z: stage_residual(system, stage, z), coordinates)
        lower, diagonal, upper = three_colours(push, *coordinates.shape)
        n = self.transported
        local = coordinates.shape[0] - n
        # x_local = given - follow x_transported
        both = jnp.concatenate([diagonal[n:, :n], -residual[n:, None]], axis=1)
        solved = gauss_jordan(diagonal[n:, n:], both) if local else jnp.zeros((0, n + 1, residual.shape[1]))
        follow, given = solved[:, :n], solved[:, n]

        def fold(block: Array, follow: Array) -> Array:
            return block[:n, :n] - jnp.einsum("ilp,ljp->ijp", block[:n, n:], follow)

        def known(block: Array, given: Array) -> Array:
            return jnp.einsum("ilp,lp->ip", block[:n, n:], given)

        before, after = _neighbour(1), _neighbour(-1)
        right = (
            -residual[:n] - known(diagonal, given) - known(lower, before(given)) - known(upper, after(given))
        )
        moved = block_tridiagonal(
            fold(lower, before(follow)), fold(diagonal, follow), fold(upper, after(follow)), right
        )
        rest = given - jnp.einsum("ljp,jp->lp", follow, moved)
        return jnp.concatenate([moved, rest])


def three_colours(push, coordinates: int, places: int) -> tuple[Array, Array, Array]:
    """Blocks of a block-tridiagonal Jacobian from its product with tangents, [row, column, place] each.

    The block ``lower[:, :, p]`` is the derivative of the equations of place p by the coordinates of place p - 1.
    """
    colour = jnp.arange(places) % 3
    masks = jnp.where(colour[None] == jnp.arange(3)[:, None], 1.0, 0.0)
    seeds = jnp.eye(coordinates)[:, None, :, None] * masks[None, :, None, :]
    pushed = jax.vmap(jax.vmap(push))(seeds)  # [column, colour, row, place]
    blocks = jnp.moveaxis(pushed, (0, 1, 2, 3), (1, 2, 0, 3))  # [row, column, colour, place]

    def of(shift: int) -> Array:
        chosen = jnp.broadcast_to(((colour + shift) % 3)[None, None, None], (*blocks.shape[:2], 1, places))
        return jnp.take_along_axis(blocks, chosen, axis=2)[:, :, 0]

    first = (jnp.arange(places) == 0)[None, None]
    last = (jnp.arange(places) == places - 1)[None, None]
    return jnp.where(first, 0.0, of(2)), of(0), jnp.where(last, 0.0, of(1))


def _neighbour(shift: int):
    return lambda values: jnp.roll(values, shift, axis=-1)
