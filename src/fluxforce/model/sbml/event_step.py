"""One jump of the direct method, and the events that it sets off."""

from dataclasses import dataclass

import jax.numpy as jnp
from jax import lax

from fluxforce._types import Array
from fluxforce.model.sbml.events import Clock, Event
from fluxforce.model.sbml.happen import one_round, rounds, truths
from fluxforce.solve.jumps.direct_step import DirectStep

# round, copy numbers, triggers, faults, whether anything happened
_State = tuple[Array, dict[str, Array], list[Array], Array, Array]


@dataclass(frozen=True)
class EventStep:
    """A jump by ``inner``, then all that events make of it; rows are those of ``inner`` and the largest ``Fault``.

    ``clock``: any instant of the stretch of time in which triggers change with the copy numbers only.
    """

    inner: DirectStep
    events: tuple[Event, ...]
    clock: Clock

    @property
    def numbers(self) -> int:
        """How many species there are."""
        return self.inner.numbers

    @property
    def rows(self) -> int:
        """How many rows a trajectory has."""
        return self.inner.rows + 1

    def __call__(
        self, rows: list[Array], draw: Array, stream: Array, seed: Array, constants: Array, end: Array
    ) -> tuple[list[Array], Array]:
        """The next event of every lane that has one before ``end``."""
        species = self.inner.channels.species
        new, after = self.inner(rows[:-1], draw, stream, seed, constants, end)
        old_numbers = dict(zip(species, rows[2 : 2 + len(species)], strict=True))
        numbers = dict(zip(species, new[2 : 2 + len(species)], strict=True))
        before = truths(self.events, old_numbers, self.clock, jnp)

        def goes_on(state: _State) -> Array:
            return state[4] & (state[0] <= rounds(self.events))

        def turn(state: _State) -> _State:
            k, now, triggers, fault, _ = state
            after_it = one_round(self.events, triggers, now, fault, self.clock, jnp, k)
            return k + 1, *after_it

        start = (jnp.asarray(0), numbers, before, jnp.zeros_like(rows[0]), jnp.asarray(True))
        _, ends, _, fault, _ = lax.while_loop(goes_on, turn, start)
        put = [ends[name] for name in species]
        return [*new[:2], *put, *new[2 + len(species) :], lax.max(rows[-1], fault)], after
