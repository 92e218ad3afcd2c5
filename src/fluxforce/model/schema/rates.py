"""Rate laws of minerals, as written in a model file."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from fluxforce.model.expression import ExpressionError, parse
from fluxforce.model.kinetic_data import MechanismFacts, entries, entry
from fluxforce.model.schema.base import Complaint, Part, Path, Several, unknown_name
from fluxforce.model.schema.fields import (
    Constant,
    MolarEnergy,
    Name,
    Positive,
    Real,
    SurfaceRate,
    Temperature,
)

# What an expression may name besides its own constants and activities; all in SI units.
EXPRESSION_NAMES = {
    "area": "reactive surface per volume of rock [m2/m3]",
    "omega": "saturation ratio of the mineral",
    "temperature": "temperature [K]",
    "fraction": "volume fraction of the mineral",
}


class Mechanism(Part):
    """k exp(-E/R (1/T - 1/T_ref)) prod a_i^n_i. Every species named in `orders` must exist: none is ever
    left out.
    """

    k: SurfaceRate
    activation_energy: MolarEnergy | None = None
    orders: dict[Name, Real] = Field(default_factory=dict)


def without_energy(
    path: Path, mechanisms: Mapping[str, Mechanism], temperature: float, reference: float
) -> Iterator[Complaint]:
    """A rate constant can be carried to another temperature only with its activation energy."""
    if abs(temperature - reference) < 1e-9:
        return
    for name, mechanism in mechanisms.items():
        if mechanism.activation_energy is None:
            said = f"k is given at {reference:g} K and the model is at {temperature:g} K"
            yield Complaint(
                (*path, name), said, "add 'activation energy', or 0 kJ/mol if it is to be left out", True
            )


class TransitionState(Part):
    """r = area * (sum of mechanisms) * sign(1 - Omega) |1 - Omega^(1/temkin)|^exponent, positive when
    dissolving.

    Lasaga (1984), doi:10.1029/JB089iB06p04009; mechanisms as in Palandri and Kharaka (2004), USGS OFR
    2004-1068.
    """

    law: Literal["transition-state"]
    mechanisms: Annotated[dict[Name, Mechanism], Field(min_length=1)]
    exponent: Positive = 1.0
    temkin: Positive = 1.0
    reference_temperature: Temperature = 298.15

    def complaints(self, path: Path, temperature: float) -> Iterator[Complaint]:
        """See ``without_energy``."""
        yield from without_energy(
            (*path, "mechanisms"), self.mechanisms, temperature, self.reference_temperature
        )


class Tabulated(Part):
    """The transition-state law with the mechanisms that Palandri and Kharaka (2004) list for `mineral` (the
    name of the mineral in the file, unless given).

    `without` names mechanisms (acid, neutral, base, carbonate) whose share is stated to be zero: a catalyst that
    the water does not hold is an error otherwise.
    """

    law: Literal["palandri-kharaka"]
    mineral: Name | None = None
    without: Several[Literal["acid", "neutral", "base", "carbonate"]] = ()
    exponent: Positive = 1.0
    temkin: Positive = 1.0

    def complaints(self, path: Path, temperature: float) -> Iterator[Complaint]:
        """The mineral must stand in the table, and one of its mechanisms must be left."""
        name = self.mineral or str(path[-2])
        found = entry(name)
        if found is None:
            yield unknown_name((*path, "mineral"), name, list(entries()), "mineral of the table")
            return
        for index, kind in enumerate(self.without):
            if kind not in found.mechanisms:
                said = f"{found.mineral} has no {kind} mechanism in the table"
                yield Complaint((*path, "without", index), said, f"it has {', '.join(found.mechanisms)}")
        if not set(found.mechanisms) - set(self.without):
            yield Complaint((*path, "without"), "no mechanism is left", "write 'inert: true' instead")

    def kept(self, name: str) -> dict[str, MechanismFacts]:
        """Mechanisms that count, for the mineral of that name in the file."""
        found = entry(self.mineral or name)
        return {} if found is None else {k: m for k, m in found.mechanisms.items() if k not in self.without}

    def disputed(self, name: str) -> str | None:
        """What is doubted about the values, or None."""
        found = entry(self.mineral or name)
        return None if found is None else found.disputed


class Plummer(Part):
    """Calcite: r = area * (k1 a(H+) + k2 a(CO2) + k3 a(H2O)) * (1 - Omega^(1/temkin)), with the constants of
    Plummer, Wigley and Parkhurst (1978), doi:10.2475/ajs.278.2.179, from 5 to 60 degC.

    `temkin` 1 is their backward term at the pH of the water; PHREEQC's own calcite rate has 1.5.
    """

    law: Literal["plummer-wigley-parkhurst"]
    temkin: Positive = 1.0

    def complaints(self, path: Path, temperature: float) -> Iterator[Complaint]:
        """Only where it was measured."""
        if not 278.15 - 1e-9 <= temperature <= 333.15 + 1e-9:
            said = (
                f"the law was measured from 5 to 60 degC, and the model is at {temperature - 273.15:g} degC"
            )
            yield Complaint((*path, "law"), said, "use another law, such as palandri-kharaka")


class Stretched(Part):
    """(1 - exp(-coefficient * g^inner))^outer with g = |A|/(R T): Burch et al. (1993), Hellmann and Tisserand
    (2006).
    """

    coefficient: Positive
    inner: Positive
    outer: Positive = 1.0


class ParallelPath(Mechanism):
    """A mechanism with its own dependence on the affinity: `stretched`, or `temkin` and `exponent`."""

    stretched: Stretched | None = None
    exponent: Positive = 1.0
    temkin: Positive = 1.0


class Parallel(Part):
    """r = area * sum over `paths` of mechanism * dependence on the affinity, positive when dissolving."""

    law: Literal["parallel"]
    paths: Annotated[dict[Name, ParallelPath], Field(min_length=1)]
    reference_temperature: Temperature = 298.15

    def complaints(self, path: Path, temperature: float) -> Iterator[Complaint]:
        """One dependence on the affinity for each path, and energies where they are needed."""
        for name, one in self.paths.items():
            if one.stretched is not None and (one.exponent != 1.0 or one.temkin != 1.0):
                said = "a path is either stretched, or has a temkin number and an exponent"
                yield Complaint((*path, "paths", name, "stretched"), said, "leave out one of the two", True)
        yield from without_energy((*path, "paths"), self.paths, temperature, self.reference_temperature)


class OneWay(Part):
    """r = area * (sum of mechanisms), whatever the affinity: the source gives no reverse.

    The entropy produced has no bound then, and every ledger says so. Where a reverse is known, use
    `transition-state`.
    """

    law: Literal["one-way"]
    mechanisms: Annotated[dict[Name, Mechanism], Field(min_length=1)]
    reference_temperature: Temperature = 298.15

    def complaints(self, path: Path, temperature: float) -> Iterator[Complaint]:
        """See ``without_energy``."""
        yield from without_energy(
            (*path, "mechanisms"), self.mechanisms, temperature, self.reference_temperature
        )


class Expression(Part):
    """A rate [mol per m3 of rock and second], positive when dissolving, written by the user; see
    EXPRESSION_NAMES.
    """

    law: Literal["expression"] = "expression"
    expression: str
    constants: dict[Name, Constant] = Field(default_factory=dict)
    # name in the expression -> species whose activity it stands for
    activities: dict[Name, Name] = Field(default_factory=dict)

    def complaints(self, path: Path, temperature: float) -> Iterator[Complaint]:
        """The expression must be allowed, and every name in it declared exactly once."""
        for key, names in (("constants", self.constants), ("activities", self.activities)):
            for name in names:
                if not name.isidentifier() or name in EXPRESSION_NAMES:
                    why = "is a name of the program" if name in EXPRESSION_NAMES else "is not a plain word"
                    yield Complaint((*path, key, name), f"'{name}' {why}", "choose another name", True)
        for name in set(self.constants) & set(self.activities):
            yield unknown_twice((*path, "activities", name), name)
        constants = {name: constant.value for name, constant in self.constants.items()}
        try:
            parse(self.expression, names=(*EXPRESSION_NAMES, *self.activities), constants=constants)
        except ExpressionError as error:
            yield Complaint((*path, "expression"), str(error), error.hint, offset=error.offset)


def unknown_twice(path: Path, name: str) -> Complaint:
    """A name declared in two places."""
    return Complaint(path, f"'{name}' is declared twice", "choose another name", True)


def _law(given) -> str:
    if isinstance(given, dict):
        named = given.get("law", "expression" if "expression" in given else "transition-state")
        return named if isinstance(named, str) else "transition-state"
    return given.law


Rate = Annotated[
    Annotated[TransitionState, Tag("transition-state")]
    | Annotated[Tabulated, Tag("palandri-kharaka")]
    | Annotated[Plummer, Tag("plummer-wigley-parkhurst")]
    | Annotated[Parallel, Tag("parallel")]
    | Annotated[OneWay, Tag("one-way")]
    | Annotated[Expression, Tag("expression")],
    Discriminator(_law),
]
