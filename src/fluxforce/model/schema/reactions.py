"""A reaction network among counted species, with chemostats: rate equations, master equation and jumps in one file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from fluxforce.constants import AVOGADRO
from fluxforce.errors import BadInput
from fluxforce.model.expression import FUNCTIONS, ExpressionError, parse
from fluxforce.model.schema.base import Complaint, Environment, Model, Part, room, unknown_name
from fluxforce.model.schema.fields import Name, fault
from fluxforce.model.schema.network import Sample
from fluxforce.model.schema.values import Value, evaluated, is_expression, parameter_complaints, safe_values
from fluxforce.networks.reactions import parse_sides
from fluxforce.units import UnitError, si_constant, to_si

ZERO = "a reaction without a way back would produce entropy without bound"


@dataclass(frozen=True)
class Amount:
    """A number in the model's own units, an expression of parameters, or a quantity in SI units (``unit``)."""

    written: float | str
    unit: str = ""

    @staticmethod
    def read(given: Any) -> "Amount":
        """A number, or text: a quantity where it has a unit, an expression otherwise."""
        if isinstance(given, Amount):
            return given
        if isinstance(given, bool) or not isinstance(given, str | int | float):
            raise fault("expected a number, a quantity or an expression", "for example '2.5' or '1e6 1/M/s'")
        if not isinstance(given, str):
            return Amount(float(given))
        try:
            value, unit = si_constant(given)
        except UnitError as error:
            if is_expression(given):
                return Amount(given)
            raise fault(str(error), error.hint) from None
        return Amount(value, unit)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.read, serialization=core_schema.plain_serializer_function_ser_schema(cls.write)
        )

    def write(self) -> float | str:
        """What reads back as the same."""
        return f"{self.written!r} {self.unit}" if self.unit else self.written

    def number(self, known: Mapping[str, float]) -> float:
        """The number as written; SI where it has a unit. Raises ExpressionError."""
        if not isinstance(self.written, str):
            return self.written
        return parse(self.written, names=(), constants=known).number({})


class ReactionChannel(Part):
    """One line such as `2 X + A <=> 3 X` with its rate constants; `->` is one-way and has no `backward`.

    Constants are in copies: J+ = forward prod c^nu per volume and second, with c = copies/volume. ``forward law``
    and ``backward law`` are propensities [1/s], expressions of the copy numbers, in place of mass action.
    """

    reaction: str
    forward: Amount | None = None
    backward: Amount | None = None
    forward_law: str | None = None
    backward_law: str | None = None
    reservoir: Name = "bath"


class MasterEquation(Part):
    """Exact probabilities of copy numbers within 0 <= n <= bound."""

    bounds: dict[Name, Annotated[int, Field(ge=1, le=10_000_000)]]


class Reactions(Part):
    """Channels, what chemostats hold, and copy numbers at the start."""

    # A plain number sets the unit of all concentrations; a quantity such as 1 fL asks for units everywhere.
    volume: Amount = Amount(1.0)
    channels: Annotated[dict[Name, ReactionChannel], Field(min_length=1)]
    chemostats: dict[Name, Amount] = Field(default_factory=dict)
    # Copy numbers of the species that change.
    initial: dict[Name, Value]


