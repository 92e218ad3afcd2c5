"""What an assembled model is: a System with everything a run needs to solve it and to name its results."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import Rates, System
from fluxforce.solve.linear import AbstractCorrection


@dataclass(frozen=True)
class Number:
    """One number that a state of a model comes to: a voltage, an efficiency, a flux at a border.

    ``of`` is traceable: steady states are differentiated by it, and branches are drawn with it.
    """

    name: str
    unit: str
    meaning: str
    of: Callable[[System, Rates], Float[Array, ""]]


@dataclass(frozen=True)
class Profile:
    """One number for every inside place: a temperature, a potential, a mole fraction.

    ``name`` is that of the variable in results.nc, ``title`` what people read; ``of`` gives all places of the
    system, reservoirs too.
    """

    name: str
    title: str
    unit: str
    of: Callable[[System, Rates], Float[Array, " places"]]


@dataclass(frozen=True)
class Port:
    """Where exergy crosses the border of a model: a feed, an outlet, heat at a temperature, work.

    ``of`` is the exergy that enters [W], negative where it leaves, all ports against the one dead state of the model.
    ``parts`` split it (heat of the stream, composition), or are empty.
    """

    name: str
    of: Callable[[System, Rates], Float[Array, ""]]
    parts: dict[str, Callable[[System, Rates], Float[Array, ""]]] = field(default_factory=dict)


@dataclass(frozen=True)
class ExergyBook:
    """The ports of a model, the rate at which exergy is stored [W], and the dead state in words.

    ``useful`` names the ports whose exergy is the product; the efficiency is theirs over all that enters.
    """

    ports: tuple[Port, ...]
    stored: Callable[[System, Rates], Float[Array, ""]]
    dead_state: dict[str, str]
    useful: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assembled:
    """A System, where it starts, how it is solved, and what its axes are called.

    - ``scale`` [coordinates]: 1 for logarithmic coordinates, a typical amount for linear ones;
    - ``inside``: the places that are cells, tanks or states, reservoirs left out;
    - ``x`` [m, or ``x_unit``]: positions of those places, None where they have no order;
    - ``bulk`` [m3]: volume of rock, slab or tank that one inside place stands for (1 for a network), one number or one
      for each;
    - ``conserved``: name (element, charge, energy, probability) to its amount in every balanced quantity, for
      the balances; ``charge`` to the charge number of every balanced quantity, None where nothing is charged;
    - ``temperature`` [K] of an isothermal model, None where the energy is a quantity;
    - ``environment`` [K]: temperature T0 of the surroundings, for the exergy.

    What a kind shows besides: ``numbers`` and ``profiles``; ``units`` of content, of conjugates and forces, of fluxes
    and of the density of entropy production (None: those of readings/small.py); ``quantity_units`` of every balanced
    quantity where they differ; ``place_names`` of the inside places, where they have names; ``title`` and ``along``,
    what the kind and its axis of positions are called; ``exergy`` by port against a dead state.
    """

    kind: str
    system: System
    start: Float[Array, "coordinates places"]
    solver: AbstractCorrection
    scale: Float[Array, " coordinates"]
    inside: np.ndarray
    x: np.ndarray | None
    bulk: float | np.ndarray
    conserved: dict[str, np.ndarray]
    charge: np.ndarray | None
    temperature: float | None
    environment: float
    first_step: float = 1.0
    notes: dict[str, Any] = field(default_factory=dict)
    numbers: tuple[Number, ...] = ()
    profiles: tuple[Profile, ...] = ()
    units: tuple[str, str, str, str] | None = None
    quantity_units: tuple[str, ...] | None = None
    place_names: tuple[str, ...] | None = None
    title: str = ""
    along: str = ""
    x_unit: str = "m"
    exergy: ExergyBook | None = None
