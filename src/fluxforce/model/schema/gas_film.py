"""A film of gas at one temperature and pressure: species that diffuse through each other."""

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np
from pydantic import Discriminator, Field

from fluxforce.model.schema.base import Complaint, Environment, Model, Part, Path, Several, unknown_name
from fluxforce.model.schema.fields import (
    Area,
    Fraction,
    GasPressure,
    IonDiffusion,
    Length,
    Name,
    Positive,
    Temperature,
    Volume,
)


class Stagnant(Part):
    """One gas that does not move: the air above a liquid that it does not dissolve in."""

    condition: Literal["stagnant"]
    gas: Name


class Opposite(Part):
    """All fluxes add up to zero: a closed vessel, or distillation with equal heats of evaporation."""

    condition: Literal["opposite"]


class Weighted(Part):
    """sum of weight times flux is zero: a surface on which gases turn into each other, or Graham's law."""

    condition: Literal["weighted"]
    weights: dict[Name, Positive]


class End(Part):
    """Mole fractions; one gas may be left out and takes the rest. With `volume` a closed, stirred bulb."""

    composition: dict[Name, Fraction]
    volume: Volume | None = None

    def fractions(self, gases: tuple[str, ...]) -> dict[str, float]:
        """Mole fractions of all gases."""
        rest = 1.0 - sum(self.composition.values())
        return {name: self.composition.get(name, rest) for name in gases}


class Film(Part):
    """`diffusion`: the coefficient of every pair, at this temperature and pressure."""

    length: Length
    cells: Annotated[int, Field(ge=1, le=100_000)]
    area: Area = 1.0
    pressure: GasPressure
    gases: Annotated[Several[Name], Field(min_length=2, max_length=12)]
    diffusion: dict[Name, dict[Name, IonDiffusion]]
    fluxes: Annotated[Stagnant | Opposite | Weighted, Discriminator("condition")]
    left: End
    right: End
    initial: Literal["linear", "left", "right"] = "linear"

    @property
    def ordered(self) -> tuple[str, ...]:
        """The gases, one that the condition counts at the end: its flux follows from those of the others."""
        last = self.gases[-1]
        if isinstance(self.fluxes, Stagnant):
            last = self.fluxes.gas
        elif isinstance(self.fluxes, Weighted):
            last = max(self.fluxes.weights, key=lambda name: self.fluxes.weights[name])  # type: ignore[union-attr]
        return (*(name for name in self.gases if name != last), last)

    def weights(self) -> np.ndarray:
        """Weight of every gas in the condition, in the order of `ordered`."""
        match self.fluxes:
            case Stagnant(gas=gas):
                return np.array([float(name == gas) for name in self.ordered])
            case Weighted(weights=weights):
                return np.array([weights.get(name, 0.0) for name in self.ordered])
            case _:
                return np.ones(len(self.gases))

    def coefficients(self) -> np.ndarray:
        """Coefficient of every pair [m2/s] in the order of `ordered`, zero on the diagonal."""
        names = self.ordered
        found = np.zeros((len(names), len(names)))
        for first, others in self.diffusion.items():
            for second, value in others.items():
                i, j = names.index(first), names.index(second)
                found[i, j] = found[j, i] = value
        return found

    def pairs(self) -> Iterator[Complaint]:
        """Every pair of gases once."""
        path, seen = ("film", "diffusion"), set()
        for first, others in self.diffusion.items():
            if first not in self.gases:
                yield unknown_name((*path, first), first, self.gases, "gas name", at_key=True)
                continue
            for second in others:
                here = (*path, first, second)
                if second not in self.gases:
                    yield unknown_name(here, second, self.gases, "gas name", at_key=True)
                elif second == first:
                    yield Complaint(here, f"'{first}' with itself is no pair", "leave it out", True)
                elif frozenset((first, second)) in seen:
                    yield Complaint(here, f"the pair {first} and {second} is given twice", None, True)
                seen.add(frozenset((first, second)))
        missing = [
            f"{first} and {second}"
            for k, first in enumerate(self.gases)
            for second in self.gases[k + 1 :]
            if frozenset((first, second)) not in seen
        ]
        if missing:
            hint = f"for example {{{missing[0].replace(' and ', ': {')}: 1e-5 m2/s}}}}"
            yield Complaint(path, f"no coefficient for {'; '.join(missing)}", hint, True)


class GasFilmModel(Model):
    """A film, its ends and the condition on its fluxes."""

    kind: Literal["gas-film"]
    temperature: Temperature
    film: Film
    environment: Environment

    def complaints(self) -> Iterator[Complaint]:
        """Gases named once, all pairs, compositions that add up to one, a condition among known gases."""
        yield from self.time.complaints()
        film, path = self.film, ("film",)
        if len(set(film.gases)) < len(film.gases):
            yield Complaint((*path, "gases"), "a gas is named twice")
            return
        yield from film.pairs()
        for key, end in (("left", film.left), ("right", film.right)):
            yield from adds_up((*path, key, "composition"), end.composition, film.gases, "gas name")
            if end.volume is not None and not isinstance(film.fluxes, Opposite):
                said = "a closed bulb keeps its gas only where all fluxes add up to zero"
                yield Complaint((*path, key, "volume"), said, "write 'fluxes: {condition: opposite}'", True)
        if isinstance(film.fluxes, Stagnant) and film.fluxes.gas not in film.gases:
            yield unknown_name((*path, "fluxes", "gas"), film.fluxes.gas, film.gases, "gas name")
        if isinstance(film.fluxes, Weighted):
            here = (*path, "fluxes", "weights")
            for name in film.fluxes.weights:
                if name not in film.gases:
                    yield unknown_name((*here, name), name, film.gases, "gas name", at_key=True)
            if not film.fluxes.weights:
                yield Complaint(
                    here, "no weights: nothing closes the equations", "for example {A: 1, B: 2}", True
                )

    def facts(self) -> dict[str, str]:
        """What is held."""
        return {
            "gas": "ideal, at one temperature and pressure; fluxes are those seen from the walls",
            "storage": "a cell keeps its stagnant gas (or sum of weighted amounts) while the film forms",
        }

    def bytes_needed(self) -> float:
        """A block-tridiagonal system of the gases and the fields kept."""
        count = len(self.film.gases)
        return 8.0 * self.film.cells * (12 * count**2 + 60 + 14 * count * len(self.time.output_times))


def adds_up(path: Path, given: dict[str, float], names: tuple[str, ...], what: str) -> Iterator[Complaint]:
    """Fractions of known names, above zero, one at most left out, of sum one."""
    for name, value in given.items():
        if name not in names:
            yield unknown_name((*path, name), name, names, what, at_key=True)
        elif value == 0.0:
            said = f"the potential of '{name}' has no value where there is none"
            yield Complaint((*path, name), said, "write a small fraction such as 1e-9")
    missing = [name for name in names if name not in given]
    total = sum(given.values())
    if len(missing) > 1:
        hint = "one may be left out: it takes the rest"
        yield Complaint(path, f"no value for {', '.join(missing)}", hint, True)
    elif missing and total >= 1.0:
        said = f"fractions add up to {total:.9g} without {missing[0]}, which nothing is left for"
        yield Complaint(path, said, None, True)
    elif not missing and abs(total - 1.0) > 1e-6:
        yield Complaint(
            path, f"fractions add up to {total:.9g}", f"leave out {names[-1]}: it takes the rest", True
        )
