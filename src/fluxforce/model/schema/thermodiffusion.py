"""A cell of liquid between two temperatures, whose components separate."""

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np
from pydantic import Discriminator, Field

from fluxforce.model.diffusion_matrix import dufour_of, matrix_of, spread_of
from fluxforce.model.schema.base import Complaint, Environment, Model, Part, Path, unknown_name
from fluxforce.model.schema.fields import (
    Area,
    Conductivity,
    CrossDiffusion,
    HeatCapacity,
    IonDiffusion,
    Length,
    MassDensity,
    MolarMass,
    Name,
    OpenFraction,
    SoretCoefficient,
    Temperature,
    ThermalDiffusion,
)
from fluxforce.model.schema.gas_film import adds_up


class Component(Part):
    """Molar mass, and mass fraction at the start (of the last component: the rest)."""

    molar_mass: MolarMass
    mass_fraction: OpenFraction | None = None


class Ratio(Part):
    """S_T: ln of a mass fraction over that of the last falls by it per kelvin at rest; D_T = D S_T instead."""

    model: Literal["S_T"]
    coefficients: dict[Name, SoretCoefficient]


class RatioFlux(Part):
    """D_T of a binary mixture: J = -rho (D grad w + w (1 - w) D_T grad T)."""

    model: Literal["D_T"]
    coefficients: dict[Name, ThermalDiffusion]


class Primed(Part):
    """S'_T: a mass fraction falls by it per kelvin at rest. Over all components they add up to zero."""

    model: Literal["S'_T"]
    coefficients: dict[Name, SoretCoefficient]


class PrimedFlux(Part):
    """D'_T = D S'_T: J_k = -rho (sum_j D_kj grad w_j + D'_T grad T). They add up to zero, too."""

    model: Literal["D'_T"]
    coefficients: dict[Name, ThermalDiffusion]


class Wall(Part):
    """A wall at a temperature; with a composition it is open to a liquid of these mass fractions."""

    temperature: Temperature
    composition: dict[Name, OpenFraction] | None = None


class Cell(Part):
    """`diffusion`: one coefficient; or `diffusion matrix` by names over all components but the last."""

    length: Length
    cells: Annotated[int, Field(ge=1, le=100_000)]
    area: Area = 1.0
    density: MassDensity
    heat_capacity: HeatCapacity
    conductivity: Conductivity
    conductivity_at: Literal["zero-flux", "zero-gradient"] = "zero-flux"
    components: Annotated[dict[Name, Component], Field(min_length=2, max_length=6)]
    diffusion: IonDiffusion | None = None
    diffusion_matrix: dict[Name, dict[Name, CrossDiffusion]] | None = None
    soret: Annotated[Ratio | RatioFlux | Primed | PrimedFlux, Discriminator("model")]
    left: Wall
    right: Wall
    initial_temperature: Temperature | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All components; the last one takes what the others leave."""
        return tuple(self.components)

    @property
    def fractions(self) -> np.ndarray:
        """Mass fractions at the start."""
        own = [self.components[name].mass_fraction or 0.0 for name in self.names[:-1]]
        return np.array([*own, 1.0 - sum(own)])

    @property
    def molar(self) -> np.ndarray:
        """Molar masses [kg/mol]."""
        return np.array([one.molar_mass for one in self.components.values()])

    @property
    def middle(self) -> float:
        """Mean temperature of the walls [K]."""
        return 0.5 * (self.left.temperature + self.right.temperature)

    def spread(self) -> tuple[np.ndarray, float]:
        """The symmetric form of the diffusion matrix, and the share of it that was not reciprocal."""
        rows = self.names[:-1]
        if self.diffusion_matrix is not None:
            given = np.array([[self.diffusion_matrix[i][j] for j in rows] for i in rows])
            return spread_of(given, self.fractions, self.molar)
        return (self.diffusion or 0.0) * np.eye(len(rows)), 0.0

    def primed(self) -> np.ndarray:
        """S'_T of all components but the last [1/K], at the composition of the start."""
        own = np.array([self.soret.coefficients[name] for name in self.names[:-1]])
        match self.soret:
            case Primed():
                return own
            case PrimedFlux():
                return np.linalg.solve(matrix_of(self.spread()[0], self.fractions, self.molar), own)
            case _:
                w = self.fractions[:-1]
                return w * (self.ratio() - w @ self.ratio())

    def ratio(self) -> np.ndarray:
        """S_T of all components but the last [1/K], where these are constant."""
        own = np.array([self.soret.coefficients[name] for name in self.names[:-1]])
        if isinstance(self.soret, RatioFlux) and self.diffusion is not None:
            return own / self.diffusion
        return own

    def at_zero_flux(self) -> float:
        """Conductivity at zero flux of mass [W/m/K], reckoned at the start and the mean temperature."""
        if self.conductivity_at == "zero-flux":
            return self.conductivity
        more = dufour_of(self.spread()[0], self.primed(), self.fractions, self.molar, self.density)
        return self.conductivity - more * self.middle**2


