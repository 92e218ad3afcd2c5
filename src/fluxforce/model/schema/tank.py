"""A stirred tank with a feed, an outflow and reactions."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from fluxforce.model.equation import EquationError, Reaction, imbalance, parse_equation, parse_sides
from fluxforce.model.schema.base import Complaint, Environment, Model, Part, Path, Several, unknown_name
from fluxforce.model.schema.fields import (
    Concentration,
    Constant,
    Duration,
    Name,
    Temperature,
    Volume,
    VolumeFlow,
)
from fluxforce.units import UnitError, dimension_of, to_si


class MassAction(Part):
    """Forward rate k prod c^nu [mol/m3/s]; the backward rate follows from K = prod c^nu at equilibrium
    [mol/m3].
    """

    equation: str
    k: Constant
    K: Constant

    def complaints(
        self, path: Path, species: tuple[str, ...], formulas: dict[str, str]
    ) -> Iterator[Complaint]:
        """Declared species on both sides, balanced where formulas are known, constants of the right
        dimension.
        """
        here = (*path, "equation")
        try:
            reaction, sides = parse_equation(self.equation), parse_sides(self.equation)
            unknown = [name for name in dict.fromkeys([*sides[0], *sides[1]]) if name not in species]
            for name in unknown:
                yield unknown_name(here, name, species, "species")
            if unknown:
                return
            fault = imbalance(reaction, formulas) if all(name in formulas for name in reaction) else ""
        except EquationError as error:
            yield Complaint(here, str(error), error.hint)
            return
        if fault:
            yield Complaint(
                here, f"the reaction is not balanced: {fault}", "right side minus left side must be zero"
            )
        yield from self._constants(path, sides[0], sum(reaction.values()))

    def _constants(self, path: Path, reactants: Reaction, change: float) -> Iterator[Complaint]:
        # a species on both sides (an autocatalyst) counts in the order of the rate, and not in K
        order = sum(reactants.values())
        constants = [("k", self.k, 1 - order, "1/s"), ("K", self.K, change, "")]
        yield from constant_complaints(path, self.equation, constants)


def constant_complaints(
    path: Path, equation: str, constants: "list[tuple[str, Constant, float, str]]"
) -> Iterator[Complaint]:
    """Constants above zero and of the right dimension: key, constant, power of mol/m3, and "1/s" or nothing."""
    for key, constant, exponent, rest in constants:
        unit = _power(exponent, rest)
        if constant.value <= 0.0:
            yield Complaint((*path, key), f"{key} must be greater than 0")
        elif not _same(constant, unit):
            given = dimension_of(constant.unit) if constant.unit else "a plain number"
            expected = f"a constant in {unit}" if unit else "a plain number"
            yield Complaint((*path, key), f"{key} is {given}; expected {expected} for '{equation}'")


def _power(exponent: float, unit: str) -> str:
    """The unit (mol/m3)^exponent times `unit`; coefficients are whole where this is asked."""
    whole = round(exponent)
    factor = f"mol^{whole}*m^{-3 * whole}" if whole else ""
    rate = "s^-1" if unit else ""
    return "*".join(part for part in (factor, rate) if part)


def _same(constant: Constant, unit: str) -> bool:
    if not unit or not constant.unit:
        return unit == constant.unit
    try:
        to_si(f"1 {constant.unit}", unit)
    except UnitError:
        return False
    return True


class Tank(Part):
    """A well-mixed volume. The feed mixes in at the tank's composition, which costs exergy: its own row in
    the books.
    """

    volume: Volume
    residence_time: Duration | None = None
    flow: VolumeFlow | None = None
    species: Annotated[Several[Name], Field(min_length=1)]
    # Formulas are optional; reactions all of whose species have one are checked for balance.
    formulas: dict[Name, Name] = Field(default_factory=dict)
    feed: dict[Name, Concentration]
    initial: dict[Name, Concentration]
    reactions: dict[Name, MassAction] = Field(default_factory=dict)

    @property
    def volume_flow(self) -> float:
        """Flow through the tank [m3/s]."""
        return self.flow if self.flow is not None else self.volume / (self.residence_time or 1.0)


class TankModel(Model):
    """A tank, its feed and its reactions, at one temperature."""

    kind: Literal["tank"]
    temperature: Temperature
    tank: Tank
    environment: Environment

    def complaints(self) -> Iterator[Complaint]:
        """Flow given once, compositions complete, reactions among declared species."""
        yield from self.time.complaints()
        tank, path = self.tank, ("tank",)
        if (tank.flow is None) == (tank.residence_time is None):
            yield Complaint(path, "one of 'flow' and 'residence time' is needed, and only one", None, True)
        for key, given in (("feed", tank.feed), ("initial", tank.initial)):
            yield from complete((*path, key), given, tank.species, "species", "0 mol/m3")
        for name in tank.formulas:
            if name not in tank.species:
                yield unknown_name((*path, "formulas", name), name, tank.species, "species", at_key=True)
        for name, reaction in tank.reactions.items():
            yield from reaction.complaints((*path, "reactions", name), tank.species, tank.formulas)

    def facts(self) -> dict[str, str]:
        """Species are dilute in a solvent that is held."""
        return {"solvent": "a reservoir: its amount and the volume are held; species are ideal and dilute"}

    def bytes_needed(self) -> float:
        """A dense system of one cell."""
        count = len(self.tank.species) + len(self.tank.reactions)
        return 8.0 * (20 * count**2 + 10 * count * len(self.time.output_times))


def complete(
    path: Path, given: dict[str, float], names: tuple[str, ...], what: str, nothing: str
) -> Iterator[Complaint]:
    """Every name has a value, and no other name has one: nothing missing is ever taken as zero."""
    for name in given:
        if name not in names:
            yield unknown_name((*path, name), name, names, what, at_key=True)
    missing = [name for name in names if name not in given]
    if missing:
        yield Complaint(path, f"no value for {', '.join(missing)}", f"write {nothing} for none", True)
