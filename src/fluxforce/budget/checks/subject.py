"""What is checked: a System with the little that has to be known about it besides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import Rates, System
from fluxforce.solve.linear import AbstractCorrection, Dense


@dataclass(frozen=True)
class Ledger:
    """Exergy of a model as numbers of a state: what enters through every port [W], and what is stored [W]."""

    ports: Callable[[System, Rates], Float[Array, ""]]
    stored: Callable[[System, Rates], Float[Array, ""]]


@dataclass(frozen=True)
class Subject:
    """A System, a state ``start`` from which admissible ones are drawn, and what is conserved.

    - ``conserved``: name to the amount in every balanced quantity (elements, energy), ``charge`` likewise;
    - ``parities``: process to the sign under time reversal of each of its rows, 1 or -1; even unless given;
    - ``ranks``: process to the tensor rank of each of its rows; told from stoichiometry and sites unless given;
    - ``surfaces``: processes that act across a surface or membrane, to which Curie's principle does not apply;
    - ``dead``: conjugates (``conjugates``) and dual (``dual``) of a dead state, ``flow`` of streams through the model;
    - ``environment`` T0 [K].
    """

    system: System
    start: Float[Array, "coordinates places"]
    solver: AbstractCorrection = field(default_factory=Dense)
    scale: Float[Array, " coordinates"] | None = None
    conserved: Mapping[str, np.ndarray] = field(default_factory=dict)
    charge: np.ndarray | None = None
    inside: np.ndarray | None = None
    environment: float | None = None
    dead: Mapping[str, object] | None = None
    ledger: Ledger | None = None
    parities: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    ranks: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    surfaces: tuple[str, ...] = ()

    @property
    def balanced(self) -> int:
        """How many quantities are balanced."""
        return len(self.system.potential.linear)

    @property
    def energy(self) -> int | None:
        """Position of the energy, whose conjugate is 1/T; None in an isothermal model."""
        names = self.system.potential.quantities[: self.balanced]
        linear = self.system.potential.linear
        found = [k for k, name in enumerate(names) if name == "energy" and not linear[k]]
        return found[0] if found else None

    def label(self, process: int, row: int) -> str:
        """Name of a row of a process, where it has one."""
        rows = self.system.exchanges[process].rows
        return (
            rows[row]
            if rows
            else ("" if self.system.exchanges[process].reactants.shape[0] == 1 else str(row))
        )
