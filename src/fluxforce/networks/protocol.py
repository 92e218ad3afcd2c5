"""Protocols: how the parameter of a potential is moved in time, jumps included."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array
from fluxforce.errors import BadInput, Problem


@dataclass(frozen=True)
class Piece:
    """``value(t)`` on ``begin`` <= t <= ``end`` [s], smooth inside; t is the time since the protocol began.

    ``value`` is a JAX function that gives a scalar or an array; the same function gives the same compiled program.
    """

    begin: float
    end: float
    value: Callable[[Array], Array]


@dataclass(frozen=True)
class Protocol:
    """lambda(t): smooth pieces with jumps between them.

    ``before`` is the parameter at t < 0 (the initial equilibrium belongs to it) and ``after`` the one at the end, so
    a protocol may jump at its first and at its last instant. A jump's work is U(x, new) - U(x, old), exactly.
    """

    before: Array
    pieces: tuple[Piece, ...]
    after: Array

    @property
    def duration(self) -> float:
        """Length of the protocol [s]."""
        return self.pieces[-1].end

    def reversed(self) -> "Protocol":
        """The same path backward in time, as Crooks' relation needs it."""
        end = self.duration
        turned = [
            Piece(end - one.end, end - one.begin, Backward(one.value, jnp.asarray(end)))
            for one in reversed(self.pieces)
        ]
        return Protocol(self.after, tuple(turned), self.before)


class Line(eqx.Module):
    """A straight line in time. Its numbers are data: other numbers do not mean another compiled program."""

    start: Array
    slope: Array

    def __call__(self, time: Array) -> Array:
        return self.start + self.slope * time


class Backward(eqx.Module):
    """Another function of time, read from ``end`` backward."""

    value: Callable[[Array], Array]
    end: Array

    def __call__(self, time: Array) -> Array:
        return self.value(self.end - time)


def hold(value: float | Array, duration: float) -> Protocol:
    """The parameter stays at ``value``."""
    fixed = jnp.asarray(value, dtype=float)
    return protocol([(duration, Line(fixed, jnp.zeros_like(fixed)))], before=fixed, after=fixed)


def ramp(start: float | Array, end: float | Array, duration: float) -> Protocol:
    """A straight line from ``start`` to ``end`` without jumps."""
    first, last = jnp.asarray(start, dtype=float), jnp.asarray(end, dtype=float)
    return protocol([(duration, Line(first, (last - first) / duration))], before=first, after=last)


def protocol(
    pieces: Sequence[tuple[float, Callable[[Array], Array]]],
    *,
    before: float | Array | None = None,
    after: float | Array | None = None,
) -> Protocol:
    """A protocol from (duration, value(t)) in order, t counted from the beginning of the whole protocol.

    ``before`` and ``after`` left out continue the first and the last piece: no jump there. Raises BadInput for an
    empty protocol, a duration that is not positive, values that are not finite, or shapes that change.
    """
    if not pieces:
        raise BadInput([Problem("a protocol without pieces", hint="give at least one (duration, value(t))")])
    wrong = [k for k, (length, _) in enumerate(pieces) if not 0.0 < length < float("inf")]
    if wrong:
        said = f"piece {wrong[0]} of the protocol lasts {pieces[wrong[0]][0]:g} s"
        raise BadInput([Problem(said, hint="durations are positive")])
    marks = [0.0]
    for length, _ in pieces:
        marks.append(marks[-1] + float(length))
    made = [Piece(a, b, value) for (a, b), (_, value) in zip(pairwise(marks), pieces, strict=True)]
    ends = [one.value(jnp.asarray(t)) for one in made for t in (one.begin, one.end)]
    first = jnp.asarray(ends[0] if before is None else before, dtype=float)
    last = jnp.asarray(ends[-1] if after is None else after, dtype=float)
    shapes = {jnp.shape(value) for value in (first, *ends, last)}
    if len(shapes) > 1:
        raise BadInput([Problem(f"the parameter changes its shape along the protocol: {sorted(shapes)}")])
    if not all(bool(jnp.all(jnp.isfinite(value))) for value in (first, *ends, last)):
        raise BadInput([Problem("the parameter is not a finite number everywhere along the protocol")])
    return Protocol(first, tuple(made), last)
