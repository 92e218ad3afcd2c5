"""What an assembled model is: a System with everything a run needs to solve it and to name its results."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import System
from fluxforce.solve.linear import AbstractCorrection


@dataclass(frozen=True)
class Assembled:
    """A System, where it starts, how it is solved, and what its axes are called.

    - ``scale`` [coordinates]: 1 for logarithmic coordinates, a typical amount for linear ones;
    - ``inside``: the places that are cells, tanks or states, reservoirs left out;
    - ``x`` [m]: positions of those places, None where there is no length;
    - ``bulk`` [m3]: volume of rock, slab or tank that one inside place stands for (1 for a network);
    - ``conserved``: name (element, charge, energy, probability) to its amount in every balanced quantity, for
      the balances; ``charge`` to the charge number of every balanced quantity, None where nothing is charged;
    - ``temperature`` [K] of an isothermal model, None where the energy is a quantity;
    - ``environment`` [K]: temperature T0 of the surroundings, for the exergy.
    """

    kind: str
    system: System
    start: Float[Array, "coordinates places"]
    solver: AbstractCorrection
    scale: Float[Array, " coordinates"]
    inside: np.ndarray
    x: np.ndarray | None
    bulk: float
    conserved: dict[str, np.ndarray]
    charge: np.ndarray | None
    temperature: float | None
    environment: float
    first_step: float = 1.0
    notes: dict[str, Any] = field(default_factory=dict)
