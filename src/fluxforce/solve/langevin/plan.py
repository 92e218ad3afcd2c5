"""Where a trajectory stops to be looked at, and how many steps lead there."""

from collections.abc import Sequence
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.protocol import Protocol
from fluxforce.solve.langevin.run import Schedule, Value


@dataclass(frozen=True)
class Leg:
    """One smooth piece: its parameter, its intervals, and which of them end at an output."""

    value: Value | None
    schedule: Schedule
    kept: np.ndarray


def plan(times: np.ndarray, step: float, protocol: Protocol | None, parameter: Array) -> list[Leg]:
    """Legs that end at every output and at every break of the protocol, in steps of at most ``step``.

    The number of steps between two stops is even. An output at the end of the protocol sees its last jump.
    Raises BadInput for a step or times that are not positive and ascending, or that outlast the protocol.
    """
    _check(times, step, protocol)
    if protocol is None:
        return [_leg(None, 0.0, times, np.ones(times.size, dtype=bool), step, [parameter] * times.size)]
    legs = []
    last = protocol.pieces[-1]
    for piece in protocol.pieces:
        ends_here = piece is last
        inside = times[(times > piece.begin) & (times <= piece.end)]
        if piece is protocol.pieces[0]:
            inside = times[times <= piece.end]
        stops = inside if inside.size and inside[-1] == piece.end else np.append(inside, piece.end)
        kept = np.isin(stops, inside)
        closing = [piece.value(jnp.asarray(t)) for t in stops]
        if stops[0] == 0.0:
            closing[0] = protocol.before
        if ends_here:
            closing[-1] = protocol.after
        legs.append(_leg(piece.value, piece.begin, stops, kept, step, closing))
    return legs


def _leg(
    value: Value | None,
    begin: float,
    stops: np.ndarray,
    kept: np.ndarray,
    step: float,
    closing: Sequence[Array],
) -> Leg:
    starts = np.concatenate([[begin], stops[:-1]])
    lengths = stops - starts
    pairs = np.ceil(lengths / (2.0 * step) - 1e-9).astype(np.int64)
    pairs = np.where((lengths > 0.0) & (pairs < 1), 1, pairs)
    steps = lengths / np.maximum(2 * pairs, 1)
    return Leg(
        value,
        Schedule(
            jnp.asarray(starts),
            jnp.asarray(steps),
            jnp.asarray(pairs),
            jnp.stack([jnp.asarray(one, dtype=float) for one in closing]),
        ),
        kept,
    )


def _check(times: np.ndarray, step: float, protocol: Protocol | None) -> None:
    if not 0.0 < step < np.inf:
        raise BadInput([Problem(f"a step of {step:g} s", hint="steps are positive")])
    if times.size == 0 or not np.all(np.isfinite(times)) or times[0] < 0.0 or np.any(np.diff(times) <= 0.0):
        raise BadInput(
            [Problem("times of output are not ascending numbers from 0", hint="such as [0, 0.5, 1]")]
        )
    if protocol is not None and times[-1] > protocol.duration * (1.0 + 1e-12):
        said = f"output at {times[-1]:g} s, but the protocol ends at {protocol.duration:g} s"
        raise BadInput([Problem(said, hint="add a piece that holds the last value")])
