"""Reactions of a database rewritten in the components of a model."""

import math
from dataclasses import dataclass

import numpy as np

from fluxforce.constants import LN10
from fluxforce.model.databases.errors import DatabaseError
from fluxforce.model.databases.records import Database, LogK, Species
from fluxforce.model.databases.water_properties import GAS_CONSTANT, REFERENCE_TEMPERATURE

WATER, ELECTRON = "H2O", "e-"


def coefficients(log_k: LogK) -> np.ndarray:
    """The six numbers of log10 K = A1 + A2 T + A3/T + A4 log10 T + A5/T^2 + A6 T^2, T in kelvin.

    The analytic expression where there is one, else log K(298.15 K) - (dH/R)(1/T - 1/298.15 K)/ln 10 in the same
    form, with the R of the database's own program.
    """
    found = np.zeros(6)
    if log_k.analytic:
        given = log_k.analytic[:6]
        found[: len(given)] = given
        return found
    reach = log_k.enthalpy / (GAS_CONSTANT * LN10)
    found[0], found[2] = log_k.value + reach / REFERENCE_TEMPERATURE, -reach
    return found


def at_temperature(log_k: np.ndarray, temperature: float) -> float:
    """log10 K at a temperature [K] from its six coefficients."""
    t = temperature
    return float(log_k @ np.array([1.0, t, 1 / t, math.log10(t), 1 / t**2, t**2]))


@dataclass(frozen=True)
class Formation:
    """One species as components, water and the six coefficients of log10 K."""

    coefficients: dict[str, float]
    log_k: np.ndarray


class Basis:
    """Rewrites species of a database in terms of components and water."""

    def __init__(self, database: Database, components: tuple[str, ...]):
        self._database = database
        self._known: dict[str, Formation | None] = {
            name: Formation({name: 1.0}, np.zeros(6)) for name in (*components, WATER)
        }

    def formation(self, name: str) -> Formation | None:
        """How a species forms from the components; None if it needs electrons or other elements."""
        if name not in self._known:
            # None while it is being worked out: a species that needs itself cannot be formed.
            self._known[name] = None
            self._known[name] = self._work_out(name)
        return self._known[name]

    def _work_out(self, name: str) -> Formation | None:
        record = self._record(name)
        if record is None or not record.reaction:
            return None
        total = self.combine(record.reaction)
        if total is None:
            return None
        return Formation(
            total.coefficients, total.log_k + coefficients(record.log_k) + self.added(record.added)
        )

    def _record(self, name: str) -> Species | None:
        for table in (
            self._database.species,
            self._database.exchange_species,
            self._database.surface_species,
        ):
            if name in table:
                return table[name]
        return None

    def added(self, named: tuple[tuple[str, float], ...]) -> np.ndarray:
        """Sum of named expressions times their factors (-add_logk)."""
        total = np.zeros(6)
        for name, factor in named:
            if name not in self._database.named:
                raise DatabaseError(f"no named expression {name!r}", self._database.name)
            total += factor * coefficients(self._database.named[name])
        return total

    def combine(self, reaction: dict[str, float]) -> Formation | None:
        """Sum of coefficients times formations; None if one of the species cannot be formed."""
        found: dict[str, float] = {}
        value = np.zeros(6)
        for name, amount in reaction.items():
            part = self.formation(name)
            if part is None:
                return None
            value = value + amount * part.log_k
            for component, times in part.coefficients.items():
                found[component] = found.get(component, 0.0) + amount * times
        return Formation({c: v for c, v in found.items() if abs(v) > 1e-12}, value)