class ReactionsModel(Model):
    """A reaction network: one set of laws for rate equations, master equation and exact jumps."""

    kind: Literal["reactions"]
    parameters: dict[Name, Value] = Field(default_factory=dict)
    reactions: Reactions
    master_equation: MasterEquation | None = None
    sample: Sample | None = None
    linear_noise: bool = False
    environment: Environment = Field(default_factory=room)

    @property
    def dimensional(self) -> bool:
        """Whether the volume has a unit, and so all constants and concentrations."""
        return bool(self.reactions.volume.unit)

    @property
    def own_laws(self) -> bool:
        """Whether a reaction has a law that is not mass action, so that there are no rate equations."""
        return any(c.forward_law or c.backward_law for c in self.reactions.channels.values())

    def species(self) -> list[str]:
        """The species that change, in order of appearance; those of lines that cannot be read are left out."""
        found: dict[str, None] = {}
        for channel in self.reactions.channels.values():
            try:
                before, after, _ = parse_sides(channel.reaction)
            except BadInput:
                continue
            found |= dict.fromkeys([*before, *after])
        return [name for name in found if name not in self.reactions.chemostats]

    def complaints(self) -> Iterator[Complaint]:
        """Lines that are reactions, constants of the right sign and unit, every species with a number."""
        yield from self.time.complaints()
        species = self.species()
        yield from parameter_complaints(self.parameters, reserved=tuple(species))
        known = safe_values(self.parameters)
        yield from self._volume(known)
        for name, channel in self.reactions.channels.items():
            yield from self._channel(name, channel, known)
        yield from self._chemostats(known)
        given, here = self.reactions.initial, ("reactions", "initial")
        for name, value in given.items():
            if name not in species:
                yield unknown_name((*here, name), name, species, "species", at_key=True)
            _, complaint = evaluated(value, known, (*here, name), least=0.0)
            if complaint is not None:
                yield complaint
        missing = [name for name in species if name not in given]
        if missing:
            yield Complaint(here, f"no copy number for {', '.join(missing)}", "write 0 for none", True)
        if self.master_equation is not None:
            yield from self._bounds(species)
        elif self.own_laws and self.sample is None:
            said = "laws of their own have no rate equations here"
            yield Complaint(("reactions", "channels"), said, "ask for 'master equation' or 'sample'", True)

    def _bounds(self, species: list[str]) -> Iterator[Complaint]:
        assert self.master_equation is not None
        here, bounds = ("master equation", "bounds"), self.master_equation.bounds
        for name in bounds:
            if name not in species:
                yield unknown_name((*here, name), name, species, "species", at_key=True)
        missing = [name for name in species if name not in bounds]
        if missing:
            yield Complaint(here, f"no bound for {', '.join(missing)}", "the largest copy number kept", True)

    def _volume(self, known: dict[str, float]) -> Iterator[Complaint]:
        volume, here = self.reactions.volume, ("reactions", "volume")
        if volume.unit:
            try:
                to_si(f"1 {volume.unit}", "m3")
            except UnitError:
                yield Complaint(
                    here, f"'{volume.write()}' is not a volume", "for example '1 fL', or a number"
                )
        number, complaint = evaluated(volume, known, here)
        if complaint is not None:
            yield complaint
        elif number is not None and number <= 0.0:
            yield Complaint(here, "the volume must be greater than 0")

    def _chemostats(self, known: dict[str, float]) -> Iterator[Complaint]:
        used: set[str] = set()
        for channel in self.reactions.channels.values():
            try:
                before, after, _ = parse_sides(channel.reaction)
            except BadInput:
                return
            used |= {*before, *after}
        for name, value in self.reactions.chemostats.items():
            here = ("reactions", "chemostats", name)
            if name not in used:
                yield unknown_name(here, name, sorted(used), "species", at_key=True)
            yield from self._sized(value, "mol*m^-3", "a concentration", here, known)

    def _sized(
        self, value: Amount, unit: str, what: str, here: tuple[str | int, ...], known: dict[str, float]
    ) -> Iterator[Complaint]:
        number, complaint = evaluated(value, known, here)
        if complaint is not None:
            yield complaint
        elif number is not None and number < 0.0:
            yield Complaint(here, f"{number:.6g} must not be negative")
        elif number == 0.0 and "chemostats" not in here:
            hint = "give the small constant it really has, or write the reaction with '->' if it is one-way"
            yield Complaint(here, ZERO, hint)
        if bool(value.unit) != self.dimensional:
            said = f"the volume has a unit and this has none; expected {what}"
            other = f"this has a unit and the volume has none; expected {what} as a plain number"
            yield Complaint(here, said if self.dimensional else other, "units everywhere, or nowhere")
        elif value.unit:
            try:
                to_si(f"1 {value.unit}", unit)
            except UnitError:
                yield Complaint(here, f"'{value.write()}' is not {what} in {unit}")

    def _channel(self, name: str, channel: ReactionChannel, known: dict[str, float]) -> Iterator[Complaint]:
        here = ("reactions", "channels", name)
        try:
            before, after, reversible = parse_sides(channel.reaction)
        except BadInput as error:
            first = error.problems[0]
            yield Complaint((*here, "reaction"), first.message, first.hint)
            return
        for key, value, law, side, needed in (
            ("forward", channel.forward, channel.forward_law, before, True),
            ("backward", channel.backward, channel.backward_law, after, reversible),
        ):
            if not needed:
                if value is not None or law is not None:
                    said = f"'{channel.reaction}' is written one-way and has a {key} rate"
                    yield Complaint(
                        (*here, key if law is None else f"{key} law"), said, "write '<=>' for both ways"
                    )
                continue
            if (value is None) == (law is None):
                hint = None if key == "forward" else "a reaction with '<=>' has two, one with '->' is one-way"
                yield Complaint(here, f"one of '{key}' and '{key} law' is needed, and only one", hint, True)
            if value is not None:
                order = sum(side.values())
                unit = "s^-1" if order == 1 else f"mol^{1 - order}*m^{3 * order - 3}*s^-1"
                yield from self._sized(value, unit, f"a constant of order {order}", (*here, key), known)
            if law is not None:
                yield from self._law(law, (*here, f"{key} law"), known)

    def _law(self, law: str, here: tuple[str | int, ...], known: dict[str, float]) -> Iterator[Complaint]:
        try:
            parse(law, names=tuple(s for s in self.species() if s not in FUNCTIONS), constants=known)
        except ExpressionError as error:
            yield Complaint(here, str(error), error.hint, offset=error.offset)

    def in_copies(self, value: Amount, power: int, known: dict[str, float]) -> float:
        """A constant of (concentration)^power [/s] in copies per volume instead of moles."""
        number = value.number(known)
        return number * AVOGADRO**power if value.unit else number

    def facts(self) -> dict[str, str]:
        """Who takes up what, and what one-way means."""
        found = {"bath": "reservoirs take up R ln(k+/k-), chemostats folded in, with every reaction"}
        one_way = [
            n for n, c in self.reactions.channels.items() if "->" in c.reaction and "<->" not in c.reaction
        ]
        if one_way:
            found["one-way"] = (
                f"{', '.join(one_way)}: no way back, so the entropy produced there is unbounded"
            )
        return found

    def bytes_needed(self) -> float:
        """Rate equations, and the states of the master equation."""
        count = len(self.reactions.channels)
        states = 1.0
        for bound in self.master_equation.bounds.values() if self.master_equation else ():
            states *= bound + 1.0
        return 8.0 * (20 * count**2 + 40 * count * states + 10 * count * len(self.time.output_times))
