"""What events do to copy numbers: all that are set off by one step, and what those set off in turn."""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from types import ModuleType
from typing import Any

import numpy as np

from fluxforce.errors import BadInput
from fluxforce.model.sbml.events import Clock, Event
from fluxforce.model.sbml.put_in import evaluated

ROUNDS = 3  # how often in a row events may set one another off, above their number


class Fault(IntEnum):
    """Why the outcome of events is not defined; larger ones are told first."""

    NONE = 0
    FRACTION = 1
    TOGETHER = 2
    ENDLESS = 3


def truths(
    events: Sequence[Event], numbers: Mapping[str, Any], clock: Clock, library: ModuleType
) -> list[Any]:
    """The trigger of every event, as booleans of the shape of the copy numbers."""
    some = next(iter(numbers.values()))
    found = [evaluated(one.at(clock), numbers, library) for one in events]
    return [library.full(some.shape, bool(one)) if isinstance(one, float) else one for one in found]


def settled(
    events: Sequence[Event], before: list[Any], numbers: Mapping[str, np.ndarray], clock: Clock
) -> tuple[Mapping[str, np.ndarray], np.ndarray]:
    """Copy numbers after all that happens, and a ``Fault`` where that is not defined.

    ``before`` are the triggers just before. An event happens where its trigger turns from false to true; what it
    sets may turn others.
    """
    fault = np.zeros_like(next(iter(numbers.values())))
    for k in range(rounds(events) + 1):
        numbers, before, fault, any_fires = one_round(events, before, numbers, fault, clock, np, k)
        if not any_fires:
            break
    return numbers, fault


def rounds(events: Sequence[Event]) -> int:
    """How many rounds of events may follow one step; another one is taken to be without end."""
    return len(events) + ROUNDS


def one_round(
    events: Sequence[Event], before: list[Any], numbers: Mapping[str, Any], fault: Any, clock: Clock,
    library: ModuleType, number: Any,
) -> tuple[dict[str, Any], list[Any], Any, Any]:  # fmt: skip
    """Copy numbers, triggers, faults after one round, and whether anything happened in it.

    Several events at once are defined only where all depend on time alone, none waits for another, and they set
    different species: nothing then depends on their order.
    """
    now = truths(events, numbers, clock, library)
    fires = [library.logical_and(a, library.logical_not(b)) for a, b in zip(now, before, strict=True)]
    after, zero = dict(numbers), library.zeros_like(fault)
    for one, here in zip(events, fires, strict=True):
        for species, value in one.assignments:
            copies = library.broadcast_to(evaluated(value, numbers, library), fault.shape)
            whole = library.round(copies)
            good = (abs(copies - whole) <= 1e-9 * library.maximum(abs(copies), 1.0)) & (copies >= 0.0)
            after[species] = library.where(here & good, whole, after[species])
            fault = library.maximum(fault, library.where(here & ~good, zero + float(Fault.FRACTION), zero))
    many = sum((library.where(one, zero + 1.0, zero) for one in fires), start=zero)
    if not _any_order(events):
        fault = library.maximum(fault, library.where(many > 1.5, zero + float(Fault.TOGETHER), zero))
    endless = (many > 0.5) & (number >= rounds(events))
    fault = library.maximum(fault, library.where(endless, zero + float(Fault.ENDLESS), zero))
    return after, now, fault, library.any(many > 0.5)


def _any_order(events: Sequence[Event]) -> bool:
    """Whether events of one instant have one outcome in every order."""
    names = [species for one in events for species, _ in one.assignments]
    alone = len(events) == 1
    return alone or (len(names) == len(set(names)) and all(e.timed and not e.ordered for e in events))


def refused(events: Sequence[Event], fault: Fault) -> BadInput:
    """The sentence for a fault that was met."""
    if fault == Fault.ENDLESS:
        return BadInput([one.problem("sets itself or others off again without end") for one in events])
    if fault == Fault.TOGETHER:
        return BadInput(
            [
                one.problem("happens at the same instant as another, and their order is not known")
                for one in events
            ]
        )
    return BadInput(
        [one.problem("sets a species to what is no number of copies") for one in events if one.assignments]
    )


def moments(events: Sequence[Event], end: float) -> list[float]:
    """Times from zero up to ``end`` [s] at which triggers may change by themselves, sorted, zero among them."""
    found = set().union(*(one.moments for one in events)) if events else set()
    return sorted({0.0, *(one for one in found if 0.0 <= one <= end)})
