"""Rate laws of minerals, as written in a model file."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from fluxforce.model.expression import ExpressionError, parse
from fluxforce.model.schema.base import Complaint, Part, Path
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
        """A rate constant can be carried to another temperature only with its activation energy."""
        if abs(temperature - self.reference_temperature) < 1e-9:
            return
        for name, mechanism in self.mechanisms.items():
            if mechanism.activation_energy is None:
                here = (*path, "mechanisms", name)
                said = f"k is given at {self.reference_temperature:g} K and the model is at {temperature:g} K"
                yield Complaint(
                    here, said, "add 'activation energy', or 0 kJ/mol if it is to be left out", True
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
        return (
            "expression" if "expression" in given or given.get("law") == "expression" else "transition-state"
        )
    return given.law if isinstance(given, TransitionState | Expression) else "transition-state"


Rate = Annotated[
    Annotated[TransitionState, Tag("transition-state")] | Annotated[Expression, Tag("expression")],
    Discriminator(_law),
]