class ThermodiffusionModel(Model):
    """A cell and its liquid."""

    kind: Literal["thermodiffusion"]
    cell: Cell
    environment: Environment

    def complaints(self) -> Iterator[Complaint]:
        """Fractions below one, a matrix that spreads, coefficients that add up, a separation that is possible."""
        yield from self.time.complaints()
        path, cell = ("cell",), self.cell
        found = [*_fractions((*path, "components"), cell)]
        found += _matrix((*path, "diffusion matrix"), cell)
        found += _coefficients((*path, "soret", "coefficients"), cell)
        for key, wall in (("left", cell.left), ("right", cell.right)):
            if wall.composition is not None:
                found += adds_up((*path, key, "composition"), wall.composition, cell.names, "component")
        yield from found
        if not found:
            yield from _possible(path, cell)

    def facts(self) -> dict[str, str]:
        """What is held, and how far the given matrix is from reciprocity."""
        said = {"mixing": "ideal, density and heat capacity held, no heat of mixing; barycentric frame"}
        if self.cell.diffusion_matrix is not None:
            share = 100.0 * self.cell.spread()[1]
            said["reciprocity"] = f"{share:.3g} % of the diffusion matrix is not reciprocal and is left out"
        return said

    def bytes_needed(self) -> float:
        """A block-tridiagonal system of the components and heat, and the fields kept."""
        count = len(self.cell.components)
        return 8.0 * self.cell.cells * (12 * count**2 + 60 + 16 * count * len(self.time.output_times))


def _fractions(path: Path, cell: Cell) -> Iterator[Complaint]:
    *rows, last = cell.names
    missing = [name for name in rows if cell.components[name].mass_fraction is None]
    if missing:
        said = f"no 'mass fraction' of {', '.join(missing)}"
        yield Complaint((*path, missing[0]), said, f"only the last component, {last}, may go without", True)
        return
    rest, given = float(cell.fractions[-1]), cell.components[last].mass_fraction
    if rest <= 0.0:
        yield Complaint(path, f"mass fractions add up to {1.0 - rest:.9g} without {last}", None, True)
    elif given is not None and abs(given - rest) > 1e-6:
        said = f"mass fractions add up to {1.0 - rest + given:.9g}"
        yield Complaint(
            (*path, last, "mass fraction"), said, f"leave it out: {last} takes the rest, {rest:.9g}", True
        )


def _matrix(path: Path, cell: Cell) -> Iterator[Complaint]:
    if (cell.diffusion is None) == (cell.diffusion_matrix is None):
        said = "one of 'diffusion' and 'diffusion matrix' is needed, and only one"
        yield Complaint(path[:-1], said, "for example diffusion: 1e-9 m2/s", True)
    if cell.diffusion_matrix is None:
        return
    rows = cell.names[:-1]
    example = "{" + ", ".join(f"{name}: 1e-10 m2/s" for name in rows) + "}"
    for name in cell.diffusion_matrix:
        if name not in rows:
            yield unknown_name((*path, name), name, rows, "component", at_key=True)
    for name in rows:
        row = cell.diffusion_matrix.get(name)
        if row is None or set(row) != set(rows):
            yield Complaint(
                (*path, name) if row else path, f"no full row for {name}", f"{name}: {example}", True
            )
            return
    if any(value is None for value in (c.mass_fraction for c in list(cell.components.values())[:-1])):
        return
    if cell.fractions[-1] > 0.0 and np.linalg.eigvalsh(cell.spread()[0]).min() <= 0.0:
        said = "with this matrix some gradient of composition would grow by itself"
        yield Complaint(path, said, "the symmetric part of D H^-1 must be positive definite", True)


def _coefficients(path: Path, cell: Cell) -> Iterator[Complaint]:
    given, (*rows, last) = cell.soret.coefficients, cell.names
    for name in given:
        if name not in cell.names:
            yield unknown_name((*path, name), name, cell.names, "component", at_key=True)
    missing = [name for name in rows if name not in given]
    if missing:
        yield Complaint(path, f"no coefficient of {', '.join(missing)}", f"only {last} may be left out", True)
        return
    primed = isinstance(cell.soret, Primed | PrimedFlux)
    if last in given and not primed:
        yield Complaint((*path, last), f"{last} is what the others are compared with", "leave it out", True)
    total, largest = sum(given.values()), max(abs(value) for value in given.values())
    if last in given and primed and abs(total) > 1e-6 * largest:
        said = f"they add up to {total:.3g}, not to zero"
        yield Complaint(path, said, f"leave out {last}: it follows from the others", True)
    if isinstance(cell.soret, RatioFlux) and (cell.diffusion is None or len(rows) > 1):
        yield Complaint(path, "D_T is for binary mixtures", "choose S_T, S'_T or D'_T", True)


def _possible(path: Path, cell: Cell) -> Iterator[Complaint]:
    if cell.at_zero_flux() <= 0.0:
        said = f"all of it, and {-cell.at_zero_flux():.3g} W/m/K more, would be Dufour's effect"
        yield Complaint((*path, "conductivity"), said, "check the Soret coefficients")
    if isinstance(cell.soret, Primed | PrimedFlux):
        own = cell.primed()
        step = np.array([*own, -own.sum()]) * (cell.left.temperature - cell.right.temperature)
        for name, change, fraction in zip(cell.names, step, cell.fractions, strict=True):
            if abs(change) >= min(fraction, 1.0 - fraction):
                said = f"{name} would change by {abs(change):.3g} from wall to wall, and there is {fraction:.3g} of it"
                yield Complaint((*path, "soret"), said, "a smaller difference of temperatures, or S_T", True)
