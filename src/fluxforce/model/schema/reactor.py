"""A stirred reactor with heat: feeds, reactions, a gas, a jacket, outlets."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from fluxforce.model.equation import EquationError, imbalance, parse_equation, parse_formula, parse_sides
from fluxforce.model.schema.base import Complaint, Environment, Model, Part, Path, Several, unknown_name
from fluxforce.model.schema.fields import (
    Concentration,
    Constant,
    HeatCapacity,
    Henry,
    JumpRate,
    MolarCapacity,
    MolarEnergy,
    Name,
    Positive,
    Pressure,
    Temperature,
    ThermalConductance,
    Volume,
    VolumeFlow,
)
from fluxforce.model.schema.tank import complete, constant_complaints


class ReactorSpecies(Part):
    """A dissolved species. Enthalpy and entropy are those at the reference temperature and 1 mol/L."""

    formula: Name | None = None
    enthalpy: MolarEnergy | None = None
    entropy: MolarCapacity | None = None
    heat_capacity: MolarCapacity = 0.0


class ReactorReaction(Part):
    """Forward rate k exp(-(E/R)(1/T - 1/T0)) prod c^nu [mol/m3/s]; the backward rate follows from K(T)."""

    equation: str
    k: Constant
    activation_energy: MolarEnergy = 0.0
    K: Constant | None = None
    enthalpy: MolarEnergy | None = None


class ReactorFeed(Part):
    """A stream that enters."""

    flow: VolumeFlow
    temperature: Temperature | None = None
    content: dict[Name, Concentration]


class ReactorStart(Part):
    """What the tank holds at the start."""

    content: dict[Name, Concentration]
    temperature: Temperature | None = None


class Cooling(Part):
    """A wall to a coolant at a temperature that is held: heat is UA times the difference."""

    conductance: ThermalConductance
    temperature: Temperature


class GasSpecies(Part):
    """A gas that dissolves: c = henry p at equilibrium, at the temperature of the gas."""

    pressure: Pressure
    henry: Henry
    heat_of_solution: MolarEnergy | None = None


class GasPart(Part):
    """A gas that is held, with the rate constant kLa of its passage into the liquid."""

    rate: JumpRate
    temperature: Temperature | None = None
    species: Annotated[dict[Name, GasSpecies], Field(min_length=1)]


class Reactor(Part):
    """A well-mixed volume with feeds and outlets. `heat`: `isothermal` (at the key `temperature`), `adiabatic` or
    `cooled` (with the key `cooling`).
    """

    volume: Volume
    heat: Literal["isothermal", "adiabatic", "cooled"]
    temperature: Temperature | None = None
    cooling: Cooling | None = None
    heat_capacity: HeatCapacity | None = None
    reference_temperature: Temperature | None = None
    species: Annotated[dict[Name, ReactorSpecies], Field(min_length=1)]
    reactions: dict[Name, ReactorReaction] = Field(default_factory=dict)
    feeds: dict[Name, ReactorFeed] = Field(default_factory=dict)
    # Shares of the outflow; one outlet where none is named.
    outlets: dict[Name, Positive] = Field(default_factory=dict)
    gas: GasPart | None = None
    # Chemostats: species whose content in the tank something else keeps as it is.
    held: Several[Name] = ()
    initial: ReactorStart

    @property
    def reference(self) -> float:
        """Temperature of all standard data and rate constants [K]."""
        given = self.reference_temperature if self.reference_temperature is not None else self.temperature
        return 298.15 if given is None else given


class ReactorEnvironment(Environment):
    """Surroundings; exergy is reckoned against a solution of this `content` whose reactions have come to rest there
    (without it: that of the mixed feeds).
    """

    content: dict[Name, Concentration] | None = None


class ReactorModel(Model):
    """A reactor and its surroundings."""

    kind: Literal["reactor"]
    reactor: Reactor
    environment: ReactorEnvironment

    def complaints(self) -> Iterator[Complaint]:
        """Heat, species, reactions, streams and gas must fit together."""
        yield from self.time.complaints()
        given = self.reactor
        yield from _heat(given)
        yield from _species(given)
        for name, reaction in given.reactions.items():
            yield from _reaction(given, name, reaction)
        yield from _streams(given)
        if given.gas is not None:
            yield from _gas(given, given.gas)
        if self.environment.content is not None:
            names = tuple(given.species)
            yield from complete(
                ("environment", "content"), self.environment.content, names, "species", "0 mol/m3"
            )

    def facts(self) -> dict[str, str]:
        """What is taken for granted."""
        return {
            "solution": "ideal and dilute in a liquid of constant volume and heat capacity; pV work is left out",
            "dead state": "the solution of the environment's content (or of the mixed feeds) at its temperature, all "
            "reactions at equilibrium",
        }

    def bytes_needed(self) -> float:
        """A dense system of a few places."""
        count = len(self.reactor.species) + len(self.reactor.reactions) + 2
        places = len(self.reactor.feeds) + len(self.reactor.outlets) + 4
        return 8.0 * (20 * (count * places) ** 2 + 10 * count * len(self.time.output_times))


_HERE: Path = ("reactor",)


def _heat(given: Reactor) -> Iterator[Complaint]:
    isothermal = given.heat == "isothermal"
    if isothermal and given.temperature is None:
        yield Complaint(
            _HERE, "an isothermal reactor needs its temperature", "write temperature: 25 degC", True
        )
    if not isothermal and given.temperature is not None:
        said = f"the temperature of a reactor that is {given.heat} follows from its balance"
        yield Complaint((*_HERE, "temperature"), said, "give that of the feeds and of the start", True)
    if (given.heat == "cooled") != (given.cooling is not None):
        said = "needs 'cooling'" if given.heat == "cooled" else "takes no 'cooling'"
        at: Path = (*_HERE, "heat") if given.cooling is None else (*_HERE, "cooling")
        yield Complaint(
            at,
            f"a reactor that is {given.heat} {said}",
            "write cooling: {conductance: 100 W/K, temperature: 20 degC}",
        )
    if not isothermal:
        for key, value in (
            ("heat capacity", given.heat_capacity), ("reference temperature", given.reference_temperature),
        ):  # fmt: skip
            if value is None:
                example = "4.18e6 J/m3/K" if key == "heat capacity" else "25 degC"
                yield Complaint(
                    _HERE, f"a reactor that is {given.heat} needs '{key}'", f"write {key}: {example}", True
                )
    elif given.heat_capacity is None:
        for name, feed in given.feeds.items():
            if feed.temperature is not None and feed.temperature != given.temperature:
                said = (
                    "a feed at another temperature than the reactor needs the 'heat capacity' of the solution"
                )
                yield Complaint(
                    (*_HERE, "feeds", name, "temperature"), said, "write heat capacity: 4.18e6 J/m3/K"
                )


def _species(given: Reactor) -> Iterator[Complaint]:
    for name, one in given.species.items():
        here = (*_HERE, "species", name)
        if (one.enthalpy is None) != (one.entropy is None):
            missing = "entropy" if one.entropy is None else "enthalpy"
            yield Complaint(here, f"'{name}' has no {missing}", "give both, or neither", True)
        if one.formula is not None:
            try:
                parse_formula(one.formula)
            except EquationError as error:
                yield Complaint((*here, "formula"), str(error), error.hint)
    if given.held and given.heat != "isothermal":
        said = "a species can be held at one temperature only: what heat comes with it would be unknown"
        yield Complaint((*_HERE, "held"), said, "write heat: isothermal", True)
    for index, name in enumerate(given.held):
        if name not in given.species:
            yield unknown_name((*_HERE, "held", index), name, tuple(given.species), "species")


def known(given: Reactor) -> bool:
    """Whether all species have an enthalpy and an entropy, so that reactions need no data of their own."""
    return all(one.enthalpy is not None and one.entropy is not None for one in given.species.values())


def _reaction(given: Reactor, name: str, reaction: ReactorReaction) -> Iterator[Complaint]:
    here = (*_HERE, "reactions", name)
    try:
        net, sides = parse_equation(reaction.equation), parse_sides(reaction.equation)
    except EquationError as error:
        yield Complaint((*here, "equation"), str(error), error.hint)
        return
    unknown = [one for one in dict.fromkeys([*sides[0], *sides[1]]) if one not in given.species]
    for one in unknown:
        yield unknown_name((*here, "equation"), one, tuple(given.species), "species")
    if unknown:
        return
    formulas = {one: given.species[one].formula for one in net}
    if all(formulas.values()):
        try:
            fault = imbalance(net, {one: str(formula) for one, formula in formulas.items()})
        except EquationError:
            fault = ""  # the formula itself has its own complaint
        if fault:
            yield Complaint(
                (*here, "equation"), f"the reaction is not balanced: {fault}",
                "right side minus left side must be zero",
            )  # fmt: skip
    constants = [("k", reaction.k, 1 - sum(sides[0].values()), "1/s")]
    if reaction.K is not None:
        constants.append(("K", reaction.K, sum(net.values()), ""))
    yield from constant_complaints(here, reaction.equation, constants)
    same = given.heat == "isothermal" and given.reference == given.temperature
    wanted = {"K": reaction.K} | ({} if same else {"enthalpy": reaction.enthalpy})
    for key, value in wanted.items():
        if known(given) and value is not None:
            said = f"{key} follows from the enthalpies and entropies of the species"
            yield Complaint((*here, key), said, "give the one or the other", True)
        elif not known(given) and value is None:
            yield Complaint(
                here, f"'{name}' has no {key}",
                "give it here, or an enthalpy and an entropy for every species; a reaction without a way back would "
                "produce entropy without bound", True,
            )  # fmt: skip


def _streams(given: Reactor) -> Iterator[Complaint]:
    names, isothermal = tuple(given.species), given.heat == "isothermal"
    streams: list[tuple[Path, ReactorFeed | ReactorStart]] = [
        ((*_HERE, "feeds", name), feed) for name, feed in given.feeds.items()
    ]
    for path, one in [*streams, ((*_HERE, "initial"), given.initial)]:
        yield from complete((*path, "content"), one.content, names, "species", "0 mol/m3")
        if one.temperature is None and not isothermal:
            yield Complaint(path, "no temperature", "write temperature: 20 degC", True)
    if isothermal and given.initial.temperature not in (None, given.temperature):
        yield Complaint(
            (*_HERE, "initial", "temperature"), "an isothermal reactor starts at its own temperature"
        )
    if not given.feeds and not given.reactions and given.gas is None:
        yield Complaint(_HERE, "nothing happens: no feeds, no reactions, no gas", None, True)
    if given.outlets and not given.feeds:
        yield Complaint((*_HERE, "outlets"), "nothing flows out where nothing flows in", "add 'feeds'", True)
    for name in given.outlets:
        if name in given.feeds:
            yield Complaint(
                (*_HERE, "outlets", name), f"'{name}' is a feed already", "choose another name", True
            )
    taken = {"tank", "outflow", "gas exchange", "cooling", "gas", "coolant", "thermostat"}
    for part, entries in (("feeds", given.feeds), ("outlets", given.outlets), ("reactions", given.reactions)):
        for name in entries:
            if name in taken:
                yield Complaint(
                    (*_HERE, part, name), f"'{name}' is a name of the program", "choose another", True
                )


def _gas(given: Reactor, gas: GasPart) -> Iterator[Complaint]:
    here = (*_HERE, "gas")
    for name, one in gas.species.items():
        if name not in given.species:
            yield unknown_name((*here, "species", name), name, tuple(given.species), "species", at_key=True)
        if one.heat_of_solution is None and given.heat != "isothermal":
            yield Complaint(
                (*here, "species", name), "no heat of solution", "write heat of solution: -12 kJ/mol", True
            )
    if gas.temperature is None and given.heat != "isothermal":
        yield Complaint(here, "no temperature of the gas", "write temperature: 20 degC", True)
