"""An exclusion process: particles on a line of sites that give way to each other, between two reservoirs."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from fluxforce.model.schema.base import Complaint, Environment, Model, Part, room
from fluxforce.model.schema.fields import Name
from fluxforce.model.schema.values import Rate, Value, evaluated, parameter_complaints, safe_values

MOST_SITES = 18


class Exclusion(Part):
    """Rates at both ends and in between; `none` types what does not happen as one-way.

    ``enter left`` alpha, ``leave left`` gamma, ``leave right`` beta, ``enter right`` delta, ``hop right`` p,
    ``hop left`` q.
    """

    sites: Annotated[int, Field(ge=1, le=MOST_SITES)]
    enter_left: Rate
    leave_left: Rate
    leave_right: Rate
    enter_right: Rate
    hop_right: Rate
    hop_left: Rate


class ExclusionModel(Model):
    """The open exclusion process in its steady state, which is reckoned over the time of the run."""

    kind: Literal["exclusion"]
    parameters: dict[Name, Value] = Field(default_factory=dict)
    exclusion: Exclusion
    environment: Environment = Field(default_factory=room)

    def rates(self, known: dict[str, float]) -> dict[str, float]:
        """All six rates [1/s]; zero where there is none."""
        part = self.exclusion
        return {key: getattr(part, key).number(known) for key in KEYS}

    def complaints(self) -> Iterator[Complaint]:
        """Rates that are numbers above zero, or none; a way in either direction everywhere."""
        yield from self.time.complaints()
        yield from parameter_complaints(self.parameters)
        known = safe_values(self.parameters)
        for key in KEYS:
            rate: Rate = getattr(self.exclusion, key)
            here = ("exclusion", key.replace("_", " "))
            number, complaint = evaluated(rate, known, here, least=0.0)
            if complaint is not None:
                yield complaint
            elif number == 0.0 and not rate.one_way:
                said = "a rate of zero makes its reverse one-way, which produces entropy without bound"
                yield Complaint(here, said, "give the small rate it really has, or 'none' if there is none")
        for one, other in (
            ("enter_left", "leave_left"),
            ("leave_right", "enter_right"),
            ("hop_right", "hop_left"),
        ):
            if getattr(self.exclusion, one).one_way and getattr(self.exclusion, other).one_way:
                said = f"neither '{one.replace('_', ' ')}' nor '{other.replace('_', ' ')}' happens"
                yield Complaint(("exclusion", one.replace("_", " ")), said, "give one of them a rate")

    def facts(self) -> dict[str, str]:
        """What the books are about."""
        return {"steady": "the books are those of the steady state, over the time of the run"}

    def bytes_needed(self) -> float:
        """The generator of 2^sites states and its factors."""
        return 8.0 * 2.0**self.exclusion.sites * (40.0 + 4.0 * self.exclusion.sites)


KEYS = ("enter_left", "leave_left", "leave_right", "enter_right", "hop_right", "hop_left")
