"""What events do to copy numbers: all that are set off by one step, and what those set off in turn."""

from collections.abc import Sequence
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


def truths(events: Sequence[Event], numbers: dict[str, Any], clock: Clock, library: ModuleType) -> list[Any]:
    """The trigger of every event, as booleans of the shape of the copy numbers."""
    some = next(iter(numbers.values()))
    yes = some == some
    return [library.logical_and(yes, evaluated(one.at(clock), numbers, library)) for one in events]


def settled(
    events: Sequence[Event], before: list[Any], numbers: dict[str, Any], clock: Clock, library: ModuleType
) -> tuple[dict[str, Any], Any]:
    """Copy numbers after all that happens, and a ``Fault`` where that is not defined.

    ``before`` are the triggers just before. An event happens where its trigger turns from false to true; what it
    sets may turn others. Several at once are defined only where all depend on time alone, none waits for another,
    and they set different species: nothing then depends on their order.
    """
    fault = library.zeros_like(next(iter(numbers.values())))
    for _ in range(len(events) + ROUNDS):
        now = truths(events, numbers, clock, library)
        fires = [a & ~b for a, b in zip(now, before, strict=True)]
        after = dict(numbers)
        for one, here in zip(events, fires, strict=True):
            for species, value in one.assignments:
                copies = library.broadcast_to(evaluated(value, numbers, library), fault.shape)
                whole = library.round(copies)
                good = (abs(copies - whole) <= 1e-9 * library.maximum(abs(copies), 1.0)) & (copies >= 0.0)
                after[species] = library.where(here & good, whole, after[species])
                fault = library.maximum(fault, library.where(here & ~good, float(Fault.FRACTION), 0.0))
        if not _any_order(events):
            many = sum((library.where(one, 1.0, 0.0) for one in fires), start=library.zeros_like(fault))
            fault = library.maximum(fault, library.where(many > 1.5, float(Fault.TOGETHER), 0.0))
        numbers, before = after, now
        if library is np and not any(one.any() for one in fires):
            return numbers, fault
    last = truths(events, numbers, clock, library)
    for now, then in zip(last, before, strict=True):
        fault = library.maximum(fault, library.where(now & ~then, float(Fault.ENDLESS), 0.0))
    return numbers, fault


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
