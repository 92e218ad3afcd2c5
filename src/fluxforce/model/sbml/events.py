"""Events without delay: a condition of the copy numbers and of time, and what is set when it becomes true."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fluxforce.errors import BadInput, Problem
from fluxforce.model.sbml.formula import Formula, formula, polynomial
from fluxforce.model.sbml.put_in import put_in, uses_time
from fluxforce.model.sbml.rules import in_copies

# A time [s] and a side of it: -1 just before, 0 at it, +1 just after.
Clock = tuple[float, int]


@dataclass(frozen=True)
class Event:
    """When ``trigger`` turns from false to true, species are set to ``assignments``, all at once.

    Both are formulas of copy numbers, assignments give copies, one pair (species, formula) each; time stands in
    triggers as "since" and "past". ``initially``: what the trigger is taken to have been before the start.
    ``ordered``: whether assignments are to be computed after those of other events of the same instant.
    """

    name: str
    trigger: Formula
    assignments: tuple[tuple[str, Formula], ...]
    initially: bool
    ordered: bool
    line: int | None

    def at(self, clock: Clock) -> Formula:
        """The trigger as a formula of copy numbers alone, at an instant."""
        return _at(self.trigger, clock)

    @property
    def moments(self) -> set[float]:
        """Times [s] at which the trigger may change by itself."""
        return _moments(self.trigger)

    @property
    def timed(self) -> bool:
        """Whether the trigger depends on nothing but time."""
        return not _names(self.trigger)

    def problem(self, said: str) -> Problem:
        """A problem with the event's name and line."""
        return Problem(f"event '{self.name}' {said}", line=self.line)


def event_targets(model: Any) -> set[str]:
    """Everything that events set."""
    return {
        one.getVariable() for event in model.getListOfEvents() for one in event.getListOfEventAssignments()
    }


def events(
    model: Any,
    functions: Mapping[str, Any],
    rules: Mapping[str, Formula],
    values: Mapping[str, float],
    scales: Mapping[str, float],
    dynamic: list[str],
    seconds: float,
) -> tuple[Event, ...]:
    """All events of a model. Raises BadInput, with the event's name and line, for what has no exact counterpart."""
    found = []
    for place, one in enumerate(model.getListOfEvents()):
        name = one.getId() or one.getName() or f"number {place + 1}"
        try:
            found.append(_event(one, name, functions, rules, values, scales, dynamic, seconds))
        except BadInput as error:
            raise BadInput(
                [Problem(p.message, p.path, p.hint, p.file, p.line or one.getLine()) for p in error.problems]
            ) from None
    return tuple(found)


def _event(
    one: Any,
    name: str,
    functions: Mapping[str, Any],
    rules: Mapping[str, Formula],
    values: Mapping[str, float],
    scales: Mapping[str, float],
    dynamic: list[str],
    seconds: float,
) -> Event:
    whose, line = f"event '{name}'", one.getLine()
    moving = {s: scales[s] for s in dynamic}
    fixed = {k: v for k, v in values.items() if k not in moving}
    for present, what in ((one.isSetDelay(), "a delay"), (one.isSetPriority(), "a priority")):
        if present:
            raise BadInput([Problem(f"{whose} has {what}, which cannot be represented", line=line)])
    if not one.isSetTrigger() or one.getTrigger().getMath() is None:
        raise BadInput([Problem(f"{whose} has no trigger", line=line)])
    owner = f"the trigger of {whose}"
    given = put_in(formula(one.getTrigger().getMath(), owner, functions, timed=True), rules, owner)
    trigger = in_copies(_clocked(given, fixed, owner, seconds), values, moving, owner, line)
    if trigger.operation not in (
        "less",
        "less_equal",
        "equal",
        "and",
        "or",
        "not",
        "since",
        "past",
        "number",
    ):
        raise BadInput([Problem(f"{owner} is no condition", line=line)])
    set_to = []
    for assignment in one.getListOfEventAssignments():
        variable = assignment.getVariable()
        owner = f"what {whose} gives to '{variable}'"
        if variable not in moving:
            said = f"{whose} sets '{variable}', which is no species: only numbers of copies can be set"
            raise BadInput([Problem(said, line=assignment.getLine())])
        if assignment.getMath() is None:
            raise BadInput([Problem(f"{owner} has no formula", line=assignment.getLine())])
        value = put_in(formula(assignment.getMath(), owner, functions), rules, owner)
        copies = in_copies(value, values, moving, owner, assignment.getLine())
        if moving[variable] != 1.0:
            copies = Formula("divide", (copies, Formula("number", value=moving[variable])))
        set_to.append((variable, copies))
    initially = bool(one.getTrigger().getInitialValue()) if one.getTrigger().isSetInitialValue() else True
    early = not one.isSetUseValuesFromTriggerTime() or bool(one.getUseValuesFromTriggerTime())
    return Event(name, trigger, tuple(set_to), initially, not early, line)


def _clocked(given: Formula, fixed: Mapping[str, float], owner: str, seconds: float) -> Formula:
    """Comparisons of time with a constant become "since" and "past" [s]; time anywhere else is refused."""
    if not uses_time(given):
        return given
    if given.operation in ("and", "or", "not"):
        return Formula(given.operation, tuple(_clocked(one, fixed, owner, seconds) for one in given.parts))
    difference = Formula("minus", given.parts) if given.operation in ("less", "less_equal") else given
    named = _named(difference)
    line = polynomial(named, fixed, {"\0": 1.0})
    slope = (line or {}).get((("\0", 1),), 0.0)
    if line is None or slope == 0.0 or any(sum(n for _, n in monomial) > 1 for monomial in line):
        said = f"{owner} uses time other than by comparing it with a constant, which cannot be represented"
        raise BadInput([Problem(said)])
    moment = -line.get((), 0.0) / slope * seconds
    # slope (t - c) < 0: before c if the slope is positive, after c otherwise
    strict = given.operation == "less"
    if slope > 0.0:
        return Formula("not", (Formula("since" if strict else "past", value=moment),))
    return Formula("past" if strict else "since", value=moment)


def _named(given: Formula) -> Formula:
    if given.operation == "time":
        return Formula("name", name="\0")
    return Formula(given.operation, tuple(_named(one) for one in given.parts), given.value, given.name)


def _at(given: Formula, clock: Clock) -> Formula:
    if given.operation in ("since", "past"):
        least = 0 if given.operation == "since" else 1
        true = clock[0] > given.value or (clock[0] == given.value and clock[1] >= least)
        return Formula("number", value=float(true))
    return Formula(given.operation, tuple(_at(one, clock) for one in given.parts), given.value, given.name)


def _moments(given: Formula) -> set[float]:
    own = {given.value} if given.operation in ("since", "past") else set()
    return own.union(*(_moments(one) for one in given.parts))


def _names(given: Formula) -> bool:
    return given.operation == "name" or any(_names(one) for one in given.parts)
