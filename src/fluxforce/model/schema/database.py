"""Which thermodynamic database a column uses, and a small one written into the model file itself."""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from fluxforce.model.equation import EquationError, Reaction, imbalance, parse_equation
from fluxforce.model.schema.base import Complaint, Part, Path, unknown_name
from fluxforce.model.schema.fields import InverseLength, IonDiffusion, IonSize, MolarVolume, Name, Real


class DebyeHuckel(Part):
    """log10 gamma = -A z^2 sqrt(I) / (1 + B a sqrt(I)) + bdot I, I over 1 mol/kgw; neutral species: gamma =
    1.

    Helgeson (1969), doi:10.2475/ajs.267.7.729.
    """

    A: Real
    B: InverseLength
    bdot: Real = 0.0


class Component(Part):
    """An ion or molecule of which the others are made; its name is its formula (`Ca+2`, `HCO3-`)."""

    charge: Annotated[int, Field(ge=-9, le=9)]
    ion_size: IonSize
    diffusion: IonDiffusion | None = None


class Species(Part):
    """A dissolved species made from the components by `equation`, with log10 of its constant as written."""

    equation: str
    log_k: Real
    charge: Annotated[int, Field(ge=-9, le=9)]
    ion_size: IonSize
    diffusion: IonDiffusion | None = None


class Solid(Part):
    """A mineral, dissolving by `equation` with log10 K as written. `formula` is needed where the name is not
    one.
    """

    equation: str
    log_k: Real
    molar_volume: MolarVolume
    formula: Name | None = None


class Gas(Part):
    """A gas, dissolving by `equation` with log10 K as written, per unit of pressure that the author of K
    used.
    """

    equation: str
    log_k: Real
    formula: Name | None = None


class Inline(Part):
    """A small database at the temperature of the model. Water's activity is 1 - `water slope` * sum of
    molalities.
    """

    reference: str
    debye_huckel: DebyeHuckel
    water_slope: Real = 0.0
    components: Annotated[dict[Name, Component], Field(min_length=1)]
    species: dict[Name, Species] = Field(default_factory=dict)
    minerals: dict[Name, Solid] = Field(default_factory=dict)
    gases: dict[Name, Gas] = Field(default_factory=dict)

    def reactions(self) -> dict[str, Reaction]:
        """Every reaction by the name of the species, mineral or gas it defines. The equations must have
        passed.
        """
        entries = {**self.species, **self.minerals, **self.gases}
        return {name: parse_equation(entry.equation) for name, entry in entries.items()}

    def complaints(self, path: Path) -> Iterator[Complaint]:
        """Equations name only components and what they define, and balance in elements and charge."""
        formulas: dict[str, tuple[str, int | None]] = {"H2O": ("H2O", 0)}
        formulas |= {name: (name, component.charge) for name, component in self.components.items()}
        for name, component in self.components.items():
            yield from _charge(name, component.charge, (*path, "components", name, "charge"))
        for name, species in self.species.items():
            yield from _charge(name, species.charge, (*path, "species", name, "charge"))
            own = {name: (name, species.charge)}
            yield from _equation(name, species.equation, formulas | own, (*path, "species", name))
        solids: list[tuple[str, dict[str, Any]]] = [
            ("minerals", dict(self.minerals)),
            ("gases", dict(self.gases)),
        ]
        for group, entries in solids:
            for name, entry in entries.items():
                own = {name: (entry.formula or name.removesuffix("(g)"), 0)}
                named = entry.formula is not None or group == "gases"
                yield from _equation(
                    name, entry.equation, formulas | own, (*path, group, name), elements=named
                )


def _charge(name: str, charge: int, path: Path) -> Iterator[Complaint]:
    from fluxforce.model.equation import parse_formula

    try:
        written = parse_formula(name)[1]
    except EquationError as error:
        yield Complaint(path[:-1], str(error), error.hint, True)
        return
    if written != charge:
        yield Complaint(
            path, f"charge {charge} is not that of '{name}'", f"write {written}, or correct the name"
        )


def _equation(
    name: str, text: str, formulas: dict[str, tuple[str, int | None]], path: Path, elements: bool = True
) -> Iterator[Complaint]:
    here = (*path, "equation")
    try:
        reaction = parse_equation(text)
        for part in reaction:
            if part not in formulas:
                yield unknown_name(here, part, list(formulas), "species")
                return
        if name not in reaction:
            yield Complaint(
                here, f"the equation does not contain '{name}'", f"'{name}' must stand on one side"
            )
            return
        skipped = set() if elements else {name}
        fault = imbalance(reaction, {part: formula for part, (formula, _) in formulas.items()}, skipped)
    except EquationError as error:
        yield Complaint(here, str(error), error.hint)
        return
    if fault:
        yield Complaint(
            here, f"the reaction is not balanced: {fault}", "right side minus left side must be zero"
        )


class Override(Part):
    """Other values than the database's for one species, mineral or gas."""

    log_k: Real | None = None
    molar_volume: MolarVolume | None = None


class Database(Part):
    """One of: `name` (a file of the PHREEQC distribution), `file` (a PHREEQC file), `inline`."""

    name: Name | None = None
    file: Name | None = None
    inline: Inline | None = None
    overrides: dict[Name, Override] = Field(default_factory=dict)

    def complaints(self, path: Path) -> Iterator[Complaint]:
        """Exactly one source; an inline database is changed in place, not overridden."""
        given = [
            key for key, value in (("name", self.name), ("file", self.file), ("inline", self.inline)) if value
        ]
        if len(given) != 1:
            said = f"one of 'name', 'file', 'inline' is needed, not {' and '.join(given) or 'none'}"
            yield Complaint(path, said, "for example 'database: phreeqc.dat'", True)
        if self.inline is not None:
            yield from self.inline.complaints((*path, "inline"))
            if self.overrides:
                yield Complaint((*path, "overrides"), "an inline database is changed in place", None, True)


def _plain_name(given: Any) -> Any:
    """`database: phreeqc.dat` is short for `database: {name: phreeqc.dat}`."""
    return {"name": given} if isinstance(given, str) else given


DatabaseField = Annotated[Database, BeforeValidator(_plain_name)]
