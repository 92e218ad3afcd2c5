"""A metal or a conducting mineral in a solution, with redox couples on its surface."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Discriminator, Field

from fluxforce.model.equation import EquationError, Reaction, parse_equation, parse_formula
from fluxforce.model.schema.base import Complaint, Environment, Model, Part, Path, unknown_name
from fluxforce.model.schema.fields import (
    Area,
    CapacitancePerArea,
    Concentration,
    CurrentDensity,
    ElectricPotential,
    IonDiffusion,
    Length,
    MolarEnergy,
    MolarVolume,
    Name,
    Positive,
    Real,
    SurfaceRate,
    Temperature,
    Volume,
)

ELECTRON = "e-"


class ButlerVolmer(Part):
    """Either the exchange current at the declared composition, or the rate constant at E0 and activities of one."""

    law: Literal["butler-volmer"]
    exchange_current: CurrentDensity | None = None
    rate_constant: SurfaceRate | None = None
    cathodic: Positive
    stoichiometric_number: Positive = 1.0
    orders: dict[Name, Real] | None = None

    def complaints(self, path: Path, electrons: float) -> Iterator[Complaint]:
        """One scale of the rate, and coefficients that leave something for the anodic branch."""
        if (self.exchange_current is None) == (self.rate_constant is None):
            said = "give either 'exchange current' or 'rate constant'"
            yield Complaint(path, said, "for example 'exchange current: 1e-4 A/m2'", True)
        if self.exchange_current is not None and self.exchange_current <= 0.0:
            yield Complaint((*path, "exchange current"), "an exchange current must be greater than 0 A/m2")
        both = electrons / self.stoichiometric_number
        if electrons > 0.0 and self.cathodic >= both:
            yield Complaint(
                (*path, "cathodic"),
                f"the cathodic coefficient {self.cathodic:g} leaves nothing for the anodic one: both add up to "
                f"n/nu = {both:g}, or the current would not vanish at equilibrium",
                f"write a number between 0 and {both:g}, or another 'stoichiometric number'",
            )


class MarcusLaw(Part):
    """One electron per step; `asymmetry` is that of the force constants of both states."""

    law: Literal["marcus"]
    rate_constant: SurfaceRate
    reorganisation_energy: MolarEnergy
    asymmetry: Real = 0.0
    orders: dict[Name, Real] | None = None

    def complaints(self, path: Path, electrons: float) -> Iterator[Complaint]:
        """Energies of reorganisation are positive."""
        if self.reorganisation_energy <= 0.0:
            yield Complaint(
                (*path, "reorganisation energy"), "a reorganisation energy must be greater than 0"
            )
        if abs(self.asymmetry) > 1.0:
            yield Complaint(
                (*path, "asymmetry"), "the asymmetry is of first order only: write a number from -1 to 1"
            )


class Couple(Part):
    """An equation with electrons, its standard potential (or log K of it as a reduction), and its kinetics."""

    equation: str
    E0: ElectricPotential | None = None
    log_K: Real | None = None
    kinetics: Annotated[ButlerVolmer | MarcusLaw, Discriminator("law")]

    def reduction(self) -> tuple[float, Reaction]:
        """Electrons taken up, and the stoichiometric numbers of all else; EquationError where it is no equation."""
        reaction = parse_equation(self.equation)
        electrons = -reaction.pop(ELECTRON, 0.0)
        if electrons < 0.0:
            return -electrons, {name: -number for name, number in reaction.items()}
        return electrons, reaction

    def complaints(self, path: Path, known: tuple[str, ...], formulas: dict[str, str]) -> Iterator[Complaint]:
        """Known species, electrons, elements and charge in balance."""
        here = (*path, "equation")
        try:
            electrons, reaction = self.reduction()
            unknown = [name for name in reaction if name not in known]
            for name in unknown:
                yield unknown_name(here, name, known, "species")
            if not unknown:
                yield from _balance(here, self.equation, electrons, reaction, formulas)
        except EquationError as error:
            yield Complaint(here, str(error), error.hint)
            return
        if electrons == 0.0:
            said = f"'{self.equation}' moves no electrons, so it has no potential"
            yield Complaint(here, said, "write a half-reaction, such as 'Fe+2 + 2 e- <=> Fe'")
        if (self.E0 is None) == (self.log_K is None):
            yield Complaint(path, "give either 'E0' or 'log K'", "for example 'E0: -0.44 V'", True)
        for name in self.kinetics.orders or {}:
            if name not in known:
                yield unknown_name((*path, "kinetics", "orders", name), name, known, "species", at_key=True)
        yield from self.kinetics.complaints((*path, "kinetics"), electrons)


def _balance(
    path: Path, equation: str, electrons: float, reaction: Reaction, formulas: dict[str, str]
) -> Iterator[Complaint]:
    """What the half-reaction makes from nothing, electrons counted with their charge."""
    change: defaultdict[str, float] = defaultdict(float)
    for name, number in reaction.items():
        elements, charge = parse_formula(formulas.get(name, name))
        for element, count in elements.items():
            change[element] += number * count
        change["charge"] += number * charge
    change["charge"] += electrons
    wrong = sorted((e for e in change if abs(change[e]) > 1e-9), key=lambda e: e == "charge")
    if wrong:
        fault = ", ".join(f"{element} {change[element]:+g}" for element in wrong)
        yield Complaint(
            path, f"the electrode reaction '{equation}' is not balanced: {fault}",
            "as a reduction, right side minus left side must be zero, e- counting -1",
        )  # fmt: skip


class Dissolved(Part):
    """A dissolved species: its concentration far from the metal, and what it needs to be more than that."""

    concentration: Concentration
    activity_coefficient: Positive = 1.0
    diffusion: IonDiffusion | None = None
    formula: str | None = None


class Phase(Part):
    """The metal, another solid, a gas or the solvent: its activity is held."""

    activity: Positive = 1.0
    molar_volume: MolarVolume | None = None
    formula: str | None = None


class Electrode(Part):
    """Free corrosion, unless a `potential` is held or a `current density` imposed (positive: the metal dissolves)."""

    area: Area = 1.0
    capacitance: CapacitancePerArea = 0.2
    solution: Annotated[dict[Name, Dissolved], Field(min_length=1)]
    phases: dict[Name, Phase] = Field(default_factory=dict)
    couples: Annotated[dict[Name, Couple], Field(min_length=1)]
    film: Length | None = None
    volume: Volume | None = None
    potential: ElectricPotential | None = None
    current_density: CurrentDensity | None = None
    initial_potential: ElectricPotential | None = None

    @property
    def formulas(self) -> dict[str, str]:
        """Formulas of all that has one of its own."""
        both = {**self.solution, **self.phases}
        return {name: one.formula for name, one in both.items() if one.formula is not None}

    def complaints(self, path: Path = ("electrode",)) -> Iterator[Complaint]:
        """Names, balances, a diffusion coefficient for every film, one mode."""
        known = (*self.solution, *self.phases)
        for name in self.phases:
            if name in self.solution:
                here = (*path, "phases", name)
                yield Complaint(here, f"'{name}' is declared twice", "as dissolved, or as a phase", True)
        for name in known:
            if name in (ELECTRON, "charge", "circuit", "work"):
                group = "solution" if name in self.solution else "phases"
                yield Complaint((*path, group, name), f"'{name}' cannot be the name of a species", None, True)
        for name, one in self.solution.items():
            here = (*path, "solution", name)
            if one.concentration == 0.0:
                hint = "write a small concentration such as 1e-9 mol/m3"
                yield Complaint(
                    (*here, "concentration"), f"nothing of {name}: its potential has no value", hint
                )
            if self.film is not None and one.diffusion is None:
                yield Complaint(
                    here, f"{name} has no 'diffusion' to cross the film with", "such as 1e-9 m2/s"
                )
        for name, couple in self.couples.items():
            yield from couple.complaints((*path, "couples", name), known, self.formulas)
        if self.potential is not None and self.current_density is not None:
            yield Complaint(
                (*path, "current density"),
                "a potential and a current cannot both be held",
                "leave one out",
                True,
            )
        if self.potential is not None and self.initial_potential is not None:
            yield Complaint((*path, "initial potential"), "the potential is held from the start", None, True)


class ElectrodeModel(Model):
    """An electrode at one temperature."""

    kind: Literal["electrode"]
    temperature: Temperature
    electrode: Electrode
    environment: Environment

    def complaints(self) -> Iterator[Complaint]:
        """Times and the electrode."""
        yield from self.time.complaints()
        yield from self.electrode.complaints()

    def facts(self) -> dict[str, str]:
        """What is held and how potentials are counted."""
        return {
            "potential": "of the metal against the solution; E0 of 1 mol/L, 1 bar and pure solids",
            "current": "positive where the metal is the anode",
            "solution": "a salt that takes no part carries the current: nothing migrates, and its potential is zero",
            "phases": "their activities and amounts are held",
        }

    def bytes_needed(self) -> float:
        """A handful of unknowns."""
        given = self.electrode
        count = len(given.solution) + len(given.phases) + len(given.couples) + 3
        return 8.0 * (60 * count**2 + 30 * count * len(self.time.output_times))
