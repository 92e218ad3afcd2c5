"""What every part of a model file shares: strictness, spelling of keys, and complaints that span several
keys.
"""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, Strict, ValidationInfo, model_validator

from fluxforce.constants import ROOM_TEMPERATURE
from fluxforce.model.schema.fields import Duration, Length, Memory, Name, Temperature, Tolerance
from fluxforce.model.yaml_tree import Path, Tree

Item = TypeVar("Item")
# A list in the file, a tuple in the document.
Several = Annotated[tuple[Item, ...], Strict(False)]


@dataclass(frozen=True)
class Complaint:
    """Something wrong between several keys, at the path of the one to change; `at_key` points at the key
    itself.
    """

    path: Path
    message: str
    hint: str | None = None
    at_key: bool = False
    offset: int | None = None


class Part(BaseModel):
    """A mapping of the model file. Unknown keys are errors; keys are written with blanks (`volume
    fraction`).
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, alias_generator=lambda name: name.replace("_", " ")
    )

    @model_validator(mode="before")
    @classmethod
    def _remember(cls, data: Any, info: ValidationInfo) -> Any:
        """Note which class read this mapping, so that an unknown key can be told the known ones."""
        if isinstance(info.context, dict):
            info.context[id(data)] = cls
        return data


def keys_of(part: type[Part]) -> list[str]:
    """The keys that a mapping may have, as written in the file."""
    return [field.alias or name for name, field in part.model_fields.items()]


class Time(Part):
    """How long, what to keep, how accurate. The initial and the final state are always kept."""

    end: Duration
    # A number of equal intervals, or the times themselves.
    outputs: Annotated[int, Field(ge=1, le=100_000)] | Several[Duration] = 20
    # Local error of one step, relative to the scale of each quantity.
    tolerance: Tolerance = 1e-3
    # Last Newton correction, relative; what is left is about its square, and decides how much content leaks.
    newton_tolerance: Tolerance = 1e-6
    maximum_steps: Annotated[int, Field(ge=1, le=10**9)] = 200_000
    # TR-BDF2 is of second order, Kvaerno3 of third; `automatic` takes the latter below a tolerance of 1e-5.
    solver: Literal["automatic", "TR-BDF2", "Kvaerno3"] = "automatic"

    @property
    def output_times(self) -> tuple[float, ...]:
        """Times to keep [s], rising, without zero and with the end."""
        if isinstance(self.outputs, int):
            return tuple(self.end * (step / self.outputs) for step in range(1, self.outputs + 1))
        times = self.outputs
        return times if times and times[-1] == self.end else (*times, self.end)

    def complaints(self, path: Path = ("time",)) -> Iterator[Complaint]:
        """Output times must rise and stay within the run."""
        if isinstance(self.outputs, int):
            return
        if not self.outputs:
            yield Complaint(
                (*path, "outputs"), "no output times", "give a number such as 20, or a list of times"
            )
        before = 0.0
        for index, moment in enumerate(self.outputs):
            here = (*path, "outputs", index)
            if moment > self.end:
                yield Complaint(here, f"output time {moment:g} s is beyond the end, {self.end:g} s")
            elif moment <= before:
                yield Complaint(here, "output times must rise")
            before = moment


class Environment(Part):
    """The surroundings against which exergy is reckoned: exergy destroyed = T0 times entropy produced."""

    temperature: Temperature


def room() -> Environment:
    """Surroundings at 25 degC, for models whose dissipation is reckoned in k_B and not in joules."""
    return Environment.model_construct(temperature=ROOM_TEMPERATURE)


class Lengths(Part):
    """Lengths of the material, against which gradients and cells are compared: is there local equilibrium?"""

    mean_free_path: Length | None = None
    pore: Length | None = None
    representative_volume: Length | None = None

    def given(self) -> dict[str, float]:
        """Those that are given [m], by their key in the file."""
        found = {
            "mean free path": self.mean_free_path, "pore": self.pore,
            "representative volume": self.representative_volume,
        }  # fmt: skip
        return {name: length for name, length in found.items() if length is not None}


class Model(Part):
    """What all kinds of model have. Documents are frozen; numbers are in SI units."""

    fluxforce: Literal[1]
    title: Annotated[str, Field(max_length=200)] = ""
    description: Annotated[str, Field(max_length=10_000)] = ""
    # Free text that travels with the model and is never computed with; resolved.yaml adds `facts`.
    notes: dict[Name, Annotated[str, Field(max_length=1000)]] = Field(default_factory=dict)
    time: Time
    # Models estimated to need more are refused before anything is allocated.
    memory_limit: Memory = 4e9
    # Optional: of the material, for the section on local equilibrium.
    lengths: Lengths | None = None

    _tree: Tree | None = PrivateAttr(default=None)

    @property
    def tree(self) -> Tree | None:
        """Where the document was read, for messages with a place; None for one made in Python."""
        return self._tree

    @abstractmethod
    def complaints(self) -> Iterator[Complaint]:
        """Everything wrong between several keys, each with its path. No database is needed for these."""

    @abstractmethod
    def bytes_needed(self) -> float:
        """A rough estimate of the memory of a run [byte], from counts only: nothing is allocated for it."""

    @abstractmethod
    def facts(self) -> dict[str, str]:
        """What is taken for granted and stands in no key of the file, in words: what is held, what is
        booked.
        """

    def resolved(self) -> dict[str, Any]:
        """Plain data with every default filled in and numbers in SI units with their unit: a model file
        again.
        """
        data = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        first = {key: data.pop(key) for key in ("fluxforce", "kind", "title")}
        return {**first, **data, "notes": {**data["notes"], **self.facts()}}


def unknown_name(
    path: Path, name: str, known: "list[str] | tuple[str, ...]", what: str, *, at_key: bool = False
) -> Complaint:
    """`name` is none of `known`: with the nearest one, or all when they are few."""
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1, cutoff=0.5)
    if near:
        hint = f"did you mean '{near[0]}'?"
    elif 0 < len(known) <= 12:
        hint = f"{what.removesuffix('s')}s here: {', '.join(known)}"
    else:
        hint = None
    return Complaint(path, f"unknown {what} '{name}'", hint, at_key)


__all__ = [
    "Complaint", "Environment", "Lengths", "Model", "Name", "Part", "Path", "Several", "Time", "keys_of", "room",
    "unknown_name",
]  # fmt: skip
