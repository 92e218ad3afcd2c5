"""Diffusing particles: potentials, forces and baths as expressions of the coordinates, and a sample of trajectories."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from fluxforce.model.expression import FUNCTIONS, ExpressionError, parse
from fluxforce.model.schema.base import Complaint, Environment, Model, Part, Path, Several, room, unknown_name
from fluxforce.model.schema.fields import Duration, Name
from fluxforce.model.schema.network import Sample
from fluxforce.model.schema.values import (
    BathTemperature,
    Value,
    evaluated,
    parameter_complaints,
    safe_values,
)

MOST_STEPS = 2_000_000_000  # of all trajectories together
TIME = "t"
KEPT = 400  # points kept of every trajectory that is shown


class Bath(Part):
    """A heat bath: its temperature (k_B = 1), the coordinates it acts on (all if left out), its friction.

    ``friction`` belongs to underdamped models; overdamped ones have a mobility.
    """

    temperature: BathTemperature
    acts_on: Several[Name] | None = None
    friction: Value | None = None


class Piece(Part):
    """A protocol's value, an expression of t, until a time."""

    until: Duration
    value: Value


def _shape(given: Any) -> str:
    return "pieces" if isinstance(given, list | tuple) else "value"


Course = Annotated[
    Annotated[Value, Tag("value")] | Annotated[Several[Piece], Tag("pieces")], Discriminator(_shape)
]


class Start(Part):
    """A Gaussian start of one coordinate."""

    mean: Value = Value(0.0)
    deviation: Value = Value(0.0)


def _start(given: Any) -> str:
    return "spread" if isinstance(given, dict | Start) else "value"


Begin = Annotated[Annotated[Value, Tag("value")] | Annotated[Start, Tag("spread")], Discriminator(_start)]


class Active(Part):
    """A push with a memory of its own: run and tumble, a swimming direction, or a coloured force.

    ``run and tumble``: force +-``strength``, flips at ``rate``; ``active Brownian``: force ``strength`` along an angle
    that diffuses at ``rate`` (two coordinates); ``coloured``: Gaussian force of memory ``memory`` and diffusion
    ``strength``.
    """

    model: Literal["run and tumble", "active Brownian", "coloured"]
    strength: Value
    rate: Value | None = None
    memory: Value | None = None


class GridAxis(Part):
    """One axis of a Fokker-Planck grid."""

    from_: Annotated[Value, Field(alias="from")]
    to: Value
    cells: Annotated[int, Field(ge=3, le=1_000_000)]
    periodic: bool = False


class Langevin(Part):
    """Overdamped with a ``mobility``, or underdamped with a ``mass``; everything else is shared."""

    coordinates: Annotated[Several[Name], Field(min_length=1, max_length=64)]
    potential: Value = Value(0.0)
    # Forces that are no gradient, by coordinate.
    force: dict[Name, Value] = Field(default_factory=dict)
    baths: Annotated[dict[Name, Bath], Field(min_length=1)]
    # One expression, or one for each coordinate.
    mobility: Value | dict[Name, Value] | None = None
    mass: Value | dict[Name, Value] | None = None
    # How the noise is read; needed where the mobility depends on the position.
    interpretation: Literal["ito", "stratonovich", "isothermal"] | None = None
    # name -> expression of t, or pieces; jumps between pieces are allowed and their work is booked.
    protocol: dict[Name, Course] = Field(default_factory=dict)
    active: Active | None = None
    start: dict[Name, Begin]
    # Time to run before the clock and the books begin.
    settle: Duration | None = None
    step: Duration
    # Go through the protocol backward as well, from the equilibrium at its end.
    reverse: bool = False


