"""Exergy: the work that a stream or a heat could do on its way to one dead state.

With the conjugates y0 of the dead state (1/T0, -mu0_k/T0) and its dual psi0 = y0 . w0 - s(w0), a stream of content
w = (c, u) has the exergy b = T0 (y0 . w - s(w) - psi0) = u - T0 s - sum mu0_k c_k - (the same of the dead state), per
unit size; it is T0 times the Bregman divergence of -s from the dead state, so it is nowhere negative [kotas1985].
Gouy's theorem: what enters less what leaves less what is stored is T0 times the entropy produced [gouy1889].
"""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.thermo.base import AbstractPotential


class DeadState(eqx.Module):
    """Surroundings at ``temperature`` T0 [K], with conjugates y0 and dual psi0 of the balanced quantities."""

    temperature: Float[Array, ""]
    conjugates: Float[Array, " balanced"]
    dual: Float[Array, ""]

    def of(self, content: Float[Array, "balanced ..."], entropy: Float[Array, "..."]) -> Float[Array, "..."]:
        """Exergy per unit size [J] of contents with their entropy."""
        work = jnp.tensordot(self.conjugates, content, axes=1) - entropy - self.dual
        return self.temperature * work

    def of_heat(self, heat: Float[Array, "..."], temperature: Float[Array, "..."]) -> Float[Array, "..."]:
        """Exergy of heat [J or W] at a temperature: (1 - T0/T) Q."""
        return (1.0 - self.temperature / temperature) * heat


def dead_state(potential: AbstractPotential, coordinates: Float[Array, " coordinates"]) -> DeadState:
    """The dead state at the coordinates of one place, for a potential whose last quantity is the energy."""
    reading = potential.read(coordinates[:, None])
    balanced = reading.content.shape[0]
    conjugates = reading.conjugates[:balanced, 0]
    dual = jnp.dot(conjugates, reading.content[:, 0]) - reading.entropy[0]
    return DeadState(1.0 / conjugates[-1], conjugates, dual)
