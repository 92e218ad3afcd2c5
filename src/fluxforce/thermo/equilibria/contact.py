"""What a water may be in contact with: minerals, solid solutions, a gas, sites, charged surfaces."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fluxforce._types import Array, Float
from fluxforce.thermo.equilibria.gas_phase import Gas, GasVolume
from fluxforce.thermo.equilibria.mixing import Guggenheim
from fluxforce.thermo.equilibria.waters import Number, WaterError


@dataclass(frozen=True)
class Mineral:
    """A pure phase: `amount` [mol] that there is, log10 of the saturation ratio it keeps.

    Or a gas of its own: log10 of its pressure [atm] (`waters.asked_of`), which is not that on the water. `reactant`
    holds the contents [mol of every component and of water] of a mole of what dissolves or forms to keep that ratio,
    where it is not the phase itself: a base that keeps a pH, a rock that dissolves up to another mineral's saturation.
    """

    name: str
    amount: Number = 10.0
    index: Number = 0.0
    reactant: Float[Array, " totals"] | None = None


@dataclass(frozen=True)
class SolidSolution:
    """A solid solution: its name, and the amount [mol] of each end-member, which are phases of the database.

    It is ideal, or one of two members with Guggenheim's coefficients. Where these make a gap, it is two phases, `NAME,
    rich in MEMBER`, of which each keeps to its side; the amounts that there are may stand on either.
    """

    name: str
    amounts: Mapping[str, Number]
    excess: Guggenheim | None = None

    def parts(self) -> list[tuple[str, tuple[float, float] | None]]:
        """The phases that it can form, each with the range of the second member's fraction; none for an ideal one."""
        if self.excess is None:
            return [(self.name, None)]
        if len(self.amounts) != 2:
            count = len(self.amounts)
            raise WaterError(f"{self.name}: Guggenheim's coefficients are for two members, not {count}")
        sides = self.excess.sides()
        if len(sides) == 1:
            return [(self.name, sides[0])]
        return [
            (f"{self.name}, rich in {name}", side) for name, side in zip(self.amounts, sides, strict=True)
        ]


@dataclass(frozen=True)
class Surface:
    """A charged surface: its potential's component (`psi Hfo`), and its area [m2]."""

    potential: str
    area: Number


@dataclass(frozen=True)
class Contact:
    """All that a water is in contact with."""

    minerals: Sequence[Mineral] = ()
    solid_solutions: Sequence[SolidSolution] = ()
    gas: Gas | GasVolume | None = None
    sites: Mapping[str, Number] = field(
        default_factory=dict
    )  # [mol] by the name of their total: `X`, `Hfo_w`
    surfaces: Sequence[Surface] = ()