class LangevinModel(Model):
    """A Langevin model. Energies and temperatures share one unit, k_B = 1; entropies are in k_B."""

    kind: Literal["langevin"]
    parameters: dict[Name, Value] = Field(default_factory=dict)
    langevin: Langevin
    sample: Sample = Field(default_factory=lambda: Sample(trajectories=2000))
    grid: dict[Name, GridAxis] = Field(default_factory=dict)
    environment: Environment = Field(default_factory=room)

    def complaints(self) -> Iterator[Complaint]:
        """Expressions of known names, baths for every coordinate, a step that fits the time."""
        yield from self.time.complaints()
        part, path = self.langevin, ("langevin",)
        names = (*part.coordinates, *part.protocol)
        yield from parameter_complaints(self.parameters, reserved=(*names, TIME))
        known = safe_values(self.parameters)
        seen: set[str] = set()
        for key, several in (("coordinates", part.coordinates), ("protocol", tuple(part.protocol))):
            for index, name in enumerate(several):
                here = (*path, key, index if key == "coordinates" else name)
                if not name.isidentifier() or name in (*FUNCTIONS, "pi", TIME):
                    yield Complaint(
                        here, f"'{name}' is not a plain word that is free", "choose another", True
                    )
                if name in seen:
                    yield Complaint(here, f"'{name}' stands twice", "choose another name", True)
                seen.add(name)
        yield from self._expression(part.potential, (*path, "potential"), names, known)
        for name, force in part.force.items():
            if name not in part.coordinates:
                yield unknown_name((*path, "force", name), name, part.coordinates, "coordinate", at_key=True)
            yield from self._expression(force, (*path, "force", name), names, known)
        yield from self._protocol(known)
        yield from self._baths(known)
        yield from self._motion(known)
        yield from self._start(known)
        yield from self._grid(known)
        yield from self._steps()

    def _expression(
        self, value: Value, here: Path, names: tuple[str, ...], known: dict[str, float]
    ) -> Iterator[Complaint]:
        if not isinstance(value.written, str):
            return
        try:
            parse(value.written, names=names, constants=known)
        except ExpressionError as error:
            yield Complaint(here, str(error), error.hint, offset=error.offset)

    def _protocol(self, known: dict[str, float]) -> Iterator[Complaint]:
        for name, course in self.langevin.protocol.items():
            here = ("langevin", "protocol", name)
            if isinstance(course, Value):
                yield from self._expression(course, here, (TIME,), known)
                continue
            if not course:
                yield Complaint(here, "no pieces", "give at least one piece, {until: ..., value: ...}", True)
            before = 0.0
            for index, piece in enumerate(course):
                yield from self._expression(piece.value, (*here, index, "value"), (TIME,), known)
                if piece.until <= before:
                    yield Complaint(
                        (*here, index, "until"), "the pieces of a protocol must follow one another"
                    )
                before = piece.until
            if course and abs(before - self.time.end) > 1e-9 * self.time.end:
                said = f"the pieces end at {before:g} s and the time at {self.time.end:g} s"
                yield Complaint((*here, len(course) - 1, "until"), said, "the last piece lasts until the end")

    def _baths(self, known: dict[str, float]) -> Iterator[Complaint]:
        part, covered = self.langevin, set()
        for name, bath in part.baths.items():
            here = ("langevin", "baths", name)
            heat, complaint = evaluated(bath.temperature, known, (*here, "temperature"), least=0.0)
            if heat == 0.0:
                said = "a bath at temperature 0 takes up entropy without bound"
                complaint = Complaint((*here, "temperature"), said, "give the temperature it really has")
            if complaint is not None:
                yield complaint
            acts = part.coordinates if bath.acts_on is None else bath.acts_on
            for index, coordinate in enumerate(bath.acts_on or ()):
                if coordinate not in part.coordinates:
                    yield unknown_name((*here, "acts on", index), coordinate, part.coordinates, "coordinate")
            if part.mass is None and covered & set(acts):
                twice = ", ".join(sorted(covered & set(acts)))
                said = f"{twice}: in two baths; an overdamped coordinate has one"
                yield Complaint(here, said, "say which coordinates each bath 'acts on'", True)
            covered |= set(acts)
            if (bath.friction is None) == (part.mass is not None):
                said = (
                    "a bath of an underdamped model needs 'friction'"
                    if part.mass is not None
                    else "'friction' belongs to underdamped models, which have a 'mass'"
                )
                yield Complaint(here, said, "overdamped models have a 'mobility'", True)
            if bath.friction is not None:
                _, complaint = evaluated(bath.friction, known, (*here, "friction"), least=0.0)
                if complaint is not None:
                    yield complaint
        lost = [name for name in part.coordinates if name not in covered]
        if lost and part.mass is None:
            yield Complaint(("langevin", "baths"), f"no bath acts on {', '.join(lost)}", None, True)

    def _motion(self, known: dict[str, float]) -> Iterator[Complaint]:
        part = self.langevin
        if (part.mobility is None) == (part.mass is None):
            said = "one of 'mobility' (overdamped) and 'mass' (underdamped) is needed, and only one"
            yield Complaint(("langevin",), said, None, True)
        for key, given in (("mobility", part.mobility), ("mass", part.mass)):
            names = part.coordinates if key == "mobility" else ()
            for where, value in given.items() if isinstance(given, dict) else ((None, given),):
                here = ("langevin", key) if where is None else ("langevin", key, where)
                if where is not None and where not in part.coordinates:
                    yield unknown_name(here, where, part.coordinates, "coordinate", at_key=True)
                if value is not None:
                    yield from self._expression(value, here, names, known)
            if isinstance(given, dict) and set(part.coordinates) - set(given):
                lost = ", ".join(c for c in part.coordinates if c not in given)
                yield Complaint(("langevin", key), f"no {key} for {lost}", None, True)
        if self.varies(known) and part.interpretation is None:
            yield Complaint(
                ("langevin", "mobility"),
                "a mobility that depends on the position says nothing until the noise is interpreted",
                "add 'interpretation: isothermal' (equilibrium is exp(-U/T)), ito or stratonovich",
            )
        if part.interpretation is not None and part.mass is not None:
            said = "an underdamped model has one interpretation only"
            yield Complaint(("langevin", "interpretation"), said, "leave it out", True)

    def varies(self, known: dict[str, float]) -> bool:
        """Whether the mobility depends on the position."""
        given = self.langevin.mobility
        for value in given.values() if isinstance(given, dict) else (given,):
            if value is None or not isinstance(value.written, str):
                continue
            try:
                if parse(value.written, names=self.langevin.coordinates, constants=known).used:
                    return True
            except ExpressionError:
                continue
        return False

    def _start(self, known: dict[str, float]) -> Iterator[Complaint]:
        part, here = self.langevin, ("langevin", "start")
        for name, value in part.start.items():
            if name not in part.coordinates:
                yield unknown_name((*here, name), name, part.coordinates, "coordinate", at_key=True)
            each = (
                ((), value, None),
            ) if isinstance(value, Value) else (
                (("mean",), value.mean, None), (("deviation",), value.deviation, 0.0),
            )  # fmt: skip
            for more, one, least in each:
                _, complaint = evaluated(one, known, (*here, name, *more), least=least)
                if complaint is not None:
                    yield complaint
        lost = [name for name in part.coordinates if name not in part.start]
        if lost:
            yield Complaint(
                here, f"no start for {', '.join(lost)}", "write 0, or {mean: 0, deviation: 1}", True
            )
        active = part.active
        if active is None:
            return
        needed = {"run and tumble": "rate", "active Brownian": "rate", "coloured": "memory"}[active.model]
        for key in ("strength", "rate", "memory"):
            value = getattr(active, key)
            if value is None and key == needed:
                yield Complaint(("langevin", "active"), f"'{active.model}' needs a '{key}'", None, True)
            if value is not None:
                _, complaint = evaluated(value, known, ("langevin", "active", key), least=0.0)
                if complaint is not None:
                    yield complaint
        if active.model == "active Brownian" and len(part.coordinates) < 2:
            yield Complaint(("langevin", "active", "model"), "an angle needs two coordinates")

    def _grid(self, known: dict[str, float]) -> Iterator[Complaint]:
        part = self.langevin
        for name, axis in self.grid.items():
            here = ("grid", name)
            if name not in part.coordinates:
                yield unknown_name(here, name, part.coordinates, "coordinate", at_key=True)
            ends = []
            for key, value in (("from", axis.from_), ("to", axis.to)):
                number, complaint = evaluated(value, known, (*here, key))
                if complaint is not None:
                    yield complaint
                ends.append(number)
            if None not in ends and ends[1] <= ends[0]:
                yield Complaint((*here, "to"), "an axis leads upwards")
        if not self.grid:
            return
        lost = [name for name in part.coordinates if name not in self.grid]
        if lost:
            yield Complaint(("grid",), f"no axis for {', '.join(lost)}", None, True)
        if part.mass is not None or part.active is not None or len(part.coordinates) > 2:
            said = "the grid is for one or two overdamped coordinates without an active drive"
            yield Complaint(("grid",), said, "leave 'grid' out", True)
        if part.protocol:
            yield Complaint(
                ("grid",), "a grid has a steady state; a protocol has none", "leave one out", True
            )
        if part.interpretation not in (None, "isothermal"):
            said = "the faces of the grid are those of the isothermal interpretation"
            yield Complaint(("grid",), said, "leave 'grid' out, or interpret isothermally", True)

    def _steps(self) -> Iterator[Complaint]:
        part = self.langevin
        if part.reverse and (not part.protocol or part.settle is None or len(part.baths) > 1 or part.active):
            said = "going backward needs a protocol, 'settle', one bath and no active drive"
            yield Complaint(("langevin", "reverse"), said, "it starts from the equilibrium at the end")
        steps = (self.time.end + (part.settle or 0.0)) / part.step
        if steps < 1.0:
            yield Complaint(("langevin", "step"), "the step is longer than the time")
        total = steps * self.sample.trajectories
        if total > MOST_STEPS:
            said = f"{total:.2g} steps of all trajectories; at most {MOST_STEPS:.0e} in one run"
            yield Complaint(
                ("langevin", "step"), said, "fewer trajectories, a longer step, or a shorter time"
            )

    def facts(self) -> dict[str, str]:
        """The convention, and what is not booked."""
        found = {"units": "k_B = 1: energies and temperatures share one unit; entropies are in k_B"}
        if self.langevin.active is not None:
            found["active"] = "the drive does work; the entropy that it produces itself is not booked"
        return found

    def bytes_needed(self) -> float:
        """The states of all trajectories at the output times."""
        count = len(self.langevin.coordinates) + 8
        return 8.0 * count * self.sample.trajectories * (len(self.time.output_times) + 4)
